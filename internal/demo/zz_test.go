package demo

import (
	"testing"

	"github.com/lingting/lingting/internal/telephony"
)

func TestLookQ(t *testing.T) {
	s := NewStory(1, zone(t))
	type row struct{ n, good, ab, abLong float64 }
	rows := map[string]*row{}
	idleWait := 0
	for w := range 12 {
		on := date(t, "2026-05-13").Add(7 * w)
		for _, e := range s.Day(on) {
			k := e.Queue
			if e.Kind == telephony.KindConnected || e.Kind == telephony.KindAbandoned {
				h := (e.At - s.Begin(on)) / 3600000
				if h < 2 || h > 15 {
					k += " night"
				}
				if rows[k] == nil {
					rows[k] = &row{}
				}
				r := rows[k]
				r.n++
				if e.Kind == telephony.KindConnected && e.Wait.Ms() <= 20000 {
					r.good++
				}
				if e.Kind == telephony.KindAbandoned {
					r.ab++
				}
			}
		}
	}
	for k, r := range rows {
		t.Logf("%s n %.0f SL %.3f ab %.3f", k, r.n/12, r.good/r.n, r.ab/r.n)
	}
	_ = idleWait
}
