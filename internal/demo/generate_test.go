package demo

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

func zone(t *testing.T) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(ZoneName)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func generate(t *testing.T, seed uint64, from, to time.Time) []telephony.Event {
	t.Helper()
	var out []telephony.Event
	if err := Generate(seed, from, to, zone(t), func(e telephony.Event) error { out = append(out, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func sum(t *testing.T, events []telephony.Event) [32]byte {
	t.Helper()
	b, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(b)
}

func TestSameSeedSameBytes(t *testing.T) {
	from := time.Date(2026, 3, 2, 0, 0, 0, 0, zone(t))
	a := generate(t, 7, from, from.AddDate(0, 0, 3))
	b := generate(t, 7, from, from.AddDate(0, 0, 3))
	if sum(t, a) != sum(t, b) {
		t.Error("the same seed gave different events")
	}
	if c := generate(t, 8, from, from.AddDate(0, 0, 3)); sum(t, a) == sum(t, c) {
		t.Error("another seed gave the same events")
	}
	short := generate(t, 7, from, from.AddDate(0, 0, 2).Add(11*time.Hour))
	if sum(t, short) != sum(t, a[:len(short)]) {
		t.Error("a shorter stream is not the beginning of the longer one")
	}
}

func TestStreamIsWellFormed(t *testing.T) {
	from := time.Date(2026, 3, 2, 0, 0, 0, 0, zone(t))
	events := generate(t, 1, from, from.AddDate(0, 0, 7))
	keys := map[string]bool{}
	calls := map[string][]telephony.Event{}
	var last int64
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
	}
	if perDay := len(calls) / 7; perDay < 2200 || perDay > 3600 {
		t.Errorf("%d calls a day", perDay)
	}
	open := 0
	for id, list := range calls {
		for _, c := range telephony.FoldCall(list, telephony.Surroundings{HorizonMs: last}) {
			if c.Flags != 0 {
				t.Fatalf("call %s needs repair %v: %+v", id, c.Flags, list)
			}
			if c.Outcome == telephony.OutcomeWaiting || c.Outcome == telephony.OutcomeTalking {
				open++
			}
		}
	}
	if open > 60 {
		t.Errorf("%d contacts are open at the end", open)
	}
}

// The picture the demo is made to show: a good mean, and half-hours out of
// target under it.
func TestWaitsEmergeFromTheFloor(t *testing.T) {
	from := time.Date(2026, 3, 2, 0, 0, 0, 0, zone(t))
	var offered, answered, within, abandoned, transferred, missed, held [2]int
	bad, slots := 0, 0
	slot := map[int64][2]int{}
	for _, e := range generate(t, 1, from, from.AddDate(0, 0, 14)) {
		switch e.Kind {
		case telephony.KindEnqueued:
			offered[0]++
		case telephony.KindConnected:
			answered[0]++
			s := slot[(e.At-e.Wait.Ms())/1_800_000]
			s[1]++
			if e.Wait.Ms() <= 20_000 {
				within[0]++
				s[0]++
			}
			slot[(e.At-e.Wait.Ms())/1_800_000] = s
		case telephony.KindAbandoned:
			abandoned[0]++
			s := slot[(e.At-e.Wait.Ms())/1_800_000]
			s[1]++
			slot[(e.At-e.Wait.Ms())/1_800_000] = s
		case telephony.KindTransferred:
			transferred[0]++
		case telephony.KindOfferMissed:
			missed[0]++
		case telephony.KindHeld:
			held[0]++
		}
	}
	for _, s := range slot {
		if s[1] >= 30 {
			slots++
			if float64(s[0]) < 0.8*float64(s[1]) {
				bad++
			}
		}
	}
	share := func(n [2]int, of [2]int) float64 { return 100 * float64(n[0]) / float64(of[0]) }
	t.Logf("offered %d, answered %.1f %%, service level %.1f %%, abandoned %.1f %%, transferred %.1f %%, missed %.1f %%, held %.1f %%, %d of %d busy half-hours out of target",
		offered[0], share(answered, offered), share(within, offered), share(abandoned, offered), share(transferred, offered), share(missed, offered), share(held, offered), bad, slots)
	if sl := share(within, offered); sl < 78 || sl > 94 {
		t.Errorf("service level %.1f %%", sl)
	}
	if ab := share(abandoned, offered); ab < 1.5 || ab > 8 {
		t.Errorf("abandoned %.1f %%", ab)
	}
	if bad < 20 || bad*3 > slots {
		t.Errorf("%d of %d half-hours out of target", bad, slots)
	}
}

func TestGenerateStopsAtAnError(t *testing.T) {
	full := errors.New("the disk is full")
	n := 0
	from := time.Date(2026, 3, 2, 0, 0, 0, 0, zone(t))
	err := Generate(1, from, from.AddDate(0, 0, 1), zone(t), func(telephony.Event) error {
		if n++; n == 100 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || n != 100 {
		t.Errorf("error %v after %d events", err, n)
	}
}
