package forecast

// A study is made by a job from the history, kept whole and never changed: an
// outlook, a comparison of models.

// StudyHead says which study it is, when it was made and by whom. It is
// exported for the HTTP framework, which reads only exported embedded structs.
type StudyHead struct {
	ID        string `json:"id"`
	CreatedMs int64  `json:"created_ms"`
	CreatedBy string `json:"created_by"`
}

func (h *StudyHead) head() *StudyHead { return h }

// study is a kind of study, told by its head and by what it was made from.
type study[T any] interface {
	*T
	head() *StudyHead
	about() any
}
