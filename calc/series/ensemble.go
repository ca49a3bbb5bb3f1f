package series

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Names of the models an ensemble is made of, and of the ensemble itself.
const (
	NameEnsemble  = "ensemble"
	NameSwift     = "dynamic-swift"
	NameSlow      = "dynamic-slow"
	NameShifting  = "shifting-level"
	NameMeans     = "weekday-means"
	NameNaive     = "seasonal-naive"
	NameSmoothing = "double-seasonal"
	NameFactors   = "factors"
)

// Names gives the names of all models, the ensemble first.
func Names() []string {
	return []string{NameEnsemble, NameSwift, NameSlow, NameShifting, NameFactors, NameSmoothing, NameMeans, NameNaive}
}

// shortest is the least history a forecast is made from, in days.
const shortest = 14

// Errors of Fit.
var (
	ErrShort = errors.New("series: a forecast needs at least two weeks of history")
	ErrEmpty = errors.New("series: no counts in the history")
)

// Options of Fit.
type Options struct {
	Calendar    Calendar
	Treatments  map[civil.Date]Treatment
	Assumptions map[string]float64 // of an event: how much more the planner takes it to bring before any was seen, as a share
	Drivers     []Driver
}

// member is one model of the ensemble: forecasts after the whole history, and
// what it would have said earlier.
type member struct {
	name    string
	prior   float64                      // weight before anything is known
	days    func(n int) [][]float64      // day × slot
	earlier func(known, n int) []float64 // totals of n days after the first `known` days
	dynamic *dayModel                    // nil for the simple ones
}

// Model has learnt a history.
type Model struct {
	series   Series
	totals   []float64
	calendar Calendar
	flags    []Flag
	state    *dayState
	profile  *profiles
	past     map[int]*profiles // as it was at the origins
	shape    *shape
	members  []member
	weights  [leadRanges][]float64
	scale    [leadRanges]float64 // by how much the days' spread is to be widened
	rough    roughness
	tried    []Tried
	stretch  [leadRanges][3]float64 // of the slots' 50, 80 and 95 % bands
}

// Ranges of lead times that are weighted apart: the first week, and later.
const leadRanges = 2

func leadRange(h int) int {
	if h < 7 {
		return 0
	}
	return 1
}

// Fit learns a history of at least two weeks.
func Fit(s Series, o Options) (*Model, error) {
	if s.Days() < shortest {
		return nil, fmt.Errorf("%w; there are %d days", ErrShort, s.Days())
	}
	if len(o.Drivers) > MaxDrivers {
		return nil, fmt.Errorf("series: %d drivers are more than %d", len(o.Drivers), MaxDrivers)
	}
	for _, d := range o.Drivers {
		if err := d.Check(); err != nil {
			return nil, err
		}
	}
	s, outages := repaired(s, o.Treatments)
	m := &Model{series: s, calendar: o.Calendar}
	m.totals, m.flags = prepare(s, o.Calendar, o.Treatments, outages...)
	known := 0
	for _, v := range m.totals {
		if v > 0 {
			known++
		}
	}
	if known == 0 {
		return nil, ErrEmpty
	}
	swift := fitDays(s.First, m.totals, o, nil, swiftSpread)
	monthDays := swift.state.findMonthDays(swift.errors())
	if len(monthDays) > 0 {
		swift = fitDays(s.First, m.totals, o, monthDays, swiftSpread)
	}
	slow := fitDays(s.First, m.totals, o, monthDays, slowSpread)
	m.state = swift.state
	m.profile = newProfiles(&m.state.days, s.Slots, usualHabit)
	m.past = map[int]*profiles{}
	for _, o := range m.origins() {
		m.past[o] = nil
	}
	for d := range s.Days() {
		if _, asked := m.past[d]; asked {
			m.past[d] = m.profile.clone()
		}
		if !math.IsNaN(m.totals[d]) {
			m.profile.learn(s.First.Add(d), s.Day(d))
		}
	}
	m.shape = fitShape(swift, m.profile, s, m.totals)
	m.flags = swift.judge(m.flags)
	m.join(swift, slow)
	m.weigh()
	m.roughen()
	return m, nil
}

// origins are the numbers of days after which the members are asked what they
// would have said: every week of the last half year, after four weeks.
func (m *Model) origins() (out []int) {
	n := m.series.Days()
	for o := n - 7; o >= max(28, n-7*26); o -= 7 {
		out = append(out, o)
	}
	return out
}

// join makes the members.
func (m *Model) join(swift, slow *dayModel) {
	s, n := m.series, m.series.Days()
	for _, d := range []struct {
		name  string
		prior float64
		model *dayModel
	}{{NameSwift, 2, swift}, {NameSlow, 1, slow}} {
		snapshots := d.model.snapshots(m.origins())
		m.members = append(m.members, member{name: d.name, prior: d.prior, dynamic: d.model,
			days: func(h int) [][]float64 { return m.spreadOut(d.model, h) },
			earlier: func(known, h int) []float64 {
				mean, variance := d.model.forecast(snapshots[known], known, h)
				for i := range mean {
					mean[i] = expected(mean[i], variance[i])
				}
				return mean
			}})
	}
	shift := fitShifting(s.First, m.totals, m.origins())
	m.members = append(m.members, member{name: NameShifting, prior: shift.prior(),
		days: func(h int) [][]float64 {
			totals := shift.forecast(n, h)
			return each(h, func(i int) []float64 {
				share := m.profile.of(s.First.Add(n + i))
				for k := range share {
					share[k] *= totals[i]
				}
				return share
			})
		},
		earlier: shift.forecast})
	if f := fitFactored(s, m.totals); f != nil {
		m.members = append(m.members, member{name: NameFactors, prior: simplePrior,
			days:    func(h int) [][]float64 { return f.forecast(n, h) },
			earlier: func(known, h int) []float64 { return sums(f.forecast(known, h)) }})
	}
	past := map[int]*smoothing{}
	double := fitSmoothing(s, m.totals, func(d int, now *smoothing) {
		if (n-d-1)%7 == 0 {
			past[d+1] = now.clone()
		}
	})
	m.members = append(m.members, member{name: NameSmoothing, prior: simplePrior,
		days: func(h int) [][]float64 {
			return each(h, func(i int) []float64 { return double.forecast(s.First.Add(n + i)) })
		},
		earlier: func(known, h int) []float64 {
			return sums(each(h, func(i int) []float64 { return past[known].forecast(s.First.Add(known + i)) }))
		}})
	for _, k := range []struct {
		name  string
		weeks int
	}{{NameMeans, meanWeeks}, {NameNaive, 1}} {
		mean := &means{series: s, totals: m.totals, days: &m.state.days, weeks: k.weeks}
		m.members = append(m.members, member{name: k.name, prior: simplePrior,
			days: func(h int) [][]float64 {
				return each(h, func(i int) []float64 { return mean.day(s.First.Add(n+i), n) })
			},
			earlier: func(known, h int) []float64 {
				out := make([]float64, h)
				for i := range out {
					out[i] = mean.total(s.First.Add(known+i), known)
				}
				return out
			}})
	}
}

// weekWorth is how much of an observation a week of errors is: its days' errors
// are not independent.
const weekWorth = 1

// meritFade is the power of what was known then, as a share of what is known
// now, that an error counts for in the weights: a model of many states has not
// seen a month's course after a month, so it is not yet what it will be.
const meritFade = 4

// simplePrior is the weight of a member that knows no calendar, beside 1 and 2
// for those that do, before anything is known.
const simplePrior = 0.1

// expected is the mean of a count whose log has the mean and variance: of a
// skewed distribution it stands above the median. Where days are very
// uncertain it is for bursts, of which a usual day has nothing: they are not
// spread over all days.
func expected(mean, variance float64) float64 {
	return math.Exp(mean + min(variance, mostLift)/2)
}

// mostLift is the variance up to which the mean is told from the median.
const mostLift = 0.02

func each(n int, f func(i int) []float64) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = f(i)
	}
	return out
}

func sums(days [][]float64) []float64 {
	out := make([]float64, len(days))
	for i, d := range days {
		for _, v := range d {
			out[i] += v
		}
	}
	return out
}

// spreadOut is a dynamic model's day totals over the slots.
func (m *Model) spreadOut(d *dayModel, n int) [][]float64 {
	from := m.series.Days()
	mean, variance := d.forecast(d.now, from, n)
	bend := m.shape.bend(from, n, m.series.Slots)
	return each(n, func(i int) []float64 {
		share := m.profile.of(m.series.First.Add(from + i))
		sum := 0.0
		for k := range share {
			share[k] *= max(bend[i][k], 0.05)
			sum += share[k]
		}
		total := expected(mean[i], variance[i])
		for k := range share {
			share[k] *= total / sum
		}
		return share
	})
}

// said is what the members would have said of a day, and what came.
type said struct {
	members []float64
	actual  float64
	worth   float64
}

// weigh gives the members the weights under which what came was likeliest,
// were the errors of their mean double-exponential, leaning on the weights
// they have before anything is known.
func (m *Model) weigh() {
	var heard [leadRanges][]said
	var weeks [leadRanges]float64
	for _, o := range m.origins() {
		h := min(28, m.series.Days()-o)
		worth := math.Pow(m.knownThen(o), meritFade)
		all := make([][]float64, len(m.members))
		for k, member := range m.members {
			all[k] = member.earlier(o, h)
		}
		counted := [leadRanges]bool{}
		for i := range h {
			v := m.totals[o+i]
			if math.IsNaN(v) || m.special(m.series.First.Add(o+i)) {
				continue
			}
			one := said{make([]float64, len(all)), v, worth}
			for k := range all {
				one.members[k] = all[k][i]
			}
			heard[leadRange(i)] = append(heard[leadRange(i)], one)
			counted[leadRange(i)] = true
		}
		for r, c := range counted {
			if c {
				weeks[r] += worth
			}
		}
	}
	prior, sum := make([]float64, len(m.members)), 0.0
	for _, member := range m.members {
		sum += member.prior
	}
	for k, member := range m.members {
		prior[k] = member.prior / sum
	}
	for r := range leadRanges {
		m.weights[r] = combine(heard[r], prior, weeks[r]*weekWorth)
	}
}

// combine finds the weights at the minimum of worth × the logarithm of the
// loss (the log likelihood of a mean observation, but for its sign) plus the
// divergence from the prior, by exponentiated gradients (Kivinen & Warmuth 1997).
// Only differences between members move weights: what all slopes have in common
// is taken out. The best weights on the way are kept, as absolute errors have
// corners a step may pass.
func combine(heard []said, prior []float64, worth float64) []float64 {
	w := slices.Clone(prior)
	if len(heard) == 0 {
		return w
	}
	best, least := slices.Clone(w), math.Inf(1)
	slope := make([]float64, len(w))
	for step := range combineSteps {
		loss, divergence, common := 0.0, 0.0, 0.0
		clear(slope)
		for _, s := range heard {
			e := -s.actual
			for k, f := range s.members {
				e += w[k] * f
			}
			loss += s.worth * math.Abs(e)
			for k, f := range s.members {
				slope[k] += s.worth * math.Copysign(f, e)
			}
		}
		if loss <= 0 {
			return w
		}
		for k := range w {
			leaning := math.Log(max(w[k], 1e-12) / prior[k])
			divergence += w[k] * leaning
			slope[k] = worth*slope[k]/loss + leaning
			common += w[k] * slope[k]
		}
		if cost := worth*math.Log(loss) + divergence; cost < least {
			least = cost
			copy(best, w)
		}
		steepest := 1.0
		for k := range slope {
			slope[k] -= common
			steepest = max(steepest, math.Abs(slope[k]))
		}
		sum, rate := 0.0, 0.5/(1+float64(step)/10)/steepest
		for k := range w {
			w[k] *= math.Exp(-rate * slope[k])
			sum += w[k]
		}
		for k := range w {
			w[k] /= sum
		}
	}
	return best
}

const combineSteps = 400

// shut says that nothing is expected on day i, counted from the history's first.
func (m *Model) shut(d civil.Date) bool {
	return m.calendar[d].Closed || !m.state.open[d.SinceMonday()] && !m.calendar[d].MakeUp
}

// Flags are the days that stand out, by date.
func (m *Model) Flags() []Flag { return m.flags }
