package breaks_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/breaks"
	"github.com/lingting/lingting/calc/roster/check"
)

// floor is a centre of some people on two skills over two days, all at work, with
// a lunch and a short pause, and a night shift that reaches into the next day.
func floor(seed uint64, people int) (*roster.Problem, *roster.Roster) {
	r := rand.New(rand.NewPCG(seed, 5))
	p := &roster.Problem{Days: 2, Skills: []string{"sales", "service"}}
	for skill := range 2 {
		for _, begin := range []int{480, 600, 1200} {
			p.Shifts = append(p.Shifts, roster.Shift{ID: p.Skills[skill], Begin: begin, End: begin + 540, Minutes: 480, Skill: skill, Pauses: []roster.Pause{
				{ID: "lunch", From: begin + 180, To: begin + 360, Minutes: 60}, {ID: "tea", From: begin + 300, To: begin + 500, Minutes: 15, Paid: true},
			}})
		}
	}
	for d := range p.Days {
		for at := 480; at < 1740; at += 30 {
			for skill := range 2 {
				n := roster.Need{Day: d, Shift: roster.Free, Skill: skill, From: at, To: at + 30, People: 1 + r.IntN(people/3)}
				for k := range n.People + 1 {
					n.Steps = append(n.Steps, float64((n.People-k)*(n.People-k)))
				}
				p.Needs = append(p.Needs, n)
			}
		}
	}
	lines := roster.NewRoster(people, 2)
	for i := range people {
		p.People = append(p.People, roster.Person{ID: string(rune('A' + i))})
		for d := range p.Days {
			lines.Lines[i][d] = r.IntN(len(p.Shifts))
		}
	}
	p.Needs = append(p.Needs, roster.Need{Day: 0, Shift: roster.Free, Skill: roster.AnySkill, Group: []int{0, 1}, From: 600, To: 900, People: 1, Under: 9})
	p.Activities = []roster.Activity{
		{ID: "meeting", People: []int{0, 1, 2, 3}, FirstDay: 0, LastDay: 1, From: 540, To: 1080, Minutes: 45, Together: true, Price: 20},
		{ID: "training", People: []int{3, 4, 5}, FirstDay: 0, LastDay: 1, From: 480, To: 1500, Minutes: 60, Price: 15},
	}
	return p, lines
}

// naive begins every pause as early as it can, and lets nobody attend anything.
func naive(p *roster.Problem, r *roster.Roster) *roster.Placement {
	out := &roster.Placement{}
	for who := range p.People {
		days := make([][]int, p.Days)
		for d, s := range r.Lines[who] {
			last := 0
			for _, x := range p.Shifts[s].Pauses {
				last = max(last, x.From)
				days[d] = append(days[d], last)
				last += x.Minutes
			}
		}
		out.Pauses = append(out.Pauses, days)
	}
	for _, a := range p.Activities {
		list := make([]roster.Attendance, len(a.People))
		for i := range list {
			list[i].Day = roster.Nowhere
		}
		out.Attend = append(out.Attend, list)
	}
	return out
}

func placed(t *testing.T, p *roster.Problem, r *roster.Roster, x *roster.Placement) float64 {
	t.Helper()
	out, err := check.Placed(p, r, x)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Violations) > 0 {
		t.Errorf("%d violations, the first: %s", len(out.Violations), out.Violations[0].Text)
	}
	return out.Cost.Total
}

func TestPlace(t *testing.T) {
	for seed := range uint64(3) {
		p, r := floor(seed, 12)
		before := placed(t, p, r, naive(p, r))
		last := math.Inf(1)
		for _, rounds := range []int{1, 10} {
			x := breaks.Place(t.Context(), p, r, breaks.Options{Seed: seed, Rounds: rounds})
			cost := placed(t, p, r, x)
			if cost > last+1e-6 || cost >= before {
				t.Errorf("seed %d: %v after %d rounds, %v before, %v for pauses as early as can be", seed, cost, rounds, last, before)
			}
			last = cost
			if again := breaks.Place(t.Context(), p, r, breaks.Options{Seed: seed, Rounds: rounds}); !reflect.DeepEqual(x, again) {
				t.Error("the same placing gives another placement")
			}
		}
	}
}

// TestBest holds the placing of two people's pauses against all placements.
func TestBest(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 9))
		p := &roster.Problem{Days: 1, People: []roster.Person{{ID: "A"}, {ID: "B"}}, Shifts: []roster.Shift{{Begin: 480, End: 780, Minutes: 300,
			Pauses: []roster.Pause{{From: 510, To: 690, Minutes: 30}, {From: 600, To: 750, Minutes: 15}}}}}
		for at := 480; at < 780; at += 30 {
			p.Needs = append(p.Needs, roster.Need{Shift: roster.Free, From: at, To: at + 30, People: 2, Steps: []float64{float64(20 + r.IntN(30)), float64(r.IntN(10)), 0}})
		}
		lines := &roster.Roster{Lines: [][]int{{0}, {0}}}
		var ways [][]int
		for a := 510; a <= 660; a += 15 {
			for b := max(600, a+30); b <= 735; b += 15 {
				ways = append(ways, []int{a, b})
			}
		}
		best := math.Inf(1)
		for _, a := range ways {
			for _, b := range ways {
				best = min(best, placed(t, p, lines, &roster.Placement{Pauses: [][][]int{{a}, {b}}, Attend: nil}))
			}
		}
		if got := placed(t, p, lines, breaks.Place(t.Context(), p, lines, breaks.Options{Seed: 1})); got > best*1.1+1 {
			t.Errorf("seed %d: %v, the best is %v", seed, got, best)
		}
	}
}

// TestHalf: a pause of 15 minutes in an interval of 30 counts half.
func TestHalf(t *testing.T) {
	p := &roster.Problem{Days: 1, People: []roster.Person{{ID: "A"}}, Shifts: []roster.Shift{{Begin: 480, End: 540, Minutes: 60, Pauses: []roster.Pause{{From: 480, To: 510, Minutes: 15}}}},
		Needs: []roster.Need{{Shift: roster.Free, From: 480, To: 510, People: 1, Under: 10}, {Shift: roster.Free, From: 510, To: 540, People: 1, Under: 10}}}
	r := &roster.Roster{Lines: [][]int{{0}}}
	if got := placed(t, p, r, breaks.Place(t.Context(), p, r, breaks.Options{})); got != 5 {
		t.Errorf("%v", got)
	}
	away := breaks.Expect(p)
	if a, b := away.Needs[0].Away, away.Needs[1].Away; a != 0.5 || b != 0 || p.Needs[0].Away != 0 {
		t.Errorf("%v and %v of the people are expected away", a, b)
	}
	if cost, err := check.Check(away, r); err != nil || cost.Cost.Under != 5 {
		t.Error(cost, err)
	}
	if again := breaks.Learn(away, r, breaks.Place(t.Context(), p, r, breaks.Options{})); again.Needs[0].Away != 0.5 {
		t.Errorf("%v", again.Needs[0].Away)
	}
}

// TestPlanted breaks each rule of a placement once.
func TestPlanted(t *testing.T) {
	for says, change := range map[string]func(p *roster.Problem, x *roster.Placement){
		"A: begins the pause lunch on day 0 30 minutes before its window": func(p *roster.Problem, x *roster.Placement) {
			x.Pauses[0][0][0] = 630
		},
		"A: ends the pause tea on day 0 25 minutes after its window": func(p *roster.Problem, x *roster.Placement) {
			x.Pauses[0][0][1] = 990
		},
		"A: begins the pause tea on day 0 before the one before it has ended": func(p *roster.Problem, x *roster.Placement) {
			x.Pauses[0][0] = []int{780, 825}
		},
		"A: has 1 pauses on day 0, the shift 2": func(p *roster.Problem, x *roster.Placement) { x.Pauses[0][0] = []int{700} },
		"A: has the pause lunch on day 0 during a fixed break": func(p *roster.Problem, x *roster.Placement) {
			p.Shifts[0].Breaks = []int{670}
		},
		"A: attends meeting on day 0 at minute 500, outside its window": func(p *roster.Problem, x *roster.Placement) {
			x.Attend[0][0] = roster.Attendance{Day: 0, Begin: 500}
		},
		"B: attends meeting at another time than the others": func(p *roster.Problem, x *roster.Placement) {
			x.Attend[0][0], x.Attend[0][1] = roster.Attendance{Day: 0, Begin: 540}, roster.Attendance{Day: 0, Begin: 555}
		},
		"D: attends training on day 1 and is not at work all the time": func(p *roster.Problem, x *roster.Placement) {
			x.Attend[1][0] = roster.Attendance{Day: 1, Begin: 1440}
		},
		"D: attends training on day 0 during a pause or another activity": func(p *roster.Problem, x *roster.Placement) {
			x.Attend[1][0] = roster.Attendance{Day: 0, Begin: 630}
		},
	} {
		p, r := floor(1, 6)
		for who := range r.Lines {
			r.Lines[who] = []int{0, 0}
		}
		x := naive(p, r)
		change(p, x)
		out, err := check.Placed(p, r, x)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, v := range out.Violations {
			found = found || v.Hard && v.By > 0 && strings.Contains(v.Text, says)
		}
		if !found {
			t.Errorf("%s: %+v", says, out.Violations)
		}
	}
	p, r := floor(1, 6)
	if _, err := check.Placed(p, r, &roster.Placement{}); err == nil {
		t.Error("a placement of nobody was taken")
	}
}

// TestCrowd: pauses that have no room are placed all the same, and the check says so.
func TestCrowd(t *testing.T) {
	p := &roster.Problem{Days: 1, People: []roster.Person{{ID: "A"}}, Shifts: []roster.Shift{{Begin: 480, End: 540, Minutes: 60, Pauses: []roster.Pause{{ID: "a", From: 480, To: 510, Minutes: 30}, {ID: "b", From: 480, To: 510, Minutes: 30}}}}}
	r := &roster.Roster{Lines: [][]int{{0}}}
	out, err := check.Placed(p, r, breaks.Place(t.Context(), p, r, breaks.Options{}))
	if err != nil || len(out.Violations) != 1 {
		t.Errorf("%v %+v", err, out)
	}
}
