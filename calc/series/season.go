package series

import "math"

// seenAhead is how many days ahead the errors of the past tell of: beyond, the
// course of a year that nobody has seen may bring what it likes.
const seenAhead = 42

// unseenSeason is what the course of the year adds to the covariance of the log
// totals of the days i and j after a history of less than a year: annual waves
// as they are before anything was learnt, against where they stood six weeks
// after its end.
func unseenSeason(i, j int) (sum float64) {
	at := func(h int) float64 { return 2 * math.Pi * float64(max(h-seenAhead, 0)) / 365.25 }
	a, b := at(i), at(j)
	for k := 1; k <= waves; k++ {
		n, deviation := float64(k), waveReach/float64(k)
		sum += deviation * deviation * (math.Cos(n*(a-b)) - math.Cos(n*a) - math.Cos(n*b) + 1)
	}
	return sum
}
