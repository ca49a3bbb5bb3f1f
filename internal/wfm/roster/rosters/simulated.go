package rosters

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/calc/sim"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Rate is what comes to a queue on a day, and how it is served.
type Rate struct {
	Queue   *staffing.Queue
	SkillID string
	PerHour []float64 // contacts, by interval
	Handle  float64   // seconds, of the mean contact
	Unsure  float64   // standard deviation of what comes, relative to the mean
}

// target is the queue's service level in per cent.
func (x *Rate) target() float64 {
	if x.Queue.Target.LevelPercent > 0 {
		return x.Queue.Target.LevelPercent
	}
	return usualTarget
}

// contacts are those of the day.
func (x *Rate) contacts(grain int) (sum float64) {
	for _, v := range x.PerHour {
		sum += v * float64(grain) / 60
	}
	return sum
}

// rates are those of the queues that are open on a day, as forecast.
func (b *basis) rates(day int) (out []Rate) {
	on := b.days.From.Add(day)
	for skill := range b.skills {
		for i := range b.skills[skill].of {
			q := &b.skills[skill].of[i]
			x := Rate{Queue: q, SkillID: b.skills[skill].ID, PerHour: make([]float64, dayMinutes/b.grain), Unsure: b.unsure[q.QueueID]}
			contacts, work := 0.0, 0.0
			for _, d := range b.slots[q.QueueID] {
				if d.On != on {
					continue
				}
				for k, s := range d.Slots {
					if k >= len(x.PerHour) || s.Seconds == 0 || s.Handle == 0 || s.Contacts <= 0 {
						continue
					}
					x.PerHour[k] = s.Contacts / s.Seconds * 3600
					contacts += s.Contacts
					work += s.Contacts * s.Handle
				}
			}
			if contacts == 0 {
				continue
			}
			x.Handle = work / contacts
			out = append(out, x)
		}
	}
	return out
}

// duty are the shifts of lines that lie on a day.
func (b *basis) duty(lines []Line, day int) (out []Duty) {
	for i := range lines {
		who := slices.IndexFunc(b.people, func(x person) bool { return x.id == lines[i].PersonID })
		if who < 0 {
			continue
		}
		for _, c := range append(slices.Clone(lines[i].Cells), b.before[lines[i].PersonID]...) {
			skill := b.skillOf(c.Skill)
			if skill < 0 || c.TypeID == "" {
				continue
			}
			d := Duty{PersonID: lines[i].PersonID, Cell: moved(c, (c.Day-day)*dayMinutes), Skills: []string{c.Skill}, Absence: b.away}
			for _, k := range b.people[who].skills {
				if k != skill {
					d.Skills = append(d.Skills, b.skills[k].ID)
				}
			}
			out = append(out, d)
		}
	}
	return out
}

// Simulated is the model of a day: who works when with breaks, by skills; each
// as likely absent as is said of them. What comes is unsure half of the day and
// half of each interval. ok is false on a day without contacts or people.
func Simulated(grain int, shortSeconds float64, rates []Rate, duty []Duty) (m *sim.Model, ok bool) {
	m = &sim.Model{Day: seconds(86400), Interval: seconds(float64(grain * 60)), Short: seconds(shortSeconds)}
	for i := range rates {
		x := &rates[i]
		t := sim.Type{Name: x.Queue.QueueID, Arrivals: &sim.Arrivals{PerHour: &sim.Profile{Period: sim.Duration(grain * 60), Values: x.PerHour}}, Threshold: seconds(queueSlot{Queue: x.Queue}.threshold()),
			Service: &sim.Distribution{Distribution: sim.Lognormal, Mean: seconds(x.Handle), SD: seconds(0.8 * x.Handle)}}
		if x.Queue.Patience.From != staffing.PatienceUnknown && x.Queue.Patience.Seconds > 0 {
			t.Patience = &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(x.Queue.Patience.Seconds)}
		}
		if sd := x.Unsure / math.Sqrt2; sd > 1e-3 {
			t.Arrivals.Busyness = &sim.Distribution{Distribution: sim.Gamma, Mean: seconds(1), SD: seconds(sd)}
			t.Arrivals.Noise = &sim.Distribution{Distribution: sim.Gamma, Mean: seconds(1), SD: seconds(sd)}
		}
		m.Types = append(m.Types, t)
	}
	groups := map[string]int{}
	for i := range duty {
		d := &duty[i]
		shift, there := onDay(&d.Cell)
		if !there || d.Absence >= 1 {
			continue
		}
		// The queues of the skill the shift serves come first, then the person's others;
		// among queues of the same standing, who waits longest.
		key := strings.Join(d.Skills, " ") + " " + strconv.FormatFloat(d.Absence, 'g', 6, 64)
		g, known := groups[key]
		if !known {
			x := sim.Group{Name: key, Absence: d.Absence}
			for k, s := range d.Skills {
				for r := range rates {
					if rates[r].SkillID == s {
						x.Skills = append(x.Skills, sim.Skill{Type: rates[r].Queue.QueueID, Priority: new(min(k, 1))})
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
	// Who is idle longest takes a contact, among those whose shift is for it, then
	// among the others.
	for t := range m.Types {
		var first, others []string
		for _, g := range m.Groups {
			for _, s := range g.Skills {
				if s.Type != m.Types[t].Name {
					continue
				}
				if *s.Priority == 0 {
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

// onDay is the part of a shift that lies on the day, with its breaks; minutes
// are after the day's midnight.
func onDay(c *Cell) (sim.Shift, bool) {
	from, to := max(c.Begins, 0), min(c.Ends, dayMinutes)
	if c.TypeID == "" || from >= to {
		return sim.Shift{}, false
	}
	s := sim.Shift{From: sim.Duration(from * 60), To: sim.Duration(to * 60)}
	for _, x := range c.Breaks {
		begin, end := max(x.At, from), min(x.At+x.Minutes, to)
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
