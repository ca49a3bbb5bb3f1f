package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/kit/clock"
)

var _ = command(func(e *Env) *cobra.Command {
	var profile string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the server on a data folder",
		Long: `Run the server: web, API, event log and background work in one process.

The store is migrated when the program is newer. SIGTERM or Ctrl-C stops it
gracefully: begun requests finish, jobs are put back and go on after the next
start.`,
		Example: `  lingting serve
  lingting serve --data /var/lib/lingting --listen 0.0.0.0:8080 --secure-cookie
  lingting serve --store postgres://lingting@db/lingting --nats nats://n1:4222,nats://n2:4222`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if profile != "" {
				stop, err := profileInto(profile)
				if err != nil {
					return err
				}
				defer stop()
			}
			return e.Serve(c.Context(), Serving{})
		},
	}
	serverFlags(c)
	c.Flags().StringVar(&profile, "profile", "", "write profiles of processor and memory to this folder when the server stops")
	return c
})

// stopTime is how long background work may take to end.
const stopTime = 20 * time.Second

// Serving is what a command adds to the server; each may be nil.
type Serving struct {
	Clock   clock.Clock
	Extend  func(a *app.App)                            // adds jobs and background work
	Prepare func(ctx context.Context, a *app.App) error // before the server listens, with everything running
}

// Serve runs the server until ctx ends.
func (e *Env) Serve(ctx context.Context, more Serving) (err error) {
	began := time.Now()
	a, err := app.New(ctx, app.Options{Conf: e.Conf, Version: e.Version, Command: "lingting " + e.Command, Log: e.Log, Clock: more.Clock, Extend: more.Extend})
	if err != nil {
		return err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if serr := a.Stop(stop); serr != nil {
			e.Log.Error("stop", "err", serr)
			if err == nil {
				err = serr
			}
		}
		if err == nil {
			e.Log.Info("stopped")
		}
	}()
	if err := a.Start(ctx); err != nil {
		return err
	}
	if more.Prepare != nil {
		if err := more.Prepare(ctx, a); err != nil {
			return err
		}
	}
	if err := e.firstAccount(ctx, a); err != nil {
		return err
	}
	return a.Serve(ctx, func(address string) {
		e.Log.Info("ready", "address", address, "data", e.Conf.Data, "engine", string(a.DB.Engine()), "took", time.Since(began).Round(time.Millisecond).String())
		fmt.Fprintf(e.Out, "Lingting is at http://%s\n", address)
	})
}

// firstAccount makes the first administrator of a new store and shows the
// password, this once.
func (e *Env) firstAccount(ctx context.Context, a *app.App) error {
	login, password, made, err := a.Identity.Bootstrap(ctx)
	if err != nil || !made {
		return err
	}
	fmt.Fprintf(e.Out, "First account:  login %s  password %s\nThe password is shown only now; change it after signing in.\n", login, password.Reveal())
	return nil
}
