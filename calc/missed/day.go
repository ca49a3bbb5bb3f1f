package missed

import (
	"fmt"
	"math"
)

// Cause is why a level differs from the plan's.
type Cause int

// The causes.
const (
	Volume    Cause = iota // other contacts than forecast
	Handle                 // other handle times
	Absence                // people who did not come, beyond what was planned
	Adherence              // people who came and were not at work when they should, or were when they need not
	Skills                 // people who served other queues than planned
	Causes                 // how many there are
)

// Both is what was planned and what was.
type Both[T any] struct{ Planned, Actual T }

// Day is a day, or a part of one, with what was planned and what was. Times are
// seconds after its midnight.
type Day struct {
	Interval float64 // of the planned contacts, seconds; it divides the day
	Short    float64 // seconds of short abandonments
	Queues   []Queue
	People   []Person
	Absence  float64 // share of people the plan expected not to come
	From, To float64 // the level is that of contacts that came then; whole intervals
}

// Queue is one of the queues.
type Queue struct {
	Measure   string          // how its service level is counted, an id of package sim such as sl-off
	Threshold float64         // seconds
	Patience  float64         // mean, seconds; 0: nobody gives up
	Contacts  Both[[]float64] // by interval
	Handle    Both[[]Mean]    // by time of day
	Counts    bool            // the level is of this queue; where no queue counts it is of all
}

// Mean is a mean handle time in seconds from a time of day on.
type Mean struct{ From, Seconds float64 }

// Person is somebody of the plan, or who was there without it.
type Person struct {
	Came    bool // was there at all
	Planned bool // had a shift
	Work    Both[[]Stretch]
	Serves  Both[[]int] // queues by their index, the first the most important
}

// Stretch is from one time to another.
type Stretch struct{ From, To float64 }

const (
	daySeconds = 86400
	// runUp is for how long before the stretch the day is simulated too.
	runUp = 2 * 3600
)

// check finds what is wrong with a day.
func (d *Day) check() error {
	switch n := daySeconds / d.Interval; {
	case !(d.Interval > 0) || n != math.Floor(n):
		return fmt.Errorf("interval: %g s do not divide the day", d.Interval)
	case d.From < 0 || d.To > daySeconds || d.From >= d.To:
		return fmt.Errorf("from, to: %g to %g s is no part of the day", d.From, d.To)
	case math.Mod(d.From, d.Interval) != 0 || math.Mod(d.To, d.Interval) != 0:
		return fmt.Errorf("from, to: %g to %g s are not whole intervals of %g s", d.From, d.To, d.Interval)
	case d.Absence < 0 || d.Absence >= 1:
		return fmt.Errorf("absence: %g is not from 0 to less than 1", d.Absence)
	}
	for i := range d.Queues {
		q := &d.Queues[i]
		for _, list := range [][]float64{q.Contacts.Planned, q.Contacts.Actual} {
			if float64(len(list)) != daySeconds/d.Interval {
				return fmt.Errorf("queues[%d].contacts: has %d intervals, the day has %g", i, len(list), daySeconds/d.Interval)
			}
		}
		for _, list := range [][]Mean{q.Handle.Planned, q.Handle.Actual} {
			if len(list) == 0 {
				return fmt.Errorf("queues[%d].handle: must have a mean", i)
			}
			for k, m := range list {
				if !(m.Seconds > 0) || k == 0 && m.From != 0 || k > 0 && m.From <= list[k-1].From {
					return fmt.Errorf("queues[%d].handle: means must be above 0, the first from 0, times ascending", i)
				}
			}
		}
	}
	for i := range d.People {
		for _, list := range [][]int{d.People[i].Serves.Planned, d.People[i].Serves.Actual} {
			for _, q := range list {
				if q < 0 || q >= len(d.Queues) {
					return fmt.Errorf("people[%d].serves: there is no queue %d", i, q)
				}
			}
		}
	}
	return nil
}
