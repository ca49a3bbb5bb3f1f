package metric

import (
	"math"

	"github.com/lingting/lingting/internal/telephony"
)

// column is one measure seen through one lens: a sum for every cell.
type column struct {
	lens    int
	measure int // index in Measures
	max     bool
	id      string
	cells   []float64 // by group·buckets + bucket; NaN: not known
}

// span is contacts of a sheet, from and before to, that count in one cell.
type span struct{ cell, from, to int }

// grade counts contacts and repaired contacts by arrival.
func (r *run) grade(s *telephony.Sheet, spans []span) {
	for _, sp := range spans {
		r.contacts[sp.cell] += int64(sp.to - sp.from)
		if s.Repaired == 0 {
			continue
		}
		for _, flags := range s.Flags[sp.from:sp.to] {
			if telephony.Flag(flags)&telephony.Repairs != 0 {
				r.repaired[sp.cell]++
			}
		}
	}
}

// add adds the sheet's contacts to the column. The measures asked most often
// have a loop of their own; a test holds them to contactValues.
func (c *column) add(s *telephony.Sheet, spans []span, lim *limits, gaps []int64) {
	switch c.id {
	case "offered":
		for _, sp := range spans {
			c.cells[sp.cell] += float64(sp.to - sp.from)
		}
	case "answered_within":
		for _, sp := range spans {
			n := 0
			for i := sp.from; i < sp.to; i++ {
				if int64(s.Wait[i]) <= lim.within && answered(s, i) {
					n++
				}
			}
			c.cells[sp.cell] += float64(n)
		}
	case "answered":
		for _, sp := range spans {
			n := 0
			for i := sp.from; i < sp.to; i++ {
				if answered(s, i) {
					n++
				}
			}
			c.cells[sp.cell] += float64(n)
		}
	default:
		value := contactValues[c.id]
		for _, sp := range spans {
			sum := int64(0)
			for i := sp.from; i < sp.to; i++ {
				v := value(s, i, lim, gaps)
				if c.max {
					c.cells[sp.cell] = math.Max(c.cells[sp.cell], float64(v))
				} else {
					sum += v
				}
			}
			if !c.max {
				c.cells[sp.cell] += float64(sum)
			}
		}
	}
}
