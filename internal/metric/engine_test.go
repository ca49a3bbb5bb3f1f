package metric_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/testdata"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

type noAudit struct{}

func (noAudit) Record(context.Context, *sqldb.Tx, authz.Entry) error { return nil }

// centre is a working centre on one store.
type centre struct {
	ctx     context.Context
	db      *sqldb.DB
	org     *org.Service
	ingest  *ingest.Service
	rollup  *rollup.Service
	metrics *metric.Service
	seq     uint64
}

func newCentre(t testing.TB, db *sqldb.DB, timezone string) *centre {
	t.Helper()
	clk := clock.System()
	c := &centre{db: db, ctx: authz.With(t.Context(), authz.System("test"))}
	c.org = org.New(db, clk, noAudit{})
	c.ingest = ingest.New(db, c.org, nil, clk)
	c.rollup = rollup.New(db, 160<<20)
	c.metrics = metric.New(db, clk, noAudit{}, c.org, c.rollup)
	v, err := c.org.ReadCentre(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	v.Timezone = timezone
	if _, err := c.org.PutCentre(c.ctx, v, org.Since{}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *centre) tell(t testing.TB, events []telephony.Event) {
	t.Helper()
	for chunk := range slices.Chunk(events, 4000) {
		c.seq++
		if _, err := c.ingest.Apply(c.ctx, c.seq, []ingest.Batch{{Source: "bank", Kind: "queue-log", Events: chunk}}); err != nil {
			t.Fatal(err)
		}
	}
}

// wasRead are files that were read already: each is read once for all tests.
var wasRead = map[string][]telephony.Event{}

func read(t testing.TB, kind string, path ...string) []telephony.Event {
	t.Helper()
	name := filepath.Join(path...)
	if wasRead[name] == nil {
		wasRead[name] = readWhole(t, kind, path...)
	}
	return slices.Clone(wasRead[name])
}

func readWhole(t testing.TB, kind string, path ...string) []telephony.Event {
	t.Helper()
	f, err := adapter.OpenFile(testdata.Shared(t, path...))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zone, _ := time.LoadLocation("Asia/Jerusalem")
	r, err := adapter.Open(kind, f, adapter.Options{Source: "bank", Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	var out []telephony.Event
	for {
		it, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil || it.Bad != nil {
			t.Fatal(err, it.Bad)
		}
		out = append(out, it.Events...)
	}
}

var bankFolder = []string{"data", "calls", "anonymous_bank_1999", "rendered"}

type goldCell struct {
	Offered         float64            `json:"offered"`
	Answered        float64            `json:"answered"`
	Abandoned       float64            `json:"abandoned"`
	AnsweredWithin  float64            `json:"answered_within_20s"`
	AbandonedWithin *float64           `json:"abandoned_within_20s"`
	AnswerRate      *float64           `json:"answer_rate_pct"`
	AbandonRate     *float64           `json:"abandon_rate_pct"`
	ServiceLevels   map[string]float64 `json:"service_level_20s_pct"`
	ASA             *float64           `json:"asa_s"`
	AbandonWait     *float64           `json:"mean_abandon_wait_s"`
	Talk            *float64           `json:"mean_talk_s"`
	MaxWait         *float64           `json:"max_wait_s"`
	TalkSum         *float64           `json:"talk_s"`
}

type gold struct {
	Total   goldCell            `json:"total"`
	ByQueue map[string]goldCell `json:"by_queue"`
	ByDay   map[string]goldCell `json:"by_day"`
	ByHalf  map[string]goldCell `json:"by_half_hour"`
	ByAgent map[string]goldCell `json:"by_agent"`
}

func readGold(t *testing.T) gold {
	t.Helper()
	raw, err := os.ReadFile(testdata.Shared(t, append(slices.Clone(bankFolder), "gold.json")...))
	if err != nil {
		t.Fatal(err)
	}
	var g gold
	if err := json.Unmarshal(raw, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func (g goldCell) check(t *testing.T, name string, row metric.Row) {
	t.Helper()
	same := func(id string, want *float64, digits float64) {
		t.Helper()
		n := row.Values.Of(id)
		switch {
		case want == nil:
			return
		case n.Value == nil:
			t.Errorf("%s: %s is not computable (%s), want %v", name, id, n.Reason, *want)
		case math.Abs(*n.Value-*want) > digits:
			t.Errorf("%s: %s is %v, want %v", name, id, *n.Value, *want)
		}
	}
	same("offered", &g.Offered, 0)
	same("answered", &g.Answered, 0)
	same("abandoned", &g.Abandoned, 0)
	same("answered-within", &g.AnsweredWithin, 0)
	same("abandoned-within", g.AbandonedWithin, 0)
	const four = 0.00005001
	same("answer-rate", g.AnswerRate, four)
	same("abandon-rate", g.AbandonRate, four)
	same("asa", g.ASA, four)
	same("mean-abandon-wait", g.AbandonWait, four)
	same("mean-talk", g.Talk, four)
	same("max-wait", g.MaxWait, 0)
	for variant, want := range g.ServiceLevels {
		same(lower(variant), &want, four)
	}
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 32
		}
	}
	return string(b)
}

var bankMetrics = []string{"offered", "answered", "abandoned", "answered-within", "abandoned-within", "answer-rate", "abandon-rate", "asa", "mean-abandon-wait", "mean-talk", "max-wait",
	"sl-ans", "sl-neg", "sl-pos", "sl-ign", "sl-shc", "sl-shx", "sl-flo", "sl-nob", "sl-rem", "sl-off", "sl-evt", "sl-pen"}

func bankQuery(grain metric.Grain, by ...metric.Dimension) metric.Query {
	t, s := int64(20000), int64(5000)
	return metric.Query{From: "1999-02-01", To: "1999-02-14", Grain: grain, By: by, Metrics: bankMetrics, ThresholdMs: &t, ShortAbandonMs: &s}
}

func (c *centre) ask(t *testing.T, q metric.Query) metric.Answer {
	t.Helper()
	a, err := c.metrics.Query(c.ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The published figures of a bank's fortnight, from two telephony formats.
func TestBankFiguresEqualThePublishedOnes(t *testing.T) {
	g := readGold(t)
	inputs := map[string][]telephony.Event{
		"queue log": read(t, adapter.KindQueueLog, append(slices.Clone(bankFolder), "queue_log.gz")...),
	}
	if !raced {
		inputs["contact records"] = read(t, adapter.KindConnectRecords, append(slices.Clone(bankFolder), "contact_records.jsonl.gz")...)
	}
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		for name, events := range inputs {
			t.Run(name, func(t *testing.T) {
				c := newCentre(t, sqldbtest.Open(t, db.Engine()), "Asia/Jerusalem")
				c.tell(t, events)
				c.holdTo(t, g)
			})
		}
	})
}

func (c *centre) holdTo(t *testing.T, g gold) {
	t.Helper()
	g.Total.check(t, "total", c.ask(t, bankQuery(metric.GrainTotal)).Rows[0])
	queues := c.ask(t, bankQuery(metric.GrainTotal, metric.ByQueue)).Rows
	if len(queues) != len(g.ByQueue) {
		t.Errorf("%d queues, want %d", len(queues), len(g.ByQueue))
	}
	for _, row := range queues {
		g.ByQueue[row.Dims[metric.ByQueue].Code].check(t, "queue "+row.Dims[metric.ByQueue].Code, row)
	}
	days := c.ask(t, bankQuery(metric.GrainDay)).Rows
	if len(days) != len(g.ByDay) {
		t.Errorf("%d days, want %d", len(days), len(g.ByDay))
	}
	for _, row := range days {
		key := row.Start[2:4] + row.Start[5:7] + row.Start[8:10]
		g.ByDay[key].check(t, "day "+key, row)
	}
	halves := c.ask(t, bankQuery(metric.Grain30m)).Rows
	if len(halves) != len(g.ByHalf) {
		t.Errorf("%d half-hours, want %d", len(halves), len(g.ByHalf))
	}
	for _, row := range halves {
		key := row.Start[2:4] + row.Start[5:7] + row.Start[8:10] + " " + row.Start[11:16]
		g.ByHalf[key].check(t, "half-hour "+key, row)
	}
	agents := 0
	for _, row := range c.ask(t, bankQuery(metric.GrainTotal, metric.ByAgent)).Rows {
		agent := row.Dims[metric.ByAgent].Code
		if agent == "" {
			continue
		}
		agents++
		want := g.ByAgent[agent]
		if got := row.Values.Of("mean-talk"); row.Values.Of("answered").Num != want.Answered || got.Num != *want.TalkSum*1000 {
			t.Errorf("agent %s: %v answered, %v ms talk; want %v and %v s", agent, row.Values.Of("answered").Num, got.Num, want.Answered, *want.TalkSum)
		}
	}
	if agents != len(g.ByAgent) {
		t.Errorf("%d agents, want %d", agents, len(g.ByAgent))
	}
}

// The vector of the metric reference, through events, contacts and sheets.
func TestReferenceVectorThroughTheRows(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		day := time.Date(2026, 11, 2, 10, 0, 0, 0, c.zone(t)).UnixMilli()
		var events []telephony.Event
		add := func(n int, waitS int64, end telephony.Kind, reason string) {
			for range n {
				call := fmt.Sprintf("call-%d", len(events))
				at := day + int64(len(events)%1200)*1000
				events = append(events, telephony.Event{Key: call + "e", Call: call, Kind: telephony.KindEnqueued, At: at, Queue: "Q"})
				if end == telephony.KindEnded {
					events = append(events, telephony.Event{Key: call + "c", Call: call, Kind: telephony.KindConnected, At: at + waitS*1000, Queue: "Q", Agent: "a", Wait: telephony.SpanOf(waitS * 1000)})
				}
				events = append(events, telephony.Event{Key: call + "x", Call: call, Kind: end, At: at + waitS*1000 + 60, Queue: "Q", Agent: "a", Wait: telephony.SpanOf(waitS * 1000), Reason: reason})
			}
		}
		add(860, 20, telephony.KindEnded, "")
		add(140, 21, telephony.KindEnded, "")
		add(10, 5, telephony.KindAbandoned, "")
		add(10, 20, telephony.KindAbandoned, "")
		add(40, 30, telephony.KindAbandoned, "")
		add(50, 60, telephony.KindLeftQueue, telephony.LeftTimeout)
		c.tell(t, events)
		threshold, short := int64(20000), int64(5000)
		row := c.ask(t, metric.Query{From: "2026-11-02", To: "2026-11-02", Grain: metric.GrainTotal, Metrics: bankMetrics, ThresholdMs: &threshold, ShortAbandonMs: &short}).Rows[0]
		for id, want := range map[string]float64{
			"sl-ans": 86.00, "sl-neg": 81.13, "sl-pos": 83.02, "sl-ign": 82.69, "sl-shc": 82.08, "sl-shx": 81.90, "sl-flo": 77.48, "sl-off": 77.48,
			"sl-rem": 100 * 880. / 1110, // 860 answered and 20 abandoned within T of 1,110 queued
			"sl-pen": 100 * 910. / 1110, // 1,110 less 140 late and 60 abandoned; nothing was reassigned
			"sl-evt": 77.48,             // over the whole day the intervals do not matter
		} {
			if n := row.Values.Of(id); n.Value == nil || math.Abs(*n.Value-want) > 0.0051 {
				t.Errorf("%s is %+v, want %.2f", id, n, want)
			}
		}
	})
}

func (c *centre) zone(t *testing.T) *time.Location {
	v, err := c.org.ReadCentre(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	return v.Location()
}

// For random cells the rows opened add up to the cell, page by page.
func TestDrilledRowsAddUpToTheCell(t *testing.T) {
	events := read(t, adapter.KindQueueLog, append(slices.Clone(bankFolder), "queue_log.gz")...)
	if raced {
		events = events[:8000]
	}
	var ids []string
	for _, d := range metric.Builtins() {
		ids = append(ids, d.ID)
	}
	dims := []metric.Dimension{metric.ByQueue, metric.ByAgent, metric.ByChannel, metric.ByCallType, metric.ByHour, metric.ByWeekday, metric.ByTeam, metric.BySkill, metric.BySite}
	grains := []metric.Grain{metric.Grain5m, metric.Grain15m, metric.Grain30m, metric.Grain60m, metric.GrainDay, metric.GrainWeek, metric.GrainMonth, metric.GrainTotal}
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Jerusalem")
		c.tell(t, events)
		if err := c.rollup.Settle(c.ctx); err != nil {
			t.Fatal(err)
		}
		rnd := rand.New(rand.NewPCG(7, 7))
		c.givePeriods(t, rnd, "1999-01-30", "1999-02-14")
		c.reportSome(t, rnd)
		cells := 1000
		if raced {
			cells = 150
		}
		checked := 0
		for checked < cells {
			threshold, short := int64(rnd.IntN(60))*1000, int64(rnd.IntN(10))*1000
			first := 1 + rnd.IntN(14)
			q := metric.Query{From: fmt.Sprintf("1999-02-%02d", first), To: fmt.Sprintf("1999-02-%02d", min(14, first+rnd.IntN(4))), Grain: grains[rnd.IntN(len(grains))],
				Metrics: []string{ids[rnd.IntN(len(ids))]}}
			if rnd.IntN(4) == 0 { // else as the days have them
				q.ThresholdMs, q.ShortAbandonMs = &threshold, &short
			}
			for range rnd.IntN(3) {
				q.By = append(q.By, dims[rnd.IntN(len(dims))])
			}
			slices.Sort(q.By)
			q.By = slices.Compact(q.By)
			rows := c.ask(t, q).Rows
			for range min(len(rows), 5) {
				checked++
				c.holdCell(t, q, rows[rnd.IntN(len(rows))])
			}
			if len(rows) == 0 {
				checked++
			}
		}
	})
}

// A running day is compared with the hours of last week that have passed too.
func TestComparedWeeksEndWhereTheDataEnds(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		var events []telephony.Event
		for _, day := range []int{2, 9} { // two Mondays
			for hour := 8; hour < 20; hour++ {
				if day == 9 && hour >= 12 {
					break // it is noon on the second
				}
				call := fmt.Sprintf("%d-%d", day, hour)
				at := time.Date(2026, 11, day, hour, 0, 0, 0, c.zone(t)).UnixMilli()
				events = append(events, telephony.Event{Key: call + "e", Call: call, Kind: telephony.KindEnqueued, At: at, Queue: "Q"},
					telephony.Event{Key: call + "a", Call: call, Kind: telephony.KindAbandoned, At: at + 1000, Queue: "Q", Wait: telephony.SpanOf(1000)})
			}
		}
		c.tell(t, events)
		row := c.ask(t, metric.Query{From: "2026-11-09", To: "2026-11-09", Grain: metric.GrainDay, Metrics: []string{"offered"}, Compare: metric.CompareLastWeek}).Rows[0]
		n := row.Values.Of("offered")
		if *n.Value != 4 || n.Compare == nil || *n.Compare.Value != 4 {
			t.Fatalf("%+v beside %+v", n, n.Compare)
		}
	})
}

// An actor whose scope is one person sees what others did only as sums.
func TestScopeHidesOtherPeople(t *testing.T) {
	events := read(t, adapter.KindQueueLog, append(slices.Clone(bankFolder), "queue_log.gz")...)[:6000]
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Jerusalem")
		c.tell(t, events)
		if err := c.rollup.Settle(c.ctx); err != nil {
			t.Fatal(err)
		}
		all := c.ask(t, bankQuery(metric.GrainTotal, metric.ByAgent))
		self := all.Rows[len(all.Rows)-1].Dims[metric.ByAgent]
		own := authz.With(t.Context(), authz.Actor{UserID: "u", Permissions: map[string]bool{metric.PermissionRead: true}, Scope: authz.Scope{Self: self.ID}})
		mine, err := c.metrics.Query(own, bankQuery(metric.GrainTotal, metric.ByAgent))
		if err != nil || len(mine.Rows) != 1 || mine.Rows[0].Dims[metric.ByAgent] != self {
			t.Fatalf("an agent sees %d agents, %v", len(mine.Rows), err)
		}
		if got, want := mine.Rows[0].Values.Of("answered").Num, all.Rows[len(all.Rows)-1].Values.Of("answered").Num; got != want {
			t.Fatalf("own answered is %v, want %v", got, want)
		}
		agentTime := metric.Query{From: "1999-02-01", To: "1999-02-14", Grain: metric.GrainTotal, By: []metric.Dimension{metric.ByAgent}, Metrics: []string{"occ-2"}}
		if mine, err = c.metrics.Query(own, agentTime); err != nil || len(mine.Rows) > 1 {
			t.Fatalf("an agent sees the time of %d agents, %v", len(mine.Rows), err)
		}
		if _, err := c.metrics.Query(own, bankQuery(metric.GrainDay)); err != nil {
			t.Fatalf("sums over the centre: %v", err)
		}
		q := bankQuery(metric.GrainTotal)
		q.Metrics = []string{"answered"}
		if _, err := c.metrics.Drill(own, q, metric.PartNum, 0, 50); err == nil {
			t.Fatal("an agent opened everybody's contacts")
		}
		q.Filter.Agents = []string{self.ID}
		if d, err := c.metrics.Drill(own, q, metric.PartNum, 0, 50); err != nil || d.Total == 0 {
			t.Fatalf("own contacts: %d, %v", d.Total, err)
		}
		for _, row := range all.Rows {
			if other := row.Dims[metric.ByAgent]; other != self && other.ID != "" {
				q.Filter.Agents = []string{other.ID}
				if d, err := c.metrics.Drill(own, q, metric.PartNum, 0, 50); err != nil || d.Total != 0 {
					t.Fatalf("another's contacts: %d, %v", d.Total, err)
				}
				break
			}
		}
	})
}

func (c *centre) holdCell(t *testing.T, q metric.Query, row metric.Row) {
	t.Helper()
	from, _ := time.Parse(time.RFC3339, row.Start)
	to, _ := time.Parse(time.RFC3339, row.End)
	cell := q
	cell.By = nil
	cell.FromMs, cell.ToMs = from.UnixMilli(), to.UnixMilli()
	for d, n := range row.Dims {
		switch d {
		case metric.ByQueue:
			cell.Filter.Queues = []string{n.ID}
		case metric.ByAgent:
			cell.Filter.Agents = []string{n.ID}
		case metric.ByTeam:
			cell.Filter.Teams = []string{n.ID}
		case metric.BySkill:
			cell.Filter.Skills = []string{n.ID}
		case metric.BySite:
			cell.Filter.Sites = []string{n.ID}
		case metric.ByChannel:
			cell.Filter.Channels = []string{n.ID}
		case metric.ByCallType:
			cell.Filter.CallTypes = []string{n.ID}
		case metric.ByHour:
			cell.Filter.Hours = []int{atoi(n.ID)}
		case metric.ByWeekday:
			cell.Filter.Weekdays = []int{atoi(n.ID)}
		}
	}
	number := row.Values.Of(q.Metrics[0])
	for part, want := range map[metric.Part]float64{metric.PartNum: number.Num, metric.PartDen: number.Den} {
		sum, n := 0.0, 0
		var first metric.Drilled
		for offset := 0; ; {
			page, err := c.metrics.Drill(c.ctx, cell, part, offset, 500)
			if err != nil {
				t.Fatalf("%s %v %s: %v", q.Metrics[0], row.Dims, part, err)
			}
			if offset == 0 {
				first = page
			}
			for _, it := range page.Items {
				sum += it.Adds
				n++
			}
			if page.Next == 0 {
				break
			}
			offset = page.Next
		}
		if n != first.Total {
			t.Fatalf("%s: %d rows on the pages, %d told", q.Metrics[0], n, first.Total)
		}
		if !first.Adds || (part == metric.PartDen && n == 0 && want == 1) {
			continue // a maximum, or a formula that is no sum; no denominator
		}
		if math.Abs(sum-want) > 1e-6 || math.Abs(first.Sum-want) > 1e-6 {
			t.Fatalf("%s of %v from %s to %s by %v: %s is %v, its rows add up to %v", q.Metrics[0], row.Dims, row.Start, row.End, q.By, part, want, sum)
		}
	}
}

func atoi(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
