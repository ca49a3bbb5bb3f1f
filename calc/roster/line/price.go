package line

// Price is what a line costs the person: wishes and soft rules; Inf when it breaks
// a hard one.
func (c *Contract) Price(line []int16) float64 {
	sum := 0.0
	n, k := len(c.Shifts)+1, c.classes
	units, weeks, lastWeek := 0, 0, -2
	work, length, inside := false, 0, false // the run so far; whether its start is known
	last := -1                              // class of the day before
	if b := c.before; b.Days > 0 {
		work, length, inside = b.Shift != Free, b.Days, true
		if work {
			if own := c.Own[b.Shift]; own >= 0 {
				last = c.class[own]
			}
		}
	}
	for d, s := range line {
		own := n - 1
		if s >= 0 {
			if own = c.Own[s]; own < 0 {
				return Inf
			}
		}
		sum += c.wish[d*n+own]
		if (s >= 0) != work && (d > 0 || c.before.Days > 0) {
			sum += c.ended(work, length, inside)
			length, inside = 0, true
		}
		work = s >= 0
		length++
		if !work {
			last = -1
			continue
		}
		class := c.class[own]
		units += c.units[class]
		if w := c.weekend[d]; w >= 0 && w != lastWeek {
			weeks++
			lastWeek = w
		}
		if last >= 0 {
			sum += c.price[last*k+class]
		}
		last = class
		if sum == Inf {
			return Inf
		}
	}
	if work {
		if length > c.most {
			return Inf
		}
		sum += c.runEdge[length]
	}
	if units >= len(c.minutes) || weeks >= len(c.weekends) {
		return Inf
	}
	sum += c.minutes[units] + c.weekends[weeks] + c.segmentPrice(line)
	if sum == Inf {
		return Inf
	}
	for i := range c.Counts {
		sum += beyond(c.Counts[i].Rule, c.Counts[i].of(c, line))
	}
	return sum
}

// ended is the price of a run that another follows.
func (c *Contract) ended(work bool, length int, inside bool) float64 {
	switch {
	case work && length > c.most:
		return Inf
	case work && inside:
		return c.run[length]
	case work:
		return c.runEdge[length]
	case inside && length < c.least:
		return c.rest[length]
	}
	return 0
}

// Lines is whether the contract allows any line at all, found without prices, and
// if not even that of Counts by themselves.
func (c *Contract) Lines(b *Builder) bool {
	b.Begin(c)
	clear(b.Cost)
	clear(b.Off)
	_, ok := b.Build(nil, 0, c.Days, make([]int16, c.Days))
	return ok
}
