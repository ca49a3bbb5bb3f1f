package demo

import (
	"crypto/sha256"
	"encoding/json"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
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

func TestLookAtAYear(t *testing.T) {
	s := NewStory(1, zone(t))
	total := 0
	n := 0
	for on := date(t, "2025-11-01"); on != date(t, "2026-12-01"); on = on.Add(1) {
		ev := s.Day(on)
		f := measure(ev)
		total += f.enqueued
		n += len(ev)
		bad := 0
		for _, x := range f.slots {
			if x[1] >= 15 && float64(x[0]) < 0.8*float64(x[1]) {
				bad++
			}
		}
		sur := ""
		if _, ok := surgeOn(1, on); ok {
			sur = "surge"
		}
		for _, p := range plantedOn(on) {
			sur += " " + p.Key
		}
		t.Logf("%s %s %-14s %5d SL %.2f ab %.3f left %d occ %.2f aht %d bad %d duties %d %s", on, on.Weekday().String()[:3], calendar.Day(on, "").Kind, f.enqueued, f.level(), float64(f.abandoned)/float64(f.enqueued), f.left, f.occupancy(), (f.talk+f.wrap)/int64(f.answered)/1000, bad, len(s.roster(on)), sur)
	}
	t.Logf("%d contacts %d events", total, n)
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

func TestLookAtADay(t *testing.T) {
	s := NewStory(1, zone(t))
	type row struct{ need, staffed, off, good, n, care, careGood float64 }
	var rows [48]row
	for w := range 12 {
		on := date(t, "2026-05-13").Add(7 * w)
		for _, q := range s.centre.Queues {
			for i, n := range expected(on, q) {
				rows[i].need += poissonLoad(n, q) / 12
			}
		}
		for _, d := range s.roster(on) {
			for i := range rows {
				at := int64(opens+i*30) * 60000
				if d.from < at+900_000 && d.to > at+900_000 {
					rows[i].staffed += 1.0 / 12
					for _, p := range d.breaks {
						if p.at < at+900_000 && p.at+p.length > at+900_000 {
							rows[i].off += 1.0 / 12
						}
					}
				}
			}
		}
		for _, e := range s.Day(on) {
			if e.Kind == telephony.KindConnected || e.Kind == telephony.KindAbandoned {
				i := (e.At - e.Wait.Ms() - s.Begin(on)) / 1800000
				if i > 47 {
					continue
				}
				rows[i].n++
				if e.Kind == telephony.KindConnected && e.Wait.Ms() <= 20000 {
					rows[i].good++
				}
			}
		}
	}
	for i, r := range rows {
		t.Logf("%02d:%02d load %.1f staffed %.1f off %.1f  SL %.2f n %.0f", (6+i/2)%24, i%2*30, r.need, r.staffed, r.off, r.good/r.n, r.n/12)
	}
}
