package calibration

import (
	"errors"
	"io"
	"math"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/testdata"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

// bank is a fortnight of an Israeli bank, as its queue log tells it; no
// sign-ins are told.
func bank(t *testing.T) (*history, *time.Location) {
	t.Helper()
	path := testdata.Shared(t, "data", "calls", "anonymous_bank_1999", "rendered", "queue_log.gz")
	zone, err := time.LoadLocation("Asia/Jerusalem")
	if err != nil {
		t.Fatal(err)
	}
	f, err := adapter.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := adapter.Open("queue-log", f, adapter.Options{Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	h := &history{}
	index := func(list *[]string, name string) int {
		for i, known := range *list {
			if known == name {
				return i
			}
		}
		*list = append(*list, name)
		return len(*list) - 1
	}
	at := map[string]int{}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range row.Events {
			e := &row.Events[i]
			k, ok := at[e.Call]
			if !ok {
				k = len(h.visits)
				at[e.Call] = k
				h.visits = append(h.visits, visit{agent: -1})
			}
			switch v := &h.visits[k]; e.Kind {
			case telephony.KindEnqueued:
				v.entered, v.queue = e.At, index(&h.queues, e.Queue)
			case telephony.KindConnected:
				v.wait, v.agent, v.how = float64(e.Wait.Ms())/1000, index(&h.agents, e.Agent), telephony.CodeAnswered
			case telephony.KindAbandoned:
				v.wait, v.how = float64(e.Wait.Ms())/1000, telephony.CodeAbandoned
			case telephony.KindEnded:
				v.talk = float64(e.Talk.Ms()) / 1000
			}
		}
	}
	h.sort()
	return h, zone
}

// runsOfBank is how often each day is simulated.
const runsOfBank = 12

// What is reached on the bank's fortnight is held: eight of the fourteen days within three
// points and most of the others within what chance does, no bias of the whole.
func TestFortnightOfABank(t *testing.T) {
	h, zone := bank(t)
	if len(h.visits) != 17313 {
		t.Fatalf("%d contacts", len(h.visits))
	}
	l := h.learn()
	var days []Figures
	for on := civil.Of(1999, time.February, 1); on.Before(civil.Of(1999, time.February, 15)); on = on.Add(1) {
		f := frame{from: on.Start(zone), to: on.Add(1).Start(zone)}
		var was outcome
		for range h.queues {
			f.thresholds, f.shorts = append(f.thresholds, 20), append(f.shorts, 5)
		}
		for i := range h.visits {
			v := &h.visits[i]
			if v.entered < f.from || v.entered >= f.to {
				continue
			}
			was.offered++
			if v.answered() && v.wait <= 20 {
				was.within++
			}
		}
		runs, err := l.replay(h, f).simulate(t.Context(), uint64(on.Sub(civil.Of(1999, time.January, 31)))*1009, runsOfBank)
		if err != nil {
			t.Fatal(err)
		}
		all := make([]outcome, runsOfBank)
		for q := range runs {
			for k := range all {
				all[k].add(runs[q][k], 1)
			}
		}
		d := Figures{On: on}
		d.Actual = Side{Offered: was.offered, Num: was.within, Den: was.offered, Level: percent(was.within, was.offered)}
		d.Simulated, d.HalfWidth, d.Spread = shown(all, "sl-off", 0)
		d.settle(&seen{}, &seen{}, nil, false)
		if math.Abs(d.Simulated.Offered-was.offered) > 1e-6 {
			t.Errorf("%s: %g contacts simulated, %g came", on, d.Simulated.Offered, was.offered)
		}
		days = append(days, d)
		t.Logf("%s actual %.1f simulated %.1f deviation %+.1f spread %.1f", on, *d.Actual.Level, *d.Simulated.Level, *d.Deviation, *d.Spread)
	}
	s := summarise(days)
	t.Logf("within %d, by chance %d, bias %+.2f, mean absolute %.2f", s.Within, s.Chance, *s.Deviation, *s.Absolute)
	if s.Days != 14 || s.Within < 8 || s.Within+s.Chance < 12 {
		t.Errorf("%d of %d days within 3 points, %d more by chance", s.Within, s.Days, s.Chance)
	}
	if math.Abs(*s.Deviation) > 1 || *s.Absolute > 3.5 {
		t.Errorf("bias %+.2f, mean absolute deviation %.2f", *s.Deviation, *s.Absolute)
	}
}
