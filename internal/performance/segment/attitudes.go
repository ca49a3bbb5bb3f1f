package segment

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// assessMonths is how many months may be assessed, the running one included.
const assessMonths = 3

// assessable are the months that may still be assessed, the latest first.
func (w *world) assessable() []Period {
	p, _ := periodOf(Month, w.today, w.today)
	out := []Period{p}
	for len(out) < assessMonths {
		out = append(out, out[len(out)-1].before(w.today))
	}
	return out
}

// Assess keeps how a leader saw the attitude of a person in a month, and makes the
// person's results of it anew. rev is the revision that was read, 0 for a new one,
// below 0 for any. Needs the permission segment.act.
func (s *Service) Assess(ctx context.Context, personID, monthOn string, in AttitudeIn, rev int64) (out Assessed, err error) {
	if err := authz.Require(ctx, PermissionAct); err != nil {
		return out, err
	}
	var w world
	changed := false
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		p, err := w.month(monthOn)
		if err != nil {
			return err
		}
		if _, ok := w.dir.Person(personID); !ok || !w.sees(ctx, PermissionAct, personID, w.teamOn(personID, p.on(w.today))) {
			return notFound()
		}
		scheme := w.scheme(p.on(w.today))
		if err := in.check(scheme.Statements); err != nil {
			return err
		}
		before, err := loadAttitude(ctx, tx, personID, p.From)
		if err != nil {
			return err
		}
		if before != nil && same(before.AttitudeIn, in) {
			out = *before
			return nil
		}
		a, _ := authz.From(ctx)
		changed = true
		out = Assessed{AttitudeIn: in, MonthOn: p.From, PersonID: personID, AuthorID: a.UserID, Rev: 1, ChangedMs: clock.Ms(s.clk), ChangedBy: actorName(ctx)}
		e := authz.Entry{Action: "segment.attitude.create", Object: "segment_attitude", ObjectID: personID + " " + p.From, After: in}
		if before != nil {
			out.Rev, e.Action, e.Before = before.Rev+1, "segment.attitude.update", before.AttitudeIn
		}
		done := rev < 0 || rev == out.Rev-1
		if done {
			done, err = saveAttitude(ctx, tx, &out)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("segment.attitude_stale", "Somebody has assessed this month meanwhile; load it again.")
		}
		return s.tell(ctx, tx, e)
	})
	if err != nil || !changed {
		return out, err
	}
	return out, s.again(ctx, &w, personID, monthOn)
}

// month reads a month that may be assessed.
func (w *world) month(on string) (Period, error) {
	for _, p := range w.assessable() {
		if p.From == on {
			return p, nil
		}
	}
	return Period{}, fault.Invalidf("segment.attitude_month", "The running month and the two before it can be assessed.").
		WithField("path.month", "range", "must be the first day of one of them")
}

// again makes the results of a person that a month is part of anew.
func (s *Service) again(ctx context.Context, w *world, personID, monthOn string) error {
	on, err := civil.Parse(monthOn)
	if err != nil {
		return err
	}
	for _, kind := range Kinds {
		p, _ := periodOf(kind, on, w.today)
		found, err := s.divide(ctx, w, &p, personID)
		if err != nil {
			return err
		}
		if err := s.keep(ctx, found, &Made{}); err != nil {
			return err
		}
	}
	return nil
}
