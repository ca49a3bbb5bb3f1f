package whatif

// ChangedFact is told as staffing.scenario.changed when a scenario was made,
// changed or taken away.
type ChangedFact struct {
	V  int    `json:"v"`
	ID string `json:"id"`
}
