package calibration

import (
	"math"
	"sort"
)

// choice is what a free agent did when contacts of two queues waited: took one of
// a queue, although one of another waited too.
type choice struct {
	taken, left     int     // queues
	waited, leftFor float64 // seconds each had waited
}

// choices are those of all agents between queues they both work for.
func (h *history) choices(skills [][]bool) (out []choice) {
	of := make([][]*visit, len(h.queues)) // by queue, by entered
	longest := make([]int64, len(h.queues))
	for i := range h.visits {
		v := &h.visits[i]
		if v.taken() > v.entered {
			of[v.queue] = append(of[v.queue], v)
			longest[v.queue] = max(longest[v.queue], v.taken()-v.entered)
		}
	}
	for i := range h.visits {
		v := &h.visits[i]
		at := v.taken()
		if !v.answered() || v.agent < 0 || at <= v.entered {
			continue
		}
		for q, has := range skills[v.agent] {
			if !has || q == v.queue {
				continue
			}
			from := sort.Search(len(of[q]), func(k int) bool { return of[q][k].entered >= at-longest[q] })
			for _, o := range of[q][from:] {
				if o.entered >= at {
					break
				}
				if o.taken() > at {
					out = append(out, choice{v.queue, q, float64(at-v.entered) / 1000, float64(at-o.entered) / 1000})
					break
				}
			}
		}
	}
	return out
}

// headStarts are how many seconds the contacts of each queue go before those of
// others, as agents' choices tell: whoever has the greatest wait with the head start is
// most likely taken. Logistic regression, drawn a little to no head start.
func headStarts(queues int, list []choice) []float64 {
	h := make([]float64, queues)
	if len(list) < leastChoices {
		return h
	}
	scale := blur
	for range 400 {
		slope, curve := make([]float64, queues), make([]float64, queues)
		for q := range h {
			slope[q], curve[q] = -h[q]*drawn, drawn
		}
		for _, c := range list {
			p := 1 / (1 + math.Exp((c.waited+h[c.taken]-c.leftFor-h[c.left])/scale)) // of the other
			slope[c.taken] += p / scale
			slope[c.left] -= p / scale
			curve[c.taken] += p * (1 - p) / (scale * scale)
			curve[c.left] += p * (1 - p) / (scale * scale)
		}
		moved := 0.0
		for q := range h {
			d := slope[q] / (2 * curve[q])
			d = max(min(d, 20), -20)
			h[q] = max(min(h[q]+d, mostHeadStart), -mostHeadStart)
			moved = max(moved, math.Abs(d))
		}
		if moved < 0.01 {
			break
		}
	}
	return h
}

const (
	leastChoices  = 50
	blur          = 20.0 // seconds
	drawn         = 1e-4
	mostHeadStart = 900.0
)
