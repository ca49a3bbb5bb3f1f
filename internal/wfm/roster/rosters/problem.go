package rosters

import (
	"slices"

	engine "github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// problem says the basis in the engine's words: people, shifts and rules, without
// needs.
func (b *basis) problem() *engine.Problem {
	p := &engine.Problem{Name: b.plan.Name, Days: b.days.Days(), Monday: (7 - b.days.From.SinceMonday()) % 7}
	for i := range b.skills {
		p.Skills = append(p.Skills, b.skills[i].Name)
	}
	for i := range b.starts {
		x := &b.starts[i]
		shift := engine.Shift{ID: x.kind.Code + " " + clockText(x.Begin), Minutes: x.Paid, Begin: x.Begin, End: x.End, Skill: x.skill}
		for _, y := range inOrder(x.kind.Breaks) {
			if x.as != nil {
				break // its breaks stay where they are
			}
			shift.Pauses = append(shift.Pauses, engine.Pause{ID: y.Name, From: x.Begin + y.From, To: x.Begin + y.To + y.Minutes, Minutes: y.Minutes, Paid: y.Paid})
		}
		p.Shifts = append(p.Shifts, shift)
	}
	for _, who := range b.people {
		p.People = append(p.People, engine.Person{ID: who.id, Name: who.name, Skills: who.skills, Before: b.ended(who.id)})
	}
	b.work(p)
	b.limits(p)
	for who, x := range b.people {
		for _, day := range b.leave[x.id] {
			p.Rules = append(p.Rules, engine.Rule{Kind: engine.DayOff, People: []int{who}, From: day, To: day + 1})
		}
		b.partly(p, who)
	}
	return p
}

// partly bars somebody from shifts that lie on hours they have off.
func (b *basis) partly(p *engine.Problem, who int) {
	id := b.people[who].id
	if len(b.hours[id]) == 0 {
		return
	}
	for day := range p.Days {
		var of []int
		for k := range b.starts {
			if b.meets(id, day, &b.starts[k]) {
				of = append(of, k)
			}
		}
		if len(of) > 0 {
			p.Rules = append(p.Rules, engine.Rule{Kind: engine.ShiftCount, Shifts: of, People: []int{who}, From: day, To: day + 1})
		}
	}
}

// ended is how a person's published days ended before the first day.
func (b *basis) ended(personID string) engine.Before {
	cells := b.before[personID]
	if len(cells) == 0 {
		return engine.Before{}
	}
	line := Line{Cells: cells}
	last := line.at(-1)
	out := engine.Before{Shift: engine.Free}
	if last.TypeID != "" {
		// The start may be gone from the type meanwhile; any of the type tells the rest.
		if out.Shift = b.startOf(last); out.Shift < 0 {
			out.Shift = slices.IndexFunc(b.starts, func(x start) bool { return x.TypeID == last.TypeID })
		}
		if out.Shift < 0 {
			return engine.Before{}
		}
	}
	for day := -1; day >= -weekBefore && (line.at(day).TypeID != "") == (last.TypeID != ""); day-- {
		out.Days++
	}
	return out
}

// work are the rules people work by.
func (b *basis) work(p *engine.Problem) {
	starts := make([]roster.Start, len(b.starts))
	for i := range b.starts {
		starts[i] = b.starts[i].Start
	}
	horizon := roster.Horizon{Days: p.Days, Monday: p.Monday}
	bySet := map[string][]int{}
	order := []string{}
	for i, who := range b.people {
		set, ok := b.rules[who.id]
		if !ok {
			continue
		}
		if bySet[set.ID] == nil {
			order = append(order, set.ID)
		}
		bySet[set.ID] = append(bySet[set.ID], i)
	}
	for _, id := range order {
		rules := roster.EngineRules(b.rules[b.people[bySet[id][0]].id].Rules, starts, horizon, bySet[id])
		p.Rules = append(p.Rules, rules...)
	}
}

// limits are which types may be given to whom and when.
func (b *basis) limits(p *engine.Problem) {
	for i := range b.types {
		t := &b.types[i]
		var of []int
		for k := range b.starts {
			if b.starts[k].kind == t {
				of = append(of, k)
			}
		}
		if len(of) == 0 {
			continue
		}
		none := engine.Rule{Kind: engine.ShiftCount, Shifts: of, Max: 0}
		if t.FromOn.Sub(b.days.From) > 0 {
			r := none
			r.To = t.FromOn.Sub(b.days.From)
			p.Rules = append(p.Rules, r)
		}
		if t.UntilOn != nil && t.UntilOn.Before(b.days.To) {
			r := none
			r.From, r.To = t.UntilOn.Sub(b.days.From)+1, p.Days
			p.Rules = append(p.Rules, r)
		}
		var barred []int
		for who := range b.people {
			if !b.may(who, t) {
				barred = append(barred, who)
			}
		}
		if len(barred) > 0 {
			r := none
			r.People = barred
			p.Rules = append(p.Rules, r)
		}
	}
}

// may is whether a person may work a type: by team and by skill.
func (b *basis) may(who int, t *roster.ShiftType) bool {
	if len(t.TeamIDs) > 0 && !slices.Contains(t.TeamIDs, b.people[who].teamID) {
		return false
	}
	return len(t.SkillIDs) == 0 || slices.ContainsFunc(b.people[who].skills, func(k int) bool { return slices.Contains(t.SkillIDs, b.skills[k].ID) })
}

// keep holds what is locked of a roster, and prices each day that changes.
func (b *basis) keep(p *engine.Problem, lines []Line, price float64) error {
	at := map[string]*Line{}
	for i := range lines {
		at[lines[i].PersonID] = &lines[i]
	}
	for who, x := range b.people {
		l := at[x.id]
		if l == nil {
			continue
		}
		for day := range p.Days {
			c := l.at(day)
			c.Locked = c.Locked || c.odd() // what was agreed with somebody stays
			shift := engine.Free
			if c.TypeID != "" {
				if shift = b.startOf(c); shift < 0 {
					if c.Locked {
						return fault.Invalidf("roster.version.locked_gone", "“%s” is locked on %s to a shift that there is no more: its type was ended or its starts were changed. Unlock the day or mend the type.", x.name, b.days.From.Add(day))
					}
					continue
				}
			}
			if c.Locked && shift != engine.Free && (slices.Contains(b.leave[x.id], day) || b.meets(x.id, day, &b.starts[shift])) {
				continue // leave that was approved since takes the place of the lock
			}
			switch {
			case c.Locked && shift == engine.Free:
				p.Rules = append(p.Rules, engine.Rule{Kind: engine.DayOff, People: []int{who}, From: day, To: day + 1})
			case c.Locked:
				p.Rules = append(p.Rules, engine.Rule{Kind: engine.Fixed, People: []int{who}, Shifts: []int{shift}, From: day, To: day + 1})
			case price > 0:
				p.Wishes = append(p.Wishes, engine.Wish{Person: who, Day: day, Shift: shift, For: true, Price: price})
			}
		}
	}
	return nil
}

// bar keeps shifts that are somebody's own from all others and from other days.
func (b *basis) bar(p *engine.Problem, lines []Line) {
	for k := range b.starts {
		if b.starts[k].as == nil {
			continue
		}
		for who, x := range b.people {
			free := 0 // the first day it is barred from
			i := slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == x.id })
			for day := 0; day <= p.Days; day++ {
				if day < p.Days && (i < 0 || b.startOf(lines[i].at(day)) != k) {
					continue
				}
				if free < day {
					p.Rules = append(p.Rules, engine.Rule{Kind: engine.ShiftCount, Shifts: []int{k}, People: []int{who}, From: free, To: day, Max: 0})
				}
				free = day + 1
			}
		}
	}
}

// gone is a cell whose shift there is no more: its type was ended or its starts
// were changed since.
type gone struct {
	personID string
	day      int
}

// roster says lines in the engine's words. A cell that is no shift of the basis
// is left a day off, and told.
func (b *basis) roster(lines []Line) (r *engine.Roster, foreign []gone) {
	r = engine.NewRoster(len(b.people), b.days.Days())
	for who, x := range b.people {
		i := slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == x.id })
		if i < 0 {
			continue
		}
		for _, c := range lines[i].Cells {
			if c.TypeID == "" || c.Day < 0 || c.Day >= b.days.Days() {
				continue
			}
			if at := b.startOf(c); at >= 0 {
				r.Lines[who][c.Day] = at
			} else {
				foreign = append(foreign, gone{x.id, c.Day})
			}
		}
	}
	return r, foreign
}
