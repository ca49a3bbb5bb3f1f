package whatif

import "math"

// worker reckons the intervals of a queue.
type worker struct {
	r       *reckoning
	q       *Queue
	change  Change
	was, is reckoner // with the targets of the base, and of the scenario
	reach   [2]float64
	out     *one
}

// present is how many of the agents of the base are there when shrinkage is as
// in the scenario and a part of the people is still there.
func present(was, is *Slot, staying float64) float64 {
	before, after := 1-was.InOffice-was.OutOffice, 1-is.InOffice-is.OutOffice
	if before == after && staying == 1 {
		return float64(was.Agents)
	}
	return float64(was.Agents) * after / before * staying
}

// paid is how many people are scheduled so that agents are there.
func paid(agents float64, s *Slot) float64 { return agents / (1 - s.InOffice - s.OutOffice) }

// ownEnds is the reach of an interval to the ends of its own band.
var ownEnds = [2]float64{math.NaN(), math.NaN()}

// toward is what is staffed for and what comes at the low (0) or high (1) end.
func toward(s *Slot, end int, reach [2]float64) (planned, contacts float64) {
	by := 1 - reach[0]
	if end == 1 {
		by = 1 + reach[1]
	}
	switch contacts = s.Contacts * by; {
	case s.Contacts == 0:
		return s.Planned, 0
	case math.IsNaN(by) && end == 0:
		contacts = s.Low
	case math.IsNaN(by):
		contacts = s.High
	}
	return s.Planned * contacts / s.Contacts, contacts
}

func (w *worker) slot(d, k int) error {
	was := &w.q.Days[d][k]
	is := w.change.slot(w.r.levers.shrink(*was))
	same := w.change == Change{}
	staying := w.r.levers.staying(d)
	var err error
	if !same {
		if is.Agents, err = w.is.agents(is.Planned, &is, was); err != nil {
			return err
		}
	}
	w.out.scenario[d][k] = is
	sample := (k+d)%w.r.every == 0
	base, adapted := faring{Service: was.Service}, faring{Service: was.Service}
	kept, keeps := base, present(was, &is, staying)
	if !w.r.lean {
		if !same {
			if adapted, err = w.is.fare(is.Contacts, float64(is.Agents), &is); err != nil {
				return err
			}
		}
		if !same || keeps != float64(was.Agents) {
			if kept, err = w.is.fare(is.Contacts, keeps, &is); err != nil {
				return err
			}
		}
	}
	people := paid(float64(was.Agents), was)
	put := func(t func(*sheet) *tally, contacts func(*Slot) float64, base, kept, adapted faring, needs [2]float64) {
		t(&w.out.base).add(was, contacts(was), float64(was.Agents), paid(needs[0], was), base)
		t(&w.out.kept).add(&is, contacts(&is), keeps, people*staying, kept)
		t(&w.out.adapted).add(&is, contacts(&is), float64(is.Agents), paid(needs[1], &is), adapted)
	}
	middle := func(s *Slot) float64 { return s.Contacts }
	needs := [2]float64{float64(was.Agents), float64(is.Agents)}
	put(func(s *sheet) *tally { return &s.all }, middle, base, kept, adapted, needs)
	if sample {
		put(func(s *sheet) *tally { return &s.middle }, middle, base, kept, adapted, needs)
	}
	drawn := w.out.curve != nil && d == w.r.busiest
	if drawn {
		w.out.curve[k] = Point{Base: float64(was.Agents), Kept: keeps, Adapted: float64(is.Agents)}
	}
	if !sample && !drawn {
		return nil
	}
	for end := range 2 {
		if drawn {
			then, _ := toward(&is, end, ownEnds)
			n, err := w.is.agents(then, &is, was)
			if err != nil {
				return err
			}
			if end == 0 {
				w.out.curve[k].Low = float64(n)
			} else {
				w.out.curve[k].High = float64(n)
			}
		}
		if !sample {
			continue
		}
		planned, contacts := toward(was, end, w.reach)
		then, changed := toward(&is, end, w.reach)
		n, err := w.was.agents(planned, was, was)
		if err != nil {
			return err
		}
		needs := [2]float64{float64(n), float64(n)}
		if !same {
			if n, err = w.is.agents(then, &is, was); err != nil {
				return err
			}
			needs[1] = float64(n)
		}
		var base, kept, adapted faring
		if !w.r.lean {
			if base, err = w.was.fare(contacts, float64(was.Agents), was); err != nil {
				return err
			}
			kept, adapted = base, base
			if !same || keeps != float64(was.Agents) {
				if kept, err = w.is.fare(changed, keeps, &is); err != nil {
					return err
				}
			}
			if !same {
				if adapted, err = w.is.fare(changed, float64(is.Agents), &is); err != nil {
					return err
				}
			}
		}
		put(func(s *sheet) *tally {
			if end == 0 {
				return &s.low
			}
			return &s.high
		}, func(s *Slot) float64 {
			_, contacts := toward(s, end, w.reach)
			return contacts
		}, base, kept, adapted, needs)
	}
	return nil
}
