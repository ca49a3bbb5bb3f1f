package contract

// ChangedFact is told as performance.contract.changed when a contract or a
// template was changed or scored.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
