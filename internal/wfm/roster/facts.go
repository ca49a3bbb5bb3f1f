package roster

// ChangedFact is told as roster.shift_type.changed when a type of shift was
// added, changed, ended or deleted, and as roster.rule_set.changed when a set of
// rules was, or was given or taken back, and as
// roster.wish.changed when a round or somebody's wishes changed.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
