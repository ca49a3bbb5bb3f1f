package timeoff

import (
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

// Limit is how many people may be away on a day.
type Limit struct {
	ID        string      `json:"id"`
	TeamID    string      `json:"team_id,omitempty" doc:"none: of the whole centre"`
	FromOn    civil.Date  `json:"from_on" format:"date"`
	ToOn      *civil.Date `json:"to_on,omitempty" format:"date" doc:"last day; none: until it is deleted"`
	Days      string      `json:"days" enum:"all,workday,rest,holiday" doc:"which days by the calendar; rest: weekends and holidays"`
	Most      int         `json:"most" doc:"people away at the same day"`
	Note      string      `json:"note,omitempty"`
	Rev       int64       `json:"rev"`
	ChangedMs int64       `json:"changed_ms"`
	ChangedBy string      `json:"changed_by"`
}

// Which days a limit is about.
const (
	AllDays  = "all"
	Workdays = "workday"
	RestDays = "rest"
	Holidays = "holiday"
)

// LimitRequest says what a limit is to be.
type LimitRequest struct {
	TeamID string `json:"team_id,omitempty" maxLength:"60"`
	FromOn string `json:"from_on" maxLength:"10" doc:"YYYY-MM-DD"`
	ToOn   string `json:"to_on,omitempty" maxLength:"10" doc:"YYYY-MM-DD, included"`
	Days   string `json:"days" maxLength:"20" doc:"all, workday, rest or holiday"`
	Most   int    `json:"most"`
	Note   string `json:"note,omitempty" maxLength:"2000"`
}

// limit checks what was asked and gives every wrong field at once.
func (r LimitRequest) limit() (Limit, error) {
	l := Limit{TeamID: r.TeamID, Days: r.Days, Most: r.Most, Note: strings.TrimSpace(r.Note)}
	var w fault.Collector
	short(&w, "body.note", l.Note, mostNote)
	var err error
	if l.FromOn, err = civil.Parse(r.FromOn); err != nil {
		w.Add("body.from_on", "date", "must be a date, YYYY-MM-DD")
	}
	if r.ToOn != "" {
		to, bad := civil.Parse(r.ToOn)
		switch {
		case bad != nil:
			w.Add("body.to_on", "date", "must be a date, YYYY-MM-DD")
		case err == nil && to.Before(l.FromOn):
			w.Add("body.to_on", "order", "must not be before the first day")
		}
		l.ToOn = &to
	}
	switch l.Days {
	case AllDays, Workdays, RestDays, Holidays:
	default:
		w.Add("body.days", "one_of", "must be all, workday, rest or holiday")
	}
	if l.Most < 0 || l.Most > 10000 {
		w.Add("body.most", "range", "must be from 0 to 10000")
	}
	return l, w.Err("timeoff.limit.invalid", "The limit has wrong values.")
}

// on reports whether the limit holds on a day.
func (l *Limit) on(d civil.Date, kind org.DayKind) bool {
	if d.Before(l.FromOn) || l.ToOn != nil && l.ToOn.Before(d) {
		return false
	}
	switch l.Days {
	case Workdays:
		return kind.Works()
	case RestDays:
		return !kind.Works()
	case Holidays:
		return kind == org.Holiday
	}
	return true
}

// away counts who is away, by day and team; the team "" is the centre.
type away map[civil.Date]map[string]map[string]bool

func (a away) add(d civil.Date, team, person string) {
	for _, t := range []string{"", team} {
		if a[d] == nil {
			a[d] = map[string]map[string]bool{}
		}
		if a[d][t] == nil {
			a[d][t] = map[string]bool{}
		}
		a[d][t][person] = true
	}
}

// with is how many are away of a team when a person is too.
func (a away) with(d civil.Date, team, person string) int {
	n := len(a[d][team])
	if person != "" && !a[d][team][person] {
		n++
	}
	return n
}

// tightest is the limit of a team (or of the centre: "") on a day that lets the
// fewest be away.
func tightest(limits []Limit, team string, d civil.Date, kind org.DayKind) (Limit, bool) {
	var out Limit
	found := false
	for _, l := range limits {
		if l.TeamID == team && l.on(d, kind) && (!found || l.Most < out.Most) {
			out, found = l, true
		}
	}
	return out, found
}
