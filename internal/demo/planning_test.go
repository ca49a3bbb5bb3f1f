package demo

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/career"
	"github.com/lingting/lingting/internal/people/headcount"
	"github.com/lingting/lingting/internal/people/rotation"
	"github.com/lingting/lingting/internal/performance/care"
	"github.com/lingting/lingting/internal/performance/contract"
	"github.com/lingting/lingting/internal/performance/incentive"
	"github.com/lingting/lingting/internal/performance/scorecard"
	"github.com/lingting/lingting/internal/performance/segment"
	"github.com/lingting/lingting/internal/performance/target"
	"github.com/lingting/lingting/internal/strategy"
	"github.com/lingting/lingting/internal/telephony/live"
	"github.com/lingting/lingting/internal/telephony/rollup"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/intraday"
	rostering "github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/staffing/hiring"
	"github.com/lingting/lingting/internal/wfm/staffing/shared"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// What needs no telephony is planned once, however often the demo starts. The
// rest is looked at by a journey in the browser.
func TestPlansAreMadeOnce(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := authz.With(t.Context(), authz.System("demo"))
		now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
		clk := clock.Fixed(now)
		organisation := org.New(db, clk, nil)
		numbers := metric.New(db, clk, nil, organisation, rollup.New(db, 1<<20))
		work := jobs.New(db, nil, clk, slog.New(slog.NewTextHandler(io.Discard, nil)))
		in := Rooms{Org: organisation, Metric: numbers, Live: live.New(db, nil, organisation, nil, nil, clk, nil)}
		in.Forecast = forecast.New(db, organisation, numbers, work, clk, nil)
		in.Staffing = staffing.New(db, organisation, numbers, in.Forecast, work, clk, nil)
		in.Hiring = hiring.New(db, in.Forecast, clk, nil)
		in.Shared = shared.New(db, in.Staffing, organisation, work, clk, nil)
		in.Roster = rostering.New(db, organisation, clk, nil)
		in.People = people.New(db, organisation, clk, nil)
		in.Strategy = strategy.New(db, organisation, numbers, clk, nil)
		in.Career = career.New(db, organisation, in.People, nil, nil, clk, nil)
		in.Incentive = incentive.New(db, organisation, incentive.FromCatalogue(numbers), incentive.FromFiles(in.People, in.Career), work, clk, nil)
		in.Targets = target.New(db, organisation, numbers, nil, nil, clk, nil)
		in.Scorecard = scorecard.New(db, organisation, numbers, nobodysLevel{}, nil, clk, nil)
		in.Contract = contract.New(db, organisation, numbers, nil, nil, clk, nil)
		in.Headcount = headcount.New(db, organisation, in.People, nil, clk, nil)
		in.Segment = segment.New(db, organisation, numbers, nil, clk, nil)
		in.Care = care.New(db, organisation, numbers, noShifts{}, nil, clk, nil)
		in.Rotation = rotation.New(db, organisation, clk, nil)
		in.TimeOff = timeoff.New(db, organisation, clk, nil)
		in.Intraday = intraday.New(db, in.Forecast, nil, nil, nil, numbers, nil, organisation, clk, nil)
		c := NewCentre(1)
		if _, err := SetUp(ctx, organisation, c, now.AddDate(0, -1, 0), now); err != nil {
			t.Fatal(err)
		}
		first := now.AddDate(0, 0, -leastHistory+1)
		for range 2 {
			told := []string{}
			if err := Plan(ctx, in, c, first, now, func(_ float64, what string) { told = append(told, what) }); err != nil {
				t.Fatalf("after %v: %v", told, err)
			}
		}
		hung, err := in.Live.Boards(ctx)
		if err != nil || len(hung) != 1+len(c.Teams) {
			t.Errorf("%d wallboards, %v", len(hung), err)
		}
		turns, err := in.Live.Playlists(ctx)
		if err != nil || len(turns) != 1 || len(turns[0].Entries) != len(hung) {
			t.Errorf("playlists %+v, %v", turns, err)
		}
		drivers, err := in.Forecast.Drivers(ctx)
		if err != nil || len(drivers) != 1 {
			t.Errorf("%d drivers, %v", len(drivers), err)
		}
		shifts, err := in.Roster.ShiftTypes(ctx)
		if err != nil || len(shifts) != 5 {
			t.Errorf("%d shift types, %v", len(shifts), err)
		}
		files, err := in.People.List(ctx, people.ListIn{State: people.Left})
		if err != nil || files.Total != leavers {
			t.Errorf("%d people have left, %v", files.Total, err)
		}
		held, err := in.Strategy.ListReviews(ctx, strategy.ReviewsIn{Limit: 10})
		if err != nil || held.Total != 2 {
			t.Errorf("%d reviews were held, %v", held.Total, err)
		}
		rotations, err := in.Rotation.Plans(ctx)
		if err != nil || len(rotations) != 1 || len(rotations[0].Moves) != len(c.Teams) {
			t.Errorf("rotations %+v, %v", rotations, err)
		}
		staffed, err := in.Headcount.Plans(ctx)
		if err != nil || len(staffed) != 2 || staffed[0].State != headcount.Draft || staffed[1].State != headcount.Approved {
			t.Errorf("headcount plans %+v, %v", staffed, err)
		}
		today := civil.At(now.UnixMilli(), time.UTC)
		aimed, err := in.Targets.Of(ctx, target.SubjectsIn{Scope: target.Centre}, today.Add(-70).String(), today.String())
		if err != nil || len(aimed) != len(monthly)*targetMonths {
			t.Errorf("%d targets of the centre, %v", len(aimed), err)
		}
		rules, err := in.Roster.RulesOn(ctx, civil.At(now.UnixMilli(), time.UTC))
		if err != nil || len(rules) == 0 {
			t.Errorf("%d people work by rules, %v", len(rules), err)
		}
		agreed, err := in.Contract.List(ctx, contract.ListIn{State: contract.Running})
		if err != nil || agreed.Total != 2*agentsPerTeam-1 {
			t.Errorf("%d contracts run, %v", agreed.Total, err)
		}
		absent, err := in.TimeOff.Over(ctx, today.Add(-7), today.Add(60))
		if err != nil || len(absent) == 0 {
			t.Errorf("%d days of time off, %v", len(absent), err)
		}
		s, err := in.Staffing.Shrinkage(ctx, "2026-11-23", "2026-11-23")
		if err != nil || len(s.Changes) != 8 {
			t.Errorf("%d kinds of shrinkage are planned, %v", len(s.Changes), err)
		}
	})
}

// nobodysLevel knows no levels.
type noShifts struct{}

func (noShifts) ShiftsOver(context.Context, civil.Range) ([]care.Shift, error) { return nil, nil }

type nobodysLevel struct{}

func (nobodysLevel) LevelsOn(context.Context, string) (map[string]string, error) { return nil, nil }
