package incentive

// ChangedFact is told as performance.incentive.changed when anything of the room
// was changed.
type ChangedFact struct {
	V      int    `json:"v"` // of this form: 1
	Object string `json:"object"`
	ID     string `json:"id"`
}
