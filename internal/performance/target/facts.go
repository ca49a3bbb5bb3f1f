package target

// ChangedFact is told as target.changed when a target was set, changed or taken
// back; of a cascade once for each child.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
