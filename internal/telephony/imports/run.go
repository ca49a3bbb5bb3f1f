package imports

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// runner is one run of one import.
type runner struct {
	*Service
	v        row
	settings Settings
	tell     func(Progress)
	from, to float64 // share of the phase in the whole
	told     time.Time
	head     uint64     // last message of the log that must be folded
	bad      []RowError // rows to be noted with the next checkpoint
}

// Run imports a file and returns when all of it is in the facts, with what it
// did; also when it fails, then with the error. An end of ctx stops it between
// batches; started again with the same file it goes on from there.
func (s *Service) Run(ctx context.Context, req Request, progress func(Progress)) (Import, error) {
	if err := authz.Require(ctx, Permission); err != nil {
		return Import{}, err
	}
	if err := req.check(); err != nil {
		return Import{}, err
	}
	f, err := openInput(req.Path, req.FileName)
	if err != nil {
		return Import{}, err
	}
	_ = f.Close()
	var v row
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		v, err = s.create(ctx, tx, req)
		return err
	})
	if err != nil {
		return Import{}, err
	}
	return s.run(ctx, v, progress)
}

// run runs an import that has a row.
func (s *Service) run(ctx context.Context, v row, progress func(Progress)) (Import, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	select {
	case s.one <- struct{}{}:
		defer func() { <-s.one }()
	case <-ctx.Done():
		return Import{}, ctx.Err()
	}
	r := &runner{Service: s, v: v, tell: progress}
	err := r.do(ctx)
	r.v.endedMs = clock.Ms(s.clk)
	switch {
	case err == nil:
		r.v.state, r.v.progress = StateDone, 1
	case ctx.Err() != nil:
		r.v.state = StateCancelled
	default:
		r.v.state = StateFailed
		r.v.err, r.v.errCode = "Something went wrong on our side.", "internal"
		if f, ok := fault.As(err); ok {
			r.v.err, r.v.errCode = f.Message, f.Code
			if f.Code == "telephony.import.refused" {
				r.v.state = StateRefused
			}
		}
	}
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer stop()
	var out Import
	if e := s.db.Write(late, func(tx *sqldb.Tx) error {
		if err := end(late, tx, r.v); err != nil {
			return err
		}
		if r.v.state == StateDone && !r.v.request.DryRun {
			if err := s.record(late, tx, "finish", r.v.id, r.v.counts); err != nil {
				return err
			}
		}
		var e error
		out, e = s.view(late, tx, r.v, firstErrors)
		return e
	}); e != nil {
		return out, errors.Join(err, e)
	}
	s.changed()
	return out, err
}

func (r *runner) do(ctx context.Context) error {
	v := &r.v
	req := &v.request
	if err := r.zone(ctx); err != nil {
		return err
	}
	v.state, v.startedMs = StateRunning, clock.Ms(r.clk)
	if err := r.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, qRun, v.id, v.startedMs)
		return err
	}); err != nil {
		return err
	}
	r.settings = Settings{Kind: req.Kind, Zone: req.Zone, Encoding: req.Encoding, Mapping: req.Mapping}
	var err error
	if v.fingerprint, err = fingerprint(req.Path, v.source, text(r.settings)); err != nil {
		return fault.Invalidf("telephony.import.unreadable", "The file %s cannot be read: %v.", v.name, err)
	}
	if r.settings.Head, err = headOf(req.Path, v.name, r.settings); err != nil {
		return err
	}
	r.to = 0.6
	if req.strict() || req.DryRun {
		r.to = 0.3
		if req.DryRun {
			r.to = 1
		}
		if err := r.check(ctx); err != nil {
			return err
		}
		if req.DryRun {
			return nil
		}
		r.from, r.to = 0.3, 0.6
	}
	if err := r.begin(ctx); err != nil {
		return err
	}
	if err := r.publish(ctx); err != nil {
		return err
	}
	if err := r.fold(ctx); err != nil {
		return err
	}
	return r.measure(ctx)
}

// zone decides in which zone local times of the file are, and gives it to a
// centre nobody has touched when that is wanted.
func (r *runner) zone(ctx context.Context) error {
	req := &r.v.request
	var anyFacts int64
	if req.Zone != "" && !req.AdoptZone {
		return nil
	}
	centre, err := r.org.ReadCentre(ctx)
	if err != nil {
		return err
	}
	if req.Zone == "" {
		req.Zone = centre.Timezone
		return nil
	}
	err = r.db.Read(ctx, func(tx *sqldb.Tx) error {
		anyFacts, err = sqldb.One(ctx, tx, qAnyFacts, sqldb.Value[int64])
		return err
	})
	if err != nil || anyFacts > 0 || centre.Rev != 1 || centre.Timezone == req.Zone || req.DryRun {
		return err
	}
	centre.Timezone = req.Zone
	if _, err := r.org.PutCentre(ctx, centre, org.Since{}); err != nil {
		return err
	}
	r.v.request.Adopted = req.Zone
	return nil
}

// begin takes the place of an unfinished import of the same file, or notes
// what there is before this one.
func (r *runner) begin(ctx context.Context) error {
	v := &r.v
	// What other imports have published must be counted as theirs.
	waiting, err := r.ingest.Pending(ctx)
	if err != nil {
		return err
	}
	seq, _, err := r.ingest.Position(ctx)
	if err != nil {
		return err
	}
	r.head = seq + waiting
	if err := r.ingest.Wait(ctx, r.head); err != nil {
		return err
	}
	return r.db.Write(ctx, func(tx *sqldb.Tx) error {
		if v.baseline == nil {
			old, err := unfinished(ctx, tx, v.fingerprint, v.id)
			if err != nil {
				return err
			}
			if old != nil {
				v.checkpoint, v.baseline = old.checkpoint, old.baseline
				if _, err := tx.Exec(ctx, qState, old.id, StateCancelled, clock.Ms(r.clk)); err != nil {
					return err
				}
				if !v.request.strict() {
					if _, err := tx.Exec(ctx, qErrorMove, old.id, v.id); err != nil {
						return err
					}
				}
			}
		}
		v.request.Resumed = v.checkpoint != nil
		if v.baseline == nil {
			b, err := measure(ctx, tx, v.source)
			if err != nil {
				return err
			}
			v.baseline = &b
		}
		if c := v.checkpoint; c != nil {
			v.counts = c.counts()
			v.bad = c.Bad
		} else if !v.request.strict() {
			v.counts, v.bad = Counts{}, 0
		}
		return begin(ctx, tx, *v)
	})
}

func (c *checkpoint) counts() Counts {
	return Counts{Rows: c.Rows, Events: c.EventsRead, Quarantined: c.Bad, Intervals: c.Intervals, Ignored: c.Ignored}
}

// check reads the whole file and notes every row that cannot be read.
func (r *runner) check(ctx context.Context) error {
	v := &r.v
	if err := r.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, qErrorClear, v.id)
		return err
	}); err != nil {
		return err
	}
	f, err := openInput(v.request.Path, v.name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	in, err := r.settings.Open(f.text, v.source, v.name, adapterStart)
	if err != nil {
		return err
	}
	var c checkpoint
	var first, waiting []RowError
	kept := int64(0)
	keep := func() error {
		if len(waiting) == 0 {
			return nil
		}
		err := r.db.Write(ctx, func(tx *sqldb.Tx) error { return addErrors(ctx, tx, v.id, kept, waiting) })
		kept += int64(len(waiting))
		waiting = waiting[:0]
		return err
	}
	for {
		it, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return broken(v.name, in.Checkpoint().Line, err)
		}
		c.count(&it)
		if it.Bad != nil && kept+int64(len(waiting)) < mostErrors {
			e := rowError(it.Bad)
			if len(first) < firstErrors {
				first = append(first, e)
			}
			if waiting = append(waiting, e); len(waiting) == 2000 {
				if err := keep(); err != nil {
					return err
				}
			}
		}
		if c.Rows%256 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			v.counts = c.counts()
			if err := r.report(ctx, PhaseCheck, f.share(), false); err != nil {
				return err
			}
		}
	}
	if err := keep(); err != nil {
		return err
	}
	v.bad = c.Bad
	v.counts = c.counts()
	if c.Bad > 0 && v.request.strict() && !v.request.GoodRowsOnly {
		v.counts.Quarantined = 0
		return refused(v.name, c.Bad, first)
	}
	return nil
}

// report tells how far the import is, to the caller a few times a second and
// to the store every second or two.
func (r *runner) report(ctx context.Context, phase string, share float64, keep bool) error {
	v := &r.v
	v.progress = r.from + (r.to-r.from)*share
	now := r.clk.Now()
	if keep || now.Sub(r.told) > 100*time.Millisecond {
		r.tell(Progress{Phase: phase, Fraction: v.progress, Counts: v.counts})
		r.told = now
	}
	if nowMs := clock.Ms(r.clk); keep || nowMs-v.savedMs > 1500 {
		v.savedMs = nowMs
		before := v.bad - int64(len(r.bad))
		note := r.bad[:min(int64(len(r.bad)), max(mostErrors-before, 0))]
		if err := r.db.Write(ctx, func(tx *sqldb.Tx) error {
			if err := addErrors(ctx, tx, v.id, before, note); err != nil {
				return err
			}
			return save(ctx, tx, *v, nowMs)
		}); err != nil {
			return err
		}
		r.bad = nil
		r.changed()
	}
	return nil
}

// fold waits until the facts contain what was published and what is made from
// them is made.
func (r *runner) fold(ctx context.Context) error {
	r.from, r.to = 0.6, 0.9
	begun, _, err := r.ingest.Position(ctx)
	if err != nil {
		return err
	}
	for {
		short, stop := context.WithTimeout(ctx, 300*time.Millisecond)
		err := r.ingest.Wait(short, r.head)
		stop()
		if err == nil {
			break
		}
		if ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		seq, _, err := r.ingest.Position(ctx)
		if err != nil {
			return err
		}
		share := 1.0
		if r.head > begun {
			share = float64(min(seq, r.head)-begun) / float64(r.head-begun)
		}
		if err := r.report(ctx, PhaseFold, share, false); err != nil {
			return err
		}
	}
	r.from, r.to = 0.9, 1
	if err := r.report(ctx, PhaseSettle, 0, true); err != nil {
		return err
	}
	return r.rollup.Settle(ctx)
}

// measure counts what the source has more of than before.
func (r *runner) measure(ctx context.Context) error {
	return r.db.Read(ctx, func(tx *sqldb.Tx) error {
		now, err := measure(ctx, tx, r.v.source)
		if err != nil {
			return err
		}
		b, c := r.v.baseline, &r.v.counts
		// What the log was told twice by an interrupted import is not the file's.
		read := c.Events
		c.Events = now.Events - b.Events
		c.Repeated = max(read-c.Events, 0)
		c.Contacts, c.Repaired = max(now.Contacts-b.Contacts, 0), max(now.Repaired-b.Repaired, 0)
		return nil
	})
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, verb, id string, after any) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, authz.Entry{Action: "telephony.import." + verb, Object: "import", ObjectID: id, After: after})
}

// rawSettings are the settings as batches carry them.
func (s Settings) raw() json.RawMessage { return json.RawMessage(text(s)) }
