package sim

import "math"

// Waits of the answered are counted in bins, 32 for each doubling: percentiles
// are exact to a hundredth of themselves, and memory does not grow with
// contacts. The first bin holds who waited less than a sixteenth of a second.
const (
	waitLeast   = 1.0 / 16
	waitDetail  = 5 // bits: bins of a doubling
	waitOctaves = 24
	waitBins    = 1 + waitOctaves<<waitDetail
)

// waits is how many waited how long.
type waits [waitBins]uint32

func waitBin(wait float64) int {
	if wait < waitLeast {
		return 0
	}
	const shift = 52 - waitDetail
	first := math.Float64bits(waitLeast) >> shift
	return min(1+int(math.Float64bits(wait)>>shift-first), waitBins-1)
}

// waitFrom is where a bin begins.
func waitFrom(bin int) float64 {
	if bin == 0 {
		return 0
	}
	const shift = 52 - waitDetail
	return math.Float64frombits((math.Float64bits(waitLeast)>>shift + uint64(bin-1)) << shift)
}

// spectrum is waits of many replications.
type spectrum [waitBins]uint64

func (s *spectrum) add(w *waits) {
	for b, n := range w {
		s[b] += uint64(n)
	}
}

func (s *spectrum) join(o *spectrum) {
	for b, n := range o {
		s[b] += n
	}
}

// quantile is the wait that a share of them had at most; NaN of nobody.
func (s *spectrum) quantile(share float64) float64 {
	all := uint64(0)
	for _, n := range s {
		all += n
	}
	if all == 0 {
		return math.NaN()
	}
	want, below := share*float64(all), 0.0
	for b, n := range s {
		if n == 0 || below+float64(n) < want {
			below += float64(n)
			continue
		}
		if b == 0 {
			return 0
		}
		from := waitFrom(b)
		if b == waitBins-1 {
			return from
		}
		return from + (waitFrom(b+1)-from)*(want-below)/float64(n)
	}
	return waitFrom(waitBins - 1)
}

// waitShares are the percentiles of the results.
var waitShares = [...]struct {
	Measure
	share float64
}{
	{Measure{"wait_p50", "seconds", "wait that half of the answered had at most"}, 0.5},
	{Measure{"wait_p80", "seconds", "wait that 80 % of the answered had at most"}, 0.8},
	{Measure{"wait_p90", "seconds", "wait that 90 % of the answered had at most"}, 0.9},
	{Measure{"wait_p95", "seconds", "wait that 95 % of the answered had at most"}, 0.95},
	{Measure{"wait_p99", "seconds", "wait that 99 % of the answered had at most"}, 0.99},
}

// WaitMeasures lists the percentiles of waits.
func WaitMeasures() []Measure {
	out := make([]Measure, len(waitShares))
	for i, x := range waitShares {
		out[i] = x.Measure
	}
	return out
}

// waitSections is how many parts replications are dealt to: how far the parts'
// percentiles are apart says how sure the one of all is (sectioning; Asmussen &
// Glynn 2007, Stochastic Simulation, III.5).
const waitSections = 10

// waitCounts is the waits of a run: section, type × group; nil where the group
// lacks the skill.
type waitCounts [waitSections][]*spectrum

func newWaitCounts(p *Program) *waitCounts {
	var out waitCounts
	for s := range out {
		out[s] = make([]*spectrum, len(p.types)*len(p.groups))
		for t := range p.types {
			for _, g := range p.types[t].groups {
				out[s][t*len(p.groups)+int(g)] = &spectrum{}
			}
		}
	}
	return &out
}

// add takes replication n, 1 the first.
func (c *waitCounts) add(n int, sheet []*waits) {
	for k, w := range sheet {
		if w != nil {
			c[(n-1)%waitSections][k].add(w)
		}
	}
}

// estimates are the percentiles of some types and groups together, after n
// replications.
func (c *waitCounts) estimates(of []int, n int, confidence float64) []Estimate {
	var all spectrum
	var parts [waitSections]spectrum
	for s := range c {
		for _, k := range of {
			if x := c[s][k]; x != nil {
				parts[s].join(x)
			}
		}
		all.join(&parts[s])
	}
	out := make([]Estimate, len(waitShares))
	nan := math.NaN()
	for i, x := range waitShares {
		e := Estimate{all.quantile(x.share), nan, nan, nan, nan}
		mean, sections, squares := 0.0, 0.0, 0.0
		for s := range parts {
			if q := parts[s].quantile(x.share); !math.IsNaN(q) {
				sections++
				d := q - mean
				mean += d / sections
				squares += d * (q - mean)
			}
		}
		if sections > 1 {
			deviation := math.Sqrt(squares / (sections - 1))
			e.HalfWidth = studentQuantile(confidence, sections) * deviation / math.Sqrt(sections)
			e.SD = deviation * math.Sqrt(float64(n)/sections)
		}
		out[i] = e
	}
	return out
}
