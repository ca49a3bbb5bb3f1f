package check

import (
	"fmt"
	"slices"

	"github.com/lingting/lingting/calc/roster"
)

// The rules of a placement, always hard.
const (
	Pauses   roster.Kind = "pause"
	Activity roster.Kind = "activity"
)

// taken is a time in which a person at work does not serve, in minutes from the
// horizon's first midnight.
type taken struct{ from, to int }

// Placed reckons a roster with its pauses and activities where they are: needs by
// interval count each person for the part of the interval that is left, whatever
// share of people was expected to be away. An error is a placement that is not one
// of this roster.
func Placed(p *roster.Problem, r *roster.Roster, placed *roster.Placement) (*Result, error) {
	if len(placed.Pauses) != len(p.People) || len(placed.Attend) != len(p.Activities) {
		return nil, fmt.Errorf("the placement is of %d people and %d activities, the problem of %d and %d", len(placed.Pauses), len(placed.Attend), len(p.People), len(p.Activities))
	}
	// Here nobody is expected away; who is, is known.
	bare := *p
	bare.Needs = slices.Clone(p.Needs)
	for i := range bare.Needs {
		bare.Needs[i].Away = 0
	}
	result, err := Check(&bare, r)
	if err != nil {
		return nil, err
	}
	c := &checker{p: &bare, r: r, Result: *result}
	out := make([][]taken, len(p.People))
	for who, days := range placed.Pauses {
		if len(days) != p.Days {
			return nil, fmt.Errorf("the placement of %s has %d days, the problem %d", p.People[who].ID, len(days), p.Days)
		}
		for d, begins := range days {
			out[who] = append(out[who], c.pausesOf(who, d, begins)...)
		}
	}
	for i, list := range placed.Attend {
		a := &p.Activities[i]
		if len(list) != len(a.People) {
			return nil, fmt.Errorf("the placement has %d people at %s, the problem %d", len(list), a.ID, len(a.People))
		}
		c.attended(a, list, out)
	}
	c.Cost.Under, c.Cost.Over = 0, 0
	c.served(out)
	k := &c.Cost
	k.Total = k.Wishes + k.Under + k.Over + k.Rules + k.Together + k.Absent
	return &c.Result, nil
}

// fault notes a violation of a placement.
func (c *checker) fault(kind roster.Kind, who, day, by int, format string, args ...any) {
	c.broken(who, &roster.Rule{Kind: kind}, day, day, by, format, args...)
}

// pausesOf holds a day's pauses against their windows and each other.
func (c *checker) pausesOf(who, d int, begins []int) []taken {
	s := c.r.Lines[who][d]
	var pauses []roster.Pause
	if s != roster.Free {
		pauses = c.p.Shifts[s].Pauses
	}
	if len(begins) != len(pauses) {
		c.fault(Pauses, who, d, max(len(begins)-len(pauses), len(pauses)-len(begins)), "has %d pauses on day %d, the shift %d", len(begins), d, len(pauses))
		return nil
	}
	var out []taken
	last := -1 << 30
	for i, at := range begins {
		x, end := pauses[i], at+pauses[i].Minutes
		if early := max(x.From, c.p.Shifts[s].Begin) - at; early > 0 {
			c.fault(Pauses, who, d, early, "begins the pause %s on day %d %d minutes before its window", x.ID, d, early)
		}
		if late := end - min(x.To, c.p.Shifts[s].End); late > 0 {
			c.fault(Pauses, who, d, late, "ends the pause %s on day %d %d minutes after its window", x.ID, d, late)
		}
		if at < last {
			c.fault(Pauses, who, d, last-at, "begins the pause %s on day %d before the one before it has ended", x.ID, d)
		}
		for _, b := range c.p.Shifts[s].Breaks {
			if at < b+roster.BreakMinutes && b < end {
				c.fault(Pauses, who, d, min(end, b+roster.BreakMinutes)-max(at, b), "has the pause %s on day %d during a fixed break", x.ID, d)
			}
		}
		last = end
		out = append(out, taken{d*1440 + at, d*1440 + end})
	}
	return out
}

// attended holds an activity against its window and the people's shifts and pauses.
func (c *checker) attended(a *roster.Activity, list []roster.Attendance, out [][]taken) {
	common := roster.Attendance{Day: roster.Nowhere}
	for k, at := range list {
		who := a.People[k]
		if at.Day == roster.Nowhere {
			c.Cost.Absent += a.Price
			continue
		}
		if common.Day == roster.Nowhere {
			common = at
		}
		if a.Together && at != common {
			c.fault(Activity, who, at.Day, 1, "attends %s at another time than the others", a.ID)
		}
		if at.Day < a.FirstDay || at.Day > a.LastDay || at.Begin < a.From || at.Begin+a.Minutes > a.To {
			c.fault(Activity, who, at.Day, 1, "attends %s on day %d at minute %d, outside its window", a.ID, at.Day, at.Begin)
		}
		x := taken{at.Day*1440 + at.Begin, at.Day*1440 + at.Begin + a.Minutes}
		if !c.atWork(who, x) {
			c.fault(Activity, who, at.Day, a.Minutes, "attends %s on day %d and is not at work all the time", a.ID, at.Day)
		}
		for _, y := range out[who] {
			if by := min(x.to, y.to) - max(x.from, y.from); by > 0 {
				c.fault(Activity, who, at.Day, by, "attends %s on day %d during a pause or another activity", a.ID, at.Day)
			}
		}
		out[who] = append(out[who], x)
	}
}

// atWork is whether a person is on a shift for all of a time, outside its fixed
// breaks.
func (c *checker) atWork(who int, x taken) bool {
	for d, s := range c.r.Lines[who] {
		if s == roster.Free {
			continue
		}
		shift, midnight := &c.p.Shifts[s], d*1440
		if x.from < midnight+shift.Begin || x.to > midnight+shift.End {
			continue
		}
		return !slices.ContainsFunc(shift.Breaks, func(b int) bool { return x.from < midnight+b+roster.BreakMinutes && midnight+b < x.to })
	}
	return false
}

// served reckons the needs by what is left of people.
func (c *checker) served(out [][]taken) {
	days := make([][]int, c.p.Days)
	for who, line := range c.r.Lines {
		for d, s := range line {
			if s != roster.Free {
				days[d] = append(days[d], who)
			}
		}
	}
	for i := range c.p.Needs {
		n := &c.p.Needs[i]
		from, to := n.Day*1440+n.From, n.Day*1440+n.To
		people := 0
		minutes := 0
		for d := max(n.Day-2, 0); d <= n.Day && d < c.p.Days; d++ {
			for _, who := range days[d] {
				s := c.r.Lines[who][d]
				if !n.Covers(d, s, &c.p.Shifts[s]) || n.Group != nil && !slices.Contains(n.Group, who) {
					continue
				}
				people++
				for _, x := range out[who] {
					minutes += max(min(to, x.to)-max(from, x.from), 0)
				}
			}
		}
		here := float64(people)
		if n.Shift == roster.Free && to > from {
			here -= float64(minutes) / float64(to-from)
		}
		price := n.PriceOf(max(here, 0))
		if here < float64(n.People) {
			c.Cost.Under += price
		} else {
			c.Cost.Over += price
		}
	}
}
