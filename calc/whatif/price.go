package whatif

import (
	"context"
	"math"
)

// Price is what one lever alone brings against the base; below 0 it saves.
type Price struct {
	FTE     float64  `json:"fte"`
	LowFTE  float64  `json:"low_fte" doc:"the lower end over the 80 % bands of forecast and simulation"`
	HighFTE float64  `json:"high_fte"`
	Money   float64  `json:"money" doc:"a month"`
	Once    float64  `json:"once" doc:"cost, once"`
	Payback *float64 `json:"payback_months" doc:"null: nothing is paid, or it never comes back"`
}

// Prices reckons each of some scenarios alone, without how contacts fare.
func Prices(ctx context.Context, base *Base, each []Levers, costs Costs) ([]Price, error) {
	out := make([]Price, len(each))
	for n := range each {
		r := newReckoning(base, &each[n], true)
		all, err := r.queues(ctx)
		if err != nil {
			return nil, err
		}
		saved, err := r.cross(ctx, all)
		if err != nil {
			return nil, err
		}
		before, after := r.scales(costs)
		var was, is sheet
		reach := r.together()
		for i := range all {
			all[i].base.draw(reach)
			all[i].adapted.draw(reach)
			s := shareOf(saved, base.Queues[i].ID)
			was.merge(&all[i].base, 1, 1, 1)
			is.merge(&all[i].adapted, 1-s.Share, 1-s.Low, 1-s.High)
		}
		b, a := before.of(&was), after.of(&is)
		p := Price{FTE: rough(a.FTE - b.FTE), Money: rough(a.Money - b.Money)}
		// The same forecast is low or high for both.
		low, high := a.AtLow.FTE-b.AtLow.FTE, a.AtHigh.FTE-b.AtHigh.FTE
		p.LowFTE, p.HighFTE = rough(math.Min(low, high)), rough(math.Max(low, high))
		p.LowFTE, p.HighFTE = math.Min(p.LowFTE, p.FTE), math.Max(p.HighFTE, p.FTE)
		for _, c := range each[n].Cross {
			p.Once += float64(c.People) * costs.PerTrained
		}
		p.Payback = payback(p.Once, -p.Money)
		out[n] = p
	}
	return out, nil
}
