package series

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Levels are the probabilities of the bands of a forecast.
var Levels = [3]float64{0.5, 0.8, 0.95}

// Band is between which values an actual is expected, with the probability of
// Levels at the same place.
type Band struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Day is a day's forecast.
type Day struct {
	Date   civil.Date
	Closed bool
	Total  float64
	Bands  [3]Band              // of the total
	Slots  []float64            // sum to Total
	Spread [][3]Band            // of each slot
	Models map[string][]float64 // each member's slots
	Parts  map[Part][]float64   // of each slot; they sum to the slot
}

// Forecast is n days after the history.
type Forecast struct {
	Days  []Day
	cover [][]float64 // covariance of the days' log totals
}

// Forecast gives the n days after the history.
func (m *Model) Forecast(n int) *Forecast {
	from := m.series.Days()
	made := make([][][]float64, len(m.members))
	for k, member := range m.members {
		made[k] = member.days(n)
	}
	out := &Forecast{Days: make([]Day, n)}
	split := m.split(n)
	for i := range out.Days {
		date := m.series.First.Add(from + i)
		day := Day{Date: date, Slots: make([]float64, m.series.Slots), Spread: make([][3]Band, m.series.Slots), Models: map[string][]float64{}, Parts: map[Part][]float64{}}
		for _, p := range Parts() {
			day.Parts[p] = make([]float64, m.series.Slots)
		}
		day.Closed = m.shut(date)
		weights := m.weightsOf(date, i)
		for k, member := range m.members {
			slots := made[k][i]
			if day.Closed {
				slots = make([]float64, m.series.Slots)
			}
			day.Models[member.name] = slots
			for s, v := range slots {
				day.Slots[s] += weights[k] * v
			}
			if !day.Closed && weights[k] > 0 {
				split(k, i, slots, weights[k], day.Parts)
			}
		}
		for _, v := range day.Slots {
			day.Total += v
		}
		out.Days[i] = day
	}
	m.band(out)
	return out
}

// weightsOf gives the members' weights for a day i days after the history. On
// special days only members that know the calendar speak.
func (m *Model) weightsOf(d civil.Date, i int) []float64 {
	weights := m.weights[leadRange(i)]
	if !m.special(d) {
		return weights
	}
	out, sum := make([]float64, len(weights)), 0.0
	for k, member := range m.members {
		if member.dynamic != nil {
			out[k] = weights[k]
			sum += weights[k]
		}
	}
	for k, member := range m.members {
		switch {
		case sum > 1e-6:
			out[k] /= sum
		case member.dynamic != nil:
			out[k] = 0.5
		}
	}
	return out
}

// special says that the calendar has something to say of a day.
func (m *Model) special(d civil.Date) bool {
	f, s := m.calendar[d], m.state
	if slices.ContainsFunc(s.drivers, func(c *course) bool { return c.moves(d) }) {
		return true
	}
	return f.Holiday != "" || f.MakeUp || len(f.Events) > 0 || s.missing(d) > 0 || s.shutAfter(d) || s.eve(d) || s.days.holidayBefore(d)
}

// roughness is how much slots differ from their share of the day: the variance
// of the relative difference is own + excess ÷ expected count.
type roughness struct {
	own    []float64 // by slot
	excess float64   // 1 for a Poisson count
}

// roughen measures the roughness and sets the scales of the bands on what the
// members would have said, the profile being that of then: what was found in
// the days it is tried on would look surer than it is.
func (m *Model) roughen() {
	m.measureRough()
	for r := range m.scale {
		m.scale[r] = 1
		m.stretch[r] = [3]float64{1, 1, 1}
	}
	dynamic := m.members[0].dynamic
	var squares, count [leadRanges]float64
	var off [leadRanges][]slotOff
	snapshots := dynamic.snapshots(m.origins())
	for _, o := range m.origins() {
		h := min(28, m.series.Days()-o)
		_, variance := dynamic.forecast(snapshots[o], o, h)
		said := make([][]float64, len(m.members))
		for k, member := range m.members {
			said[k] = member.earlier(o, h)
		}
		worth := m.knownThen(o) * math.Exp2(-float64(m.series.Days()-o)/triedHalf)
		for i := range h {
			actual := m.totals[o+i]
			date := m.series.First.Add(o + i)
			if math.IsNaN(actual) {
				continue
			}
			point := 0.0
			for k, w := range m.weightsOf(date, i) {
				point += w * said[k][i]
			}
			if point <= 0 {
				continue
			}
			r := leadRange(i)
			own := variance[i] + 1/point
			e := logTotal(actual) - math.Log(point)
			z := e * e / own
			squares[r] += worth * min(z, 9)
			count[r] += worth
			share := m.past[o].of(date)
			if i < 7 {
				m.try(o+i, point, share)
			}
			for k, v := range m.series.Day(o + i) {
				f := point * share[k]
				if f < tiny || math.IsNaN(v) {
					continue
				}
				off[r] = append(off[r], slotOff{math.Abs(relativeOff(v, f)), variance[i], m.rough.own[k] + m.rough.excess/f, worth})
			}
		}
	}
	for r := range m.scale {
		// a day's error counts for two fifths of an observation: days of a
		// week err together
		n := count[r] * 0.4
		m.scale[r] = math.Sqrt((priorDays + 0.4*squares[r]) / (priorDays + n))
		m.stretchTo(r, off[r])
	}
}

// knownThen is how much of what is known now was known after o days.
func (m *Model) knownThen(o int) float64 { return float64(o) / float64(m.series.Days()) }

// triedHalf is after how many days an error of the past counts half for the
// bands: the members knew less then.
const triedHalf = 42

// Tried is how far a day of the history was off what would have been said up
// to a week before, in counts: what came less what was forecast.
type Tried struct {
	Day   civil.Date
	Off   float64
	Slots []float64 // NaN: not known
}

// Tried gives the days of the last half year that could be tried.
func (m *Model) Tried() []Tried { return m.tried }

func (m *Model) try(d int, total float64, share []float64) {
	t := Tried{Day: m.series.First.Add(d), Off: m.totals[d] - total, Slots: make([]float64, m.series.Slots)}
	for k, v := range m.series.Day(d) {
		t.Slots[k] = v - total*share[k]
	}
	m.tried = append(m.tried, t)
}

// relativeOff is how far a count is from its forecast, as its bands are made:
// in logarithms where counts are large.
func relativeOff(v, f float64) float64 {
	if f >= few {
		return math.Log(max(v, 0.5) / f)
	}
	return v/f - 1
}

// priorDays is how many days' worth of trust the model's own spread has.
const priorDays = 4

// slotOff is how far a slot was off, and what its band is made of: the variance
// of the day's log total, and what the slot has by itself.
type slotOff struct{ off, day, own, worth float64 }

// stretchTo sets how far the slots' bands of a range of lead times reach, on
// how far slots were off in standard deviations as the bands have them: with the
// day's share at its scale, which is therefore set before.
func (m *Model) stretchTo(r int, off []slotOff) {
	if len(off) == 0 {
		return
	}
	all := 0.0
	reach := make([]weighed, len(off))
	for i, o := range off {
		all += o.worth
		reach[i] = weighed{o.off / math.Sqrt(o.day*m.scale[r]*m.scale[r]+o.own), o.worth}
	}
	trust := all / float64(m.series.Slots) * 0.4
	for l, p := range Levels {
		normal := distuv.UnitNormal.Quantile(0.5 + p/2)
		m.stretch[r][l] = (priorDays + trust*weighedQuantile(reach, p)/normal) / (priorDays + trust)
	}
}

// measureRough follows the history with the profile of its end.
func (m *Model) measureRough() {
	n := m.series.Days()
	own, weight := make([]float64, m.series.Slots), make([]float64, m.series.Slots)
	m.rough.excess = 1
	for d := max(0, n-26*7); d < n; d++ {
		if math.IsNaN(m.totals[d]) {
			continue
		}
		share := m.profile.of(m.series.First.Add(d))
		for k, v := range m.series.Day(d) {
			if f := m.totals[d] * share[k]; f > 0 && !math.IsNaN(v) {
				e := (v - f) / math.Sqrt(f)
				own[k] += f * (min(e*e, 16) - 1)
				weight[k] += f * f
			}
		}
	}
	m.rough.own = make([]float64, m.series.Slots)
	pooled, all := 0.0, 0.0
	for k := range own {
		pooled, all = pooled+own[k], all+weight[k]
	}
	if all > 0 {
		pooled /= all
	}
	for k := range own {
		// a slot leans on all slots with the weight of two weeks
		lean := weight[k] / max(float64(n), 1) * 14
		if weight[k] > 0 {
			m.rough.own[k] = max(0, (own[k]+lean*pooled)/(weight[k]+lean))
		}
	}
}

// band fills the bands in.
func (m *Model) band(f *Forecast) {
	dynamic := m.members[0].dynamic
	f.cover = dynamic.covariance(m.series.Days(), len(f.Days))
	for i := range f.Days {
		d := &f.Days[i]
		if d.Closed {
			continue
		}
		scale := m.scale[leadRange(i)]
		for r := range f.cover {
			s := math.Sqrt(m.scale[leadRange(r)] * scale)
			f.cover[i][r] *= s * s
			if m.state.year.n == 0 {
				f.cover[i][r] += unseenSeason(i, r)
			}
		}
		own := f.cover[i][i]
		for l, p := range Levels {
			z := distuv.UnitNormal.Quantile(0.5 + p/2)
			sd := math.Sqrt(own + 1/max(d.Total, 1))
			d.Bands[l] = Band{d.Total * math.Exp(-z*sd), d.Total * math.Exp(z*sd)}
			for k, v := range d.Slots {
				if v <= 0 {
					continue
				}
				d.Spread[k][l] = countBand(v, own+m.rough.own[k], m.rough.excess, z*m.stretch[leadRange(i)][l], p)
			}
		}
	}
}

// tiny is the expected count below which single counts make the band, and tell
// nothing of how far counts reach.
const tiny = 5

// countBand is the band of a count of mean v whose rate varies by the relative
// variance own: a lognormal where counts are large, a normal where they are
// small, a Poisson-gamma (negative binomial) where they are tiny.
func countBand(v, own, excess, z, p float64) Band {
	sd := math.Sqrt(own + excess/v)
	switch {
	case v >= few:
		return Band{v * math.Exp(-z*sd), v * math.Exp(z*sd)}
	case v >= tiny:
		return Band{max(0, v-z*v*sd), v + z*v*sd}
	}
	shape := 1 / max(own, 1e-6)
	return likeliest(v, shape, p)
}

// likeliest is the counts that hold nearest to the share p of a Poisson count
// whose mean is gamma distributed around v with the shape: the likeliest ones.
// Ends at quantiles would hold more, as a count is inside or not, and never
// less.
func likeliest(v, shape, p float64) Band {
	success := shape / (shape + v)
	up := func(n float64) float64 { return (shape + n) / (n + 1) * (1 - success) } // of n + 1 to n
	low, lowP := 0.0, math.Exp(shape*math.Log(success))
	for up(low) >= 1 {
		lowP *= up(low)
		low++
	}
	high, highP := low, lowP
	for held := lowP; ; {
		before, after := 0.0, highP*up(high)
		if low > 0 {
			before = lowP / up(low-1)
		}
		more := max(before, after)
		if held+more-p > p-held || more < 1e-9 {
			return Band{low, high}
		}
		held += more
		if before >= after {
			low, lowP = low-1, before
		} else {
			high, highP = high+1, after
		}
	}
}

// Sum is the sum of days from..until-1 (0 is the first forecast day) and its
// bands: days that err together make the band of a week wider than days that
// err by themselves would.
func (f *Forecast) Sum(from, until int) (total float64, bands [3]Band) {
	variance := 0.0
	for i := from; i < until; i++ {
		total += f.Days[i].Total
		for j := from; j < until; j++ {
			variance += f.Days[i].Total * f.Days[j].Total * (math.Exp(f.cover[i][j]) - 1)
		}
		variance += f.Days[i].Total
	}
	if total <= 0 {
		return total, bands
	}
	sd := math.Sqrt(math.Log(1 + variance/(total*total)))
	for l, p := range Levels {
		z := distuv.UnitNormal.Quantile(0.5 + p/2)
		bands[l] = Band{total * math.Exp(-z*sd), total * math.Exp(z*sd)}
	}
	return total, bands
}
