package adapter

import (
	"bytes"
	"io"
	"os"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/testdata"
)

func mappingFile(t testing.TB, name string) *Mapping {
	t.Helper()
	m, err := ParseMapping(must(os.ReadFile("testdata/" + name)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestCallsGold(t *testing.T) {
	visits, ignored := foldVisits(t, openShared(t, KindCalls, bank+"calls_1999_02_01-14.tsv.gz", Options{Mapping: mappingFile(t, "anonymous_bank.yaml")}))
	if ignored != 144 {
		t.Errorf("%d rows ignored, want the header and 143", ignored)
	}
	checkGold(t, visits)
}

func TestCallsSimulated(t *testing.T) {
	items := all(t, openShared(t, KindCalls, "data/calls/simulated_2021/simulated_2021_h1.csv.gz", Options{Mapping: mappingFile(t, "simulated.yaml")}))
	if len(items) != 20949-1 {
		t.Errorf("%d items", len(items))
	}
	for _, it := range items[1:] {
		if it.Bad != nil || len(it.Events) != 3 {
			t.Fatalf("line %d: %+v", it.Line, it)
		}
		e := it.Events
		if told, real := e[1].Wait.Ms(), e[1].At-e[0].At; told < real-1000 || told > real+1000 {
			t.Errorf("line %d: wait %d, instants %d", it.Line, told, real)
		}
		if told, real := e[2].Talk.Ms(), e[2].At-e[1].At; told < real-2000 || told > real+2000 {
			t.Errorf("line %d: talk %d, instants %d", it.Line, told, real)
		}
	}
}

func TestIntervalsUSBank(t *testing.T) {
	items := all(t, openShared(t, KindIntervals, "data/calls/us_bank_2003/bank_calls.csv.gz", Options{Mapping: mappingFile(t, "us_bank.yaml")}))
	keys := map[string]bool{}
	for _, it := range items[1:] {
		s := it.Interval
		if s == nil || s.LengthMs != 300_000 || s.Told != 1 || s.StartMs%300_000 != 0 {
			t.Fatalf("line %d: %+v %+v", it.Line, it, s)
		}
		keys[s.Key] = true
	}
	if len(keys) != 17576 {
		t.Errorf("%d intervals", len(keys))
	}
	first := items[1].Interval
	if got := time.UnixMilli(first.StartMs).UTC().Format(time.RFC3339); got != "2003-03-03T12:00:00Z" || first.Offered != 111 {
		t.Errorf("first %s %+v", got, first)
	}
}

func TestIntervalsNHS(t *testing.T) {
	items := all(t, openShared(t, KindIntervals, "data/calls/nhs111_2015/provider_month_2015-04_2015-12.csv.gz", Options{Mapping: mappingFile(t, "nhs.yaml")}))
	var offered, answered, within int64
	keys := map[string]bool{}
	for _, it := range items[1:] {
		s := it.Interval
		if s == nil || s.LengthMs < 30*dayMs-3_600_000 || s.LengthMs > 31*dayMs+3_600_000 || s.ThresholdMs != 60_000 {
			t.Fatalf("line %d: %+v %+v", it.Line, it.Bad, s)
		}
		keys[s.Key] = true
		offered, answered, within = offered+s.Offered, answered+s.Answered, within+s.AnsweredWithin
	}
	if len(keys) != len(items)-1 {
		t.Errorf("%d keys for %d rows", len(keys), len(items)-1)
	}
	if offered <= answered || answered <= within || within == 0 {
		t.Errorf("sums %d %d %d", offered, answered, within)
	}
}

func TestIntervalsDailyKPI(t *testing.T) {
	items := all(t, openShared(t, KindIntervals, "data/calls/daily_kpi_2020/daily_2020_2022.csv", Options{Mapping: mappingFile(t, "daily_kpi.yaml")}))
	for _, it := range items[1:] {
		if s := it.Interval; s == nil || s.Offered != s.Answered+s.Abandoned || s.AnsweredWithin > s.Offered {
			t.Fatalf("line %d: %+v %+v", it.Line, it.Bad, it.Interval)
		}
	}
	if s := items[1].Interval; s.AnsweredWaitMs != 17*204*1000 || s.TalkMs != 134*204*1000 || s.AnsweredWithin != 165 {
		t.Errorf("first %+v", s)
	}
}

func BenchmarkCalls(b *testing.B) {
	f := must(OpenFile(testdata.Shared(b, bank, "calls_1999_02_01-14.tsv.gz")))
	text := must(io.ReadAll(f))
	f.Close()
	m := mappingFile(b, "anonymous_bank.yaml")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	rows := 0
	start := time.Now()
	for b.Loop() {
		r := must(Open(KindCalls, bytes.NewReader(text), Options{Mapping: m}))
		for {
			if _, err := r.Next(); err != nil {
				break
			}
			rows++
		}
	}
	b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "rows/s")
}
