package metric

import (
	"math"
	"runtime"
	"sync"

	"github.com/lingting/lingting/internal/telephony"
)

// crew counts the sheets of a question that tells nothing apart on several
// processors: each of its runs counts a part, and the sums are added up.
type crew struct {
	runs  []*run
	batch []*telephony.Sheet
}

// crewBatch is how many sheets are shared out at a time, crewMost how many
// processors one question may take.
const (
	crewBatch = 1024
	crewMost  = 4
)

// newCrew makes a crew for r, or nil when it has to count alone.
func newCrew(r *run) *crew {
	n := min(runtime.GOMAXPROCS(0), crewMost)
	if n < 2 || len(r.query.By) > 0 || r.splitsRows() {
		return nil
	}
	c := &crew{}
	for range n {
		w := *r
		w.groups, w.keys, w.periods = map[groupKey]int{}, nil, map[string][]period{}
		w.contacts, w.repaired, w.seen = nil, nil, nil
		w.scratch, w.scratchParts, w.scratchSpans = nil, nil, nil
		w.columns = make([]*column, len(r.columns))
		for i, col := range r.columns {
			w.columns[i] = &column{lens: col.lens, measure: col.measure, max: col.max, id: col.id}
		}
		c.runs = append(c.runs, &w)
	}
	return c
}

// sheet takes a sheet to count.
func (c *crew) sheet(s *telephony.Sheet) error {
	c.batch = append(c.batch, s)
	if len(c.batch) < crewBatch {
		return nil
	}
	return c.count()
}

// count counts the sheets taken so far.
func (c *crew) count() error {
	errs := make([]error, len(c.runs))
	var wg sync.WaitGroup
	for i, w := range c.runs {
		part := c.batch[i*len(c.batch)/len(c.runs) : (i+1)*len(c.batch)/len(c.runs)]
		wg.Go(func() {
			for _, s := range part {
				if errs[i] = w.sheet(s); errs[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	c.batch = c.batch[:0]
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// into adds what the crew counted to r.
func (c *crew) into(r *run) error {
	if err := c.count(); err != nil {
		return err
	}
	for _, w := range c.runs {
		if len(w.keys) == 0 {
			continue // its sheets held nothing that counts
		}
		if _, err := r.group(w.keys[0]); err != nil {
			return err
		}
		for i, col := range w.columns {
			sum := r.columns[i].cells
			for k, v := range col.cells {
				if col.max {
					sum[k] = math.Max(sum[k], v)
				} else {
					sum[k] += v
				}
			}
		}
		for k := range w.contacts {
			r.contacts[k] += w.contacts[k]
			r.repaired[k] += w.repaired[k]
			r.seen[k] = r.seen[k] || w.seen[k]
		}
	}
	return nil
}
