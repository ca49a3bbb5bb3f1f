package demo

import (
	"context"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

func TestSetUpIsDoneOnce(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := authz.With(t.Context(), authz.System("demo"))
		svc := org.New(db, clock.System(), nil)
		c := NewCentre(1)
		first := time.Now().AddDate(0, 0, -30)
		cut, cancel := context.WithTimeout(ctx, 30*time.Millisecond) // a start that is cut off
		_, _ = SetUp(cut, svc, c, first, time.Now())
		cancel()
		ids, err := SetUp(ctx, svc, c, first, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if len(ids) != len(c.People) || len(ids) != 63 {
			t.Errorf("%d people of %d", len(ids), len(c.People))
		}
		again, err := SetUp(ctx, svc, c, first, time.Now())
		if err != nil || len(again) != len(ids) {
			t.Fatalf("again: %d people, %v", len(again), err)
		}
		if n := len(ids); n != len(c.People) {
			t.Errorf("%d people after the second time", n)
		}
		queues, err := svc.ListQueues(ctx, org.ListIn{Limit: 50})
		if err != nil || len(queues.Items) != len(c.Queues) {
			t.Fatalf("%d queues, %v", len(queues.Items), err)
		}
		entries, err := svc.ListCalendar(ctx, org.CalendarListIn{ListIn: org.ListIn{Limit: 500}, Origin: org.OriginOwn})
		if years := time.Now().Year() + 2 - first.Year(); err != nil || len(entries.Items) != years*len(PlantedDays) {
			t.Errorf("%d planted days in the calendar of %d years, %v", len(entries.Items), years, err)
		}
		plans, err := svc.SeatPlans(ctx, "")
		if err != nil || len(plans) != len(c.Sites) {
			t.Fatalf("%d seat plans, %v", len(plans), err)
		}
		seated, shared := 0, 0
		for _, p := range plans {
			shared += p.SharedCount
			plan, err := svc.SeatPlan(ctx, p.ID, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range plan.Seats {
				if s.Taken {
					seated++
				}
			}
		}
		if shared != len(c.Teams)*sharedSeats || seated != len(c.People)-shared {
			t.Errorf("%d people have a seat of their own, %d seats are shared", seated, shared)
		}
		moved := 0
		for _, id := range ids {
			spans, err := svc.Memberships(ctx, id)
			if err != nil || len(spans) == 0 {
				t.Fatalf("memberships %v, %v", spans, err)
			}
			if len(spans) == 2 {
				moved++
			}
		}
		if moved < 2 {
			t.Errorf("%d people changed teams", moved)
		}
	})
}
