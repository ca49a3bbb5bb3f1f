package line_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/calc/roster/line"
)

// random makes a problem of one person, with rules hard and soft.
func random(r *rand.Rand, days int) *roster.Problem {
	p := &roster.Problem{Days: days, Monday: r.IntN(7), People: []roster.Person{{ID: "A"}}}
	for i := range 2 {
		begin := 360 + 120*r.IntN(6)
		p.Shifts = append(p.Shifts, roster.Shift{ID: string(rune('E' + i)), Minutes: []int{480, 480, 600}[r.IntN(3)], Begin: begin, End: begin + 540})
	}
	price := func() float64 {
		if r.IntN(2) == 0 {
			return 0
		}
		return float64(1 + r.IntN(5))
	}
	add := func(x roster.Rule) {
		if r.IntN(4) > 0 {
			x.Price = price()
			p.Rules = append(p.Rules, x)
		}
	}
	least := 480 * r.IntN(4)
	add(roster.Rule{Kind: roster.PaidMinutes, Min: least, Max: least + 480*r.IntN(3) + 240})
	add(roster.Rule{Kind: roster.WorkRun, Min: 1 + r.IntN(2), Max: 3 + r.IntN(2)})
	add(roster.Rule{Kind: roster.RestRun, Min: 1 + r.IntN(3), Max: roster.NoMax})
	add(roster.Rule{Kind: roster.Weekends, Max: r.IntN(2)})
	add(roster.Rule{Kind: roster.Succession, Shifts: []int{1}, Then: []int{0}, Max: roster.NoMax})
	add(roster.Rule{Kind: roster.RestMinutes, Min: 660 + 60*r.IntN(3), Max: roster.NoMax})
	add(roster.Rule{Kind: roster.DayOff, From: 2, To: 3})
	if r.IntN(3) == 0 {
		add(roster.Rule{Kind: roster.Fixed, From: 4, To: 5, Shifts: []int{r.IntN(2)}})
	}
	if r.IntN(2) == 0 {
		p.Rules = append(p.Rules, roster.Rule{Kind: roster.ShiftCount, Shifts: []int{1}, Min: r.IntN(2), Max: 1 + r.IntN(2), Price: price()})
	}
	if r.IntN(2) == 0 {
		cut := 2 + r.IntN(3)
		for _, span := range [][2]int{{0, cut}, {cut, days}} {
			x := roster.Rule{Kind: roster.PaidMinutes, From: span[0], To: span[1], Min: 480 * r.IntN(2), Max: 480 * (1 + r.IntN(3)), Price: price()}
			if r.IntN(3) == 0 {
				x.Kind, x.Min, x.Max = roster.ShiftCount, r.IntN(2), 1+r.IntN(3)
			}
			p.Rules = append(p.Rules, x)
		}
	}
	if r.IntN(2) == 0 {
		p.People[0].Before = roster.Before{Days: 1 + r.IntN(3), Shift: r.IntN(3) - 1}
	}
	for range 4 {
		p.Wishes = append(p.Wishes, roster.Wish{Day: r.IntN(days), Shift: r.IntN(3) - 1, For: r.IntN(2) == 0, Price: float64(1 + r.IntN(3))})
	}
	return p
}

// TestBestOfAll holds the dynamic programme against every line there is, and the
// price of a line against the independent check.
func TestBestOfAll(t *testing.T) {
	const days = 7
	held := 0
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 1))
		p := random(r, days)
		c := line.Compile(p, 0, nil)
		if n := len(c.Counts); n > 1 || n == 1 && !c.Counts[0].Horizon(days) {
			continue // not all of it is in the tables
		}
		held++
		if len(c.Counts) > 0 {
			c = line.Counted(p, 0, nil, 0)
		}
		var b line.Builder
		b.Begin(c)
		for i := range b.Cost {
			b.Cost[i] = float64(r.IntN(9) - 5)
		}
		for i := range b.Off {
			b.Off[i] = float64(r.IntN(3))
		}
		added := func(l []int16, from, to int) float64 {
			sum := 0.0
			for d := from; d < to; d++ {
				if s := l[d]; s >= 0 {
					sum += b.Cost[d*len(c.Shifts)+c.Own[s]]
				} else {
					sum += b.Off[d]
				}
			}
			return sum
		}
		all := [][]int16{}
		prices := []float64{}
		for n := range int(math.Pow(3, days)) {
			l := make([]int16, days)
			full := roster.NewRoster(1, days)
			for d := range l {
				l[d] = int16(n%3) - 1
				full.Lines[0][d] = n%3 - 1
				n /= 3
			}
			price := c.Price(l)
			checked, err := check.Check(p, full)
			if err != nil {
				t.Fatal(err)
			}
			if hard := len(checked.Violations) > 0; hard != (price == line.Inf) || !hard && math.Abs(price-checked.Cost.Total) > 1e-9 {
				t.Fatalf("seed %d: line %v costs %v, the check says %v and %v", seed, l, price, checked.Cost, checked.Violations)
			}
			if price < line.Inf {
				all, prices = append(all, l), append(prices, price)
			}
		}
		hold := func(old []int16, from, to int) {
			best := line.Inf
			for i, l := range all {
				same := true
				for d := range days {
					same = same && (d >= from && d < to || l[d] == old[d])
				}
				if same {
					best = min(best, prices[i]+added(l, from, to))
				}
			}
			out := make([]int16, days)
			if _, ok := b.Build(old, from, to, out); ok != (best < line.Inf) {
				t.Fatalf("seed %d: days %d to %d: a line %v, of all lines the best costs %v", seed, from, to, ok, best)
			} else if got := c.Price(out) + added(out, from, to); ok && math.Abs(got-best) > 1e-9 {
				t.Fatalf("seed %d: days %d to %d: %v costs %v, the best %v; %+v", seed, from, to, out, got, best, p)
			}
		}
		hold(nil, 0, days)
		for range 5 {
			if len(all) > 0 {
				from := r.IntN(days)
				hold(all[r.IntN(len(all))], from, from+1+r.IntN(days-from))
			}
		}
	}
	if held < 15 {
		t.Errorf("only %d problems were held", held)
	}
}
