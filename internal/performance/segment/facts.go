package segment

// ChangedFact is told as performance.segment.changed when a scheme, an assessment,
// an action or results changed; it names no person.
type ChangedFact struct {
	V      int    `json:"v"` // of this form: 1
	Object string `json:"object"`
}
