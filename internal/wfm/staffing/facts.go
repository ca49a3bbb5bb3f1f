package staffing

// ChangedFact is told as "staffing.plan.changed" when a plan was made or
// deleted, and as "staffing.shrinkage.changed" when shrinkage was planned, an
// agent state mapped, or either taken back.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
