package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Lifetime is how long somebody was there, and whether that was the end of it:
// who is still there has been seen so long and no longer.
type Lifetime struct {
	Days  int
	Ended bool
	From  int // days that were over when they were first seen; 0 for most
}

// atRisk reports whether they were there and could have left on the day.
func (x Lifetime) atRisk(day int) bool { return x.Days >= day && x.From < max(day, 1) }

// Survived is a step of a survival curve: from At days on, Share are still
// there, with a band of 95 %.
type Survived struct {
	At     int     `json:"at" doc:"days"`
	AtRisk int     `json:"at_risk" doc:"who were there so long and could have left"`
	Ended  int     `json:"ended"`
	Share  float64 `json:"share"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

const normal95 = 1.959963984540054

// Survival is the estimate of Kaplan and Meier, with bands from the variance of
// Greenwood on the scale of log(−log), so that they stay between 0 and 1. Who
// ends and who is no longer seen on the same day: the end comes first.
func Survival(all []Lifetime) []Survived {
	ends := map[int]int{}
	for _, x := range all {
		if x.Ended && x.atRisk(x.Days) {
			ends[x.Days]++
		}
	}
	days := make([]int, 0, len(ends))
	for d := range ends {
		days = append(days, d)
	}
	slices.Sort(days)
	out := make([]Survived, 0, len(days))
	share, spread := 1.0, 0.0
	for _, d := range days {
		risk := 0
		for _, x := range all {
			if x.atRisk(d) {
				risk++
			}
		}
		n := ends[d]
		share *= 1 - float64(n)/float64(risk)
		if risk > n {
			spread += float64(n) / (float64(risk) * float64(risk-n))
		}
		s := Survived{At: d, AtRisk: risk, Ended: n, Share: share}
		s.Low, s.High = band(share, spread, risk == n)
		out = append(out, s)
	}
	return out
}

func band(share, spread float64, nobodyLeft bool) (low, high float64) {
	if nobodyLeft || share <= 0 || share >= 1 {
		return share, share
	}
	log := math.Log(share)
	wide := math.Exp(normal95 * math.Sqrt(spread) / math.Abs(log))
	return math.Exp(log * wide), math.Exp(log / wide)
}

// ShareAt is the share that is still there after so many days.
func ShareAt(curve []Survived, days int) float64 {
	next, _ := slices.BinarySearchFunc(curve, days, func(s Survived, days int) int {
		if s.At <= days {
			return -1
		}
		return 1
	})
	if next == 0 {
		return 1
	}
	return curve[next-1].Share
}

// MedianOf is the first day on which no more than half are there; 0: more than
// half are there to the end.
func MedianOf(curve []Survived) int {
	for _, s := range curve {
		if s.Share <= 0.5 {
			return s.At
		}
	}
	return 0
}

// Ranked is what the log-rank test says of groups.
type Ranked struct {
	ChiSquared float64   // of Freedom degrees, when the groups do not differ
	Freedom    int       // 0: there is nothing to compare
	P          float64   // how often chance alone differs as much
	Observed   []float64 // ends by group
	Expected   []float64 // ends by group if they did not differ
}

// LogRank is the log-rank test of Mantel for two or more groups, each day's ends
// held against what the people at risk would share out among them.
func LogRank(groups [][]Lifetime) Ranked {
	k := len(groups)
	out := Ranked{P: 1, Observed: make([]float64, k), Expected: make([]float64, k)}
	days := map[int]bool{}
	for _, g := range groups {
		for _, x := range g {
			if x.Ended && x.atRisk(x.Days) {
				days[x.Days] = true
			}
		}
	}
	variance := make([]float64, k*k)
	risk, ends := make([]float64, k), make([]float64, k)
	for d := range days {
		n, m := 0.0, 0.0
		for j, g := range groups {
			risk[j], ends[j] = 0, 0
			for _, x := range g {
				if x.atRisk(d) {
					risk[j]++
					if x.Ended && x.Days == d {
						ends[j]++
					}
				}
			}
			n, m = n+risk[j], m+ends[j]
		}
		for j := range groups {
			out.Observed[j] += ends[j]
			out.Expected[j] += m * risk[j] / n
			if n < 2 {
				continue
			}
			for l := range groups {
				same := 0.0
				if j == l {
					same = 1
				}
				variance[j*k+l] += m * (n - m) / (n - 1) * risk[j] / n * (same - risk[l]/n)
			}
		}
	}
	out.ChiSquared, out.Freedom = distance(&out, variance, k)
	if out.Freedom > 0 {
		out.P = distuv.ChiSquared{K: float64(out.Freedom)}.Survival(out.ChiSquared)
	}
	return out
}

// distance weighs what differs by its variance. Groups nobody could have left are
// left out, and the last one too: the differences sum to 0.
func distance(r *Ranked, variance []float64, k int) (chi float64, freedom int) {
	var in []int
	for j := range k {
		if variance[j*k+j] > 1e-12 {
			in = append(in, j)
		}
	}
	if len(in) < 2 {
		return 0, 0
	}
	in = in[:len(in)-1]
	v, z := mat.NewSymDense(len(in), nil), mat.NewVecDense(len(in), nil)
	for a, j := range in {
		z.SetVec(a, r.Observed[j]-r.Expected[j])
		for b, l := range in {
			v.SetSym(a, b, variance[j*k+l])
		}
	}
	var chol mat.Cholesky
	var x mat.VecDense
	if !chol.Factorize(v) || chol.SolveVecTo(&x, z) != nil {
		return 0, 0
	}
	return mat.Dot(z, &x), len(in)
}
