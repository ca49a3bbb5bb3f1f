package missed_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lingting/lingting/calc/missed"
)

// planned is a day from 8 to 20 that goes as planned: two queues, each served
// first by its own people, who can help the other.
func planned(r *rand.Rand) *missed.Day {
	d := &missed.Day{Interval: 1800, Short: 5, From: 10 * 3600, To: 16 * 3600}
	for _, n := range []float64{70 + float64(r.IntN(20)), 35 + float64(r.IntN(10))} {
		contacts := make([]float64, 48)
		for k := 16; k < 40; k++ {
			contacts[k] = n * (1 + 0.2*math.Sin(float64(k)))
		}
		q := missed.Queue{Measure: "sl-off", Threshold: 20, Patience: 120, Counts: true}
		q.Contacts = missed.Both[[]float64]{Planned: contacts, Actual: slices.Clone(contacts)}
		q.Handle = missed.Both[[]missed.Mean]{Planned: []missed.Mean{{Seconds: 200}}, Actual: []missed.Mean{{Seconds: 200}}}
		d.Queues = append(d.Queues, q)
		for range int(n*200/1800) + 4 {
			p := missed.Person{Came: true, Planned: true}
			lunch := float64(11*3600 + 1800*r.IntN(8))
			work := []missed.Stretch{{From: 8 * 3600, To: lunch}, {From: lunch + 1800, To: 20 * 3600}}
			p.Work = missed.Both[[]missed.Stretch]{Planned: work, Actual: slices.Clone(work)}
			own := len(d.Queues) - 1
			p.Serves = missed.Both[[]int]{Planned: []int{own}, Actual: []int{own}}
			d.People = append(d.People, p)
		}
	}
	return d
}

// plant makes one thing go wrong.
func plant(d *missed.Day, c missed.Cause) {
	switch c {
	case missed.Volume:
		for k := range d.Queues[0].Contacts.Actual {
			d.Queues[0].Contacts.Actual[k] *= 1.35
		}
	case missed.Handle:
		d.Queues[0].Handle.Actual = []missed.Mean{{Seconds: 210}, {From: 12 * 3600, Seconds: 290}}
	case missed.Absence:
		for i := range 4 {
			d.People[i].Came = false
			d.People[i].Work.Actual = nil
		}
	case missed.Adherence:
		for i := range d.People {
			d.People[i].Work.Actual = []missed.Stretch{{From: 8*3600 + 1500, To: 10 * 3600}, {From: 11 * 3600, To: 13 * 3600}, {From: 14 * 3600, To: 19 * 3600}}
		}
	case missed.Skills:
		for i := range 4 {
			d.People[i].Serves.Actual = []int{1}
		}
	}
}

func TestAPlantedCauseIsFound(t *testing.T) {
	for c := range missed.Causes {
		for seed := range uint64(2) {
			t.Run(fmt.Sprintf("%d/%d", c, seed), func(t *testing.T) {
				d := planned(rand.New(rand.NewPCG(seed, 7)))
				plant(d, c)
				s, err := missed.Explain(t.Context(), d, missed.Options{Seed: seed, Replications: 25, Workers: 2})
				if err != nil {
					t.Fatal(err)
				}
				miss := s.Explained - s.Planned
				if miss > -0.05 {
					t.Fatalf("nothing was missed: %+v", s)
				}
				if share := s.Parts[c] / miss; share < 0.9 || share > 1.1 {
					t.Errorf("%.2f of %.3f is given to the cause: %+v", share, miss, s.Parts)
				}
			})
		}
	}
}

func TestPartsSumToTheWhole(t *testing.T) {
	d := planned(rand.New(rand.NewPCG(1, 7)))
	for c := range missed.Causes {
		plant(d, c)
	}
	d.Absence = 0.1
	d.People = append(d.People, missed.Person{Came: true, Work: missed.Both[[]missed.Stretch]{Actual: []missed.Stretch{{From: 9 * 3600, To: 18 * 3600}}}, Serves: missed.Both[[]int]{Actual: []int{0, 1}}})
	o := missed.Options{Seed: 3, Replications: 10, Workers: 1}
	s, err := missed.Explain(t.Context(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, v := range s.Parts {
		sum += v
	}
	if math.Abs(sum-(s.Explained-s.Planned)) > 1e-12 {
		t.Errorf("%v of %v", sum, s.Explained-s.Planned)
	}
	o.Workers = 3
	if again, err := missed.Explain(t.Context(), d, o); err != nil || !reflect.DeepEqual(again, s) {
		t.Errorf("three workers give %+v, one %+v: %v", again, s, err)
	}
}

func TestADayAsPlannedMissesNothing(t *testing.T) {
	s, err := missed.Explain(t.Context(), planned(rand.New(rand.NewPCG(2, 7))), missed.Options{Seed: 1, Replications: 5, Workers: 1})
	if err != nil || s.Explained != s.Planned || s.Parts != [missed.Causes]float64{} {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestWrongDays(t *testing.T) {
	for field, spoil := range map[string]func(d *missed.Day){
		"interval":           func(d *missed.Day) { d.Interval = 1700 },
		"from, to":           func(d *missed.Day) { d.To = d.From },
		"absence":            func(d *missed.Day) { d.Absence = 1 },
		"queues[1].contacts": func(d *missed.Day) { d.Queues[1].Contacts.Actual = nil },
		"queues[0].handle":   func(d *missed.Day) { d.Queues[0].Handle.Actual[0].Seconds = 0 },
		"people[2].serves":   func(d *missed.Day) { d.People[2].Serves.Actual = []int{2} },
		"queues[0].measure":  func(d *missed.Day) { d.Queues[0].Measure = "x" },
	} {
		d := planned(rand.New(rand.NewPCG(2, 7)))
		spoil(d)
		if _, err := missed.Explain(t.Context(), d, missed.Options{Seed: 1, Replications: 2}); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}
