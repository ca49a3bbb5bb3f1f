package rosters

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Skill is what shifts of a roster serve: the queues of a skill.
type Skill struct {
	ID     string   `json:"id" doc:"empty: the queues that ask for no skill"`
	Name   string   `json:"name"`
	Queues []string `json:"queues" doc:"their names"`

	of []staffing.Queue
}

// person is somebody who can be rostered.
type person struct {
	id, name, agentNo, teamID string
	skills                    []int // of the basis, the best first
}

// start is a shift of the engine: a shift type at one of its starts, for a skill.
type start struct {
	roster.Start
	kind  *roster.ShiftType
	skill int
	as    *Cell // of one cell that is longer, shorter or more than its type
}

// basis is all that a roster is made of and held against.
type basis struct {
	days   civil.Range
	plan   staffing.Plan
	slots  map[string][]staffing.Day // by queue
	grain  int                       // minutes of an interval
	skills []Skill
	people []person
	types  []roster.ShiftType // in force on some of the days
	starts []start
	rules  map[string]roster.RuleSet // by person
	before map[string][]Cell         // published days of the week before, by person; Day -1 is the day before the first
	unsure map[string]float64        // of each queue's forecast: standard deviation relative to the mean
	leave  map[string][]int          // days of approved time off, by person
	hours  map[string][]hours        // of approved time off of a part of a day, by person
	away   float64                   // share of scheduled time
	wishes []roster.PersonWish       // for the days
}

// weekBefore is how many days before its first a roster looks at.
const weekBefore = 7

// basis loads what a roster over some days is made of, for the people of some
// teams (none: all), or for some people.
func (s *Service) basis(ctx context.Context, planID string, days civil.Range, in Settings, only []string) (*basis, error) {
	ctx = asRoster(ctx)
	plan, err := s.plans.Plan(ctx, planID)
	if err != nil {
		return nil, err
	}
	b := &basis{days: days, plan: plan, grain: plan.GrainMinutes, away: in.AwayPercent / 100, before: map[string][]Cell{}}
	if b.slots, err = s.plans.QueueDays(ctx, planID, days); err != nil {
		return nil, err
	}
	if b.types, err = s.setup.ShiftTypesOver(ctx, days.From, days.To); err != nil {
		return nil, err
	}
	if b.leave, b.hours, err = s.off(ctx, days); err != nil {
		return nil, err
	}
	if b.wishes, err = s.setup.WishesOver(ctx, days.From, days.To); err != nil {
		return nil, err
	}
	if b.rules, err = s.setup.RulesOn(ctx, days.From); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.people.Directory(ctx, tx)
		if err != nil {
			return err
		}
		have, err := s.people.SkillsOfPeople(ctx, tx)
		if err != nil {
			return err
		}
		b.needed(&dir)
		b.join(&dir, have, in.TeamIDs, only)
		lines, err := loadPublished(ctx, tx, civil.Range{From: days.From.Add(-weekBefore), To: days.From.Add(-1)}, "")
		if err != nil {
			return err
		}
		b.remember(lines)
		return nil
	})
	b.expand()
	return b, err
}

// hours are a part of a day; minutes after its midnight.
type hours struct{ day, from, to int }

// off is the approved time off by person: whole days, 0 the first, and parts of
// days.
func (s *Service) off(ctx context.Context, days civil.Range) (whole map[string][]int, parts map[string][]hours, err error) {
	all, err := s.leave.Over(asRoster(ctx), days.From, days.To)
	whole, parts = map[string][]int{}, map[string][]hours{}
	for _, x := range all {
		day := x.On.Sub(days.From)
		if x.Whole() {
			whole[x.PersonID] = append(whole[x.PersonID], day)
		} else {
			parts[x.PersonID] = append(parts[x.PersonID], hours{day, x.From, x.To})
		}
	}
	return whole, parts, err
}

// meets is whether a shift that begins on a day lies on hours somebody has off.
func (b *basis) meets(personID string, day int, x *start) bool {
	return slices.ContainsFunc(b.hours[personID], func(h hours) bool {
		off := (h.day - day) * dayMinutes
		return x.Begin < h.to+off && h.from+off < x.End
	})
}

// needed are the skills that the plan's queues ask for, in the order of their
// names.
func (b *basis) needed(dir *org.Directory) {
	for _, q := range b.plan.Queues {
		if q.Outcome != staffing.OutcomeMade {
			continue
		}
		known, _ := dir.Queue(q.QueueID)
		i := slices.IndexFunc(b.skills, func(x Skill) bool { return x.ID == known.SkillID })
		if i < 0 {
			named, _ := dir.Skill(known.SkillID)
			i = len(b.skills)
			b.skills = append(b.skills, Skill{ID: known.SkillID, Name: named.Name})
		}
		b.skills[i].of = append(b.skills[i].of, q)
		b.skills[i].Queues = append(b.skills[i].Queues, q.Name)
	}
	slices.SortFunc(b.skills, func(x, y Skill) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
}

// join takes in the people who can serve one of the skills.
func (b *basis) join(dir *org.Directory, have map[string][]string, teams, only []string) {
	first := b.days.From.String()
	for _, p := range dir.People {
		team := dir.TeamOf(p.ID, first)
		switch {
		case only != nil:
			if !slices.Contains(only, p.ID) {
				continue
			}
		case !p.Active || len(teams) > 0 && !slices.Contains(teams, team):
			continue
		}
		x := person{id: p.ID, name: p.Name, agentNo: p.AgentNo, teamID: team, skills: []int{}}
		for _, skill := range have[p.ID] {
			if i := slices.IndexFunc(b.skills, func(y Skill) bool { return y.ID == skill }); i >= 0 {
				x.skills = append(x.skills, i)
			}
		}
		// Queues that ask for no skill are served by whoever takes contacts at all.
		if i := slices.IndexFunc(b.skills, func(y Skill) bool { return y.ID == "" }); i >= 0 && len(have[p.ID]) > 0 {
			x.skills = append(x.skills, i)
		}
		if len(x.skills) > 0 || only != nil {
			b.people = append(b.people, x)
		}
	}
	slices.SortFunc(b.people, func(x, y person) int { return cmp.Or(cmp.Compare(x.agentNo, y.agentNo), cmp.Compare(x.id, y.id)) })
}

// remember notes what was published for the days before.
func (b *basis) remember(lines []publishedLine) {
	for _, l := range lines {
		off := l.first.Sub(b.days.From)
		for day := -weekBefore; day < 0; day++ {
			if on := b.days.From.Add(day); on.Before(l.first) || l.last.Before(on) {
				continue
			}
			c := l.at(day - off)
			c.Day = day
			kept := Line{Cells: b.before[l.PersonID]}
			kept.put(c)
			b.before[l.PersonID] = kept.Cells
		}
	}
}

// expand makes the engine's shifts: each type at each start for each skill it may
// serve.
func (b *basis) expand() {
	for i := range b.types {
		t := &b.types[i]
		for _, at := range roster.Starts(b.types[i : i+1]) {
			for k := range b.skills {
				if len(t.SkillIDs) == 0 || slices.Contains(t.SkillIDs, b.skills[k].ID) {
					b.starts = append(b.starts, start{Start: at, kind: t, skill: k})
				}
			}
		}
	}
}

// startOf is the index of the engine's shift of a cell, -1 for none.
func (b *basis) startOf(c Cell) int {
	return slices.IndexFunc(b.starts, func(x start) bool {
		if x.TypeID != c.TypeID || x.Begin != c.Begins || b.skills[x.skill].ID != c.Skill || (x.as != nil) != c.odd() {
			return false
		}
		return x.as == nil || x.as.Same(c)
	})
}

// adopt adds the engine's shifts of cells that are not as their type: longer by
// overtime, shorter by agreement, or overtime as a whole. Their paid minutes are
// those of ordinary time: overtime is no part of a week's hours, and who leaves
// early by agreement is not held to the hours they miss.
func (b *basis) adopt(lines []Line) {
	take := func(c *Cell) {
		if c.TypeID == "" || !c.odd() || b.startOf(*c) >= 0 {
			return
		}
		kind, skill := b.kind(c.TypeID), b.skillOf(c.Skill)
		if kind == nil || skill < 0 {
			return
		}
		as := *c
		x := start{Start: roster.Start{TypeID: c.TypeID, Begin: c.Begins, End: c.Ends, Paid: kind.Paid, Night: roster.AtNight(c.Begins, c.Ends-c.Begins)}, kind: kind, skill: skill, as: &as}
		if c.Overtime != nil && c.Overtime.Minutes >= c.paid() {
			x.Paid = 0
		}
		b.starts = append(b.starts, x)
	}
	for i := range lines {
		for k := range lines[i].Cells {
			take(&lines[i].Cells[k])
		}
		before := b.before[lines[i].PersonID]
		for k := range before {
			take(&before[k])
		}
	}
}

// skillOf is the place of a skill, -1 for none.
func (b *basis) skillOf(id string) int {
	return slices.IndexFunc(b.skills, func(x Skill) bool { return x.ID == id })
}

// asRoster reads what a roster rests on in the name of the room itself: who may
// see a roster sees it whole, though not the requirement it was made from.
func asRoster(ctx context.Context) context.Context { return authz.With(ctx, authz.System("rosters")) }
