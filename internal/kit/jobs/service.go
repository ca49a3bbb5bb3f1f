package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const (
	stream        = "JOBS"
	subjectPrefix = "job."
	maxAttempts   = 5
	ackWait       = 20 * time.Second
	staleBeat     = 15 * time.Second
	beatEvery     = 500 * time.Millisecond
)

// Func does a job. ctx ends when the job is cancelled or the process stops.
// A fault that it returns is shown to the user; Unavailable is tried again.
type Func func(ctx context.Context, run *Run) error

// Service keeps and runs jobs.
type Service struct {
	db  *sqldb.DB
	bus *bus.Bus
	clk clock.Clock
	log *slog.Logger

	kinds map[string]kind

	mu      sync.Mutex
	running map[string]context.CancelCauseFunc // by job id, in this process
	changed func(Job)
	told    func(kind string, state State, took time.Duration)
}

type kind struct {
	fn      Func
	workers int
}

// New makes the service; b may be nil where jobs are only looked at.
func New(db *sqldb.DB, b *bus.Bus, clk clock.Clock, log *slog.Logger) *Service {
	return &Service{db: db, bus: b, clk: clk, log: log, kinds: map[string]kind{}, running: map[string]context.CancelCauseFunc{}}
}

// Register names the function of a kind of job, before Open. Jobs of one kind
// run one after another in each process.
func (s *Service) Register(name string, fn Func) { s.RegisterMany(name, 1, fn) }

// RegisterMany is Register for jobs that run several at a time.
func (s *Service) RegisterMany(name string, workers int, fn Func) {
	if _, twice := s.kinds[name]; twice || name == "" {
		panic("jobs: kind " + name + " registered twice")
	}
	s.kinds[name] = kind{fn: fn, workers: workers}
}

// OnChange is called in this process when a job's state or progress changed.
func (s *Service) OnChange(fn func(Job)) { s.changed = fn }

// Observe has fn told of every run that ended in this process: the state it
// led to, waiting when it is to be run again.
func (s *Service) Observe(fn func(kind string, state State, took time.Duration)) { s.told = fn }

// Counts gives how many jobs wait and how many run, in all processes.
func (s *Service) Counts(ctx context.Context) (waiting, running int64, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		return sqldb.Each(ctx, tx, countJobs, func(r sqldb.Row) error { return r.Scan(&waiting, &running) })
	})
	return waiting, running, err
}

// Start creates a job in tx: it is run after the commit and never without it.
// input is marshalled to JSON; Run.Input reads it. The context's actor is its
// owner.
func Start(ctx context.Context, tx *sqldb.Tx, kind string, input any) (string, error) {
	in, err := json.Marshal(input)
	if err != nil {
		return "", fmt.Errorf("start job %s: %w", kind, err)
	}
	actor, ok := authz.From(ctx)
	if !ok {
		actor = authz.System("system")
	}
	c := clock.System()
	jobID := id.New(c)
	if _, err := tx.Exec(ctx, insertJob, jobID, kind, string(in), actor.UserID, clock.Ms(c)); err != nil {
		return "", err
	}
	if err := bus.Enqueue(ctx, tx, subjectPrefix+kind, message{ID: jobID, Login: actor.Login, Name: actor.Name}); err != nil {
		return "", err
	}
	return jobID, bus.Emit(ctx, tx, SubjectChanged, Changed{ID: jobID, Kind: kind, State: Waiting})
}

// Open sets the work queue up, so that jobs can be started, and takes up what
// a lost queue has forgotten. alone says that no other process works on this
// store, so jobs marked running belong to a process that died.
func (s *Service) Open(ctx context.Context, alone bool) error {
	err := s.bus.Stream(ctx, bus.StreamConfig{
		Name: stream, Subjects: []string{subjectPrefix + ">"}, WorkQueue: true, Discard: bus.DiscardNew,
		MaxBytes: 256 << 20, MaxMsgSize: 64 << 10, Dedup: 2 * time.Minute,
	})
	if err != nil {
		return err
	}
	now := clock.Ms(s.clk)
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		open, err := sqldb.All(ctx, tx, openJobs, scanJob)
		if err != nil {
			return err
		}
		for _, j := range open {
			idle := now-j.beatMs > (10 * time.Minute).Milliseconds()
			if j.State == Running && (alone || idle) {
				if _, err := tx.Exec(ctx, returnJob, j.ID, j.attempt); err != nil {
					return err
				}
			}
			// A second message for a job is harmless: the row decides.
			if alone || idle {
				if err := bus.Enqueue(ctx, tx, subjectPrefix+j.Kind, message{ID: j.ID}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Active reports whether a job of the kind waits or runs.
func Active(ctx context.Context, tx *sqldb.Tx, kind string) (bool, error) {
	n, err := sqldb.One(ctx, tx, activeJobs, sqldb.Value[int64], kind)
	return n > 0, err
}

// CountEnded counts jobs that ended before the instant.
func CountEnded(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error) {
	return sqldb.One(ctx, tx, oldJobs, sqldb.Value[int64], before.UnixMilli())
}

// DeleteEnded deletes at most limit jobs that ended before the instant.
func DeleteEnded(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error) {
	return tx.Exec(ctx, forgetJobs, before.UnixMilli(), limit)
}

// Run lets the workers of this process take jobs until the bus stops.
func (s *Service) Run(ctx context.Context) error {
	for name, k := range s.kinds {
		err := s.bus.Work(ctx, bus.WorkConfig{
			Stream: stream, Consumer: "job." + name, Subject: subjectPrefix + name, Workers: k.workers, AckWait: ackWait, Tries: 200,
		}, func(ctx context.Context, m bus.Msg) error { return s.take(ctx, name, k.fn, m) })
		if err != nil {
			return err
		}
	}
	return nil
}

// Get gives a job; ErrNotFound when there is none.
func (s *Service) Get(ctx context.Context, jobID string) (j Job, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		j, err = load(ctx, tx, jobID)
		return err
	})
	return j, err
}

// Filter says which jobs to list; empty fields do not filter.
type Filter struct {
	Kind, State, Owner string
	Before             string // job id: only older ones
	Limit              int
}

// List gives jobs, the newest first.
func (s *Service) List(ctx context.Context, f Filter) (js []Job, err error) {
	if f.Before == "" {
		f.Before = "~" // after every id
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		js, err = sqldb.All(ctx, tx, listJobs, scanJob, f.Kind, f.State, f.Owner, f.Before, f.Limit)
		return err
	})
	return js, err
}

// Cancel asks a job to end. A waiting job is cancelled at once, a running one
// when its function hears of it; one that is over is a conflict.
func (s *Service) Cancel(ctx context.Context, jobID string) (j Job, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if j, err = load(ctx, tx, jobID); err != nil {
			return err
		}
		if j.State.Over() {
			return fault.Newf(fault.Conflict, "jobs.over", "This job is already %s.", j.State)
		}
		dropped, err := changed(ctx, tx, dropJob, jobID, clock.Ms(s.clk))
		if err != nil {
			return err
		}
		if dropped {
			if err := bus.Emit(ctx, tx, SubjectChanged, Changed{ID: jobID, Kind: j.Kind, State: Cancelled}); err != nil {
				return err
			}
		} else if _, err := tx.Exec(ctx, askCancel, jobID); err != nil {
			return err
		}
		j, err = load(ctx, tx, jobID)
		return err
	})
	if err != nil {
		return j, err
	}
	s.mu.Lock()
	if stop := s.running[jobID]; stop != nil {
		stop(errCancelled)
	}
	s.mu.Unlock()
	s.tell(j)
	return j, nil
}

// Wait blocks until the job is over.
func (s *Service) Wait(ctx context.Context, jobID string) (Job, error) {
	for {
		j, err := s.Get(ctx, jobID)
		if err != nil || j.State.Over() {
			return j, err
		}
		select {
		case <-ctx.Done():
			return j, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (s *Service) tell(j Job) {
	if s.changed != nil {
		s.changed(j)
	}
}
