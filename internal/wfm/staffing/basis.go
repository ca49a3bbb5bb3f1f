package staffing

import (
	"context"
	"slices"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// Basis is a plan with its intervals, for those who reckon further with it.
type Basis struct {
	Plan  Plan
	Days  []BasisDay // by queue and day
	Sums  []BasisSum // by queue
	Apart BasisApart
	Kinds []BasisKind
}

// BasisKind is what is planned now of a kind of shrinkage for a plan's first
// day. A plan keeps sums; they may be of before, or given by hand.
type BasisKind struct {
	Kind     Kind
	InOffice bool
	Percent  float64
}

// BasisSum is within which a queue's contacts of all days of a plan together
// come with 80 %, against the forecast: intervals and days do not all err to the
// same side.
type BasisSum struct {
	QueueID   string
	Low, High float64 // contacts fewer and more
}

// BasisApart is how far queues err each by themselves: 0 all together, 1 apart;
// of all days, and of single intervals.
type BasisApart struct{ Days, Slots float64 }

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
	version, loads, err := s.forecasts.Loads(ctx, p.ForecastID)
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
	together := version.TogetherOr()
	out := Basis{Plan: p, Days: make([]BasisDay, len(days)), Apart: BasisApart{Days: 1 - together.Day, Slots: 1 - together.Slot}}
	contacts := map[string]float64{}
	for i := range days {
		d := &days[i]
		out.Days[i] = BasisDay{QueueID: d.queueID, On: d.On, Slots: make([]BasisSlot, len(d.Slots))}
		at, ok := bands[key{d.queueID, d.On}]
		for k, slot := range d.Slots {
			contacts[d.queueID] += slot.Contacts
			x := BasisSlot{Slot: slot, Low: slot.Contacts, High: slot.Contacts}
			if ok && k < len(loads[at].Slots) && loads[at].Slots[k].Bands != [3]series.Band{} {
				x.Low, x.High = rateBand(slot.Contacts, loads[at].Slots[k].Bands)
			}
			out.Days[i].Slots[k] = x
		}
	}
	var said changes
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		said, err = loadChanges(ctx, tx)
		return err
	}); err != nil {
		return Basis{}, err
	}
	holding := said.on(p.FirstOn)
	for _, kind := range slices.Concat(InOffice, OutOfOffice) {
		out.Kinds = append(out.Kinds, BasisKind{Kind: kind, InOffice: slices.Contains(InOffice, kind), Percent: holding[Change{Kind: kind}.subject()].Percent})
	}
	for i := range version.Queues {
		q := &version.Queues[i]
		if sum, ok := sumBand(q.Weeks, contacts[q.QueueID]); ok {
			sum.QueueID = q.QueueID
			out.Sums = append(out.Sums, sum)
		}
	}
	return out, nil
}

// sumBand is the band of so many contacts, from those of the weeks they come in:
// weeks are taken to err together, which is the wide side; chance of single
// contacts is taken out.
func sumBand(weeks []forecast.Stretch, contacts float64) (out BasisSum, ok bool) {
	total := 0.0
	for _, w := range weeks {
		if w.Total > 0 {
			low, high := rateBand(w.Total, w.Bands)
			total, out.Low, out.High = total+w.Total, out.Low+w.Total-low, out.High+high-w.Total
		}
	}
	if total == 0 || contacts == 0 {
		return out, false
	}
	out.Low, out.High = out.Low/total*contacts, out.High/total*contacts
	return out, true
}
