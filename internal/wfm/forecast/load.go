package forecast

import (
	"context"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
)

// SlotLoad is what is forecast of a slot, as staffing needs it.
type SlotLoad struct {
	Contacts float64
	Bands    [3]series.Band // 50, 80 and 95 %
	Handle   float64        // mean handle time in seconds; 0: not known
	Seconds  float64        // how long the slot lasts: not its usual length on a day on which the clock changes
}

// DayLoad is what is forecast of a queue's day. Slots are by the clock, from
// midnight.
type DayLoad struct {
	QueueID string
	On      civil.Date
	Closed  bool
	Slots   []SlotLoad
}

// Loads gives a version with its queues, and what it says of every queue's
// days with what was changed by hand. Needs the permission forecast.read.
func (s *Service) Loads(ctx context.Context, versionID string) (Version, []DayLoad, error) {
	sh, err := s.load(ctx, versionID, "", nil)
	if err != nil {
		return Version{}, nil, err
	}
	grain := sh.version.GrainMinutes
	out := make([]DayLoad, 0, len(sh.days))
	for _, d := range sh.days {
		load := DayLoad{QueueID: d.queueID, On: d.On, Closed: d.Closed, Slots: make([]SlotLoad, len(d.Slots))}
		for k, times := range timesOf(d.On, grain, sh.zone) {
			slot := &load.Slots[k]
			slot.Contacts, slot.Seconds = d.Slots[k], times*float64(grain*60)
			if d.Spread != nil {
				slot.Bands = d.Spread[k]
			}
			if d.Handle != nil {
				slot.Handle = d.Handle[k]
			}
		}
		out = append(out, load)
	}
	return sh.version, out, nil
}
