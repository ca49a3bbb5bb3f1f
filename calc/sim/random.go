package sim

import "math"

// random is a SplitMix64 generator (Steele, Lea & Flood 2014). Its whole state
// is one number, so a stream can begin at any number at no cost: each contact
// has streams of its own, and what it would do does not depend on what happened
// to others.
type random struct{ state uint64 }

// gamma64 is the step of SplitMix64.
const gamma64 = 0x9e3779b97f4a7c15

// mix is the output function of SplitMix64; it scatters every bit.
func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// hash folds numbers into one, in their order.
func hash(words ...uint64) uint64 {
	h := uint64(0x6c696e6774696e67)
	for _, w := range words {
		h = mix(h + gamma64 + mix(w+gamma64))
	}
	return h
}

func (r *random) next() uint64 {
	r.state += gamma64
	return mix(r.state)
}

// uniform is in (0, 1), never 0 or 1.
func (r *random) uniform() float64 { return (float64(r.next()>>11) + 0.5) / (1 << 53) }

// below is in 0 … n-1; n is small, so the bias of the multiplication is none to speak of.
func (r *random) below(n int) int { return int(r.uniform() * float64(n)) }

// Ziggurats (Marsaglia & Tsang 2000) of 256 layers with 53-bit fractions.
const (
	layers       = 256
	exponentialR = 7.69711747013104972
	normalR      = 3.6541528853610088
	fraction     = 1 << 53
)

// ziggurat holds per layer: below accept the fraction is inside, scale turns it
// into a value, height is the density at the layer's edge.
type ziggurat struct {
	accept [layers]uint64
	scale  [layers]float64
	height [layers]float64
}

var (
	exponentialTable = newZiggurat(exponentialR, (exponentialR+1)*math.Exp(-exponentialR),
		func(x float64) float64 { return math.Exp(-x) }, func(y float64) float64 { return -math.Log(y) })
	normalTable = newZiggurat(normalR, normalR*math.Exp(-normalR*normalR/2)+math.Sqrt(math.Pi/2)*math.Erfc(normalR/math.Sqrt2),
		func(x float64) float64 { return math.Exp(-x * x / 2) }, func(y float64) float64 { return math.Sqrt(-2 * math.Log(y)) })
)

// newZiggurat makes the layers of equal area v under the density, the tail
// beginning at r.
func newZiggurat(r, v float64, density, inverse func(float64) float64) *ziggurat {
	z := &ziggurat{}
	base := v / density(r)
	z.accept[0], z.scale[0], z.height[0] = uint64(r/base*fraction), base/fraction, 1
	x := r
	for i := layers - 1; i >= 1; i-- {
		z.scale[i], z.height[i] = x/fraction, density(x)
		inner := 0.0
		if i > 1 {
			inner = inverse(v/x + z.height[i])
		}
		z.accept[i] = uint64(inner / x * fraction)
		x = inner
	}
	return z
}

// exponential has mean 1.
func (r *random) exponential() float64 {
	u := r.next()
	i, f := u&(layers-1), u>>11
	if f < exponentialTable.accept[i] {
		return float64(f) * exponentialTable.scale[i]
	}
	return r.exponentialEdge(i, f)
}

// exponentialEdge is the rare part: the edge of a layer, or the tail.
func (r *random) exponentialEdge(i, f uint64) float64 {
	for {
		if f < exponentialTable.accept[i] {
			return float64(f) * exponentialTable.scale[i]
		}
		if i == 0 { // the tail is an exponential again
			return exponentialR - math.Log(r.uniform())
		}
		x := float64(f) * exponentialTable.scale[i]
		if exponentialTable.between(i, r.uniform()) < math.Exp(-x) {
			return x
		}
		u := r.next()
		i, f = u&(layers-1), u>>11
	}
}

// between is a height between the edges of layer i and of the one above it.
func (z *ziggurat) between(i uint64, u float64) float64 {
	above := 1.0
	if i > 1 {
		above = z.height[i-1]
	}
	return z.height[i] + u*(above-z.height[i])
}

// normal has mean 0 and standard deviation 1.
func (r *random) normal() float64 {
	for {
		u := r.next()
		i, f := u&(layers-1), u>>11
		sign := 1 - 2*float64(u>>8&1)
		x := float64(f) * normalTable.scale[i]
		if f < normalTable.accept[i] {
			return sign * x
		}
		if i == 0 {
			for {
				a := -math.Log(r.uniform()) / normalR
				if b := -math.Log(r.uniform()); 2*b > a*a {
					return sign * (normalR + a)
				}
			}
		}
		if normalTable.between(i, r.uniform()) < math.Exp(-x*x/2) {
			return sign * x
		}
	}
}

// gamma has the given shape and mean 'shape' (Marsaglia & Tsang 2000b).
func (r *random) gamma(shape float64) float64 {
	boost := 1.0
	if shape < 1 {
		boost = math.Pow(r.uniform(), 1/shape)
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		u := r.uniform()
		if u < 1-0.0331*x*x*x*x || math.Log(u) < x*x/2+d*(1-v+math.Log(v)) {
			return boost * d * v
		}
	}
}
