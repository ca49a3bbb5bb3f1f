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
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// Where the weights of children come from.
const (
	ByHeads    = "heads"    // people of the team or site
	ByContacts = "contacts" // contacts answered in the period before
	Equal      = "equal"
)

// CascadeIn asks to share a target out to the next scopes.
type CascadeIn struct {
	ParentID string        `json:"parent_id" maxLength:"60"`
	To       string        `json:"to" enum:"site,team,person" doc:"the narrowest scope; those between get their part too"`
	Weights  string        `json:"weights" enum:"heads,contacts,equal" doc:"how much each child counts"`
	Levels   []LevelOffset `json:"levels,omitempty" maxItems:"20" doc:"people of a level aim at something else"`
	Balance  bool          `json:"balance" doc:"move all of a team so that its weighted mean stays the team's"`
	Own      []OwnWeight   `json:"own,omitempty" maxItems:"5000" doc:"children that count as is said here, whatever the weights"`
	Edits    []ByHand      `json:"edits,omitempty" maxItems:"5000"`
	Reason   string        `json:"reason,omitempty" maxLength:"2000" doc:"needed where it changes targets"`
	Check    bool          `json:"check,omitempty" doc:"only look what it would make"`
}

// LevelOffset is how far people of a level aim from the others.
type LevelOffset struct {
	Level  string  `json:"level" maxLength:"40"`
	Offset float64 `json:"offset" doc:"in the unit of the metric; of a total per cent of the share"`
}

// OwnWeight is how much a child counts.
type OwnWeight struct {
	Scope   string  `json:"scope" enum:"site,team,person"`
	ScopeID string  `json:"scope_id" maxLength:"60"`
	Weight  float64 `json:"weight"`
}

// ByHand is a child whose part was set by hand.
type ByHand struct {
	Scope   string `json:"scope" enum:"site,team,person"`
	ScopeID string `json:"scope_id" maxLength:"60"`
	scoring.Points
	Weight float64 `json:"weight"`
}

// Cascade is a target shared out, or what sharing it out would make.
type Cascade struct {
	Saved  bool    `json:"saved"`
	Unit   string  `json:"unit"`
	Groups []Group `json:"groups" nullable:"false" doc:"each parent with its children, the widest first"`
}

// Group is a parent with its children.
type Group struct {
	Scope    string  `json:"scope" enum:"centre,site,team"`
	ScopeID  string  `json:"scope_id,omitempty"`
	Name     string  `json:"name,omitempty"`
	Children []Child `json:"children" nullable:"false"`
	Check    Check   `json:"check"`
}

// Child is what a child gets.
type Child struct {
	Scope   string `json:"scope" enum:"site,team,person"`
	ScopeID string `json:"scope_id"`
	Code    string `json:"code"`
	Name    string `json:"name"`
	Level   string `json:"level,omitempty"`
	scoring.Points
	Weight float64         `json:"weight"`
	Edited bool            `json:"edited,omitempty" doc:"set by hand"`
	Before *scoring.Points `json:"before,omitempty" doc:"what it has now"`
	Change string          `json:"change" enum:"added,changed,same"`
}

// Cascade shares a target out to narrower scopes, or with Check only looks what
// that would make. Needs the permission target.edit.
func (s *Service) Cascade(ctx context.Context, in CascadeIn) (out Cascade, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return out, err
	}
	var parent Target
	var all []Target
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		var found bool
		if parent, found, err = loadTarget(ctx, tx, in.ParentID); err != nil {
			return err
		}
		if !found || !parent.Last().Active {
			return notFound()
		}
		all, err = loadWithin(ctx, tx, "", "", parent.FromOn, parent.FromOn)
		return err
	})
	if err != nil {
		return out, err
	}
	var bad fault.Collector
	for i, o := range in.Own {
		if !(o.Weight > 0 && o.Weight <= mostWeight) {
			bad.Add(fmt.Sprintf("body.own[%d].weight", i), "out_of_range", "must be above 0")
		}
	}
	if err := bad.Err("target.invalid", "The target has wrong values."); err != nil {
		return out, err
	}
	steps := slices.Index(Scopes, in.To) - slices.Index(Scopes, parent.Scope)
	if steps < 1 {
		return out, fault.Invalidf("target.invalid", "The target has wrong values.").WithField("body.to", "order", "must be narrower than the target")
	}
	c := &cascading{in: in, w: w, parent: parent, day: parent.within(w.today), weights: map[string]map[string]float64{}, there: map[string]Target{}}
	for _, t := range all {
		if t.Metric == parent.Metric && secondsOf(t.Seconds) == secondsOf(parent.Seconds) && t.Period == parent.Period && t.FromOn == parent.FromOn {
			c.there[t.Scope+" "+t.ScopeID] = t
		}
	}
	if s.levels != nil {
		if c.levels, err = s.levels.LevelsOn(asRoom(ctx), c.day); err != nil {
			return out, err
		}
	}
	if in.Weights == ByContacts {
		if err := s.contacts(ctx, c); err != nil {
			return out, err
		}
	}
	m := w.all[parent.Metric]
	out = Cascade{Unit: m.Unit, Groups: []Group{}}
	_, name, _, _ := w.name(&parent)
	wide := []Child{{Scope: parent.Scope, ScopeID: parent.ScopeID, Name: name, Points: parent.Last().Points}}
	for range steps {
		var narrow []Child
		for _, p := range wide {
			g := c.group(p, m.Unit)
			if len(g.Children) == 0 {
				continue
			}
			out.Groups = append(out.Groups, g)
			narrow = append(narrow, g.Children...)
		}
		wide = narrow
	}
	if in.Check {
		return out, nil
	}
	return out, s.save(ctx, c, &out)
}

// save sets the targets of a cascade.
func (s *Service) save(ctx context.Context, c *cascading, out *Cascade) error {
	reason := strings.TrimSpace(c.in.Reason)
	var bad fault.Collector
	short(&bad, "body.reason", reason)
	last := c.parent.Last()
	for _, g := range out.Groups {
		for _, x := range g.Children {
			field := fmt.Sprintf("body.rows.%s.", x.ScopeID)
			values(&bad, field, x.Points, x.Weight, "", c.parent.LessIsBetter())
			if x.Change == "changed" && reason == "" {
				bad.Add("body.reason", "required", "say why targets change")
				reason = "?"
			}
		}
	}
	if err := bad.Err("target.invalid", "The target has wrong values."); err != nil {
		return err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		for _, g := range out.Groups {
			for _, x := range g.Children {
				if x.Change == "same" {
					continue
				}
				t := c.parent
				t.ID, t.Scope, t.ScopeID, t.ParentID = "", x.Scope, x.ScopeID, ""
				v := Version{Points: x.Points, MetricVersion: last.MetricVersion, Weight: x.Weight, Level: x.Level, GoalID: last.GoalID, Relevance: last.Relevance, Active: true, Reason: reason}
				if _, err := s.put(ctx, tx, c.w, t, v, true); err != nil {
					return err
				}
			}
		}
		return nil
	})
	out.Saved = err == nil
	return err
}

// cascading is what a cascade is made from.
type cascading struct {
	in      CascadeIn
	w       *world
	parent  Target
	day     string
	levels  map[string]string
	weights map[string]map[string]float64 // contacts by scope and subject
	there   map[string]Target             // by scope and subject
}

// group gives the children of a parent their part.
func (c *cascading) group(p Child, unit string) Group {
	g := Group{Scope: p.Scope, ScopeID: p.ScopeID, Name: p.Name, Children: c.w.children(p.Scope, p.ScopeID, c.day)}
	adds := c.w.all.adds(c.parent.Metric)
	parts := make([]part, len(g.Children))
	for i := range g.Children {
		x := &g.Children[i]
		x.Weight = c.weight(x)
		if x.Scope == Person {
			x.Level = c.levels[x.ScopeID]
			for _, l := range c.in.Levels {
				if l.Level == x.Level {
					parts[i].offset = l.Offset
				}
			}
		}
		if e, ok := c.byHand(x); ok && e.Weight > 0 {
			x.Weight = e.Weight
		}
		parts[i].weight = x.Weight
	}
	points, weights := shared(p.Points, adds, c.in.Balance || adds == Sum, parts), make([]float64, len(parts))
	for i := range g.Children {
		x := &g.Children[i]
		x.Points, x.Change, weights[i] = points[i], "added", x.Weight
		if e, ok := c.byHand(x); ok {
			x.Points, x.Edited = e.Points, true
			points[i] = e.Points
		}
		if t, ok := c.there[x.Scope+" "+x.ScopeID]; ok && t.Last().Active {
			last := t.Last()
			x.Before, x.Change = &last.Points, "changed"
			if last.Points == x.Points && last.MetricVersion == c.parent.Last().MetricVersion && last.Weight == x.Weight && last.Level == x.Level {
				x.Change = "same"
			}
		}
	}
	g.Check = held(p.Points, adds, unit, points, weights, nil)
	return g
}

func (c *cascading) byHand(x *Child) (ByHand, bool) {
	i := slices.IndexFunc(c.in.Edits, func(e ByHand) bool { return e.Scope == x.Scope && e.ScopeID == x.ScopeID })
	if i < 0 {
		return ByHand{}, false
	}
	return c.in.Edits[i], true
}

// children are the subjects of the next scope, as the organisation is on a day.
// Who leads a team has no part of it.
func (w *world) children(scope, id, day string) []Child {
	out := []Child{}
	switch scope {
	case Centre:
		for _, x := range w.dir.Sites {
			if x.Active {
				out = append(out, Child{Scope: Site, ScopeID: x.ID, Code: x.Code, Name: x.Name})
			}
		}
	case Site:
		for _, x := range w.dir.Teams {
			if x.Active && x.SiteID == id {
				out = append(out, Child{Scope: Team, ScopeID: x.ID, Code: x.Code, Name: x.Name})
			}
		}
	case Team:
		for _, x := range w.dir.People {
			if x.Active && w.dir.TeamOf(x.ID, day) == id && w.dir.LeaderOf(id, day) != x.ID {
				out = append(out, Child{Scope: Person, ScopeID: x.ID, Code: x.AgentNo, Name: x.Name})
			}
		}
	}
	out = slices.DeleteFunc(out, func(c Child) bool { return c.Scope != Person && w.heads(c.Scope, c.ScopeID, day) == 0 })
	slices.SortFunc(out, func(a, b Child) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.ScopeID, b.ScopeID)) })
	return out
}

// heads is how many people a subject has on a day.
func (w *world) heads(scope, id, day string) int {
	if scope == Person {
		return 1
	}
	n := 0
	for _, x := range w.dir.People {
		if !x.Active {
			continue
		}
		team := w.dir.TeamOf(x.ID, day)
		if team == "" || w.dir.LeaderOf(team, day) == x.ID {
			continue
		}
		if t, _ := w.dir.Team(team); scope == Centre || scope == Team && team == id || scope == Site && t.SiteID == id {
			n++
		}
	}
	return n
}

// weight is how much a child counts.
func (c *cascading) weight(x *Child) float64 {
	for _, o := range c.in.Own {
		if o.Scope == x.Scope && o.ScopeID == x.ScopeID {
			return o.Weight
		}
	}
	switch c.in.Weights {
	case ByHeads:
		return float64(c.w.heads(x.Scope, x.ScopeID, c.day))
	case ByContacts:
		known := c.weights[x.Scope]
		if v := known[x.ScopeID]; v > 0 {
			return v
		}
		// Somebody new is expected to do as much as the others do on average.
		sum := 0.0
		for _, v := range known {
			sum += v
		}
		if sum > 0 {
			return float64(int(sum/float64(len(known)) + 0.5))
		}
	}
	return 1
}

// contacts counts what each subject answered in the period before.
func (s *Service) contacts(ctx context.Context, c *cascading) error {
	from, err := civil.Parse(c.parent.FromOn)
	if err != nil {
		return err
	}
	r, _ := PeriodOf(c.parent.Period, from.Add(-1))
	for scope, by := range dimensionOf {
		a, err := s.numbers.Query(asRoom(ctx), metric.Query{From: r.From.String(), To: r.To.String(), Grain: metric.GrainTotal, By: []metric.Dimension{by}, Metrics: []string{"answered"}})
		if err != nil {
			return err
		}
		c.weights[scope] = map[string]float64{}
		for _, row := range a.Rows {
			if n := row.Values.Of("answered"); n.Value != nil && *n.Value > 0 && row.Dims[by].ID != "" {
				c.weights[scope][row.Dims[by].ID] = *n.Value
			}
		}
	}
	return nil
}

// check holds the children of a target against it, and names who has none.
func (w *world) check(t *Target, children []Line) Check {
	points, weights, has := []scoring.Points{}, []float64{}, map[string]bool{}
	scope := ""
	for _, x := range children {
		points, weights = append(points, x.InForce.Points), append(weights, x.InForce.Weight)
		has[x.ScopeID], scope = true, x.Scope
	}
	var missing []string
	for _, x := range w.children(t.Scope, t.ScopeID, t.within(w.today)) {
		if x.Scope == scope && !has[x.ScopeID] {
			missing = append(missing, x.Name)
		}
	}
	v := t.Last()
	if in, ok := t.On(t.within(w.today)); ok {
		v = in
	}
	return held(v.Points, w.all.adds(t.Metric), w.all[t.Metric].Unit, points, weights, missing)
}
