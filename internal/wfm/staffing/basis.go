package staffing

import (
	"context"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
)

// Basis is a plan with its intervals, for those who reckon further with it.
type Basis struct {
	Plan Plan
	Days []BasisDay // by queue and day
}

// BasisDay is a day of a queue of a basis.
type BasisDay struct {
	QueueID string
	On      civil.Date
	Slots   []BasisSlot
}

// BasisSlot is an interval, and within which contacts come on average with
// 80 %, as the forecast has it.
type BasisSlot struct {
	Slot
	Low, High float64
}

// Basis gives a plan with its intervals and how sure its forecast is. Needs the
// permissions staffing.read and forecast.read.
func (s *Service) Basis(ctx context.Context, planID string) (Basis, error) {
	p, days, err := s.load(ctx, planID, "", nil)
	if err != nil {
		return Basis{}, err
	}
	_, loads, err := s.forecasts.Loads(ctx, p.ForecastID)
	if err != nil {
		return Basis{}, err
	}
	type key struct {
		queueID string
		on      civil.Date
	}
	bands := map[key]int{}
	for i := range loads {
		bands[key{loads[i].QueueID, loads[i].On}] = i
	}
	out := Basis{Plan: p, Days: make([]BasisDay, len(days))}
	for i := range days {
		d := &days[i]
		out.Days[i] = BasisDay{QueueID: d.queueID, On: d.On, Slots: make([]BasisSlot, len(d.Slots))}
		at, ok := bands[key{d.queueID, d.On}]
		for k, slot := range d.Slots {
			x := BasisSlot{Slot: slot, Low: slot.Contacts, High: slot.Contacts}
			if ok && k < len(loads[at].Slots) && loads[at].Slots[k].Bands != [3]series.Band{} {
				x.Low, x.High = rateBand(slot.Contacts, loads[at].Slots[k].Bands)
			}
			out.Days[i].Slots[k] = x
		}
	}
	return out, nil
}
