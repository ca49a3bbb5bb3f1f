package forecast

import (
	"context"
	"math"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// HalfHours is what is forecast of a queue's day, by half-hours that have
// passed since the day began: one for each, also on a day on which the clock
// changes.
type HalfHours struct {
	QueueID   string
	Offered   []float64
	Low, High []float64 // 95 %
}

// HalfHours gives the day of each queue that has a forecast in use for it.
// The forecast is read as it is, whoever asks.
func (s *Service) HalfHours(ctx context.Context, tx *sqldb.Tx, on civil.Date) ([]HalfHours, error) {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, err := s.usedOn(ctx, tx, dir, on)
	if err != nil {
		return nil, err
	}
	out := make([]HalfHours, 0, len(all))
	for _, u := range all {
		zone, err := time.LoadLocation(u.version.Timezone)
		if err != nil {
			return nil, err
		}
		out = append(out, u.halfHours(zone))
	}
	return out, nil
}

const halfHourMs = 30 * 60_000

func (u used) halfHours(zone *time.Location) HalfHours {
	out := HalfHours{QueueID: u.queue.ID}
	grain, d := u.version.GrainMinutes, u.day
	per := 30 / grain
	times := timesOf(d.On, grain, zone)
	for at := d.On.Start(zone); at < d.On.Add(1).Start(zone); at += halfHourMs {
		_, first := slotAt(at, grain, zone)
		var t tally
		for k := first; k < min(first+per, len(d.Slots)); k++ {
			if times[k] == 0 || d.Spread == nil {
				continue
			}
			// A slot the clock has twice was forecast for both times together.
			bands := d.Spread[k]
			for l := range bands {
				bands[l] = scaled(bands[l], 1/times[k])
			}
			t.say(d.Slots[k]/times[k], bands, math.NaN())
		}
		f := t.figures()
		low, high := 0.0, 0.0
		if f.Bands != nil {
			low, high = f.Bands[2].Low, f.Bands[2].High
		}
		out.Offered, out.Low, out.High = append(out.Offered, t.forecast), append(out.Low, low), append(out.High, high)
	}
	return out
}
