package conflict

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/line"
)

// Conflict is a person's rules that cannot be kept together; without any of them
// the rest can.
type Conflict struct {
	Person string   `json:"person"`
	Rules  []string `json:"rules"`
	Text   string   `json:"text"`
	Parts  []Part   `json:"-"` // the rules by their values, for who says them in other words
}

// Part is one of the rules of a conflict; days off and fixed days of a kind are
// one, with the spans of days they are about.
type Part struct {
	Rule  *roster.Rule
	Spans [][2]int // first and last day
}

// group is rules that are looked at together: a person's days off are one.
type group struct {
	rules []int
}

// finder tries sets of one person's rules.
type finder struct {
	p    *roster.Problem
	who  int
	b    line.Builder
	keep map[int]bool // hard rules that are tried; the others are dropped
}

// Find gives a conflict for each person whose hard rules no line keeps.
func Find(p *roster.Problem) []Conflict {
	var out []Conflict
	for who := range p.People {
		f := &finder{p: p, who: who, keep: map[int]bool{}}
		groups := f.groups()
		if f.fits(groups) {
			continue
		}
		set := f.smallest(groups)
		c := Conflict{Person: p.People[who].ID, Rules: []string{}}
		for _, g := range set {
			c.Rules = append(c.Rules, f.text(g))
			c.Parts = append(c.Parts, f.part(g))
		}
		c.Text = fmt.Sprintf("no line of %s keeps these together: %s", c.Person, strings.Join(c.Rules, "; "))
		if len(set) == 0 {
			c.Text = fmt.Sprintf("%s has no line at all", c.Person)
		}
		out = append(out, c)
	}
	return out
}

// groups lists the person's hard rules; days off and fixed days of a kind are one.
func (f *finder) groups() []group {
	var out []group
	days := map[roster.Kind]int{}
	for i := range f.p.Rules {
		r := &f.p.Rules[i]
		if !r.Hard() || !r.Of(f.who) {
			continue
		}
		if r.Kind == roster.DayOff || r.Kind == roster.Fixed {
			if at, ok := days[r.Kind]; ok {
				out[at].rules = append(out[at].rules, i)
				continue
			}
			days[r.Kind] = len(out)
		}
		out = append(out, group{rules: []int{i}})
	}
	return out
}

// fits is whether some line keeps the rules of the groups. Rules that count
// shifts are tried one at a time, so a conflict among several of them alone is
// not seen.
func (f *finder) fits(groups []group) bool {
	clear(f.keep)
	for _, g := range groups {
		for _, r := range g.rules {
			f.keep[r] = true
		}
	}
	drop := func(rule int) bool { return f.p.Rules[rule].Hard() && !f.keep[rule] }
	c := line.Compile(f.p, f.who, drop)
	if !c.Lines(&f.b) {
		return false
	}
	for i := range c.Counts {
		if c.Counts[i].Rule.Hard() && c.Counts[i].Horizon(f.p.Days) {
			if exact := line.Counted(f.p, f.who, drop, i); exact != nil && !exact.Lines(&f.b) {
				return false
			}
		}
	}
	return true
}

// smallest finds the fewest rules that conflict: sets of one and two are tried
// all, larger ones by leaving out one rule after the other.
func (f *finder) smallest(groups []group) []group {
	set := groups
	found := false
	for i := 0; i < len(groups) && !found; i++ {
		if one := groups[i : i+1]; !f.fits(one) {
			set, found = one, true
		}
	}
	for i := 0; i < len(groups) && !found; i++ {
		for j := i + 1; j < len(groups) && !found; j++ {
			if two := []group{groups[i], groups[j]}; !f.fits(two) {
				set, found = two, true
			}
		}
	}
	for i := 0; i < len(set); {
		less := append(append([]group{}, set[:i]...), set[i+1:]...)
		if !f.fits(less) {
			set = less
			continue
		}
		i++
	}
	// Of several days only those that take part.
	for g := range set {
		for i := 0; i < len(set[g].rules) && len(set[g].rules) > 1; {
			less := append([]group{}, set...)
			less[g] = group{rules: append(append([]int{}, set[g].rules[:i]...), set[g].rules[i+1:]...)}
			if !f.fits(less) {
				set = less
				continue
			}
			i++
		}
	}
	return set
}

// part is a group by its values.
func (f *finder) part(g group) Part {
	out := Part{Rule: &f.p.Rules[g.rules[0]]}
	for _, i := range g.rules {
		from, to := f.p.Rules[i].Span(f.p.Days)
		out.Spans = append(out.Spans, [2]int{from, to - 1})
	}
	return out
}

// text says a rule.
func (f *finder) text(g group) string {
	r := &f.p.Rules[g.rules[0]]
	names := func(list []int) string {
		if list == nil {
			return "any shift"
		}
		var out []string
		for _, s := range list {
			out = append(out, f.p.Shifts[s].ID)
		}
		return strings.Join(out, " or ")
	}
	between := func(what string) string {
		if from, to := r.Span(f.p.Days); to-from < f.p.Days {
			what += fmt.Sprintf(" on days %d to %d", from, to-1)
		}
		switch {
		case r.Max == roster.NoMax:
			return fmt.Sprintf("at least %d %s", r.Min, what)
		case r.Min == 0:
			return fmt.Sprintf("at most %d %s", r.Max, what)
		}
		return fmt.Sprintf("%d to %d %s", r.Min, r.Max, what)
	}
	switch r.Kind {
	case roster.PaidMinutes:
		return between("paid minutes")
	case roster.WorkRun:
		return between("days of work in a row")
	case roster.RestRun:
		return between("days off in a row")
	case roster.Weekends:
		return between("weekends worked")
	case roster.ShiftCount:
		return between("days with " + names(r.Shifts))
	case roster.Succession:
		return fmt.Sprintf("no %s on the day after %s", names(r.Then), names(r.Shifts))
	case roster.RestMinutes:
		return fmt.Sprintf("at least %d minutes between shifts", r.Min)
	}
	var days []string
	for _, i := range g.rules {
		from, to := f.p.Rules[i].Span(f.p.Days)
		if to-from == 1 {
			days = append(days, fmt.Sprint(from))
		} else {
			days = append(days, fmt.Sprintf("%d to %d", from, to-1))
		}
	}
	what := "off on day "
	if r.Kind == roster.Fixed {
		what = names(r.Shifts) + " on day "
	}
	return what + strings.Join(days, ", ")
}

// works is whether somebody of a group (nil: everybody) can work a shift that
// serves a skill (AnySkill: any).
func works(p *roster.Problem, shiftsOf [][]int, group []int, skill int) bool {
	for who := range p.People {
		if group != nil && !slices.Contains(group, who) {
			continue
		}
		for _, s := range shiftsOf[who] {
			if skill == roster.AnySkill || p.Shifts[s].Skill == skill {
				return true
			}
		}
	}
	return false
}

// Nobody lists what is needed although nobody can work it, in words.
func Nobody(p *roster.Problem) []string {
	can := make([]bool, len(p.Shifts))
	shiftsOf := make([][]int, len(p.People))
	for who := range p.People {
		shiftsOf[who] = line.Compile(p, who, nil).Shifts
		for _, s := range shiftsOf[who] {
			can[s] = true
		}
	}
	var out []string
	said := map[string]bool{}
	for i := range p.Needs {
		n := &p.Needs[i]
		key := fmt.Sprint(n.Shift, n.Skill, n.Group)
		if n.People == 0 || said[key] {
			continue
		}
		said[key] = true
		switch {
		case n.Shift != roster.Free && !can[n.Shift]:
			out = append(out, fmt.Sprintf("the shift %s is needed, and nobody can work it", p.Shifts[n.Shift].ID))
		case n.Shift != roster.Free || works(p, shiftsOf, n.Group, n.Skill):
		case n.Group != nil:
			out = append(out, "people of a group are needed, and none of them can work a shift that serves")
		case n.Skill >= 0 && n.Skill < len(p.Skills):
			out = append(out, fmt.Sprintf("the skill %s is needed, and nobody has it on a shift that serves it", p.Skills[n.Skill]))
		default:
			out = append(out, "people are needed whom no shift gives")
		}
	}
	return out
}
