package adapter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/testdata"
	"github.com/lingting/lingting/internal/telephony"
)

const bank = "data/calls/anonymous_bank_1999/"

// goldFigures are the figures of the reference file for one group of calls.
type goldFigures struct {
	Offered         int64    `json:"offered"`
	Answered        int64    `json:"answered"`
	Abandoned       int64    `json:"abandoned"`
	AnsweredWithin  int64    `json:"answered_within_20s"`
	AbandonedWithin *int64   `json:"abandoned_within_20s"`
	AbandonedShort  *int64   `json:"abandoned_within_5s"`
	ASA             *float64 `json:"asa_s"`
	MeanAbandon     *float64 `json:"mean_abandon_wait_s"`
	MeanTalk        *float64 `json:"mean_talk_s"`
	MaxWait         *int64   `json:"max_wait_s"`
}

type gold struct {
	Total      goldFigures            `json:"total"`
	ByQueue    map[string]goldFigures `json:"by_queue"`
	ByDay      map[string]goldFigures `json:"by_day"`
	ByHalfHour map[string]goldFigures `json:"by_half_hour"`
	ByAgent    map[string]struct {
		Answered int64 `json:"answered"`
		TalkS    int64 `json:"talk_s"`
	} `json:"by_agent"`
}

// figures is the test's own sum over calls, independent of the product's fold.
type figures struct {
	offered, answered, abandoned, answeredIn20, abandonedIn20, abandonedIn5 int64
	answeredWait, abandonedWait, talk, maxWait                              int64
}

type visit struct {
	entered                          int64
	queue, agent                     string
	answered, abandoned              bool
	wait, talk                       int64
	seenEnter, seenConnect, seenDone bool
}

// foldVisits is one visit per call, for logs where every call visits one queue.
func foldVisits(t *testing.T, r Reader) (map[string]*visit, int) {
	t.Helper()
	visits := map[string]*visit{}
	ignored := 0
	for {
		it, err := r.Next()
		if errors.Is(err, io.EOF) {
			return visits, ignored
		}
		if err != nil {
			t.Fatal(err)
		}
		if it.Bad != nil {
			t.Fatalf("line %d: %+v", it.Line, it.Bad)
		}
		if it.Ignored {
			ignored++
			continue
		}
		for i := range it.Events {
			e := &it.Events[i]
			if e.Call == "" {
				t.Fatalf("line %d: no call: %+v", it.Line, e)
			}
			v := visits[e.Call]
			if v == nil {
				v = &visit{}
				visits[e.Call] = v
			}
			switch e.Kind {
			case telephony.KindEnqueued:
				if v.seenEnter {
					t.Fatalf("line %d: call %s enters twice", it.Line, e.Call)
				}
				v.seenEnter, v.entered, v.queue = true, e.At, e.Queue
			case telephony.KindConnected:
				v.seenConnect, v.answered, v.agent, v.wait = true, true, e.Agent, e.Wait.Ms()
				if e.At-v.entered != v.wait {
					t.Fatalf("line %d: told wait %d, instants say %d", it.Line, v.wait, e.At-v.entered)
				}
			case telephony.KindAbandoned:
				v.seenDone, v.abandoned, v.wait = true, true, e.Wait.Ms()
			case telephony.KindEnded:
				v.seenDone, v.talk = true, e.Talk.Ms()
			case telephony.KindWrapUpStarted, telephony.KindWrapUpEnded:
			default:
				t.Fatalf("line %d: unexpected %s", it.Line, e.Kind)
			}
		}
	}
}

func (f *figures) add(v *visit) {
	f.offered++
	f.maxWait = max(f.maxWait, v.wait)
	if v.answered {
		f.answered++
		f.answeredWait += v.wait
		f.talk += v.talk
		if v.wait <= 20_000 {
			f.answeredIn20++
		}
	}
	if v.abandoned {
		f.abandoned++
		f.abandonedWait += v.wait
		if v.wait <= 20_000 {
			f.abandonedIn20++
		}
		if v.wait <= 5_000 {
			f.abandonedIn5++
		}
	}
}

// checkGold compares every figure of gold.json.
func checkGold(t *testing.T, visits map[string]*visit) {
	t.Helper()
	raw, err := os.ReadFile(testdata.Shared(t, bank, "rendered/gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want gold
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	zone := jerusalem(t)
	total := &figures{}
	queues, days, halves, agents := map[string]*figures{}, map[string]*figures{}, map[string]*figures{}, map[string]*figures{}
	for id, v := range visits {
		if !v.seenEnter || !v.seenDone {
			t.Fatalf("call %s is not whole: %+v", id, v)
		}
		at := time.UnixMilli(v.entered).In(zone)
		total.add(v)
		group(queues, v.queue).add(v)
		group(days, at.Format("060102")).add(v)
		group(halves, at.Truncate(30*time.Minute).Format("060102 15:04")).add(v)
		if v.answered {
			group(agents, v.agent).add(v)
		}
	}
	compare(t, "total", total, want.Total)
	compareAll(t, "queue", queues, want.ByQueue)
	compareAll(t, "day", days, want.ByDay)
	compareAll(t, "half hour", halves, want.ByHalfHour)
	if len(agents) != len(want.ByAgent) {
		t.Errorf("%d agents, want %d", len(agents), len(want.ByAgent))
	}
	for name, w := range want.ByAgent {
		g := group(agents, name)
		if g.answered != w.Answered || g.talk != w.TalkS*1000 {
			t.Errorf("agent %s: answered %d talk %d ms, want %d and %d s", name, g.answered, g.talk, w.Answered, w.TalkS)
		}
	}
}

func group(m map[string]*figures, k string) *figures {
	if m[k] == nil {
		m[k] = &figures{}
	}
	return m[k]
}

func compareAll(t *testing.T, what string, got map[string]*figures, want map[string]goldFigures) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d groups by %s, want %d", len(got), what, len(want))
	}
	for k, w := range want {
		g := got[k]
		if g == nil {
			t.Errorf("%s %s is missing", what, k)
			continue
		}
		compare(t, what+" "+k, g, w)
	}
}

func compare(t *testing.T, name string, g *figures, w goldFigures) {
	t.Helper()
	whole := func(what string, got, want int64) {
		if got != want {
			t.Errorf("%s: %s %d, want %d", name, what, got, want)
		}
	}
	mean := func(what string, sumMs, n int64, want *float64) {
		if want == nil {
			return
		}
		if got := float64(sumMs) / 1000 / float64(n); math.Abs(got-*want) > 0.00006 {
			t.Errorf("%s: %s %.5f, want %.4f", name, what, got, *want)
		}
	}
	whole("offered", g.offered, w.Offered)
	whole("answered", g.answered, w.Answered)
	whole("abandoned", g.abandoned, w.Abandoned)
	whole("answered within", g.answeredIn20, w.AnsweredWithin)
	if w.AbandonedWithin != nil {
		whole("abandoned within", g.abandonedIn20, *w.AbandonedWithin)
		whole("abandoned short", g.abandonedIn5, *w.AbandonedShort)
		whole("max wait", g.maxWait, *w.MaxWait*1000)
	}
	mean("asa", g.answeredWait, g.answered, w.ASA)
	mean("abandon wait", g.abandonedWait, g.abandoned, w.MeanAbandon)
	mean("talk", g.talk, g.answered, w.MeanTalk)
}

func jerusalem(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Jerusalem")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// openShared opens a file of the shared data.
func openShared(t testing.TB, kind, path string, opt Options) Reader {
	t.Helper()
	f, err := OpenFile(testdata.Shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	r, err := Open(kind, f, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// all reads a reader to its end.
func all(t testing.TB, r Reader) []Item {
	t.Helper()
	var out []Item
	for {
		it, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if n := oneOf(it); n != 1 {
			t.Fatalf("line %d: %d of events, interval, bad, ignored are set: %+v", it.Line, n, it)
		}
		out = append(out, it)
	}
}

func oneOf(it Item) int {
	n := 0
	for _, set := range []bool{len(it.Events) > 0, it.Interval != nil, it.Bad != nil, it.Ignored} {
		if set {
			n++
		}
	}
	return n
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(fmt.Sprint(err))
	}
	return v
}
