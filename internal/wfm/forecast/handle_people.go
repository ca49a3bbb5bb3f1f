package forecast

import (
	"math"

	"github.com/lingting/lingting/internal/kit/civil"
)

// peopleHistory is who handled what: of each day the cells in which somebody
// answered. It ends with the same day as the history of handle times.
type peopleHistory struct {
	first  civil.Date
	slots  int
	people []string // ids
	days   [][]peopleCell
}

// peopleCell is what one person handled in a slot; person -1: nobody is told.
type peopleCell struct {
	slot, person      int
	answered, seconds float64
}

// How many days people are learnt from, how many are tried, how many of the
// newest say who works when, and how much must be known for any of it.
const (
	peopleDays    = 84
	peopleTried   = 28
	mixDays       = 28
	leastPeople   = 3
	leastByPeople = 300 // contacts
	peopleRounds  = 60
	peopleSettled = 1e-5
)

// What is taken of people before they are seen: how far they differ, as a
// deviation of logarithms, and for how many people that counts; how far the
// first weeks differ from later ones.
const (
	peopleStray = 0.1
	peoplePrior = 1
	tenureStray = 0.2
)

// The first weeks of somebody new, in stretches; who is there from the first
// three weeks of what is known is not new.
var tenureUntil = [3]int{14, 28, 56} // days

const newAfter = 21

// peopleModel says how much longer than usual contacts take with each person.
// Days have levels, weekdays and slots a profile, and people what is theirs,
// each found with the others held until they agree. What is found of a person
// is drawn towards none as far as contacts are few (best linear unbiased
// prediction, Henderson 1975; the spread between people by expectation and
// maximisation). The mean over all contacts is 1.
type peopleModel struct {
	log       []float64 // by person
	deviation []float64 // how sure that is
	answered  []float64
	since     []int // the day somebody was first seen, if new; -1: not new
	spread    float64
	tenure    [len(tenureUntil)]float64 // logarithms
	tenureOf  [len(tenureUntil)]int     // new people it was seen of
	perSlot   []float64                 // contacts of a slot in which somebody has any
	shift     float64
}

// stage is in which of the first stretches of weeks a person is on a day; -1:
// in none.
func (m *peopleModel) stage(person, day int) int {
	if person < 0 || m.since[person] < 0 || day < m.since[person] {
		return -1
	}
	for i, until := range tenureUntil {
		if day-m.since[person] < until {
			return i
		}
	}
	return -1
}

// factor is how much longer than usual contacts of a person take on a day.
func (m *peopleModel) factor(person, day int) float64 {
	return math.Exp(m.logOf(person, day) - m.shift)
}

func (m *peopleModel) logOf(person, day int) float64 {
	if person < 0 {
		return 0
	}
	if s := m.stage(person, day); s >= 0 {
		return m.log[person] + m.tenure[s]
	}
	return m.log[person]
}

// fitPeople learns from the days until `known`; nil when too little is known.
// before (may be nil) is an earlier answer to begin with.
func fitPeople(h peopleHistory, known int, before *peopleModel) *peopleModel {
	from := max(known-peopleDays, 0)
	m := &peopleModel{log: make([]float64, len(h.people)), deviation: make([]float64, len(h.people)), answered: make([]float64, len(h.people)), since: firstSeen(h, known),
		perSlot: make([]float64, len(h.people)), spread: peopleStray * peopleStray}
	if before != nil {
		copy(m.log, before.log)
		m.tenure, m.spread = before.tenure, before.spread
	}
	seenIn := make([]float64, len(h.people))
	total := 0.0
	for d := from; d < known; d++ {
		for _, c := range h.days[d] {
			if c.person >= 0 {
				m.answered[c.person] += c.answered
				seenIn[c.person]++
				total += c.answered
			}
		}
	}
	seen := 0
	for p, n := range m.answered {
		if n > 0 {
			seen++
			m.perSlot[p] = n / seenIn[p]
		}
	}
	if seen < leastPeople || total < leastByPeople {
		return nil
	}
	f := &peopleFit{h: h, from: from, known: known, m: m, seen: float64(seen), level: make([]float64, known-from), contact: contactStrays}
	for w := range f.profile {
		f.profile[w] = make([]float64, h.slots)
		for k := range f.profile[w] {
			f.profile[w][k] = 1
		}
	}
	for round := range peopleRounds {
		f.levels()
		f.profiles()
		moved := f.people()
		f.newcomers()
		f.strays()
		if round > 10 && moved < peopleSettled {
			break
		}
	}
	f.sure()
	m.centre(h, from, known)
	return m
}

// firstSeen is on which day each new person was first seen.
func firstSeen(h peopleHistory, known int) []int {
	out := make([]int, len(h.people))
	for p := range out {
		out[p] = known
	}
	for d := range known {
		for _, c := range h.days[d] {
			if c.person >= 0 {
				out[c.person] = min(out[c.person], d)
			}
		}
	}
	for p, d := range out {
		if d < newAfter || d == known {
			out[p] = -1
		}
	}
	return out
}

// peopleFit is what is known while people are learnt.
type peopleFit struct {
	h           peopleHistory
	from, known int
	m           *peopleModel
	seen        float64
	level       []float64
	profile     [7][]float64
	contact     float64 // variance of one contact's handle time, relative to its mean
}

func (f *peopleFit) weekday(d int) int { return f.h.first.Add(d).SinceMonday() }

// expect calls fn with every cell and what its seconds are expected to be but
// for the person.
func (f *peopleFit) expect(fn func(d, w int, c peopleCell, expected float64)) {
	for d := f.from; d < f.known; d++ {
		w := f.weekday(d)
		for _, c := range f.h.days[d] {
			fn(d, w, c, c.answered*f.level[d-f.from]*f.profile[w][c.slot])
		}
	}
}

func (f *peopleFit) levels() {
	for d := f.from; d < f.known; d++ {
		w := f.weekday(d)
		came, expected := 0.0, 0.0
		for _, c := range f.h.days[d] {
			came += c.seconds
			expected += c.answered * f.profile[w][c.slot] * math.Exp(f.m.logOf(c.person, d))
		}
		if f.level[d-f.from] = 0; expected > 0 {
			f.level[d-f.from] = came / expected
		}
	}
}

// profiles finds how slots differ, drawn towards all weekdays as far as
// contacts are few; they mean 1 over a weekday's contacts.
func (f *peopleFit) profiles() {
	slots := make([]handled, f.h.slots)
	var cells [7][]handled
	for w := range cells {
		cells[w] = make([]handled, f.h.slots)
	}
	usual := handled{}
	f.expect(func(d, w int, c peopleCell, _ float64) {
		e := c.answered * f.level[d-f.from] * math.Exp(f.m.logOf(c.person, d))
		slots[c.slot].add(e, c.seconds, 1)
		cells[w][c.slot].add(e, c.seconds, 1)
		usual.add(c.answered, e, 1)
	})
	mean := usual.seconds / usual.answered // seconds of a contact: what is trusted is told in contacts
	for w := range 7 {
		sum, weight := 0.0, 0.0
		for k := range f.h.slots {
			f.profile[w][k] = cells[w][k].drawn(1, slots[k].drawn(1, 1, slotTrust*mean), weekdaySlot*mean)
			sum, weight = sum+cells[w][k].answered*f.profile[w][k], weight+cells[w][k].answered
		}
		if weight > 0 {
			for k := range f.profile[w] {
				f.profile[w][k] *= weight / sum
			}
		}
	}
}

// people finds what is each person's, and how far people differ; moved is the
// greatest change.
func (f *peopleFit) people() (moved float64) {
	m := f.m
	came, expected := make([]float64, len(m.log)), make([]float64, len(m.log))
	f.expect(func(d, _ int, c peopleCell, e float64) {
		if c.person >= 0 {
			came[c.person] += c.seconds
			expected[c.person] += e * math.Exp(m.logOf(c.person, d)-m.log[c.person])
		}
	})
	mean, squares := 0.0, 0.0
	for p, n := range m.answered {
		if n <= 0 || came[p] <= 0 || expected[p] <= 0 {
			continue
		}
		chance := f.contact / n
		now := math.Log(came[p]/expected[p]) * m.spread / (m.spread + chance)
		moved = max(moved, math.Abs(now-m.log[p]))
		m.log[p] = now
		mean += now / f.seen
		squares += now*now + m.spread*chance/(m.spread+chance)
	}
	for p, n := range m.answered {
		if n > 0 {
			m.log[p] -= mean
		}
	}
	squares -= f.seen * mean * mean
	m.spread = (squares + peoplePrior*peopleStray*peopleStray) / (f.seen + peoplePrior)
	return moved
}

// newcomers finds how much longer people take in their first weeks than later.
// Of less than three new people nothing is told of those to come.
func (f *peopleFit) newcomers() {
	m := f.m
	var came, expected, contacts [len(tenureUntil)]float64
	var who [len(tenureUntil)]map[int]bool
	f.expect(func(d, _ int, c peopleCell, e float64) {
		s := m.stage(c.person, d)
		if s < 0 {
			return
		}
		if who[s] == nil {
			who[s] = map[int]bool{}
		}
		who[s][c.person] = true
		came[s], contacts[s] = came[s]+c.seconds, contacts[s]+c.answered
		expected[s] += e * math.Exp(m.log[c.person])
	})
	for s := range m.tenure {
		if m.tenureOf[s] = len(who[s]); len(who[s]) < leastPeople || came[s] <= 0 || expected[s] <= 0 {
			m.tenure[s] = 0
			continue
		}
		prior := tenureStray * tenureStray
		m.tenure[s] = math.Log(came[s]/expected[s]) * prior / (prior + f.contact/contacts[s])
	}
}

// strays finds how far whole days of one person stray by chance, for each
// contact.
func (f *peopleFit) strays() {
	squares, n := contactStrays*slotPrior, float64(slotPrior)
	for d := f.from; d < f.known; d++ {
		w := f.weekday(d)
		came, expected, contacts := map[int]float64{}, map[int]float64{}, map[int]float64{}
		for _, c := range f.h.days[d] {
			if c.person < 0 {
				continue
			}
			came[c.person] += c.seconds
			contacts[c.person] += c.answered
			expected[c.person] += c.answered * f.level[d-f.from] * f.profile[w][c.slot] * math.Exp(f.m.logOf(c.person, d))
		}
		for _, p := range sortedKeys(came) {
			if e := expected[p]; e > 0 {
				off := came[p]/e - 1
				squares, n = squares+min(contacts[p]*off*off, straysAtMost), n+1
			}
		}
	}
	f.contact = squares / n
}

// sure says how sure each person's effect is. Who alone makes a day's level or
// a slot's profile is not told apart from it, so only what others had beside
// them counts.
func (f *peopleFit) sure() {
	m := f.m
	slots := [7][]float64{}
	for w := range slots {
		slots[w] = make([]float64, f.h.slots)
	}
	days := make([]float64, f.known-f.from)
	f.expect(func(d, w int, c peopleCell, _ float64) {
		days[d-f.from] += c.answered
		slots[w][c.slot] += c.answered
	})
	ofDay, ofSlot := make([]float64, len(m.log)), make([][]float64, len(m.log))
	first := make([]float64, len(m.log)) // contacts of somebody's first weeks
	byDay := map[int]float64{}
	for d := f.from; d < f.known; d++ {
		w := f.weekday(d)
		clear(byDay)
		for _, c := range f.h.days[d] {
			if c.person < 0 {
				continue
			}
			byDay[c.person] += c.answered
			if m.stage(c.person, d) >= 0 {
				first[c.person] += c.answered
			}
			if ofSlot[c.person] == nil {
				ofSlot[c.person] = make([]float64, 7*f.h.slots)
			}
			ofSlot[c.person][w*f.h.slots+c.slot] += c.answered
		}
		for p, n := range byDay {
			ofDay[p] += n * n / days[d-f.from]
		}
	}
	for p, n := range m.answered {
		m.deviation[p] = math.Sqrt(m.spread)
		if n <= 0 {
			continue
		}
		alone := 0.0
		for i, n := range ofSlot[p] {
			if n > 0 {
				alone += n * n / slots[i/f.h.slots][i%f.h.slots]
			}
		}
		told := n * (1 - ofDay[p]/n) * (1 - alone/n)
		// What the first weeks bring is known from few people.
		m.deviation[p] = math.Sqrt(1/(1/m.spread+max(told, 0)/f.contact) + first[p]/n*first[p]/n*m.spread/leastPeople)
	}
}

// centre makes the mean over the contacts 1.
func (m *peopleModel) centre(h peopleHistory, from, known int) {
	sum, n := 0.0, 0.0
	for d := from; d < known; d++ {
		for _, c := range h.days[d] {
			sum, n = sum+c.answered*math.Exp(m.logOf(c.person, d)), n+c.answered
		}
	}
	m.shift = math.Log(sum / n)
}
