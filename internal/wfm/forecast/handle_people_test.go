package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// crew is a made-up queue whose people differ in how long contacts take.
type crew struct {
	people  peopleHistory
	handles handleHistory
	effect  []float64 // logarithms
	duties  dutyDays
}

// crewOf makes so many days of a crew that works early, late or at night, each
// week another, with somebody new after ten weeks. Times differ by hour,
// weekday and week beside.
func crewOf(days, people int, stray float64, seed uint64) crew {
	r := rand.New(rand.NewPCG(seed, 9))
	const slots = 24
	c := crew{people: peopleHistory{first: monday, slots: slots, days: make([][]peopleCell, days)}, duties: dutyDays{},
		handles: handleHistory{first: monday, slots: slots, answered: make([]float64, days*slots), seconds: make([]float64, days*slots)}}
	for p := range people {
		c.people.people = append(c.people.people, fmt.Sprintf("p%02d", p))
		c.effect = append(c.effect, stray*r.NormFloat64())
	}
	level := 240.0
	for d := range days {
		level *= math.Exp(0.01 * r.NormFloat64())
		on := monday.Add(d)
		duty := dutyDay{people: map[string]bool{}}
		for p := range people {
			duty.people[c.people.people[p]] = true
			if p >= people-3 && d < 70 || r.IntN(7) < 2 {
				continue
			}
			// Who is quick works late more often, so hours and people are mixed up.
			shift := (p + d/7) % 3
			if c.effect[p] < 0 && r.IntN(2) == 0 {
				shift = 2
			}
			begins := 8 * shift
			duty.spans = append(duty.spans, dutySpan{person: c.people.people[p], from: 60 * begins, until: 60 * (begins + 8)})
			for k := begins; k < begins+8; k++ {
				mean := level * (1 + 0.2*math.Sin(float64(k)/4)) * (1 + 0.05*float64(on.SinceMonday()%3)) * math.Exp(c.effect[p])
				if p >= people-3 && d < 84 {
					mean *= math.Exp(0.3)
				}
				cell := peopleCell{slot: k, person: p}
				for range r.IntN(5) {
					cell.answered++
					cell.seconds += mean * r.ExpFloat64()
				}
				if cell.answered == 0 {
					continue
				}
				c.people.days[d] = append(c.people.days[d], cell)
				c.handles.answered[d*slots+k] += cell.answered
				c.handles.seconds[d*slots+k] += cell.seconds
			}
		}
		c.duties[on] = duty
	}
	return c
}

// What people bring is found within the errors that are stated, also of those
// who work at other hours than others and of new ones.
func TestPeopleAreFound(t *testing.T) {
	inside, all, errors, prior := 0.0, 0.0, 0.0, 0.0
	early, settled, settledIn := 0.0, 0.0, 0.0
	for seed := range uint64(4) {
		c := crewOf(112, 24, 0.15, seed)
		m := fitPeople(c.people, 112, nil)
		// The truth against the mean over the same contacts.
		shift, n := 0.0, 0.0
		for d := 112 - peopleDays; d < 112; d++ {
			for _, x := range c.people.days[d] {
				log := c.effect[x.person]
				if x.person >= 21 && d < 84 {
					log += 0.3
				}
				shift, n = shift+x.answered*math.Exp(log), n+x.answered
			}
		}
		for p, truth := range c.effect {
			truth -= math.Log(shift / n)
			off := m.log[p] - m.shift - truth
			all++
			if p < 21 {
				settled++
				if math.Abs(off) <= usual[1]*m.deviation[p] {
					settledIn++
				}
			}
			errors += off * off
			prior += truth * truth
			if math.Abs(off) <= usual[1]*m.deviation[p] {
				inside++
			}
		}
		early += m.tenure[0] / 4
		if m.since[23] < 70 || m.since[23] > 75 || m.since[0] != -1 {
			t.Errorf("seed %d: first seen on days %d and %d", seed, m.since[23], m.since[0])
		}
	}
	t.Logf("%.2f of the 80 %% bands hold; error %.3f of %.3f; first weeks %.3f; settled %.2f", inside/all, math.Sqrt(errors/all), math.Sqrt(prior/all), early, settledIn/settled)
	if inside/all < 0.7 || inside/all > 0.93 {
		t.Errorf("%.2f of the 80 %% bands hold", inside/all)
	}
	if errors > prior/9 {
		t.Errorf("people are off by %.3f, they differ by %.3f", math.Sqrt(errors/all), math.Sqrt(prior/all))
	}
	if early < 0.18 || early > 0.36 {
		t.Errorf("the first weeks take %.3f longer, they take 0.3", early)
	}
}

// Where people differ the roster helps, and where they do not the history says
// so and nothing of people is used.
func TestPeopleAreUsedWhereTheyHelp(t *testing.T) {
	helped, wrongly := 0, 0
	for seed := range uint64(2) {
		c := crewOf(112, 24, 0.25, seed)
		got := learnPeople(c.handles, c.people, "", c.duties)
		if got.about.Used {
			helped++
		}
		if got.about.TriedDays != peopleTried || got.about.TriedRoster != peopleTried || *got.about.With > *got.about.Plain != !got.about.Used && got.about.Used {
			t.Errorf("seed %d: %+v", seed, got.about)
		}
		t.Logf("differ: %s, without %.4f, with %.4f", got.about.Why, *got.about.Plain, *got.about.With)
		same := crewOf(112, 18, 0, seed)
		alike := peopleHistory{first: same.people.first, slots: same.people.slots, people: same.people.people[:15], days: make([][]peopleCell, 112)}
		for d, cells := range same.people.days {
			for _, x := range cells {
				if x.person < 15 {
					alike.days[d] = append(alike.days[d], x)
				}
			}
		}
		got = learnPeople(alike.handles(), alike, "", same.duties)
		if got.about.Used {
			wrongly++
		}
		t.Logf("alike: %s, without %.4f, with %.4f, spread %.3f", got.about.Why, *got.about.Plain, *got.about.With, got.about.Spread)
	}
	if helped < 2 {
		t.Errorf("people help in %d of 2 queues in which they differ", helped)
	}
	if wrongly > 0 {
		t.Errorf("people are used in %d of 2 queues in which they do not differ", wrongly)
	}
}

// handles are the handle times of all people together.
func (h peopleHistory) handles() handleHistory {
	out := handleHistory{first: h.first, slots: h.slots, answered: make([]float64, len(h.days)*h.slots), seconds: make([]float64, len(h.days)*h.slots)}
	for d, cells := range h.days {
		for _, c := range cells {
			out.answered[d*h.slots+c.slot] += c.answered
			out.seconds[d*h.slots+c.slot] += c.seconds
		}
	}
	return out
}

// Little is no ground to tell people apart.
func TestPeopleOfLittle(t *testing.T) {
	none := learnPeople(handleHistory{first: monday, slots: 24}, peopleHistory{first: monday, slots: 24}, "", nil)
	if none.about.Why != PeopleNone || none.about.Used {
		t.Errorf("nobody told: %+v", none.about)
	}
	few := crewOf(20, 9, 0.2, 1)
	if got := learnPeople(few.handles, few.people, "", nil); got.about.Used || got.about.Why != PeopleShort {
		t.Errorf("twenty days: %+v", got.about)
	}
	two := crewOf(60, 2, 0.2, 1)
	if got := learnPeople(two.handles, two.people, "", nil); got.about.Used || got.about.Why != PeopleFew {
		t.Errorf("two people: %+v", got.about)
	}
}

// A roster in which most who usually work are not told is not taken.
func TestRosterThatKnowsFewIsNotTaken(t *testing.T) {
	c := crewOf(100, 12, 0.2, 3)
	m := fitPeople(c.people, 90, nil)
	if _, ok := m.expectedMix(c.people, 90, 92, "", c.duties); !ok {
		t.Error("a roster of everybody is not taken")
	}
	on := monday.Add(92)
	half := dutyDay{people: map[string]bool{}, spans: c.duties[on].spans}
	for _, id := range c.people.people[:6] {
		half.people[id] = true
	}
	mix, ok := m.expectedMix(c.people, 90, 92, "", dutyDays{on: half})
	if usual := m.usualMix(c.people, 90, 92); ok || fmt.Sprint(mix) != fmt.Sprint(usual) {
		t.Error("a roster of half of them is taken")
	}
	if _, ok := m.expectedMix(c.people, 90, 93, "", dutyDays{on: c.duties[on]}); ok {
		t.Error("a day without a roster is taken from one")
	}
}
