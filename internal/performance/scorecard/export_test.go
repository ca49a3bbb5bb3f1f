package scorecard

// Moves shares the change of a total out among its lines.
var Moves = moves

// Ranked orders values and gives the rank of each.
func Ranked(rows []Rankable) []int {
	return ranked(rows, func(r Rankable) float64 { return r.Value }, func(r Rankable) string { return r.Key })
}

// Rankable is something with a value and a key.
type Rankable struct {
	Key   string
	Value float64
}
