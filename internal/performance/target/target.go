package target

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// Scopes of a target, from wide to narrow.
const (
	Centre = "centre"
	Site   = "site"
	Team   = "team"
	Person = "person"
)

// Scopes lists them in order.
var Scopes = []string{Centre, Site, Team, Person}

// Periods of a target.
const (
	Month   = "month"
	Quarter = "quarter"
	Year    = "year"
)

// Periods lists them from short to long.
var Periods = []string{Month, Quarter, Year}

// How the children of a target make up their parent.
const (
	Sum   = "sum"   // their values add up
	Mean  = "mean"  // their values weigh in a mean
	Apart = "apart" // they do neither, such as the longest wait
)

// Target is what one subject is to reach of one metric in one period.
type Target struct {
	ID        string    `json:"id"`
	Metric    string    `json:"metric" doc:"id of the catalogue"`
	Seconds   *int      `json:"threshold_seconds,omitempty" doc:"T of within T seconds"`
	Scope     string    `json:"scope" enum:"centre,site,team,person"`
	ScopeID   string    `json:"scope_id,omitempty" doc:"of the site, team or person"`
	Period    string    `json:"period" enum:"month,quarter,year"`
	FromOn    string    `json:"from_on" format:"date"`
	ToOn      string    `json:"to_on" format:"date"`
	Direction string    `json:"direction" enum:"up,down" doc:"which way is better"`
	ParentID  string    `json:"parent_id,omitempty" doc:"the target of the next wider scope"`
	Versions  []Version `json:"versions" nullable:"false" doc:"in order; each holds from its day until the next"`
}

// Version is what a target was to be from a day on.
type Version struct {
	Version int    `json:"version"`
	FromOn  string `json:"from_on" format:"date"`
	scoring.Points
	MetricVersion int     `json:"metric_version,omitempty" doc:"of the definition; none: the one in force on each day"`
	Weight        float64 `json:"weight" doc:"among the children of the parent"`
	Level         string  `json:"level,omitempty" doc:"of the employee the points were made for"`
	GoalID        string  `json:"goal_id,omitempty" doc:"goal of the strategy map it serves"`
	Relevance     string  `json:"relevance,omitempty" doc:"why it matters, where it serves no goal"`
	Active        bool    `json:"active" doc:"false: taken back"`
	Reason        string  `json:"reason,omitempty" doc:"of the change"`
	ChangedMs     int64   `json:"changed_ms"`
	ChangedBy     string  `json:"changed_by"`
}

// LessIsBetter turns the order of the points.
func (t *Target) LessIsBetter() bool { return t.Direction == metric.DirectionDown }

// On is the version that holds on a day of the period; not there: none does, or
// the target was taken back.
func (t *Target) On(day string) (Version, bool) {
	var out Version
	for _, v := range t.Versions {
		if v.FromOn <= day {
			out = v
		}
	}
	return out, out.Active && day <= t.ToOn
}

// Last is the version that was made last.
func (t *Target) Last() Version { return t.Versions[len(t.Versions)-1] }

// Ref names the metric for a question, with the version of its definition that is
// pinned on a day: the last of the period counts for the whole of it.
func (t *Target) Ref(day string) string {
	if v, _ := t.On(t.within(day)); v.MetricVersion > 0 {
		return fmt.Sprintf("%s@%d", t.Metric, v.MetricVersion)
	}
	return t.Metric
}

// within is the day itself, or the end of the period that is nearest to it.
func (t *Target) within(day string) string { return max(t.FromOn, min(day, t.ToOn)) }

// PeriodOf is the period of a kind that a day lies in.
func PeriodOf(kind string, on civil.Date) (civil.Range, bool) {
	var r civil.Range
	year, month, _ := on.Civil()
	switch kind {
	case Month:
		r.From, r.To = on.Month(), civil.Of(year, month+1, 1).Add(-1)
	case Quarter:
		r.From = on.Quarter()
		_, month, _ = r.From.Civil()
		r.To = civil.Of(year, month+3, 1).Add(-1)
	case Year:
		r.From, r.To = on.Year(), civil.Of(year, time.December, 31)
	default:
		return r, false
	}
	return r, true
}

// Request says what a target is to be.
type Request struct {
	Metric        string `json:"metric" maxLength:"100" doc:"id of the catalogue"`
	MetricVersion int    `json:"metric_version,omitempty" doc:"of the definition; none: the one in force on each day"`
	Seconds       *int   `json:"threshold_seconds,omitempty" doc:"T of within T seconds; needed by a metric that takes it"`
	Scope         string `json:"scope" enum:"centre,site,team,person"`
	ScopeID       string `json:"scope_id,omitempty" maxLength:"60"`
	Period        string `json:"period" enum:"month,quarter,year"`
	On            string `json:"on" maxLength:"10" doc:"a day of the period"`
	Direction     string `json:"direction,omitempty" enum:"up,down," doc:"none: that of the catalogue"`
	scoring.Points
	Weight    float64 `json:"weight,omitempty" doc:"among the children of the parent; none: 1"`
	Level     string  `json:"level,omitempty" maxLength:"40"`
	GoalID    string  `json:"goal_id,omitempty" maxLength:"60"`
	Relevance string  `json:"relevance,omitempty" maxLength:"2000"`
}

// Change says what a target is to be from a day on.
type Change struct {
	FromOn string `json:"from_on,omitempty" maxLength:"10" doc:"none: today, or the first day of a period to come"`
	scoring.Points
	MetricVersion int     `json:"metric_version,omitempty" doc:"of the definition; none: the one in force on each day"`
	Weight        float64 `json:"weight,omitempty" doc:"none: as it was"`
	Level         string  `json:"level,omitempty" maxLength:"40"`
	GoalID        string  `json:"goal_id,omitempty" maxLength:"60"`
	Relevance     string  `json:"relevance,omitempty" maxLength:"2000"`
	Reason        string  `json:"reason" maxLength:"2000"`
}

const (
	mostText    = 500
	mostSeconds = 86400
	mostWeight  = 1e9
)

// book is the catalogue, looked up by id.
type book map[string]metric.Metric

func bookOf(all []metric.Metric) book {
	out := make(book, len(all))
	for _, m := range all {
		out[m.ID] = m
	}
	return out
}

// ofTheMoment is the measure that is of now, and of no period.
const ofTheMoment = "waiting_now"

// adds is how the children of a target of the metric make up their parent.
func adds(d *metric.Definition) string {
	c, err := d.Compile()
	switch {
	case err != nil || slices.Contains(d.Needs(), ofTheMoment):
		return Apart
	case d.Denominator != "" && c.NumAdds && c.DenAdds:
		return Mean
	case d.Denominator == "" && c.NumAdds:
		return Sum
	}
	return Apart
}

func (b book) adds(id string) string {
	m, ok := b[id]
	if !ok {
		return Apart
	}
	return adds(&m.Definition)
}

// tidy checks what was asked and makes the target of it; every wrong field is
// told at once, under the name of the field with the prefix.
func (in *Request) tidy(w *fault.Collector, field string, all book, dir *org.Directory) Target {
	in.Relevance = strings.TrimSpace(in.Relevance)
	t := Target{Metric: in.Metric, Seconds: in.Seconds, Scope: in.Scope, ScopeID: in.ScopeID, Period: in.Period, Direction: in.Direction}
	oneOf(w, field+"scope", in.Scope, Scopes)
	oneOf(w, field+"period", in.Period, Periods)
	if on, err := civil.Parse(in.On); err != nil {
		w.Add(field+"on", "date", "must be a date, YYYY-MM-DD")
	} else if r, ok := PeriodOf(in.Period, on); ok {
		t.FromOn, t.ToOn = r.From.String(), r.To.String()
	}
	if !subject(dir, in.Scope, in.ScopeID) {
		w.Add(field+"scope_id", "unknown", "there is no such "+in.Scope)
	}
	if in.Weight == 0 {
		in.Weight = 1
	}
	m, ok := all[in.Metric]
	if !ok {
		w.Add(field+"metric", "unknown", "there is no metric "+in.Metric)
		return t
	}
	pinned(w, field, &m, in.MetricVersion)
	if m.Unit == metric.UnitCount && adds(&m.Definition) == Apart {
		w.Add(field+"metric", "count", "this count does not add up over time: it cannot be aimed at for a period")
	}
	takes := slices.Contains(m.Takes, metric.ParamThreshold)
	switch s := in.Seconds; {
	case takes && s == nil:
		w.Add(field+"threshold_seconds", "required", "within how many seconds")
	case !takes && s != nil:
		w.Add(field+"threshold_seconds", "not_taken", "this metric knows no T")
	case s != nil && (*s < 0 || *s > mostSeconds):
		w.Add(field+"threshold_seconds", "out_of_range", fmt.Sprintf("must be from 0 to %d", mostSeconds))
	}
	if t.Direction == "" {
		t.Direction = m.Direction
	}
	oneOf(w, field+"direction", t.Direction, []string{metric.DirectionUp, metric.DirectionDown})
	values(w, field, in.Points, in.Weight, in.Relevance, t.LessIsBetter())
	return t
}

// pinned checks the version of a definition; 0 pins none.
func pinned(w *fault.Collector, field string, m *metric.Metric, version int) {
	if version != 0 && !slices.ContainsFunc(m.Versions, func(d metric.Definition) bool { return d.Version == version }) {
		w.Add(field+"metric_version", "unknown", "the metric has no such version")
	}
}

// subject reports whether there is one to aim for.
func subject(dir *org.Directory, scope, id string) (ok bool) {
	switch scope {
	case Centre:
		return id == ""
	case Site:
		_, ok = dir.Site(id)
	case Team:
		_, ok = dir.Team(id)
	case Person:
		_, ok = dir.Person(id)
	}
	return ok
}

// values checks what a version has.
func values(w *fault.Collector, field string, p scoring.Points, weight float64, relevance string, lessIsBetter bool) {
	switch err := p.Check(lessIsBetter); {
	case errors.Is(err, scoring.ErrNumber):
		w.Add(field+"target", "range", err.Error())
	case errors.Is(err, scoring.ErrThreshold):
		w.Add(field+"threshold", "order", err.Error())
	case errors.Is(err, scoring.ErrStretch):
		w.Add(field+"stretch", "order", err.Error())
	}
	if !(weight > 0 && weight <= mostWeight) {
		w.Add(field+"weight", "out_of_range", "must be above 0")
	}
	short(w, field+"relevance", relevance)
}

func short(w *fault.Collector, field, text string) {
	if utf8.RuneCountInString(text) > mostText {
		w.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", mostText))
	}
}

func oneOf(w *fault.Collector, field, value string, all []string) {
	if !slices.Contains(all, value) {
		w.Add(field, "one_of", "must be one of "+strings.Join(all, ", "))
	}
}

// sameAs reports whether a version asks for the same as another.
func (v *Version) sameAs(o *Version) bool {
	return v.Points == o.Points && v.MetricVersion == o.MetricVersion && v.Weight == o.Weight && v.Level == o.Level && v.GoalID == o.GoalID && v.Relevance == o.Relevance && v.Active == o.Active
}
