package career

import "context"

// Measured gives the numbers of people over days, both ends included, by the
// person's id; who is not in the answer is not known. It is asked with an actor
// who may see all of them.
type Measured interface {
	Values(ctx context.Context, metricID, fromOn, toOn string) (map[string]Reading, error)
}

// Reading is the number of a person.
type Reading struct {
	Value float64
	Link  string // where its rows are
}

// Standing gives the places of people by KPI over days; who is not in the
// answer has none.
type Standing interface {
	Ranks(ctx context.Context, fromOn, toOn string) (map[string]Place, error)
}

// Place is a rank among others; 1 is the best.
type Place struct {
	Rank, Of int
	Link     string
}
