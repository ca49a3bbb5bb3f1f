package metric

import (
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// In some zones the clock change takes midnight away: the day begins at 01:00,
// and the day before it has 23 hours all the same.
func TestBucketsWhereMidnightIsMissing(t *testing.T) {
	for zone, on := range map[string]string{"America/Santiago": "2026-09-06", "America/Havana": "2026-03-08", "Asia/Beirut": "2026-03-29"} {
		c := org.Centre{Timezone: zone, WeekStart: "monday"}
		d, err := civil.Parse(on)
		if err != nil {
			t.Fatal(err)
		}
		for grain, want := range map[Grain]int{GrainTotal: 1, GrainDay: 3, "30m": 48 + 46 + 48} {
			q := Query{From: d.Add(-1).String(), To: d.Add(1).String(), Grain: grain}
			starts, end, err := q.buckets(c)
			if err != nil || len(starts) != want {
				t.Errorf("%s %s: %d rows, want %d: %v", zone, grain, len(starts), want, err)
				continue
			}
			if got := time.Duration(end-starts[0]) * time.Millisecond; got != 71*time.Hour {
				t.Errorf("%s %s: %v, want 71 h", zone, grain, got)
			}
		}
	}
}
