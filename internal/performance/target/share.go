package target

import (
	"cmp"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// part is a child that gets its part of a parent.
type part struct {
	weight float64
	offset float64 // of its level: in the unit of a mean, in per cent of the share of a total
}

// shared gives each child its points: of a total its share, of a mean the
// parent's points moved by its offset. Totals add up to the parent exactly, and
// with balance means weigh up to it, whatever the offsets.
func shared(parent scoring.Points, adds string, balance bool, children []part) []scoring.Points {
	out := make([]scoring.Points, len(children))
	if adds == Sum {
		shares := make([]float64, len(children))
		total := 0.0
		for i, c := range children {
			shares[i] = c.weight * max(0, 1+c.offset/100)
			total += shares[i]
		}
		if total <= 0 {
			total = float64(len(children))
			for i := range shares {
				shares[i] = 1
			}
		}
		for i := range shares {
			shares[i] /= total
		}
		step := stepOf(parent, slices.Min(shares))
		threshold, aim, stretch := dealt(parent.Threshold, shares, step), dealt(parent.Target, shares, step), dealt(parent.Stretch, shares, step)
		for i := range out {
			out[i] = scoring.Points{Threshold: threshold[i], Target: aim[i], Stretch: stretch[i]}
		}
		return out
	}
	for i, by := range moved(children, balance) {
		out[i] = scoring.Points{Threshold: clean(parent.Threshold + by), Target: clean(parent.Target + by), Stretch: clean(parent.Stretch + by)}
	}
	return out
}

// cent is the finest step that is dealt out.
const cent = 0.01

// stepOf is how finely points can be dealt out so that threshold and target of
// the smallest child stay apart; 0: they are not rounded.
func stepOf(p scoring.Points, least float64) float64 {
	gap := math.Abs(p.Target - p.Threshold)
	if d := math.Abs(p.Stretch - p.Target); d > 0 {
		gap = min(gap, d)
	}
	for _, step := range []float64{1, cent} {
		whole := func(v float64) bool { return math.Abs(v/step-math.Round(v/step)) < 1e-6 }
		if whole(p.Threshold) && whole(p.Target) && whole(p.Stretch) && gap*least >= 2*step {
			return step
		}
	}
	return 0
}

// dealt shares a value out in steps; who is cut short most gets a step more.
func dealt(value float64, shares []float64, step float64) []float64 {
	out := make([]float64, len(shares))
	if step == 0 {
		rest := value
		most := 0
		for i, s := range shares {
			out[i] = value * s
			rest -= out[i]
			if s > shares[most] {
				most = i
			}
		}
		out[most] += rest
		return out
	}
	units := int64(math.Round(value / step))
	order := make([]int, len(shares))
	given := make([]int64, len(shares))
	short := make([]float64, len(shares))
	rest := units
	for i, s := range shares {
		exact := float64(units) * s
		given[i] = int64(math.Floor(exact))
		short[i] = exact - float64(given[i])
		rest -= given[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(short[b], short[a]) })
	for n := 0; rest > 0; n, rest = n+1, rest-1 {
		given[order[n%len(order)]]++
	}
	for i, n := range given {
		out[i] = float64(n) * step
		if step < 1 {
			out[i] = float64(n) / math.Round(1/step)
		}
	}
	return out
}

// moved is by how much each child's points differ from the parent's. With
// balance the weighted mean of it is nothing: what rounding leaves goes by steps
// to those who can take it, and the last crumb to the one with most weight.
func moved(children []part, balance bool) []float64 {
	out := make([]float64, len(children))
	weights, sum := 0.0, 0.0
	most := 0
	plain := true
	for i, c := range children {
		out[i] = c.offset
		weights, sum = weights+c.weight, sum+c.weight*c.offset
		if c.weight > children[most].weight {
			most = i
		}
		plain = plain && c.offset == children[0].offset
	}
	if !balance || len(children) == 0 {
		return out
	}
	if plain {
		clear(out)
		return out
	}
	left := 0.0
	for i := range out {
		out[i] = math.Round((out[i]-sum/weights)/cent) * cent
		left -= children[i].weight * out[i]
	}
	for i, c := range children {
		if step := math.Copysign(cent, left); math.Abs(left) > c.weight*cent/2 {
			out[i] += step
			left -= c.weight * step
		}
	}
	out[most] += left / children[most].weight
	return out
}

// Check holds the children of a target against it.
type Check struct {
	Adds      string         `json:"adds" enum:"sum,mean,apart"`
	Parent    scoring.Points `json:"parent"`
	Children  scoring.Points `json:"children" doc:"their total or weighted mean"`
	Remainder scoring.Points `json:"remainder" doc:"what the parent has beyond the children"`
	Count     int            `json:"count"`
	Missing   []string       `json:"missing" nullable:"false" doc:"subjects without a target, by name"`
	Holds     bool           `json:"holds" doc:"nobody is missing and nothing remains, as precisely as the metric is shown"`
}

// held checks children against their parent.
func held(parent scoring.Points, adds, unit string, children []scoring.Points, weights []float64, missing []string) Check {
	out := Check{Adds: adds, Parent: parent, Count: len(children), Missing: missing}
	if missing == nil {
		out.Missing = []string{}
	}
	total := 0.0
	for i, c := range children {
		w := 1.0
		if adds == Mean {
			w = weights[i]
		}
		total += w
		out.Children.Threshold += w * c.Threshold
		out.Children.Target += w * c.Target
		out.Children.Stretch += w * c.Stretch
	}
	if adds == Apart || len(children) == 0 {
		out.Children = scoring.Points{}
		out.Holds = adds == Apart && len(children) > 0 && len(missing) == 0
		return out
	}
	if adds == Mean {
		out.Children.Threshold /= total
		out.Children.Target /= total
		out.Children.Stretch /= total
	}
	out.Remainder = scoring.Points{Threshold: tidied(parent.Threshold - out.Children.Threshold), Target: tidied(parent.Target - out.Children.Target), Stretch: tidied(parent.Stretch - out.Children.Stretch)}
	room := 1e-6
	if adds == Mean {
		room = precision(unit) / 2
	}
	out.Holds = len(missing) == 0 && math.Abs(out.Remainder.Threshold) < room && math.Abs(out.Remainder.Target) < room && math.Abs(out.Remainder.Stretch) < room
	return out
}

// clean takes the noise of binary fractions off a value.
func clean(v float64) float64 { return math.Round(v*1e9) / 1e9 }

// tidied takes the noise of adding off a difference.
func tidied(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// precision is the last digit a value of the unit is shown with.
func precision(unit string) float64 {
	switch unit {
	case metric.UnitSeconds, metric.UnitCount:
		return 1
	case metric.UnitRatio:
		return 0.01
	}
	return 0.1
}
