package queueing

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// lossShare is Erlang's B formula: the share of contacts that find all n
// agents busy when nobody waits. The recursion adds and multiplies positive
// numbers only, so it neither overflows nor loses digits; it is 0 where the
// share is too small for a float.
func lossShare(n int, load float64) float64 {
	b := 1.0
	for k := 1; k <= n && b > 0; k++ {
		b = load * b / (float64(k) + load*b)
	}
	return b
}

// fillLog is the logarithm of 1 + y + y²/2! + … , places terms of it: how the
// density of waits grows with the contacts that came meanwhile when the line
// has so many places. slope is its derivative. Neither overflows.
func fillLog(places int, y float64) (value, slope float64) {
	l := float64(places)
	if y <= l {
		q := mathext.GammaIncRegComp(l, y)
		last := 0.0
		if y > 0 {
			last = math.Exp((l-1)*math.Log(y) - y - lgamma(l))
		} else if places == 1 {
			last = 1
		}
		return y + math.Log(q), 1 - last/q
	}
	// Backwards from the last term, the largest.
	sum, term := 1.0, 1.0
	for k := 1; k < places && term > 1e-18*sum; k++ {
		term *= (l - float64(k)) / y
		sum += term
	}
	return (l-1)*math.Log(y) - lgamma(l) + math.Log(sum), 1 - 1/sum
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}
