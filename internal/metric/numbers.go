package metric

import (
	"encoding/json"
	"iter"
	"slices"
)

// Numbers are the numbers of a row by metric, in the order they were asked
// for. A year of half-hours has tens of thousands of rows, so all rows of an
// answer share one list of names and one piece of memory.
type Numbers struct {
	refs []string
	list []Number
}

// Of is the number of a metric; the zero Number when the row has none.
func (n Numbers) Of(ref string) Number {
	if i := slices.Index(n.refs, ref); i >= 0 {
		return n.list[i]
	}
	return Number{}
}

// Len is how many numbers the row has.
func (n Numbers) Len() int { return len(n.list) }

// All gives every metric with its number.
func (n Numbers) All() iter.Seq2[string, Number] {
	return func(yield func(string, Number) bool) {
		for i, ref := range n.refs {
			if !yield(ref, n.list[i]) {
				return
			}
		}
	}
}

// UnmarshalJSON reads an object of numbers by metric.
func (n *Numbers) UnmarshalJSON(b []byte) error {
	var byRef map[string]Number
	if err := json.Unmarshal(b, &byRef); err != nil {
		return err
	}
	*n = Numbers{}
	for ref := range byRef {
		n.refs = append(n.refs, ref)
	}
	slices.Sort(n.refs)
	for _, ref := range n.refs {
		n.list = append(n.list, byRef[ref])
	}
	return nil
}

// blocks hands out the numbers of the rows of an answer from pieces of
// memory of many rows each.
type blocks struct {
	refs    []string
	numbers []Number
	values  []float64
}

const blockRows = 512

func newBlocks(metrics []asked) *blocks {
	b := &blocks{refs: make([]string, len(metrics))}
	for i := range metrics {
		b.refs[i] = metrics[i].ref
	}
	return b
}

// row gives room for the numbers of a row.
func (b *blocks) row() Numbers {
	n := len(b.refs)
	if len(b.numbers) < n {
		b.numbers = make([]Number, blockRows*n)
	}
	out := Numbers{b.refs, b.numbers[:n:n]}
	b.numbers = b.numbers[n:]
	return out
}

// value gives room for one value.
func (b *blocks) value(v float64) *float64 {
	if len(b.values) == 0 {
		b.values = make([]float64, blockRows)
	}
	out := &b.values[0]
	*out = v
	b.values = b.values[1:]
	return out
}
