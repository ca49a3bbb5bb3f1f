package staffing_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// works tells a day of an agent, signed in from 9 to 17 o'clock: twelve
// minutes of break in each hour, of training from 14 to 15 and of "tidying" at
// the beginning of 16.
func (c *centre) works(agent string, on civil.Date) {
	c.t.Helper()
	start := on.Start(c.zone)
	n := 0
	var events []telephony.Event
	tell := func(minute int64, kind telephony.Kind, state, reason string) {
		n++
		events = append(events, telephony.Event{Key: fmt.Sprintf("%s/%s/%d", agent, on, n), Kind: kind, At: start + minute*60_000, Agent: agent, State: state, Reason: reason})
	}
	away := func(minute, minutes int64, reason string) {
		tell(minute, telephony.KindAgentState, telephony.StateAux, reason)
		tell(minute+minutes, telephony.KindAgentState, telephony.StateReady, "")
	}
	tell(540, telephony.KindAgentSignedIn, "", "")
	for hour := int64(9); hour < 17; hour++ {
		switch hour {
		case 14:
			away(hour*60, 60, "培训")
		case 16:
			away(hour*60, 6, "tidying")
		default:
			away(hour*60, 12, "小休")
		}
	}
	tell(1020, telephony.KindAgentSignedOut, "", "")
	c.seq++
	if _, err := c.ingest.Apply(c.ctx, c.seq, []ingest.Batch{{Source: "switch", Kind: "events", Events: events}}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *centre) change(in staffing.ChangeIn) staffing.Change {
	c.t.Helper()
	out, err := c.staffing.Change(c.ctx, in)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

func (c *centre) shrinkage(from, to civil.Date) (staffing.ShrinkageFigures, map[staffing.Kind]staffing.KindFigures) {
	c.t.Helper()
	f, err := c.staffing.Shrinkage(c.ctx, from.String(), to.String())
	if err != nil {
		c.t.Fatal(err)
	}
	of := map[staffing.Kind]staffing.KindFigures{}
	for _, k := range f.Kinds {
		of[k.Kind] = k
	}
	return f, of
}

func TestShrinkageMeasuredAndPlanned(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db)
		monday := today.Add(-14)
		for d := monday; d.Before(monday.Add(5)); d = d.Add(1) {
			c.works("7001", d)
			c.works("7002", d)
		}
		if err := c.facts.Settle(c.ctx); err != nil {
			t.Fatal(err)
		}
		last := monday.Add(6)
		is := func(what string, got *float64, want float64) {
			t.Helper()
			if got == nil || math.Abs(*got-want) > 0.011 {
				t.Errorf("%s: %v, not %g", what, got, want)
			}
		}
		f, of := c.shrinkage(monday, last)
		if f.SignedIn != 80 || f.Multiply != 1 {
			t.Errorf("%g hours signed in, multiplied by %g", f.SignedIn, f.Multiply)
		}
		is("breaks", of["break"].Measured, 100*72.0/480)
		is("training", of["training"].Measured, 100*60.0/480)
		is("other", of["other"].Measured, 100*6.0/480)
		is("all", f.Total, 100*138.0/480)
		is("hours of breaks", of["break"].Hours, 12)
		is("Monday at 10", of["break"].Cells[0][10], 20)
		is("Friday at 14", of["training"].Cells[4][14], 100)
		is("Friday at 14, all", f.Cells[4][14], 100)
		if of["break"].Cells[0][20] != nil || of["break"].Cells[6][10] != nil || of["sick_leave"].Measured != nil {
			t.Error("what is not known has a number")
		}

		// From Wednesday on "other" counts as training, and meals, of which there were none, as nothing.
		c.change(staffing.ChangeIn{State: "other", Kind: "training", FromOn: monday.Add(2).String()})
		c.change(staffing.ChangeIn{State: "meal", Kind: staffing.KindNone, FromOn: monday.String()})
		f, of = c.shrinkage(monday, last)
		is("training and the rest of Wednesday on", of["training"].Measured, 100*(5*60.0+3*6)/(5*480))
		is("the rest before", of["other"].Measured, 100*2*6.0/(5*480))
		if f.States[1].Kind != staffing.KindNone || f.States[4].Kind != "training" || *f.States[4].Since != monday.Add(2) {
			t.Errorf("states %+v", f.States)
		}

		// Planned, in part from a later day on.
		first := c.change(staffing.ChangeIn{Kind: "break", Percent: 12, FromOn: monday.String(), Note: "two of twenty minutes"})
		c.change(staffing.ChangeIn{Kind: "sick_leave", Percent: 4, FromOn: monday.String()})
		c.change(staffing.ChangeIn{Kind: "sick_leave", Percent: 8, FromOn: today.Add(2).String()})
		f, of = c.shrinkage(monday, last)
		if f.Planned.InOfficePercent != 12 || f.Planned.OutOfOfficePercent != 4 || math.Abs(f.Multiply-1/0.84) > 0.006 || of["sick_leave"].Planned != 4 || *of["break"].Since != monday {
			t.Errorf("planned %+v, %+v", f.Planned, of["sick_leave"])
		}
		is("breaks of scheduled time", of["break"].Scheduled, 15*0.96)
		if f, _ := c.shrinkage(monday, today.Add(2)); f.Planned.OutOfOfficePercent != 8 {
			t.Errorf("from the later day on: %+v", f.Planned)
		}

		// The same once more changes nothing; another value of the same day takes its place, and can be taken back.
		if again := c.change(staffing.ChangeIn{Kind: "break", Percent: 12, FromOn: monday.String(), Note: "two of twenty minutes"}); again.ID != first.ID {
			t.Errorf("%+v", again)
		}
		other := c.change(staffing.ChangeIn{Kind: "break", Percent: 10, FromOn: monday.String()})
		for range 2 {
			if _, err := c.staffing.UndoChange(c.ctx, other.ID); err != nil {
				t.Error(err)
			}
		}
		if _, of := c.shrinkage(monday, last); of["break"].Planned != 0 {
			t.Errorf("taken back: %+v", of["break"])
		}
		c.change(staffing.ChangeIn{Kind: "break", Percent: 12, FromOn: monday.String()})

		// A requirement takes the planned value of each day.
		c.queue(org.Queue{Code: "planned", Channel: "voice"})
		c.came("planned", 40, 4)
		v := c.forecast(true)
		p, err := c.staffing.Make(c.ctx, c.staffing.NewID(), staffing.Request{Name: "planned", ForecastID: v.ID, Settings: staffing.Settings{Shrinkage: staffing.Shrinkage{From: staffing.ShrinkagePlanned}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if s := p.Settings.Shrinkage; s.From != staffing.ShrinkagePlanned || s.InOfficePercent != 12 || s.OutOfOfficePercent != 4 {
			t.Errorf("%+v", s)
		}
		for on, share := range map[civil.Date]float64{today.Add(1): 0.16, today.Add(2): 0.20} {
			slots, err := c.staffing.Slots(c.ctx, p.ID, "", on.String())
			if err != nil || slots[20].Agents == 0 || math.Abs(slots[20].Scheduled-float64(slots[20].Agents)/(1-share)) > 0.006 {
				t.Errorf("%s: %+v %v", on, slots[20], err)
			}
		}
		c.refused()
	})
}

func (c *centre) refused() {
	c.t.Helper()
	refuse := func(in staffing.ChangeIn, code, field string) {
		c.t.Helper()
		_, err := c.staffing.Change(c.ctx, in)
		faultOf(c.t, err, code, field)
	}
	refuse(staffing.ChangeIn{Kind: "lunch"}, "staffing.shrinkage.invalid", "body.kind")
	refuse(staffing.ChangeIn{State: "lunch", Kind: "break"}, "staffing.shrinkage.invalid", "body.state")
	refuse(staffing.ChangeIn{State: "meal", Kind: "sick_leave"}, "staffing.shrinkage.invalid", "body.kind")
	refuse(staffing.ChangeIn{Kind: "break", Percent: math.NaN()}, "staffing.shrinkage.invalid", "body.percent")
	refuse(staffing.ChangeIn{Kind: "break", FromOn: "soon"}, "staffing.shrinkage.invalid", "body.from_on")
	refuse(staffing.ChangeIn{Kind: "training", Percent: 70, FromOn: today.String()}, "staffing.shrinkage.too_much", "body.percent")
	_, err := c.staffing.UndoChange(c.ctx, "nothing")
	faultOf(c.t, err, "staffing.shrinkage.not_found", "")
	_, err = c.staffing.Shrinkage(c.ctx, today.String(), today.Add(-1).String())
	faultOf(c.t, err, "staffing.shrinkage.range", "query.to")
	nobody := authz.With(c.ctx, authz.Actor{UserID: "u", Login: "u"})
	if _, err := c.staffing.Change(nobody, staffing.ChangeIn{Kind: "break"}); !fault.Is(err, fault.Denied) {
		c.t.Error(err)
	}
	if _, err := c.staffing.Shrinkage(nobody, today.String(), today.String()); !fault.Is(err, fault.Denied) {
		c.t.Error(err)
	}
}
