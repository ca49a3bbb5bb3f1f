package series

import (
	"math"

	"github.com/lingting/lingting/internal/kit/civil"
)

// shifting forecasts day totals by a level that follows shifts, times steady
// weekdays: what the level stands off its long course fades (damped simple
// smoothing in logarithms, Gardner & McKenzie 1985; with outliers cut, Gelper,
// Fried & Croux 2010). How quickly it follows and how much is left a week later
// are those that would have forecast the last half year best, for each range of
// lead times by itself: a burst of some weeks is a level for tomorrow and hardly
// one for a month ahead.
type shifting struct {
	first  civil.Date
	totals []float64
	rates  [leadRanges]shiftRates
}

// shiftRates is how quickly the level follows a day, and how much of what it
// stands off its long course is left a week later.
type shiftRates struct{ follow, keep float64 }

// Rates that are tried, the rate of the long course, the weeks weekdays are
// read from, and from where a day is cut, in standard deviations.
var (
	shiftFollows = []float64{0.05, 0.1, 0.2, 0.3}
	shiftKeeps   = []float64{1, 0.8, 0.6, 0.4}
)

const (
	longFollow = 0.01
	shiftWeeks = 26
	shiftFar   = 2.5

	shiftScatter = 0.2 // from where it counts as much as a model that knows the calendar
)

// fitShifting chooses the rates on what would have been said after the origins.
func fitShifting(first civil.Date, totals []float64, origins []int) *shifting {
	m := &shifting{first: first, totals: totals}
	var off [leadRanges]map[shiftRates]float64
	for r := range off {
		off[r] = map[shiftRates]float64{}
		m.rates[r] = shiftRates{0.1, 0.8}
	}
	for _, known := range origins {
		base := m.read(known)
		for _, follow := range shiftFollows {
			level := base.level(follow)
			for _, keep := range shiftKeeps {
				for i := range min(28, len(totals)-known) {
					if v := totals[known+i]; !math.IsNaN(v) {
						off[leadRange(i)][shiftRates{follow, keep}] += math.Abs(v - base.total(known+i, i, level, keep))
					}
				}
			}
		}
	}
	for r := range off {
		least := off[r][m.rates[r]]
		for _, follow := range shiftFollows {
			for _, keep := range shiftKeeps {
				if rates := (shiftRates{follow, keep}); off[r][rates] < least {
					m.rates[r], least = rates, off[r][rates]
				}
			}
		}
	}
	return m
}

// forecast is the totals of n days after the first `known` days.
func (m *shifting) forecast(known, n int) []float64 {
	base := m.read(known)
	var levels [leadRanges]float64
	for r, rates := range m.rates {
		levels[r] = base.level(rates.follow)
	}
	out := make([]float64, n)
	for i := range out {
		r := leadRange(i)
		out[i] = base.total(known+i, i, levels[r], m.rates[r].keep)
	}
	return out
}

// prior is the member's weight before anything is known: that of a model that
// knows no calendar, and more where days scatter so much that what a calendar
// brings is lost in it.
func (m *shifting) prior() float64 {
	x := m.read(len(m.totals)).scatter / shiftScatter
	return min(max(x*x, simplePrior), 1)
}

// shiftBase is what is read out of a history once: logarithms without their
// weekday, how far they scatter, and the long course at the end.
type shiftBase struct {
	first   civil.Date
	weekday [7]float64
	logs    []float64 // NaN: not known
	begin   float64
	scatter float64
	long    float64
}

func (m *shifting) read(known int) shiftBase {
	b := shiftBase{first: m.first, logs: make([]float64, known), scatter: math.Inf(1)}
	var of [7][]float64
	for d := max(0, known-7*shiftWeeks); d < known; d++ {
		if v := m.totals[d]; !math.IsNaN(v) {
			// against the middle of the seven days around it
			var around []float64
			for x := max(0, min(d-3, known-7)); x < min(known, max(d+4, 7)); x++ {
				if !math.IsNaN(m.totals[x]) {
					around = append(around, logTotal(m.totals[x]))
				}
			}
			w := m.first.Add(d).SinceMonday()
			of[w] = append(of[w], logTotal(v)-median(around))
		}
	}
	for w := range of {
		b.weekday[w] = median(of[w])
	}
	var begin, steps []float64
	before := math.NaN()
	for d := range b.logs {
		b.logs[d] = logTotal(m.totals[d]) - b.weekday[m.first.Add(d).SinceMonday()]
		if math.IsNaN(m.totals[d]) {
			b.logs[d] = math.NaN()
		}
		if x := b.logs[d]; !math.IsNaN(x) {
			if d < 28 {
				begin = append(begin, x)
			}
			if !math.IsNaN(before) {
				steps = append(steps, math.Abs(x-before))
			}
			before = x
		}
	}
	b.begin = median(begin)
	if len(steps) > 0 {
		b.scatter = max(1.4826*median(steps)/math.Sqrt2, 1e-3)
	}
	b.long = b.level(longFollow)
	return b
}

// level is the level at the end, following at a rate.
func (b shiftBase) level(follow float64) float64 {
	at := b.begin
	for _, x := range b.logs {
		if !math.IsNaN(x) {
			at += follow * min(max(x-at, -shiftFar*b.scatter), shiftFar*b.scatter)
		}
	}
	return at
}

// total is the forecast of day d, i days after the history.
func (b shiftBase) total(d, i int, level, keep float64) float64 {
	w := b.weekday[b.first.Add(d).SinceMonday()]
	if math.IsNaN(w) {
		return 0
	}
	return math.Exp(b.long + (level-b.long)*math.Pow(keep, float64(i)/7) + w)
}
