package forecast

// ChangedFact is told as "forecast.version.changed" when a version was made,
// approved, locked or deleted, and as "forecast.treatment.changed" when
// something was said of a day of the history, or taken back.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
