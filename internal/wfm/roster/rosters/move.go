package rosters

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// PublishedDay is a person's day in the published roster that holds for it.
type PublishedDay struct {
	PersonID string     `json:"person_id"`
	On       civil.Date `json:"on" format:"date"`
	RosterID string     `json:"roster_id"`
	Cell
}

// Move is what a person's published day is to become: the times, skill and breaks
// of the cell; its Day is not read.
type Move struct {
	PersonID string
	On       civil.Date
	Cell     Cell
}

// Moved is what moves would change, and the rules that would be broken anew.
type Moved struct {
	Days []MovedDay
	New  []Violation // hard rules
	Soft []Violation // soft ones
}

// MovedDay is a day before and after, of a roster at a revision.
type MovedDay struct {
	Before, After PublishedDay
	rev           int64
}

// PublishedDays gives the published days of people (nil: everybody) from a day to
// another. Rooms of rosters ask this in their own name.
func (s *Service) PublishedDays(ctx context.Context, from, to civil.Date, people []string) (out []PublishedDay, err error) {
	only := ""
	if len(people) == 1 {
		only = people[0]
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		lines, err := loadPublished(ctx, tx, civil.Range{From: from, To: to}, only)
		out = daysOf(lines, from, to, people)
		return err
	})
	return out, err
}

// daysOf are the days of lines; of two rosters with the same day the one published
// last holds.
func daysOf(lines []publishedLine, from, to civil.Date, people []string) []PublishedDay {
	type key struct {
		person string
		on     civil.Date
	}
	at := map[key]int{}
	out := []PublishedDay{}
	for i := range lines {
		l := &lines[i]
		if people != nil && !slices.Contains(people, l.PersonID) {
			continue
		}
		for on := later(from, l.first); !to.Before(on) && !l.last.Before(on); on = on.Add(1) {
			d := PublishedDay{PersonID: l.PersonID, On: on, RosterID: l.rosterID, Cell: l.at(on.Sub(l.first))}
			k := key{l.PersonID, on}
			if was, ok := at[k]; ok {
				out[was] = d
				continue
			}
			at[k] = len(out)
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b PublishedDay) int { return cmp.Or(a.On.Sub(b.On), cmp.Compare(a.PersonID, b.PersonID)) })
	return out
}

func later(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// Judge holds moves against published rosters, each of which it reads once. It is
// for one question, not to be kept.
type Judge struct {
	s     *Service
	known map[string]*judged
}

// judged is a published roster as it is.
type judged struct {
	v     Roster
	lines []Line
	b     *basis
}

// Judge begins a question.
func (s *Service) Judge() *Judge { return &Judge{s, map[string]*judged{}} }

// of is a published roster.
func (j *Judge) of(ctx context.Context, id string) (*judged, error) {
	if x := j.known[id]; x != nil {
		return x, nil
	}
	v, lines, err := j.s.whole(ctx, id)
	if err != nil {
		return nil, err
	}
	b, err := j.s.basisOf(ctx, v, lines)
	if err != nil {
		return nil, err
	}
	x := &judged{v, lines, b}
	j.known[id] = x
	return x, nil
}

// Types are the shift types in force on days of a roster.
func (j *Judge) Types(ctx context.Context, rosterID string) ([]roster.ShiftType, error) {
	x, err := j.of(asRoster(ctx), rosterID)
	if err != nil {
		return nil, err
	}
	return x.b.types, nil
}

// RulesOf are the rules of a person of a roster, none where there are none.
func (j *Judge) RulesOf(ctx context.Context, rosterID, personID string) ([]roster.Rule, error) {
	x, err := j.of(asRoster(ctx), rosterID)
	if err != nil {
		return nil, err
	}
	return x.b.rules[personID].Rules, nil
}

// TryMoves says what moves would change and break. A day that is in no published
// roster is an error. Rooms of rosters ask this in their own name.
func (s *Service) TryMoves(ctx context.Context, moves []Move) (Moved, error) {
	return s.Judge().Try(ctx, moves)
}

// Try is TryMoves with the rosters read before.
func (j *Judge) Try(ctx context.Context, moves []Move) (out Moved, err error) {
	ctx = asRoster(ctx)
	byRoster := map[string][]Move{}
	order := []string{}
	days := map[string]PublishedDay{}
	for _, m := range moves {
		found, err := j.s.PublishedDays(ctx, m.On, m.On, []string{m.PersonID})
		if err != nil {
			return out, err
		}
		if len(found) == 0 {
			return out, fault.Conflictf("roster.version.not_published", "Nothing is published for %s.", m.On)
		}
		id := found[0].RosterID
		if byRoster[id] == nil {
			order = append(order, id)
		}
		byRoster[id] = append(byRoster[id], m)
		days[m.PersonID+m.On.String()] = found[0]
	}
	for _, id := range order {
		x, err := j.of(ctx, id)
		if err != nil {
			return out, err
		}
		touched := []string{}
		for _, m := range byRoster[id] {
			if !slices.Contains(touched, m.PersonID) {
				touched = append(touched, m.PersonID)
			}
		}
		lines := slices.Clone(x.lines)
		for i := range lines {
			if slices.Contains(touched, lines[i].PersonID) {
				lines[i].Cells = slices.Clone(lines[i].Cells)
			}
		}
		hard, soft := x.b.judge(lines, touched)
		for _, m := range byRoster[id] {
			before := days[m.PersonID+m.On.String()]
			after := before
			after.Cell = m.Cell
			after.Day = m.On.Sub(x.v.FirstOn)
			lines[slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == m.PersonID })].put(after.Cell)
			out.Days = append(out.Days, MovedDay{before, after, x.v.Rev})
		}
		hardNow, softNow := x.b.judge(lines, touched)
		out.New = append(out.New, anew(hard, hardNow)...)
		out.Soft = append(out.Soft, anew(soft, softNow)...)
	}
	return out, nil
}

// mostRetries is how often a change is tried anew that somebody else came before.
const mostRetries = 6

// Retry does what Apply may refuse because the roster was changed meanwhile, anew
// from its beginning.
func Retry(do func() error) (err error) {
	for range mostRetries {
		err = do()
		if f, ok := fault.As(err); !ok || f.Code != codeStale {
			return err
		}
	}
	return err
}

// Apply keeps what TryMoves gave, in the caller's transaction: the lines, what
// changed and why, and who did it. A roster that was changed meanwhile is an error.
func (s *Service) Apply(ctx context.Context, tx *sqldb.Tx, m Moved, reason string) error {
	done := map[string]bool{}
	for _, d := range m.Days {
		id := d.Before.RosterID
		if done[id] {
			continue
		}
		done[id] = true
		v, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if v.Rev != d.rev {
			return stale()
		}
		lines, err := loadLines(ctx, tx, id)
		if err != nil {
			return err
		}
		v.ChangedMs, v.ChangedBy = clock.Ms(s.clk), actorName(ctx)
		if err := set(ctx, tx, v); err != nil {
			return err
		}
		cells := []EditCell{}
		for _, x := range m.Days {
			if x.Before.RosterID != id {
				continue
			}
			l := &lines[slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == x.After.PersonID })]
			l.put(x.After.Cell)
			if err := setLine(ctx, tx, id, l); err != nil {
				return err
			}
			if err := addChange(ctx, tx, id, Change{PersonID: l.PersonID, On: x.After.On.String(), Before: x.Before.Cell, After: x.After.Cell, Reason: reason, Published: true, AtMs: v.ChangedMs, By: v.ChangedBy}); err != nil {
				return err
			}
			cells = append(cells, EditCell{l.PersonID, x.After.Cell, x.Before.Cell})
		}
		if err := s.tell(ctx, tx, authz.Entry{Action: "roster.version.update", Object: "roster_version", ObjectID: id, After: map[string]any{"cells": cells, "reason": reason}}); err != nil {
			return err
		}
	}
	return nil
}

// judge are the hard and the soft rules that some people's lines break.
func (b *basis) judge(lines []Line, only []string) (hard, soft []Violation) {
	few := *b
	few.starts = slices.Clone(b.starts)
	few.adopt(slices.DeleteFunc(slices.Clone(lines), func(l Line) bool { return !slices.Contains(only, l.PersonID) }))
	hard = few.violations(lines, only)
	few.people = slices.DeleteFunc(slices.Clone(b.people), func(x person) bool { return !slices.Contains(only, x.id) })
	r, _ := few.roster(lines)
	found, err := check.Check(few.problem(), r)
	if err != nil { // lines are of this basis by their making
		return hard, nil
	}
	for i := range found.Soft {
		soft = append(soft, b.violation(&found.Soft[i]))
	}
	return hard, soft
}

// anew are the violations that were not there before, or are worse now.
func anew(before, now []Violation) (out []Violation) {
	for _, x := range now {
		if !slices.ContainsFunc(before, func(y Violation) bool {
			return y.PersonID == x.PersonID && y.Rule == x.Rule && y.FromOn == x.FromOn && y.ToOn == x.ToOn && y.By >= x.By
		}) {
			out = append(out, x)
		}
	}
	return out
}
