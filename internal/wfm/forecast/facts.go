package forecast

// ChangedFact is told as "forecast.version.changed" when a version was made,
// approved, locked or deleted.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
