package series

import "math"

// Accuracy sums up how forecasts met what came. Sums are kept, so that
// accuracies can be added; the measures are ratios of them.
type Accuracy struct {
	Slots    int     `json:"slots"`    // slots that were scored
	Came     int     `json:"came"`     // of these, slots in which something came
	Actual   float64 `json:"actual"`   // Σ actual
	Absolute float64 `json:"absolute"` // Σ |forecast − actual|
	Signed   float64 `json:"signed"`   // Σ (forecast − actual)
	Within   int     `json:"within"`   // slots within 10 % of what came, of those in which something came
	Naive    float64 `json:"naive"`    // Σ of the seasonal-naive mean absolute error of the history before the origin, a slot each
	Days     int     `json:"days"`
	DayTotal float64 `json:"day_total"` // Σ actual of scored days
	DayOff   float64 `json:"day_off"`   // Σ |forecast − actual| of day totals
	Inside   [3]int  `json:"inside"`    // slots inside the band of each level
	Banded   int     `json:"banded"`    // slots that had bands
	Pinball  float64 `json:"pinball"`   // Σ pinball losses of the bands' ends
}

// Add takes in another accuracy.
func (a *Accuracy) Add(b Accuracy) {
	a.Slots, a.Actual, a.Absolute, a.Signed = a.Slots+b.Slots, a.Actual+b.Actual, a.Absolute+b.Absolute, a.Signed+b.Signed
	a.Came += b.Came
	a.Within, a.Naive, a.Days = a.Within+b.Within, a.Naive+b.Naive, a.Days+b.Days
	a.DayTotal, a.DayOff, a.Banded, a.Pinball = a.DayTotal+b.DayTotal, a.DayOff+b.DayOff, a.Banded+b.Banded, a.Pinball+b.Pinball
	for i := range a.Inside {
		a.Inside[i] += b.Inside[i]
	}
}

// hardlyAny is the expected count below which nothing is no merit of a band.
const hardlyAny = 0.05

// score takes in a day: forecast and actual slots (NaN: not known, not
// scored), the bands (nil without), and the naive error of the history.
func (a *Accuracy) score(forecast, actual []float64, bands [][3]Band, naive float64) {
	f, x, known := 0.0, 0.0, false
	for k, v := range actual {
		if math.IsNaN(v) {
			continue
		}
		known = true
		e := forecast[k] - v
		a.Slots++
		a.Actual += v
		a.Absolute += math.Abs(e)
		a.Signed += e
		a.Naive += naive
		if v > 0 { // nothing forecast where nothing came is no merit
			a.Came++
			if math.Abs(e) <= 0.1*v {
				a.Within++
			}
		}
		f, x = f+forecast[k], x+v
		if bands == nil || v == 0 && forecast[k] < hardlyAny {
			continue // a closed slot, or the dead of night, proves no band
		}
		a.Banded++
		for l := range Levels {
			b := bands[k][l]
			if v >= b.Low && v <= b.High {
				a.Inside[l]++
			}
		}
		a.Pinball += Pinball(v, bands[k])
	}
	if known {
		a.Days++
		a.DayTotal += x
		a.DayOff += math.Abs(f - x)
	}
}

// Pinball is the sum of the quantile losses of the six ends of a value's bands
// (Koenker & Bassett 1978): the smaller, the nearer and the better calibrated
// they are, in the unit of the value.
func Pinball(actual float64, bands [3]Band) (sum float64) {
	for l, p := range Levels {
		sum += pinball(actual, bands[l].Low, 0.5-p/2) + pinball(actual, bands[l].High, 0.5+p/2)
	}
	return sum
}

// pinball is the loss of a quantile forecast.
func pinball(actual, quantile, p float64) float64 {
	if actual >= quantile {
		return p * (actual - quantile)
	}
	return (1 - p) * (quantile - actual)
}

// WAPE is Σ|forecast − actual| ÷ Σ actual.
func (a Accuracy) WAPE() float64 { return a.Absolute / a.Actual }

// Bias is Σ(forecast − actual) ÷ Σ actual; above 0 too much was forecast.
func (a Accuracy) Bias() float64 { return a.Signed / a.Actual }

// MASE is the mean absolute error as a multiple of the seasonal-naive one in
// the history before the origin (Hyndman & Koehler 2006).
func (a Accuracy) MASE() float64 { return a.Absolute / a.Naive }

// DayWAPE is the WAPE of day totals.
func (a Accuracy) DayWAPE() float64 { return a.DayOff / a.DayTotal }

// WithinTen is the share of slots within 10 % of what came, of those in which
// something came.
func (a Accuracy) WithinTen() float64 { return float64(a.Within) / float64(a.Came) }

// Coverage is the share of slots inside the band of Levels[l].
func (a Accuracy) Coverage(l int) float64 { return float64(a.Inside[l]) / float64(a.Banded) }

// naiveError is the mean absolute difference of a slot from the same slot a
// week before.
func naiveError(s Series) float64 {
	sum, n := 0.0, 0.0
	for i := 7 * s.Slots; i < len(s.Values); i++ {
		if d := math.Abs(s.Values[i] - s.Values[i-7*s.Slots]); !math.IsNaN(d) {
			sum, n = sum+d, n+1
		}
	}
	return sum / max(n, 1)
}
