package people

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// mostMonths is how far attrition is looked back at once.
const mostMonths = 60

// WorkforceIn asks for numbers of the people within reach.
type WorkforceIn struct {
	FromOn, ToOn string // "": the last twelve months, until today
	Team         string // id; "": all
	Kind         string // of leaving; "": all
	By           string // of survival
	SinceOn      string // of survival: only who entered on or after; "": all
}

// looked is what the numbers are counted from.
type looked struct {
	w        world
	from, to civil.Date
	all      []spell
	untold   int
	least    int // groups of fewer are not told
}

// look finds the employments within reach: as of the last day somebody was there,
// at most the last day asked for. Needs the permission people.read.
func (s *Service) look(ctx context.Context, in WorkforceIn) (l looked, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return l, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	l.least = fewPeople
	if authz.RequireCentre(ctx, PermissionEdit) == nil {
		l.least = 1
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if l.w, err = s.world(ctx, tx, ""); err != nil {
			return err
		}
		if err := l.days(in); err != nil {
			return err
		}
		files, err := loadFiles(ctx, tx)
		if err != nil {
			return err
		}
		to := l.to.String()
		for _, p := range l.w.dir.People {
			k, there := files[p.ID]
			if !there || len(k.record.Employments) == 0 {
				if p.Active && l.w.dir.Reaches(scope, p.ID, to) && (in.Team == "" || l.w.dir.TeamOf(p.ID, to) == in.Team) {
					l.untold++
				}
				continue
			}
			for _, e := range k.record.Employments {
				last := to
				if e.LeftOn != "" && e.LeftOn < to {
					last = e.LeftOn
				}
				team := l.w.dir.TeamOf(p.ID, last)
				if e.EnteredOn > to || !l.w.dir.Reaches(scope, p.ID, last) || in.Team != "" && team != in.Team || e.EnteredOn < in.SinceOn {
					continue
				}
				x := spell{person: p.ID, name: p.Name, agentNo: p.AgentNo, team: team, employment: e, record: &k.record, ended: e.LeftOn != ""}
				if t, ok := l.w.dir.Team(team); ok {
					x.teamName = t.Name
				}
				if x.entered, err = civil.Parse(e.EnteredOn); err != nil {
					return err
				}
				if x.ended {
					if x.left, err = civil.Parse(e.LeftOn); err != nil {
						return err
					}
				}
				if x.parts, err = l.parts(&x, in.By, scope); err != nil {
					return err
				}
				l.all = append(l.all, x)
			}
		}
		return nil
	})
	return l, err
}

// days checks the days that were asked for.
func (l *looked) days(in WorkforceIn) error {
	var bad fault.Collector
	today, err := civil.Parse(l.w.today)
	if err != nil {
		return err
	}
	l.to = today
	if in.ToOn != "" {
		if l.to, err = civil.Parse(in.ToOn); err != nil || today.Before(l.to) {
			bad.Add("query.to", "date", "must be a date, YYYY-MM-DD, not after today")
			l.to = today
		}
	}
	y, m, _ := l.to.Civil()
	l.from = civil.Of(y, m-11, 1)
	if in.FromOn != "" {
		if l.from, err = civil.Parse(in.FromOn); err != nil {
			bad.Add("query.from", "date", "must be a date, YYYY-MM-DD")
		}
	}
	if l.to.Before(l.from) || l.to.Sub(l.from) > mostMonths*31 {
		bad.Add("query.from", "range", "must not be after the last day nor five years before it")
	}
	if in.SinceOn != "" {
		if _, err := civil.Parse(in.SinceOn); err != nil {
			bad.Add("query.since", "date", "must be a date, YYYY-MM-DD")
		}
	}
	if in.By != "" && !slices.Contains(Splits, in.By) {
		bad.Add("query.by", "one_of", "must be one of the splits")
	}
	if in.Kind != "" && !slices.Contains(LeavingKinds, in.Kind) {
		bad.Add("query.kind", "one_of", "must be one of the kinds of leaving")
	}
	return bad.Err("people.file.range", "The numbers cannot be asked for like this.")
}

// parts cuts an employment by what it is split by. Days outside the teams within
// reach are left out.
func (l *looked) parts(x *spell, by string, scope authz.Scope) ([]part, error) {
	end := l.to
	if x.ended && x.left.Before(end) {
		end = x.left
	}
	whole := part{key: ByNothing, from: x.entered, to: end, last: true}
	switch by {
	case ByCohort:
		whole.key, whole.name = cohort(x.entered), cohort(x.entered)
	case ByLevel:
		return x.levels(whole), nil
	case ByTeam, ByLeader:
		return l.stayed(x, whole, by, scope)
	}
	return []part{whole}, nil
}

// levels are the parts at each level.
func (s *spell) levels(whole part) []part {
	out := []part{}
	for day := whole.from; !whole.to.Before(day); {
		at := part{key: s.record.LevelOn(day.String()), from: day, to: whole.to, last: true}
		for _, l := range s.record.Levels {
			if next, err := civil.Parse(l.FromOn); err == nil && day.Before(next) && !at.to.Before(next) {
				at.to, at.last = next.Add(-1), false
			}
		}
		at.name = at.key
		out = append(out, at)
		day = at.to.Add(1)
	}
	return out
}

// stayed are the parts in teams, or under leaders.
func (l *looked) stayed(x *spell, whole part, by string, scope authz.Scope) ([]part, error) {
	out := []part{}
	for _, st := range l.w.stays(x.person) {
		from, err := civil.Parse(st.FromOn)
		if err != nil {
			return nil, err
		}
		to := whole.to
		if st.ToOn != "" {
			if to, err = civil.Parse(st.ToOn); err != nil {
				return nil, err
			}
		}
		if from.Before(whole.from) {
			from = whole.from
		}
		if !to.Before(whole.to) {
			to = whole.to
		}
		if to.Before(from) || !l.w.dir.CoversTeam(scope, st.TeamID) {
			continue
		}
		p := part{key: st.TeamID, name: st.Team, from: from, to: to, last: to == whole.to}
		if by == ByLeader {
			if p.key, p.name = st.LeaderID, st.Leader; p.key == "" {
				continue
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// Structure is who is there on the last day, by gender, age, tenure, level and
// team. Needs the permission people.read; who may not edit files is not told of
// groups of fewer than five.
func (s *Service) Structure(ctx context.Context, in WorkforceIn) (out Structure, err error) {
	l, err := s.look(ctx, in)
	if err != nil {
		return out, err
	}
	out = structure(l.all, l.to, l.least)
	out.Untold = l.untold
	return out, nil
}

// Attrition is who left, by month and by tenure. Needs the permission people.read.
func (s *Service) Attrition(ctx context.Context, in WorkforceIn) (out Attrition, err error) {
	l, err := s.look(ctx, in)
	if err != nil {
		return out, err
	}
	out = Attrition{FromOn: l.from.String(), ToOn: l.to.String(), Flow: flow(l.all, l.from, l.to, in.Kind), Months: months(l.all, l.from, l.to, in.Kind), Tenures: []TenureBand{}, Untold: l.untold}
	for _, b := range tenureBands {
		out.Tenures = append(out.Tenures, tenureBand(l.all, l.from, l.to, in.Kind, b))
	}
	return out, nil
}

// Survival is how long people stay, split, with the log-rank test of the curves.
// Needs the permission people.read.
func (s *Service) Survival(ctx context.Context, in WorkforceIn) (out Survival, err error) {
	in.By = cmp.Or(in.By, ByNothing)
	l, err := s.look(ctx, in)
	if err != nil {
		return out, err
	}
	out = survival(l.all, l.to, in.By, in.Kind, fewPeople)
	out.Untold = l.untold
	return out, nil
}

// Exits is why people left. Who may not edit files is told the year of the last
// day as a whole, of all within reach, and only reasons of five people or more:
// years do not overlap, so that nobody is found by difference. Needs the
// permission people.read.
func (s *Service) Exits(ctx context.Context, in WorkforceIn) (out Exits, err error) {
	edits := authz.RequireCentre(ctx, PermissionEdit) == nil
	if !edits {
		in.Team, in.Kind, in.FromOn = "", "", ""
	}
	l, err := s.look(ctx, in)
	if err != nil {
		return out, err
	}
	if !edits {
		l.from = l.to.Year()
	}
	out = Exits{FromOn: l.from.String(), ToOn: l.to.String(), Leavers: []Leaver{}, Withheld: !edits}
	gone := []spell{}
	asked := 0
	for _, x := range l.all {
		if !x.ended || !x.left.Before(l.from) {
			out.People++
		}
		if !x.went(l.from, l.to) || in.Kind != "" && x.employment.Kind != in.Kind {
			continue
		}
		gone = append(gone, x)
		if len(x.employment.Reasons) > 0 {
			asked++
		}
		if edits {
			out.Leavers = append(out.Leavers, Leaver{PersonID: x.person, Name: x.name, AgentNo: x.agentNo, TeamName: x.teamName, EnteredOn: x.entered.String(), LeftOn: x.left.String(), Days: x.left.Sub(x.entered), Kind: x.employment.Kind, Reasons: append([]string{}, x.employment.Reasons...), Interview: x.employment.Interview})
		}
	}
	if n := len(gone); n >= l.least || edits {
		out.Left = &n
	}
	if asked >= l.least || edits {
		out.Asked = &asked
	}
	out.Reasons = reasonsOf(gone, l.least)
	slices.SortFunc(out.Leavers, func(a, b Leaver) int {
		return cmp.Or(cmp.Compare(b.LeftOn, a.LeftOn), cmp.Compare(a.AgentNo, b.AgentNo))
	})
	return out, nil
}
