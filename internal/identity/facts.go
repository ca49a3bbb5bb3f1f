package identity

// ChangedFact is told as "identity.user.changed" when an account changed.
type ChangedFact struct {
	V  int    `json:"v"` // of this form: 1
	ID string `json:"id"`
}
