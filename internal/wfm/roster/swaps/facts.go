package swaps

// ChangedFact is told as "roster.swap.changed" when a swap was offered, taken,
// decided or withdrawn, or the terms changed.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
