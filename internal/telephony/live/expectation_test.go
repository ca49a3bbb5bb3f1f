package live

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/telephony"
)

func TestExpectation(t *testing.T) {
	e := Expectation{Offered: make([]float64, 48), Low: make([]float64, 48), High: make([]float64, 48)}
	for i := 16; i < 40; i++ { // 8:00 to 20:00
		e.Offered[i], e.Low[i], e.High[i] = 30, 20, 40
	}
	minute := func(n int64) int64 { return dayStart + n*60_000 }
	for _, c := range []struct {
		at   int64
		want float64
	}{{minute(0), 0}, {minute(480), 0}, {minute(495), 15}, {minute(495) + 59_000, 15}, {minute(540), 60}, {minute(24 * 60), 24 * 30}} {
		if got := e.upTo(testDay, c.at); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("until %s: %.2f, want %.2f", time.UnixMilli(c.at).UTC(), got, c.want)
		}
	}
	came := map[int]float64{16: 30, 17: 41, 18: 50, 19: 50, 20: 10, 21: 10}
	offered := func(i int) float64 { return came[i] }
	for _, c := range []struct {
		what      string
		now, told int64
		want      int
	}{
		{"before anything is expected", minute(480), minute(480), 0},
		{"within the band", minute(512), minute(512), 0},
		{"one above", minute(542), minute(542), 1},
		{"two above", minute(573), minute(572), 2},
		{"the third is not settled", minute(601), minute(601), 2},
		{"three above", minute(602), minute(602), 3},
		{"then one below", minute(632), minute(631), -1},
		{"two below", minute(662), minute(661), -2},
		{"the data is cut off", minute(700), minute(650), 0},
		{"another day", minute(3000), minute(3000), 0},
	} {
		if got := e.outside(testDay, c.now, c.told, offered); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}

// Far more come than forecast: after two half-hours an alarm says so, and it
// is over with the first half-hour within the band.
func TestAnAlarmOffTheForecast(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	h := open(t, db)
	n := 0
	// come brings a half-hour's contacts and one at the beginning of the next,
	// and takes the clock five minutes on.
	come := func(halfHour, count int) []Alarm {
		begin := dayStart + int64(halfHour)*halfHourMs
		var events []telephony.Event
		for i := range count + 1 {
			n++
			at := begin + int64(i)*30_000 + 60_000
			if i == count {
				at = begin + halfHourMs
			}
			call := fmt.Sprint("c", n)
			events = append(events, telephony.Event{Key: call + "e", Kind: telephony.KindEnqueued, At: at, Call: call, Queue: "Q"},
				telephony.Event{Key: call + "a", Kind: telephony.KindAbandoned, At: at + 5_000, Call: call, Queue: "Q"})
		}
		h.fold(events)
		h.clk.at = time.UnixMilli(begin + halfHourMs + 300_000)
		h.rebuild()
		h.step()
		var out []Alarm
		for _, a := range h.watch.Open() {
			if a.Rule == RuleForecast {
				out = append(out, a)
			}
		}
		return out
	}
	if a := come(18, 30); len(a) != 0 {
		t.Fatalf("nothing is forecast: %+v", a)
	}
	queues := values(h.known.queues)
	if len(queues) != 1 || queues[0].Forecast != 0 {
		t.Fatalf("%+v", queues)
	}
	e := Expectation{Offered: make([]float64, 48), Low: make([]float64, 48), High: make([]float64, 48)}
	for i := range e.Offered {
		e.Offered[i], e.Low[i], e.High[i] = 6, 2, 11
	}
	h.expected[queues[0].ID] = e
	h.refresh(h.ctx(), map[string]bool{"forecasts": true})
	h.step()
	if q := values(h.known.queues)[0]; q.Forecast != 48*6 || q.HalfForecast != 6 || q.Outside != 1 || math.Abs(q.ForecastPast-19*6-1) > 1e-9 {
		t.Fatalf("%+v", q)
	}
	if a := come(19, 20); len(a) != 1 || a[0].Value != 2 || a[0].Reason != Above || a[0].Severity != Warn || a[0].ObjectKind != AboutQueue {
		t.Fatalf("two half-hours above: %+v", a)
	}
	if a := come(20, 20); len(a) != 1 {
		t.Fatalf("it lasts: %+v", a)
	}
	if a := come(21, 5); len(a) != 0 {
		t.Fatalf("within the band: %+v", a)
	}
	for i := 22; i < 24; i++ {
		if a := come(i, 0); len(a) != i-22 || i == 23 && a[0].Reason != Below {
			t.Fatalf("half-hour %d below: %+v", i, a)
		}
	}
	if s := h.floor.Strips(h.about); len(s) != 1 || len(s[0].Forecast) != 48 || s[0].High[3] != 11 {
		t.Errorf("%+v", s)
	}
}
