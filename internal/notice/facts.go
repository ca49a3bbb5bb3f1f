package notice

// ChangedFact is told as notice.notice.changed when somebody was told something.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
