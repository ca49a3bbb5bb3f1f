package target

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Line is a target with its subject, what is in force and what was reached.
type Line struct {
	Target
	Code     string  `json:"code" doc:"of the subject"`
	Name     string  `json:"name" doc:"of the subject; empty for the centre"`
	TeamID   string  `json:"team_id,omitempty"`
	SiteID   string  `json:"site_id,omitempty"`
	MetricZH string  `json:"metric_zh"`
	MetricEN string  `json:"metric_en"`
	Unit     string  `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang,points,hours,money,"`
	Adds     string  `json:"adds" enum:"sum,mean,apart" doc:"how children make up their parent"`
	InForce  Version `json:"in_force" doc:"at the end of the period, or today; before a period, when it begins"`
	Actual   Actual  `json:"actual"`
}

// ListIn asks for one page of targets.
type ListIn struct {
	Period string // month (default), quarter or year
	On     string // a day of the period; default: today
	Scope  string // centre, site, team or person
	Site   string // id
	Team   string // id
	Metric string // id
	State  string
	Search string // part of the subject's name or number, or of the metric's name
	Sort   string // place (default), name, metric, target, score or changed; a leading - turns it round
	Cursor string
	Limit  int
}

// List gives a page of the targets of a period within the actor's reach. Needs
// the permission performance.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Line], error) {
	rows, err := s.rows(ctx, in)
	if err != nil {
		return page.Of[Line]{}, err
	}
	number := func(v *float64) string {
		if v == nil {
			return ""
		}
		return fmt.Sprintf("%024.6f", *v+1e15)
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "place"), Cursor: in.Cursor, Limit: in.Limit}, "target.sort", map[string]func(Line) string{
		"place": func(x Line) string {
			return fmt.Sprintf("%d %s %s", slices.Index(Scopes, x.Scope), x.Code, x.Metric)
		},
		"name":    func(x Line) string { return x.Name },
		"metric":  func(x Line) string { return x.Metric },
		"target":  func(x Line) string { return number(&x.InForce.Target) },
		"score":   func(x Line) string { return number(x.Actual.Score) },
		"changed": func(x Line) string { return fmt.Sprintf("%016d", x.InForce.ChangedMs) },
	}, func(x Line) string { return x.ID })
}

// asked is the period that is asked for.
func asked(kind, on, today string) (civil.Range, error) {
	var bad fault.Collector
	day, ok := dayOf(cmp.Or(on, today))
	if !ok {
		bad.Add("query.on", "date", "must be a date, YYYY-MM-DD")
	}
	r, known := PeriodOf(cmp.Or(kind, Month), day)
	if !known {
		bad.Add("query.period", "one_of", "must be one of "+strings.Join(Periods, ", "))
	}
	return r, bad.Err("target.period", "The period is not one.")
}

func (s *Service) rows(ctx context.Context, in ListIn) ([]Line, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	r, err := asked(in.Period, in.On, w.today)
	if err != nil {
		return nil, err
	}
	var all []Target
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err = loadWithin(ctx, tx, in.Scope, "", r.From.String(), r.To.String())
		return err
	}); err != nil {
		return nil, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	all = slices.DeleteFunc(all, func(t Target) bool {
		_, _, team, site := w.name(&t)
		return t.Period != cmp.Or(in.Period, Month) || t.FromOn != r.From.String() || !t.Last().Active || !w.sees(scope, &t) ||
			in.Metric != "" && t.Metric != in.Metric || in.Team != "" && team != in.Team || in.Site != "" && site != in.Site
	})
	lines, err := s.lines(ctx, w, all)
	search := sqldb.Fold(in.Search)
	return slices.DeleteFunc(lines, func(x Line) bool {
		return in.State != "" && x.Actual.State != in.State || search != "" && !strings.Contains(sqldb.Fold(strings.Join([]string{x.Code, x.Name, x.MetricZH, x.MetricEN, x.Metric}, " ")), search)
	}), err
}

// lines puts names and actuals to targets.
func (s *Service) lines(ctx context.Context, w *world, all []Target) ([]Line, error) {
	numbers, _, err := s.actuals(ctx, w, all)
	if err != nil {
		return nil, err
	}
	out := make([]Line, 0, len(all))
	for i := range all {
		t := &all[i]
		m := w.all[t.Metric]
		x := Line{Target: *t, MetricZH: m.NameZH, MetricEN: m.NameEN, Unit: m.Unit, Adds: w.all.adds(t.Metric), InForce: t.Last(), Actual: w.actual(t, numbers[t.ID])}
		x.Code, x.Name, x.TeamID, x.SiteID = w.name(t)
		if v, ok := t.On(t.within(w.today)); ok {
			x.InForce = v
		}
		out = append(out, x)
	}
	return out, nil
}

// Node is a subject of the tree of targets.
type Node struct {
	Scope   string         `json:"scope" enum:"centre,site,team"`
	ID      string         `json:"id,omitempty"`
	Name    string         `json:"name,omitempty"`
	SiteID  string         `json:"site_id,omitempty" doc:"of a team"`
	Targets int            `json:"targets" doc:"of the subject itself"`
	People  int            `json:"people" doc:"of a team, who have targets"`
	States  map[string]int `json:"states" doc:"of the subject's own targets"`
	Score   *float64       `json:"score" doc:"mean of the known scores of its own targets"`
	State   string         `json:"state" enum:"exceeded,reached,near,missed,unknown"`
}

// Tree gives the centre, its sites and teams within the actor's reach, with how
// their own targets of the period stand. Needs the permission performance.read.
func (s *Service) Tree(ctx context.Context, kind, on string) ([]Node, error) {
	lines, err := s.rows(ctx, ListIn{Period: kind, On: on})
	if err != nil {
		return nil, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	out := []Node{{Scope: Centre}}
	for _, x := range w.dir.Sites {
		if w.sees(scope, &Target{Scope: Site, ScopeID: x.ID}) && x.Active {
			out = append(out, Node{Scope: Site, ID: x.ID, Name: x.Name})
		}
	}
	for _, x := range w.dir.Teams {
		if w.sees(scope, &Target{Scope: Team, ScopeID: x.ID}) && x.Active {
			out = append(out, Node{Scope: Team, ID: x.ID, Name: x.Name, SiteID: x.SiteID})
		}
	}
	people := map[string]map[string]bool{}
	for i := range out {
		n := &out[i]
		n.States = map[string]int{}
		sum, known := 0.0, 0.0
		for _, x := range lines {
			if x.Scope == Person && n.Scope == Team && x.TeamID == n.ID {
				if people[n.ID] == nil {
					people[n.ID] = map[string]bool{}
				}
				people[n.ID][x.ScopeID] = true
			}
			if x.Scope != n.Scope || x.ScopeID != n.ID {
				continue
			}
			n.Targets++
			n.States[x.Actual.State]++
			if x.Actual.Score != nil {
				sum, known = sum+*x.Actual.Score, known+1
			}
		}
		n.People = len(people[n.ID])
		if known > 0 {
			mean := sum / known
			n.Score = &mean
		}
		n.State = scoring.StateOf(n.Score)
	}
	return out, nil
}

// Detail is a target with its parents and children.
type Detail struct {
	Line
	Path     []Line `json:"path" nullable:"false" doc:"its parents, the widest first"`
	Children []Line `json:"children" nullable:"false"`
	Check    *Check `json:"check,omitempty" doc:"the children held against it; none: it has none, or not all are within reach"`
}

// Get gives a target within the actor's reach, with its parents and those of its
// children that are within reach. Needs the permission performance.read.
func (s *Service) Get(ctx context.Context, targetID string) (out Detail, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return out, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	var family []Target
	parents := 0
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		t, found, err := loadTarget(ctx, tx, targetID)
		if err != nil {
			return err
		}
		if !found || !w.sees(scope, &t) {
			return notFound()
		}
		family = []Target{t}
		for up := t; up.ParentID != "" && parents < len(Scopes); parents++ {
			if up, found, err = loadTarget(ctx, tx, up.ParentID); err != nil || !found {
				return err
			}
			family = append(family, up)
		}
		children, err := loadChildren(ctx, tx, targetID)
		family = append(family, children...)
		return err
	})
	if err != nil {
		return out, err
	}
	lines, err := s.lines(ctx, w, family)
	if err != nil {
		return out, err
	}
	out = Detail{Line: lines[0], Path: []Line{}, Children: []Line{}}
	hidden := false
	for i, x := range lines[1:] {
		switch {
		case !w.sees(scope, &x.Target):
			hidden = true
		case i < parents:
			out.Path = append(out.Path, x)
		case x.Last().Active:
			out.Children = append(out.Children, x)
		}
	}
	if len(out.Children) > 0 && !hidden {
		c := w.check(&out.Target, out.Children)
		out.Check = &c
	}
	slices.Reverse(out.Path)
	slices.SortFunc(out.Children, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// Own is what is told of one's own targets.
type Own struct {
	PersonID string `json:"person_id,omitempty" doc:"none: the account belongs to nobody"`
	From     string `json:"from" format:"date"`
	To       string `json:"to" format:"date"`
	Items    []Line `json:"items" nullable:"false"`
}

// Own gives the actor's own targets of a period. Needs the permission
// performance.own.
func (s *Service) Own(ctx context.Context, kind, on string) (out Own, err error) {
	out.Items = []Line{}
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return out, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return out, err
	}
	r, err := asked(kind, on, w.today)
	if err != nil {
		return out, err
	}
	out.From, out.To = r.From.String(), r.To.String()
	a, _ := authz.From(ctx)
	if _, ok := w.dir.Person(a.PersonID); !ok {
		return out, nil
	}
	out.PersonID = a.PersonID
	all, err := s.Of(ctx, SubjectsIn{Person, []string{a.PersonID}}, out.From, out.To)
	if err != nil {
		return out, err
	}
	all = slices.DeleteFunc(all, func(t Target) bool { return t.Period != cmp.Or(kind, Month) || !t.Last().Active })
	out.Items, err = s.lines(ctx, w, all)
	return out, err
}
