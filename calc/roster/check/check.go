package check

import (
	"fmt"
	"slices"

	"github.com/lingting/lingting/calc/roster"
)

// Violation is a rule that a roster breaks.
type Violation struct {
	Person string      `json:"person"`
	Rule   roster.Kind `json:"rule"`
	From   int         `json:"from"` // first day
	To     int         `json:"to"`   // last day
	By     int         `json:"by"`   // in the unit of the rule
	Hard   bool        `json:"hard"`
	Price  float64     `json:"price,omitempty"` // of a soft rule
	Text   string      `json:"text"`
}

// Cost is what a roster costs, by parts.
type Cost struct {
	Total  float64 `json:"total"`
	Wishes float64 `json:"wishes"`
	Under  float64 `json:"under"`
	Over   float64 `json:"over"`
	Rules  float64 `json:"rules"` // soft rules
	// Together is of teams whose people work unlike shifts.
	Together float64 `json:"together,omitempty"`
	// Absent is of people who attend no activity that they should, with a placement.
	Absent float64 `json:"absent,omitempty"`
}

// Result is what a check found.
type Result struct {
	Cost Cost `json:"cost"`
	// Violations are of hard rules; Soft are what soft rules cost.
	Violations []Violation `json:"violations"`
	Soft       []Violation `json:"soft"`
}

// checker collects what is found.
type checker struct {
	p *roster.Problem
	r *roster.Roster
	Result
}

// Check reckons a roster. An error is a roster that is not one of this problem:
// of other people, days or shifts.
func Check(p *roster.Problem, r *roster.Roster) (*Result, error) {
	if len(r.Lines) != len(p.People) {
		return nil, fmt.Errorf("the roster has %d lines, the problem %d people", len(r.Lines), len(p.People))
	}
	for i, line := range r.Lines {
		if len(line) != p.Days {
			return nil, fmt.Errorf("the line of %s has %d days, the problem %d", p.People[i].ID, len(line), p.Days)
		}
		for d, s := range line {
			if s != roster.Free && (s < 0 || s >= len(p.Shifts)) {
				return nil, fmt.Errorf("day %d of %s: there is no shift number %d", d, p.People[i].ID, s)
			}
		}
	}
	c := &checker{p: p, r: r, Result: Result{Violations: []Violation{}, Soft: []Violation{}}}
	for who := range p.People {
		c.skills(who)
		for i := range p.Rules {
			if rule := &p.Rules[i]; rule.Of(who) {
				c.rule(who, rule)
			}
		}
	}
	c.wishes()
	c.needs()
	c.together()
	k := &c.Cost
	k.Total = k.Wishes + k.Under + k.Over + k.Rules + k.Together
	return &c.Result, nil
}

// broken notes a violation or, of a soft rule, its price.
func (c *checker) broken(who int, rule *roster.Rule, from, to, by int, format string, args ...any) {
	id := c.p.People[who].ID
	v := Violation{Person: id, Rule: rule.Kind, From: from, To: to, By: by, Hard: rule.Price == 0, Text: id + ": " + fmt.Sprintf(format, args...)}
	if v.Hard {
		c.Violations = append(c.Violations, v)
		return
	}
	v.Price = rule.Price * float64(by)
	c.Cost.Rules += v.Price
	c.Soft = append(c.Soft, v)
}

// skills finds shifts of a skill that the person does not have.
func (c *checker) skills(who int) {
	if len(c.p.Skills) == 0 || c.p.People[who].Skills == nil {
		return
	}
	for d, s := range c.r.Lines[who] {
		if s != roster.Free && !slices.Contains(c.p.People[who].Skills, c.p.Shifts[s].Skill) {
			c.broken(who, &roster.Rule{Kind: Skill}, d, d, 1, "on day %d works %s, which takes the skill %s", d, c.p.Shifts[s].ID, c.p.Skills[c.p.Shifts[s].Skill])
		}
	}
}

// Skill is the rule, always hard, that a shift's skill is one of the person's.
const Skill roster.Kind = "skill"

func (c *checker) rule(who int, rule *roster.Rule) {
	line := c.r.Lines[who]
	from, to := rule.From, rule.To
	if from == 0 && to == 0 {
		to = c.p.Days
	}
	switch rule.Kind {
	case roster.PaidMinutes:
		sum := 0
		for _, s := range line[from:to] {
			if s != roster.Free {
				sum += c.p.Shifts[s].Minutes
			}
		}
		c.amount(who, rule, from, to, sum, "paid minutes")
	case roster.ShiftCount:
		n := 0
		for _, s := range line[from:to] {
			if s != roster.Free && rule.About(s) {
				n++
			}
		}
		c.amount(who, rule, from, to, n, "days with "+c.names(rule.Shifts))
	case roster.Weekends:
		n := 0
		for sat := c.p.Monday - 2; sat < len(line); sat += 7 {
			worked := sat >= 0 && sat < len(line) && line[sat] != roster.Free
			worked = worked || sat+1 >= 0 && sat+1 < len(line) && line[sat+1] != roster.Free
			if worked {
				n++
			}
		}
		c.amount(who, rule, 0, c.p.Days, n, "weekends worked")
	case roster.WorkRun, roster.RestRun:
		c.runs(who, rule)
	case roster.Succession, roster.RestMinutes:
		c.pairs(who, rule)
	case roster.DayOff:
		for d := from; d < to; d++ {
			if s := line[d]; s != roster.Free {
				c.broken(who, rule, d, d, 1, "works %s on day %d, which is a day off", c.p.Shifts[s].ID, d)
			}
		}
	case roster.Fixed:
		for d := from; d < to; d++ {
			if s := line[d]; s == roster.Free || !rule.About(s) {
				c.broken(who, rule, d, d, 1, "is off or on another shift on day %d, which is fixed to %s", d, c.names(rule.Shifts))
			}
		}
	}
}

// amount holds a number against Min and Max.
func (c *checker) amount(who int, rule *roster.Rule, from, to, n int, what string) {
	if rule.Max != roster.NoMax && n > rule.Max {
		c.broken(who, rule, from, to-1, n-rule.Max, "%d %s, at most %d: %d too many", n, what, rule.Max, n-rule.Max)
	}
	if n < rule.Min {
		c.broken(who, rule, from, to-1, rule.Min-n, "%d %s, at least %d: %d too few", n, what, rule.Min, rule.Min-n)
	}
}

// runs holds the lengths of runs against their limits.
func (c *checker) runs(who int, rule *roster.Rule) {
	line, before := c.r.Lines[who], c.p.People[who].Before
	work, what := rule.Kind == roster.WorkRun, "days off in a row"
	if work {
		what = "days of work in a row"
	}
	isOf := func(d int) bool { return (line[d] != roster.Free) == work }
	for a := 0; a < len(line); {
		if !isOf(a) {
			a++
			continue
		}
		b := a
		for b < len(line) && isOf(b) {
			b++
		}
		n, border := b-a, b == len(line)
		if a == 0 {
			if before.Days > 0 && (before.Shift != roster.Free) == work {
				n += before.Days
			} else if before.Days == 0 {
				border = true
			}
		}
		if rule.Max != roster.NoMax && n > rule.Max {
			c.broken(who, rule, a, b-1, n-rule.Max, "%d %s on days %d to %d, at most %d", n, what, a, b-1, rule.Max)
		}
		if n < rule.Min && !border {
			c.broken(who, rule, a, b-1, rule.Min-n, "%d %s on days %d to %d, at least %d", n, what, a, b-1, rule.Min)
		}
		a = b
	}
	// A run of before the horizon that the first day ends.
	if before.Days > 0 && (before.Shift != roster.Free) == work && !isOf(0) && before.Days < rule.Min {
		c.broken(who, rule, 0, 0, rule.Min-before.Days, "%d %s up to the day before the horizon, at least %d", before.Days, what, rule.Min)
	}
}

// pairs looks at shifts on days after each other.
func (c *checker) pairs(who int, rule *roster.Rule) {
	line := c.r.Lines[who]
	last := roster.Free
	if b := c.p.People[who].Before; b.Days > 0 {
		last = b.Shift
	}
	for d, s := range line {
		if last != roster.Free && s != roster.Free {
			if rule.Kind == roster.Succession && rule.About(last) && slices.Contains(rule.Then, s) {
				c.broken(who, rule, max(d-1, 0), d, 1, "%s on day %d follows %s of the day before", c.p.Shifts[s].ID, d, c.p.Shifts[last].ID)
			}
			if rule.Kind == roster.RestMinutes {
				rest := c.p.Shifts[s].Begin + 1440 - c.p.Shifts[last].End
				if rest < rule.Min {
					c.broken(who, rule, max(d-1, 0), d, rule.Min-rest, "%d minutes of rest before %s on day %d, at least %d", rest, c.p.Shifts[s].ID, d, rule.Min)
				}
			}
		}
		last = s
	}
}

// names lists shifts.
func (c *checker) names(shifts []int) string {
	if shifts == nil {
		return "any shift"
	}
	text := ""
	for i, s := range shifts {
		if i > 0 {
			text += " or "
		}
		text += c.p.Shifts[s].ID
	}
	return text
}

func (c *checker) wishes() {
	for _, w := range c.p.Wishes {
		got := c.r.Lines[w.Person][w.Day]
		if (got == w.Shift || slices.Contains(w.Or, got)) != w.For {
			c.Cost.Wishes += w.Price
		}
	}
}

func (c *checker) needs() {
	days := make([][]int, c.p.Days) // who works, by day
	for who, line := range c.r.Lines {
		for d, s := range line {
			if s != roster.Free {
				days[d] = append(days[d], who)
			}
		}
	}
	for i := range c.p.Needs {
		n := &c.p.Needs[i]
		people := 0
		for d := max(n.Day-2, 0); d <= n.Day && d < c.p.Days; d++ {
			for _, who := range days[d] {
				if s := c.r.Lines[who][d]; n.Covers(d, s, &c.p.Shifts[s]) && (n.Group == nil || slices.Contains(n.Group, who)) {
					people++
				}
			}
		}
		if price := n.Price(people); float64(people)*(1-n.Away) < float64(n.People) {
			c.Cost.Under += price
		} else {
			c.Cost.Over += price
		}
	}
}

// together reckons how unlike the shifts of teams are, by day or week.
func (c *checker) together() {
	for i := range c.p.Together {
		t := &c.p.Together[i]
		spans := map[int]map[int]int{} // span → kind → days of work
		for _, who := range t.People {
			for d, s := range c.r.Lines[who] {
				kind := slices.IndexFunc(t.Kinds, func(shifts []int) bool { return slices.Contains(shifts, s) })
				if kind < 0 {
					continue
				}
				at := d
				if t.Week {
					at = (d + 7 - c.p.Monday) / 7
				}
				if spans[at] == nil {
					spans[at] = map[int]int{}
				}
				spans[at][kind]++
			}
		}
		for _, kinds := range spans {
			all, most := 0, 0
			for _, n := range kinds {
				all, most = all+n, max(most, n)
			}
			c.Cost.Together += t.Price * float64(all-most)
		}
	}
}
