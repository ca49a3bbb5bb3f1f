package forecast_test

import (
	"math"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// The planner's hand: with a reason, on drafts only, undoable, and beside what
// the model said.
func TestEditsOfADraft(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		queue := c.queue("office", weekdays("08:00", "18:00"))
		c.came("office", today.Add(-28), today, office)
		v := c.make(forecast.Request{Weeks: 1, AsOf: today.String()})
		before, err := c.forecast.Days(c.ctx, v.ID, queue, 0)
		if err != nil {
			t.Fatal(err)
		}
		more := forecast.Rule{Kind: forecast.EditPercent, FromOn: today, ToOn: today.Add(1), FromMinute: 600, ToMinute: 720, Value: 50}
		for name, bad := range map[string]struct {
			rule   forecast.Rule
			reason string
		}{
			"no reason":      {more, "  "},
			"another day":    {forecast.Rule{Kind: forecast.EditPercent, FromOn: today, ToOn: today.Add(9), Value: 1}, "x"},
			"half a slot":    {forecast.Rule{Kind: forecast.EditPercent, FromOn: today, ToOn: today, FromMinute: 5, Value: 1}, "x"},
			"another queue":  {forecast.Rule{Kind: forecast.EditPercent, FromOn: today, ToOn: today, QueueIDs: []string{"x"}}, "x"},
			"no kind":        {forecast.Rule{FromOn: today, ToOn: today}, "x"},
			"too far":        {forecast.Rule{Kind: forecast.EditPercent, FromOn: today, ToOn: today, Value: -101}, "x"},
			"copy of no day": {forecast.Rule{Kind: forecast.EditCopy, FromOn: today, ToOn: today, CopyOn: "x"}, "x"},
		} {
			if _, err := c.forecast.Edit(c.ctx, v.ID, 0, bad.rule, bad.reason); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		first, err := c.forecast.Edit(c.ctx, v.ID, v.Rev, more, "a letter goes out")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.forecast.Edit(c.ctx, v.ID, v.Rev, more, "a letter goes out"); !fault.Is(err, fault.Conflict) {
			t.Errorf("told twice: %v", err)
		}
		copied := forecast.Rule{Kind: forecast.EditCopy, FromOn: today.Add(2), ToOn: today.Add(2), CopyOn: today.String()}
		if _, err := c.forecast.Edit(c.ctx, v.ID, 0, copied, "as on Monday"); err != nil {
			t.Fatal(err)
		}
		after, err := c.forecast.Days(c.ctx, v.ID, queue, 0)
		if err != nil {
			t.Fatal(err)
		}
		slots, err := c.forecast.Slots(c.ctx, v.ID, queue, today.String())
		if err != nil {
			t.Fatal(err)
		}
		added := 0.0
		for _, s := range slots {
			in := s.At >= "10:00" && s.At < "12:00"
			if want := *s.Model * 1.5; in && math.Abs(*s.Forecast-want) > 1e-3 || !in && *s.Forecast != *s.Model {
				t.Errorf("%s: %.4f, the model said %.4f", s.At, *s.Forecast, *s.Model)
			}
			added += s.Parts[forecast.PartManual]
		}
		if *after[0].Model != *before[0].Forecast || math.Abs(*after[0].Forecast-*before[0].Forecast-added) > 1e-9 || added < 50 || *after[2].Forecast != *after[0].Forecast || *after[3].Forecast != *before[3].Forecast {
			t.Errorf("%v of %v", *after[0].Forecast, *before[0].Forecast)
		}
		addsUp(t, c, v)
		// Taken back, twice.
		for range 2 {
			if e, err := c.forecast.Undo(c.ctx, v.ID, first.ID); err != nil || e.UndoneMs == 0 || e.UndoneBy == "" {
				t.Errorf("%+v %v", e, err)
			}
		}
		if _, err := c.forecast.Undo(c.ctx, v.ID, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if after, err = c.forecast.Days(c.ctx, v.ID, queue, 0); err != nil || *after[0].Forecast != *before[0].Forecast || math.Abs(*after[2].Forecast-*before[0].Forecast) > 1e-9 {
			t.Errorf("undone: %v, %v", *after[0].Forecast, err)
		}
		edits, err := c.forecast.Edits(c.ctx, v.ID)
		if err != nil || len(edits) != 2 || edits[0].Reason != "a letter goes out" || edits[1].UndoneMs != 0 {
			t.Errorf("%+v %v", edits, err)
		}
		stale := v.Rev
		if _, err := c.forecast.Approve(c.ctx, v.ID, stale); !fault.Is(err, fault.Conflict) {
			t.Errorf("what was changed meanwhile was approved: %v", err)
		}
		if _, err := c.forecast.Approve(c.ctx, v.ID, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := c.forecast.Edit(c.ctx, v.ID, 0, more, "late"); !fault.Is(err, fault.Conflict) {
			t.Errorf("an approved one was changed: %v", err)
		}
		if _, err := c.forecast.Undo(c.ctx, v.ID, edits[1].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("an approved one was changed: %v", err)
		}
	})
}
