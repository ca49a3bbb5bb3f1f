package strategy

// ChangedFact says that something of the room has changed; the subject says
// what: strategy.goal.changed and so on.
type ChangedFact struct {
	V  int    `json:"v"`
	ID string `json:"id"`
}
