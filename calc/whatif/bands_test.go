package whatif_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/calc/whatif"
)

// uncertain is a base of two queues whose rates stray by the centre, the queue,
// the day and the interval, and what comes in one draw of them.
func uncertain(t testing.TB, r *rand.Rand) *whatif.Base {
	const centre, queue, day, slot, days, slots = 0.05, 0.05, 0.04, 0.12, 2, 12
	const z = 1.2815515655446
	b := &whatif.Base{FullTimeHours: 40, Apart: queue * queue / (centre*centre + queue*queue)}
	draw := func(sd float64) float64 {
		if r == nil {
			return 0
		}
		return sd * r.NormFloat64()
	}
	whole := draw(centre)
	for i, id := range []string{"a", "b"} {
		q := whatif.Queue{ID: id, Model: queueing.ModelA, Patience: 150, Targets: queueing.Targets{Level: 0.8, Variant: queueing.LevelOffered, Threshold: 20}}
		own := draw(queue)
		total, squares, dayTotals := 0.0, 0.0, 0.0
		for d := range days {
			today, ofDay := draw(day), 0.0
			var of []whatif.Slot
			for k := range slots {
				mean := 60 + 11.3*float64(i) + 5.7*float64(k) + 2.9*float64(d)
				reach := z * math.Sqrt(centre*centre+queue*queue+day*day+slot*slot)
				s := whatif.Slot{Seconds: 1800, Handle: 240, Low: mean * (1 - reach), High: mean * (1 + reach)}
				s.Contacts = mean * max(1+whole+own+today+draw(slot), 0.1)
				s.Planned = s.Contacts
				if r == nil {
					staff(t, &q, &s)
				} else {
					got, err := queueing.RequiredNear(q.Model, queueing.Load{Rate: s.Planned / s.Seconds, Handle: s.Handle, Interval: s.Seconds, Patience: queueing.Exponential{MeanTime: q.Patience}}, q.Targets, int(s.Planned/6))
					if err != nil {
						t.Fatal(err)
					}
					s.Agents = got.Agents
				}
				of = append(of, s)
				total, ofDay, squares = total+mean, ofDay+mean, squares+mean*mean
			}
			dayTotals += ofDay * ofDay
			q.Days = append(q.Days, of)
		}
		q.SumLow = z * math.Sqrt((centre*centre+queue*queue)*total*total+day*day*dayTotals+slot*slot*squares)
		q.SumHigh = q.SumLow
		b.Queues = append(b.Queues, q)
	}
	return b
}

// people is what the two queues take, full-time.
func people(b *whatif.Base) (a, c float64) {
	var fte [2]float64
	for i, q := range b.Queues {
		for _, slots := range q.Days {
			for _, s := range slots {
				fte[i] += float64(s.Agents) * s.Seconds / 3600 / b.FullTimeHours / (float64(len(q.Days)) / 7)
			}
		}
	}
	return fte[0], fte[1]
}

// The band of the people it takes holds what it promises, over everything the
// forecast does not know: of a queue, and of both together.
func TestBandsOfSumsHold(t *testing.T) {
	said := try(t, uncertain(t, nil), whatif.Levers{})
	cases := []whatif.Case{said.Base, said.Queues[0].Base, said.Queues[1].Base}
	r := rand.New(rand.NewPCG(4, 4))
	const draws = 300
	var below, above [3]float64
	for range draws {
		a, b := people(uncertain(t, r))
		for i, fte := range []float64{a + b, a, b} {
			if fte < cases[i].AtLow.FTE {
				below[i]++
			}
			if fte > cases[i].AtHigh.FTE {
				above[i]++
			}
		}
	}
	for i, c := range cases {
		t.Logf("%.2f FTE, %.2f to %.2f: %.1f %% below, %.1f %% above", c.FTE, c.AtLow.FTE, c.AtHigh.FTE, 100*below[i]/draws, 100*above[i]/draws)
		for _, share := range []float64{below[i] / draws, above[i] / draws} {
			if math.Abs(share-0.1) > 0.045 {
				t.Errorf("case %d: %.3f outside of an end of the band of 80 %%", i, share)
			}
		}
	}
}

// Without a band of the sum all intervals go to their ends together, which is
// wider; queues that err apart have a narrower band together.
func TestBandsOfSumsAreNarrower(t *testing.T) {
	b := uncertain(t, nil)
	whole := try(t, b, whatif.Levers{})
	wide := uncertain(t, nil)
	wide.Apart = 0
	for i := range wide.Queues {
		wide.Queues[i].SumLow, wide.Queues[i].SumHigh = 0, 0
	}
	most := try(t, wide, whatif.Levers{})
	alike := uncertain(t, nil)
	alike.Apart = 0
	together := try(t, alike, whatif.Levers{})
	width := func(c whatif.Case) float64 { return c.AtHigh.FTE - c.AtLow.FTE }
	if widths := []float64{width(whole.Base), width(together.Base), width(most.Base)}; !slices.IsSorted(widths) || widths[0] > 0.95*widths[1] || widths[1] > 0.9*widths[2] {
		t.Errorf("widths %.2f", widths)
	}
	if a, b := width(whole.Queues[0].Base), width(together.Queues[0].Base); a != b {
		t.Errorf("a queue's own band is %.2f and %.2f wide", a, b)
	}
	// Curves are of single intervals: each at its own ends.
	if !(whole.Curve[0].High-whole.Curve[0].Low > 0.9*(most.Curve[0].High-most.Curve[0].Low)) {
		t.Errorf("the first interval: %+v and %+v", whole.Curve[0], most.Curve[0])
	}
}
