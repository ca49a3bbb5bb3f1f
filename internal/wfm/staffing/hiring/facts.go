package hiring

// ChangedFact is told as staffing.hiring.changed when a plan was kept or taken
// away.
type ChangedFact struct {
	V  int    `json:"v"`
	ID string `json:"id"`
}
