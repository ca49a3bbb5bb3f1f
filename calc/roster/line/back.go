package line

// back finds the best end and writes the line that leads to it.
func (b *Builder) back(out []int16) (float64, bool) {
	c, days := b.c, b.to-b.from
	plane := b.weeks * b.units
	best, at, kind := Inf, 0, 0 // kind: days off at the end; -1: work may begin there
	look := func(t []float64, i, k, lo, hi int, add float64) {
		for w := range b.weeks {
			for r := lo; r <= hi; r++ {
				v := t[i*plane+w*b.units+r]
				if v == Inf {
					continue
				}
				if v += add + b.ending(w, r); v < best {
					best, at, kind = v, i*plane+w*b.units+r, k
				}
			}
		}
	}
	switch {
	case b.to < c.Days && b.line[b.to] >= 0:
		look(b.rested, days, -1, b.lo[days], b.hi[days], 0)
	case b.to < c.Days:
		look(b.worked, days, 0, b.wlo[days], b.whi[days], 0)
	default:
		look(b.rested, days, -1, b.lo[days], b.hi[days], 0)
		sum := 0.0
		for l := 0; l < c.least && l <= days && sum < Inf; l++ {
			look(b.worked, days-l, l, b.wlo[days-l], b.whi[days-l], sum)
			if l < days {
				sum += b.off[b.to-l-1]
			}
		}
		b.openEnd(&best, &at, &kind)
	}
	if best == Inf {
		return Inf, false
	}
	copy(out, b.line)
	for d := b.from; d < b.to; d++ {
		out[d] = Free
	}
	if kind != allOff {
		i, rest := at/plane, at%plane
		b.trace(i, rest/b.units, rest%b.units, kind == -1, out)
	}
	return best, true
}

// allOff is the end of a line without work, after a rest from before the horizon.
const allOff = -2

// openEnd looks at the line without any work when a rest of before the horizon is
// shorter than its least length: it touches the end too.
func (b *Builder) openEnd(best *float64, at, kind *int) {
	c := b.c
	if b.from > 0 || c.before.Days == 0 || c.before.Shift != Free || c.before.Days >= c.least {
		return
	}
	sum := b.ending(0, 0)
	for d := b.from; d < b.to; d++ {
		sum += b.off[d]
	}
	if sum < *best {
		*best, *at, *kind = sum, 0, allOff
	}
}

// ending is the price of the amounts used in all.
func (b *Builder) ending(w, r int) float64 {
	c := b.c
	v := c.minutes[b.usedUnits+r/c.stride] + c.weekends[b.usedWeeks+w]
	if c.counted >= 0 {
		v += beyond(c.Counts[c.counted].Rule, r%c.stride+b.usedCount)
	}
	return v
}

// trace goes back from a state. rested: work may begin at i; else a run of work
// ended there.
func (b *Builder) trace(i, w, r int, rested bool, out []int16) {
	c := b.c
	plane := b.weeks * b.units
	for i > 0 {
		if rested {
			v := b.rested[i*plane+w*b.units+r]
			moved := false
			sum := 0.0
			for l := 1; l <= c.least && l <= i; l++ {
				sum += b.off[b.from+i-l]
				price := sum
				if l < c.least {
					price += c.rest[l]
				}
				if b.at(b.worked, b.wlo, b.whi, i-l, w, r)+price == v {
					i -= l
					rested, moved = false, true
					break
				}
			}
			if moved {
				continue
			}
			if b.at(b.rested, b.lo, b.hi, i-1, w, r)+b.off[b.from+i-1] == v {
				i--
				continue
			}
			return // a rest from before the horizon: days off down to the border
		}
		l, lane, before := b.run(i, w, r)
		if l == 0 {
			return // cannot be: every state has where it comes from
		}
		b.write(i-l, l, lane, before, out)
		i -= l
		if before > 0 {
			return
		}
		w -= b.touched(i, l)
		r -= c.lanes[l][lane]
		rested = true
	}
}

// at is a state's price; Inf outside what is in use.
func (b *Builder) at(t []float64, lo, hi []int, day, w, r int) float64 {
	if r < lo[day] || r > hi[day] {
		return Inf
	}
	return t[(day*b.weeks+w)*b.units+r]
}

// touched is how many weekends a run touches.
func (b *Builder) touched(i, l int) int {
	n, last := 0, -2
	for d := b.from + i; d < b.from+i+l; d++ {
		if w := b.c.weekend[d]; w >= 0 && w != last {
			n++
			last = w
		}
	}
	return n
}

// run finds the run of work that ended in a state.
func (b *Builder) run(i, w, r int) (length, lane, before int) {
	c := b.c
	plane := b.weeks * b.units
	v := b.worked[i*plane+w*b.units+r]
	for l := 1; l <= c.most && l <= i; l++ {
		weeks := b.touched(i-l, l)
		if weeks > w {
			break
		}
		for lane, uses := range c.lanes[l] {
			if uses > r {
				continue
			}
			price := b.runs[(i-l)*b.laneAll+b.laneAt[l]+lane]
			if price < Inf && b.at(b.rested, b.lo, b.hi, i-l, w-weeks, r-uses)+price == v {
				return l, lane, 0
			}
		}
	}
	// The run of before the horizon that goes on.
	if n := c.before.Days; b.from == 0 && n > 0 && c.before.Shift != Free && w == b.touched(0, i) {
		b.stretch(0, n, c.before.Shift)
		for lane, uses := range c.lanes[i] {
			if uses == r && b.runs[b.laneAt[i]+lane] == v {
				return i, lane, n
			}
		}
	}
	return 0, 0, 0
}

// write writes the shifts of a run of work, found again.
func (b *Builder) write(i, l, lane, before int, out []int16) {
	c, k := b.c, b.c.classes
	last := Free
	if before > 0 {
		last = c.before.Shift
	}
	b.stretch(i, before, last)
	for n := l; n >= 1; n-- {
		day := b.from + i + n - 1
		now := b.stage[n][lane*k : lane*k+k]
		pick := 0
		if n == l {
			for j, v := range now {
				if v < now[pick] {
					pick = j
				}
			}
		} else {
			pick = b.came
		}
		out[day] = int16(c.Shifts[b.pick[day*k+pick]])
		if n == 1 {
			return
		}
		lane, b.came = b.previous(n-1, lane, pick, now[pick], b.classCost[day*k+pick])
	}
}

// previous finds the class and lane of the day before within a run.
func (b *Builder) previous(l, lane, class int, v, cost float64) (from, came int) {
	c, k := b.c, b.c.classes
	for x := range c.lanes[l] {
		if c.next[l][x*k+class] != lane {
			continue
		}
		for y, u := range b.stage[l][x*k : x*k+k] {
			if c.follows[y*k+class] && u+c.price[y*k+class]+cost == v {
				return x, y
			}
		}
	}
	return 0, 0
}
