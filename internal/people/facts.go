package people

// ChangedFact is told as people.file.changed when a file was changed.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
