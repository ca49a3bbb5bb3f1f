package offers

// ChangedFact is told as "roster.offer.changed" when an offer was made, answered,
// filled or closed.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
