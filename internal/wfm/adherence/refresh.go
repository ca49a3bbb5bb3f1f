package adherence

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"strings"
	"time"

	calc "github.com/lingting/lingting/calc/adherence"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

const (
	refreshEvery = 2 * time.Minute
	calmDown     = 2 * time.Second // changes in between are taken together
	refreshBlock = 200             // days of people reckoned in one transaction
)

// Keep holds the days that may still change against what they are made of, until
// ctx ends: every few minutes, and soon after a roster, time off or the rule
// changed.
func (s *Service) Keep(ctx context.Context) error {
	due := make(chan struct{}, 1)
	if s.log != nil {
		err := s.log.Watch(ctx, ">", func(m bus.Msg) {
			if strings.HasPrefix(m.Subject, "roster.version.") || strings.HasPrefix(m.Subject, "timeoff.request.") || m.Subject == factRule {
				select {
				case due <- struct{}{}:
				default:
				}
			}
		})
		if err != nil {
			return err
		}
	}
	for {
		if _, err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "adherence: days were not reckoned anew", "err", err)
		}
		wait := time.NewTimer(refreshEvery)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-wait.C:
			continue
		case <-due:
		}
		select { // the rest of what changes with it
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(calmDown):
		}
	}
}

// Refresh reckons anew every day that may still change and is made of something
// else than it was, and tells how many there were.
func (s *Service) Refresh(ctx context.Context) (int, error) { return s.refresh(ctx, nil, nil) }

// stale is a day of somebody that is to be reckoned anew.
type stale struct {
	personID string
	on       civil.Date
	basis    string
	pieces   []calc.Piece
	from, to int64 // seconds
	until    int64 // told until then
	excuses  []excuse
}

// refresh is Refresh of some days (nil: all) and some people (nil: all).
func (s *Service) refresh(ctx context.Context, days *civil.Range, only func(personID string) bool) (made int, err error) {
	var w world
	var list []stale
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if w, err = s.known(ctx, tx); err != nil {
			return err
		}
		span := civil.Range{From: w.firstDay(), To: w.today}
		if days != nil {
			span.From, span.To = latest(span.From, days.From), earliest(span.To, days.To)
		}
		if span.Days() == 0 {
			return nil
		}
		if w, err = s.world(ctx, tx, span, ""); err != nil {
			return err
		}
		list, err = s.staleDays(ctx, tx, &w, span, only)
		return err
	})
	if err != nil {
		return 0, err
	}
	for block := range slices.Chunk(list, refreshBlock) {
		reckoned := make([]kept, 0, len(block))
		err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
			lines, err := s.states.Timelines(ctx, tx)
			if err != nil {
				return err
			}
			for i := range block {
				d := &block[i]
				spans, err := lines.Of(ctx, tx, d.personID, d.from*1000, d.until*1000)
				if err != nil {
					return err
				}
				k := kept{personID: d.personID, on: d.on, basis: d.basis, plan: w.judge.told(d.pieces), untilMs: d.until * 1000, madeMs: clock.Ms(s.clk)}
				k.sums, k.deviations = w.judge.reckon(d.pieces, d.from, d.until, spans, d.excuses)
				reckoned = append(reckoned, k)
			}
			return nil
		})
		if err != nil {
			return made, err
		}
		err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
			for i := range reckoned {
				if err := saveDay(ctx, tx, &reckoned[i]); err != nil {
					return err
				}
			}
			return bus.Emit(ctx, tx, factDay, ChangedFact{V: 1})
		})
		if err != nil {
			return made, err
		}
		made += len(reckoned)
	}
	return made, nil
}

// staleDays are the days that are made of something else than they were. Days
// whose events are not kept any more stay as they are.
func (s *Service) staleDays(ctx context.Context, tx *sqldb.Tx, w *world, span civil.Range, only func(string) bool) ([]stale, error) {
	type key struct {
		person string
		on     civil.Date
	}
	before := map[key]string{}
	all, err := loadDays(ctx, tx, span, "")
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		before[key{d.personID, d.on}] = d.basis
	}
	from, until := span.Bounds(w.zone)
	epochs, err := s.states.AgentDayEpochs(ctx, tx, telephony.DayOf(from)-1, telephony.DayOf(until)+1)
	if err != nil {
		return nil, err
	}
	journal, err := s.states.Kept(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []stale
	for personID, cells := range w.cells {
		if only != nil && !only(personID) {
			continue
		}
		for on := range cells {
			if !span.Has(on) {
				continue
			}
			d, begun := w.day(personID, on)
			if !begun || journal.Frozen(d.from*1000) {
				continue
			}
			d.basis = w.basis(&d, epochs)
			if before[key{personID, on}] != d.basis {
				out = append(out, d)
			}
		}
	}
	slices.SortFunc(out, func(a, b stale) int {
		if c := a.on.Sub(b.on); c != 0 {
			return -c // the newest first
		}
		return strings.Compare(a.personID, b.personID)
	})
	return out, nil
}

// day is what a person's day is reckoned from; it has begun when something of it
// is told.
func (w *world) day(personID string, on civil.Date) (d stale, begun bool) {
	d = stale{personID: personID, on: on}
	d.pieces, d.from, d.to = w.window(w.judge, personID, on)
	d.until = min(d.to, w.untilMs/1000)
	d.excuses = w.excuses(personID, d.from, d.to)
	return d, d.from < d.until
}

// basis says of what a day is made: what is the same gives the same day.
func (w *world) basis(d *stale, epochs map[rollup.AgentDayKey]int64) string {
	phase, at := "during", d.until
	switch n := len(d.pieces); {
	case d.until == d.to:
		phase = "over"
	case n == 0 || d.until < d.pieces[0].From || d.until > d.pieces[n-1].To+int64(w.rule.EndLate):
		phase, at = "outside", d.until/3600 // time alone changes little
	}
	h := fnv.New64a()
	fmt.Fprintln(h, w.rule.Rev, d.from, phase, at, d.pieces, d.excuses)
	for day := telephony.DayOf(d.from*1000) - 1; day <= telephony.DayOf(d.until*1000); day++ {
		fmt.Fprintln(h, epochs[rollup.AgentDayKey{AgentID: d.personID, Day: day}])
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

func latest(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func earliest(a, b civil.Date) civil.Date {
	if b.Before(a) {
		return b
	}
	return a
}
