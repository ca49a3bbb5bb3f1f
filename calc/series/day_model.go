package series

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"github.com/lingting/lingting/internal/kit/civil"
)

// few is the count below which a day is taken as a count and not by its
// logarithm.
const few = 30

// far is the distance, in standard deviations, from which a day is an outlier:
// it is learnt from as if it stood at that distance.
const far = 3

// dayModel is the log of a day's total as level, weekday, place in month and
// year, days around closed days and holidays, and events: a dynamic linear
// model with normal priors, whose spreads are set at the maximum of the
// posterior (West & Harrison 1997; Harvey 1989).
type dayModel struct {
	state  *dayState
	totals []float64
	score  bool                     // the totals are scores, not counts
	kept   map[civil.Date]Treatment // days that are learnt from as they are, however far
	rows   []row
	spread spread
	now    *filter // after the last day
}

// fitDays learns from day totals (NaN: not known).
func fitDays(first civil.Date, totals []float64, o Options, monthDays []monthDay, by spread) *dayModel {
	m := &dayModel{state: newDayState(first, totals, o, monthDays), totals: totals, kept: o.Treatments, spread: by}
	m.rows = make([]row, len(totals))
	for i := range totals {
		m.rows[i] = m.state.row(first.Add(i))
	}
	m.fit()
	m.now, _ = m.run(m.spread, nil)
	return m
}

// fitScores learns from scores of days (NaN: not known).
func fitScores(total *dayModel, scores []float64) *dayModel {
	m := &dayModel{state: newShapeState(total.state), totals: scores, rows: total.rows, score: true, spread: shapeSpread}
	m.fit()
	m.now, _ = m.run(m.spread, nil)
	return m
}

// fit sets the spread.
func (m *dayModel) fit() {
	middle := m.spread.coordinates()
	cost := func(x []float64) float64 {
		_, like := m.run(spreadAt(x), nil)
		for i := range x {
			d := (x[i] - middle[i]) / wideSpread[i]
			like -= d * d / 2
		}
		return -like
	}
	found, err := optimize.Minimize(optimize.Problem{Func: cost}, middle[:], &optimize.Settings{FuncEvaluations: 60}, &optimize.NelderMead{SimplexSize: 0.5})
	if err != nil || found == nil {
		return // the usual spread is never far off
	}
	m.spread = spreadAt(found.X)
}

// run learns day by day; each (may be nil) is called after every day.
func (m *dayModel) run(by spread, each func(i int, f *filter)) (f *filter, like float64) {
	f = m.state.filter(by)
	for i, v := range m.totals {
		m.step(f, i)
		if !math.IsNaN(v) {
			mean, variance := f.predict(m.rows[i])
			off, own := v-mean, 0.0
			if !m.score {
				off, own = response(v, mean)
			}
			total := m.atMostFar(i, off, variance+own+m.noise(by, m.rows[i]))
			like += logNormal(off, total)
			f.learn(off, total)
		}
		if each != nil {
			each(i, f)
		}
	}
	return f, like
}

// step goes on to day i of the history.
func (m *dayModel) step(f *filter, i int) {
	if i > 0 {
		f.step()
	}
	f.renew(m.rows[i].fresh, m.state.variance)
}

// response is how far a count is from the expected log, and the variance it
// has as a count.
func response(v, mean float64) (off, variance float64) {
	if v >= few {
		return math.Log(v) - mean, 1 / v
	}
	expected := math.Exp(mean)
	return min((v-expected)/expected, 3), 1 / expected
}

// noise is the variance of a day by itself.
func (m *dayModel) noise(by spread, r row) float64 {
	v := by.noise * by.noise
	for k, i := range r.at {
		if i == m.state.after {
			v += gapNoise * gapNoise * r.val[k]
		}
	}
	return v
}

// forecast is the mean and variance of the log totals of n days from day
// `from` on (0 is the first of the history), with f as what was learnt by the
// day before.
func (m *dayModel) forecast(f *filter, from, n int) (mean, variance []float64) {
	f = f.clone()
	for h := range n {
		f.step()
		r := m.state.row(m.state.first.Add(from + h))
		f.renew(r.fresh, m.state.variance)
		a, v := f.predict(r)
		mean, variance = append(mean, a), append(variance, v+m.noise(m.spread, r))
	}
	return mean, variance
}

// snapshots is the filter after each of the given numbers of days.
func (m *dayModel) snapshots(after []int) map[int]*filter {
	out := make(map[int]*filter, len(after))
	for _, n := range after {
		out[n] = nil
	}
	m.run(m.spread, func(i int, f *filter) {
		if _, wanted := out[i+1]; wanted {
			out[i+1] = f.clone()
		}
	})
	return out
}

// errors is how far each day was from what was expected the day before, in
// standard deviations; NaN where nothing is known, and while little was learnt.
func (m *dayModel) errors() []float64 {
	f := m.state.filter(m.spread)
	out := make([]float64, len(m.totals))
	for i, v := range m.totals {
		m.step(f, i)
		out[i] = math.NaN()
		if math.IsNaN(v) {
			continue
		}
		mean, variance := f.predict(m.rows[i])
		off, own := response(v, mean)
		total := variance + own + m.noise(m.spread, m.rows[i])
		if i >= shortest {
			out[i] = off / math.Sqrt(total)
		}
		f.learn(off, m.atMostFar(i, off, total))
	}
	return out
}

// judge gives the flags of all days that stand out, by day: those found
// before it, with what was expected the day before, and the days far from it.
func (m *dayModel) judge(before []Flag) []Flag {
	found := map[civil.Date]*Flag{}
	for i := range before {
		found[before[i].Day] = &before[i]
	}
	var outliers []Flag
	f := m.state.filter(m.spread)
	for i, v := range m.totals {
		m.step(f, i)
		date := m.state.first.Add(i)
		flag := found[date]
		known := v
		if flag != nil && flag.Kind == FlagLeftOut {
			known = flag.Actual
		}
		if flag == nil && math.IsNaN(v) {
			continue
		}
		mean, variance := f.predict(m.rows[i])
		if flag != nil {
			flag.Expected = math.Exp(mean)
		}
		if math.IsNaN(known) {
			continue
		}
		off, own := response(known, mean)
		total := variance + own + m.noise(m.spread, m.rows[i])
		if i >= shortest && off*off > 1.5*far*far*total {
			switch {
			case flag == nil:
				outliers = append(outliers, Flag{Day: date, Kind: FlagOutlier, Actual: v, Expected: math.Exp(mean), Treated: m.kept[date]})
			case flag.Kind == FlagLeftOut:
				flag.Kind = FlagOutlier
			}
		}
		if !math.IsNaN(v) {
			f.learn(off, m.atMostFar(i, off, total))
		}
	}
	out := append(before, outliers...)
	slices.SortStableFunc(out, func(a, b Flag) int { return a.Day.Sub(b.Day) })
	return out
}

// atMostFar is the variance by which day i, off by so much, is learnt from:
// that of an outlier makes it stand as far as far, unless it is to be kept.
func (m *dayModel) atMostFar(i int, off, variance float64) float64 {
	if m.kept[m.state.first.Add(i)] == TreatKeep {
		return variance
	}
	return max(variance, off*off/(far*far))
}

// covariance is that of the log totals of n days from day `from` on, after the
// whole history: n × n.
func (m *dayModel) covariance(from, n int) [][]float64 {
	f := m.now.clone()
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	var reach [][]float64 // covariance of the states with each earlier day
	for i := range n {
		f.step()
		for _, g := range reach {
			f.carry(g)
		}
		r := m.state.row(m.state.first.Add(from + i))
		f.renew(r.fresh, m.state.variance)
		for _, g := range reach {
			for _, at := range r.fresh {
				g[at] = 0
			}
		}
		_, variance := f.predict(r)
		for j, g := range reach {
			out[i][j] = r.dot(g)
			out[j][i] = out[i][j]
		}
		out[i][i] = variance + m.noise(m.spread, r)
		reach = append(reach, slices.Clone(f.gain))
	}
	return out
}
