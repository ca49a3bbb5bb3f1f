package roster

import (
	"fmt"
	"math/rand/v2"
)

// MadeUp makes a problem up to measure on: a need of each shift on each day, wishes,
// days off, full-time and part-time people, in the manner of the published
// instances. The same numbers give the same problem.
func MadeUp(days, people, shifts int, seed uint64) *Problem {
	r := rand.New(rand.NewPCG(seed, 1))
	p := &Problem{Name: fmt.Sprintf("%d people, %d days, %d shifts", people, days, shifts), Days: days}
	bands := min(shifts, 4)
	for s := range shifts {
		begin := 360 + 240*(s%bands)
		p.Shifts = append(p.Shifts, Shift{ID: fmt.Sprintf("%c%d", 'a'+s%bands, s/bands), Minutes: 480, Begin: begin, End: begin + 480})
	}
	p.Rules = append(p.Rules, Rule{Kind: RestMinutes, Min: 900, Max: NoMax})
	weeks := float64(days) / 7
	for who := range people {
		p.People = append(p.People, Person{ID: fmt.Sprintf("P%d", who+1)})
		full := 1.0
		if r.IntN(5) == 0 {
			full = 0.5
		}
		one := []int{who}
		most := max(int(weeks*5*full*0.9), 1)
		var not []int
		for s := range shifts {
			if r.IntN(3) == 0 && len(not) < shifts-1 {
				not = append(not, s)
			}
		}
		if not != nil {
			p.Rules = append(p.Rules, Rule{Kind: ShiftCount, People: one, Shifts: not, Max: 0})
		}
		off := r.IntN(days)
		p.Rules = append(p.Rules,
			Rule{Kind: PaidMinutes, People: one, Min: 480 * (most - max(most/9, 1)), Max: 480 * most},
			Rule{Kind: WorkRun, People: one, Min: 1 + r.IntN(2), Max: 5 + r.IntN(2)},
			Rule{Kind: RestRun, People: one, Min: 2, Max: NoMax},
			Rule{Kind: Weekends, People: one, Max: int(weeks/2 + 0.5)},
			Rule{Kind: DayOff, People: one, From: off, To: off + 1})
		for range int(weeks) + 1 {
			p.Wishes = append(p.Wishes, Wish{Person: who, Day: r.IntN(days), Shift: r.IntN(shifts), For: r.IntN(3) > 0, Price: float64(1 + r.IntN(3))})
		}
	}
	need := 0.58 * float64(people) / float64(shifts)
	for d := range days {
		for s := range shifts {
			p.Needs = append(p.Needs, Need{Day: d, Shift: s, People: int(need*(0.6+0.8*r.Float64()) + 0.5), Under: 100, Over: 1})
		}
	}
	return p
}

// MadeUpCentre makes a contact centre's four weeks up: full-time and part-time
// agents with one or two of three skills, shifts with a lunch and short pauses,
// needs by half-hour and skill whose price rises with what is missing, a leader on
// the floor, teams that should work alike in a week, late shifts spread evenly,
// weeks of at most forty hours, leave, wishes, a training for each team.
func MadeUpCentre(agents int, seed uint64) *Problem {
	const days = 28
	r := rand.New(rand.NewPCG(seed, 2))
	p := &Problem{Name: fmt.Sprintf("%d agents, %d days by half-hours", agents, days), Days: days, Skills: []string{"sales", "service", "cards"}}
	types, long, short, kinds := centreShifts()
	p.Shifts = ForSkills(types, p.Skills)
	skills := func(list []int) []int { return OfSkills(list, len(types), len(p.Skills)) }
	p.Rules = append(p.Rules,
		Rule{Kind: RestMinutes, Min: 660, Max: NoMax}, Rule{Kind: WorkRun, Min: 2, Max: 6}, Rule{Kind: RestRun, Min: 2, Max: NoMax, Price: 3},
		Rule{Kind: Weekends, Max: 3})
	for from := 0; from < days; from += 7 {
		p.Rules = append(p.Rules, Rule{Kind: PaidMinutes, From: from, To: from + 7, Max: 2400})
	}
	var full, part, leaders, late []int
	have := make([]float64, len(p.Skills))
	for who := range agents {
		x := Person{ID: fmt.Sprintf("A%d", who+1), Skills: []int{r.IntN(3)}}
		if second := r.IntN(3); second != x.Skills[0] {
			x.Skills = append(x.Skills, second)
		}
		load := 1.0
		if who%5 == 4 {
			part, load = append(part, who), 0.5
		} else {
			full = append(full, who)
		}
		if who%12 == 0 {
			leaders = append(leaders, who)
		}
		late = append(late, r.IntN(6))
		for _, s := range x.Skills {
			have[s] += load / float64(len(x.Skills))
		}
		p.People = append(p.People, x)
		if from := r.IntN(days); r.IntN(4) == 0 {
			p.Rules = append(p.Rules, Rule{Kind: DayOff, People: []int{who}, From: from, To: min(from+3, days)})
		}
		for range 2 {
			p.Wishes = append(p.Wishes, Wish{Person: who, Day: r.IntN(days), Shift: Free, For: true, Price: float64(1 + r.IntN(3))})
		}
	}
	all := make([]int, agents)
	for who := range all {
		all[who] = who
	}
	p.Rules = append(p.Rules,
		Rule{Kind: PaidMinutes, People: full, Min: 17 * 480, Max: 20 * 480}, Rule{Kind: ShiftCount, People: full, Shifts: skills(short), Max: 0},
		Rule{Kind: PaidMinutes, People: part, Min: 17 * 240, Max: 20 * 240}, Rule{Kind: ShiftCount, People: part, Shifts: skills(long), Max: 0})
	p.Rules = append(p.Rules, Even(ShiftCount, skills(kinds[2]), all, late, 6*agents, 5)...)
	for i, k := range kinds {
		kinds[i] = skills(k)
	}
	for from := 0; from < agents; from += 12 {
		team := all[from:min(from+12, agents)]
		p.Together = append(p.Together, Together{ID: fmt.Sprintf("T%d", from/12+1), People: team, Kinds: kinds, Week: true, Price: 1})
		p.Activities = append(p.Activities, Activity{ID: "training", People: team, FirstDay: from / 12 % days, LastDay: days - 1, From: 480, To: 1320, Minutes: 60, Price: 30})
	}
	p.needsOfCentre(r, have, leaders)
	return p
}

// centreShifts are shifts of eight hours and of four, with pauses; kinds are
// early, middle and late.
func centreShifts() (types []Shift, long, short []int, kinds [][]int) {
	kinds = make([][]int, 3)
	add := func(begin, length, paid int, pauses []Pause) {
		kind := 0
		switch {
		case begin >= 840:
			kind = 2
		case begin >= 600:
			kind = 1
		}
		kinds[kind] = append(kinds[kind], len(types))
		types = append(types, Shift{ID: fmt.Sprintf("%02d:%02d+%d", begin/60, begin%60, paid/60), Minutes: paid, Begin: begin, End: begin + length, Pauses: pauses})
	}
	for begin := 420; begin <= 960; begin += 60 {
		long = append(long, len(types))
		add(begin, 510, 480, []Pause{{"tea", begin + 60, begin + 195, 15, true}, {"lunch", begin + 180, begin + 330, 30, false}, {"tea", begin + 315, begin + 480, 15, true}})
	}
	for begin := 480; begin <= 1200; begin += 120 {
		short = append(short, len(types))
		add(begin, 240, 240, []Pause{{"tea", begin + 60, begin + 195, 15, true}})
	}
	return types, long, short, kinds
}

// needsOfCentre adds what is needed of each skill, and one leader at all times.
func (p *Problem) needsOfCentre(r *rand.Rand, have []float64, leaders []int) {
	for d := range p.Days {
		day := 0.9 + 0.2*r.Float64()
		if d%7 >= 5 {
			day *= 0.7
		}
		for at := 420; at < 1470; at += 30 {
			// Two humps, as calls come.
			hour := float64(at)/60 - 7
			shape := 0.25 + 0.75*hump(hour, 4, 2.2) + 0.65*hump(hour, 9, 3)
			for s := range p.Skills {
				n := Need{Day: d, Shift: Free, Skill: s, From: at, To: at + 30, People: int(0.5*have[s]*day*shape + 0.5)}
				// The first missing people cost service level less than the next.
				for k := range n.People + 2 {
					n.Steps = append(n.Steps, stepPrice(n.People, k))
				}
				p.Needs = append(p.Needs, n)
			}
			p.Needs = append(p.Needs, Need{Day: d, Shift: Free, Skill: AnySkill, Group: leaders, From: at, To: at + 30, People: 1, Under: 10})
		}
	}
}

func hump(x, at, wide float64) float64 {
	y := (x - at) / wide
	return 1 / (1 + y*y*y*y)
}

// stepPrice is the price of k people where n are needed: 4 for each of the first
// tenth missing, 10 for each beyond it, 1 for each too many.
func stepPrice(n, k int) float64 {
	if k >= n {
		return float64(k - n)
	}
	some := max(n/10, 1)
	if n-k <= some {
		return 4 * float64(n-k)
	}
	return 4*float64(some) + 10*float64(n-k-some)
}
