package staffing

import (
	"math"
	"slices"
)

// features of a cell's rates: the type's own factor, that of all the work its
// agents share, and that of the place before, as logarithms.
const features = 3

// risk finds what a target comes to at a quantile of the rates' uncertainty.
// What is wanted is of the mean over a day's chance with rates given, not of the
// chance itself: a regression on the rates takes the chance out (Broadie, Du &
// Moallemi 2015), so that every replication may have rates of its own.
type risk struct {
	probability float64
	here        [][][][features]float64 // type × place × replication
	anywhere    [][][][features]float64 // type × place × draw, not simulated
}

func (p *problem) newRisk(o Options, here [][][]float64) *risk {
	return &risk{probability: o.Probability, here: p.rates(here), anywhere: p.rates(p.factors(o.Seed^riskSeed, stressDraws))}
}

// factors gives what rates are multiplied by in n draws: type × place × draw.
func (p *problem) factors(seed uint64, n int) [][][]float64 {
	out := make([][][]float64, p.types)
	for t := range out {
		out[t] = make([][]float64, p.places)
		for i := range out[t] {
			out[t][i] = make([]float64, n)
			for r := range n {
				out[t][i][r] = 1
				if p.active[i] && p.program.Uncertain(t) {
					out[t][i][r] = p.program.Factor(seed, r, t, i)
				}
			}
		}
	}
	return out
}

// rates gives the features of draws.
func (p *problem) rates(factor [][][]float64) [][][][features]float64 {
	n := len(factor[0][0])
	out := make([][][][features]float64, p.types)
	for t := range out {
		out[t] = make([][][features]float64, p.places)
		for i := range out[t] {
			out[t][i] = make([][features]float64, n)
		}
	}
	for r := range n {
		for t := range p.types {
			shared := func(i int) float64 {
				above, below := 0.0, 0.0
				for _, u := range p.near[t] {
					above += p.mean[u][i] * factor[u][i][r]
					below += p.mean[u][i]
				}
				if below == 0 || above == 0 {
					return 0
				}
				return math.Log(above / below)
			}
			before := 0.0
			for i := range p.places {
				if !p.active[i] {
					before = 0
					continue
				}
				all := shared(i)
				out[t][i][r] = [features]float64{math.Log(max(factor[t][i][r], 1e-3)), all, before}
				before = all
			}
		}
	}
	return out
}

// controls are what came by chance in a cell beyond the rates, 0 on average:
// contacts of the type, work of all types its agents share, here and in the place
// before. What the measure owes to them is taken out of it.
const controls = 3

func (t *trial) chance(kind, i, r int) [controls]float64 {
	out := [controls]float64{t.count[i*t.p.types+kind][r]}
	for _, u := range t.p.near[kind] {
		out[1] += t.work[i*t.p.types+u][r]
		if i > 0 {
			out[2] += t.work[(i-1)*t.p.types+u][r]
		}
	}
	return out
}

// estimate is a ratio in a place, on the mean or at the wanted quantile of the
// rates, and its variance. a and b are numerators and denominators by replication.
func (t *trial) estimate(x *row, i int, a, b []float64) (value, variance float64) {
	n := len(a)
	sumA, sumB := 0.0, 0.0
	for r := range a {
		sumA += a[r]
		sumB += b[r]
	}
	value = sumA / sumB
	// What is off the ratio, on the controls: a line through all replications.
	chance := make([][controls]float64, n)
	scale := [controls]float64{}
	for r := range a {
		chance[r] = t.chance(x.kind, i, r)
		for c, v := range chance[r] {
			scale[c] += v * v / float64(n)
		}
	}
	for r := range a {
		for c := range scale {
			chance[r][c] /= math.Sqrt(scale[c] + 1e-12)
		}
	}
	risky := t.risk != nil && t.p.program.Uncertain(x.kind)
	if risky {
		centre(chance, b, sumB/float64(n))
	}
	const most = 1 + controls + features
	size := 1 + controls
	if risky {
		size = most
	}
	normal := make([][]float64, size)
	for m := range normal {
		normal[m] = make([]float64, size+1)
	}
	var row [most]float64
	fill := func(r int) {
		row[0] = 1
		copy(row[1:], chance[r][:])
		if risky {
			copy(row[1+controls:], t.risk.here[x.kind][i][r][:])
		}
	}
	for r := range a {
		fill(r)
		// With certain rates the weights are even and what is explained is the
		// numerator; with uncertain ones it is the ratio, weighted by its denominator.
		w, y := 1.0, a[r]-value*b[r]
		if risky {
			if b[r] == 0 {
				continue
			}
			w, y = b[r], a[r]/b[r]
		}
		for m := range size {
			for k := range size {
				normal[m][k] += w * row[m] * row[k]
			}
			normal[m][size] += w * row[m] * y
		}
	}
	for m := 1; m < size; m++ {
		normal[m][m] += 1e-5 * (normal[0][0] + normal[m][m])
	}
	beta, ok := eliminate(normal)
	if !ok || n < 3*size {
		return value, t.plain(value, a, b)
	}
	if risky {
		return t.quantile(x, i, a, b, chance, beta, value)
	}
	rest := 0.0
	for r := range a {
		fill(r)
		d := a[r] - value*b[r]
		for m := range size {
			d -= beta[m] * row[m]
		}
		rest += d * d
	}
	return value + beta[0]*float64(n)/sumB, rest / float64(n-size) * float64(n) / (sumB * sumB)
}

// centre makes chance 0 on the average of contacts, not of days: a contact sees
// more others than a day has on average, for busy days have more contacts.
func centre(chance [][controls]float64, b []float64, mean float64) {
	var lift [controls]float64
	for r := range b {
		for c, v := range chance[r] {
			lift[c] += v * (b[r] - mean) / (mean * float64(len(b)))
		}
	}
	for r := range chance {
		for c := range lift {
			chance[r][c] -= lift[c]
		}
	}
}

// plain is the variance of a ratio by the delta method.
func (t *trial) plain(value float64, a, b []float64) float64 {
	sum, below := 0.0, 0.0
	for r := range a {
		d := a[r] - value*b[r]
		sum += d * d
		below += b[r]
	}
	return sum / (below * below)
}

// quantile is the value that a ratio keeps or exceeds for the better with the
// probability, and its variance. beta is its line on chance and rates; otherwise
// is given back when the rates say nothing.
func (t *trial) quantile(x *row, i int, a, b []float64, chance [][controls]float64, beta []float64, otherwise float64) (float64, float64) {
	rates, drawn := t.risk.here[x.kind][i], t.risk.anywhere[x.kind][i]
	index := func(f *[features]float64) float64 {
		return beta[1+controls]*f[0] + beta[2+controls]*f[1] + beta[3+controls]*f[2]
	}
	u := make([]float64, len(drawn))
	middle := 0.0
	for n := range drawn {
		u[n] = index(&drawn[n])
		middle += u[n] / float64(len(u))
	}
	slices.Sort(u)
	if u[len(u)-1]-u[0] < 1e-9 {
		return otherwise, t.plain(otherwise, a, b)
	}
	share := 1 - t.risk.probability // of a service level: so many draws are worse
	if x.target != Level {
		share = t.risk.probability
	}
	scale := (u[len(u)-1] - u[0]) / 4
	bad := (u[min(int(share*float64(len(u))), len(u)-1)] - middle) / scale
	// Along the rates the ratio bends: a parabola.
	bent := make([][]float64, 3)
	for m := range bent {
		bent[m] = make([]float64, 4)
	}
	point := func(r int) (w, y, v float64) {
		y = a[r] / b[r]
		for c, by := range chance[r] {
			y -= beta[1+c] * by
		}
		return b[r], y, (index(&rates[r]) - middle) / scale
	}
	points := 0.0
	for r := range a {
		if b[r] == 0 {
			continue
		}
		points++
		w, y, v := point(r)
		row := [3]float64{1, v, v * v}
		for m := range row {
			for n := range row {
				bent[m][n] += w * row[m] * row[n]
			}
			bent[m][3] += w * row[m] * y
		}
	}
	for m := 1; m < 3; m++ {
		bent[m][m] += 1e-4 * bent[0][0]
	}
	at := [3]float64{1, bad, bad * bad}
	inverse := make([][]float64, 3)
	for m := range inverse {
		inverse[m] = slices.Clone(bent[m])
		inverse[m][3] = at[m]
	}
	c, ok := eliminate(bent)
	h, alsoOK := eliminate(inverse)
	if !ok || !alsoOK {
		return otherwise, t.plain(otherwise, a, b)
	}
	rest := 0.0
	for r := range a {
		if b[r] > 0 {
			w, y, v := point(r)
			d := y - c[0] - c[1]*v - c[2]*v*v
			rest += w * d * d
		}
	}
	return c[0] + c[1]*bad + c[2]*bad*bad, rest / max(points-3-controls, 1) * max(h[0]*at[0]+h[1]*at[1]+h[2]*at[2], 0)
}

// eliminate solves in place.
func eliminate(m [][]float64) ([]float64, bool) {
	n := len(m)
	for i := range n {
		best := i
		for r := i + 1; r < n; r++ {
			if math.Abs(m[r][i]) > math.Abs(m[best][i]) {
				best = r
			}
		}
		if m[i], m[best] = m[best], m[i]; math.Abs(m[i][i]) < 1e-12 {
			return nil, false
		}
		for r := range m {
			if f := m[r][i] / m[i][i]; r != i && f != 0 {
				for c := i; c <= n; c++ {
					m[r][c] -= f * m[i][c]
				}
			}
		}
	}
	out := make([]float64, n)
	for i := range m {
		out[i] = m[i][n] / m[i][i]
	}
	return out, true
}
