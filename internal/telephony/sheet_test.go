package telephony

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestSheetRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		day := rapid.Int64Range(-3000, 30000).Draw(r, "day")
		b := NewSheetBuilder(day, "q1")
		at := day * DayMs
		for range rapid.IntRange(0, 8).Draw(r, "n") {
			at = min(at+rapid.Int64Range(0, 9e6).Draw(r, "step"), (day+1)*DayMs-1)
			b.Add(&Contact{EnteredMs: at, WaitMs: rapid.Int64Range(0, 1<<33).Draw(r, "wait"), AgentID: rapid.SampledFrom([]string{"", "a", "b"}).Draw(r, "agent"),
				Channel: "voice", CallType: "inbound", Customer: rapid.SampledFrom([]string{"", "13800001111"}).Draw(r, "customer"), Offers: rapid.IntRange(0, 99999).Draw(r, "offers"),
				Outcome: rapid.SampledFrom([]Outcome{OutcomeAbandoned, OutcomeAnswered, OutcomeLeft, OutcomeWaiting, OutcomeTalking}).Draw(r, "outcome"), Flags: FlagNoEnd})
		}
		if rapid.Bool().Draw(r, "interval") {
			b.AddInterval(IntervalSums{Key: "k", StartMs: at, LengthMs: 1800000, Offered: 5, Told: ToldOffered})
		}
		want := b.Sheet()
		got, err := DecodeSheet(want.Encode())
		if err != nil {
			r.Fatal(err)
		}
		again, err := DecodeSheet(got.Encode())
		if err != nil || !reflect.DeepEqual(again, got) || got.Len() != want.Len() || (got.Len() > 0 && !reflect.DeepEqual(got.Wait, want.Wait)) {
			r.Fatalf("round trip changed the sheet: %v", err)
		}
	})
}

func FuzzDecodeSheet(f *testing.F) {
	b := NewSheetBuilder(3, "q")
	b.Add(&Contact{EnteredMs: 3 * DayMs, AgentID: "a"})
	f.Add(b.Sheet().Encode())
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := DecodeSheet(raw)
		if err == nil && s.Len() != len(s.Holds) {
			t.Fatal("columns differ in length")
		}
		_, _ = DecodeAgentDay(raw)
	})
}

func TestAgentDayRoundTrip(t *testing.T) {
	var d AgentDay
	d.Slots[3][AgentTalk] = 900000
	d.Slots[95][AgentRing] = 1
	got, err := DecodeAgentDay(d.Encode())
	if err != nil || got != d {
		t.Fatal(err)
	}
}
