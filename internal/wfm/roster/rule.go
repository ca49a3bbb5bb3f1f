package roster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// RuleKind is what a rule of work limits.
type RuleKind string

// The kinds of rules. Those that count minutes count paid ones.
const (
	PaidDay       RuleKind = "paid_day"       // minutes of a day
	PaidWeek      RuleKind = "paid_week"      // minutes of a week
	PaidPeriod    RuleKind = "paid_period"    // minutes of the rostering period
	DaysWeek      RuleKind = "days_week"      // days of work of a week
	WorkRun       RuleKind = "work_run"       // days of work in a row
	RestRun       RuleKind = "rest_run"       // days off in a row
	Rest          RuleKind = "rest"           // minutes between two shifts
	Succession    RuleKind = "succession"     // shift types that must not follow others on the next day
	Weekends      RuleKind = "weekends"       // weekends of the period with work
	Nights        RuleKind = "nights"         // nights of the period
	NightFree     RuleKind = "night_free"     // no night at all
	StartChange   RuleKind = "start_change"   // minutes a start may differ from the day before
	OvertimeDay   RuleKind = "overtime_day"   // minutes of overtime of a day
	OvertimeMonth RuleKind = "overtime_month" // minutes of overtime of a calendar month
	PayWorkday    RuleKind = "pay_workday"    // per cent of the wage for overtime on workdays
	PayRestDay    RuleKind = "pay_rest_day"   // … for work on a day of rest that is not made up for
	PayHoliday    RuleKind = "pay_holiday"    // … for work on a statutory holiday
	mostRules              = 60
	mostPeriod             = 31 * dayMinutes // minutes
)

// amount says which limits a kind has, and how large they may be.
type amount struct {
	min, max bool
	most     int
	pays     bool // what is owed, not what may be planned
}

var amounts = map[RuleKind]amount{
	PaidDay: {max: true, most: dayMinutes}, PaidWeek: {min: true, max: true, most: 7 * dayMinutes}, PaidPeriod: {min: true, max: true, most: mostPeriod},
	DaysWeek: {min: true, max: true, most: 7}, WorkRun: {min: true, max: true, most: 31}, RestRun: {min: true, most: 31}, Rest: {min: true, most: 2 * dayMinutes},
	Succession: {}, Weekends: {max: true, most: 5}, Nights: {max: true, most: 31}, NightFree: {}, StartChange: {max: true, most: dayMinutes},
	OvertimeDay: {max: true, most: dayMinutes}, OvertimeMonth: {max: true, most: mostPeriod},
	PayWorkday: {min: true, most: 1000, pays: true}, PayRestDay: {min: true, most: 1000, pays: true}, PayHoliday: {min: true, most: 1000, pays: true},
}

// Rule is one rule of a set.
type Rule struct {
	Kind   RuleKind `json:"kind" maxLength:"20" doc:"what is limited"`
	Min    *int     `json:"min,omitempty" doc:"in minutes, days or per cent, by the kind"`
	Max    *int     `json:"max,omitempty"`
	Shifts []string `json:"shift_ids,omitempty" maxItems:"100" doc:"of succession: after these types"`
	Then   []string `json:"then_ids,omitempty" maxItems:"100" doc:"of succession: none of these on the next day"`
	Weight float64  `json:"weight" doc:"0: hard, no roster may break it; else the price of each unit beyond the limit"`
	Source string   `json:"source,omitempty" maxLength:"40" doc:"of a shipped rule: the key of the law's words"`
	Note   string   `json:"note,omitempty" maxLength:"2000"`
}

// RuleSet is work rules under a name.
type RuleSet struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Note      string     `json:"note,omitempty"`
	Rules     []Rule     `json:"rules"`
	Conflicts []Conflict `json:"conflicts" doc:"rules that cannot hold together"`
	Given     []Given    `json:"given" doc:"to whom, the newest day first"`
	Rev       int64      `json:"rev"`
	ChangedMs int64      `json:"changed_ms"`
	ChangedBy string     `json:"changed_by"`
}

// RuleSetRequest says what a set is to be.
type RuleSetRequest struct {
	Name  string `json:"name" maxLength:"400"`
	Note  string `json:"note,omitempty" maxLength:"2000"`
	Rules []Rule `json:"rules" maxItems:"100"`
}

// set checks what was asked and gives every wrong field at once.
func (r RuleSetRequest) set() (RuleSet, error) {
	s := RuleSet{Name: strings.TrimSpace(r.Name), Note: strings.TrimSpace(r.Note), Rules: slices.Clone(r.Rules), Given: []Given{}}
	if s.Rules == nil {
		s.Rules = []Rule{}
	}
	var w fault.Collector
	checkText(&w, "body.name", s.Name, mostName)
	checkText0(&w, "body.note", s.Note, mostNote)
	if len(s.Rules) > mostRules {
		w.Add("body.rules", "too_many", fmt.Sprintf("must be at most %d", mostRules))
	}
	for i := range s.Rules {
		s.Rules[i].check(&w, fmt.Sprintf("body.rules[%d]", i))
	}
	s.Conflicts = Conflicts(s.Rules)
	return s, w.Err("roster.rule_set.invalid", "The rule set has wrong values.")
}

func (r *Rule) check(w *fault.Collector, at string) {
	r.Note = strings.TrimSpace(r.Note)
	checkText0(w, at+".note", r.Note, mostNote)
	a, known := amounts[r.Kind]
	if !known {
		w.Add(at+".kind", "one_of", "is no kind of rule")
		return
	}
	if r.Weight < 0 || r.Weight > 1e6 {
		w.Add(at+".weight", "range", "must be from 0 to 1000000")
	}
	for _, x := range []struct {
		name string
		has  bool
		v    **int
	}{{".min", a.min, &r.Min}, {".max", a.max, &r.Max}} {
		switch {
		case !x.has:
			*x.v = nil
		case *x.v != nil && (**x.v < 0 || **x.v > a.most):
			w.Add(at+x.name, "range", fmt.Sprintf("must be from 0 to %d", a.most))
		}
	}
	if (a.min || a.max) && r.Min == nil && r.Max == nil {
		field := at + ".max"
		if !a.max {
			field = at + ".min"
		}
		w.Add(field, "required", "must have a limit")
	}
	if r.Kind != Succession {
		r.Shifts, r.Then = nil, nil
		return
	}
	if len(r.Shifts) == 0 {
		w.Add(at+".shift_ids", "required", "must name shift types")
	}
	if len(r.Then) == 0 {
		w.Add(at+".then_ids", "required", "must name shift types")
	}
}

// Conflict is rules that cannot hold together.
type Conflict struct {
	Code  string `json:"code" enum:"min_above_max,twice,day_over_week,week_over_days,week_over_period,period_over_week,run_over_week,rest_over_week,overtime"`
	Rules []int  `json:"rules" doc:"their places in the set, from 0"`
}

// Conflicts are the hard rules of a set that cannot hold together.
func Conflicts(rules []Rule) []Conflict {
	out := []Conflict{}
	first := map[RuleKind]int{}
	for i, r := range rules {
		if r.Weight != 0 {
			continue
		}
		if r.Min != nil && r.Max != nil && *r.Min > *r.Max {
			out = append(out, Conflict{"min_above_max", []int{i}})
		}
		if at, ok := first[r.Kind]; ok && r.Kind != Succession {
			out = append(out, Conflict{"twice", []int{at, i}})
		} else {
			first[r.Kind] = i
		}
	}
	pair := func(code string, a, b RuleKind, bad func(a, b *Rule) bool) {
		i, ok := first[a]
		j, ok2 := first[b]
		if ok && ok2 && bad(&rules[i], &rules[j]) {
			out = append(out, Conflict{code, []int{i, j}})
		}
	}
	above := func(a, b *int, times int) bool { return a != nil && b != nil && *a > times**b }
	pair("day_over_week", PaidDay, PaidWeek, func(d, w *Rule) bool { return above(w.Min, d.Max, 7) })
	if i, ok := first[PaidDay]; ok {
		pair("week_over_days", PaidWeek, DaysWeek, func(w, n *Rule) bool {
			return w.Min != nil && n.Max != nil && rules[i].Max != nil && *w.Min > *n.Max**rules[i].Max
		})
	}
	pair("week_over_period", PaidWeek, PaidPeriod, func(w, p *Rule) bool { return above(w.Min, p.Max, 1) })
	pair("period_over_week", PaidPeriod, PaidWeek, func(p, w *Rule) bool { return above(p.Min, w.Max, 5) })
	pair("run_over_week", WorkRun, DaysWeek, func(r, n *Rule) bool { return above(r.Min, n.Max, 2) })
	pair("rest_over_week", RestRun, DaysWeek, func(r, n *Rule) bool { return r.Min != nil && n.Min != nil && *n.Min > 0 && *r.Min > 2*(7-*n.Min) })
	pair("overtime", OvertimeDay, OvertimeMonth, func(d, m *Rule) bool { return above(d.Max, m.Max, 1) })
	return out
}

func sameRules(a, b []Rule) bool { return jsonText(a) == jsonText(b) }
