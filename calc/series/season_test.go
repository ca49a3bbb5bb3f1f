package series

import (
	"math"
	"testing"
)

// Half a year ahead of a few weeks of history nobody knows the season; of two
// years, it is known.
func TestBandsKnowThatASeasonWasNotSeen(t *testing.T) {
	half := func(days, ahead int) float64 {
		f := fitted(t, plain().series(days, 4), Options{}).Forecast(ahead + 1)
		d := f.Days[ahead]
		return math.Log(d.Bands[1].High / d.Total)
	}
	if near, far := half(84, 28), half(84, 180); far < 0.08 || far < 2*near {
		t.Errorf("twelve weeks of history: the 80 %% band reaches %.3f in four weeks, %.3f in half a year", near, far)
	}
	if short, long := half(84, 180), half(728, 180); long > 0.8*short {
		t.Errorf("half a year ahead the band reaches %.3f after twelve weeks of history, %.3f after two years", short, long)
	}
	for h := range 43 {
		if v := unseenSeason(h, 200); v != 0 {
			t.Errorf("%d days ahead the season adds %g", h, v)
		}
	}
	if v := unseenSeason(225, 225); v < 0.005 || v > 0.02 {
		t.Errorf("half a year ahead it adds %g", v)
	}
	// the months' sums have it too: days of a month err together
	f := fitted(t, plain().series(84, 4), Options{}).Forecast(240)
	total, bands := f.Sum(200, 230)
	if w := math.Log(bands[1].High / total); w < 0.07 {
		t.Errorf("the band of a month seven months ahead reaches %.3f", w)
	}
}
