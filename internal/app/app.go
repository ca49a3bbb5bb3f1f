package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/lease"
	"github.com/lingting/lingting/internal/kit/pace"
	"github.com/lingting/lingting/internal/kit/retention"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/notice"
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
	"github.com/lingting/lingting/internal/telephony/contacts"
	"github.com/lingting/lingting/internal/telephony/imports"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/live"
	"github.com/lingting/lingting/internal/telephony/quality"
	"github.com/lingting/lingting/internal/telephony/rollup"
	"github.com/lingting/lingting/internal/telephony/sources"
	"github.com/lingting/lingting/internal/wfm/adherence"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/intraday"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/offers"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/swaps"
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/staffing/calibration"
	"github.com/lingting/lingting/internal/wfm/staffing/hiring"
	"github.com/lingting/lingting/internal/wfm/staffing/shared"
	"github.com/lingting/lingting/internal/wfm/staffing/whatif"
	"github.com/lingting/lingting/internal/wfm/timeoff"
	"github.com/lingting/lingting/schema"
	ui "github.com/lingting/lingting/web"
)

// Options are what an App is made from.
type Options struct {
	Conf    *conf.Conf
	Version string
	Command string       // what runs, for the one who finds the data folder locked
	Log     *slog.Logger // default: slog.Default()
	Clock   clock.Clock  // default: the machine's
	Extend  func(*App)   // called once the modules are made, to add jobs and background work; may be nil
}

// App is the whole product in one process.
type App struct {
	Conf  *conf.Conf
	DB    *sqldb.DB
	Bus   *bus.Bus
	Jobs  *jobs.Service
	Web   *web.Server
	Clock clock.Clock
	Log   *slog.Logger

	Identity *identity.Service
	Audit    *audit.Service
	Org      *org.Service
	Ingest   *ingest.Service
	Rollup   *rollup.Service
	Contacts *contacts.Service
	Imports  *imports.Service
	Quality  *quality.Service
	Sources  *sources.Service
	Metric   *metric.Service
	Live     *live.Service
	Forecast *forecast.Service
	Staffing *staffing.Service
	Roster   *roster.Service
	TimeOff  *timeoff.Service
	Rosters  *rosters.Service
	Swaps    *swaps.Service
	Offers   *offers.Service
	Intraday *intraday.Service
	Notice   *notice.Service
	People   *people.Service
	Career   *career.Service
	Rotation *rotation.Service
	Hiring   *hiring.Service
	Shared   *shared.Service
	WhatIf   *whatif.Service

	Calibration *calibration.Service
	Adherence   *adherence.Service
	Headcount   *headcount.Service

	Strategy *strategy.Service
	Targets  *target.Service

	Incentive *incentive.Service
	Scorecard *scorecard.Service
	Contract  *contract.Service
	Segment   *segment.Service
	Care      *care.Service

	Retention *retention.Service

	version    string
	lock       *folderLock
	tasks      []task // background work, started in order
	cancel     context.CancelFunc
	leases     *lease.Keeper
	meters     *meterSet
	metricsAt  string // address of the listener for Prometheus
	stopTraces func(context.Context) error
	loops      sync.WaitGroup
	mu         sync.Mutex
	ready      bool
	stopped    sync.Once
}

// task is background work; with a lease it is work of one node at a time.
type task struct {
	name  string
	run   func(ctx context.Context) error
	lease string
	with  []task // of the lease
}

// New opens everything and builds the modules. Nothing runs yet. The data
// folder belongs to this App until Stop.
func New(ctx context.Context, o Options) (*App, error) {
	a := describe(o)
	if err := a.open(ctx, o); err != nil {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return nil, errors.Join(err, a.Stop(stop))
	}
	return a, nil
}

// describe is an App without store and event log.
func describe(o Options) *App {
	a := &App{Conf: o.Conf, Log: o.Log, Clock: o.Clock, version: o.Version, meters: newMeterSet(o.Version)}
	if a.Log == nil {
		a.Log = slog.Default()
	}
	if a.Clock == nil {
		a.Clock = clock.System()
	}
	return a
}

// Describe is a web server with every operation registered and nothing behind
// it, for the OpenAPI document.
func Describe(version string) (*web.Server, error) {
	c, err := conf.Load(conf.Source{File: os.DevNull})
	if err != nil {
		return nil, err
	}
	a := describe(Options{Conf: c, Version: version})
	a.build()
	return a.Web, nil
}

func (a *App) open(ctx context.Context, o Options) (err error) {
	if limit := int64(a.Conf.MemoryLimit); limit > 0 {
		debug.SetMemoryLimit(newRoom(limit, a.Conf.StoreTarget()).least)
		a.background("memory", a.keepRoom)
	}
	if err := a.startTraces(ctx); err != nil {
		return err
	}
	if a.lock, err = lockFolder(a.Conf.Data, o.Command, a.Clock); err != nil {
		return err
	}
	if a.DB, err = OpenStore(ctx, a.Conf); err != nil {
		return err
	}
	a.DB.Observe(a.meters.transacted)
	applied, err := sqldb.Migrate(ctx, a.DB, schema.Files)
	if err != nil {
		return err
	}
	if len(applied) > 0 {
		a.Log.Info("store migrated", "applied", len(applied), "version", applied[len(applied)-1])
	}
	a.Bus, err = bus.Open(ctx, bus.Config{
		Dir: a.Conf.LogDir(), URL: a.Conf.NATSURL(), Replicas: a.Conf.NATSReplicas, DB: a.DB, Log: a.Log, Clock: a.Clock,
	})
	if err != nil {
		return err
	}
	a.leases = lease.New(a.DB, a.Log)
	a.build()
	if o.Extend != nil {
		o.Extend(a)
	}
	if err := a.Ingest.Open(ctx); err != nil {
		return err
	}
	return a.Jobs.Open(ctx, a.Conf.EmbeddedNATS())
}

// OpenStore opens the store and refuses one that a newer version has migrated.
func OpenStore(ctx context.Context, c *conf.Conf) (*sqldb.DB, error) {
	db, err := sqldb.Open(ctx, c.StoreTarget())
	if err != nil {
		return nil, fault.New(fault.Unavailable, "app.store", "The store cannot be opened: "+err.Error()).WithCause(err)
	}
	have, newest, err := sqldb.Version(ctx, db, schema.Files)
	if err == nil && have > newest {
		err = fault.Newf(fault.Conflict, "app.store_newer", "The store has version %d, this program knows up to %d: use the newer program, or a backup from before the update.", have, newest)
	}
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// build makes the modules, in the order in which they need each other, and
// registers their operations.
func (a *App) build() {
	proxies, _ := a.Conf.Proxies() // checked with the configuration
	a.Web = web.New(web.Options{
		Version: a.version, Auth: a, Log: a.Log, Clock: a.Clock, Static: ui.Handler(),
		Ready: a.Ready, KeepHSTS: a.Conf.SecureCookie, Metrics: a.metricsOnWeb(), Observe: a.meters.served, Proxies: proxies,
		Accounts: a.limit(a.Conf.RateAccount), Callers: a.limit(a.Conf.RateAddress),
	})
	a.Jobs = jobs.New(a.DB, a.Bus, a.Clock, a.Log)
	a.Jobs.Observe(a.meters.jobEnded)
	a.meters.registry.MustRegister(gauges{a})
	a.buildAudit()
	a.buildOrg()
	a.buildIdentity()
	a.buildTelephony()
	a.buildMetric()
	a.buildForecast()
	a.buildStaffing()
	a.buildNotice()
	a.buildContract()
	a.buildPeople()
	a.buildTimeOff()
	a.buildRoster()
	a.buildAdherence()
	a.buildLive()
	a.buildIntraday()
	a.buildStrategy()
	a.buildTargets()
	a.buildIncentive()
	a.buildScorecard()
	a.buildSegment()
	a.buildCare()
	a.buildRetention()
	a.Jobs.RegisterAPI(a.Web.API)
	a.registerBackup()
	a.Jobs.OnChange(func(jobs.Job) { a.wake("jobs") })
}

// burst is how many seconds' worth of requests may come at once.
const burst = 20

func (a *App) limit(perSecond int) *pace.Limit {
	return pace.New(a.Clock, float64(perSecond), burst*perSecond)
}

// Background adds work that Start starts and Stop ends, in Options.Extend.
func (a *App) Background(name string, run func(ctx context.Context) error) { a.background(name, run) }

// Start begins the background work: facts, consumers, jobs.
func (a *App) Start(ctx context.Context) error {
	if err := errors.Join(a.watchFacts(ctx), a.hearWakes()); err != nil {
		return err
	}
	a.Bus.Start()
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	a.cancel = cancel
	if err := a.serveMetrics(run); err != nil {
		return err
	}
	for _, t := range a.tasks {
		a.loops.Go(func() { a.startTask(run, t) })
	}
	if a.Conf.Has(conf.Work) {
		if err := a.Jobs.Run(ctx); err != nil {
			return err
		}
	}
	a.setReady(true)
	return nil
}

func (a *App) supervise(ctx context.Context, t task) {
	for pause := time.Second; ctx.Err() == nil; pause = min(2*pause, time.Minute) {
		err := t.run(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			err = errors.New("ended")
		}
		a.Log.Error("background work failed and is begun again", "work", t.name, "pause", pause, "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (a *App) setReady(on bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ready = on
}

// Ready is nil when requests can be answered in full.
func (a *App) Ready(ctx context.Context) error {
	a.mu.Lock()
	ready := a.ready
	a.mu.Unlock()
	if !ready {
		return fault.New(fault.Unavailable, "app.not_ready", "Starting or stopping.")
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if err := a.DB.Ping(ctx); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if err := a.Bus.Ready(ctx); err != nil {
		return fmt.Errorf("event log: %w", err)
	}
	return nil
}

// Stop ends the background work and closes everything; what runs has until
// ctx ends. HTTP must have stopped before.
func (a *App) Stop(ctx context.Context) (err error) {
	a.stopped.Do(func() {
		a.setReady(false)
		if a.Web != nil {
			a.Web.Close()
			a.Live.Close()
		}
		if a.cancel != nil {
			a.cancel()
		}
		done := make(chan struct{})
		go func() { a.loops.Wait(); close(done) }()
		select {
		case <-done:
		case <-ctx.Done():
			err = errors.Join(err, errors.New("background work did not end in time"))
		}
		if a.Bus != nil {
			err = errors.Join(err, a.Bus.Stop(ctx))
		}
		if a.DB != nil {
			err = errors.Join(err, a.DB.Close())
		}
		if a.stopTraces != nil {
			if terr := a.stopTraces(ctx); terr != nil {
				a.Log.Warn("the last traces were not sent", "err", terr)
			}
		}
		if a.lock != nil {
			err = errors.Join(err, a.lock.release())
		}
	})
	return err
}
