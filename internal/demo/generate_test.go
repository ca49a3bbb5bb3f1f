package demo

import (
	"crypto/sha256"
	"encoding/json"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

func zone(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(ZoneName)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func date(t testing.TB, on string) civil.Date {
	t.Helper()
	d, err := civil.Parse(on)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func sum(t *testing.T, events []telephony.Event) [32]byte {
	t.Helper()
	b, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(b)
}

// figures are what one operating day looks like from outside.
type figures struct {
	enqueued, answered, within, abandoned, left, transferred, missed, held int
	talk, wrap, busy, ready                                                int64 // ms
	byQueue                                                                map[string]int
	slots                                                                  map[int64][2]int // half-hour: within 20 s, offered
}

func measure(events []telephony.Event) figures {
	f := figures{byQueue: map[string]int{}, slots: map[int64][2]int{}}
	type agent struct{ in, aux, busy int64 }
	agents := map[string]*agent{}
	of := func(no string) *agent {
		if agents[no] == nil {
			agents[no] = &agent{}
		}
		return agents[no]
	}
	online := int64(0)
	slot := func(e telephony.Event, good int) {
		s := f.slots[(e.At-e.Wait.Ms())/1_800_000]
		f.slots[(e.At-e.Wait.Ms())/1_800_000] = [2]int{s[0] + good, s[1] + 1}
	}
	for _, e := range events {
		switch e.Kind {
		case telephony.KindEnqueued:
			f.enqueued++
			f.byQueue[e.Queue]++
		case telephony.KindOffered:
			of(e.Agent).busy = e.At
		case telephony.KindOfferMissed:
			f.missed++
			f.busy += e.At - of(e.Agent).busy
		case telephony.KindConnected:
			f.answered++
			good := 0
			if e.Wait.Ms() <= 20_000 {
				f.within++
				good = 1
			}
			slot(e, good)
		case telephony.KindEnded, telephony.KindTransferred:
			f.talk += e.Talk.Ms()
			if e.Kind == telephony.KindTransferred {
				f.transferred++
			}
		case telephony.KindWrapUpEnded:
			f.wrap += e.WrapUp.Ms()
			f.busy += e.At - of(e.Agent).busy
		case telephony.KindAbandoned:
			f.abandoned++
			slot(e, 0)
		case telephony.KindLeftQueue:
			f.left++
		case telephony.KindHeld:
			f.held++
		case telephony.KindAgentSignedIn:
			of(e.Agent).in = e.At
		case telephony.KindAgentSignedOut:
			online += e.At - of(e.Agent).in
		case telephony.KindAgentState:
			if e.State == telephony.StateAux {
				of(e.Agent).aux = e.At
			} else if a := of(e.Agent); a.aux > 0 {
				online -= e.At - a.aux
				a.aux = 0
			}
		}
	}
	f.ready = online - f.busy
	return f
}

func (f figures) level() float64     { return float64(f.within) / float64(max(f.enqueued, 1)) }
func (f figures) occupancy() float64 { return float64(f.busy) / float64(f.busy+f.ready) }

func TestSameSeedSameBytes(t *testing.T) {
	on := date(t, "2026-03-03")
	first := NewStory(7, zone(t)).Day(on)
	other := NewStory(7, zone(t))
	for d := on.Add(5); d != on; d = d.Add(-1) {
		other.Day(d) // what was told before makes no difference
	}
	if sum(t, first) != sum(t, other.Day(on)) {
		t.Error("the same seed and day gave different events")
	}
	if sum(t, first) == sum(t, NewStory(8, zone(t)).Day(on)) {
		t.Error("another seed gave the same events")
	}
}

func TestBetweenIsTheDaysInOrder(t *testing.T) {
	s := NewStory(3, zone(t))
	from, to := date(t, "2026-03-02"), date(t, "2026-03-04")
	whole := s.Between(s.Begin(from), s.Begin(to))
	keys := map[string]bool{}
	last := int64(0)
	for _, e := range whole {
		if keys[e.Key] || e.At < last {
			t.Fatalf("%s at %d after %d", e.Key, e.At, last)
		}
		keys[e.Key], last = true, e.At
	}
	noon := s.Begin(from) + 6*3_600_000
	parts := append(s.Between(s.Begin(from), noon), s.Between(noon, s.Begin(to))...)
	if sum(t, whole) != sum(t, parts) {
		t.Error("told in two parts it is another story")
	}
	for _, e := range s.Day(from) {
		if !keys[e.Key] && e.At < s.Begin(to) {
			t.Fatalf("%s is missing", e.Key)
		}
	}
}

// Every contact ends, nobody does two things at once, and nothing needs repair.
func TestStoryIsWellFormed(t *testing.T) {
	s := NewStory(1, zone(t))
	keys := map[string]bool{}
	signed := map[string]int64{} // agent → signed in since
	for on := date(t, "2026-02-09"); on != date(t, "2026-02-26"); on = on.Add(1) {
		events := s.Day(on)
		calls := map[string][]telephony.Event{}
		busy := map[string]string{} // agent → call
		last := s.Begin(on) - 600_000
		for _, e := range events {
			if e.At < last {
				t.Fatalf("%s at %d after %d", e.Kind, e.At, last)
			}
			last = e.At
			if len(e.Key) < 16 || len(e.Key) > 32 || keys[e.Key] {
				t.Fatalf("key %q is too short, too long or used twice", e.Key)
			}
			keys[e.Key] = true
			if e.AboutAgent() == (e.Call != "") || e.AboutAgent() && e.Agent == "" {
				t.Fatalf("neither of a call nor of an agent: %+v", e)
			}
			if e.Call != "" {
				calls[e.Call] = append(calls[e.Call], e)
			}
			switch e.Kind {
			case telephony.KindAgentSignedIn:
				if at := signed[e.Agent]; at > s.Begin(on)-600_000 {
					t.Fatalf("%s signs in twice", e.Agent)
				}
				signed[e.Agent] = e.At
			case telephony.KindAgentSignedOut:
				delete(signed, e.Agent)
				if busy[e.Agent] != "" {
					t.Fatalf("%s signs out during call %s", e.Agent, busy[e.Agent])
				}
			case telephony.KindOffered:
				if busy[e.Agent] != "" {
					t.Fatalf("%s is offered %s during %s", e.Agent, e.Call, busy[e.Agent])
				}
				if _, ok := signed[e.Agent]; !ok {
					t.Fatalf("%s is offered a call and is not signed in", e.Agent)
				}
				busy[e.Agent] = e.Call
			case telephony.KindOfferMissed, telephony.KindWrapUpEnded:
				busy[e.Agent] = ""
			case telephony.KindAbandoned:
				for a, c := range busy {
					if c == e.Call && e.Rank > 0 && ringingAt(calls[e.Call]) == a {
						busy[a] = ""
					}
				}
			}
		}
		if late := last - s.Begin(on.Add(1)); late > 45*60_000 {
			t.Errorf("%s goes on for %d minutes after its end", on, late/60_000)
		}
		for id, list := range calls {
			for _, c := range telephony.FoldCall(list, telephony.Surroundings{HorizonMs: last}) {
				if c.Flags != 0 {
					t.Fatalf("call %s needs repair %v: %+v", id, c.Flags, list)
				}
				if c.Outcome == telephony.OutcomeWaiting || c.Outcome == telephony.OutcomeTalking {
					t.Fatalf("call %s does not end: %+v", id, list)
				}
			}
		}
	}
}

// ringingAt is the agent a call rang at last.
func ringingAt(events []telephony.Event) (agent string) {
	for _, e := range events {
		if e.Kind == telephony.KindOffered {
			agent = e.Agent
		}
	}
	return agent
}

// The picture the demo is made to show: a busy floor, a level about its
// target, and half-hours out of target under it. A weekend's floor is smaller,
// so it is less busy at the same level.
func TestOrdinaryDaysArePlausible(t *testing.T) {
	s := NewStory(1, zone(t))
	type limits struct{ least, most float64 }
	for _, c := range []struct {
		kind                                             org.DayKind
		contacts, level, occupancy, abandoned, outOfGoal limits
	}{
		{org.Workday, limits{1200, 1600}, limits{0.75, 0.85}, limits{0.68, 0.85}, limits{0.03, 0.08}, limits{0.1, 0.55}},
		{org.Weekend, limits{800, 1100}, limits{0.72, 0.85}, limits{0.60, 0.80}, limits{0.03, 0.09}, limits{0.1, 0.6}},
	} {
		var all figures
		bad, slots, days := 0, 0, 0
		for on := date(t, "2026-05-11"); on != date(t, "2026-06-01"); on = on.Add(1) {
			if calendar.Day(on, "").Kind != c.kind {
				continue
			}
			days++
			f := measure(s.Day(on))
			all.add(f)
			for _, x := range f.slots {
				if x[1] >= 30 {
					slots++
					if float64(x[0]) < 0.8*float64(x[1]) {
						bad++
					}
				}
			}
		}
		share := func(n int) float64 { return float64(n) / float64(all.enqueued) }
		handling := float64(all.talk+all.wrap) / 1000 / float64(all.answered)
		t.Logf("%s: %d a day, level %.3f, occupancy %.3f, abandoned %.3f, left %.3f, transferred %.3f, missed %.4f, held %.3f, handling %.0f s, %d of %d busy half-hours out of target",
			c.kind, all.enqueued/days, all.level(), all.occupancy(), share(all.abandoned), share(all.left), share(all.transferred), share(all.missed), share(all.held), handling, bad, slots)
		between := func(what string, v float64, l limits) {
			t.Helper()
			if v < l.least || v > l.most {
				t.Errorf("%s, %s: %.3f, expected %.3f to %.3f", c.kind, what, v, l.least, l.most)
			}
		}
		between("contacts a day", float64(all.enqueued/days), c.contacts)
		between("service level", all.level(), c.level)
		between("occupancy, the night included", all.occupancy(), c.occupancy)
		between("abandoned", share(all.abandoned), c.abandoned)
		between("half-hours out of target", float64(bad)/float64(slots), c.outOfGoal)
		between("transferred", share(all.transferred), limits{0.01, 0.06})
		between("held", share(all.held), limits{0.05, 0.2})
		between("missed", share(all.missed), limits{0.001, 0.03})
		between("handle time in seconds", handling, limits{300, 360})
	}
}

func (f *figures) add(o figures) {
	f.enqueued += o.enqueued
	f.answered += o.answered
	f.within += o.within
	f.abandoned += o.abandoned
	f.left += o.left
	f.transferred += o.transferred
	f.missed += o.missed
	f.held += o.held
	f.talk += o.talk
	f.wrap += o.wrap
	f.busy += o.busy
	f.ready += o.ready
}

// A year of numbers shows what the calendar does to a bank hotline.
func TestCalendarEffectsAreVisible(t *testing.T) {
	s := NewStory(1, zone(t))
	count := func(on string) float64 {
		d := date(t, on)
		n := 0
		for q := range s.centre.Queues {
			n += len(arrivals(s.seed, d, s.centre.Queues[q], q))
		}
		return float64(n)
	}
	mean := func(days ...string) float64 {
		sum := 0.0
		for _, d := range days {
			sum += count(d)
		}
		return sum / float64(len(days))
	}
	wednesdays := mean("2026-05-13", "2026-05-20", "2026-05-27", "2026-06-17")
	for _, x := range []struct {
		what        string
		v           float64
		least, most float64 // of an ordinary Wednesday
	}{
		{"a pay-day", mean("2026-06-10", "2026-06-25", "2026-07-10", "2026-08-25"), 1.15, 1.5},
		{"pay-day before a weekend", mean("2026-07-24", "2026-01-09"), 1.1, 1.5}, // the 25th and the 10th are Saturdays
		{"a Saturday", mean("2026-05-16", "2026-05-30", "2026-06-13"), 0.55, 0.85},
		{"a holiday", mean("2026-05-01", "2026-05-02", "2026-06-20"), 0.4, 0.65},
		{"Spring Festival", mean("2026-02-17", "2026-02-18", "2026-02-19"), 0.3, 0.5},
		{"a make-up Saturday", mean("2026-02-28", "2026-05-09"), 0.88, 1.2},
		{"the first day after a holiday", mean("2026-02-24", "2026-05-06", "2026-10-08"), 1.1, 1.5},
	} {
		if r := x.v / wednesdays; r < x.least || r > x.most {
			t.Errorf("%s has %.2f of a Wednesday's contacts, expected %.2f to %.2f", x.what, r, x.least, x.most)
		}
	}
	mondays, fridays := mean("2026-05-18", "2026-06-08", "2026-06-15"), mean("2026-05-22", "2026-06-12", "2026-07-03")
	if mondays <= fridays {
		t.Errorf("a Monday has %.0f contacts, a Friday %.0f", mondays, fridays)
	}
}

// Every planted day is worse than the same weekday around it.
func TestPlantedDaysAreBad(t *testing.T) {
	s := NewStory(1, zone(t))
	window := func(on civil.Date, p Planted) (level float64, offered int) {
		from, to := on.Start(s.zone)+int64(p.From)*60_000, on.Start(s.zone)+int64(p.To)*60_000
		good := 0
		for _, e := range s.Day(on) {
			if e.At < from || e.At-e.Wait.Ms() >= to || p.Queue != "" && e.Queue != p.Queue {
				continue
			}
			if e.Kind == telephony.KindConnected || e.Kind == telephony.KindAbandoned {
				offered++
				if e.Kind == telephony.KindConnected && e.Wait.Ms() <= 20_000 {
					good++
				}
			}
		}
		return float64(good) / float64(max(offered, 1)), offered
	}
	for _, p := range PlantedDays {
		on := p.First(2026)
		var usual float64
		usualOffered := 0
		for _, n := range []int{-14, -7, 7, 14} {
			level, offered := window(on.Add(n), p)
			usual += level / 4
			usualOffered += offered / 4
		}
		level, offered := window(on, p)
		t.Logf("%-16s %s: level %.2f, usually %.2f; offered %d, usually %d", p.Key, on, level, usual, offered, usualOffered)
		switch {
		case p.Arrivals > 0 && p.Arrivals < 0.5:
			if offered*3 > usualOffered {
				t.Errorf("%s: %d contacts, usually %d", p.Key, offered, usualOffered)
			}
			continue
		case p.Arrivals > 1 && float64(offered) < 1.3*float64(usualOffered):
			t.Errorf("%s: %d contacts, usually %d", p.Key, offered, usualOffered)
		}
		if level > usual-0.1 {
			t.Errorf("%s: level %.2f, usually %.2f", p.Key, level, usual)
		}
	}
}

func TestPlantedDaysFallWhereTheGuideSays(t *testing.T) {
	for key, on := range map[string]string{"campaign": "2026-06-03", "autumn-campaign": "2026-11-18", "app-release": "2026-04-30", "flu": "2026-01-12"} {
		for _, p := range PlantedDays {
			if p.Key == key && p.First(2026) != date(t, on) {
				t.Errorf("%s falls on %s, expected %s", key, p.First(2026), on)
			}
		}
	}
	if n := len(plantedOn(date(t, "2026-01-16"))); n != 1 {
		t.Errorf("%d planted on the flu's Friday", n)
	}
	if n := len(plantedOn(date(t, "2026-01-17"))); n != 0 {
		t.Errorf("%d planted after the flu", n)
	}
}

func BenchmarkGenerate(b *testing.B) {
	s := NewStory(1, zone(b))
	on, events := civil.Of(2026, 3, 2), 0
	for b.Loop() {
		events += len(s.Day(on))
		on = on.Add(1)
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
