package rosters

// ChangedFact is told as "roster.version.changed" when a roster was made,
// changed, published or deleted.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
