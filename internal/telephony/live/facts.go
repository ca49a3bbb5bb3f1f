package live

// ChangedFact is told as "live.<object>.changed"; objects are alarm,
// threshold, mute, note, goal, board, playlist, screen.
type ChangedFact struct {
	V      int    `json:"v"` // of this form: 1
	Object string `json:"object"`
	ID     string `json:"id"`
}
