package metric_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// threeDays is a log of one queue and two agents. With two names, every other
// call waits in PS-new and the first agent is SIP/8101 on the second day.
func threeDays(t *testing.T, twoNames bool) []telephony.Event {
	t.Helper()
	var log strings.Builder
	for day := range 3 {
		first := "Agent/8101"
		if twoNames && day == 1 {
			first = "SIP/8101"
		}
		at := int64(1_709_600_400 + day*86_400) // 09:00 in Shanghai
		for _, a := range []string{first, "Agent/8102"} {
			fmt.Fprintf(&log, "%d|NONE|PS|%s|ADDMEMBER|\n", at-60, a)
		}
		for i := range 40 {
			queue := "PS"
			if twoNames && i%2 == 1 {
				queue = "PS-new"
			}
			agent := []string{first, "Agent/8102"}[i/2%2]
			call := fmt.Sprintf("c%d-%d", day, i)
			fmt.Fprintf(&log, "%d|%s|%s|NONE|ENTERQUEUE||1390000%04d|1\n", at, call, queue, i%13)
			if i%5 == 4 {
				fmt.Fprintf(&log, "%d|%s|%s|NONE|ABANDON|1|1|%d\n", at+int64(i), call, queue, i)
			} else {
				fmt.Fprintf(&log, "%d|%s|%s|%s|CONNECT|%d|b|3\n", at+int64(i), call, queue, agent, i)
				fmt.Fprintf(&log, "%d|%s|%s|%s|COMPLETECALLER|%d|%d|1\n", at+int64(i)+90, call, queue, agent, i, 90)
			}
			at += 300
		}
		for _, a := range []string{first, "Agent/8102"} {
			fmt.Fprintf(&log, "%d|NONE|PS|%s|REMOVEMEMBER|\n", at+600, a)
		}
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	r, err := adapter.Open(adapter.KindQueueLog, strings.NewReader(log.String()), adapter.Options{Source: "bank", Zone: zone})
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

// numbers are what a centre answers by queue, agent and half-hour, by code.
func (c *centre) numbers(t *testing.T) map[string]metric.Number {
	t.Helper()
	if err := c.rollup.Settle(c.ctx); err != nil {
		t.Fatal(err)
	}
	out := map[string]metric.Number{}
	for _, by := range [][]metric.Dimension{nil, {metric.ByQueue}, {metric.ByAgent}, {metric.ByQueue, metric.ByAgent}} {
		metrics := []string{"offered", "answered", "abandoned", "asa", "mean-talk", "sl-off", "repeat-rate"}
		if len(by) == 1 && by[0] == metric.ByAgent {
			metrics = append(metrics, "signed-in-time", "occ-3", "cph")
		}
		for _, grain := range []metric.Grain{metric.GrainTotal, metric.GrainDay, "30m"} {
			for _, row := range c.ask(t, metric.Query{From: "2024-03-05", To: "2024-03-07", Grain: grain, By: by, Metrics: metrics}).Rows {
				for id, v := range row.Values.All() {
					out[fmt.Sprint(grain, row.Start, row.Dims[metric.ByQueue].Code, row.Dims[metric.ByAgent].Code, id)] = v
				}
			}
		}
	}
	return out
}

// breaking fails a merge when everything else is moved already.
type breaking struct{ now bool }

func (breaking) FactsOf(context.Context, *sqldb.Tx, string, string) (org.Facts, error) {
	return org.Facts{}, nil
}

func (b *breaking) Merge(context.Context, *sqldb.Tx, string, string, string) error {
	if b.now {
		return errors.New("the power went")
	}
	return nil
}

func (c *centre) idOf(t *testing.T, code string) string {
	t.Helper()
	var d org.Directory
	if err := c.db.Read(c.ctx, func(tx *sqldb.Tx) (err error) {
		d, err = c.org.Directory(c.ctx, tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, q := range d.Queues {
		if q.Code == code {
			return q.ID
		}
	}
	for _, p := range d.People {
		if p.AgentNo == code {
			return p.ID
		}
	}
	t.Fatalf("nothing is called %s", code)
	return ""
}

func same(t *testing.T, what string, got, want map[string]metric.Number) {
	t.Helper()
	if reflect.DeepEqual(got, want) {
		return
	}
	wrong := 0
	for k, w := range want {
		g, ok := got[k]
		a, _ := json.Marshal(g)
		b, _ := json.Marshal(w)
		if (!ok || string(a) != string(b)) && wrong < 8 {
			wrong++
			t.Errorf("%s: %s is %s, want %s", what, k, a, b)
		}
	}
	for k := range got {
		if _, ok := want[k]; !ok && wrong < 12 {
			wrong++
			t.Errorf("%s: %s is there", what, k)
		}
	}
}

// A centre that found out late that two names are one queue, or one person,
// answers what it would have answered had there been one name from the start.
func TestMergedNamesCountAsOne(t *testing.T) {
	one, two := threeDays(t, false), threeDays(t, true)
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		plain := newCentre(t, sqldbtest.Open(t, db.Engine()), "Asia/Shanghai")
		plain.tell(t, one)
		want := plain.numbers(t)
		if len(want) < 200 {
			t.Fatalf("only %d numbers", len(want))
		}

		c := newCentre(t, db, "Asia/Shanghai")
		power := &breaking{}
		c.org.Follow(c.ingest)
		c.org.Follow(power)
		cut := len(two) * 3 / 5 // within the second day
		c.tell(t, two[:cut])
		before := c.numbers(t)
		ps, psNew, person, again := c.idOf(t, "PS"), c.idOf(t, "PS-new"), c.idOf(t, "Agent/8101"), c.idOf(t, "SIP/8101")

		preview, err := c.org.PreviewQueueMerge(c.ctx, psNew, ps)
		if err != nil || preview.Contacts < 30 || preview.FirstOn != "2024-03-05" || preview.LastOn != "2024-03-06" || preview.Merged || len(preview.Aliases) != 1 {
			t.Fatalf("preview: %+v, %v", preview, err)
		}
		people, err := c.org.PreviewPersonMerge(c.ctx, again, person)
		if err != nil || people.Contacts == 0 || people.AgentDays == 0 {
			t.Fatalf("preview: %+v, %v", people, err)
		}

		power.now = true
		if _, err := c.org.MergeQueue(c.ctx, psNew, ps); err == nil {
			t.Fatal("a broken merge went well")
		}
		if _, err := c.org.MergePerson(c.ctx, again, person); err == nil {
			t.Fatal("a broken merge went well")
		}
		same(t, "after a broken merge", c.numbers(t), before)
		power.now = false

		done, err := c.org.MergeQueue(c.ctx, psNew, ps)
		if err != nil || !done.Merged || done.Contacts != preview.Contacts {
			t.Fatalf("merge: %+v, %v", done, err)
		}
		c.numbers(t) // the sheets are remembered before the next merge
		if _, err := c.org.MergePerson(c.ctx, again, person); err != nil {
			t.Fatal(err)
		}
		for range 2 { // asked again, nothing changes
			if done, err = c.org.MergeQueue(c.ctx, psNew, ps); err != nil || !done.Merged || done.Contacts != 0 {
				t.Fatalf("merge again: %+v, %v", done, err)
			}
		}
		half := newCentre(t, sqldbtest.Open(t, db.Engine()), "Asia/Shanghai")
		half.tell(t, one[:cut])
		same(t, "after the merge", c.numbers(t), half.numbers(t))

		// The names keep coming, old rows too, and lead to the one that stayed.
		c.tell(t, two[cut:])
		c.tell(t, two[:cut+50])
		same(t, "after more rows", c.numbers(t), want)

		for name, ids := range map[string][2]string{"org.merge.itself": {ps, ps}, "org.merge.archived": {ps, psNew}} {
			if _, err := c.org.MergeQueue(c.ctx, ids[0], ids[1]); codeOf(err) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := c.org.UpdateQueue(c.ctx, psNew, revOf(t, c, psNew), org.QueuePatch{Active: new(true)}); codeOf(err) != "org.merged" {
			t.Errorf("a merged queue came back: %v", err)
		}
	})
}

func revOf(t *testing.T, c *centre, id string) int64 {
	t.Helper()
	q, err := c.org.Queue(c.ctx, id)
	if err != nil || q.MergedInto == "" || q.Active || q.Discovered || len(q.Aliases) != 0 {
		t.Fatalf("%+v, %v", q, err)
	}
	return q.Rev
}

func codeOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return fmt.Sprint(err)
}

// A source may tell intervals of one queue under two names: both count, and a
// file read again under one of them does not replace the other's.
func TestMergedIntervalsOfTwoNamesAddUp(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		c.org.Follow(c.ingest)
		tell := func(queue string, offered int64) {
			c.seq++
			at := int64(1_709_600_400_000)
			v := telephony.IntervalSums{Key: fmt.Sprint(queue, offered), Queue: queue, Channel: "voice", StartMs: at, LengthMs: 1_800_000, Offered: offered, Answered: offered, Told: telephony.ToldOffered | telephony.ToldAnswered}
			if _, err := c.ingest.Apply(c.ctx, c.seq, []ingest.Batch{{Source: "report", Kind: "intervals", Intervals: []telephony.IntervalSums{v}}}); err != nil {
				t.Fatal(err)
			}
		}
		offered := func() float64 {
			return c.numbers(t)["total2024-03-05T00:00:00+08:00PSoffered"].Num
		}
		tell("PS", 10)
		tell("PS-old", 3)
		if _, err := c.org.MergeQueue(c.ctx, c.idOf(t, "PS-old"), c.idOf(t, "PS")); err != nil {
			t.Fatal(err)
		}
		if n := offered(); n != 13 {
			t.Errorf("%v offered, want 13: %v", n, c.numbers(t))
		}
		tell("PS-old", 4)
		tell("PS", 10)
		if n := offered(); n != 14 {
			t.Errorf("%v offered, want 14", n)
		}
	})
}
