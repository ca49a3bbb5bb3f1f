package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/demo"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// Kinds of the demo's jobs: one tells its history, the next does what its
// people have planned by then.
const (
	historyJob = "demo.history"
	plansJob   = "demo.plans"
)

// recentDays are the days most pages open with.
const recentDays = 31

// demoFlags are what a demo is run with.
type demoFlags struct {
	seed         uint64
	months, days int
	speed        float64
	plans        bool
}

func (f demoFlags) check() error {
	switch {
	case f.months < 1 || f.months > 36:
		return usageError{errors.New("--months must be 1 to 36")}
	case f.days < 0 || f.days > 1100:
		return usageError{errors.New("--days must be 1 to 1100")}
	case !(f.speed >= 1 && f.speed <= 600):
		return usageError{errors.New("--speed must be 1 to 600")}
	}
	return nil
}

// history is the length of a new demo's history in days before now.
func (f demoFlags) history(now time.Time) int {
	if f.days > 0 {
		return f.days
	}
	return civil.At(now.UnixMilli(), time.UTC).Sub(civil.At(now.AddDate(0, -f.months, 0).UnixMilli(), time.UTC))
}

var _ = command(func(e *Env) *cobra.Command {
	var f demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Run a fictional bank hotline to look around in",
		Long: `Run the server on a data folder with a fictional bank hotline in it: people,
teams, queues, thirteen months of telephony made by a simulation and taken in as
real records are, and from now on a centre that lives on: calls come, agents
answer, the boards move.

The first start takes the history in while the server runs already, the newest
days first; the page of jobs shows how far it is. Then its people have planned:
wallboards, forecasts of the last weeks, an outlook, requirements and more are
made (--plans=false leaves that to you). A later start on the same
folder adds what has happened since. The same seed makes the same story. The
folder must be empty or hold a demo.

With --speed the centre's clock runs faster than the wall's, for everything the
server does; it never goes back, so a later start goes on from where it was.`,
		Example: `  lingting demo
  lingting demo --data data/demo --listen 127.0.0.1:8080
  lingting demo --data /tmp/small --months 1 --seed 7
  lingting demo --speed 10`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return e.runDemo(c.Context(), f)
		},
	}
	c.Flags().Uint64Var(&f.seed, "seed", 1, "seed of a new demo")
	c.Flags().IntVar(&f.months, "months", 13, "months of history of a new demo")
	c.Flags().IntVar(&f.days, "days", 0, "days of history of a new demo, instead of --months")
	c.Flags().BoolVar(&f.plans, "plans", true, "make the boards, forecasts and plans that the centre's people would have")
	c.Flags().Float64Var(&f.speed, "speed", 1, "how many times faster than the wall clock the centre lives")
	serverFlags(c)
	return c
})

// demoIntake is the telephony intake as the demo speaks to it.
type demoIntake struct{ *ingest.Service }

func (i demoIntake) Send(ctx context.Context, b ingest.Batch) (func(context.Context) (uint64, error), error) {
	p, err := i.PublishAsync(ctx, b)
	if err != nil {
		return nil, err
	}
	return p.Wait, nil
}

// runDemo runs the server with the demo's speaker beside it.
func (e *Env) runDemo(ctx context.Context, f demoFlags) error {
	clk := demoClock(e.Conf.Data, f.speed)
	var speaker *demo.Speaker
	opened := make(chan struct{})
	open := func(ctx context.Context) error {
		select {
		case <-opened:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return e.Serve(ctx, Serving{
		Clock: clk,
		Extend: func(a *app.App) {
			a.Jobs.Register(historyJob, func(ctx context.Context, run *jobs.Run) error {
				if err := open(ctx); err != nil {
					return err
				}
				if err := e.tellHistory(ctx, speaker, run); err != nil || !f.plans {
					return err
				}
				return startOnce(ctx, a, plansJob)
			})
			a.Jobs.Register(plansJob, func(ctx context.Context, run *jobs.Run) error {
				if err := open(ctx); err != nil {
					return err
				}
				return e.makePlans(authz.With(ctx, authz.System("demo")), a, speaker, run)
			})
			a.Background("let the demo centre live", func(ctx context.Context) error {
				if err := open(ctx); err != nil {
					return err
				}
				return speaker.Live(ctx, clk)
			})
		},
		Prepare: func(ctx context.Context, a *app.App) (err error) {
			if speaker, err = e.prepareDemo(authz.With(ctx, authz.System("demo")), a, f); err != nil {
				return err
			}
			close(opened)
			return nil
		},
	})
}

// demoClock is the machine's clock, or one that goes on from where the
// folder's demo is: it runs faster, or earlier starts ran ahead.
func demoClock(dir string, speed float64) clock.Clock {
	base := clock.System()
	now := base.Now()
	if last := demo.LastInstant(dir); last.After(now) {
		return clock.Faster(base, last, speed)
	}
	if speed == 1 {
		return base
	}
	return clock.Faster(base, now, speed)
}

// prepareDemo sets the centre up and starts the job that tells its history.
func (e *Env) prepareDemo(ctx context.Context, a *app.App, f demoFlags) (*demo.Speaker, error) {
	if !demo.Known(a.Conf.Data) {
		people, err := a.Org.ListPeople(ctx, org.ListIn{Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(people.Items) > 0 {
			return nil, fault.Conflictf("demo.not_empty", "The data folder %s holds a centre that is not a demo; choose another with --data.", a.Conf.Data)
		}
	}
	now := a.Clock.Now()
	speaker, err := demo.Open(demoIntake{a.Ingest}, a.Conf.Data, f.seed, f.history(now), now)
	if err != nil {
		return nil, err
	}
	centre := demo.NewCentre(speaker.State().Seed)
	people, err := demo.SetUp(ctx, a.Org, centre, speaker.First(), now)
	if err != nil {
		return nil, err
	}
	if err := demo.SetUpUsers(ctx, a.Identity, centre, people); err != nil {
		return nil, err
	}
	fmt.Fprintf(e.Out, "%s, a fictional centre. Everybody's password is %s\n", centre.Name, demo.Password)
	for _, l := range demo.Logins(centre) {
		fmt.Fprintf(e.Out, "  %-11s %s\n", l.Login, l.Role)
	}
	if speaker.State().Complete() {
		fmt.Fprintln(e.Out, "demo: loaded already")
		if !f.plans {
			return speaker, nil
		}
		return speaker, startOnce(ctx, a, plansJob)
	}
	return speaker, startHistory(ctx, a)
}

// startHistory starts the job unless one goes on from an earlier start.
func startHistory(ctx context.Context, a *app.App) error {
	return startUnless(ctx, a, historyJob, jobs.Waiting, jobs.Running)
}

// startOnce starts a job unless there was one that did not fail.
func startOnce(ctx context.Context, a *app.App, kind string) error {
	return startUnless(ctx, a, kind, jobs.Waiting, jobs.Running, jobs.Done)
}

// startUnless starts a job unless there is one in one of the states.
func startUnless(ctx context.Context, a *app.App, kind string, states ...jobs.State) error {
	begun, err := a.Jobs.List(ctx, jobs.Filter{Kind: kind, Limit: 10})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(begun, func(j jobs.Job) bool { return slices.Contains(states, j.State) }) {
		return nil
	}
	return a.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := jobs.Start(ctx, tx, kind, struct{}{})
		return err
	})
}

// makePlans is the job that does what the demo's people have planned.
func (e *Env) makePlans(ctx context.Context, a *app.App, speaker *demo.Speaker, run *jobs.Run) error {
	began := time.Now()
	rooms := demo.Rooms{Org: a.Org, Metric: a.Metric, Live: a.Live, Forecast: a.Forecast, Staffing: a.Staffing, Hiring: a.Hiring, Shared: a.Shared, WhatIf: a.WhatIf, Roster: a.Roster, Rosters: a.Rosters, Intraday: a.Intraday, Swaps: a.Swaps, Offers: a.Offers, TimeOff: a.TimeOff, Calibration: a.Calibration, Adherence: a.Adherence, Strategy: a.Strategy, People: a.People, Career: a.Career, Rotation: a.Rotation, Headcount: a.Headcount, Targets: a.Targets, Contract: a.Contract, Scorecard: a.Scorecard, Segment: a.Segment, Care: a.Care, Incentive: a.Incentive}
	leader, err := a.Identity.FindLogin(authz.With(ctx, authz.System("demo")), "leader")
	if err != nil {
		return err
	}
	rooms.LeaderAccount = leader.ID
	if err := demo.Plan(ctx, rooms, demo.NewCentre(speaker.State().Seed), speaker.First(), a.Clock.Now(), run.Progress); err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "demo: planned in %.1f s\n", time.Since(began).Seconds())
	return nil
}

// tellHistory is the job: it tells what is missing and how far it is.
func (e *Env) tellHistory(ctx context.Context, speaker *demo.Speaker, run *jobs.Run) error {
	began, told := time.Now(), 0.0
	recent := civil.At(speaker.State().StartedMs, time.UTC).Add(-recentDays)
	wasRecent := true
	err := speaker.History(ctx, func(share float64, day civil.Date) {
		run.Progress(share, day.String())
		if wasRecent && day.Before(recent) {
			wasRecent = false
			fmt.Fprintf(e.Out, "demo: the last %d days are there after %.1f s; older ones follow\n", recentDays, time.Since(began).Seconds())
		}
		if share-told >= 0.1 {
			told = share
			fmt.Fprintf(e.Out, "demo: %.0f %% of the telephony is loaded, back to %s\n", 100*share, day)
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "demo: loaded in %.1f s\n", time.Since(began).Seconds())
	return nil
}
