package adherence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	calc "github.com/lingting/lingting/calc/adherence"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// Groups are what figures can be summed by.
var Groups = []string{ByPerson, ByTeam, ByDay, ByWeek, ByMonth, ByPersonDay}

// What figures are summed by.
const (
	ByPerson    = "person"
	ByTeam      = "team"
	ByDay       = "day"
	ByWeek      = "week"
	ByMonth     = "month"
	ByPersonDay = "person_day"
)

// Row is the figures of a group.
type Row struct {
	ID         string     `json:"id"`
	PersonID   string     `json:"person_id,omitempty"`
	PersonName string     `json:"person_name,omitempty"`
	AgentNo    string     `json:"agent_no,omitempty"`
	TeamID     string     `json:"team_id,omitempty"`
	TeamName   string     `json:"team_name,omitempty"`
	FromOn     civil.Date `json:"from_on" format:"date" doc:"first day of the group within what was asked for"`
	ToOn       civil.Date `json:"to_on" format:"date"`
	Days       int        `json:"days" doc:"of people, with a schedule or work"`
	Figures
	sums calc.Sums
}

// Table is a page of figures and the figures of all of them.
type Table struct {
	Items      []Row   `json:"items"`
	NextCursor string  `json:"next_cursor" doc:"empty on the last page"`
	Total      int64   `json:"total,omitempty" doc:"rows on all pages"`
	Whole      Figures `json:"whole"`
	People     int     `json:"people"`
	UntilMs    int64   `json:"until_ms" doc:"of the running day: reckoned until; 0: there is none"`
}

// FiguresIn asks for figures.
type FiguresIn struct {
	From   string // first day; default: a week ago
	To     string // last day; default: today
	By     string
	Search string  // part of the name or agent number
	Team   string  // id, of the person on the day
	Person string  // id
	Below  float64 // only groups with less adherence, per cent; 0: all
	Sort   string  // name, from, adherence, conformance, exceptions; a leading - turns it round
	Cursor string
	Limit  int
}

const mostFigureDays = 366

func spanOf(fromText, toText string, from, to civil.Date) (civil.Range, error) {
	var c fault.Collector
	var err error
	if fromText != "" {
		if from, err = civil.Parse(fromText); err != nil {
			c.Add("query.from", "date", "must be a date, YYYY-MM-DD")
		}
	}
	if toText != "" {
		if to, err = civil.Parse(toText); err != nil {
			c.Add("query.to", "date", "must be a date, YYYY-MM-DD")
		}
	}
	if to.Sub(from) >= mostFigureDays {
		c.Add("query.to", "too_far", "must be within a year of the first day")
	}
	return civil.Range{From: from, To: to}, c.Err("adherence.span", "The days are not usable.")
}

// filter says which days of people are asked for.
type filter struct {
	search, team, person string
	scope                authz.Scope
}

// shows reports whether a person's day is within the filter, and whose team it
// is.
func (f *filter) shows(w *world, personID string, on civil.Date) (teamID string, ok bool) {
	day := on.String()
	teamID = w.dir.TeamOf(personID, day)
	if f.team != "" && teamID != f.team || f.person != "" && personID != f.person || !w.dir.Reaches(f.scope, personID, day) {
		return teamID, false
	}
	p, _ := w.dir.Person(personID)
	return teamID, f.search == "" || strings.Contains(sqldb.Fold(p.Name+"\n"+p.AgentNo), f.search)
}

// Figures gives adherence and conformance of the people the actor reached on
// each day, summed by what is asked for. Needs the permission adherence.read.
func (s *Service) Figures(ctx context.Context, in FiguresIn) (out Table, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	in.By = cmp.Or(in.By, ByPerson)
	if !slices.Contains(Groups, in.By) {
		return out, fault.Invalidf("adherence.by", "The figures cannot be summed by %s.", in.By).WithField("query.by", "one_of", "must be one of "+strings.Join(Groups, ", "))
	}
	rows := map[string]*Row{}
	var whole calc.Sums
	people := map[string]bool{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.known(ctx, tx)
		if err != nil {
			return err
		}
		days, err := spanOf(in.From, in.To, w.today.Add(-6), w.today)
		if err != nil {
			return err
		}
		all, err := loadDays(ctx, tx, days, in.Person)
		if err != nil {
			return err
		}
		f := filter{sqldb.Fold(in.Search), in.Team, in.Person, authz.ScopeOf(ctx, PermissionRead)}
		for i := range all {
			d := &all[i]
			team, ok := f.shows(&w, d.personID, d.on)
			if !ok || d.sums.Scheduled == 0 && d.sums.OnQueue == 0 {
				continue
			}
			if d.on == w.today {
				out.UntilMs = max(out.UntilMs, d.untilMs)
			}
			key, row := w.group(in.By, d, team, days)
			if rows[key] == nil {
				rows[key] = &row
			}
			r := rows[key]
			r.sums.Add(d.sums)
			r.Days++
			r.FromOn, r.ToOn = earliest(r.FromOn, row.FromOn), latest(r.ToOn, row.ToOn)
			whole.Add(d.sums)
			people[d.personID] = true
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	list := make([]Row, 0, len(rows))
	for _, r := range rows {
		r.Figures = figuresOf(r.sums)
		if in.Below == 0 || r.Adherence != nil && *r.Adherence < in.Below {
			list = append(list, *r)
		}
	}
	out.Whole, out.People = figuresOf(whole), len(people)
	sort := cmp.Or(in.Sort, "adherence")
	if in.Sort == "" && in.By != ByPerson && in.By != ByTeam {
		sort = "from"
	}
	number := func(v *float64, absent float64) string {
		if v == nil {
			return fmt.Sprintf("%015.6f", absent)
		}
		return fmt.Sprintf("%015.6f", *v)
	}
	rowsOf, err := page.Sorted(list, page.Ask{Sort: sort, Cursor: in.Cursor, Limit: in.Limit}, "adherence.sort", map[string]func(Row) string{
		"name":       func(r Row) string { return sqldb.Fold(cmp.Or(r.PersonName, r.TeamName)) },
		"team":       func(r Row) string { return sqldb.Fold(r.TeamName) },
		"from":       func(r Row) string { return r.FromOn.String() },
		"adherence":  func(r Row) string { return number(r.Adherence, 1e6) },
		"exceptions": func(r Row) string { return fmt.Sprintf("%012d", r.Exceptions) },
		"scheduled":  func(r Row) string { return fmt.Sprintf("%012d", r.Scheduled) },
		"conformance": func(r Row) string {
			if r.Infinite {
				return number(nil, 1e7)
			}
			return number(r.Conformance, 1e6)
		},
	}, func(r Row) string { return r.ID })
	out.Items, out.NextCursor, out.Total = rowsOf.Items, rowsOf.NextCursor, rowsOf.Total
	return out, err
}

// DaysOver gives the days of everybody of whom something is told, both days
// included, for numbers: without a look at who asks. With lapses it tells who was
// late or absent.
func (*Service) DaysOver(ctx context.Context, tx *sqldb.Tx, first, last string, lapses bool) ([]metric.AdherenceDay, error) {
	from, err1 := civil.Parse(first)
	to, err2 := civil.Parse(last)
	load := loadDays
	if lapses {
		load = loadWholeDays
	}
	all, err3 := load(ctx, tx, civil.Range{From: from, To: to}, "")
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	out := make([]metric.AdherenceDay, 0, len(all))
	for _, d := range all {
		if d.sums.Told <= 0 {
			continue
		}
		x := metric.AdherenceDay{PersonID: d.personID, On: d.on.String(), Scheduled: d.sums.Scheduled, Exceptions: d.sums.Exceptions, OnQueue: d.sums.OnQueue, ScheduledOnQueue: d.sums.ScheduledOnQueue}
		for _, v := range d.deviations {
			if v.ExceptionID != "" {
				continue
			}
			x.Late = x.Late || v.Kind == string(calc.Late)
			if v.Kind == string(calc.Absent) {
				x.Absent += v.Seconds
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// group is the group a person's day belongs to.
func (w *world) group(by string, d *kept, teamID string, days civil.Range) (key string, row Row) {
	row = Row{FromOn: days.From, ToOn: days.To}
	person := func() {
		p, _ := w.dir.Person(d.personID)
		row.PersonID, row.PersonName, row.AgentNo = d.personID, p.Name, p.AgentNo
	}
	team := func() {
		t, _ := w.dir.Team(teamID)
		row.TeamID, row.TeamName = teamID, t.Name
	}
	span := func(from, to civil.Date) { row.FromOn, row.ToOn = latest(from, days.From), earliest(to, days.To) }
	switch by {
	case ByPerson:
		person()
		team() // of the first day; those who changed are told by the day
		key = d.personID
	case ByTeam:
		team()
		key = cmp.Or(teamID, "-")
	case ByDay:
		span(d.on, d.on)
		key = d.on.String()
	case ByWeek:
		span(d.on.Week(), d.on.Week().Add(6))
		key = d.on.Week().String()
	case ByMonth:
		month := d.on.Month()
		span(month, month.Add(31).Month().Add(-1))
		key = month.String()
	default:
		person()
		team()
		span(d.on, d.on)
		key = d.personID + " " + d.on.String()
	}
	row.ID = key
	return key, row
}
