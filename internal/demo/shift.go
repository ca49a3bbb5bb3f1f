package demo

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// duty is one agent's shift of an operating day, in ms after the midnight of
// its date.
type duty struct {
	agent  int // index into Agents
	from   int64
	to     int64
	breaks []pause
	forgot bool // never signs out
	kind   int  // in shiftKinds
}

// pause is a planned time away from the phone.
type pause struct {
	at     int64
	length int64 // ms
	reason string

	// As the roster has it, in minutes after midnight; 0 minutes: it does not.
	planned, minutes int
}

// Reasons of pauses, the keys of the glossary's aux_reason.
const (
	reasonBreak    = "break"
	reasonMeal     = "meal"
	reasonTraining = "training"
	reasonMeeting  = "meeting"
	reasonForced   = "forced"
	reasonWritten  = "written" // mail and work orders
)

// shiftKinds are beginning and end of the shifts, in half-hours from 06:00:
// whole shifts of eight and a half hours, half shifts of four hours, and last
// the night.
var shiftKinds = func() [][2]int {
	var out [][2]int
	for from := 0; from <= 15; from++ {
		out = append(out, [2]int{from, from + 17})
	}
	for from := 3; from <= 25; from++ {
		out = append(out, [2]int{from, from + 8})
	}
	return append(out, [2]int{32, 48})
}()

var nightKind = len(shiftKinds) - 1

// How a planner staffs.
const (
	safety         = 0.74 // agents above the load, in roots of the load
	presence       = 0.72 // share of a shift on the telephone: the rest are breaks and written work
	writtenMinutes = 75   // of a whole shift: mail and work orders
	nightWritten   = 150  // of a night, one of the two after the other
	shiftsAWeek    = 6
	ordinaryIll    = 0.02
	nightCrew      = 4  // agents of the night week, two a night
	leaveOneIn     = 14 // weeks: an agent is on leave in one of so many
)

// roster is who works when in a week, the planner's view: nobody is ill yet.
// It depends on the seed and the week only.
func roster(seed uint64, monday civil.Date, agents []Person, queues []Queue) [7][]duty {
	week := uint64(monday.Sub(civil.Of(1970, 1, 5))) / 7
	rng := rand.New(rand.NewPCG(seed^0x726f73746572, week))
	crew, last := nightCrewOf(seed, week, agents), nightCrewOf(seed, week-1, agents)
	away := make([]bool, len(agents))
	for i := range agents {
		away[i] = rng.IntN(leaveOneIn) == 0
	}
	worked := make([]int, len(agents))
	order := rng.Perm(len(agents)) // who comes first among equals
	var out [7][]duty
	for day := range out {
		on := monday.Add(day)
		var need, gross [halves]float64                   // agents at work, and with those on a break
		skillNeed := make([][halves]float64, len(queues)) // a queue needs one skill
		for n, q := range queues {
			s := &skillNeed[n]
			for i, n := range expected(on, q) {
				s[i] = poissonLoad(n, q)
				need[i] += s[i]
			}
		}
		for i := range need {
			need[i] = max(need[i]+safety*math.Sqrt(need[i]), 1.5)
			gross[i] = need[i] / presence
			for n := range skillNeed {
				if s := &skillNeed[n]; s[i] > 0 {
					s[i] = max(s[i]+safety*math.Sqrt(s[i]), 1) / presence
				}
			}
		}
		// the night is two of the crew, whatever the need
		for n := range 2 {
			out[day] = append(out[day], duty{agent: crew[(2*day+n)%nightCrew]})
		}
		kinds := []int{nightKind, nightKind}
		busy := map[int]bool{}
		for _, k := range chooseShifts(gross) {
			best, score := -1, 0.0
			for rank, a := range order {
				if busy[a] || away[a] || worked[a] >= shiftsAWeek || slices.Contains(crew, a) || day == 0 && slices.Contains(last, a) {
					continue
				}
				s := -1.2*float64(worked[a]) - 0.002*float64(rank)
				for n, q := range queues {
					if agents[a].skill[q.Skill] > 0 {
						s += float64(q.Urgency*q.Urgency) * missing(&skillNeed[n], k) / math.Sqrt(float64(len(agents[a].Skills)))
					}
				}
				if best < 0 || s > score {
					best, score = a, s
				}
			}
			if best < 0 {
				break // everybody has worked enough
			}
			busy[best] = true
			worked[best]++
			for n, q := range queues {
				if agents[best].skill[q.Skill] > 0 {
					for i := shiftKinds[k][0]; i < shiftKinds[k][1]; i++ {
						skillNeed[n][i] -= 1 / float64(len(agents[best].Skills))
					}
				}
			}
			out[day] = append(out[day], duty{agent: best})
			kinds = append(kinds, k)
		}
		for i := range out[day] {
			out[day][i].kind = kinds[i]
			out[day][i].times(seed, on, kinds[i])
		}
		planBreaks(seed, on, out[day], kinds, need)
	}
	return out
}

// nightCrewOf are the agents of a night week: they know the card line.
func nightCrewOf(seed uint64, week uint64, agents []Person) []int {
	var able []int
	for i := range agents {
		if agents[i].skill["card"] > 0 {
			able = append(able, i)
		}
	}
	first := int((week*nightCrew + seed%7) % uint64(len(able)))
	out := make([]int, nightCrew)
	for i := range out {
		out[i] = able[(first+i)%len(able)]
	}
	return out
}

// missing is the share of a shift, by its half-hours, in which a skill is short.
func missing(need *[halves]float64, kind int) float64 {
	sum := 0.0
	for i := shiftKinds[kind][0]; i < shiftKinds[kind][1]; i++ {
		sum += min(max(need[i], 0), 1)
	}
	return sum / float64(shiftKinds[kind][1]-shiftKinds[kind][0])
}

// chooseShifts covers the day's need with day shifts: from two that open the
// day on, shifts are added, moved and taken away while that brings the floor
// nearer to what is needed. Too few agents weigh twice as much as too many.
func chooseShifts(need [halves]float64) []int {
	end := shiftKinds[nightKind][0]
	cover := func(k int, by float64) {
		for i := shiftKinds[k][0]; i < shiftKinds[k][1]; i++ {
			need[i] -= by
		}
	}
	// gain is how much nearer one agent more (or, with by -1, less) comes.
	gain := func(k int, by float64) float64 {
		miss := func(n float64) float64 {
			if n > 0 {
				return 2 * n * n
			}
			return n * n
		}
		g := 0.0
		for i := shiftKinds[k][0]; i < min(shiftKinds[k][1], end); i++ {
			g += miss(need[i]) - miss(need[i]-by)
		}
		return g
	}
	best := func() (kind int, most float64) {
		for k := range nightKind {
			if g := gain(k, 1); g > most {
				kind, most = k, g
			}
		}
		return kind, most
	}
	out := []int{0, 2}
	for _, k := range out {
		cover(k, 1)
	}
	for k, g := best(); g > 0 && len(out) < 80; k, g = best() {
		out = append(out, k)
		cover(k, 1)
	}
	for range 8 {
		better := false
		for n := 2; n < len(out); n++ {
			loss := gain(out[n], -1) // positive: it is better without it
			cover(out[n], -1)
			k, g := best()
			switch {
			case g <= 0 && loss > 0:
				out = append(out[:n], out[n+1:]...)
				n--
				better = true
			case g+loss > 1e-9 && k != out[n]:
				out[n] = k
				cover(k, 1)
				better = true
			default:
				cover(out[n], 1)
			}
		}
		if !better {
			break
		}
	}
	return out
}

// times sets begin and end of a duty: people are a little early or late.
func (d *duty) times(seed uint64, on civil.Date, kind int) {
	rng := rand.New(rand.NewPCG(seed^uint64(d.agent+1)<<40, dayNumber(on)))
	begin, end := float64(opens+perHalf*shiftKinds[kind][0]), float64(opens+perHalf*shiftKinds[kind][1])
	switch {
	case kind == nightKind:
		begin -= rng.Float64() // the night takes over on the minute
	case shiftKinds[kind][0] == 0:
		begin += rng.Float64() / 10
		end += 5 * rng.Float64()
	default:
		begin += 7*rng.Float64() - 5
		end += 5 * rng.Float64()
	}
	d.from, d.to, d.forgot = int64(begin*60_000), int64(end*60_000), rng.IntN(300) == 0
}

const (
	breakStep = 10 // minutes; breaks begin on this grid, about
	steps     = 24*60/breakStep + 1
)

// planBreaks gives every duty its breaks where the floor can spare an agent
// most, given what is needed per half-hour.
func planBreaks(seed uint64, on civil.Date, duties []duty, kinds []int, need [halves]float64) {
	rng := rand.New(rand.NewPCG(seed^0x627265616b, dayNumber(on)))
	var spare [steps]float64
	for i := range spare {
		spare[i] = -need[min(i*breakStep/perHalf, halves-1)]
	}
	for _, k := range kinds {
		for i := shiftKinds[k][0] * perHalf / breakStep; i < shiftKinds[k][1]*perHalf/breakStep; i++ {
			spare[i]++
		}
	}
	for n := range duties {
		d, k := &duties[n], kinds[n]
		first, length := shiftKinds[k][0]*perHalf, (shiftKinds[k][1]-shiftKinds[k][0])*perHalf
		// add puts a break of so many minutes between two shares of the shift
		add := func(after, before, minutes float64, reason string) {
			from, to := first+int(after*float64(length)), first+int(before*float64(length))
			best, most := from, math.Inf(-1)
			for at := from; at <= to; at += breakStep {
				least := math.Inf(1)
				for i := at / breakStep; i < min((at+int(minutes))/breakStep+1, steps); i++ {
					least = min(least, spare[i])
				}
				if least += 0.3 * rng.Float64(); least > most {
					best, most = at, least
				}
			}
			for i := best / breakStep; i < min((best+int(minutes))/breakStep+1, steps); i++ {
				spare[i]--
			}
			begin := float64(opens+best) + 4*rng.Float64()
			d.breaks = append(d.breaks, pause{at: int64(begin * 60_000), length: int64(minutes * (0.85 + 0.3*rng.Float64()) * 60_000), reason: reason,
				planned: opens + best, minutes: (int(minutes) + 4) / 5 * 5})
		}
		if length < 5*60 { // a half shift has one break
			add(0.3, 0.7, 12, reasonBreak)
			continue
		}
		if !quiet(on) && k != nightKind {
			switch rng.IntN(12) {
			case 0:
				add(0.02, 0.95, 30, reasonTraining)
			case 1, 2:
				add(0.02, 0.2, 12, reasonMeeting)
			}
		}
		if k == nightKind {
			begin := [...]float64{0.04, 0.45}[n%2]
			add(begin, begin+0.07, nightWritten, reasonWritten)
		} else {
			add(0.05, 0.8, writtenMinutes, reasonWritten)
		}
		add(0.12, 0.33, 14, reasonBreak)
		add(0.36, 0.62, 38, reasonMeal)
		add(0.66, 0.9, 14, reasonBreak)
	}
}

// present are the duties as they come about: people are ill, late, or called
// away on planted days.
func present(seed uint64, on civil.Date, planned []duty) []duty {
	rng := rand.New(rand.NewPCG(seed^0x696c6c, dayNumber(on)))
	ill, late, away := ordinaryIll, Planted{}, Planted{}
	for _, p := range plantedOn(on) {
		ill = max(ill, p.Absent)
		if p.Late > 0 {
			late = p
		}
		if p.TrainingAtOnce > 0 {
			away = p
		}
	}
	var out []duty
	for _, d := range planned {
		sick, tardy, trained := rng.Float64(), rng.Float64(), rng.Float64()
		delay := int64(50+70*rng.Float64()) * 60_000
		night := d.to >= closes*60_000
		if sick < ill && !night { // the night is always filled
			continue
		}
		if tardy < late.Late && d.from < int64(late.To)*60_000 && !night {
			d.from += delay
		}
		if trained < away.TrainingAtOnce && d.from < int64(away.From)*60_000 && d.to > int64(away.To)*60_000 {
			d.breaks = append(slices.Clone(d.breaks), pause{at: int64(away.From) * 60_000, length: int64(away.To-away.From) * 60_000, reason: reasonTraining})
		}
		slices.SortStableFunc(d.breaks, func(a, b pause) int { return int(a.at - b.at) })
		out = append(out, d)
	}
	return out
}
