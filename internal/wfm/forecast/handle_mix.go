package forecast

import (
	"maps"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

func sortedKeys(m map[int]float64) []int { return slices.Sorted(maps.Keys(m)) }

// mixed gives who worked in the slots of a day as one factor for each: the
// mean of what is the people's, weighted by their contacts. 1 where nobody is
// told.
func (m *peopleModel) mixed(h peopleHistory, day int) []float64 {
	sums := make([]handled, h.slots)
	for _, c := range h.days[day] {
		sums[c.slot].add(c.answered, c.answered*m.factor(c.person, day), 1)
	}
	out := make([]float64, h.slots)
	for k, s := range sums {
		if out[k] = 1; s.answered > 0 {
			out[k] = s.seconds / s.answered
		}
	}
	return out
}

// without is the history of handle times as if everybody were alike.
func (h handleHistory) without(p peopleHistory, m *peopleModel) handleHistory {
	out := h
	out.seconds = slices.Clone(h.seconds)
	from := p.first.Sub(h.first)
	for d := max(h.days()-peopleDays, from, 0); d < h.days(); d++ {
		for k, factor := range m.mixed(p, d-from) {
			out.seconds[d*h.slots+k] /= factor
		}
	}
	return out
}

// usualMix is who is expected to work on a day by who worked in the last weeks
// at that weekday and time, drawn towards that time of all weekdays and all
// times as far as contacts are few. day counts from the first of the history.
func (m *peopleModel) usualMix(h peopleHistory, known, day int) []float64 {
	w := h.first.Add(day).SinceMonday()
	cells, slots := make([]handled, h.slots), make([]handled, h.slots)
	var all handled
	for d := max(known-mixDays, 0); d < known; d++ {
		same := h.first.Add(d).SinceMonday() == w
		for _, c := range h.days[d] {
			of := c.answered * m.factor(c.person, day)
			all.add(c.answered, of, 1)
			slots[c.slot].add(c.answered, of, 1)
			if same {
				cells[c.slot].add(c.answered, of, 1)
			}
		}
	}
	usual := all.drawn(1, 1, slotTrust)
	out := make([]float64, h.slots)
	for k := range out {
		out[k] = cells[k].drawn(1, slots[k].drawn(1, usual, slotTrust), slotTrust)
	}
	return out
}

// rosterCovers is the least share of the last weeks' contacts whose people must
// stand in a day's published roster for the day to be taken from it.
const rosterCovers = 0.8

// rosteredMix is who is expected to work on a day by its published roster; ok
// is false when too few of those who usually work are in it. Where nobody is on
// duty, and of slots the roster knows nobody of, it is as usual.
func (m *peopleModel) rosteredMix(h peopleHistory, known, day int, skill string, duties dutyDays, usual []float64) (out []float64, ok bool) {
	on := h.first.Add(day)
	planned := duties[on]
	if len(planned.people) == 0 {
		return usual, false
	}
	index := map[string]int{}
	for p, id := range h.people {
		index[id] = p
	}
	inRoster, all := 0.0, 0.0
	for d := max(known-mixDays, 0); d < known; d++ {
		for _, c := range h.days[d] {
			all += c.answered
			if c.person >= 0 && planned.people[h.people[c.person]] {
				inRoster += c.answered
			}
		}
	}
	if all == 0 || inRoster < rosterCovers*all {
		return usual, false
	}
	mean, n := 0.0, 0.0
	for p, x := range m.perSlot {
		if m.answered[p] > 0 {
			mean, n = mean+x, n+1
		}
	}
	mean /= max(n, 1)
	sums := make([]handled, h.slots)
	minutes := float64(minutesOfDay / h.slots)
	for _, s := range planned.spans {
		p, known := index[s.person]
		contacts, factor := mean, math.Exp(-m.shift)
		switch {
		case known && m.answered[p] > 0:
			contacts, factor = m.perSlot[p], m.factor(p, day)
		case s.skill != skill || skill == "":
			continue // not seen in this queue, and the shift serves another
		}
		for k := max(int(float64(s.from)/minutes), 0); k < h.slots && float64(k)*minutes < float64(s.until); k++ {
			share := (math.Min(float64(s.until), float64(k+1)*minutes) - math.Max(float64(s.from), float64(k)*minutes)) / minutes
			if s.pause {
				share = -share
			}
			sums[k].add(contacts*share, contacts*share*factor, 1)
		}
	}
	out = slices.Clone(usual)
	for k, s := range sums {
		if s.answered > 1e-9*mean {
			out[k] = s.seconds / s.answered
		}
	}
	return out, true
}

// dutyDays are the published rosters by day.
type dutyDays map[civil.Date]dutyDay

// dutyDay is a day of published rosters: who stands in them, at work or not,
// and when they are at work.
type dutyDay struct {
	people map[string]bool
	spans  []dutySpan
}

// dutySpan is a stretch of a day somebody is at work, in minutes after its
// midnight; those of breaks count less than none.
type dutySpan struct {
	person, skill string
	from, until   int
	pause         bool
}

// dutiesByDay lays duties on the days they fall on.
func dutiesByDay(duties []Duty) dutyDays {
	out := dutyDays{}
	day := func(on civil.Date) dutyDay {
		d, ok := out[on]
		if !ok {
			d.people = map[string]bool{}
		}
		return d
	}
	for _, x := range duties {
		d := day(x.On)
		d.people[x.PersonID] = true
		out[x.On] = d
		lay := func(from, until int, pause bool) {
			for after := 0; from < until && after < 2; after++ {
				begins, ends := max(from-after*minutesOfDay, 0), min(until-after*minutesOfDay, minutesOfDay)
				if begins >= ends {
					continue
				}
				on := x.On.Add(after)
				d := day(on)
				d.spans = append(d.spans, dutySpan{x.PersonID, x.SkillID, begins, ends, pause})
				out[on] = d
			}
		}
		lay(x.From, x.Until, false)
		for _, b := range x.Breaks {
			lay(b[0], b[1], true)
		}
	}
	return out
}

// expectedMix is who is expected to work on a day, and whether a roster says so.
func (m *peopleModel) expectedMix(h peopleHistory, known, day int, skill string, duties dutyDays) ([]float64, bool) {
	return m.rosteredMix(h, known, day, skill, duties, m.usualMix(h, known, day))
}

// Why people count in a forecast or do not.
const (
	PeopleHelp   = "helps"    // tried on the past, handle times were nearer with them
	PeopleNoHelp = "no_help"  // they were not
	PeopleFew    = "few"      // too few people or contacts
	PeopleShort  = "short"    // too few days to try it
	PeopleNone   = "not_told" // nothing tells who handled contacts
)

// PeopleAbout is what was found of the people of a queue as a whole.
type PeopleAbout struct {
	Used        bool     `json:"used" doc:"who works when is in the handle times"`
	Why         string   `json:"why" enum:"helps,no_help,few,short,not_told"`
	People      int      `json:"people" doc:"who handled contacts in the last twelve weeks"`
	Spread      float64  `json:"spread" doc:"how far people differ: a standard deviation, as a share"`
	TriedDays   int      `json:"tried_days"`
	Plain       *float64 `json:"plain,omitempty" doc:"WAPE of handle times on the days tried, without people"`
	With        *float64 `json:"with,omitempty" doc:"the same with people"`
	TriedRoster int      `json:"tried_roster" doc:"days tried of which a published roster told who works"`
	RosterDays  int      `json:"roster_days" doc:"days forecast of which a published roster tells who works; of others the last four weeks do"`
	Newcomers   []Tenure `json:"newcomers,omitempty" doc:"how much longer new people take in their first weeks"`
}

// Tenure is a stretch of the first weeks of new people.
type Tenure struct {
	ToWeek int     `json:"to_week"`
	People int     `json:"people"`
	Share  float64 `json:"share" doc:"more of handle time than later, as a share"`
}

// PersonEffect is how much longer than usual contacts of a queue take with a
// person.
type PersonEffect struct {
	PersonID string  `json:"person_id"`
	Effect   float64 `json:"effect" doc:"as a share: 0.1 is a tenth longer"`
	Low      float64 `json:"low" doc:"of its 80 % band"`
	High     float64 `json:"high"`
	Contacts float64 `json:"contacts" doc:"of the last twelve weeks"`
	Since    string  `json:"since_on,omitempty" doc:"first seen, of new people"`
}

// peopleOf is what people bring to the handle times of a queue.
type peopleOf struct {
	about   PeopleAbout
	effects []PersonEffect
	model   *peopleModel
}

// learnPeople learns what is people's from a history and tries whether it
// helps.
func learnPeople(handles handleHistory, h peopleHistory, skill string, duties dutyDays) peopleOf {
	out := peopleOf{about: PeopleAbout{Why: PeopleNone}}
	if len(h.people) == 0 {
		return out
	}
	out.about.Why = PeopleFew
	n := len(h.days)
	var last *peopleModel
	var days []float64 // how much nearer each day was
	plain, with, came := 0.0, 0.0, 0.0
	offset := h.first.Sub(handles.first)
	for known := n - peopleTried; known >= peopleTried && known < n; known += peopleTried / 2 {
		m := fitPeople(h, known, last)
		if last = m; m == nil {
			continue
		}
		past := handles.until(offset + known)
		usual, base := fitHandle(past), fitHandle(past.without(h, m))
		if usual == nil || base == nil {
			continue
		}
		for d := known; d < min(known+peopleTried/2, n); d++ {
			on := h.first.Add(d)
			mix, rostered := m.expectedMix(h, known, d, skill, duties)
			if rostered {
				out.about.TriedRoster++
			}
			a, b := usual.day(on), base.day(on)
			gain, any := 0.0, false
			for k := range h.slots {
				i := (offset+d)*h.slots + k
				answered, seconds := handles.answered[i], handles.seconds[i]
				if !(answered > 0) || !(seconds >= 0) {
					continue
				}
				any = true
				x, y := math.Abs(a[k]*answered-seconds), math.Abs(b[k]*mix[k]*answered-seconds)
				plain, with, came, gain = plain+x, with+y, came+seconds, gain+x-y
			}
			if any {
				days = append(days, gain)
			}
		}
	}
	m := fitPeople(h, n, last)
	if m == nil {
		return out
	}
	out.take(h, m)
	out.about.Why = PeopleShort
	if out.about.TriedDays = len(days); len(days) < peopleTried/2 || came <= 0 {
		return out
	}
	out.about.Plain, out.about.With = finite(plain/came), finite(with/came)
	if out.about.Why = PeopleNoHelp; surelyAbove(days) {
		out.about.Why, out.about.Used, out.model = PeopleHelp, true, m
	}
	return out
}

// surelyAbove reports whether the mean of values is above 0 by more than its
// standard error.
func surelyAbove(values []float64) bool {
	n := float64(len(values))
	mean, squares := sum(values)/n, 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean > math.Sqrt(squares/max(n-1, 1)/n)
}

// take fills in what is told of people.
func (o *peopleOf) take(h peopleHistory, m *peopleModel) {
	o.about.Spread = math.Round(math.Expm1(math.Sqrt(m.spread))*1e4) / 1e4
	share := func(log float64) float64 { return math.Round(math.Expm1(log)*1e4) / 1e4 }
	for p, id := range h.people {
		if m.answered[p] <= 0 {
			continue
		}
		o.about.People++
		reach := usual[1] * m.deviation[p]
		log := m.log[p] - m.shift
		e := PersonEffect{PersonID: id, Effect: share(log), Low: share(log - reach), High: share(log + reach), Contacts: m.answered[p]}
		if m.since[p] >= 0 {
			e.Since = h.first.Add(m.since[p]).String()
		}
		o.effects = append(o.effects, e)
	}
	slices.SortFunc(o.effects, func(a, b PersonEffect) int {
		switch {
		case a.Contacts != b.Contacts && a.Contacts > b.Contacts, a.Contacts == b.Contacts && a.PersonID < b.PersonID:
			return -1
		default:
			return 1
		}
	})
	for s, until := range tenureUntil {
		if m.tenure[s] != 0 {
			o.about.Newcomers = append(o.about.Newcomers, Tenure{ToWeek: until / 7, People: m.tenureOf[s], Share: share(m.tenure[s])})
		}
	}
}
