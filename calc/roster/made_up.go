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

// MadeUpCentre makes a contact centre's four weeks up: agents with one to three
// skills, ten starts a day of each skill with a break placed early or late, needs by
// half-hour and skill whose price rises with what is missing.
func MadeUpCentre(agents int, seed uint64) *Problem {
	r := rand.New(rand.NewPCG(seed, 2))
	p := &Problem{Name: fmt.Sprintf("%d agents, 28 days by half-hours", agents), Days: 28, Skills: []string{"sales", "service", "cards"}}
	for skill := range p.Skills {
		for begin := 420; begin <= 960; begin += 60 {
			for late := range 2 {
				pause := begin + 210 + 60*late
				p.Shifts = append(p.Shifts, Shift{ID: fmt.Sprintf("%s-%02d%c", p.Skills[skill], begin/60, 'a'+late), Minutes: 480, Begin: begin, End: begin + 510, Breaks: []int{pause}, Skill: skill})
			}
		}
	}
	p.Rules = append(p.Rules,
		Rule{Kind: RestMinutes, Min: 660, Max: NoMax}, Rule{Kind: WorkRun, Min: 2, Max: 6}, Rule{Kind: RestRun, Min: 2, Max: NoMax},
		Rule{Kind: Weekends, Max: 3}, Rule{Kind: PaidMinutes, Min: 18 * 480, Max: 20 * 480})
	var late []int
	for s := range p.Shifts {
		if p.Shifts[s].Begin >= 900 {
			late = append(late, s)
		}
	}
	p.Rules = append(p.Rules, Rule{Kind: ShiftCount, Shifts: late, Max: 10, Price: 5})
	have := make([]float64, len(p.Skills))
	for who := range agents {
		x := Person{ID: fmt.Sprintf("A%d", who+1), Skills: []int{r.IntN(3)}}
		if second := r.IntN(3); second != x.Skills[0] {
			x.Skills = append(x.Skills, second)
		}
		for _, s := range x.Skills {
			have[s] += 1 / float64(len(x.Skills))
		}
		p.People = append(p.People, x)
		if from := r.IntN(28); r.IntN(4) == 0 {
			p.Rules = append(p.Rules, Rule{Kind: DayOff, People: []int{who}, From: from, To: min(from+3, 28)})
		}
		for range 2 {
			p.Wishes = append(p.Wishes, Wish{Person: who, Day: r.IntN(28), Shift: Free, For: true, Price: float64(1 + r.IntN(3))})
		}
	}
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
				n := Need{Day: d, Shift: Free, Skill: s, From: at, To: at + 30, People: int(0.52*have[s]*day*shape + 0.5)}
				// The first missing people cost service level less than the next.
				for k := range n.People + 2 {
					n.Steps = append(n.Steps, stepPrice(n.People, k))
				}
				p.Needs = append(p.Needs, n)
			}
		}
	}
	return p
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
