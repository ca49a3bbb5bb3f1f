package line

// back finds the best end and writes the line that leads to it.
func (b *Builder) back(out []int16) (float64, bool) {
	c, days := b.c, b.to-b.from
	best, at, kind := Inf, state{}, 0 // kind: days off at the end; -1: work may begin there
	look := func(t *table, i, k int, add float64) {
		for w := range b.weeks {
			for m := range b.rooms {
				row := i*b.rows + w*b.rooms + m
				left, now := c.settle(b.from+i, b.to, m)
				left += add
				for r := t.lo[row]; r <= t.hi[row]; r++ {
					v := t.price[row*b.units+r]
					if v == Inf {
						continue
					}
					if v += left + b.ending(w, now, r); v < best {
						best, at, kind = v, state{i, w, m, r}, k
					}
				}
			}
		}
	}
	switch {
	case b.to < c.Days && b.line[b.to] >= 0:
		look(&b.rested, days, -1, 0)
	case b.to < c.Days:
		look(&b.worked, days, 0, 0)
	default:
		look(&b.rested, days, -1, 0)
		sum := 0.0
		for l := 0; l < c.least && l <= days && sum < Inf; l++ {
			look(&b.worked, days-l, l, sum)
			if l < days {
				sum += b.off[b.to-l-1]
			}
		}
		b.openEnd(&best, &kind)
	}
	if best == Inf {
		return Inf, false
	}
	copy(out, b.line)
	for d := b.from; d < b.to; d++ {
		out[d] = Free
	}
	if kind != allOff {
		b.trace(at, kind == -1, out)
	}
	return best, true
}

// state is one of a table: a position, weekends, and amounts used of a segment and
// of the horizon.
type state struct{ i, w, m, r int }

// allOff is the end of a line without work, after a rest from before the horizon.
const allOff = -2

// openEnd looks at the line without any work when a rest of before the horizon is
// shorter than its least length: it touches the end too.
func (b *Builder) openEnd(best *float64, kind *int) {
	c := b.c
	if b.from > 0 || c.before.Days == 0 || c.before.Shift != Free || c.before.Days >= c.least {
		return
	}
	sum, now := c.settle(b.from, b.to, b.usedFirst)
	sum += b.ending(0, now, 0)
	for d := b.from; d < b.to; d++ {
		sum += b.off[d]
	}
	if sum < *best {
		*best, *kind = sum, allOff
	}
}

// ending is the price of the amounts used in all.
func (b *Builder) ending(w, m, r int) float64 {
	c := b.c
	v := c.minutes[b.usedUnits+r/c.stride] + c.weekends[b.usedWeeks+w]
	if c.segments.room > 0 && b.to < c.Days && b.to != c.segments.start(b.to) {
		v += c.segments.at(c.segments.of[b.to], m+b.usedLast)
	}
	if c.counted >= 0 {
		v += beyond(c.Counts[c.counted].Rule, r%c.stride+b.usedCount)
	}
	return v
}

// trace goes back from a state. rested: work may begin at i; else a run of work
// ended there.
func (b *Builder) trace(s state, rested bool, out []int16) {
	c := b.c
	for s.i > 0 {
		if rested {
			v := b.at(&b.rested, s)
			moved := false
			sum := 0.0
			for l := 1; l <= c.least && l <= s.i; l++ {
				sum += b.off[b.from+s.i-l]
				price := sum
				if l < c.least {
					price += c.rest[l]
				}
				if from, ok := b.offBefore(&b.worked, s, l, price, v); ok {
					s, rested, moved = from, false, true
					break
				}
			}
			if moved {
				continue
			}
			if from, ok := b.offBefore(&b.rested, s, 1, b.off[b.from+s.i-1], v); ok {
				s = from
				continue
			}
			return // a rest from before the horizon: days off down to the border
		}
		from, lane, before := b.run(s)
		l := s.i - from.i
		if l == 0 {
			return // cannot be: every state has where it comes from
		}
		b.write(from.i, l, lane, before, out)
		if before > 0 {
			return
		}
		s, rested = from, true
	}
}

// offBefore finds the state some days off before one of price v.
func (b *Builder) offBefore(t *table, s state, days int, price, v float64) (state, bool) {
	from := state{s.i - days, s.w, s.m, s.r}
	for from.m = range b.rooms {
		add, now := b.c.settle(b.from+from.i, b.from+s.i, from.m)
		if add += price; now == s.m && add < Inf && b.at(t, from)+add == v {
			return from, true
		}
	}
	return s, false
}

// at is a state's price; Inf outside what is in use.
func (b *Builder) at(t *table, s state) float64 {
	row := s.i*b.rows + s.w*b.rooms + s.m
	if s.r < t.lo[row] || s.r > t.hi[row] {
		return Inf
	}
	return t.price[row*b.units+s.r]
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

// run finds the run of work that ended in a state: the state where it began.
func (b *Builder) run(s state) (from state, lane, before int) {
	c := b.c
	v := b.at(&b.worked, s)
	for l := 1; l <= c.most && l <= s.i; l++ {
		i := s.i - l
		weeks := b.touched(i, l)
		if weeks > s.w {
			break
		}
		set := c.lanesAt(b.from + i)
		for n, lane := range set.of[l] {
			price := b.runs[i*b.laneAll+set.at[l]+n]
			if lane.uses > s.r || price == Inf {
				continue
			}
			for m := range b.rooms {
				add, now := c.joins(b.from+i, l, m, lane)
				if add += price; now != s.m || add == Inf {
					continue
				}
				if from := (state{i, s.w - weeks, m, s.r - lane.uses}); b.at(&b.rested, from)+add == v {
					return from, n, 0
				}
			}
		}
	}
	// The run of before the horizon that goes on.
	if days := c.before.Days; b.from == 0 && days > 0 && c.before.Shift != Free && s.w == b.touched(0, s.i) {
		b.stretch(0, days, c.before.Shift)
		set := c.lanesAt(0)
		for n, lane := range set.of[s.i] {
			add, now := c.joins(0, s.i, b.usedFirst, lane)
			if lane.uses == s.r && now == s.m && b.runs[set.at[s.i]+n]+add == v {
				return state{}, n, days
			}
		}
	}
	return s, 0, 0
}

// write writes the shifts of a run of work, found again.
func (b *Builder) write(i, l, lane, before int, out []int16) {
	c, k := b.c, b.c.classes
	last := Free
	if before > 0 {
		last = c.before.Shift
	}
	b.stretch(i, before, last)
	set := c.lanesAt(b.from + i)
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
		lane, b.came = b.previous(set, n-1, lane, pick, now[pick], b.classCost[day*k+pick])
	}
}

// previous finds the class and lane of the day before within a run.
func (b *Builder) previous(set *laneSet, l, lane, class int, v, cost float64) (from, came int) {
	c, k := b.c, b.c.classes
	for x := range set.of[l] {
		if set.next[l][x*k+class] != lane {
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
