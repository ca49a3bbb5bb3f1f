package sim

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// Options is how a program is run.
type Options struct {
	Seed         uint64
	Replications int     // at least 1; with HalfWidth the most
	Workers      int     // replications simulated at once; the result does not depend on it
	Confidence   float64 // of intervals; 0.95 when 0
	Intervals    bool    // results by interval of the day too
	Waits        bool    // percentiles of waits too
	// Sharing is how many replications, one after the other, share what is drawn
	// of busyness and noise: they are days with the same rates. 1 when 0.
	Sharing int
	// HalfWidth ends the run when the interval of a measure is narrow enough.
	HalfWidth *HalfWidth
	// Progress hears how many replications are done; nil: nobody.
	Progress func(done int)
}

// HalfWidth is how exactly a measure is wanted.
type HalfWidth struct {
	Measure string  // of contacts, or of groups when Group is set or contacts have no such measure
	Type    string  // of a type; the total when empty
	Group   string  // of a group
	Target  float64 // in the measure's own unit
	AtLeast int     // replications before it is looked at; 20 when 0
}

// MaxReplications bounds one run.
const MaxReplications = 10_000_000

// Check says what is wrong with it for a program.
func (h *HalfWidth) Check(p *Program) error {
	_, err := h.find(newCollector(p, false))
	return err
}

// find gives where the moments of the measure stand.
func (h *HalfWidth) find(c *collector) (*moments, error) {
	if !(h.Target > 0) {
		return nil, fmt.Errorf("the half-width %g must be above 0", h.Target)
	}
	at := func(list []Measure) int {
		return slices.IndexFunc(list, func(m Measure) bool { return m.ID == h.Measure })
	}
	if h.Group != "" {
		g := slices.Index(c.p.Groups(), h.Group)
		if g < 0 {
			return nil, fmt.Errorf("there is no group %q; there are %s", h.Group, quoted(c.p.Groups()))
		}
		if i := at(groupList); i >= 0 {
			return &c.whole.groups[g][i], nil
		}
	} else if i := at(contactList); i >= 0 {
		if h.Type == "" {
			return &c.whole.total[i], nil
		}
		t := slices.Index(c.p.Types(), h.Type)
		if t < 0 {
			return nil, fmt.Errorf("there is no type %q; there are %s", h.Type, quoted(c.p.Types()))
		}
		return &c.whole.types[t][i], nil
	} else if i := at(groupList); i >= 0 && h.Type == "" {
		return &c.whole.agents[i], nil
	}
	return nil, fmt.Errorf("there is no measure %q", h.Measure)
}

// Run simulates replications 0, 1, 2 … of the seed and says what they found.
// The same program, seed and options give the same result with any number of
// workers: replications are counted together in their order.
func Run(ctx context.Context, p *Program, o Options) (*Result, error) {
	if o.Replications < 1 || o.Replications > MaxReplications {
		return nil, fmt.Errorf("%d replications: 1 to %d are possible", o.Replications, MaxReplications)
	}
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	if !(o.Confidence > 0 && o.Confidence < 1) {
		return nil, fmt.Errorf("a confidence of %g: it must be between 0 and 1", o.Confidence)
	}
	c := newCollector(p, o.Intervals)
	if o.Waits {
		c.waits = newWaitCounts(p)
	}
	var wanted *moments
	next := 0 // when the half-width is looked at again
	if o.HalfWidth != nil {
		var err error
		if wanted, err = o.HalfWidth.find(c); err != nil {
			return nil, err
		}
		if next = o.HalfWidth.AtLeast; next == 0 {
			next = 20
		}
	}
	reached := false
	// take counts a replication and says whether it was the last one needed.
	take := func(s *sheet) bool {
		c.add(s)
		if o.Progress != nil {
			o.Progress(c.n)
		}
		if wanted != nil && c.n >= next {
			e := wanted.estimate(float64(c.n), studentQuantile(o.Confidence, float64(c.n)))
			if reached = e.HalfWidth <= o.HalfWidth.Target; reached {
				return true
			}
			next = max(c.n+10, c.n+c.n/10)
		}
		return c.n == o.Replications
	}
	if err := replicate(ctx, p, o, take); err != nil {
		return nil, err
	}
	r := c.result(o.Confidence)
	r.Seed = o.Seed
	if wanted != nil {
		r.Reached = &reached
	}
	return r, nil
}

// replicate simulates replications until take says that it has enough; take
// hears them in their order.
func replicate(ctx context.Context, p *Program, o Options, take func(*sheet) bool) error {
	workers := min(max(o.Workers, 1), o.Replications)
	blank := func() *sheet {
		if o.Waits {
			return newSheet(p).countingWaits(p)
		}
		return newSheet(p)
	}
	if workers == 1 {
		m := newMachine(p)
		m.sheet = blank()
		m.sharing = max(o.Sharing, 1)
		for r := 0; ; r++ {
			if err := m.run(ctx, o.Seed, r); err != nil {
				return fmt.Errorf("replication %d: %w", r+1, err)
			}
			if take(m.sheet) {
				return nil
			}
		}
	}
	type done struct {
		sheet *sheet
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	ready, back := make([]chan done, workers), make([]chan *sheet, workers)
	var all sync.WaitGroup
	for w := range workers {
		ready[w], back[w] = make(chan done, 2), make(chan *sheet, 2)
		back[w] <- blank()
		back[w] <- blank()
		all.Go(func() {
			m := newMachine(p)
			m.sharing = max(o.Sharing, 1)
			for r := w; ; r += workers {
				select {
				case m.sheet = <-back[w]:
				case <-ctx.Done():
					return
				}
				err := m.run(ctx, o.Seed, r)
				ready[w] <- done{m.sheet, err} // never blocks: there are two sheets
				if err != nil {
					return
				}
			}
		})
	}
	defer all.Wait()
	defer cancel()
	for r := 0; ; r++ {
		var d done
		select {
		case d = <-ready[r%workers]:
		case <-ctx.Done():
			return ctx.Err()
		}
		if d.err != nil {
			return fmt.Errorf("replication %d: %w", r+1, d.err)
		}
		if take(d.sheet) {
			return nil
		}
		back[r%workers] <- d.sheet
	}
}
