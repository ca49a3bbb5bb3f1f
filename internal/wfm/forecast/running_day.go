package forecast

import (
	"context"
	"math"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// RunningDay is a queue's day by the forecast in use for it: what came, and what
// is expected of the rest by it. Of a day that is over there is no rest.
type RunningDay struct {
	QueueID      string
	GrainMinutes int
	Until        int       // intervals that are over and told
	Said         []float64 // contacts by interval, as they were forecast
	SaidHandle   []float64 // seconds, as it was forecast; nil: not at all
	Contacts     []float64 // those that came (0: not known), then those expected
	Handle       []float64 // seconds: as forecast, moved by today's contacts
	Unsure       float64   // standard deviation of the rest's means, relative to them
}

// RunningDay gives a day of every queue that has a forecast in use for it. Needs
// the permission forecast.read.
func (s *Service) RunningDay(ctx context.Context, on civil.Date) (out []RunningDay, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	var zone *time.Location
	var all []used
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		zone = centre.Location()
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		all, err = s.usedOn(ctx, tx, dir, on)
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	heard, err := s.today(ctx, on, zone, all)
	if err != nil {
		return nil, err
	}
	now := clock.Ms(s.clk)
	for _, u := range all {
		r := u.run(heard.queues[u.queue.ID], heard.until(on, now, u.version.GrainMinutes, zone))
		out = append(out, r.told(u.queue.ID))
	}
	return out, nil
}

// tenth is how many standard deviations a tenth of a normal law lies beyond.
const tenth = 1.2815515655446004

func (r runningQueue) told(queueID string) RunningDay {
	out := RunningDay{QueueID: queueID, GrainMinutes: r.grain, Until: len(r.offered), Said: r.day.Slots, SaidHandle: r.day.Handle, Contacts: make([]float64, len(r.day.Slots))}
	if r.day.Handle != nil {
		out.Handle = make([]float64, len(r.day.Slots))
	}
	spread, mean := 0.0, 0.0
	for k := range out.Contacts {
		if out.Handle != nil {
			out.Handle[k] = r.day.Handle[k] * r.handle
		}
		if k < len(r.offered) {
			if !math.IsNaN(r.offered[k]) {
				out.Contacts[k] = r.offered[k]
			}
			continue
		}
		out.Contacts[k] = r.Slots[k]
		// What chance alone does to counts is no uncertainty of their mean.
		b := r.Running.Spread[k][1]
		sd := (b.High - b.Low) / (2 * tenth)
		spread += math.Sqrt(max(sd*sd-r.Slots[k], 0))
		mean += r.Slots[k]
	}
	if mean > 0 {
		out.Unsure = spread / mean
	}
	return out
}
