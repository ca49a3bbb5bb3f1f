package series

// Weight is what a member counts for in the ensemble, as a share.
type Weight struct {
	Model     string
	FirstWeek float64 // on the first seven days after the history
	Later     float64
}

// Weights gives the members' weights on days of which the calendar has nothing
// to say; each column sums to 1.
func (m *Model) Weights() []Weight {
	out := make([]Weight, len(m.members))
	for k, member := range m.members {
		out[k] = Weight{Model: member.name, FirstWeek: m.weights[0][k], Later: m.weights[1][k]}
	}
	return out
}
