package search

import "math"

// random is a small generator (SplitMix64), one of each walk.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// below is a number from 0 to n-1.
func (r *random) below(n int) int {
	return int((r.next() >> 32) * uint64(n) >> 32)
}

// share is a number from 0 to 1.
func (r *random) share() float64 { return float64(r.next()>>11) / (1 << 53) }

// noise is a table of the quantiles of the Gumbel distribution: the least of
// prices with such noise is drawn as by Boltzmann's law.
var noise = func() (t [4096]float64) {
	for i := range t {
		t[i] = math.Log(-math.Log((float64(i) + 0.5) / float64(len(t))))
	}
	return t
}()
