package rosters

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/calc/sim"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// queueRate is what comes to a queue on a day: contacts per hour by interval, and
// how unsure that is, as a standard deviation relative to the mean.
type queueRate struct {
	*staffing.Queue
	skill    int
	rates    []float64
	contacts float64
	handle   float64 // seconds
	unsure   float64
}

// target is the queue's service level in per cent.
func (x queueRate) target() float64 {
	if x.Target.LevelPercent > 0 {
		return x.Target.LevelPercent
	}
	return usualTarget
}

// rates are those of the queues that are open on a day, as forecast.
func (b *basis) rates(day int) (out []queueRate) {
	on := b.days.From.Add(day)
	for skill := range b.skills {
		for i := range b.skills[skill].of {
			q := &b.skills[skill].of[i]
			x := queueRate{Queue: q, skill: skill, rates: make([]float64, dayMinutes/b.grain)}
			work := 0.0
			for _, d := range b.slots[q.QueueID] {
				if d.On != on {
					continue
				}
				for k, s := range d.Slots {
					if k >= len(x.rates) || s.Seconds == 0 || s.Handle == 0 || s.Contacts <= 0 {
						continue
					}
					x.rates[k] = s.Contacts / s.Seconds * 3600
					x.contacts += s.Contacts
					work += s.Contacts * s.Handle
				}
			}
			if x.contacts == 0 {
				continue
			}
			x.handle = work / x.contacts
			x.unsure = b.unsure[q.QueueID]
			out = append(out, x)
		}
	}
	return out
}

// simulated is the model of a day: who works when with breaks, by skills; those
// who are away are as likely absent as the roster takes them to be. The
// forecast's uncertainty is half of the day and half of each interval. ok is
// false on a day without contacts or people.
func (b *basis) simulated(rates []queueRate, lines []Line, day int) (m *sim.Model, ok bool) {
	grain := float64(b.grain * 60)
	m = &sim.Model{Day: seconds(86400), Interval: seconds(grain), Short: seconds(b.plan.ShortSeconds)}
	for _, x := range rates {
		t := sim.Type{Name: x.QueueID, Arrivals: &sim.Arrivals{PerHour: &sim.Profile{Period: sim.Duration(grain), Values: x.rates}}, Threshold: seconds(queueSlot{Queue: x.Queue}.threshold()),
			Service: &sim.Distribution{Distribution: sim.Lognormal, Mean: seconds(x.handle), SD: seconds(0.8 * x.handle)}}
		if x.Patience.From != staffing.PatienceUnknown && x.Patience.Seconds > 0 {
			t.Patience = &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(x.Patience.Seconds)}
		}
		if sd := x.unsure / math.Sqrt2; sd > 1e-3 {
			t.Arrivals.Busyness = &sim.Distribution{Distribution: sim.Gamma, Mean: seconds(1), SD: seconds(sd)}
			t.Arrivals.Noise = &sim.Distribution{Distribution: sim.Gamma, Mean: seconds(1), SD: seconds(sd)}
		}
		m.Types = append(m.Types, t)
	}
	groups := map[string]int{}
	for i := range lines {
		who := slices.IndexFunc(b.people, func(x person) bool { return x.id == lines[i].PersonID })
		if who < 0 {
			continue
		}
		cells := append(slices.Clone(lines[i].Cells), b.before[lines[i].PersonID]...)
		for k := range cells {
			c := &cells[k]
			skill := b.skillOf(c.Skill)
			shift, there := onDay(c, day)
			if skill < 0 || !there {
				continue
			}
			// The skill the shift serves comes first, then the person's others.
			order := append([]int{skill}, slices.DeleteFunc(slices.Clone(b.people[who].skills), func(x int) bool { return x == skill })...)
			key := strings.Join(numbers(order), "-")
			g, known := groups[key]
			if !known {
				x := sim.Group{Name: key, Absence: b.away}
				for _, s := range order {
					for _, r := range rates {
						if r.skill == s {
							x.Skills = append(x.Skills, sim.Skill{Type: r.QueueID})
						}
					}
				}
				if len(x.Skills) == 0 {
					continue
				}
				g = len(m.Groups)
				groups[key] = g
				m.Groups = append(m.Groups, x)
			}
			m.Groups[g].Shifts = append(m.Groups[g].Shifts, shift)
		}
	}
	// Who is idle longest takes a contact, among those whose shift is for it, then
	// among the others.
	for t := range m.Types {
		var first, others []string
		for _, g := range m.Groups {
			for k, s := range g.Skills {
				if s.Type != m.Types[t].Name {
					continue
				}
				if k == 0 {
					first = append(first, g.Name)
				} else {
					others = append(others, g.Name)
				}
			}
		}
		for _, names := range [][]string{first, others} {
			if len(names) > 0 {
				m.Types[t].Route = append(m.Types[t].Route, sim.Step{Groups: names, Pick: sim.PickLongestIdle})
			}
		}
	}
	return m, len(m.Types) > 0 && len(m.Groups) > 0
}

func numbers(list []int) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = strconv.Itoa(x)
	}
	return out
}

// onDay is the part of a cell's shift that lies on a day, with its breaks.
func onDay(c *Cell, day int) (sim.Shift, bool) {
	off := (c.Day - day) * dayMinutes
	from, to := max(c.Begins+off, 0), min(c.Ends+off, dayMinutes)
	if c.TypeID == "" || from >= to {
		return sim.Shift{}, false
	}
	s := sim.Shift{From: sim.Duration(from * 60), To: sim.Duration(to * 60)}
	for _, x := range c.Breaks {
		begin, end := max(x.At+off, from), min(x.At+x.Minutes+off, to)
		if begin < end {
			s.Breaks = append(s.Breaks, sim.Break{At: sim.Duration(begin * 60), For: sim.Duration((end - begin) * 60)})
		}
	}
	slices.SortFunc(s.Breaks, func(x, y sim.Break) int { return int(x.At - y.At) })
	return s, true
}

func seconds(v float64) *sim.Duration {
	d := sim.Duration(v)
	return &d
}
