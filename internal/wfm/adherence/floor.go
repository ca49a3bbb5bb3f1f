package adherence

import (
	"context"

	calc "github.com/lingting/lingting/calc/adherence"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Floor says where everybody is to be at any moment of a day.
type Floor struct {
	rule   Rule
	people map[string]person
}

type person struct {
	pieces  []calc.Piece // of the day before to the day after
	excuses []calc.Span
}

// Standing is where somebody is to be at an instant, and whether they are.
type Standing struct {
	Known    bool   // there is a published roster of the person's day
	Activity string // code; off: nothing is scheduled
	Deviates bool   // they do what does not fit, perhaps within the grace
	Out      bool   // they deviate beyond the grace
	SinceMs  int64
	AgainMs  int64 // when time alone changes this; 0: never
}

// Floor gives the schedules around a day (YYYY-MM-DD).
func (s *Service) Floor(ctx context.Context, tx *sqldb.Tx, on string) (*Floor, error) {
	day, err := civil.Parse(on)
	if err != nil {
		return nil, err
	}
	w, err := s.world(ctx, tx, civil.Range{From: day, To: day}, "")
	if err != nil {
		return nil, err
	}
	f := &Floor{w.rule, map[string]person{}}
	for id, cells := range w.cells {
		if _, there := cells[day]; !there {
			continue
		}
		var p person
		for d := day.Add(-1); !day.Add(1).Before(d); d = d.Add(1) {
			for _, x := range w.pieces(w.judge, id, d) {
				if n := len(p.pieces); n == 0 || p.pieces[n-1].To <= x.From {
					p.pieces = append(p.pieces, x)
				}
			}
		}
		for _, e := range w.excuses(id, day.Add(-1).Start(w.zone)/1000, day.Add(2).Start(w.zone)/1000) {
			p.excuses = append(p.excuses, calc.Span{From: e.fromMs / 1000, To: (e.to + 999) / 1000})
		}
		f.people[id] = p
	}
	return f, nil
}

// At tells how somebody stands now, given what they did up to now.
func (f *Floor) At(personID string, spans []telephony.AgentSpan, nowMs int64) Standing {
	p, known := f.people[personID]
	if !known {
		return Standing{}
	}
	j := f.rule.judge()
	now := nowMs / 1000
	did := j.did(spans, 0, now*1000)
	got := calc.Now(p.pieces, did, p.excuses, &j.calc, now)
	out := Standing{Known: true, Activity: Off, Deviates: got.Deviates, Out: got.Out, SinceMs: got.Since * 1000, AgainMs: got.Again * 1000}
	if got.Activity != calc.Unscheduled {
		out.Activity = f.rule.Activities[got.Activity].Code
	}
	return out
}

// Due calls fn for everybody whose shift has begun and is not over.
func (f *Floor) Due(nowMs int64, fn func(personID string)) {
	now := nowMs / 1000
	for id, p := range f.people {
		for _, x := range p.pieces {
			if x.From <= now && now < x.To {
				fn(id)
			}
		}
	}
}
