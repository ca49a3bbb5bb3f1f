package scorecard

// ChangedFact is told as performance.scorecard.changed when a set was changed.
type ChangedFact struct {
	V      int    `json:"v"` // of this form: 1
	Object string `json:"object"`
	ID     string `json:"id"`
}
