package care

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// generated is a team over weeks. Each person has an own handle time, wrap-up,
// habit of breaks, punctuality and hours, and each week its chance: contacts of
// lognormal length, days late and absent drawn one by one, a slow drift of its own.
type generated struct {
	rng   *rand.Rand
	weeks int
}

// person draws the weeks of one; change is by how much handling and what goes with
// it grow in a week.
func (g *generated) person(change func(week int) float64) weeks {
	rng := g.rng
	out := weeks{}
	talk, wrap := 240*math.Exp(0.2*rng.NormFloat64()), 60*math.Exp(0.3*rng.NormFloat64())
	away, line := 0.10*math.Exp(0.2*rng.NormFloat64()), 0.55+0.05*rng.NormFloat64()
	late, absent := 0.03*rng.ExpFloat64(), 0.015*rng.ExpFloat64()
	nights := rng.IntN(4) == 0
	drift := 0.0
	for w := range g.weeks {
		drift = 0.8*drift + 0.015*rng.NormFloat64()
		grown := math.Exp(drift) * (1 + change(w))
		contacts := float64(180 + rng.IntN(140))
		days := 5.0
		// The mean of n lognormal lengths, with a variation of 0.8 each.
		mean := func(of, variation float64) float64 {
			return of * grown * math.Max(0.2, 1+variation/math.Sqrt(contacts)*rng.NormFloat64())
		}
		t, a := mean(talk, 0.8), mean(wrap, 1.1)
		put := func(key string, value, volume float64) { out[key] = append(out[key], Reading{value, volume, true}) }
		put(Handling, t+a, contacts)
		put(WrapUp, a, contacts)
		signed := days * 8 * 3600 * 1000
		put(Breaks, 100*away*math.Exp(0.10*rng.NormFloat64())*(1+change(w)), signed)
		lates, absents := 0.0, 0.0
		for range int(days) {
			if rng.Float64() < late {
				lates++
			}
			if rng.Float64() < absent {
				absents++
			}
		}
		put(Late, 100*lates/days, days)
		put(Absent, 100*absents/days, days*8*3600)
		put(Talk, 100*line*math.Exp(0.05*rng.NormFloat64()), signed)
		hours := 40.0
		if rng.IntN(12) == 0 {
			hours += 4 // overtime now and then
		}
		put(Hours, hours, hours)
		n := 0.0
		if nights && w%4 == 0 {
			n = float64(1 + rng.IntN(2))
		}
		put(Nights, n, 1)
	}
	return out
}

func (g *generated) team(people int, change func(person, week int) float64) map[string]weeks {
	out := map[string]weeks{}
	for i := range people {
		out[fmt.Sprint(i)] = g.person(func(w int) float64 { return change(i, w) })
	}
	return out
}

// upTo is what is known of a team at the end of a week.
func upTo(team map[string]weeks, week int) map[string]weeks {
	out := map[string]weeks{}
	for id, w := range team {
		out[id] = weeks{}
		for key, all := range w {
			out[id][key] = all[:week+1]
		}
	}
	return out
}

const firstJudged = ownWeeks + lasting - 1

// Of people in whom nothing changes at most one person-week in fifty is told of.
func TestFalseAlarms(t *testing.T) {
	g := &generated{rand.New(rand.NewPCG(7, 11)), 26}
	told, judged := 0, 0
	for range 20 {
		team := g.team(20, func(int, int) float64 { return 0 })
		for w := firstJudged; w < g.weeks; w++ {
			told += len(judge(upTo(team, w)))
			judged += 20
		}
	}
	share := float64(told) / float64(judged)
	t.Logf("%d of %d person-weeks: %.2f %%", told, judged, 100*share)
	if share > 0.02 {
		t.Errorf("%.2f %% of person-weeks without a change are told of", 100*share)
	}
}

// A rise by a quarter that lasts three weeks is found by its end in four of five,
// and not before it has lasted.
func TestChangesAreFound(t *testing.T) {
	g := &generated{rand.New(rand.NewPCG(3, 5)), ownWeeks + lasting + 3}
	found, early, n := 0, 0, 200
	begin := g.weeks - 3
	for range n {
		team := g.team(12, func(person, week int) float64 {
			if person == 0 && week >= begin {
				return 0.25
			}
			return 0
		})
		if len(judge(upTo(team, begin))["0"]) > 0 {
			early++
		}
		for w := begin + 1; w < g.weeks; w++ {
			if len(judge(upTo(team, w))["0"]) > 0 {
				found++
				break
			}
		}
	}
	t.Logf("found %d of %d, %d after one week", found, n, early)
	if found*5 < n*4 {
		t.Errorf("found %d of %d", found, n)
	}
	if early*20 > n {
		t.Errorf("%d of %d after one week", early, n)
	}
}

// What happens to everybody is no sign of one.
func TestCommonMovementIsNoSign(t *testing.T) {
	g := &generated{rand.New(rand.NewPCG(13, 17)), ownWeeks + lasting}
	told, judged := 0, 0
	for range 60 {
		team := g.team(15, func(_, week int) float64 {
			if week >= ownWeeks {
				return 0.3
			}
			return 0
		})
		told += len(judge(team))
		judged += 15
	}
	if told*50 > judged {
		t.Errorf("%d of %d people", told, judged)
	}
}

func TestTooLittleIsNoSign(t *testing.T) {
	g := &generated{rand.New(rand.NewPCG(19, 23)), ownWeeks + lasting}
	change := func(person, week int) float64 {
		if person == 0 && week >= ownWeeks {
			return 1
		}
		return 0
	}
	team := g.team(8, change)
	if len(judge(team)["0"]) < fewestSigns {
		t.Fatal("a doubling is not found")
	}
	// The same again, whatever the order of people.
	if again := judge(team); !reflect.DeepEqual(again, judge(team)) {
		t.Error("not the same again")
	}
	few := g.team(8, change)
	for _, all := range few["0"] {
		for i := range all {
			all[i].Volume = 1
		}
	}
	if got := judge(few)["0"]; len(got) > 0 {
		t.Errorf("said of too little: %+v", got)
	}
	short := upTo(g.team(8, change), ownWeeks-1)
	if got := judge(short); len(got) > 0 {
		t.Errorf("said of too few weeks: %+v", got)
	}
	// A plan alone, however heavy, is known to who made it.
	if enough([]Found{{Sign: Hours}, {Sign: Nights}}) || enough([]Found{{Sign: Handling}}) || !enough([]Found{{Sign: Hours}, {Sign: Late}}) {
		t.Error("which signs are enough")
	}
}
