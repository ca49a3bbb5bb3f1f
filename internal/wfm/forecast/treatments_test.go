package forecast_test

import (
	"math"
	"slices"
	"testing"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// The planner overrules what was found about a day, changes it, and takes it
// back; every forecast obeys what held when it was made and says so.
func TestThePlannerOverrulesTheHistory(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		queue := c.queue("office", weekdays("08:00", "18:00"))
		spike, outage := today.Add(-3), today.Add(-6) // a Friday; the Tuesday before
		c.came("office", today.Add(-56), today, func(d civil.Date, m int) (int64, int64) {
			n, s := office(d, m)
			switch {
			case d == spike:
				n *= 4
			case d == outage && m >= 600 && m < 840:
				n = 0 // nothing was recorded from 10 to 14
			}
			return n, s
		})
		monday := func(v forecast.Version) float64 {
			t.Helper()
			days, err := c.forecast.Days(c.ctx, v.ID, queue, 0)
			if err != nil {
				t.Fatal(err)
			}
			return *days[0].Forecast
		}
		list := func(in forecast.HistoryDaysIn) []forecast.HistoryDay {
			t.Helper()
			p, err := c.forecast.HistoryDays(c.ctx, in)
			if err != nil {
				t.Fatal(err)
			}
			return p.Items
		}
		day := func(on civil.Date) forecast.HistoryDay {
			t.Helper()
			all := list(forecast.HistoryDaysIn{})
			i := slices.IndexFunc(all, func(d forecast.HistoryDay) bool { return d.On == on })
			if i < 0 {
				t.Fatalf("%s is not in %+v", on, all)
			}
			return all[i]
		}
		ask := forecast.Request{Weeks: 1, AsOf: today.String()}
		ruled := c.make(ask)
		found := day(spike)
		if found.Found != "outlier" || found.State() != "ruled" || found.Pending || found.Actual == nil || found.Usual == nil || math.Abs(*found.Actual / *found.Usual - 4) > 0.5 || found.VersionID != ruled.ID {
			t.Fatalf("%+v", found)
		}
		// The hours without records are found by themselves, and taken as not known.
		if d := day(outage); d.Found != "outage" || d.FromMinute != 600 || d.ToMinute != 840 || d.State() != "ruled" || d.Actual == nil || d.Usual == nil || *d.Actual > 0.8**d.Usual {
			t.Errorf("the outage: %+v", d)
		}
		if got := list(forecast.HistoryDaysIn{Found: "outage"}); len(got) != 1 || got[0].On != outage {
			t.Errorf("outages: %+v", got)
		}

		for name, bad := range map[string]struct {
			queue, reason string
			on            civil.Date
			rule          forecast.TreatmentRule
		}{
			"no reason":       {queue, " ", spike, forecast.TreatmentRule{How: series.TreatKeep}},
			"no queue":        {"nobody", "x", spike, forecast.TreatmentRule{How: series.TreatKeep}},
			"today":           {queue, "x", today, forecast.TreatmentRule{How: series.TreatLeaveOut}},
			"no such way":     {queue, "x", spike, forecast.TreatmentRule{How: "forget"}},
			"nothing to keep": {queue, "x", today.Add(-1), forecast.TreatmentRule{How: series.TreatKeep}}, // a Sunday
			"no span":         {queue, "x", spike, forecast.TreatmentRule{How: forecast.TreatRepair}},
			"half a quarter":  {queue, "x", spike, forecast.TreatmentRule{How: forecast.TreatRepair, FromMinute: 607, ToMinute: 660}},
		} {
			if _, err := c.forecast.Treat(c.ctx, bad.queue, bad.on, bad.rule, bad.reason, -1); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}

		// Kept: the new week begins higher. Said twice it is kept once.
		keep, err := c.forecast.Treat(c.ctx, queue, spike, forecast.TreatmentRule{How: series.TreatKeep}, "the new normal", 0)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := c.forecast.Treat(c.ctx, queue, spike, forecast.TreatmentRule{How: series.TreatKeep}, "the new normal", 0); err != nil || again.ID != keep.ID {
			t.Errorf("%+v %v", again, err)
		}
		if d := day(spike); d.State() != "treated" || !d.Pending || d.Used != "" {
			t.Errorf("before the next forecast: %+v", d)
		}
		kept := c.make(ask)
		if got := kept.Inputs.Treatments; len(got) != 1 || got[0].ID != keep.ID || got[0].Reason != "the new normal" {
			t.Errorf("inputs %+v", got)
		}
		if flags := kept.Queues[0].Flags; !slices.ContainsFunc(flags, func(f forecast.Flag) bool {
			return f.Day == spike && f.Kind == "outlier" && f.Treatment == series.TreatKeep
		}) {
			t.Errorf("flags %+v", flags)
		}
		if d := day(spike); d.Pending || d.Used != series.TreatKeep || d.Found != "outlier" {
			t.Errorf("after the next forecast: %+v", d)
		}
		// Somebody who saw nothing held is refused; who saw it replaces it.
		if _, err := c.forecast.Treat(c.ctx, queue, spike, forecast.TreatmentRule{How: series.TreatLeaveOut}, "a test call machine", 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old look won: %v", err)
		}
		leave, err := c.forecast.Treat(c.ctx, queue, spike, forecast.TreatmentRule{How: series.TreatLeaveOut}, "a test call machine", keep.CreatedMs)
		if err != nil {
			t.Fatal(err)
		}
		left := c.make(ask)
		if a, b, r := monday(kept), monday(left), monday(ruled); a < 1.05*b || math.Abs(b/r-1) > 0.1 {
			t.Errorf("Monday is %.0f by the rule, %.0f with the day kept, %.0f without it", r, a, b)
		}
		if old, err := c.forecast.Version(c.ctx, kept.ID); err != nil || len(old.Inputs.Treatments) != 1 || old.Inputs.Treatments[0].How != series.TreatKeep {
			t.Errorf("the old version says %+v, %v", old.Inputs.Treatments, err)
		}

		// Four hours without records are repaired: the rest of the day counts.
		if _, err := c.forecast.Treat(c.ctx, queue, outage, forecast.TreatmentRule{How: forecast.TreatRepair, FromMinute: 600, ToMinute: 840}, "the switch was down", -1); err != nil {
			t.Fatal(err)
		}
		repaired := c.make(ask)
		if d := day(outage); d.Found != "partial" || d.Used != forecast.TreatRepair || d.Treatment.Usual == nil || *d.Treatment.Actual >= *d.Treatment.Usual {
			t.Errorf("%+v", d)
		}
		addsUp(t, c, repaired)

		// Taken back, twice: the rule holds again.
		for range 2 {
			if u, err := c.forecast.UndoTreatment(c.ctx, leave.ID); err != nil || u.UndoneMs == 0 || u.UndoneBy == "" {
				t.Errorf("%+v %v", u, err)
			}
		}
		if _, err := c.forecast.UndoTreatment(c.ctx, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if d := day(spike); d.State() != "taken_back" || !d.Pending || d.TakenBack.ID != leave.ID || d.Rev != 0 {
			t.Errorf("%+v", d)
		}
		// The list searches, filters, sorts and turns pages.
		if got := list(forecast.HistoryDaysIn{State: "treated"}); len(got) != 1 || got[0].On != outage {
			t.Errorf("treated: %+v", got)
		}
		if got := list(forecast.HistoryDaysIn{Search: "SWITCH", QueueID: queue, Found: "partial", Sort: "actual"}); len(got) != 1 {
			t.Errorf("found: %+v", got)
		}
		first, err := c.forecast.HistoryDays(c.ctx, forecast.HistoryDaysIn{Sort: "on", Limit: 1})
		if err != nil || len(first.Items) != 1 || first.Items[0].On != outage || first.Total != 2 {
			t.Fatalf("%+v %v", first, err)
		}
		if next, err := c.forecast.HistoryDays(c.ctx, forecast.HistoryDaysIn{Sort: "on", Limit: 1, Cursor: first.NextCursor}); err != nil || len(next.Items) != 1 || next.Items[0].On != spike || next.NextCursor != "" {
			t.Errorf("%+v %v", next, err)
		}
		if _, err := c.forecast.HistoryDays(c.ctx, forecast.HistoryDaysIn{Sort: "reason"}); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		if n := len(slices.DeleteFunc(slices.Clone(c.audit.actions), func(a string) bool {
			return a != "forecast.treatment.set" && a != "forecast.treatment.undo"
		})); n != 4 {
			t.Errorf("audited: %v", c.audit.actions)
		}
	})
}
