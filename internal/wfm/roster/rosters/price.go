package rosters

import (
	"math"

	"github.com/lingting/lingting/calc/queueing"
	engine "github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// seatPrice is the price of one person in one interval, in late contacts: so low
// that nobody who makes a contact be answered in time is spared, and that
// those who are over go where they help most.
const seatPrice = 0.02

// slotsOf are the intervals of a skill on a day, one for each of its queues that
// is open; share is how much of the required agents each has.
func (b *basis) slotsOf(skill, day, k int) (of []queueSlot, agents int) {
	on := b.days.From.Add(day)
	for i := range b.skills[skill].of {
		q := &b.skills[skill].of[i]
		for _, d := range b.slots[q.QueueID] {
			if d.On == on && k < len(d.Slots) && d.Slots[k].Seconds > 0 {
				of = append(of, queueSlot{q, &d.Slots[k]})
				agents += d.Slots[k].Agents
			}
		}
	}
	return of, agents
}

// queueSlot is an interval of a queue.
type queueSlot struct {
	*staffing.Queue
	slot *staffing.Slot
}

// load is what comes in the interval.
func (x queueSlot) load(contacts float64) queueing.Load {
	l := queueing.Load{Rate: contacts / x.slot.Seconds, Handle: x.slot.Handle, Interval: x.slot.Seconds}
	if x.Patience.From != staffing.PatienceUnknown {
		l.Patience = queueing.Exponential{MeanTime: x.Patience.Seconds}
	}
	return l
}

// level is the service level expected with so many agents there, on a number of
// contacts: between whole agents in a straight line.
func (x queueSlot) level(contacts, agents float64) float64 {
	whole := math.Floor(agents)
	low := x.levelOf(contacts, int(whole))
	if agents == whole {
		return low
	}
	return low + (agents-whole)*(x.levelOf(contacts, int(whole)+1)-low)
}

func (x queueSlot) levelOf(contacts float64, agents int) float64 {
	if agents <= 0 {
		return 0
	}
	m, err := queueing.Evaluate(x.Model, x.load(contacts), agents)
	if err != nil { // overloaded, and nobody gives up
		return 0
	}
	v := m.Level(x.Target.Variant, x.threshold(), 0)
	if math.IsNaN(v) {
		return 0
	}
	return v
}

// threshold is the wait that counts as in time; a target by other measures is
// taken as 20 seconds.
func (x queueSlot) threshold() float64 {
	if x.Target.ThresholdSeconds > 0 {
		return x.Target.ThresholdSeconds
	}
	return 20
}

// late are the contacts of an interval not answered in time with so many people
// at work there, over all queues of the skill by what each requires; contacts
// are those staffed for, or (forecast) those forecast.
func late(of []queueSlot, required int, there float64, forecast bool) (late, contacts float64) {
	for _, x := range of {
		n := x.slot.Planned
		if forecast {
			n = x.slot.Contacts
		}
		if n <= 0 || x.slot.Handle <= 0 {
			continue
		}
		mine := there
		if required > 0 {
			mine = there * float64(x.slot.Agents) / float64(required)
		}
		late += n * (1 - x.level(n, mine))
		contacts += n
	}
	return late, contacts
}

// needs are the priced needs of all skills and intervals.
func (b *basis) needs(p *engine.Problem) {
	there := 1 - b.away
	for day := range p.Days {
		for k := range dayMinutes / b.grain {
			for skill := range b.skills {
				of, agents := b.slotsOf(skill, day, k)
				if agents == 0 {
					continue
				}
				need := int(math.Ceil(float64(agents)/there - 1e-9))
				n := engine.Need{Day: day, Shift: engine.Free, Skill: skill, From: k * b.grain, To: (k + 1) * b.grain, People: need}
				most := need + 3 + need/5
				steps := make([]float64, most+1)
				for people := range steps {
					steps[people], _ = late(of, agents, float64(people)*there, false)
				}
				convex(steps)
				for people := range steps {
					steps[people] += seatPrice * float64(people)
				}
				n.Steps = steps
				p.Needs = append(p.Needs, n)
			}
		}
	}
}

// convex puts the greatest convex function below the values in their place: the
// lower hull.
func convex(v []float64) {
	hull := []int{}
	for i := range v {
		for len(hull) >= 2 {
			a, m := hull[len(hull)-2], hull[len(hull)-1]
			if (v[m]-v[a])*float64(i-m) <= (v[i]-v[m])*float64(m-a) {
				break
			}
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, i)
	}
	for h := range len(hull) - 1 {
		a, z := hull[h], hull[h+1]
		for i := a + 1; i < z; i++ {
			v[i] = v[a] + (v[z]-v[a])*float64(i-a)/float64(z-a)
		}
	}
}
