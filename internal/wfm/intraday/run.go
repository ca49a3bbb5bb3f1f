package intraday

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

const (
	every     = 5 * time.Minute  // by the centre's clock
	look      = 10 * time.Second // how often it is seen whether so much has passed
	settled   = 20               // minutes after an action's end until what came is told
	keptDays  = 92               // of outlooks
	lookBack  = 7                // days in which actions are measured
	dayMillis = 86_400_000
)

// Run makes an outlook every five minutes and measures what was done, until ctx
// ends.
func (s *Service) Run(ctx context.Context) error {
	ctx = asIntraday(ctx)
	tick := time.NewTicker(look)
	defer tick.Stop()
	var last time.Time
	for {
		if now := s.clk.Now(); now.Sub(last) >= every || now.Before(last) {
			last = now
			if err := s.turn(ctx); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (s *Service) turn(ctx context.Context) error {
	if _, err := s.Foresee(ctx); err != nil {
		return err
	}
	if err := s.Measure(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, qOutlookDrop, clock.Ms(s.clk)-keptDays*dayMillis)
		return err
	})
}

// Measure measures actions whose time is over. Needs the permission
// intraday.act.
func (s *Service) Measure(ctx context.Context) error {
	if err := authz.RequireCentre(ctx, PermissionAct); err != nil {
		return err
	}
	var w world
	var all []Action
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		all, err = loadActions(ctx, tx, civil.Range{From: w.on.Add(-lookBack), To: w.on})
		return err
	})
	if err != nil {
		return err
	}
	for i := range all {
		a := &all[i]
		if a.Status != Taken || a.On == w.on && a.To+settled > w.now {
			continue
		}
		day := slices.DeleteFunc(slices.Clone(all), func(o Action) bool { return o.On != a.On })
		if err := s.measure(ctx, w, a, day); err != nil {
			return fmt.Errorf("measure the action %s: %w", a.ID, err)
		}
	}
	return nil
}

// measure simulates an action's stretch with the contacts that came, with the
// action and without.
func (s *Service) measure(ctx context.Context, w world, a *Action, all []Action) error {
	day, err := s.rosters.PublishedDay(ctx, a.On)
	if err != nil {
		return err
	}
	running, err := s.forecasts.RunningDay(ctx, a.On)
	if err != nil {
		return err
	}
	was := a.Status
	a.Status = Measured
	if len(day.Queues) > 0 {
		if err := s.compare(ctx, w, a, all, day, func() []course { of, _ := courses(&day, running, dayMinutes); return of }()); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if ok, err := setAction(ctx, tx, a, was); err != nil || !ok {
			return err
		}
		return s.tell(ctx, tx, factAction, authz.Entry{Action: "intraday.action.measure", Object: "intraday_action", ObjectID: a.ID, After: a.Proposal.Effect})
	})
}

// compare fills in what happened and what would have happened.
func (s *Service) compare(ctx context.Context, w world, a *Action, all []Action, day rosters.Day, of []course) error {
	i := slices.IndexFunc(day.Queues, func(q rosters.DayQueue) bool { return q.QueueID == a.QueueID })
	if i < 0 || a.Proposal.Effect == nil {
		return nil
	}
	before, err := s.happened(ctx, &day, w.zone)
	if err != nil {
		return err
	}
	grain := day.GrainMinutes
	first, end := a.From/grain, (a.To+grain-1)/grain
	a.Proposal.Effect.Happened = pointer(before[i].level(first, end))
	for k := range of {
		of[k].unsure = 0 // what came is known
	}
	x := &situation{day: day, from: a.From, rates: rates(&day, of, a.From), duty: day.Duty, seed: uint64(a.AtMs / 1000)} //nolint:gosec // after 1970
	without := x.takeIn(all, a.ID)
	with := without
	if a.Kind == Borrow || a.Kind == Emergency {
		with = without.with(&a.Proposal, a.SkillID, a.Plan)
	} else {
		without = without.with(a.Proposal.back(), a.SkillID, nil)
	}
	foreWith, err := with.foresee(ctx)
	if err != nil || foreWith == nil {
		return err
	}
	foreWithout, err := without.foresee(ctx)
	if err != nil || foreWithout == nil {
		return err
	}
	queue := slices.IndexFunc(x.rates, func(r rosters.Rate) bool { return r.Queue.QueueID == a.QueueID })
	if queue < 0 || a.Proposal.Effect.Happened == nil {
		return nil
	}
	gained := foreWith.level(queue, first, end) - foreWithout.level(queue, first, end)
	if !math.IsNaN(gained) {
		a.Proposal.Effect.Without = pointer(min(max(*a.Proposal.Effect.Happened-gained, 0), 100))
	}
	return nil
}

// back is a proposal that undoes what stands in the roster.
func (p *Proposal) back() *Proposal {
	out := *p
	out.Moves = slices.Clone(p.Moves)
	for i := range out.Moves {
		out.Moves[i].From, out.Moves[i].To = out.Moves[i].To, out.Moves[i].From
	}
	switch p.Kind {
	case Overtime:
		out.Kind = Release
	case Release:
		out.Kind = Overtime
	case MoveBreaks, Borrow, Emergency:
	}
	return &out
}

// gained is what an action brought in points of service level: as measured, or
// as it was foreseen.
func (a *Action) gained() float64 {
	e := a.Proposal.Effect
	switch {
	case e == nil:
		return 0
	case e.Happened != nil && e.Without != nil:
		return *e.Happened - *e.Without
	default:
		return e.After - e.Before
	}
}

// sortable is a text that sorts as the number does.
func sortable(v float64) string { return fmt.Sprintf("%012.4f", v+1e6) }

// clockText is minutes after midnight as a clock shows them.
func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
