package career

// ChangedFact is told as people.career.changed when the ladder, a statement, a
// decision, or a post with its candidates and scores was changed.
type ChangedFact struct {
	V      int    `json:"v"` // of this form: 1
	Object string `json:"object"`
	ID     string `json:"id"`
}
