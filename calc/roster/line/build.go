package line

// Free is the shift of a day off in a line.
const Free = -1

// Builder builds lines; it holds the tables of the dynamic programme, so that
// none is allocated per line. It serves one goroutine.
type Builder struct {
	// Cost is the price of each of the contract's shifts on each day, Off that of
	// the day off, besides the person's own wishes: day × len(Shifts). To be
	// filled after Begin, for the days of the window.
	Cost []float64
	Off  []float64

	c         *Contract
	line      []int16
	from, to  int // the window with the runs at its ends
	free, end int // the days that may change
	classCost []float64
	pick      []int16 // day × class: the shift that stands for it
	off       []float64
	runs      []float64 // start × length × lane
	laneAt    []int     // length → where its lanes begin in runs
	laneAll   int
	worked    []float64 // day × weekends × amounts: a run of work ended on the day before
	rested    []float64 // the same, and work may begin
	units     int
	weeks     int
	lo, hi    []int // day → amounts of rested that are not Inf
	wlo, whi  []int
	stage     [][]float64 // of the run that is being built: length → lane × class
	usedUnits int         // by the days outside the window
	usedWeeks int
	usedCount int
	came      int // class of the day before, while a run is written
}

// Begin makes room for the lines of a contract.
func (b *Builder) Begin(c *Contract) {
	b.c = c
	b.Cost = grow(b.Cost, c.Days*len(c.Shifts))
	b.Off = grow(b.Off, c.Days)
	b.off = grow(b.off, c.Days)
	b.classCost = grow(b.classCost, c.Days*c.classes)
	if cap(b.pick) < c.Days*c.classes {
		b.pick = make([]int16, c.Days*c.classes)
	}
	b.pick = b.pick[:c.Days*c.classes]
	if len(b.lo) < c.Days+1 {
		b.lo, b.hi, b.wlo, b.whi = make([]int, c.Days+1), make([]int, c.Days+1), make([]int, c.Days+1), make([]int, c.Days+1)
	}
	b.laneAt = b.laneAt[:0]
	b.laneAll = 0
	for l := range c.lanes {
		b.laneAt = append(b.laneAt, b.laneAll)
		b.laneAll += len(c.lanes[l])
	}
	for len(b.stage) <= c.most {
		b.stage = append(b.stage, nil)
	}
	for l := range c.lanes {
		b.stage[l] = grow(b.stage[l], len(c.lanes[l])*c.classes)
	}
}

func grow(v []float64, n int) []float64 {
	if cap(v) < n {
		return make([]float64, n)
	}
	return v[:n]
}

// Build writes the best line into out: the days from … to-1 are free, the others
// stay as in line. It gives the price of the free days, and whether any line keeps
// the rules. line may be nil when all days are free.
func (b *Builder) Build(line []int16, from, to int, out []int16) (float64, bool) {
	b.line, b.free, b.end = line, from, to
	b.window()
	b.days()
	b.tables()
	if !b.forward() {
		return Inf, false
	}
	return b.back(out)
}

// window widens the free days by the runs at both ends, whose days are fixed.
func (b *Builder) window() {
	from, to := b.free, b.end
	if from > 0 {
		work := b.line[from-1] >= 0
		for from > 0 && (b.line[from-1] >= 0) == work {
			from--
		}
	}
	if days := b.c.Days; to < days {
		work := b.line[to] >= 0
		for to < days && (b.line[to] >= 0) == work {
			to++
		}
	}
	b.from, b.to = from, to
	b.usedUnits, b.usedWeeks, b.usedCount = 0, 0, 0
	if from > 0 {
		b.use(0, from)
	}
	if to < b.c.Days {
		b.use(to, b.c.Days)
	}
}

// use counts what fixed days use of minutes, weekends and counted days.
func (b *Builder) use(from, to int) {
	c := b.c
	last := -2
	for d := from; d < to; d++ {
		s := b.line[d]
		if s < 0 {
			continue
		}
		k := c.class[c.Own[s]]
		b.usedUnits += c.units[k]
		if c.inCount[k] {
			b.usedCount++
		}
		if w := c.weekend[d]; w >= 0 && w != last {
			b.usedWeeks++
			last = w
		}
	}
}

// days finds the cheapest shift of each class on each day of the window.
func (b *Builder) days() {
	c := b.c
	n, k := len(c.Shifts), c.classes
	for d := b.from; d < b.to; d++ {
		best := b.classCost[d*k : d*k+k]
		for i := range best {
			best[i] = Inf
		}
		if d < b.free || d >= b.end {
			b.off[d] = Inf
			if s := b.line[d]; s < 0 {
				b.off[d] = 0
			} else {
				own := c.Own[s]
				best[c.class[own]] = 0
				b.pick[d*k+c.class[own]] = int16(own)
			}
			continue
		}
		wish := c.wish[d*(n+1) : d*(n+1)+n+1]
		cost := b.Cost[d*n : d*n+n]
		b.off[d] = b.Off[d] + wish[n]
		pick := b.pick[d*k : d*k+k]
		for own, v := range cost {
			v += wish[own]
			if j := c.class[own]; v < best[j] {
				best[j], pick[j] = v, int16(own)
			}
		}
	}
}

// tables sizes the tables of the window and empties them.
func (b *Builder) tables() {
	c := b.c
	days := b.to - b.from
	b.units = max(len(c.minutes)-b.usedUnits, 0) * c.stride
	inside := 0
	last := -2
	for d := b.from; d < b.to; d++ {
		if w := c.weekend[d]; w >= 0 && w != last {
			inside++
			last = w
		}
	}
	b.weeks = max(min(len(c.weekends)-b.usedWeeks, inside+1), 0)
	size := (days + 1) * b.weeks * b.units
	b.worked, b.rested = grow(b.worked, size), grow(b.rested, size)
	b.runs = grow(b.runs, days*b.laneAll)
	for i := 0; i <= days; i++ {
		b.lo[i], b.hi[i] = b.units, -1
		b.wlo[i], b.whi[i] = b.units, -1
	}
}

// room makes a day's states from … to ready in a table: those that were not in
// use yet are emptied. What lies outside lo … hi of a day is never read.
func (b *Builder) room(t []float64, lo, hi []int, day, from, to int) {
	old, last := lo[day], hi[day]
	plane := t[day*b.weeks*b.units : (day+1)*b.weeks*b.units]
	for w := range b.weeks {
		row := plane[w*b.units:][:b.units]
		if last < old {
			fill(row[from : to+1])
			continue
		}
		if from < old {
			fill(row[from:old])
		}
		if to > last {
			fill(row[last+1 : to+1])
		}
	}
	if last < old {
		lo[day], hi[day] = from, to
		return
	}
	lo[day], hi[day] = min(from, old), max(to, last)
}

func fill(v []float64) {
	for i := range v {
		v[i] = Inf
	}
}

// forward fills the tables day by day.
func (b *Builder) forward() bool {
	if b.units == 0 || b.weeks == 0 {
		return false
	}
	c, days := b.c, b.to-b.from
	before := 0 // length of a run of work that goes on over the border
	openRest := 0
	switch {
	case b.from == 0 && c.before.Days == 0:
		b.set(b.rested, b.lo, b.hi, 0)
	case b.from == 0 && c.before.Shift != Free:
		before = c.before.Days
		b.set(b.worked, b.wlo, b.whi, c.first)
	case b.from == 0 && c.before.Days >= c.least:
		b.set(b.rested, b.lo, b.hi, 0)
	case b.from == 0:
		openRest = c.before.Days
	case b.line[b.from-1] >= 0:
		b.set(b.worked, b.wlo, b.whi, 0)
	default:
		b.set(b.rested, b.lo, b.hi, 0)
	}
	if before > 0 {
		b.stretch(0, before, c.before.Shift)
		b.push(0, before)
	}
	sum := 0.0
	for i := 0; i <= days; i++ {
		if i > 0 {
			b.rest(i)
			if openRest > 0 {
				sum += b.off[b.from+i-1]
				if l := openRest + i; l <= c.least {
					price := sum
					if l < c.least {
						price += c.rest[l]
					}
					b.atLeast(i, price)
				}
			}
		} else if openRest > 0 {
			b.atLeast(0, c.rest[openRest])
		}
		if i == days {
			break
		}
		b.bound(i, days)
		if b.hi[i] < b.lo[i] {
			continue
		}
		b.stretch(i, 0, Free)
		b.push(i, 0)
	}
	return true
}

// set puts the state without use of the first day into a table.
func (b *Builder) set(t []float64, lo, hi []int, v float64) {
	b.room(t, lo, hi, 0, 0, 0)
	t[0] = v
}

// atLeast lowers the state without use of a day on which work may begin.
func (b *Builder) atLeast(day int, v float64) {
	if v == Inf {
		return
	}
	b.room(b.rested, b.lo, b.hi, day, 0, 0)
	if at := day * b.weeks * b.units; v < b.rested[at] {
		b.rested[at] = v
	}
}

// bound drops what cannot reach the least minutes any more, or has counted too much.
func (b *Builder) bound(i, days int) {
	c := b.c
	left := days - i
	period := c.most + c.least
	most := left/period*c.most + min(left%period, c.most)
	least := 0
	for least < len(c.minutes) && c.minutes[least] == Inf {
		least++
	}
	if from := (least - b.usedUnits - most*c.best) * c.stride; from > b.lo[i] {
		b.lo[i] = from
	}
	if c.counted < 0 {
		return
	}
	k := c.Counts[c.counted].Rule
	if !k.Hard() || k.Max < 0 {
		return
	}
	for w := range b.weeks {
		row := b.rested[(i*b.weeks+w)*b.units:][:b.units]
		for r := b.lo[i]; r <= b.hi[i]; r++ {
			if r%c.stride+b.usedCount > k.Max {
				row[r] = Inf
			}
		}
	}
}

// rest finds what work may begin with on day i: after enough days off.
func (b *Builder) rest(i int) {
	c := b.c
	plane := b.weeks * b.units
	to := b.rested[i*plane : (i+1)*plane]
	// A rest that is long enough already goes on; fewer days cost their price.
	if off := b.off[b.from+i-1]; off < Inf && b.hi[i-1] >= b.lo[i-1] {
		b.room(b.rested, b.lo, b.hi, i, b.lo[i-1], b.hi[i-1])
		from := b.rested[(i-1)*plane : i*plane]
		for w := range b.weeks {
			x := from[w*b.units:][b.lo[i] : b.hi[i]+1]
			y := to[w*b.units:][b.lo[i] : b.hi[i]+1]
			for r, v := range x {
				y[r] = v + off
			}
		}
	}
	sum := 0.0
	for l := 1; l <= c.least && l <= i; l++ {
		sum += b.off[b.from+i-l]
		if sum == Inf {
			return
		}
		price := sum
		if l < c.least {
			price += c.rest[l]
		}
		j := i - l
		if price == Inf || b.whi[j] < b.wlo[j] {
			continue
		}
		b.room(b.rested, b.lo, b.hi, i, b.wlo[j], b.whi[j])
		from := b.worked[j*plane : (j+1)*plane]
		for w := range b.weeks {
			x := from[w*b.units:][b.wlo[j] : b.whi[j]+1]
			y := to[w*b.units:][b.wlo[j] : b.whi[j]+1]
			for r, v := range x {
				if v += price; v < y[r] {
					y[r] = v
				}
			}
		}
	}
}

// stretch finds the best runs of work that begin on day i, by length and lane.
// before is the length of a run that goes on over the border, whose last shift is
// last.
func (b *Builder) stretch(i, before, last int) {
	c, k := b.c, b.c.classes
	day := b.from + i
	out := b.runs[i*b.laneAll:][:b.laneAll]
	fill(out)
	first := b.stage[1]
	fill(first)
	for j := range k {
		v := b.classCost[day*k+j]
		if before > 0 {
			v += b.after(last, j)
		}
		first[c.next[0][j]*k+j] = v
	}
	for l := 1; ; l++ {
		now := b.stage[l]
		alive := false
		price := c.run
		if day == 0 && c.before.Days == 0 || day+l == c.Days {
			price = c.runEdge
		}
		fixed := Inf
		if l+before < len(price) {
			fixed = price[l+before]
		}
		for lane := range c.lanes[l] {
			best := Inf
			for _, v := range now[lane*k : lane*k+k] {
				if v < best {
					best = v
				}
			}
			alive = alive || best < Inf
			out[b.laneAt[l]+lane] = best + fixed
		}
		if !alive || l+before >= c.most || day+l >= b.to {
			break
		}
		then := b.stage[l+1]
		fill(then)
		cost := b.classCost[(day+l)*k : (day+l)*k+k]
		for lane := range c.lanes[l] {
			b.step(now[lane*k:lane*k+k], then, c.next[l][lane*k:lane*k+k], cost)
		}
	}
}

// step adds one day to a run.
func (b *Builder) step(now, then []float64, lanes []int, cost []float64) {
	c, k := b.c, b.c.classes
	for j, v := range cost {
		if v == Inf {
			continue
		}
		best := Inf
		if c.priced {
			for x, u := range now {
				if u += c.price[x*k+j]; u < best {
					best = u
				}
			}
		} else {
			for x, u := range now {
				if u < best && c.follows[x*k+j] {
					best = u
				}
			}
		}
		if at := lanes[j]*k + j; best+v < then[at] {
			then[at] = best + v
		}
	}
}

// after is the price of a class after a shift of before the horizon.
func (b *Builder) after(last, class int) float64 {
	if own := b.c.Own[last]; own >= 0 {
		return b.c.price[b.c.class[own]*b.c.classes+class]
	}
	return 0
}

// push joins the runs that begin on day i to what came before.
func (b *Builder) push(i, before int) {
	c := b.c
	plane := b.weeks * b.units
	from, lo, hi := b.rested, b.lo[i], b.hi[i]
	if before > 0 {
		lo, hi = 0, 0 // the run of before the horizon; no use yet
	}
	weeks, last := 0, -2
	for l := 1; l+before <= c.most && b.from+i+l <= b.to; l++ {
		if w := c.weekend[b.from+i+l-1]; w >= 0 && w != last {
			weeks++
			last = w
		}
		if weeks >= b.weeks {
			return
		}
		j := i + l
		for lane, uses := range c.lanes[l] {
			price := b.runs[i*b.laneAll+b.laneAt[l]+lane]
			top := min(hi, b.units-1-uses)
			if price == Inf || top < lo {
				continue
			}
			b.room(b.worked, b.wlo, b.whi, j, lo+uses, top+uses)
			if before > 0 {
				if at := j*plane + weeks*b.units + uses; price < b.worked[at] {
					b.worked[at] = price
				}
				continue
			}
			for w := 0; w+weeks < b.weeks; w++ {
				x := from[i*plane+w*b.units:][lo : top+1]
				y := b.worked[j*plane+(w+weeks)*b.units:][lo+uses : top+uses+1]
				for r, v := range x {
					if v += price; v < y[r] {
						y[r] = v
					}
				}
			}
		}
	}
}
