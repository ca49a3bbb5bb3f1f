package target

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// Issue is a cell of a file that cannot be used.
type Issue struct {
	Line     int    `json:"line"`
	Column   string `json:"column"`
	Value    string `json:"value"`
	Code     string `json:"code" doc:"what is wrong, the key of its translation"`
	Expected string `json:"expected"`
}

// Columns of a table of targets, in Chinese and in English; either heading is
// taken. What stands after them is told and not read.
const (
	colMetric = iota
	colSeconds
	colVersion
	colScope
	colSubject
	colPeriod
	colDirection
	colThreshold
	colTarget
	colStretch
	colWeight
	colLevel
	colGoal
	colRelevance
	colReason
	columns
)

var heads = [][2]string{
	{"指标", "Metric"}, {"时限T（秒）", "T (s)"}, {"指标版本", "Metric version"}, {"范围", "Scope"}, {"对象", "Subject"}, {"期间", "Period"}, {"方向", "Direction"},
	{"门槛值", "Threshold"}, {"目标值", "Target"}, {"挑战值", "Stretch"}, {"权重", "Weight"}, {"级别", "Level"}, {"战略目标", "Goal"}, {"相关性", "Relevance"}, {"变更原因", "Reason"},
	{"指标名称", "Metric name"}, {"名称", "Name"}, {"班组", "Team"}, {"实绩", "Actual"}, {"得分", "Score"}, {"状态", "State"},
}

// needed are the columns a table must have.
var needed = []int{colMetric, colScope, colPeriod, colThreshold, colTarget}

// words are what stands for a value in tables, in Chinese and in English.
var words = map[string][2]string{
	Centre: {"全中心", "centre"}, Site: {"职场", "site"}, Team: {"班组", "team"}, Person: {"个人", "person"},
	metric.DirectionUp: {"越高越好", "higher"}, metric.DirectionDown: {"越低越好", "lower"},
	"newcomer": {"新人", "newcomer"}, "skilled": {"熟手", "skilled"}, "expert": {"专家", "expert"},
	scoring.Exceeded: {"超越", "exceeded"}, scoring.Reached: {"达成", "reached"}, scoring.Near: {"接近", "near"}, scoring.Missed: {"未达成", "missed"}, scoring.Unknown: {"没有数据", "unknown"},
}

func word(value string, zh bool) string {
	w, ok := words[value]
	switch {
	case !ok:
		return value
	case zh:
		return w[0]
	}
	return w[1]
}

// meant is the value of the list that the text stands for.
func meant(text string, of []string) (string, bool) {
	for _, v := range of {
		if w := words[v]; strings.EqualFold(text, v) || text == w[0] || strings.EqualFold(text, w[1]) {
			return v, true
		}
	}
	return "", false
}

// periodName is how a period is written: 2026-11, 2026Q4 or 2026.
func periodName(t *Target) string {
	switch t.Period {
	case Year:
		return t.FromOn[:4]
	case Quarter:
		month, _ := strconv.Atoi(t.FromOn[5:7])
		return fmt.Sprintf("%sQ%d", t.FromOn[:4], (month+2)/3)
	}
	return t.FromOn[:7]
}

var (
	monthText   = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})(?:月|[-/.]\d{1,2})?$`)
	quarterText = regexp.MustCompile(`^(\d{4})[-年 ]?[Qq第]?([1-4])(?:季度?)?$`)
	yearText    = regexp.MustCompile(`^(\d{4})年?$`)
)

// periodMeant is the kind of a period and a day of it.
func periodMeant(text string) (kind, on string, ok bool) {
	if m := yearText.FindStringSubmatch(text); m != nil {
		return Year, m[1] + "-01-01", true
	}
	if m := monthText.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[2])
		return Month, fmt.Sprintf("%s-%02d-01", m[1], n), n >= 1 && n <= 12
	}
	if m := quarterText.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[2])
		return Quarter, fmt.Sprintf("%s-%02d-01", m[1], 3*n-2), true
	}
	return "", "", false
}

// row is a line of a table that can be read.
type row struct {
	line   int
	name   string
	target Target
	asked  Version
	weighs bool // the weight was written
	pins   bool // the version of the definition was written
}

// fill takes what the row leaves empty from the target as it is.
func (r *row) fill(last *Version) {
	if !r.weighs {
		r.asked.Weight = last.Weight
	}
	if !r.pins {
		r.asked.MetricVersion = last.MetricVersion
	}
	r.asked.Level = cmp.Or(r.asked.Level, last.Level)
	if r.asked.GoalID == "" && r.asked.Relevance == "" {
		r.asked.GoalID, r.asked.Relevance = last.GoalID, last.Relevance
	}
}

const mostLines = 20000

// readTable reads the rows of a table; what cannot be used is an issue. goals
// are the ids of goals by their folded names.
func readTable(rows [][]string, w *world, goals map[string]string) (out []row, head sheet.Head, issues []Issue) {
	out, issues = []row{}, []Issue{}
	if len(rows) == 0 {
		return out, head, append(issues, Issue{1, "", "", "empty", "a heading and rows"})
	}
	head = sheet.HeadOf(rows[0], heads[:columns])
	for _, i := range needed {
		if head.At[i] < 0 {
			issues = append(issues, Issue{1, head.Names[i], "", "column", heads[i][0] + " / " + heads[i][1]})
		}
	}
	if len(issues) > 0 {
		return out, head, issues
	}
	if len(rows)-1 > mostLines {
		return out, head, append(issues, Issue{mostLines + 2, "", "", "too_many", fmt.Sprintf("at most %d rows", mostLines)})
	}
	known := w.subjects()
	seen := map[string]bool{}
	for n, cells := range rows[1:] {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		l := line{head: &head, cells: cells, n: n + 2}
		r := l.read(w, known, goals)
		place := fmt.Sprint(r.target.Metric, secondsOf(r.target.Seconds), r.target.Scope, r.target.ScopeID, r.target.Period, r.target.FromOn)
		if len(l.issues) == 0 && seen[place] {
			l.bad(colMetric, "not_unique", "each subject, metric and period once")
		}
		seen[place] = true
		if len(l.issues) > 0 {
			issues = append(issues, l.issues...)
			continue
		}
		out = append(out, r)
	}
	return out, head, issues
}

// subjects are the ids of sites, teams and people by scope and folded code.
func (w *world) subjects() map[string]string {
	out := map[string]string{}
	for _, x := range w.dir.Sites {
		out[Site+sqldb.Fold(x.Code)] = x.ID
	}
	for _, x := range w.dir.Teams {
		out[Team+sqldb.Fold(x.Code)] = x.ID
	}
	for _, x := range w.dir.People {
		out[Person+sqldb.Fold(x.AgentNo)] = x.ID
	}
	return out
}

// line is a line being read.
type line struct {
	head   *sheet.Head
	cells  []string
	n      int
	issues []Issue
}

func (l *line) cell(i int) string {
	return l.head.Cell(l.cells, i)
}

func (l *line) bad(i int, code, expected string) {
	l.issues = append(l.issues, Issue{l.n, l.head.Names[i], l.cell(i), code, expected})
}

// number reads a number as people write it: 1,234.5 or 85 %.
func (l *line) number(i int) float64 {
	text := strings.TrimSpace(strings.TrimSuffix(strings.ReplaceAll(l.cell(i), ",", ""), "%"))
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		l.bad(i, "number", "85.5")
	}
	return v
}

// whole reads a number without a fraction.
func (l *line) whole(i int, expected string) int {
	n, err := strconv.Atoi(l.cell(i))
	if err != nil {
		l.bad(i, "whole", expected)
	}
	return n
}

func (l *line) oneOf(i int, of []string) string {
	v, ok := meant(l.cell(i), of)
	if !ok {
		names := make([]string, len(of))
		for n, x := range of {
			names[n] = word(x, true)
		}
		l.bad(i, "one_of", strings.Join(names, " / "))
	}
	return v
}

func (l *line) read(w *world, known map[string]string, goals map[string]string) row {
	in := Request{Metric: l.metric(w), Scope: l.oneOf(colScope, Scopes)}
	if l.cell(colSeconds) != "" {
		n := l.whole(colSeconds, "20")
		in.Seconds = &n
	}
	if l.cell(colVersion) != "" {
		in.MetricVersion = l.whole(colVersion, "2; 0: the one in force on each day")
	}
	if text := l.cell(colSubject); in.Scope != Centre && in.Scope != "" {
		if in.ScopeID = known[in.Scope+sqldb.Fold(text)]; in.ScopeID == "" {
			l.bad(colSubject, "unknown", "the code of a site or team, or the agent ID of a person")
		}
	}
	var ok bool
	if in.Period, in.On, ok = periodMeant(l.cell(colPeriod)); !ok {
		l.bad(colPeriod, "format", "2026-11 / 2026Q4 / 2026")
	}
	if l.cell(colDirection) != "" {
		in.Direction = l.oneOf(colDirection, []string{metric.DirectionUp, metric.DirectionDown})
	}
	in.Threshold, in.Target = l.number(colThreshold), l.number(colTarget)
	in.Stretch = in.Target
	if l.cell(colStretch) != "" {
		in.Stretch = l.number(colStretch)
	}
	if l.cell(colWeight) != "" {
		in.Weight = l.number(colWeight)
	}
	if l.cell(colLevel) != "" {
		in.Level = l.oneOf(colLevel, []string{"newcomer", "skilled", "expert"})
	}
	if text := l.cell(colGoal); text != "" {
		if in.GoalID = goals[sqldb.Fold(text)]; in.GoalID == "" {
			l.bad(colGoal, "unknown", "the name of a goal on the strategy map")
		}
	}
	in.Relevance = l.cell(colRelevance)
	r := row{line: l.n, weighs: l.cell(colWeight) != "", pins: l.cell(colVersion) != ""}
	if len(l.issues) > 0 {
		return r
	}
	var bad fault.Collector
	r.target = in.tidy(&bad, "", w.all, &w.dir)
	l.tell(bad.Err("target.invalid", "The target has wrong values."))
	_, r.name, _, _ = w.name(&r.target)
	r.asked = Version{Points: in.Points, MetricVersion: in.MetricVersion, Weight: in.Weight, Level: in.Level, GoalID: in.GoalID, Relevance: in.Relevance, Active: true, Reason: l.cell(colReason)}
	return r
}

// metric is the id of a metric that is written by its id or one of its names.
func (l *line) metric(w *world) string {
	text := l.cell(colMetric)
	for id, m := range w.all {
		if strings.EqualFold(text, id) || text == m.NameZH || strings.EqualFold(text, m.NameEN) {
			return id
		}
	}
	l.bad(colMetric, "unknown", "the id or name of a metric of the catalogue")
	return ""
}

var columnOf = map[string]int{"metric": colMetric, "threshold_seconds": colSeconds, "metric_version": colVersion, "scope": colScope, "scope_id": colSubject, "period": colPeriod, "on": colPeriod, "direction": colDirection,
	"threshold": colThreshold, "target": colTarget, "stretch": colStretch, "weight": colWeight, "relevance": colRelevance}

// tell makes issues of the fields that a target is refused for.
func (l *line) tell(err error) {
	f, ok := fault.As(err)
	if !ok {
		return
	}
	for _, x := range f.Fields {
		l.bad(columnOf[x.Name], x.Code, x.Message)
	}
}

// cells are the columns of a target.
func cells(x *Line, goals, teams map[string]string, zh bool) []any {
	seconds := any("")
	if x.Seconds != nil {
		seconds = *x.Seconds
	}
	v := x.InForce
	version := any("")
	if v.MetricVersion > 0 {
		version = v.MetricVersion
	}
	name := x.MetricEN
	if zh {
		name = x.MetricZH
	}
	out := []any{x.Metric, seconds, version, word(x.Scope, zh), x.Code, periodName(&x.Target), word(x.Direction, zh), v.Threshold, v.Target, v.Stretch, v.Weight, word(v.Level, zh), goals[v.GoalID], v.Relevance, "", name, x.Name, teams[x.TeamID]}
	for _, n := range []*float64{x.Actual.Value, x.Actual.Score} {
		if n == nil {
			out = append(out, "")
			continue
		}
		out = append(out, metric.Shown(*n, x.Unit))
	}
	return append(out, word(x.Actual.State, zh))
}
