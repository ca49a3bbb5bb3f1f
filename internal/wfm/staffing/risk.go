package staffing

import (
	"math"

	"github.com/lingting/lingting/calc/series"
)

// normal is the quantile of the standard normal law.
func normal(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// planned is how many contacts an interval is staffed for, so that the rate at
// which contacts come is not above it with the probability p, 0.5 or more.
//
// The bands of a forecast are of contacts that come: they hold both how unsure
// the rate is and that contacts come at random at a known rate. The formulas
// have the second part already, so it is taken out: of the variance the bands
// tell, the Poisson part, which is the mean. Between the ends of bands the
// distance from the forecast grows evenly with the normal quantile.
func planned(contacts float64, bands [3]series.Band, p float64) float64 {
	if p <= 0.5 {
		return contacts
	}
	z := normal(p)
	lowZ, low := 0.0, 0.0
	distance := 0.0
	for l, level := range series.Levels {
		highZ, high := normal((1+level)/2), max(bands[l].High-contacts, low)
		if z <= highZ || l == len(series.Levels)-1 {
			distance = low + (high-low)*(z-lowZ)/(highZ-lowZ)
			if z > highZ { // beyond the widest band as its end
				distance = high * z / highZ
			}
			break
		}
		lowZ, low = highZ, high
	}
	spread := distance / z
	if rate := spread*spread - contacts; rate > 0 {
		return contacts + z*math.Sqrt(rate)
	}
	return contacts
}

// rateBand is within which contacts come on average with 80 %: the 80 % band of
// the forecast without the part of contacts coming at random, as in planned.
func rateBand(contacts float64, bands [3]series.Band) (low, high float64) {
	z := normal(0.9)
	distance := func(end float64) float64 {
		spread := max(end, 0) / z
		return z * math.Sqrt(max(spread*spread-contacts, 0))
	}
	b := bands[1]
	return max(contacts-distance(contacts-b.Low), 0), contacts + distance(b.High-contacts)
}
