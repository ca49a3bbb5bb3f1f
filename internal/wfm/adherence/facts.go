package adherence

// ChangedFact is told as adherence.rule.changed and
// adherence.exception.changed when these were changed, and as
// adherence.day.changed when days were reckoned anew.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
