package series

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// DriverKind says what a driver's values are.
type DriverKind string

// The kinds of drivers.
const (
	DriverStock DriverKind = "stock" // holds until the next value: policies in force, customers
	DriverFlow  DriverKind = "flow"  // of its day alone, nothing on days without: bills sent, letters
)

// Driver is a quantity of the business that contacts follow. Contacts move by
// a power of a stock, and by the same share with every further usual amount of
// a flow, on its day and the two after. Values are zero or more, of a stock
// more than zero. Before its first value a stock is taken to have been the same; after the
// last, a flow to go on as on the same weekdays of the last eight weeks.
type Driver struct {
	Name   string
	Kind   DriverKind
	Lag    int // days after which it acts
	Values map[civil.Date]float64
}

// Limits of drivers.
const (
	MaxDrivers   = 10
	MaxDriverLag = 60
)

// Check tells what is wrong with a driver.
func (d Driver) Check() error {
	switch {
	case d.Name == "":
		return errors.New("series: a driver needs a name")
	case d.Kind != DriverStock && d.Kind != DriverFlow:
		return fmt.Errorf("series: the driver %s must be a stock or a flow, not %q", d.Name, d.Kind)
	case d.Lag < 0 || d.Lag > MaxDriverLag:
		return fmt.Errorf("series: the driver %s must act after 0 to %d days, not %d", d.Name, MaxDriverLag, d.Lag)
	}
	positive := false
	for on, v := range d.Values {
		if !(v >= 0) || math.IsInf(v, 0) || v == 0 && d.Kind == DriverStock {
			return fmt.Errorf("series: the driver %s cannot be %v on %s", d.Name, v, on)
		}
		positive = positive || v > 0
	}
	if !positive {
		return fmt.Errorf("series: the driver %s has no value", d.Name)
	}
	return nil
}

// flowDays is on how many days a flow acts: its own, and those after it.
const flowDays = 3

// Priors of how contacts follow, in logs. A planner names a stock because
// contacts follow it, so they are taken to follow by half before it was seen.
const (
	stockPower   = 0.5
	stockReach   = 0.5
	flowReach    = 0.2
	flowAfter    = 0.1
	stockMoves   = 0.05 // from where simple means cannot follow
	flowMoves    = 0.5
	recentWeeks  = 8
	driverShape  = 0.05
	stockGreater = 0.1 // the effect of a stock is told for so much more of it
)

// course is a driver as the models see it.
type course struct {
	Driver
	states place
	dates  []civil.Date // of values
	last   civil.Date   // of the history
	usual  float64      // a stock's geometric mean over the history, a flow's mean where there is any
}

// courseOf reads a driver over a history.
func courseOf(d Driver, first, last civil.Date) *course {
	c := &course{Driver: d, last: last}
	for on := range d.Values {
		c.dates = append(c.dates, on)
	}
	slices.SortFunc(c.dates, civil.Date.Sub)
	if d.Kind == DriverStock {
		sum, n := 0.0, 0.0
		for on := first; !last.Before(on); on = on.Add(1) {
			sum, n = sum+math.Log(c.given(on)), n+1
		}
		c.usual = math.Exp(sum / max(n, 1))
		return c
	}
	sum, n := 0.0, 0.0
	for on, v := range d.Values {
		if v > 0 && !last.Before(on) {
			sum, n = sum+v, n+1
		}
	}
	if n == 0 { // none was seen: the usual amount is what is planned
		for _, v := range d.Values {
			if v > 0 {
				sum, n = sum+v, n+1
			}
		}
	}
	c.usual = sum / max(n, 1)
	return c
}

// given is the driver's amount of a day.
func (c *course) given(on civil.Date) float64 {
	if c.Kind == DriverStock {
		i, found := slices.BinarySearchFunc(c.dates, on, civil.Date.Sub)
		if !found {
			i = max(i-1, 0)
		}
		return c.Values[c.dates[i]]
	}
	end := c.dates[len(c.dates)-1]
	if !end.Before(on) {
		return c.Values[on]
	}
	sum := 0.0
	for w := range recentWeeks {
		sum += c.Values[likeUntil(on, end).Add(-7*w)]
	}
	return sum / recentWeeks
}

// likeUntil is the last day up to end of the weekday of a day after it.
func likeUntil(d, end civil.Date) civil.Date { return d.Add(-(d.Sub(end) + 6) / 7 * 7) }

// at is the driver's place in the row of a day: the log of a stock over its
// usual value, or a flow in usual amounts.
func (c *course) at(d civil.Date) float64 {
	if c.usual <= 0 {
		return 0
	}
	v := c.given(d.Add(-c.Lag)) / c.usual
	if c.Kind == DriverStock {
		return math.Log(v)
	}
	return v
}

// add puts the driver into the row of a day.
func (c *course) add(r *row, d civil.Date) {
	for k := range c.states.n {
		r.add(c.states.at+k, c.at(d.Add(-k)))
	}
}

// moves says that a day of the future is beyond what same weekdays of the
// last weeks tell.
func (c *course) moves(d civil.Date) bool {
	if !c.last.Before(d) {
		return false
	}
	before := likeUntil(d, c.last)
	mean := 0.0
	for w := range recentWeeks {
		mean += c.at(before.Add(-7*w)) / recentWeeks
	}
	off := math.Abs(c.at(d) - mean)
	if c.Kind == DriverStock {
		return off > stockMoves
	}
	return off > flowMoves
}

// addDrivers makes the states of drivers.
func (s *dayState) addDrivers(all []Driver) {
	last := s.first.Add(len(s.totals) - 1)
	for _, d := range all {
		c := courseOf(d, s.first, last)
		if c.Kind == DriverStock {
			c.states = place{s.add(PartDrivers, stockPower, stockReach), 1}
		} else {
			c.states = place{s.add(PartDrivers, 0, flowReach), flowDays}
			for range flowDays - 1 {
				s.add(PartDrivers, 0, flowAfter)
			}
		}
		s.drivers = append(s.drivers, c)
	}
}

// effect is what is asked of a driver: of a tenth more of a stock, or of a
// usual amount of a flow on its day.
func (c *course) effect() (e Effect, row map[int]float64, on func(civil.Date) bool) {
	e = Effect{Kind: EffectDriver, Name: c.Name}
	if c.Kind == DriverStock {
		return e, map[int]float64{c.states.at: math.Log1p(stockGreater)}, func(d civil.Date) bool { return c.at(d) != c.at(d.Add(-1)) }
	}
	return e, map[int]float64{c.states.at: 1}, func(d civil.Date) bool { return c.at(d) > 0 }
}
