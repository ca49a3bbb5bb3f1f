package adherence

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	calc "github.com/lingting/lingting/calc/adherence"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Piecewise is a deviation and whose it is.
type Piecewise struct {
	ID         string     `json:"id"`
	PersonID   string     `json:"person_id"`
	PersonName string     `json:"person_name"`
	AgentNo    string     `json:"agent_no"`
	TeamID     string     `json:"team_id,omitempty"`
	TeamName   string     `json:"team_name,omitempty"`
	On         civil.Date `json:"on" format:"date"`
	Deviation
	Explained string `json:"explained,omitempty" enum:"waiting,approved,refused," doc:"state of the latest exception within it"`
}

// Deviations are a page of deviations, and the seconds of all of them.
type Deviations struct {
	Items      []Piecewise `json:"items"`
	NextCursor string      `json:"next_cursor" doc:"empty on the last page"`
	Total      int64       `json:"total,omitempty" doc:"rows on all pages"`
	Exceptions int64       `json:"exception_s" doc:"of those that count: what the figures of the same days say"`
	Excused    int64       `json:"excused_s"`
}

// DeviationsIn asks for deviations.
type DeviationsIn struct {
	From    string // first day; default: a week ago
	To      string // last day; default: today
	Search  string
	Team    string
	Person  string
	Kind    string
	Excused string // yes, no; "" for all
	Sort    string // from (the newest first by default), seconds, name or kind
	Cursor  string
	Limit   int
}

// Deviations gives the deviations of the people the actor reached on each day.
// Needs the permission adherence.read.
func (s *Service) Deviations(ctx context.Context, in DeviationsIn) (out Deviations, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	rows := []Piecewise{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.known(ctx, tx)
		if err != nil {
			return err
		}
		days, err := spanOf(in.From, in.To, w.today.Add(-6), w.today)
		if err != nil {
			return err
		}
		all, err := loadWholeDays(ctx, tx, days, in.Person)
		if err != nil {
			return err
		}
		from, until := civil.Range{From: days.From.Add(-1), To: days.To.Add(1)}.Bounds(w.zone)
		explained, err := loadExceptions(ctx, tx, from, until)
		if err != nil {
			return err
		}
		by := map[string][]Exception{}
		for _, e := range explained {
			by[e.PersonID] = append(by[e.PersonID], e)
		}
		f := filter{sqldb.Fold(in.Search), in.Team, in.Person, authz.ScopeOf(ctx, PermissionRead)}
		for i := range all {
			d := &all[i]
			team, ok := f.shows(&w, d.personID, d.on)
			if !ok {
				continue
			}
			for k, x := range d.deviations {
				if in.Kind != "" && x.Kind != in.Kind || in.Excused == "yes" && x.ExceptionID == "" || in.Excused == "no" && x.ExceptionID != "" {
					continue
				}
				p, _ := w.dir.Person(d.personID)
				t, _ := w.dir.Team(team)
				row := Piecewise{ID: fmt.Sprintf("%s %s %03d", d.on, d.personID, k), PersonID: d.personID, PersonName: p.Name, AgentNo: p.AgentNo, TeamID: team, TeamName: t.Name, On: d.on, Deviation: x}
				row.Explained = explainedBy(by[d.personID], x)
				if x.ExceptionID != "" {
					row.Explained = Approved
					out.Excused += x.Seconds
				} else {
					out.Exceptions += x.Seconds
				}
				rows = append(rows, row)
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	sorted, err := page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-from"), Cursor: in.Cursor, Limit: in.Limit}, "adherence.sort", map[string]func(Piecewise) string{
		"from":    func(r Piecewise) string { return fmt.Sprintf("%015d", r.FromMs) },
		"seconds": func(r Piecewise) string { return fmt.Sprintf("%09d", r.Seconds) },
		"name":    func(r Piecewise) string { return sqldb.Fold(r.PersonName) },
		"kind":    func(r Piecewise) string { return fmt.Sprintf("%02d", slices.Index(calc.Kinds, calc.Kind(r.Kind))) },
	}, func(r Piecewise) string { return r.ID })
	out.Items, out.NextCursor, out.Total = sorted.Items, sorted.NextCursor, sorted.Total
	return out, err
}

// explainedBy is the state of the latest exception of the person within a
// deviation that is not withdrawn.
func explainedBy(all []Exception, x Deviation) (state string) {
	latest := int64(0)
	for i := range all {
		if e := &all[i]; e.State != Withdrawn && e.overlaps(x.FromMs, x.ToMs) && e.AskedMs >= latest {
			latest, state = e.AskedMs, e.State
		}
	}
	return state
}

// Day is a person's day: what was scheduled, what was done, and what differs.
type Day struct {
	PersonID   string                 `json:"person_id" doc:"empty: there is no person behind the account"`
	PersonName string                 `json:"person_name"`
	AgentNo    string                 `json:"agent_no"`
	TeamName   string                 `json:"team_name,omitempty"`
	On         civil.Date             `json:"on" format:"date"`
	FromMs     int64                  `json:"from_ms" doc:"what belongs to the day begins"`
	ToMs       int64                  `json:"to_ms"`
	UntilMs    int64                  `json:"until_ms" doc:"told until then"`
	Published  bool                   `json:"published" doc:"there is a published roster for the day"`
	Final      bool                   `json:"final" doc:"too long ago to change: it is as it was reckoned then"`
	Plan       []Piece                `json:"plan"`
	Did        []Span                 `json:"did"`
	Deviations []DeviationOf          `json:"deviations"`
	Excuses    []Exception            `json:"exceptions" doc:"of the person or their team that touch the day"`
	Activities map[string]ActivityRef `json:"activities" doc:"by code"`
	Figures
}

// Span is a stretch in one state.
type Span struct {
	FromMs int64  `json:"from_ms"`
	ToMs   int64  `json:"to_ms"`
	State  string `json:"state" enum:"signed_out,ready,aux,ringing,talking,hold,wrap_up"`
	Reason string `json:"reason,omitempty"`
}

// DeviationOf is a deviation of a day, and how it is explained.
type DeviationOf struct {
	Deviation
	Explained string `json:"explained,omitempty" enum:"waiting,approved,refused,"`
}

// ActivityRef is what an activity is called.
type ActivityRef struct {
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty"`
}

// PersonDay gives a person's day. Needs the permission adherence.read, for
// oneself adherence.own.
func (s *Service) PersonDay(ctx context.Context, personID, onText string) (out Day, err error) {
	a, _ := authz.From(ctx)
	own := a.PersonID != "" && personID == a.PersonID && a.Can(PermissionOwn)
	if !own {
		if err := authz.Require(ctx, PermissionRead); err != nil {
			return out, err
		}
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		first, err := s.known(ctx, tx)
		if err != nil {
			return err
		}
		days, err := spanOf(onText, onText, first.today, first.today)
		if err != nil {
			return err
		}
		on := days.From
		p, known := first.dir.Person(personID)
		if !own && (!known || !first.dir.Reaches(authz.ScopeOf(ctx, PermissionRead), personID, on.String())) {
			return beyondReach()
		}
		w, err := s.world(ctx, tx, days, personID)
		if err != nil {
			return err
		}
		out, err = s.look(ctx, tx, &w, personID, on)
		t, _ := w.dir.Team(w.dir.TeamOf(personID, on.String()))
		out.PersonName, out.AgentNo, out.TeamName = p.Name, p.AgentNo, t.Name
		return err
	})
	return out, err
}

// Own gives a day of the actor's own; nothing when there is no person behind the
// account. Needs the permission adherence.own.
func (s *Service) Own(ctx context.Context, on string) (Day, error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return Day{}, err
	}
	a, _ := authz.From(ctx)
	if a.PersonID == "" {
		return Day{Plan: []Piece{}, Did: []Span{}, Deviations: []DeviationOf{}, Excuses: []Exception{}, Activities: map[string]ActivityRef{}}, nil
	}
	return s.PersonDay(ctx, a.PersonID, on)
}

// look reckons a day as of now, or shows it as it was kept when it does not
// change any more.
func (s *Service) look(ctx context.Context, tx *sqldb.Tx, w *world, personID string, on civil.Date) (Day, error) {
	d, _ := w.day(personID, on)
	cell, published := w.cells[personID][on]
	out := Day{PersonID: personID, On: on, FromMs: d.from * 1000, ToMs: d.to * 1000, UntilMs: d.until * 1000, Published: published && cell.RosterID != "", Final: on.Before(w.firstDay()),
		Plan: []Piece{}, Did: []Span{}, Deviations: []DeviationOf{}, Excuses: []Exception{}, Activities: map[string]ActivityRef{}}
	for _, a := range w.rule.Activities {
		out.Activities[a.Code] = ActivityRef{a.Name, a.NameEN}
	}
	lines, err := s.states.Timelines(ctx, tx)
	if err != nil {
		return out, err
	}
	spans, err := lines.Of(ctx, tx, personID, d.from*1000, d.until*1000)
	if err != nil {
		return out, err
	}
	for _, x := range spans {
		out.Did = append(out.Did, Span{x.FromMs, x.ToMs, x.State, x.Reason})
	}
	k := kept{plan: w.judge.told(d.pieces)}
	switch before, err := loadWholeDays(ctx, tx, civil.Range{From: on, To: on}, personID); {
	case err != nil:
		return out, err
	case len(before) > 0 && (out.Final || len(spans) == 0): // it stays as it was
		k = before[0]
		out.UntilMs = k.untilMs
	case published:
		k.sums, k.deviations = w.judge.reckon(d.pieces, d.from, d.until, spans, d.excuses)
	}
	if k.plan != nil {
		out.Plan = k.plan
	}
	out.Figures = figuresOf(k.sums)
	all, err := loadExceptionsOf(ctx, tx, personID, out.FromMs, out.ToMs)
	if err != nil {
		return out, err
	}
	for i := range all {
		if e := &all[i]; w.concerns(e, personID) {
			w.fill(e)
			out.Excuses = append(out.Excuses, *e)
		}
	}
	for _, x := range k.deviations {
		of := DeviationOf{Deviation: x, Explained: explainedBy(out.Excuses, x)}
		if x.ExceptionID != "" {
			of.Explained = Approved
		}
		out.Deviations = append(out.Deviations, of)
	}
	return out, nil
}
