package headcount

// ChangedFact is told as people.headcount.changed when a version changed.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
