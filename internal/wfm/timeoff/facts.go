package timeoff

// ChangedFact is told as timeoff.request.changed when somebody asked for time
// off, or it was decided or withdrawn; as timeoff.kind.changed,
// timeoff.balance.changed and timeoff.limit.changed when these were.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
