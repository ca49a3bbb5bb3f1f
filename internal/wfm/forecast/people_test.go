package forecast_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// pairs is a queue of four people of whom two work each day, as its rosters
// say; how long a contact takes with each, in seconds.
var pairs = [4]int64{100, 120, 280, 300}

// quick reports whether the quick pair works on a day.
func quick(d civil.Date) bool { return (d.Sub(today)*7+700)%5 < 2 }

func pairOf(d civil.Date) [2]int {
	if quick(d) {
		return [2]int{0, 1}
	}
	return [2]int{2, 3}
}

// rostered tells the pairs' days as published rosters would.
type rostered struct{ ids []string }

func (r rostered) Duties(_ context.Context, days civil.Range) ([]forecast.Duty, error) {
	var out []forecast.Duty
	for d := days.From; !days.To.Before(d); d = d.Add(1) {
		for p, id := range r.ids {
			x := forecast.Duty{PersonID: id, On: d}
			if on := pairOf(d); p == on[0] || p == on[1] {
				x.From, x.Until, x.Breaks = 8*60, 16*60, [][2]int{{720, 780}}
			}
			out = append(out, x)
		}
	}
	return out, nil
}

// pairsCame tells two months of contacts of the pairs; one of ten is taken by
// somebody of the other pair, so that people can be told apart from days.
func (c *centre) pairsCame() {
	c.t.Helper()
	var events []telephony.Event
	for d := today.Add(-63); d.Before(today); d = d.Add(1) {
		start := d.Start(c.zone)
		for i := range 16 {
			at := start + int64(8*60+30*i)*60_000
			if 8*60+30*i >= 720 && 8*60+30*i < 780 {
				continue
			}
			p := pairOf(d)[i%2]
			if i%8 == 7 {
				p = (p + 2) % 4
			}
			call := fmt.Sprintf("%s/%d", d, i)
			seconds := pairs[p] * (90 + (int64(i*7+d.Sub(today)+100))%21) / 100
			events = append(events,
				telephony.Event{Key: call + "e", Call: call, Kind: telephony.KindEnqueued, At: at, Queue: "PAIRS"},
				telephony.Event{Key: call + "c", Call: call, Kind: telephony.KindConnected, At: at + 1000, Queue: "PAIRS", Agent: fmt.Sprintf("90%d", p), Wait: telephony.SpanOf(1000)},
				telephony.Event{Key: call + "x", Call: call, Kind: telephony.KindEnded, At: at + 1000 + seconds*1000, Queue: "PAIRS", Agent: fmt.Sprintf("90%d", p), Wait: telephony.SpanOf(1000), Talk: telephony.SpanOf(seconds * 1000)})
		}
	}
	c.seq++
	if _, err := c.ingest.Apply(c.ctx, c.seq, []ingest.Batch{{Source: "switch", Kind: "queue-log", Events: events}}); err != nil {
		c.t.Fatal(err)
	}
}

// Who works is in the handle times where it helped on the past: by the
// published roster, as a part that sums, and told of people only to whom it
// may be.
func TestPeopleInHandleTimes(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		id := c.queue("PAIRS", nil)
		c.pairsCame()
		var dir org.Directory
		if err := db.Read(c.ctx, func(tx *sqldb.Tx) (err error) {
			dir, err = c.org.Directory(c.ctx, tx)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		ids := make([]string, 4)
		for _, p := range dir.People {
			for i := range ids {
				if p.AgentNo == fmt.Sprintf("90%d", i) {
					ids[i] = p.ID
				}
			}
		}
		plain := c.make(forecast.Request{Weeks: 1, GrainMinutes: 30})
		if about := plain.Queues[0].People; about == nil || about.People != 4 || about.RosterDays != 0 || about.TriedRoster != 0 {
			t.Fatalf("without rosters: %+v", about)
		}
		c.forecast.Ask(rostered{ids})
		v := c.make(forecast.Request{Weeks: 1, GrainMinutes: 30})
		about := v.Queues[0].People
		if about == nil || !about.Used || about.Why != forecast.PeopleHelp || about.RosterDays != 7 || about.TriedRoster != 28 || *about.With > *about.Plain/2 {
			t.Fatalf("%+v with %v plain %v", about, *about.With, *about.Plain)
		}
		for d := range 7 {
			on := today.Add(d)
			slots, err := c.forecast.Slots(c.ctx, v.ID, id, on.String())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range slots {
				if s.Handle == nil || *s.Forecast == 0 {
					continue
				}
				sum := 0.0
				for _, x := range s.HandleParts {
					sum += x
				}
				if len(s.HandleParts) != 4 || math.Abs(sum-*s.Handle) > 1e-9 {
					t.Errorf("%s %s: %v sum to %g, the handle time is %g", on, s.At, s.HandleParts, sum, *s.Handle)
				}
				if people := s.HandleParts[forecast.HandlePeople]; s.At == "10:30" && (people > -20 == quick(on) || *s.Handle > 190 == quick(on)) {
					t.Errorf("%s 10:30: people bring %g to %g, the quick work: %v", on, people, *s.Handle, quick(on))
				}
			}
		}
		people, err := c.forecast.People(c.ctx, v.ID, id)
		if err != nil || len(people) != 4 {
			t.Fatal(people, err)
		}
		for _, p := range people {
			if slow := p.PersonID == ids[2] || p.PersonID == ids[3]; slow != (p.Effect > 0) || p.Low > p.Effect || p.High < p.Effect {
				t.Errorf("%+v", p)
			}
		}
		// What is told of people is kept to whom one may see.
		own := authz.With(t.Context(), authz.Actor{UserID: "u", Login: "u", Permissions: map[string]bool{"forecast.read": true, "metric.read": true}, Reach: map[string]authz.Scope{"metric.read": {Self: ids[2]}}})
		if people, err = c.forecast.People(own, v.ID, id); err != nil || len(people) != 1 || people[0].PersonID != ids[2] {
			t.Errorf("somebody who may see themselves sees %+v %v", people, err)
		}
		none := authz.With(t.Context(), authz.Actor{UserID: "u", Login: "u", Permissions: map[string]bool{"forecast.read": true}})
		if _, err := c.forecast.People(none, v.ID, id); !fault.Is(err, fault.Denied) {
			t.Errorf("somebody who may see no numbers: %v", err)
		}
		for who, ctx := range map[string]context.Context{"all": c.ctx, "": none} {
			book, err := c.forecast.Workbook(ctx, v.ID, false)
			if err != nil {
				t.Fatal(err)
			}
			var file strings.Builder
			if err := book.Write(&file); err != nil {
				t.Fatal(err)
			}
			x, err := excelize.OpenReader(strings.NewReader(file.String()))
			if err != nil {
				t.Fatal(err)
			}
			rows, err := x.GetRows("People and handle time")
			if (err == nil && len(rows) == 5) != (who == "all") {
				t.Errorf("%q: %v %v", who, rows, err)
			}
		}
	})
}
