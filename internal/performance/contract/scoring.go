package contract

import (
	"bytes"
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// JobScore is the kind of the job that computes all contracts that run or are
// over. Its result is a Scoring.
const JobScore = "contract.score"

// Scoring is what a run did.
type Scoring struct {
	Running  int `json:"running" doc:"contracts computed so far"`
	Scored   int `json:"scored" doc:"contracts whose period is over, scored for the first time"`
	Checked  int `json:"checked" doc:"held against the numbers of today"`
	Reopened int `json:"reopened" doc:"with a corrected record"`
	Closed   int `json:"closed" doc:"nobody appealed in time"`
}

const (
	hour       = 3   // of the night, in the centre's zone
	scanDays   = 370 // after its end, how long a contract is held against the numbers
	appealDays = 14  // after the signature, how long the person may appeal
	batch      = 100 // contracts of a transaction
)

// StartScoring begins a run as a job. Needs the permission contract.manage for
// the whole centre.
func (s *Service) StartScoring(ctx context.Context) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, PermissionManage); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		busy, err := jobs.Active(ctx, tx, JobScore)
		if err != nil {
			return err
		}
		if busy {
			return fault.Conflictf("contract.busy", "Contracts are being computed already.")
		}
		jobID, err = jobs.Start(ctx, tx, JobScore, struct{}{})
		return err
	})
	return jobID, err
}

// Nightly starts a run each night until ctx ends. Of several nodes one does.
func (s *Service) Nightly(ctx context.Context) error {
	ctx = asRoom(ctx)
	for {
		if err := s.night(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(5 * time.Minute):
		}
	}
}

func (s *Service) night(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		now := s.clk.Now().In(centre.Location())
		if err != nil || now.Hour() < hour {
			return err
		}
		mine, err := takeNight(ctx, tx, now.Format(time.DateOnly))
		if err != nil || !mine {
			return err
		}
		if busy, err := jobs.Active(ctx, tx, JobScore); err != nil || busy {
			return err
		}
		_, err = jobs.Start(ctx, tx, JobScore, struct{}{})
		return err
	})
}

func (s *Service) scoreJob(ctx context.Context, run *jobs.Run) error {
	done, err := s.ScoreAll(asRoom(ctx), run.Progress)
	run.Result(done)
	return err
}

// ScoreAll computes the contracts that run, scores those that are over, and
// holds the ledger of the others against the numbers of today. It can be broken
// off between any two batches and begun again. progress may be nil.
func (s *Service) ScoreAll(ctx context.Context, progress func(float64, string)) (done Scoring, err error) {
	if err := authz.RequireCentre(ctx, PermissionManage); err != nil {
		return done, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	var w world
	var all []Contract
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		today, _ := civil.Parse(w.today)
		since := today.Add(-scanDays).String()
		for _, state := range []string{Agreed, Scored, Signed, Closed} {
			from := since
			if state == Agreed {
				from = never
			}
			some, err := loadWithin(ctx, tx, state, w.today, from)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	if err != nil {
		return done, err
	}
	// Contracts of the same days are asked together: one question for all people.
	groups, order := map[string][]*Contract{}, []string{}
	for i := range all {
		c := &all[i]
		key := c.FromOn + " " + c.ToOn
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], c)
	}
	finished := 0
	for _, key := range order {
		progress(float64(finished)/float64(len(all)), key)
		found, err := s.compute(ctx, groups[key], w.today)
		if err != nil {
			return done, err
		}
		for at := 0; at < len(found); at += batch {
			if ctx.Err() != nil {
				return done, ctx.Err()
			}
			end := min(at+batch, len(found))
			err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
				for i := at; i < end; i++ {
					if err := s.keep(ctx, tx, w, groups[key][i], &found[i], &done); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return done, err
			}
			finished += end - at
			progress(float64(finished)/float64(len(all)), key)
		}
	}
	return done, nil
}

// keep does with a computation what the state of its contract asks for. A
// contract that was changed meanwhile is left for the next run.
func (s *Service) keep(ctx context.Context, tx *sqldb.Tx, w world, was *Contract, x *Computation, done *Scoring) error {
	c, err := loadContract(ctx, tx, was.ID)
	if err != nil || c.Rev != was.Rev {
		return err
	}
	if c.State == Agreed && c.ToOn >= w.today {
		// So far: no entry of the ledger, and nobody's work.
		done.Running++
		c.take(x, clock.Ms(s.clk))
		c.Rev++
		_, err := saveContract(ctx, tx, &c)
		return err
	}
	return s.change(ctx, tx, w, &c, SideSystem, "score", -1, func(k *work) error {
		first := k.c.State == Agreed
		reopened, err := s.enter(ctx, k, x, CauseRecount)
		switch {
		case err != nil:
			return err
		case first:
			done.Scored++
			return nil
		}
		done.Checked++
		if reopened {
			done.Reopened++
		}
		if k.c.State == Signed && !reopened && k.c.Appeals == 0 && k.at > k.c.SignedMs+appealDays*24*int64(time.Hour/time.Millisecond) {
			k.c.State = Closed
			k.move("closed", "", nil)
			done.Closed++
		}
		return nil
	})
}

// enter writes a computation into the ledger: the first one, or one with
// corrected lines. Those reopen a signed contract; only they change.
func (s *Service) enter(ctx context.Context, k *work, x *Computation, cause string) (reopened bool, err error) {
	c := k.c
	last, err := lastEntry(ctx, k.tx, c.ID)
	if err != nil {
		return false, err
	}
	if last == nil {
		e := entry(1, CauseClose, k.name, k.at, x, nil)
		if err := addEntry(ctx, k.tx, c.ID, &e); err != nil {
			return false, err
		}
		c.State = Scored
		c.take(x, k.at)
		k.move("scored", "", nil)
		return false, nil
	}
	if bytes.Equal(last.bytes, x.bytes()) {
		return false, nil
	}
	merged, changed := reopen(&last.Computation, x)
	if len(changed) == 0 {
		return false, nil
	}
	e := entry(last.Seq+1, cause, k.name, k.at, &merged, changed)
	if err := addEntry(ctx, k.tx, c.ID, &e); err != nil {
		return false, err
	}
	c.State = Scored
	c.take(&merged, k.at)
	k.move("recounted", "", nil)
	return true, nil
}

// Score scores a contract whose period is over, or holds its ledger against the
// numbers of today. Needs the permission contract.manage.
func (s *Service) Score(ctx context.Context, contractID string) (View, error) {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return View{}, err
	}
	x, err := s.now(ctx, contractID, PermissionManage)
	if err != nil {
		return View{}, err
	}
	return s.managed(ctx, contractID, "score", -1, func(k *work) error {
		if c := k.c; c.ToOn >= k.w.today || c.State != Agreed && c.State != Scored && c.State != Signed && c.State != Closed {
			return fault.Conflictf("contract.not_over", "A contract is scored when it was agreed and its period is over.")
		}
		_, err := s.enter(ctx, k, &x, CauseRecount)
		return err
	})
}

// now computes a contract within reach with the numbers of today.
func (s *Service) now(ctx context.Context, contractID, permission string) (Computation, error) {
	var c Contract
	var w world
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		if c, err = loadContract(ctx, tx, contractID); err == nil && !w.reaches(ctx, permission, &c.Head) {
			err = notFound()
		}
		return err
	})
	if err != nil {
		return Computation{}, err
	}
	found, err := s.compute(ctx, []*Contract{&c}, w.today)
	if err != nil {
		return Computation{}, err
	}
	return found[0], nil
}

// SignOff signs the total that the ledger tells last, for the superior. One
// with lines without a number needs words. Needs the permission contract.manage.
func (s *Service) SignOff(ctx context.Context, contractID, words string, rev int64) (View, error) {
	return s.managed(ctx, contractID, "sign", rev, func(k *work) error {
		c := k.c
		if c.State == Signed {
			return nil
		}
		if c.State != Scored {
			return wrongState(c)
		}
		if !k.w.signs(ctx, &c.Head) {
			return notSuperior()
		}
		if c.Appeals > 0 {
			return fault.Conflictf("contract.appeal_open", "An appeal is not decided yet.")
		}
		var bad fault.Collector
		words = textFits(&bad, "body.words", words, mostText)
		if !c.Complete {
			bad.Require("body.words", words)
		}
		if err := bad.Err("contract.invalid", "The contract has wrong values."); err != nil {
			return err
		}
		last, err := lastEntry(ctx, k.tx, c.ID)
		if err != nil {
			return err
		}
		a, _ := authz.From(ctx)
		c.State, c.SignedSeq, c.SignedMs, c.ScorerID = Signed, last.Seq, k.at, a.UserID
		c.Total, c.Pending = last.Computation.Total, nil
		k.sign("total", "", last.Seq, words)
		k.move("signed", words, nil)
		return nil
	})
}

// Accept takes the signed result: the contract is closed. Needs the permission
// performance.own.
func (s *Service) Accept(ctx context.Context, contractID, words string, rev int64) (View, error) {
	return s.owned(ctx, contractID, "accept", rev, func(k *work) error {
		c := k.c
		if c.State == Closed {
			return nil
		}
		if c.State != Signed {
			return wrongState(c)
		}
		if c.Appeals > 0 {
			return fault.Conflictf("contract.appeal_open", "An appeal is not decided yet.")
		}
		c.State = Closed
		k.sign("result", "", c.SignedSeq, words)
		k.move("accepted", words, nil)
		return nil
	})
}
