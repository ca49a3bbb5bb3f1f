package headcount

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/people"
)

// Behind is who is behind a month's numbers of a version.
type Behind struct {
	Month    string   `json:"month"`
	AsOfOn   string   `json:"as_of_on"`
	Groups   []Group  `json:"groups" nullable:"false" doc:"by tenure at the end of the month"`
	People   []Person `json:"people" nullable:"false" doc:"only to who edits files"`
	Classes  Flow     `json:"classes" doc:"people of classes to come, who have no file; they are not among the groups"`
	Moved    float64  `json:"moved" doc:"moved on since the day and up to the end of the month; by name they are not known"`
	Withheld bool     `json:"withheld" doc:"groups of fewer than 5 are not told, nor who is in them"`
}

// Group is people of a tenure; null: too few to be told.
type Group struct {
	Key       string   `json:"key" doc:"months of tenure, such as 6-12"`
	People    *int     `json:"people" doc:"there at the beginning, or entering"`
	Heads     *float64 `json:"heads" doc:"expected there at the end and trained"`
	Graduates *float64 `json:"graduates"`
	Leavers   *float64 `json:"leavers" doc:"expected"`
}

// Person is somebody with what is expected of them in the month.
type Person struct {
	PersonID  string  `json:"person_id"`
	Name      string  `json:"name"`
	AgentNo   string  `json:"agent_no"`
	TeamName  string  `json:"team_name,omitempty"`
	EnteredOn string  `json:"entered_on"`
	LeftOn    string  `json:"left_on,omitempty" doc:"when it was known"`
	Graduates float64 `json:"graduates"`
	Leavers   float64 `json:"leavers" doc:"how likely they leave in the month"`
	Heads     float64 `json:"heads" doc:"how likely they are there at its end, trained"`
	Effective float64 `json:"effective"`
}

var tenures = [][2]int{{0, 3}, {3, 6}, {6, 12}, {12, 24}, {24, 60}, {60, 0}}

func tenureOf(months int) string {
	for _, b := range tenures {
		if months < b[1] || b[1] == 0 {
			return fmt.Sprintf("%d-%d", b[0], b[1])
		}
	}
	return ""
}

// behind follows everybody through the month.
func behind(in *Request, base *Base, month string, names func(*Person)) (Behind, bool) {
	out := Behind{Month: month, AsOfOn: base.AsOfOn, Groups: []Group{}, People: []Person{}}
	s := newScene(in, base)
	first, ok := monthOf(month)
	k := monthsBetween(s.asOf, first)
	if !ok || k < s.lead || k >= len(s.ends) {
		return out, false
	}
	before, last := s.asOf, s.ends[k]
	if k > 0 {
		before = s.ends[k-1]
	}
	counts := map[string]int{}
	sums := map[string]*Group{}
	for i := range base.Members {
		m, t := &base.Members[i], &s.tracks[i]
		x := t.step(&base.Curve, before, last, in.Terms.RampMonths)
		if t.dated && !before.Before(t.left) || last.Before(t.entered) {
			continue
		}
		p := Person{PersonID: m.PersonID, EnteredOn: m.EnteredOn, LeftOn: m.LeftOn, Graduates: x.graduates, Leavers: x.leavers, Heads: x.closes, Effective: x.effective}
		names(&p)
		out.People = append(out.People, p)
		key := tenureOf(monthsBetween(t.entered, last))
		counts[key]++
		if sums[key] == nil {
			sums[key] = &Group{Key: key, Heads: new(float64), Graduates: new(float64), Leavers: new(float64)}
		}
		*sums[key].Heads += x.closes
		*sums[key].Graduates += x.graduates
		*sums[key].Leavers += x.leavers
	}
	for _, b := range tenures {
		if g := sums[fmt.Sprintf("%d-%d", b[0], b[1])]; g != nil {
			n := counts[g.Key]
			g.People = &n
			out.Groups = append(out.Groups, *g)
		}
	}
	all := make([]sum, len(s.ends))
	s.classes(all, in.Classes)
	out.Classes = Flow{Graduates: all[k].graduates, Leavers: all[k].step.leavers}
	for j := range k + 1 {
		closing := out.Classes.Closing
		out.Classes.Closing += all[j].graduates - all[j].step.leavers
		if j == k {
			out.Classes.Opening = closing
		}
	}
	for _, m := range s.outcome(in.Classes).Months {
		if m.Month <= month {
			out.Moved += m.Moved
		}
	}
	return out, true
}

// withhold takes away what only who edits files may see.
func (b *Behind) withhold() {
	counts := map[string]int{}
	for _, g := range b.Groups {
		counts[g.Key] = *g.People
	}
	shown := people.Withheld(counts)
	for i := range b.Groups {
		g := &b.Groups[i]
		if g.People = shown(g.Key); g.People == nil {
			g.Heads, g.Graduates, g.Leavers = nil, nil, nil
		}
	}
	b.People, b.Withheld = []Person{}, true
}

// Behind gives who is behind a month's numbers, by name only to who edits files.
// Needs the permission people.read for the centre.
func (s *Service) Behind(ctx context.Context, planID, month string) (out Behind, err error) {
	err = s.read(ctx, PermissionRead, func(w *world, rows []row) error {
		r := find(rows, planID)
		if r == nil {
			return notFound()
		}
		base := r.kept.Base
		if base == nil {
			now := w.base(&r.kept.Request)
			base = &now
		}
		var ok bool
		out, ok = behind(&r.kept.Request, base, month, func(p *Person) {
			x, _ := w.dir.Person(p.PersonID)
			team, _ := w.dir.Team(w.dir.TeamOf(p.PersonID, max(base.AsOfOn, p.EnteredOn)))
			p.Name, p.AgentNo, p.TeamName = x.Name, x.AgentNo, team.Name
		})
		if !ok {
			return fault.Invalidf("people.headcount.month", "That is no month of the plan.").WithField("query.month", "range", "must be a month of the plan")
		}
		if authz.RequireCentre(ctx, PermissionEdit) != nil {
			out.withhold()
		}
		return nil
	})
	return out, err
}
