package career

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Kinds of conditions.
const (
	Tenure = "tenure" // so many months since the entry
	Rank   = "rank"   // among the first so many per cent by KPI
	Number = "number" // a number of the metric catalogue against a limit
	Holds  = "holds"  // holds one of some positions
	Post   = "post"   // a post of the step's target is open
	Stated = "stated" // a named assessor states it
)

// Kinds of conditions in the order they are offered.
var Kinds = []string{Tenure, Rank, Number, Holds, Post, Stated}

// Comparisons of a number with its limit.
const (
	AtLeast  = "at_least"
	AtMost   = "at_most"
	MoreThan = "more_than"
)

// Position is a rung of the ladder.
type Position struct {
	Code   string `json:"code" maxLength:"40"`
	Name   string `json:"name" maxLength:"200"`
	NameEN string `json:"name_en,omitempty" maxLength:"200"`
}

// Condition is one condition of a step.
type Condition struct {
	Key       string   `json:"key" maxLength:"60" doc:"unique in the ladder; statements name it"`
	Kind      string   `json:"kind" maxLength:"20" doc:"tenure, rank, number, holds, post or stated"`
	Name      string   `json:"name" maxLength:"400"`
	NameEN    string   `json:"name_en,omitempty" maxLength:"400"`
	Metric    string   `json:"metric,omitempty" maxLength:"100" doc:"id in the catalogue, of a number"`
	Compare   string   `json:"compare,omitempty" maxLength:"20" doc:"at_least, at_most or more_than, of a number"`
	Value     float64  `json:"value,omitempty" doc:"months of tenure; share of the first by KPI, 0.6 being 60 %; limit of a number"`
	Months    int      `json:"months,omitempty" doc:"of a number or rank: how many months back it counts"`
	Positions []string `json:"positions,omitempty" doc:"codes, of holds"`
}

// Step leads from one of some positions to another.
type Step struct {
	Key        string      `json:"key" maxLength:"60"`
	From       []string    `json:"from" nullable:"false" doc:"codes of positions"`
	To         string      `json:"to" maxLength:"40"`
	Conditions []Condition `json:"conditions" nullable:"false"`
}

// Ladder is a graph of positions. The first position is where everybody begins.
type Ladder struct {
	Positions       []Position `json:"positions" nullable:"false"`
	Steps           []Step     `json:"steps" nullable:"false"`
	StatementMonths int        `json:"statement_months" doc:"how long a statement holds"`
}

// Template is the ladder that is shipped: nine steps.
func Template() Ladder {
	position := func(code, name, en string) Position { return Position{code, name, en} }
	tenure := func(key string, months float64) Condition {
		name := fmt.Sprintf("入职 %g 个月以上", months)
		en := fmt.Sprintf("At least %g months in the centre", months)
		if months == 1 {
			en = "At least one month in the centre"
		}
		return Condition{Key: key, Kind: Tenure, Name: name, NameEN: en, Value: months}
	}
	rank := func(key string, share float64) Condition {
		return Condition{Key: key, Kind: Rank, Name: fmt.Sprintf("KPI 排名在前 %g%%", share*100), NameEN: fmt.Sprintf("KPI rank in the first %g %%", share*100), Value: share, Months: 3}
	}
	number := func(key, metric, compare string, value float64, months int, name, en string) Condition {
		return Condition{Key: key, Kind: Number, Name: name, NameEN: en, Metric: metric, Compare: compare, Value: value, Months: months}
	}
	stated := func(key, name, en string) Condition { return Condition{Key: key, Kind: Stated, Name: name, NameEN: en} }
	post := func(key string) Condition {
		return Condition{Key: key, Kind: Post, Name: "相关岗位有人员需求", NameEN: "A post is open"}
	}
	return Ladder{
		Positions: []Position{
			position("trainee", "学员", "Trainee"), position("probation", "试用员工", "On probation"), position("regular", "正式员工", "Regular"), position("skilled", "熟手员工", "Skilled"),
			position("senior", "骨干员工", "Senior"), position("expert", "专家员工", "Expert"), position("leader", "班长", "Team leader"), position("supervisor", "主管", "Supervisor"),
			position("manager", "运营经理", "Operations manager"), position("deputy", "总监助理", "Assistant to the director"),
		},
		Steps: []Step{
			{"to-probation", []string{"trainee"}, "probation", []Condition{stated("induction", "入职培训达标", "Induction passed"), stated("qualities", "满足岗位素质要求", "Meets the requirements of the post")}},
			{"to-regular", []string{"probation"}, "regular", []Condition{stated("probation-passed", "满足转正条件", "Probation passed"), tenure("months-1", 1)}},
			{"to-skilled", []string{"regular"}, "skilled", []Condition{
				rank("rank-60", 0.6), number("qa-85", "qa-score", AtLeast, 85, 3, "质检评分平均 85 分以上", "QA mean at least 85"), tenure("months-3", 3),
				number("no-major", "complaints-major", AtMost, 0, 12, "无重大、越级投诉记录", "No major or escalated complaint")}},
			{"to-senior", []string{"skilled"}, "senior", []Condition{
				rank("rank-30", 0.3), number("qa-90", "qa-score", AtLeast, 90, 3, "质检评分平均 90 分以上", "QA mean at least 90"), tenure("months-6", 6),
				number("no-complaint", "complaints", AtMost, 0, 12, "无投诉记录", "No complaint"), number("hours-20", "training-hours", MoreThan, 20, 12, "完成培训超过 20 学时", "More than 20 hours of training")}},
			{"to-expert", []string{"senior"}, "expert", []Condition{
				rank("rank-10", 0.1), stated("helps", "乐于指导和帮助其他员工", "Helps others"), stated("assists-leader", "可协助班长处理工作", "Assists the leader"),
				number("service-95", "service-quality", AtLeast, 95, 3, "服务质量分 95 分以上", "Service quality at least 95"), tenure("months-12-expert", 12)}},
			{"to-leader", []string{"regular", "skilled", "senior", "expert"}, "leader", []Condition{
				stated("liked", "受员工爱戴", "Liked by the staff"), stated("motivates", "可激励团队", "Motivates a team"), post("post-leader"), tenure("months-12-leader", 12)}},
			{"to-supervisor", []string{"expert", "leader"}, "supervisor", []Condition{
				{Key: "expert-or-above", Kind: Holds, Name: "专家员工及以上", NameEN: "Expert or above", Positions: []string{"expert", "leader", "supervisor", "manager", "deputy"}},
				stated("runs-operations", "对内运营管理能力", "Able to run operations inside"), post("post-supervisor"), tenure("months-24-supervisor", 24)}},
			{"to-manager", []string{"supervisor"}, "manager", []Condition{
				{Key: "supervisor-or-above-manager", Kind: Holds, Name: "主管及以上", NameEN: "Supervisor or above", Positions: []string{"supervisor", "manager", "deputy"}},
				stated("coordinates", "具备对外运营协调能力", "Coordinates with others outside"), post("post-manager"), tenure("months-24-manager", 24)}},
			{"to-deputy", []string{"supervisor", "manager"}, "deputy", []Condition{
				{Key: "supervisor-or-above-deputy", Kind: Holds, Name: "主管及以上", NameEN: "Supervisor or above", Positions: []string{"supervisor", "manager", "deputy"}},
				stated("assists-director", "可协助运营总监制定部门规划及调控", "Can assist the director in planning"), post("post-deputy"), tenure("months-24-deputy", 24)}},
		},
		StatementMonths: 6,
	}
}

// Position finds a position by code.
func (l *Ladder) Position(code string) (Position, bool) {
	i := slices.IndexFunc(l.Positions, func(p Position) bool { return p.Code == code })
	if i < 0 {
		return Position{Code: code, Name: code, NameEN: code}, false
	}
	return l.Positions[i], true
}

// Step finds a step by key.
func (l *Ladder) Step(key string) (Step, bool) {
	i := slices.IndexFunc(l.Steps, func(s Step) bool { return s.Key == key })
	if i < 0 {
		return Step{}, false
	}
	return l.Steps[i], true
}

// From are the steps that begin at the position.
func (l *Ladder) From(code string) []Step {
	var out []Step
	for _, s := range l.Steps {
		if slices.Contains(s.From, code) {
			out = append(out, s)
		}
	}
	return out
}

const (
	mostRungs = 60
	mostEach  = 20
	mostWords = 100
)

func (l *Ladder) tidy() {
	for i := range l.Positions {
		p := &l.Positions[i]
		p.Code, p.Name, p.NameEN = strings.TrimSpace(p.Code), strings.TrimSpace(p.Name), strings.TrimSpace(p.NameEN)
	}
	for i := range l.Steps {
		s := &l.Steps[i]
		for j := range s.Conditions {
			c := &s.Conditions[j]
			c.Name, c.NameEN, c.Metric = strings.TrimSpace(c.Name), strings.TrimSpace(c.NameEN), strings.TrimSpace(c.Metric)
		}
	}
}

// check gives every wrong field at once.
func (l *Ladder) check() error {
	var w fault.Collector
	positions, keys := map[string]bool{}, map[string]bool{}
	if len(l.Positions) == 0 || len(l.Positions) > mostRungs || len(l.Steps) > mostRungs {
		w.Add("body.positions", "range", fmt.Sprintf("must be from 1 to %d", mostRungs))
	}
	unique := func(field, key string, seen map[string]bool) {
		w.Require(field, key)
		if seen[key] {
			w.Add(field, "not_unique", "is there twice")
		}
		seen[key] = true
	}
	for i, p := range l.Positions {
		at := fmt.Sprintf("body.positions[%d]", i)
		unique(at+".code", p.Code, positions)
		named(&w, at, p.Name, p.NameEN)
	}
	steps := map[string]bool{}
	for i, s := range l.Steps {
		at := fmt.Sprintf("body.steps[%d]", i)
		unique(at+".key", s.Key, steps)
		for _, code := range append([]string{s.To}, s.From...) {
			if !positions[code] {
				w.Add(at+".to", "unknown", "leads from or to a position that is not there")
			}
		}
		if len(s.From) == 0 || slices.Contains(s.From, s.To) {
			w.Add(at+".from", "range", "must be other positions than the step leads to")
		}
		if len(s.Conditions) == 0 || len(s.Conditions) > mostEach {
			w.Add(at+".conditions", "range", fmt.Sprintf("must be from 1 to %d", mostEach))
		}
		for j, c := range s.Conditions {
			at := fmt.Sprintf("%s.conditions[%d]", at, j)
			unique(at+".key", c.Key, keys)
			named(&w, at, c.Name, c.NameEN)
			c.check(&w, at, positions)
		}
	}
	if l.StatementMonths < 1 || l.StatementMonths > 60 {
		w.Add("body.statement_months", "range", "must be from 1 to 60")
	}
	return w.Err("people.career.ladder_invalid", "The ladder has wrong values.")
}

func (c *Condition) check(w *fault.Collector, at string, positions map[string]bool) {
	if !slices.Contains(Kinds, c.Kind) {
		w.Add(at+".kind", "one_of", "must be one of "+strings.Join(Kinds, ", "))
	}
	switch c.Kind {
	case Tenure:
		if c.Value != float64(int(c.Value)) || c.Value < 1 || c.Value > 600 {
			w.Add(at+".value", "range", "must be from 1 to 600 months")
		}
	case Rank:
		if c.Value <= 0 || c.Value > 1 {
			w.Add(at+".value", "range", "must be above 0 and at most 1")
		}
	case Number:
		w.Require(at+".metric", c.Metric)
		if !slices.Contains([]string{AtLeast, AtMost, MoreThan}, c.Compare) {
			w.Add(at+".compare", "one_of", "must be one of at_least, at_most, more_than")
		}
	case Holds:
		for _, code := range c.Positions {
			if !positions[code] {
				w.Add(at+".positions", "unknown", "names a position that is not there")
			}
		}
		if len(c.Positions) == 0 {
			w.Add(at+".positions", "required", "must name a position")
		}
	}
	if (c.Kind == Rank || c.Kind == Number) && (c.Months < 1 || c.Months > 60) {
		w.Add(at+".months", "range", "must be from 1 to 60")
	}
}

func named(w *fault.Collector, at, name, nameEN string) {
	w.Require(at+".name", name)
	for field, text := range map[string]string{".name": name, ".name_en": nameEN} {
		if utf8.RuneCountInString(text) > mostWords {
			w.Add(at+field, "too_long", fmt.Sprintf("must have at most %d characters", mostWords))
		}
	}
}
