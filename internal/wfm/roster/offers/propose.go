package offers

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// fairDays is how long back it is looked who has had overtime or was released.
const fairDays = 28

// Propose says who fits what is asked for, in fair order, and why others do not.
// Nothing is kept. Needs the permission roster.offer.
func (s *Service) Propose(ctx context.Context, in AskIn) (Proposal, error) {
	p, _, _, err := s.propose(ctx, &in)
	return p, err
}

func (s *Service) propose(ctx context.Context, in *AskIn) (p Proposal, w world, on civil.Date, err error) {
	p = Proposal{Fits: []Invite{}, Not: []Misfit{}}
	if err := authz.Require(ctx, PermissionOffer); err != nil {
		return p, w, on, err
	}
	if on, err = in.check(); err != nil {
		return p, w, on, err
	}
	if w, err = s.world(ctx); err != nil {
		return p, w, on, err
	}
	var c fault.Collector
	if _, ok := w.dir.Skill(in.SkillID); !ok && in.SkillID != "" {
		c.Add("body.skill_id", "unknown", "is no skill")
	}
	if on.Start(w.zone)+int64(in.To)*60_000 <= w.now || w.today.Add(mostAhead).Before(on) {
		c.Add("body.on", "past", "must be from now to 62 days ahead")
	}
	if err := c.Err("offers.invalid", "The offer has wrong values."); err != nil {
		return p, w, on, err
	}
	days, err := s.rosters.PublishedDays(ctx, on, on, nil)
	if err != nil {
		return p, w, on, err
	}
	look, err := s.look(ctx, on, nil)
	if err != nil {
		return p, w, on, err
	}
	scope := authz.ScopeOf(ctx, PermissionOffer)
	for _, d := range days {
		who, known := w.dir.Person(d.PersonID)
		if !known || !who.Active || !w.can(d.PersonID, in.SkillID) || !w.dir.Reaches(scope, d.PersonID, on.String()) {
			continue
		}
		y, why, broken, err := s.judge(ctx, &w, look, in, d)
		switch {
		case err != nil:
			return p, w, on, err
		case why != "":
			p.Not = append(p.Not, Misfit{PersonID: d.PersonID, Name: who.Name, AgentNo: who.AgentNo, Why: why, Violations: broken})
		default:
			p.Fits = append(p.Fits, y)
		}
	}
	slices.SortFunc(p.Fits, func(a, b Invite) int {
		return cmp.Or(cmp.Compare(a.Recent, b.Recent), cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.AgentNo, b.AgentNo))
	})
	for i := range p.Fits {
		p.Fits[i].Place, p.Fits[i].State = i+1, Waiting
	}
	slices.SortFunc(p.Not, func(a, b Misfit) int { return cmp.Or(cmp.Compare(a.Why, b.Why), cmp.Compare(a.AgentNo, b.AgentNo)) })
	return p, w, on, nil
}

// can is whether a person has a skill, or takes contacts at all where none is asked.
func (w *world) can(personID, skill string) bool {
	return slices.Contains(w.have[personID], skill) || skill == "" && len(w.have[personID]) > 0
}

// look is what people's days are judged by.
type look struct {
	judge  *rosters.Judge
	away   map[string][]span // time off on the day, by person
	recent map[string]recent
}

type span struct{ from, to int }

// recent is what a person has had.
type recent struct {
	overtime, released int // in the last four weeks, and to come
	month              int // overtime of the day's month
}

// look gathers it for people (nil: everybody).
func (s *Service) look(ctx context.Context, on civil.Date, people []string) (*look, error) {
	l := &look{judge: s.rosters.Judge(), away: map[string][]span{}, recent: map[string]recent{}}
	gone, err := s.leave.Over(asOffers(ctx), on, on)
	if err != nil {
		return nil, err
	}
	for _, x := range gone {
		l.away[x.PersonID] = append(l.away[x.PersonID], span{x.From, x.To})
	}
	year, month, _ := on.Civil()
	first := civil.Of(year, month, 1)
	from, to := on.Add(-fairDays), on.Add(fairDays)
	if first.Before(from) {
		from = first
	}
	days, err := s.rosters.PublishedDays(ctx, from, to, people)
	for _, d := range days {
		r := l.recent[d.PersonID]
		if d.Overtime != nil {
			r.overtime += d.Overtime.Minutes
			if y, m, _ := d.On.Civil(); y == year && m == month {
				r.month += d.Overtime.Minutes
			}
		}
		l.recent[d.PersonID] = r
	}
	if err != nil {
		return nil, err
	}
	released, err := s.released(ctx, from, to)
	for who, minutes := range released {
		r := l.recent[who]
		r.released = minutes
		l.recent[who] = r
	}
	return l, err
}

// released are the minutes that people were released by offers of some days.
func (s *Service) released(ctx context.Context, from, to civil.Date) (out map[string]int, err error) {
	out = map[string]int{}
	var all []Offer
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = loadAll(ctx, tx, from, to)
		return err
	})
	for _, x := range all {
		for _, y := range x.Invites {
			if x.Kind == Release && y.State == Accepted {
				out[y.PersonID] += y.Minutes
			}
		}
	}
	return out, err
}

// judge says what a person's day would become, or why it cannot.
func (s *Service) judge(ctx context.Context, w *world, l *look, in *AskIn, d rosters.PublishedDay) (y Invite, why string, broken []rosters.Violation, err error) {
	none := func(code string) (Invite, string, []rosters.Violation, error) { return y, code, nil, nil }
	for _, x := range l.away[d.PersonID] {
		if in.Kind == Overtime && x.from < in.To && in.From < x.to {
			return none("leave")
		}
	}
	types, err := l.judge.Types(ctx, d.RosterID)
	if err != nil {
		return y, "", nil, err
	}
	team := w.dir.TeamOf(d.PersonID, d.On.String())
	mine := slices.DeleteFunc(slices.Clone(types), func(t roster.ShiftType) bool {
		return d.On.Before(t.FromOn) || t.UntilOn != nil && t.UntilOn.Before(d.On) ||
			len(t.TeamIDs) > 0 && !slices.Contains(t.TeamIDs, team) || len(t.SkillIDs) > 0 && !slices.Contains(t.SkillIDs, in.SkillID)
	})
	after, minutes, why := in.change(d.Cell, mine)
	if why != "" {
		return none(why)
	}
	if begun := d.On.Start(w.zone) + int64(changes(d.Cell, after))*60_000; begun <= w.now {
		return none("begun")
	}
	rules, err := l.judge.RulesOf(ctx, d.RosterID, d.PersonID)
	if err != nil {
		return y, "", nil, err
	}
	had := l.recent[d.PersonID]
	y = Invite{PersonID: d.PersonID, Minutes: minutes, Before: d.Cell, Recent: had.released}
	if in.Kind == Overtime {
		kind := Workday
		switch {
		case statutory(d.On, &w.cal):
			kind = Holiday
		case d.TypeID == "":
			kind = RestDay
		}
		if d.TypeID != "" && minutes > most(rules, roster.OvertimeDay, lawDayMinutes) {
			return none("cap_day")
		}
		if had.month+minutes > most(rules, roster.OvertimeMonth, lawMonthMinutes) {
			return none("cap_month")
		}
		y.DayKind, y.Percent, y.Recent = kind, percent(rules, kind), had.overtime
		after.Overtime = &rosters.Overtime{Minutes: minutes, Kind: kind, Percent: y.Percent}
	}
	y.After = after
	w.name(&y, d.On)
	moved, err := l.judge.Try(ctx, []rosters.Move{{PersonID: d.PersonID, On: d.On, Cell: after}})
	if err == nil && len(moved.New) > 0 {
		return y, "rules", moved.New, nil
	}
	return y, "", nil, err
}

// changes is the first minute that a change of a day concerns.
func changes(before, after rosters.Cell) int {
	switch {
	case before.TypeID == "":
		return after.Begins
	case after.TypeID == "":
		return before.Begins
	case before.Begins != after.Begins:
		return min(before.Begins, after.Begins)
	}
	return min(before.Ends, after.Ends)
}
