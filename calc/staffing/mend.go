package staffing

import (
	"context"
	"math"
)

// What a search goes by comes from days on which the plan was chosen and, where
// rates are uncertain, from a parabola along one direction of them: both make the
// plan look a little better than it is. At the end it is held against days and
// draws of rates that had no part in the search.
const (
	mendSeed   = 0x2545f4914f6cdd1d
	mendDraws  = 250 // at effort 1
	mendDays   = 16
	mendRounds = 3
)

// mend adds until the targets hold on fresh draws too: what a target of the
// plan is told to be worse there is taken off whatever the search finds of it.
func (s *search) mend(ctx context.Context, t *trial, last *outcome) (*outcome, error) {
	if s.p.light {
		return last, nil
	}
	o := s.o
	o.Seed ^= mendSeed
	draws := int(mendDraws * math.Cbrt(float64(max(o.Effort, 1))))
	for range mendRounds {
		told, err := s.p.drawn(ctx, s.plan(), o, draws, mendDays)
		if err != nil {
			return nil, err
		}
		s.contacts += s.p.staffed(s.plan()).ContactsPerReplication() * float64(draws*mendDays)
		if !s.correct(t, last, told) {
			break
		}
		if last, err = s.confirm(ctx, t, mendRounds); err != nil {
			return nil, err
		}
	}
	return last, nil
}

// correct takes over what targets that are short are worse than the search
// found; false: none is short.
func (s *search) correct(t *trial, last *outcome, told [][]told) bool {
	any := false
	for i := range told {
		for k, v := range told[i] {
			if !v.asked || s.p.rows[k].below(v.value) <= 0 {
				continue
			}
			c := last.cells[i][k]
			if math.IsNaN(c.value) {
				continue
			}
			if t.correct == nil {
				t.correct = make([][]float64, s.p.places)
				for j := range t.correct {
					t.correct[j] = make([]float64, len(s.p.rows))
				}
			}
			t.correct[i][k] += v.value - c.value
			s.places[i].forget()
			any = true
		}
	}
	return any
}
