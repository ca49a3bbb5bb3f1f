package forecast

import (
	"maps"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
)

// Together is how far the queues of a version err together: 0 each by itself,
// 1 all alike. A campaign or the weather is shared, the chance of an interval
// is not, so days and intervals differ.
type Together struct {
	Day  float64 `json:"day" doc:"of days, weeks and months"`
	Slot float64 `json:"slot" doc:"of intervals"`
	Days int     `json:"days" doc:"days of the past on which it was measured; the fewer, the nearer to one half"`
}

// or is what was measured, or half where a version was made before anything
// was.
func (t *Together) or() Together {
	if t == nil {
		return togetherAsUsual()
	}
	return *t
}

// TogetherOr is what a version measured, or what is taken where it was made
// before anything was.
func (v Version) TogetherOr() Together { return v.Settings.Together.or() }

// usualTogether is half: what is taken before anything was measured, and how
// many days that counts for.
const (
	usualTogether  = 0.5
	togetherPrior  = 20
	farTogether    = 3 // standard deviations, from where an error counts as if it stood there
	handleTogether = usualTogether
)

func togetherAsUsual() Together { return Together{Day: usualTogether, Slot: usualTogether} }

// measureTogether compares how far the queues' forecasts of the same days of
// the past were off: the products of two queues' errors over those of their
// usual sizes, summed over all pairs, which is what bands of a sum ask for.
func measureTogether(queues [][]series.Tried) Together {
	var slots int
	seen := map[civil.Date]int{}
	for _, q := range queues {
		for _, d := range q {
			seen[d.Day]++
			slots = max(slots, len(d.Slots))
		}
	}
	out := togetherAsUsual()
	for _, n := range seen {
		if n > 1 {
			out.Days++
		}
	}
	day := pairErrors(queues, func(d series.Tried) float64 { return d.Off })
	var inSlots pairs
	for k := range slots {
		inSlots.add(pairErrors(queues, func(d series.Tried) float64 {
			if k >= len(d.Slots) {
				return math.NaN()
			}
			return d.Slots[k]
		}))
	}
	worth := dayIndependent * float64(out.Days)
	out.Day, out.Slot = day.drawn(worth), inSlots.drawn(worth)
	return out
}

func togetherOf(results []made) Together {
	var tried [][]series.Tried
	for _, r := range results {
		tried = append(tried, r.tried)
	}
	return measureTogether(tried)
}

// pairs sums the products of errors of two queues, and of their usual sizes.
type pairs struct{ errors, sizes float64 }

func (p *pairs) add(o pairs) { p.errors, p.sizes = p.errors+o.errors, p.sizes+o.sizes }

// drawn is the ratio, drawn to the usual one while so few days are seen.
func (p pairs) drawn(days float64) float64 {
	if p.sizes <= 0 {
		return usualTogether
	}
	seen := min(max(p.errors/p.sizes, 0), 1)
	return math.Round(1000*(togetherPrior*usualTogether+days*seen)/(togetherPrior+days)) / 1000
}

// pairErrors sums over all pairs of queues and days; off is NaN where nothing
// is known.
func pairErrors(queues [][]series.Tried, off func(series.Tried) float64) (out pairs) {
	type sums struct{ error, size, errorSquare, sizeSquare float64 }
	days := map[civil.Date]*sums{}
	for _, q := range queues {
		square, n := 0.0, 0.0
		for _, d := range q {
			if e := off(d); !math.IsNaN(e) {
				square, n = square+e*e, n+1
			}
		}
		size := math.Sqrt(square / max(n, 1))
		if size == 0 {
			continue
		}
		for _, d := range q {
			e := off(d)
			if math.IsNaN(e) {
				continue
			}
			if days[d.Day] == nil {
				days[d.Day] = &sums{}
			}
			e = min(max(e, -farTogether*size), farTogether*size)
			s := days[d.Day]
			s.error, s.size, s.errorSquare, s.sizeSquare = s.error+e, s.size+size, s.errorSquare+e*e, s.sizeSquare+size*size
		}
	}
	for _, d := range slices.SortedFunc(maps.Keys(days), civil.Date.Sub) { // the same sum every time
		s := days[d]
		out.errors += s.error*s.error - s.errorSquare
		out.sizes += s.size*s.size - s.sizeSquare
	}
	return out
}
