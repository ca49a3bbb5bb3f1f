package intraday

// ChangedFact is told as intraday.outlook.changed when the day was foreseen anew,
// as intraday.action.changed and intraday.plan.changed when these were.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
