package people

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/calc/stats"
	"github.com/lingting/lingting/internal/kit/civil"
)

// Ways to split how long people stay.
const (
	ByNothing = "all"
	ByCohort  = "cohort" // half-year of the entry
	ByTeam    = "team"   // the days in each team
	ByLeader  = "leader" // the days under each leader
	ByLevel   = "level"  // the days at each level
)

// Splits in the order they are offered.
var Splits = []string{ByNothing, ByCohort, ByTeam, ByLeader, ByLevel}

// fewPeople: of fewer, numbers are told only to who may read every file.
const fewPeople = 5

// Structure is who is there on a day.
type Structure struct {
	On       string      `json:"on" format:"date"`
	Heads    int         `json:"heads" doc:"people employed"`
	Untold   int         `json:"untold" doc:"people without a day of entry; they are not counted"`
	Days     *float64    `json:"days" doc:"mean days since the entry"`
	Age      *float64    `json:"age" doc:"mean age of who has told the year of birth"`
	Pyramid  []AgeBand   `json:"pyramid" nullable:"false"`
	Tenures  []HeadGroup `json:"tenures" nullable:"false"`
	Levels   []HeadGroup `json:"levels" nullable:"false"`
	Teams    []HeadGroup `json:"teams" nullable:"false"`
	Withheld bool        `json:"withheld" doc:"groups of fewer than 5 are not told"`
}

// AgeBand is a step of the pyramid; null: too few to be told.
type AgeBand struct {
	Age    string `json:"age" doc:"such as 25-29; empty: not known"`
	Female *int   `json:"female"`
	Male   *int   `json:"male"`
	Untold *int   `json:"untold" doc:"gender not known"`
}

// HeadGroup is how many are in a group; null: too few to be told.
type HeadGroup struct {
	Key    string `json:"key"`
	Name   string `json:"name,omitempty"`
	People *int   `json:"people"`
}

// Attrition is who left in some months.
type Attrition struct {
	FromOn  string       `json:"from_on" format:"date"`
	ToOn    string       `json:"to_on" format:"date"`
	Flow    Flow         `json:"flow" doc:"of all the days"`
	Months  []MonthOfAll `json:"months" nullable:"false"`
	Tenures []TenureBand `json:"tenures" nullable:"false"`
	Untold  int          `json:"untold" doc:"people without a day of entry; they are not counted"`
}

// Flow is how people came and went: closing = opening + entered − left.
type Flow struct {
	Opening int      `json:"opening" doc:"before the first day"`
	Entered int      `json:"entered"`
	Left    int      `json:"left"`
	Asked   int      `json:"asked" doc:"of who left, those the rate counts"`
	Closing int      `json:"closing" doc:"after the last day"`
	Rate    *float64 `json:"rate" doc:"asked ÷ ((opening + closing) ÷ 2), in per cent"`
	Yearly  *float64 `json:"yearly" doc:"the rate by days, as of a year of 365.25 days, in per cent"`
}

// MonthOfAll is one month.
type MonthOfAll struct {
	Month string `json:"month" doc:"first day"`
	Flow
}

// TenureBand is who left after so long, by years at risk.
type TenureBand struct {
	FromMonths int      `json:"from_months"`
	ToMonths   int      `json:"to_months,omitempty" doc:"0: and longer"`
	Left       int      `json:"left"`
	Years      float64  `json:"years" doc:"person-years spent in this band within the days"`
	PerYear    *float64 `json:"per_year" doc:"left ÷ years"`
}

// Survival is how long people stay.
type Survival struct {
	By     string   `json:"by" enum:"all,cohort,team,leader,level"`
	People int      `json:"people" doc:"of whom the stays are counted"`
	ToOn   string   `json:"to_on" format:"date"`
	Curves []Curve  `json:"curves" nullable:"false"`
	Hidden int      `json:"hidden" doc:"groups of fewer than 5 people, without a curve"`
	Test   *Compare `json:"test,omitempty" doc:"of the curves that are told"`
	Untold int      `json:"untold"`
}

// Compare is the log-rank test of the curves.
type Compare struct {
	ChiSquared float64   `json:"chi_squared"`
	Freedom    int       `json:"freedom"`
	P          float64   `json:"p" doc:"how often chance alone would bring curves as far apart"`
	Observed   []float64 `json:"observed" doc:"who left, by curve"`
	Expected   []float64 `json:"expected" doc:"who would have left if all curves were one"`
}

// Curve is the survival of some people.
type Curve struct {
	Key    string           `json:"key"`
	Name   string           `json:"name"`
	People int              `json:"people"`
	Left   int              `json:"left"`
	Days90 float64          `json:"days_90" doc:"share still there after 90 days"`
	Year   float64          `json:"year" doc:"share still there after 365 days"`
	Median int              `json:"median" doc:"days after which half had left; 0: more than half are there to the end"`
	Last   int              `json:"last" doc:"the longest anybody was seen, in days"`
	Steps  []stats.Survived `json:"steps" nullable:"false"`
}

// Exits are why people left.
type Exits struct {
	FromOn   string     `json:"from_on" format:"date"`
	ToOn     string     `json:"to_on" format:"date"`
	People   int        `json:"people" doc:"who were there in these days"`
	Left     *int       `json:"left" doc:"null: fewer than 5"`
	Asked    *int       `json:"asked" doc:"of them, with a reason told; null: fewer than 5"`
	Reasons  []ReasonOf `json:"reasons" nullable:"false" doc:"to who may not read every file: only those told by 5 or more"`
	Leavers  []Leaver   `json:"leavers" nullable:"false" doc:"only to who edits files"`
	Withheld bool       `json:"withheld" doc:"told by whole years and without reasons of fewer than 5"`
}

// ReasonOf is how often a reason was told.
type ReasonOf struct {
	Reason string `json:"reason"`
	Main   int    `json:"main" doc:"as the first reason; 0: none or too few to be told"`
	Any    int    `json:"any"`
}

// Leaver is somebody who left, with what they said.
type Leaver struct {
	PersonID  string   `json:"person_id"`
	Name      string   `json:"name"`
	AgentNo   string   `json:"agent_no"`
	TeamName  string   `json:"team_name,omitempty"`
	EnteredOn string   `json:"entered_on"`
	LeftOn    string   `json:"left_on"`
	Days      int      `json:"days"`
	Kind      string   `json:"kind,omitempty"`
	Reasons   []string `json:"reasons" nullable:"false"`
	Interview string   `json:"interview,omitempty"`
}

// spell is an employment of somebody within reach.
type spell struct {
	person, name, agentNo string
	team                  string // on the last day that is looked at
	teamName              string
	entered, left         civil.Date // left is the last day
	ended                 bool
	employment            Employment
	record                *Record
	parts                 []part // days in teams, under leaders or at levels
}

// part is a stretch of an employment, both days included.
type part struct {
	key, name string
	from, to  civil.Date
	last      bool // up to the end of what is looked at
}

// in reports whether somebody is there on the day.
func (s *spell) in(on civil.Date) bool {
	return !on.Before(s.entered) && (!s.ended || !s.left.Before(on))
}

// went reports whether somebody's last day lies within the days.
func (s *spell) went(from, to civil.Date) bool {
	return s.ended && !s.left.Before(from) && !to.Before(s.left)
}

const (
	monthDays = 365.25 / 12
	yearDays  = 365.25
)

// flow counts who came and went. kind is of leaving, or "" for all.
func flow(all []spell, from, to civil.Date, kind string) (f Flow) {
	for i := range all {
		s := &all[i]
		if s.entered.Before(from) && (!s.ended || !s.left.Before(from)) {
			f.Opening++
		}
		if !s.entered.Before(from) && !to.Before(s.entered) {
			f.Entered++
		}
		if s.went(from, to) {
			f.Left++
			if kind == "" || s.employment.Kind == kind {
				f.Asked++
			}
		}
	}
	f.Closing = f.Opening + f.Entered - f.Left
	if f.Opening+f.Closing > 0 {
		rate := 100 * float64(f.Asked) / (float64(f.Opening+f.Closing) / 2)
		yearly := rate * yearDays / float64(to.Sub(from)+1)
		f.Rate, f.Yearly = &rate, &yearly
	}
	return f
}

// months are the flows of the months.
func months(all []spell, from, to civil.Date, kind string) []MonthOfAll {
	out := []MonthOfAll{}
	for m := from.Month(); !to.Before(m); m = m.Add(31).Month() {
		first, last := m, m.Add(31).Month().Add(-1)
		if first.Before(from) {
			first = from
		}
		if to.Before(last) {
			last = to
		}
		out = append(out, MonthOfAll{m.String(), flow(all, first, last, kind)})
	}
	return out
}

var tenureBands = [][2]int{{0, 3}, {3, 6}, {6, 12}, {12, 24}, {24, 60}, {60, 0}}

// tenureBand reckons with the days that were spent in a band of tenure.
func tenureBand(all []spell, from, to civil.Date, kind string, band [2]int) TenureBand {
	b := TenureBand{FromMonths: band[0], ToMonths: band[1]}
	low, high := int(float64(band[0])*monthDays), int(float64(band[1])*monthDays)
	for i := range all {
		s := &all[i]
		begin, end := s.entered.Add(low), to.Add(1)
		if band[1] > 0 && s.entered.Add(high).Before(end) {
			end = s.entered.Add(high)
		}
		if s.ended && s.left.Add(1).Before(end) {
			end = s.left.Add(1)
		}
		if begin.Before(from) {
			begin = from
		}
		b.Years += float64(max(end.Sub(begin), 0)) / yearDays
		stayed := s.left.Sub(s.entered)
		if s.went(from, to) && (kind == "" || s.employment.Kind == kind) && stayed >= low && (band[1] == 0 || stayed < high) {
			b.Left++
		}
	}
	if b.Years > 0 {
		r := float64(b.Left) / b.Years
		b.PerYear = &r
	}
	return b
}

// survival gives a curve for each group. Who changes the group goes on in the
// other: each part counts from the tenure it began at. Leaving of another kind
// than asked ends being seen, not the stay.
func survival(all []spell, to civil.Date, by, kind string, least int) Survival {
	out := Survival{By: by, ToOn: to.String(), Curves: []Curve{}}
	groups := map[string]*Curve{}
	everybody, people := map[string]bool{}, map[string]map[string]bool{}
	lives := map[string][]stats.Lifetime{}
	for i := range all {
		s := &all[i]
		everybody[s.person] = true
		for _, p := range s.parts {
			ended := p.last && s.ended && !to.Before(s.left) && (kind == "" || s.employment.Kind == kind)
			life := stats.Lifetime{From: p.from.Sub(s.entered), Days: p.to.Sub(s.entered) + 1, Ended: ended}
			g := groups[p.key]
			if g == nil {
				g = &Curve{Key: p.key, Name: p.name}
				groups[p.key], people[p.key] = g, map[string]bool{}
			}
			people[p.key][s.person] = true
			if ended {
				g.Left++
			}
			g.Last = max(g.Last, life.Days)
			lives[p.key] = append(lives[p.key], life)
		}
	}
	out.People = len(everybody)
	for key, g := range groups {
		if g.People = len(people[key]); g.People < least {
			out.Hidden++
			continue
		}
		g.Steps = stats.Survival(lives[key])
		g.Days90, g.Year, g.Median = stats.ShareAt(g.Steps, 90), stats.ShareAt(g.Steps, 365), stats.MedianOf(g.Steps)
		out.Curves = append(out.Curves, *g)
	}
	slices.SortFunc(out.Curves, func(a, b Curve) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key)) })
	if len(out.Curves) > 1 {
		told := make([][]stats.Lifetime, len(out.Curves))
		for i, c := range out.Curves {
			told[i] = lives[c.Key]
		}
		if r := stats.LogRank(told); r.Freedom > 0 {
			out.Test = &Compare{r.ChiSquared, r.Freedom, r.P, r.Observed, r.Expected}
		}
	}
	return out
}

// cohort is the half-year of a day.
func cohort(on civil.Date) string {
	y, m, _ := on.Civil()
	return fmt.Sprintf("%d-H%d", y, (int(m)+5)/6)
}

// structure is who is there on the day. Groups of fewer than least are withheld.
func structure(all []spell, on civil.Date, least int) Structure {
	out := Structure{On: on.String(), Pyramid: []AgeBand{}, Withheld: least > 1}
	year, _, _ := on.Civil()
	ages, tenures, levels, teams := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	names := map[string]string{}
	days, years, told := 0, 0, 0
	for i := range all {
		s := &all[i]
		if !s.in(on) {
			continue
		}
		out.Heads++
		days += on.Sub(s.entered)
		age := ""
		if s.record.BirthYear > 0 {
			five := (year - s.record.BirthYear) / 5 * 5
			age = fmt.Sprintf("%d-%d", five, five+4)
			years, told = years+year-s.record.BirthYear, told+1
		}
		ages[age+"/"+s.record.Gender]++
		for _, b := range tenureBands {
			if on.Sub(s.entered) >= int(float64(b[0])*monthDays) && (b[1] == 0 || on.Sub(s.entered) < int(float64(b[1])*monthDays)) {
				tenures[fmt.Sprintf("%d-%d", b[0], b[1])]++
			}
		}
		levels[s.record.LevelOn(on.String())]++
		teams[s.team]++
		names[s.team] = s.teamName
	}
	if out.Heads > 0 {
		v := float64(days) / float64(out.Heads)
		out.Days = &v
	}
	if told > 0 && told >= least {
		v := float64(years) / float64(told)
		out.Age = &v
	}
	shown := withheld(ages, least)
	for _, age := range keysOf(ages, func(k string) string { age, _, _ := strings.Cut(k, "/"); return age }) {
		cell := func(gender string) *int { return shown(age + "/" + gender) }
		out.Pyramid = append(out.Pyramid, AgeBand{age, cell("female"), cell("male"), cell("")})
	}
	out.Teams = groupsOf(teams, least, func(k string) string { return names[k] })
	slices.SortFunc(out.Teams, func(a, b HeadGroup) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key)) })
	out.Levels = inPlace(groupsOf(levels, least, nil), Levels)
	bands := []string{}
	for _, b := range tenureBands {
		bands = append(bands, fmt.Sprintf("%d-%d", b[0], b[1]))
	}
	out.Tenures = inPlace(groupsOf(tenures, least, nil), bands)
	return out
}

func inPlace(all []HeadGroup, order []string) []HeadGroup {
	slices.SortFunc(all, func(a, b HeadGroup) int {
		return cmp.Compare(slices.Index(order, a.Key), slices.Index(order, b.Key))
	})
	return all
}

func keysOf(counts map[string]int, of func(string) string) []string {
	out := []string{}
	for k := range counts {
		out = append(out, of(k))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func groupsOf(counts map[string]int, least int, name func(string) string) []HeadGroup {
	shown := withheld(counts, least)
	out := []HeadGroup{}
	for _, k := range keysOf(counts, func(k string) string { return k }) {
		g := HeadGroup{Key: k, People: shown(k)}
		if name != nil {
			g.Name = name(k)
		}
		out = append(out, g)
	}
	return out
}

// withheld tells counts of at least so many; nil of the others. The sum is known,
// so that those that are not told must be two or more and come to as many
// together: the smallest of the others go with them. What is not there is 0.
func withheld(counts map[string]int, least int) func(key string) *int {
	keys := keysOf(counts, func(k string) string { return k })
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(counts[a], counts[b]) })
	hidden := map[string]bool{}
	sum := 0
	for _, k := range keys {
		if counts[k] < least || len(hidden) == 1 || len(hidden) > 0 && sum < least {
			hidden[k], sum = true, sum+counts[k]
		}
	}
	return func(key string) *int {
		if hidden[key] {
			return nil
		}
		n := counts[key]
		return &n
	}
}

// Withheld tells the counts that may be told to who may not read every file; nil of
// the others.
func Withheld(counts map[string]int) func(key string) *int { return withheld(counts, fewPeople) }

// reasonsOf counts reasons. Those of fewer than least are left out.
func reasonsOf(gone []spell, least int) []ReasonOf {
	counts := map[string]*ReasonOf{}
	for i := range gone {
		for n, r := range gone[i].employment.Reasons {
			c := counts[r]
			if c == nil {
				c = &ReasonOf{Reason: r}
				counts[r] = c
			}
			c.Any++
			if n == 0 {
				c.Main++
			}
		}
	}
	out := []ReasonOf{}
	for _, c := range counts {
		if c.Any < least {
			continue
		}
		if c.Main < least {
			c.Main = 0
		}
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b ReasonOf) int { return cmp.Or(b.Main-a.Main, b.Any-a.Any, cmp.Compare(a.Reason, b.Reason)) })
	return out
}
