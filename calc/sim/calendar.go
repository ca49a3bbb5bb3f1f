package sim

import "math"

// event is something that happens at a moment.
type event struct {
	at   float64
	id   int32
	kind eventKind
}

type eventKind int32

const (
	eventServiceEnd eventKind = iota // an agent is done
	eventTalkEnd                     // the contact has gone, the agent wraps up
	eventBreakEnd                    // an agent comes back
	eventReturn                      // a contact comes again, or on to another type
	eventRing                        // a number was reached
	eventNoAnswer                    // a number was given up
)

// calendar is a heap of events, the earliest first; each has four below it,
// which keeps it flat and its children in one cache line.
type calendar []event

func (c calendar) next() float64 {
	if len(c) == 0 {
		return math.Inf(1)
	}
	return c[0].at
}

func (c *calendar) push(e event) {
	*c = append(*c, e)
	h := *c
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 4
		if h[up].at <= e.at {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = e
}

func (c *calendar) pop() {
	h := *c
	n := len(h) - 1
	last := h[n]
	*c = h[:n]
	if n > 0 {
		(*c).replace(last)
	}
}

// replace puts e in place of the earliest event.
func (c calendar) replace(e event) {
	i, n := 0, len(c)
	for {
		k := 4*i + 1
		if k+3 < n {
			// All four are there. Times are compared as the bits of numbers that
			// are not negative, which the compiler does without branches: which
			// of the four is first cannot be predicted.
			f := (*[4]event)(c[k : k+4])
			a, left := math.Float64bits(f[0].at), k
			if v := math.Float64bits(f[1].at); v < a {
				a, left = v, k+1
			}
			b, right := math.Float64bits(f[2].at), k+2
			if v := math.Float64bits(f[3].at); v < b {
				b, right = v, k+3
			}
			if b < a {
				a, left = b, right
			}
			if a >= math.Float64bits(e.at) {
				break
			}
			c[i] = c[left]
			i = left
			continue
		}
		if k >= n {
			break
		}
		at, least := c[k].at, k
		for j := k + 1; j < n; j++ {
			if c[j].at < at {
				at, least = c[j].at, j
			}
		}
		if at >= e.at {
			break
		}
		c[i] = c[least]
		i = least
	}
	c[i] = e
}

// timer is when something happens to a waiting contact.
type timer struct {
	at float64
	id int32
}

// timers is a heap of timers that can be taken out before they are due: each
// contact knows where its timer is.
type timers struct {
	heap  []timer
	where []int32 // by contact
}

func (t *timers) next() float64 {
	if len(t.heap) == 0 {
		return math.Inf(1)
	}
	return t.heap[0].at
}

func (t *timers) push(at float64, id int32) {
	t.heap = append(t.heap, timer{})
	t.up(len(t.heap)-1, timer{at, id})
}

func (t *timers) up(i int, x timer) {
	for i > 0 {
		up := (i - 1) / 4
		if t.heap[up].at <= x.at {
			break
		}
		t.heap[i] = t.heap[up]
		t.where[t.heap[i].id] = int32(i)
		i = up
	}
	t.heap[i] = x
	t.where[x.id] = int32(i)
}

func (t *timers) down(i int, x timer) {
	n := len(t.heap)
	for {
		k := 4*i + 1
		if k >= n {
			break
		}
		least := k
		for j := k + 1; j < min(k+4, n); j++ {
			if t.heap[j].at < t.heap[least].at {
				least = j
			}
		}
		if t.heap[least].at >= x.at {
			break
		}
		t.heap[i] = t.heap[least]
		t.where[t.heap[i].id] = int32(i)
		i = least
	}
	t.heap[i] = x
	t.where[x.id] = int32(i)
}

// remove takes the timer of a contact out.
func (t *timers) remove(id int32) {
	i := int(t.where[id])
	n := len(t.heap) - 1
	last := t.heap[n]
	t.heap = t.heap[:n]
	if i == n {
		return
	}
	if i > 0 && t.heap[(i-1)/4].at > last.at {
		t.up(i, last)
		return
	}
	t.down(i, last)
}
