package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/demo"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

var _ = command(func(e *Env) *cobra.Command {
	var seed uint64
	var days int
	c := &cobra.Command{
		Use:   "demo",
		Short: "Run a fictional bank hotline to look around in",
		Long: `Run the server on a data folder with a fictional bank hotline in it: people,
teams, queues, and a month of telephony up to now, made by a simulation and
taken in as real records are.

The first start loads the month while the server runs already, the recent days
first. A later start on the same folder adds what has happened since. The same
seed makes the same month. The folder must be empty or hold a demo.`,
		Example: `  lingting demo
  lingting demo --data data/demo --listen 127.0.0.1:8080
  lingting demo --data /tmp/other --seed 7 --days 90`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if days < 1 || days > 400 {
				return usageError{errors.New("--days must be 1 to 400")}
			}
			return e.Serve(c.Context(), func(ctx context.Context, a *app.App) error { return e.demo(ctx, a, seed, days) })
		},
	}
	c.Flags().Uint64Var(&seed, "seed", 1, "seed of a new demo")
	c.Flags().IntVar(&days, "days", 30, "days of history of a new demo")
	serverFlags(c)
	return c
})

// demo sets the centre up and begins to load its telephony.
func (e *Env) demo(ctx context.Context, a *app.App, seed uint64, days int) error {
	now := a.Clock.Now()
	act := authz.With(ctx, authz.System("demo"))
	if !demo.Known(a.Conf.Data) {
		people, err := a.Org.ListPeople(act, org.ListIn{Limit: 1})
		if err != nil {
			return err
		}
		if len(people.Items) > 0 {
			return fault.Conflictf("demo.not_empty", "The data folder %s holds a centre that is not a demo; choose another with --data.", a.Conf.Data)
		}
	}
	loader := &demo.Loader{Intake: a.Ingest, Dir: a.Conf.Data}
	state, err := loader.Open(seed, days, now)
	if err != nil {
		return err
	}
	centre := demo.NewCentre(state.Seed)
	people, err := demo.SetUp(act, a.Org, centre, loader.First())
	if err != nil {
		return err
	}
	if err := demo.SetUpUsers(act, a.Identity, centre, people); err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "%s, a fictional centre. Everybody's password is %s\n", centre.Name, demo.Password)
	for _, l := range demo.Logins(centre) {
		fmt.Fprintf(e.Out, "  %-11s %s\n", l.Login, l.Role)
	}
	go e.loadDemo(ctx, a, loader, now)
	return nil
}

// loadDemo sends what is missing through the intake and tells how far it is.
func (e *Env) loadDemo(ctx context.Context, a *app.App, loader *demo.Loader, now time.Time) {
	began, told := time.Now(), 0.0
	loader.Tell = func(percent float64) {
		if percent-told >= 10 {
			told = percent
			fmt.Fprintf(e.Out, "demo: %.0f %% of the telephony is loaded\n", percent)
		}
	}
	last, err := loader.Load(ctx, now)
	if err == nil && last > 0 {
		err = a.Ingest.Wait(ctx, last)
	}
	if err != nil {
		if ctx.Err() == nil {
			e.Log.Error("the demo's telephony could not be loaded; the next start goes on", "err", err)
			if f, ok := fault.As(err); ok {
				fmt.Fprintln(e.Err, f.Message)
			}
		}
		return
	}
	fmt.Fprintf(e.Out, "demo: loaded in %.1f s\n", time.Since(began).Seconds())
}
