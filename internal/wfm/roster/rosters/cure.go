package rosters

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// CureKind is how a weak spot can be mended.
type CureKind string

// The kinds of cures.
const (
	CureBreaks CureKind = "breaks" // breaks that lie in the interval are had at another time of their shifts
	CureShifts CureKind = "shifts" // shifts of the day are had at other times, no rule broken
	CurePeople CureKind = "people" // more people come for the interval
)

// Cure is something that would mend a weak spot, and what the simulation of the
// day says of it.
type Cure struct {
	Kind   CureKind `json:"kind" enum:"breaks,shifts,people"`
	People int      `json:"people" doc:"whose breaks or shifts are moved; of people: so many more in the interval"`
	Level  float64  `json:"level_percent" doc:"expected in the interval"`
	Holds  float64  `json:"holds_percent" doc:"days on which the target then holds in the interval"`
	InTime float64  `json:"in_time_contacts" doc:"so many more contacts of the whole day are served in time, of all queues, on average"`
	Edits  []Edit   `json:"edits,omitempty" doc:"of the roster, for those who may change it; of people: none, for they are not on it"`
}

const (
	mostCured   = 12   // people in one cure
	mostTried   = 24   // moves of shifts that are held against the rules for one person
	moreTried   = 3    // people beyond those that are required who are looked at
	leastInTime = 0.05 // contacts of a day; what gains less is no cure
	worthMoving = 0.8  // of what a break costs where it is
	cureStep    = 5    // minutes in which breaks are moved
)

// simulateFault is that a day cannot be simulated.
func simulateFault(on civil.Date, err error) error {
	return fault.Invalidf("roster.version.simulate", "The day %s cannot be simulated: %s", on, err.Error())
}

// spot is an interval of a skill that will likely miss.
type spot struct {
	day, skill, more int
	from, to         int // minutes after the roster's first midnight
}

// cures looks for what mends a weak spot and simulates each: what makes the day
// as a whole no better is left out.
func (s *Service) cures(ctx context.Context, b *basis, lines []Line, w *WeakSpot, seed uint64) ([]Cure, error) {
	rates := b.rates(w.Day)
	at := slices.IndexFunc(rates, func(x Rate) bool { return x.Queue.QueueID == w.QueueID })
	x := spot{day: w.Day, skill: b.skillOf(rates[at].SkillID), more: w.More, from: w.Day*dayMinutes + w.slot*b.grain}
	x.to = x.from + b.grain
	base, _, err := b.live(ctx, rates, b.duty(lines, w.Day), w.Day, seed)
	if err != nil {
		return nil, err
	}
	out := []Cure{}
	try := func(c Cure, lines []Line, extra []Duty) (*Cure, error) {
		with, ok, err := b.live(ctx, rates, append(b.duty(lines, w.Day), extra...), w.Day, seed)
		if err != nil || !ok {
			return nil, err
		}
		q := &with.queues[at]
		c.Level, c.Holds = percent(q.above[w.slot]/q.below[w.slot]), Holds(q.level[w.slot], rates[at].target())
		c.InTime = tidy(with.inTime - base.inTime)
		if c.InTime < leastInTime || c.Level <= w.Level {
			return nil, nil
		}
		return &c, nil
	}
	for _, c := range []Cure{{Kind: CureBreaks, Edits: b.moveBreaks(lines, &x)}, {Kind: CureShifts, Edits: b.moveShifts(lines, &x)}} {
		if c.People = len(c.Edits); c.People == 0 {
			continue
		}
		changed := copied(lines)
		b.apply(changed, c.Edits)
		c, err := try(c, changed, nil)
		if err != nil {
			return nil, err
		}
		if c != nil {
			out = append(out, *c)
		}
	}
	with := func(n int) (*Cure, error) {
		extra := make([]Duty, n)
		for i := range extra {
			skill := b.skills[x.skill].ID
			extra[i] = Duty{Cell: Cell{TypeID: string(CurePeople), Begins: w.slot * b.grain, Ends: (w.slot + 1) * b.grain, Skill: skill}, Skills: []string{skill}}
		}
		return try(Cure{Kind: CurePeople, People: n}, lines, extra)
	}
	// The fewest people with whom it is a weak spot no more, or as many as were
	// looked at.
	few, most := 1, max(x.more, 1)+moreTried
	people, err := with(most)
	if err != nil {
		return nil, err
	}
	for people != nil && people.Holds >= 50 && few < most {
		n := (few + most) / 2
		c, err := with(n)
		if err != nil {
			return nil, err
		}
		if c != nil && c.Holds >= 50 {
			most, people = n, c
		} else {
			few = n + 1
		}
	}
	if people != nil {
		out = append(out, *people)
	}
	return out, nil
}

// copied are lines that can be changed beside the others.
func copied(lines []Line) []Line {
	out := slices.Clone(lines)
	for i := range out {
		out[i].Cells = slices.Clone(out[i].Cells)
	}
	return out
}

// moveBreaks moves breaks that lie in a weak spot to where people are spared
// more easily, each within its window and between the breaks around it.
func (b *basis) moveBreaks(lines []Line, x *spot) (out []Edit) {
	p := b.presence()
	b.fill(p, lines)
	needed := b.required()[x.skill]
	for i := range lines {
		for _, was := range lines[i].Cells {
			if was.TypeID == "" || was.Locked || was.Day < x.day-1 || was.Day > x.day || b.skillOf(was.Skill) != x.skill || len(out) >= mostCured {
				continue
			}
			c := moved(was, 0)
			off := c.Day * dayMinutes
			changed := false
			for j, w := range windows(&c, b.kind(c.TypeID)) {
				y := &c.Breaks[j]
				if y.Kind != "" || off+y.At+y.Minutes <= x.from || off+y.At >= x.to {
					continue
				}
				// Within the day that is simulated.
				low, high := max(w.From, x.day*dayMinutes-off), min(w.To, (x.day+1)*dayMinutes-off-y.Minutes)
				if j > 0 {
					low = max(low, c.Breaks[j-1].At+c.Breaks[j-1].Minutes)
				}
				if j+1 < len(c.Breaks) {
					high = min(high, c.Breaks[j+1].At-y.Minutes)
				}
				p.add(x.skill, off+y.At, off+y.At+y.Minutes, 1)
				best, least := y.At, worthMoving*p.price(x.skill, needed, off+y.At, y.Minutes)
				for at := (low + cureStep - 1) / cureStep * cureStep; at <= high; at += cureStep {
					if v := p.price(x.skill, needed, off+at, y.Minutes); v < least-1e-9 {
						best, least = at, v
					}
				}
				p.add(x.skill, off+best, off+best+y.Minutes, -1)
				changed = changed || best != y.At
				y.At = best
			}
			if changed {
				out = append(out, Edit{PersonID: lines[i].PersonID, Day: c.Day, TypeID: c.TypeID, Begins: c.Begins, Skill: c.Skill, Breaks: c.Breaks})
			}
		}
	}
	return out
}

// trade is a shift that takes the place of a cell, and what the day gains.
type trade struct {
	line, start int
	gain        float64
}

// moveShifts has people who do not work in a weak spot work in it, at another
// time of the same day and for the same paid minutes, where that costs least and
// breaks no rule that is not broken already.
func (b *basis) moveShifts(lines []Line, x *spot) (out []Edit) {
	lines = copied(lines)
	needed := b.required()[x.skill]
	for len(out) < min(max(x.more, 1), mostCured) {
		p := b.presence()
		b.fill(p, lines)
		found := b.trades(lines, p, needed, x)
		done := false
		for _, y := range found[:min(len(found), mostTried)] {
			who := lines[y.line].PersonID
			edit := Edit{PersonID: who, Day: x.day, TypeID: b.starts[y.start].TypeID, Begins: b.starts[y.start].Begin, Skill: b.skills[x.skill].ID}
			with := copied(lines)
			cells := b.apply(with, []Edit{edit})
			before := b.violations(lines, []string{who})
			if slices.ContainsFunc(b.violations(with, []string{who}), func(v Violation) bool { return !slices.Contains(before, v) }) || len(cells) != 1 {
				continue
			}
			edit.Breaks = cells[0].Breaks
			out, lines, done = append(out, edit), with, true
			break
		}
		if !done {
			break
		}
	}
	return out
}

// trades are the shifts that could take the place of others to cover a weak spot,
// the one that gains most first.
func (b *basis) trades(lines []Line, p *presence, needed []float64, x *spot) (out []trade) {
	off := x.day * dayMinutes
	for i := range lines {
		was := lines[i].at(x.day)
		if was.TypeID == "" || was.Locked || was.odd() || b.skillOf(was.Skill) != x.skill || was.Ends > dayMinutes || off+was.Begins < x.to && off+was.Ends > x.from {
			continue
		}
		loss := p.price(x.skill, needed, off+was.Begins, was.Ends-was.Begins)
		p.add(x.skill, off+was.Begins, off+was.Ends, -1)
		for k := range b.starts {
			s := &b.starts[k]
			if s.skill != x.skill || s.as != nil || s.Paid != b.paid(was) || off+s.Begin > x.from || off+s.End < x.to || s.End > dayMinutes {
				continue
			}
			p.add(x.skill, off+s.Begin, off+s.End, 1)
			gain := p.price(x.skill, needed, off+s.Begin, s.End-s.Begin) - loss
			p.add(x.skill, off+s.Begin, off+s.End, -1)
			if gain > 1e-9 {
				out = append(out, trade{i, k, gain})
			}
		}
		p.add(x.skill, off+was.Begins, off+was.Ends, 1)
	}
	slices.SortStableFunc(out, func(a, c trade) int { return cmp.Compare(c.gain, a.gain) })
	return out
}
