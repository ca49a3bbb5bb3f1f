package telephony

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anyEvent draws an event with any of its fields filled or not.
func anyEvent(t *rapid.T) Event {
	var e Event
	v := reflect.ValueOf(&e).Elem()
	for i := range v.NumField() {
		if !rapid.Bool().Draw(t, "filled") {
			continue
		}
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString(rapid.String().Draw(t, "text"))
		case reflect.Struct:
			f.Set(reflect.ValueOf(SpanOf(rapid.Int64Range(0, 1<<50).Draw(t, "span"))))
		default:
			f.SetInt(rapid.Int64().Draw(t, "number"))
		}
	}
	return e
}

func TestEventsComeBackAsStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.Custom(anyEvent), 1, 5).Draw(t, "events")
		var stored []byte
		for i := range events {
			stored = events[i].AppendTo(stored)
		}
		got, err := DecodeEvents(stored)
		if err != nil || !slices.Equal(got, events) {
			t.Fatalf("stored %+v, got %+v, %v", events, got, err)
		}
		parts := 0
		if err := EachStored(stored, func(part []byte) error { parts++; _, err := DecodeEvents(part); return err }); err != nil || parts != len(events) {
			t.Fatalf("%d parts of %d events, %v", parts, len(events), err)
		}
		cut := rapid.IntRange(1, len(stored)-1).Draw(t, "cut")
		if got, err := DecodeEvents(stored[:cut]); err == nil && len(got) >= len(events) {
			t.Fatalf("a journal cut short at %d of %d gives all its events", cut, len(stored))
		}
	})
}

// Every field has a bit: a field forgotten in fields would be lost silently.
func TestEveryFieldIsStored(t *testing.T) {
	if n := reflect.TypeFor[Event]().NumField(); n != fieldCount {
		t.Errorf("an event has %d fields, %d are stored", n, fieldCount)
	}
}

func TestJournalsInJSONAreRead(t *testing.T) {
	// 91 is "[" and the length of some events: both forms must be told apart.
	for n := range 200 {
		events := []Event{{Key: "k", Kind: KindNote, At: 5, Raw: string(make([]byte, n))}}
		text, err := json.Marshal(events)
		if err != nil {
			t.Fatal(err)
		}
		for _, stored := range [][]byte{text, events[0].AppendTo(nil)} {
			if got, err := DecodeEvents(stored); err != nil || !slices.Equal(got, events) {
				t.Fatalf("%q: got %+v, %v", stored, got, err)
			}
		}
	}
}

func FuzzDecodeEvents(f *testing.F) {
	e := Event{Key: "0123456789abcdef", Kind: KindConnected, At: 1_772_400_000_000, Call: "1.2", Queue: "q", Wait: SpanOf(7), Raw: "r"}
	f.Add(e.AppendTo(nil))
	f.Add([]byte(`[{"k":"a","t":"ended"}]`))
	f.Add([]byte{3, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, stored []byte) {
		events, err := DecodeEvents(stored)
		if err != nil || len(stored) > 0 && stored[0] == '[' {
			return
		}
		var again []byte
		for i := range events {
			again = events[i].AppendTo(again)
		}
		if back, err := DecodeEvents(again); err != nil || !slices.Equal(back, events) {
			t.Fatalf("%x: %+v became %+v, %v", stored, events, back, err)
		}
	})
}
