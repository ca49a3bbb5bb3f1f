package series

import (
	"math"
	"testing"
)

// Half a year ahead of a few weeks of history nobody knows the season; of more
// than a year, it is known.
func TestBandsKnowThatASeasonWasNotSeen(t *testing.T) {
	t.Parallel()
	half := func(days, ahead int) float64 {
		w := plain()
		w.slots = 4
		d := fitted(t, w.series(days, 4), Options{}).Forecast(ahead + 1).Days[ahead]
		return math.Log(d.Bands[1].High / d.Total)
	}
	if near, far := half(84, 28), half(84, 180); far < 0.08 || far < 2*near {
		t.Errorf("twelve weeks of history: the 80 %% band reaches %.3f in four weeks, %.3f in half a year", near, far)
	}
	if short, long := half(84, 180), half(420, 180); long > 0.8*short {
		t.Errorf("half a year ahead the band reaches %.3f after twelve weeks of history, %.3f after fourteen months", short, long)
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
	w := plain()
	w.slots = 4
	f := fitted(t, w.series(84, 4), Options{}).Forecast(240)
	total, bands := f.Sum(200, 230)
	if w := math.Log(bands[1].High / total); w < 0.07 {
		t.Errorf("the band of a month seven months ahead reaches %.3f", w)
	}
}
