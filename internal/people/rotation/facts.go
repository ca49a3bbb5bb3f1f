package rotation

// ChangedFact is told as people.rotation.changed when terms or a plan changed.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
