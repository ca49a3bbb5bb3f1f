package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/obs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	errCancelled = errors.New("job cancelled")
	errLost      = errors.New("job taken over by another worker")
)

// Run is one run of a job.
type Run struct {
	ID      string
	Kind    string
	Attempt int // from 1; more than 1 after a worker died

	input string

	mu       sync.Mutex
	progress float64
	detail   string
	result   any
	dirty    bool
}

// Input reads what the job was started with.
func (r *Run) Input(v any) error {
	if err := json.Unmarshal([]byte(r.input), v); err != nil {
		return fault.New(fault.Invalid, "jobs.input", "The job's input cannot be read by this version.").WithCause(err)
	}
	return nil
}

// Progress notes how far the job is, from 0 to 1, and what it is doing. It is
// cheap: the row is written twice a second at most.
func (r *Run) Progress(fraction float64, detail string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress, r.detail, r.dirty = min(max(fraction, 0), 1), detail, true
}

// Result notes what the job gave, JSON-able; it is kept also when the job
// fails or is cancelled.
func (r *Run) Result(v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result = v
}

func (r *Run) state() (progress float64, detail string, result any, dirty bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	dirty, r.dirty = r.dirty, false
	return r.progress, r.detail, r.result, dirty
}

// take is what a worker does with a message: nil acknowledges it.
func (s *Service) take(ctx context.Context, name string, fn Func, m bus.Msg) error {
	var msg message
	if err := json.Unmarshal(m.Data, &msg); err != nil {
		return fmt.Errorf("job message: %w", err)
	}
	j, err := s.claim(ctx, msg.ID)
	if err != nil || j == nil {
		return err
	}
	run := &Run{ID: j.ID, Kind: name, Attempt: int(j.attempt), input: j.input, progress: j.Progress, detail: j.Detail}
	actor := authz.System(msg.Login)
	actor.UserID, actor.Name = j.CreatedBy, msg.Name
	if msg.Login == "" {
		actor.Login, actor.Name = j.CreatedBy, j.CreatedBy
	}
	jctx, stop := context.WithCancelCause(authz.With(ctx, actor))
	defer stop(nil)
	s.mu.Lock()
	s.running[j.ID] = stop
	s.mu.Unlock()
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		s.beat(jctx, run, stop)
	}()
	began := s.clk.Now()
	tctx, span := obs.Span(jctx, "job "+name, "job.id", j.ID, "job.attempt", run.Attempt)
	err = s.call(tctx, run, fn)
	obs.End(span, err)
	took := s.clk.Now().Sub(began)
	cause := context.Cause(jctx)
	stop(nil)
	<-beating
	s.mu.Lock()
	delete(s.running, j.ID)
	s.mu.Unlock()

	end := context.WithoutCancel(ctx)
	var f *fault.Error
	switch isFault := errors.As(err, &f); {
	case errors.Is(cause, errLost):
		return nil // the other worker answers for it
	case err == nil:
		s.observe(name, Done, took)
		return s.finish(end, run, Done, "", "")
	case errors.Is(cause, errCancelled):
		s.observe(name, Cancelled, took)
		return s.finish(end, run, Cancelled, "", "")
	case ctx.Err() != nil: // the process stops
		s.observe(name, Waiting, took)
		return errors.Join(s.putBack(end, run, releaseJob), ctx.Err())
	case isFault && f.Kind == fault.Unavailable && run.Attempt < maxAttempts:
		s.observe(name, Waiting, took)
		return errors.Join(s.putBack(end, run, returnJob), err)
	case isFault && f.Kind != fault.Internal:
		s.observe(name, Failed, took)
		return s.finish(end, run, Failed, f.Error(), f.Code)
	default:
		s.observe(name, Failed, took)
		s.log.ErrorContext(ctx, "job failed", "job", j.ID, "kind", name, "err", err)
		return s.finish(end, run, Failed, "Something went wrong on our side. The log knows more under this job's id.", "internal")
	}
}

func (s *Service) observe(kind string, to State, took time.Duration) {
	if s.told != nil {
		s.told(kind, to, took)
	}
}

// claim makes the job this worker's, or says that there is nothing to do.
func (s *Service) claim(ctx context.Context, jobID string) (*Job, error) {
	var mine *Job
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		mine = nil
		j, err := load(ctx, tx, jobID)
		if errors.Is(err, sqldb.ErrNotFound) || (err == nil && j.State.Over()) {
			return nil
		}
		if err != nil {
			return err
		}
		now := clock.Ms(s.clk)
		if j.State == Running && now-j.beatMs < staleBeat.Milliseconds() {
			return errors.New("the job is being run by a worker that lives")
		}
		ok, err := changed(ctx, tx, claimJob, jobID, now, j.attempt)
		if err != nil || !ok {
			return err
		}
		j.attempt++
		if j.attempt > maxAttempts {
			_, err := tx.Exec(ctx, finishJob, j.ID, j.attempt, Failed, now, j.Progress, j.Detail, "", "The process running this job ended unexpectedly, several times.", "jobs.crashed")
			if err != nil {
				return err
			}
			return bus.Emit(ctx, tx, SubjectChanged, Changed{ID: j.ID, Kind: j.Kind, State: Failed})
		}
		j.State, mine = Running, &j
		return bus.Emit(ctx, tx, SubjectChanged, Changed{ID: j.ID, Kind: j.Kind, State: Running})
	})
	if err == nil && mine != nil {
		s.tell(*mine)
	}
	return mine, err
}

func (s *Service) call(ctx context.Context, run *Run, fn Func) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return fn(ctx, run)
}

// beat shows that the worker lives, writes progress and hears of cancellation.
func (s *Service) beat(ctx context.Context, run *Run, stop context.CancelCauseFunc) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	last := s.clk.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		progress, detail, _, dirty := run.state()
		var ask, alive bool
		err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
			ask, alive, err = cancelAsked(ctx, tx, run.ID, int64(run.Attempt))
			return err
		})
		switch {
		case err != nil:
			continue
		case !alive:
			stop(errLost)
			return
		case ask:
			stop(errCancelled)
			return
		}
		if now := s.clk.Now(); dirty || now.Sub(last) > staleBeat/3 {
			err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, beatJob, run.ID, int64(run.Attempt), now.UnixMilli(), progress, detail)
				return err
			})
			if err == nil {
				last = now
				s.tell(Job{ID: run.ID, Kind: run.Kind, State: Running, Progress: progress, Detail: detail})
			}
		}
	}
}

func (s *Service) finish(ctx context.Context, run *Run, state State, message, code string) error {
	progress, detail, result, _ := run.state()
	if state == Done {
		progress = 1
	}
	text := ""
	if result != nil {
		b, err := json.Marshal(result)
		if err != nil {
			s.log.ErrorContext(ctx, "job result", "job", run.ID, "err", err)
			state, message, code = Failed, "The job's result could not be kept.", "internal"
		}
		text = string(b)
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		ok, err := changed(ctx, tx, finishJob, run.ID, int64(run.Attempt), state, clock.Ms(s.clk), progress, detail, text, message, code)
		if err != nil || !ok {
			return err
		}
		return bus.Emit(ctx, tx, SubjectChanged, Changed{ID: run.ID, Kind: run.Kind, State: state})
	})
	if err == nil {
		s.tell(Job{ID: run.ID, Kind: run.Kind, State: state, Progress: progress, Detail: detail})
	}
	return err
}

// putBack lets another worker take the job: with releaseJob the run does not
// count as an attempt.
func (s *Service) putBack(ctx context.Context, run *Run, q *sqldb.Query) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, q, run.ID, int64(run.Attempt))
		return err
	})
}
