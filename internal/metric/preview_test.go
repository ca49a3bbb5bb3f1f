package metric_test

import (
	"math"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony"
)

// A formula that is tried gives what the same built-in metric gives, and is
// not kept.
func TestPreviewKeepsNothing(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		at := time.Date(2026, 11, 2, 10, 0, 0, 0, c.zone(t)).UnixMilli()
		c.tell(t, []telephony.Event{
			{Key: "1e", Call: "1", Kind: telephony.KindEnqueued, At: at, Queue: "Q"},
			{Key: "1x", Call: "1", Kind: telephony.KindAbandoned, At: at + 9000, Queue: "Q", Wait: telephony.SpanOf(9000)},
			{Key: "2e", Call: "2", Kind: telephony.KindEnqueued, At: at, Queue: "Q"},
			{Key: "2c", Call: "2", Kind: telephony.KindConnected, At: at + 4000, Queue: "Q", Agent: "a", Wait: telephony.SpanOf(4000)},
			{Key: "2x", Call: "2", Kind: telephony.KindEnded, At: at + 9000, Queue: "Q", Agent: "a"},
		})
		q := metric.Query{From: "2026-11-02", To: "2026-11-02", Grain: metric.GrainDay}
		a, err := c.metrics.Preview(c.ctx, "100 * abandoned / offered", metric.UnitPercent, q)
		if err != nil {
			t.Fatal(err)
		}
		n := a.Total.Values.Of(metric.PreviewID)
		if n.Value == nil || math.Abs(*n.Value-50) > 1e-9 || n.Den != 2 {
			t.Errorf("preview is %+v, want 50 of 2", n)
		}
		if _, err := c.metrics.Get(c.ctx, metric.PreviewID); err == nil {
			t.Error("the preview was kept")
		}
		_, err = c.metrics.Preview(c.ctx, "100 * abandond / offered", metric.UnitPercent, q)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid {
			t.Errorf("a wrong formula answers %v, want an invalid fault", err)
		}
	})
}
