package queueing

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"
)

// waits is the law of the wait a contact is offered: how long it would wait if
// it had patience without end. A share is offered none, because an agent is
// free. The rest has the density weight × exp(−drop(x)); who has less patience
// than offered wait gives up.
//
// For Poisson arrivals, exponential handling and any patience the density is
// exactly proportional to exp(λ∫₀ˣS − nμx), S the survival of patience
// (Baccelli & Hébuterne 1981; Zeltyn & Mandelbaum 2005), and, with exponential
// patience or none and a line of L places, to e^(−nμx) Σ_{j<L} (λ∫₀ˣS)ʲ/j!.
// Its logarithm is concave, so it has one peak, and panels that grow
// from the peak on are few and smooth.
type waits struct {
	patience Distribution // nil: without end
	drop     func(x float64) float64
	free     float64 // share that is offered no wait
	weight   float64
	edges    []float64 // of panels, from 0
	// Integrals of exp(−drop), times survival and times CDF of patience, over
	// the panels before an edge; behind is of exp(−drop) after it.
	stays, leaves, behind []float64
	// Integrals over all waits.
	all, staysWait, mean, leavesWait float64
}

const (
	nodes = 20
	// deep is how far the logarithm may fall below the peak before the rest
	// counts for nothing.
	deep = 46.0
	// steep is how far it may fall within a panel.
	steep = 10.0
)

var nodeAt, nodeWeight = func() (x, w [nodes]float64) {
	quad.Legendre{}.FixedLocations(x[:], w[:], -1, 1)
	return x, w
}()

// newWaits lays panels for a density with its peak at mode and integrates it.
// scale is any time of the order of how fast it falls.
func newWaits(patience Distribution, mode, scale float64, drop func(x float64) float64) *waits {
	w := &waits{patience: patience, drop: drop}
	edges := []float64{0, mode}
	side := func(sign, most float64) {
		d := scale
		for i := 0; i < 400 && drop(mode+sign*min(d, most)) > 1; i++ {
			d /= 2
		}
		for i := 0; i < 400 && d < most && drop(mode+sign*d) < 0.25; i++ {
			d *= 2
		}
		for i := 0; i < 400 && d < most; i++ {
			edges = append(edges, mode+sign*d)
			if drop(mode+sign*d) > deep {
				break
			}
			d *= 3
		}
	}
	side(1, math.MaxFloat64)
	if mode > 0 {
		side(-1, mode)
	}
	end := slices.Max(edges)
	if patience != nil {
		for _, x := range patience.bends() {
			if x > 0 && x < end {
				edges = append(edges, x)
			}
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for i := 1; i < len(edges); i++ {
		w.edges = refine(w.edges, drop, edges[i-1], edges[i], 20)
	}
	w.edges = append(w.edges, end)
	w.integrate()
	return w
}

// refine adds the beginnings of panels from a to b in which the density falls
// at most steeply, or counts for nothing.
func refine(edges []float64, drop func(float64) float64, a, b float64, depth int) []float64 {
	from, to := drop(a), drop(b)
	if mid := a + (b-a)/2; depth > 0 && math.Abs(from-to) > steep && min(from, to) < deep && mid > a && mid < b {
		return refine(refine(edges, drop, a, mid, depth-1), drop, mid, b, depth-1)
	}
	return append(edges, a)
}

func (w *waits) integrate() {
	n := len(w.edges)
	w.stays, w.leaves, w.behind = make([]float64, n), make([]float64, n), make([]float64, n)
	for i := 1; i < n; i++ {
		var all, stays, leaves float64
		a, b := w.edges[i-1], w.edges[i]
		half := (b - a) / 2
		for k := range nodes {
			x := a + half*(1+nodeAt[k])
			v := math.Exp(-w.drop(x)) * half * nodeWeight[k]
			survival, gone, spent := w.outlast(x)
			all += v
			stays += v * survival
			leaves += v * gone
			w.staysWait += v * survival * x
			w.mean += v * spent
			w.leavesWait += v * max(spent-survival*x, 0)
		}
		w.stays[i], w.leaves[i], w.behind[i-1] = w.stays[i-1]+stays, w.leaves[i-1]+leaves, all
	}
	for i := n - 2; i >= 0; i-- {
		w.behind[i] += w.behind[i+1]
	}
	w.all = w.behind[0]
}

// outlast is the shares whose patience is longer than x, and is not, and the
// mean part of patience before x.
func (w *waits) outlast(x float64) (survival, gone, before float64) {
	switch d := w.patience.(type) {
	case nil:
		return 1, 0, x
	case Exponential: // one function instead of three
		gone = -math.Expm1(-x / d.MeanTime)
		survival = 1 - gone
		if gone > 0.99 {
			survival = math.Exp(-x / d.MeanTime)
		}
		return survival, gone, gone * d.MeanTime
	default:
		return d.Survival(x), d.CDF(x), d.Between(0, x)
	}
}

// partial is the integrals of the panel of t, from its beginning to t, and of
// the density from t on.
func (w *waits) partial(t float64) (stays, leaves, behind float64) {
	i, _ := slices.BinarySearch(w.edges, t)
	if i == 0 {
		return 0, 0, w.all
	}
	if i == len(w.edges) {
		return w.stays[i-1], w.leaves[i-1], 0
	}
	part := func(a, b float64) (all, stays, leaves float64) {
		half := (b - a) / 2
		for k := range nodes {
			x := a + half*(1+nodeAt[k])
			v := math.Exp(-w.drop(x)) * half * nodeWeight[k]
			all += v
			survival, gone, _ := w.outlast(x)
			stays += v * survival
			leaves += v * gone
		}
		return all, stays, leaves
	}
	_, stays, leaves = part(w.edges[i-1], t)
	rest, _, _ := part(t, w.edges[i])
	return w.stays[i-1] + stays, w.leaves[i-1] + leaves, w.behind[i] + rest
}

func (w *waits) answeredWithin(t float64) float64 {
	stays, _, _ := w.partial(t)
	return min(w.free+w.weight*stays, 1)
}

func (w *waits) abandonedWithin(t float64) float64 {
	if w.patience == nil {
		return 0
	}
	_, leaves, behind := w.partial(t)
	return min(w.weight*(leaves+w.patience.CDF(t)*behind), 1)
}

// settled reckons the exact models.
func settled(m Model, l Load, agents int) Measures {
	capacity := float64(agents) / l.Handle
	mode := peak(l, capacity)
	drop, height := density(l, capacity, mode)
	w := newWaits(l.Patience, mode, 1/capacity, drop)
	// By B, so that nothing overflows: 1/B is the states in which an agent is
	// free, in units of the one in which all but one agent are busy.
	b := lossShare(agents-1, l.Erlangs())
	low := math.Exp(-height)
	full := 0.0
	if l.Line > 0 {
		full = b * math.Exp(lineFull(l, agents)-height)
	}
	total := low + l.Rate*w.all*b + full
	w.free, w.weight = low/total, l.Rate*b/total
	return measures(m, l, agents, w, full/total)
}

// peak is the wait at which the density is highest.
func peak(l Load, capacity float64) float64 {
	if l.Line == 0 || l.Rate <= capacity {
		if l.Patience == nil || l.Rate*l.Patience.Survival(0) <= capacity {
			return 0
		}
		return l.Patience.Quantile(1 - capacity/l.Rate)
	}
	survival := func(x float64) float64 {
		if l.Patience == nil {
			return 1
		}
		return l.Patience.Survival(x)
	}
	low, high := 0.0, float64(l.Line)/capacity
	if l.Patience != nil {
		high = l.Patience.Quantile(1 - capacity/l.Rate)
	}
	for range 60 {
		mid := (low + high) / 2
		if _, slope := fillLog(l.Line, l.Rate*spent(l.Patience, 0, mid)); slope*l.Rate*survival(mid) > capacity {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// density is how far the logarithm of the density is below its value at mode,
// and how high that is above its value at 0.
func density(l Load, capacity, mode float64) (drop func(x float64) float64, height float64) {
	if d, ok := l.Patience.(Exponential); ok && l.Line == 0 {
		here := l.Rate * d.MeanTime * d.Survival(mode)
		drop = func(x float64) float64 { return capacity*(x-mode) + here*math.Expm1((mode-x)/d.MeanTime) }
		return drop, drop(0)
	}
	if l.Line == 0 {
		drop = func(x float64) float64 {
			if x < mode {
				return l.Rate*spent(l.Patience, x, mode) - capacity*(mode-x)
			}
			return capacity*(x-mode) - l.Rate*spent(l.Patience, mode, x)
		}
		return drop, drop(0)
	}
	top, _ := fillLog(l.Line, l.Rate*spent(l.Patience, 0, mode))
	drop = func(x float64) float64 {
		v, _ := fillLog(l.Line, l.Rate*spent(l.Patience, 0, x))
		return top - v + capacity*(x-mode)
	}
	return drop, drop(0)
}

// spent is the mean part of patience that lies between a and b.
func spent(patience Distribution, a, b float64) float64 {
	if patience == nil {
		return b - a
	}
	return patience.Between(a, b)
}

// lineFull is the logarithm of how likely all agents are busy and all places
// taken, in units of the state in which all but one agent are busy.
func lineFull(l Load, agents int) float64 {
	leave := 0.0
	if l.Patience != nil {
		leave = 1 / l.Patience.Mean()
	}
	sum, capacity := 0.0, float64(agents)/l.Handle
	for i := 0; i <= l.Line; i++ {
		sum += math.Log(l.Rate / (capacity + float64(i)*leave))
	}
	return sum
}
