package shared

// ChangedFact is told as staffing.shared.changed when a shared requirement was
// made or taken away.
type ChangedFact struct {
	V  int    `json:"v"`
	ID string `json:"id"`
}
