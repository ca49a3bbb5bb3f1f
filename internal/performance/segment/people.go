package segment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Row is a person's result with what stands around it.
type Row struct {
	Result
	Name      string `json:"name"`
	AgentNo   string `json:"agent_no"`
	TeamName  string `json:"team_name"`
	Action    string `json:"action" enum:"praise,promote,coach,train,talk,plan,watch,none" doc:"that fits the segment"`
	Before    string `json:"before,omitempty" doc:"segment of the period before, where the actor reaches that"`
	Moves     []Move `json:"moves" nullable:"false" doc:"since the period before"`
	Open      int    `json:"open" doc:"actions that are open"`
	NextDueOn string `json:"next_due_on,omitempty" format:"date"`
}

// Asked says which people of which period.
type Asked struct {
	Kind, On, Team, Segment, Work, Attitude, Search string
	Changed                                         bool // only those whose segment is another than before
}

// PeopleIn asks for one page of people.
type PeopleIn struct {
	Asked
	Sort   string // name, team, segment, discipline, work, service, attitude, due; a leading - turns it round
	Cursor string
	Limit  int
}

// Group is how many are in a segment.
type Group struct {
	Segment
	People int `json:"people"`
	Before int `json:"before" doc:"of those within reach in the period before"`
	Open   int `json:"open" doc:"actions that are open"`
}

// Cell is a cell of the matrix of work and attitude.
type Cell struct {
	Work     string `json:"work" enum:"high,middle,low,unknown"`
	Attitude string `json:"attitude" enum:"high,middle,low,unknown"`
	People   int    `json:"people"`
}

// TeamPick is a team that can be chosen.
type TeamPick struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Overview is a period at a glance.
type Overview struct {
	Period
	Scheme     Scheme     `json:"scheme" doc:"the period is divided by"`
	MadeMs     int64      `json:"made_ms" doc:"when a result last changed; 0: nothing is made yet"`
	People     int        `json:"people"`
	Segments   []Group    `json:"segments" nullable:"false"`
	Cells      []Cell     `json:"cells" nullable:"false" doc:"those that are not empty"`
	Teams      []TeamPick `json:"teams" nullable:"false"`
	Unassessed int        `json:"unassessed" doc:"people whose attitude is not known"`
	DueActions int        `json:"due_actions"`
}

// found is what both the overview and the list are made from.
type found struct {
	w      world
	p      Period
	scheme Scheme
	rows   []Row
	before []Result // within reach
	teams  []TeamPick
}

// find gives the people within reach in a period.
func (s *Service) find(ctx context.Context, in Asked) (f found, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return f, err
	}
	var now, before []Result
	var actions []Action
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if f.w, err = s.world(ctx, tx); err != nil {
			return err
		}
		if f.p, err = f.w.period(in.Kind, in.On); err != nil {
			return err
		}
		if now, err = loadResults(ctx, tx, f.p.Kind, f.p.From); err != nil {
			return err
		}
		last := f.p.before(f.w.today)
		if before, err = loadResults(ctx, tx, last.Kind, last.From); err != nil {
			return err
		}
		actions, err = loadActions(ctx, tx, "")
		return err
	})
	if err != nil {
		return f, err
	}
	f.scheme = f.w.scheme(f.p.on(f.w.today))
	if len(now) > 0 {
		// What was divided by is told, also when another scheme would hold now.
		if on, err := civil.Parse(now[0].SchemeFrom); err == nil {
			f.scheme = f.w.scheme(on)
		}
	}
	teams := map[string]bool{}
	priors := map[string]*Result{}
	for i := range before {
		x := &before[i]
		if f.w.sees(ctx, PermissionRead, x.PersonID, x.TeamID) && (in.Team == "" || x.TeamID == in.Team) {
			f.before = append(f.before, *x)
			priors[x.PersonID] = x
		}
	}
	for i := range now {
		x := &now[i]
		if !f.w.sees(ctx, PermissionRead, x.PersonID, x.TeamID) {
			continue
		}
		teams[x.TeamID] = true
		if in.Team == "" || x.TeamID == in.Team {
			f.rows = append(f.rows, f.row(x, priors[x.PersonID]))
		}
	}
	f.count(ctx, actions)
	for _, t := range f.w.dir.Teams {
		if teams[t.ID] {
			f.teams = append(f.teams, TeamPick{t.ID, t.Name})
		}
	}
	return f, nil
}

func (f *found) row(x, before *Result) Row {
	person, _ := f.w.dir.Person(x.PersonID)
	team, _ := f.w.dir.Team(x.TeamID)
	out := Row{Result: *x, Name: person.Name, AgentNo: person.AgentNo, TeamName: team.Name, Action: Nothing, Moves: []Move{}}
	if seg, ok := f.scheme.segment(x.Segment); ok {
		out.Action = seg.Action
	}
	if before != nil {
		out.Before, out.Moves = before.Segment, x.moves(before)
	}
	return out
}

// count tells each row of its open actions.
func (f *found) count(ctx context.Context, actions []Action) {
	at := map[string]int{}
	for i := range f.rows {
		at[f.rows[i].PersonID] = i
	}
	for i := range actions {
		x := &actions[i]
		k, ok := at[x.PersonID]
		if !ok || x.State != Open || !f.w.reachesAction(ctx, PermissionRead, x) {
			continue
		}
		f.rows[k].Open++
		if next := &f.rows[k].NextDueOn; *next == "" || x.DueOn < *next {
			*next = x.DueOn
		}
	}
}

// keep reports whether a row is asked for.
func (in *Asked) keep(x *Row, search string) bool {
	return (in.Segment == "" || x.Segment == in.Segment) && (in.Work == "" || x.level(Work) == in.Work) && (in.Attitude == "" || x.level(Attitude) == in.Attitude) &&
		(!in.Changed || x.Before != "" && x.Before != x.Segment) && (search == "" || strings.Contains(sqldb.Fold(x.Name+"\n"+x.AgentNo), search))
}

// Overview gives the matrix of work and attitude and the segments of the people
// within reach. Needs the permission segment.read.
func (s *Service) Overview(ctx context.Context, in Asked) (out Overview, err error) {
	f, err := s.find(ctx, in)
	if err != nil {
		return out, err
	}
	out = Overview{Period: f.p, Scheme: f.scheme, People: len(f.rows), Segments: make([]Group, len(f.scheme.Segments)), Cells: []Cell{}, Teams: f.teams}
	if out.Teams == nil {
		out.Teams = []TeamPick{}
	}
	at := map[string]int{}
	for i, x := range f.scheme.Segments {
		out.Segments[i].Segment, at[x.Key] = x, i
	}
	cells := map[[2]string]int{}
	for i := range f.rows {
		x := &f.rows[i]
		out.MadeMs = max(out.MadeMs, x.MadeMs)
		cells[[2]string{x.level(Work), x.level(Attitude)}]++
		if k, ok := at[x.Segment]; ok {
			out.Segments[k].People++
			out.Segments[k].Open += x.Open
		}
		if x.level(Attitude) == Unknown {
			out.Unassessed++
		}
		if x.NextDueOn != "" && x.NextDueOn <= f.w.today.String() {
			out.DueActions++
		}
	}
	for _, x := range f.before {
		if k, ok := at[x.Segment]; ok {
			out.Segments[k].Before++
		}
	}
	for _, work := range Levels {
		for _, attitude := range Levels {
			if n := cells[[2]string{work, attitude}]; n > 0 {
				out.Cells = append(out.Cells, Cell{work, attitude, n})
			}
		}
	}
	return out, nil
}

// People gives one page of the people within reach. Needs the permission
// segment.read.
func (s *Service) People(ctx context.Context, in PeopleIn) (page.Of[Row], error) {
	f, err := s.find(ctx, in.Asked)
	if err != nil {
		return page.Of[Row]{}, err
	}
	order := map[string]string{}
	for i, x := range f.scheme.Segments {
		order[x.Key] = fmt.Sprintf("%03d", i)
	}
	keys := map[string]func(Row) string{
		"name":    func(x Row) string { return x.Name },
		"agent":   func(x Row) string { return x.AgentNo },
		"team":    func(x Row) string { return x.TeamName + " " + x.AgentNo },
		"segment": func(x Row) string { return order[x.Segment] + " " + x.AgentNo },
		"due":     func(x Row) string { return cmp.Or(x.NextDueOn, "9999") + " " + x.AgentNo },
	}
	for _, d := range DimensionKeys {
		keys[d] = func(x Row) string { return x.points(d) + " " + x.AgentNo }
	}
	return page.Sorted(f.kept(&in.Asked), page.Ask{Sort: cmp.Or(in.Sort, "segment"), Cursor: in.Cursor, Limit: in.Limit}, "segment.sort", keys, func(x Row) string { return x.PersonID })
}

func (f *found) kept(in *Asked) []Row {
	search := sqldb.Fold(in.Search)
	out := []Row{}
	for i := range f.rows {
		if in.keep(&f.rows[i], search) {
			out = append(out, f.rows[i])
		}
	}
	return out
}

// points of a dimension as text that sorts as they do; the unknown last.
func (x *Result) points(dimension string) string {
	for _, v := range x.Verdicts {
		if v.Dimension == dimension && v.Score != nil {
			return fmt.Sprintf("%09.3f", *v.Score)
		}
	}
	return "~"
}

// History is a person over the periods.
type History struct {
	PersonID  string      `json:"person_id"`
	Name      string      `json:"name"`
	AgentNo   string      `json:"agent_no"`
	TeamName  string      `json:"team_name" doc:"today"`
	Rows      []Row       `json:"rows" nullable:"false" doc:"the latest first"`
	Segments  []Segment   `json:"segments" nullable:"false" doc:"of all schemes the rows are made by"`
	Attitudes []Assessed  `json:"attitudes" nullable:"false" doc:"the latest first"`
	Actions   []Action    `json:"actions" nullable:"false" doc:"the latest first"`
	Form      []Statement `json:"form" nullable:"false" doc:"of today"`
	Months    []string    `json:"months" nullable:"false" doc:"that the actor may still assess, the latest first"`
	MayAct    bool        `json:"may_act"`
}

// Of gives the periods of a person in which the actor reaches them. Needs the
// permission segment.read.
func (s *Service) Of(ctx context.Context, personID, kind string) (out History, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	kind = cmp.Or(kind, Month)
	out = History{PersonID: personID, Rows: []Row{}, Segments: []Segment{}, Attitudes: []Assessed{}, Actions: []Action{}, Months: []string{}}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		f := found{w: w}
		rows, err := loadResultsOf(ctx, tx, kind, personID)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(x Result) bool { return !w.sees(ctx, PermissionRead, x.PersonID, x.TeamID) })
		team := w.teamOn(personID, w.today)
		if person, ok := w.dir.Person(personID); !ok || len(rows) == 0 && !w.sees(ctx, PermissionRead, personID, team) {
			return notFound()
		} else {
			out.Name, out.AgentNo = person.Name, person.AgentNo
		}
		now, _ := w.dir.Team(team)
		out.TeamName = now.Name
		for i := range rows {
			on, _ := civil.Parse(rows[i].SchemeFrom)
			f.scheme = w.scheme(on)
			for _, x := range f.scheme.Segments {
				if !slices.ContainsFunc(out.Segments, func(o Segment) bool { return o.Key == x.Key }) {
					out.Segments = append(out.Segments, x)
				}
			}
			var before *Result
			if i+1 < len(rows) && follows(&rows[i], &rows[i+1], w.today) {
				before = &rows[i+1]
			}
			out.Rows = append(out.Rows, f.row(&rows[i], before))
		}
		scheme := w.scheme(w.today)
		out.Form = scheme.Statements
		return s.around(ctx, tx, &w, &out)
	})
	return out, err
}

// follows reports whether a result is of the period after another's.
func follows(x, before *Result, today civil.Date) bool {
	on, err := civil.Parse(x.FromOn)
	p, ok := periodOf(x.Kind, on, today)
	return err == nil && ok && p.before(today).From == before.FromOn
}

// around fills in the assessments and actions the actor reaches.
func (s *Service) around(ctx context.Context, tx *sqldb.Tx, w *world, out *History) error {
	said, err := loadAttitudesOf(ctx, tx, out.PersonID)
	if err != nil {
		return err
	}
	for _, x := range said {
		on, _ := civil.Parse(x.MonthOn)
		if p, _ := periodOf(Month, on, w.today); w.sees(ctx, PermissionRead, out.PersonID, w.teamOn(out.PersonID, p.on(w.today))) {
			out.Attitudes = append(out.Attitudes, x)
		}
	}
	actions, err := loadActions(ctx, tx, out.PersonID)
	if err != nil {
		return err
	}
	for i := range actions {
		if x := &actions[i]; w.reachesAction(ctx, PermissionRead, x) {
			w.fill(x)
			out.Actions = append(out.Actions, *x)
		}
	}
	slices.Reverse(out.Actions)
	if a, _ := authz.From(ctx); !a.Can(PermissionAct) {
		return nil
	}
	out.MayAct = w.sees(ctx, PermissionAct, out.PersonID, w.teamOn(out.PersonID, w.today))
	for _, p := range w.assessable() {
		if w.sees(ctx, PermissionAct, out.PersonID, w.teamOn(out.PersonID, p.on(w.today))) {
			out.Months = append(out.Months, p.From)
		}
	}
	return nil
}
