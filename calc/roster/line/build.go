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
	laneAll   int       // most lanes of runs that begin on a day
	worked    table     // a run of work ended on the day before
	rested    table     // work may begin
	units     int
	weeks     int
	rows      int // weekends × amounts of a segment
	rooms     int
	stage     [][]float64 // of the run that is being built: length → lane × class
	usedUnits int         // by the days outside the window
	usedWeeks int
	usedCount int
	usedFirst int // of the segments at the window's ends, by the days outside it
	usedLast  int
	came      int // class of the day before, while a run is written
}

// table is prices of states: day × weekends × amounts of a segment (the rows) ×
// amounts of the horizon. lo … hi of a row are those in use; what lies outside is
// never read.
type table struct {
	price  []float64
	lo, hi []int
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
	for len(b.stage) <= c.most {
		b.stage = append(b.stage, nil)
	}
	b.laneAll = 0
	for i := range c.lanes {
		set := &c.lanes[i]
		b.laneAll = max(b.laneAll, set.all)
		for l := range set.of {
			b.stage[l] = grow(b.stage[l], len(set.of[l])*c.classes)
		}
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
	b.usedFirst, b.usedLast = b.c.used(b.line, from, 0, from), b.c.used(b.line, to, to, b.c.Days)
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
	b.rooms = c.rooms()
	b.rows = b.weeks * b.rooms
	b.worked.size((days+1)*b.rows, b.units)
	b.rested.size((days+1)*b.rows, b.units)
	b.runs = grow(b.runs, days*b.laneAll)
}

func (t *table) size(rows, units int) {
	t.price = grow(t.price, rows*units)
	if cap(t.lo) < rows {
		t.lo, t.hi = make([]int, rows), make([]int, rows)
	}
	t.lo, t.hi = t.lo[:rows], t.hi[:rows]
	for i := range t.lo {
		t.lo[i], t.hi[i] = units, -1
	}
}

// room makes a row's states from … to ready: those that were not in use yet are
// emptied.
func (b *Builder) room(t *table, row, from, to int) []float64 {
	old, last := t.lo[row], t.hi[row]
	prices := t.price[row*b.units : (row+1)*b.units]
	if last < old {
		fill(prices[from : to+1])
		t.lo[row], t.hi[row] = from, to
		return prices
	}
	if from < old {
		fill(prices[from:old])
		t.lo[row] = from
	}
	if to > last {
		fill(prices[last+1 : to+1])
		t.hi[row] = to
	}
	return prices
}

// join lowers the states of a row to those of another with a price added, moved by
// some amount.
func (b *Builder) join(to *table, row int, from *table, other, lo, hi, uses int, price float64) {
	if hi < lo {
		return
	}
	y := b.room(to, row, lo+uses, hi+uses)[lo+uses : hi+uses+1]
	x := from.price[other*b.units:][lo : hi+1]
	for r, v := range x {
		if v += price; v < y[r] {
			y[r] = v
		}
	}
}

func fill(v []float64) {
	for i := range v {
		v[i] = Inf
	}
}

// forward fills the tables day by day.
func (b *Builder) forward() bool {
	if b.units == 0 || b.weeks == 0 || b.usedFirst >= b.rooms {
		return false
	}
	c, days := b.c, b.to-b.from
	before := 0 // length of a run of work that goes on over the border
	openRest := 0
	switch {
	case b.from == 0 && c.before.Days == 0:
		b.set(&b.rested, 0, b.usedFirst, 0)
	case b.from == 0 && c.before.Shift != Free:
		before = c.before.Days
		b.set(&b.worked, 0, b.usedFirst, c.first)
	case b.from == 0 && c.before.Days >= c.least:
		b.set(&b.rested, 0, b.usedFirst, 0)
	case b.from == 0:
		openRest = c.before.Days
	case b.line[b.from-1] >= 0:
		b.set(&b.worked, 0, b.usedFirst, 0)
	default:
		b.set(&b.rested, 0, b.usedFirst, 0)
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
					left, m := c.settle(b.from, b.from+i, b.usedFirst)
					b.set(&b.rested, i, m, price+left)
				}
			}
		} else if openRest > 0 {
			b.set(&b.rested, 0, b.usedFirst, c.rest[openRest])
		}
		if i == days {
			break
		}
		if !b.bound(i, days) {
			continue
		}
		b.stretch(i, 0, Free)
		b.push(i, 0)
	}
	return true
}

// set lowers the state of a day that has used nothing but an amount of a segment.
func (b *Builder) set(t *table, day, amount int, v float64) {
	if v == Inf {
		return
	}
	row := day*b.rows + amount
	if p := b.room(t, row, 0, 0); v < p[0] {
		p[0] = v
	}
}

// bound drops what cannot reach the least minutes any more, or has counted too
// much; false: nothing is left.
func (b *Builder) bound(i, days int) bool {
	c := b.c
	left := days - i
	period := c.most + c.least
	most := left/period*c.most + min(left%period, c.most)
	least := 0
	for least < len(c.minutes) && c.minutes[least] == Inf {
		least++
	}
	from := (least - b.usedUnits - most*c.best) * c.stride
	any := false
	var k *Count
	if c.counted >= 0 {
		if k = &c.Counts[c.counted]; !k.Rule.Hard() || k.Rule.Max < 0 {
			k = nil
		}
	}
	for row := i * b.rows; row < (i+1)*b.rows; row++ {
		b.rested.lo[row] = max(b.rested.lo[row], from)
		lo, hi := b.rested.lo[row], b.rested.hi[row]
		if hi < lo {
			continue
		}
		any = true
		if k == nil {
			continue
		}
		prices := b.rested.price[row*b.units:][:b.units]
		for r := lo; r <= hi; r++ {
			if r%c.stride+b.usedCount > k.Rule.Max {
				prices[r] = Inf
			}
		}
	}
	return any
}

// rest finds what work may begin with on day i: after enough days off.
func (b *Builder) rest(i int) {
	c := b.c
	// A rest that is long enough already goes on; fewer days cost their price.
	if off := b.off[b.from+i-1]; off < Inf {
		b.offFrom(&b.rested, i, i-1, off)
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
		if price < Inf {
			b.offFrom(&b.worked, i, i-l, price)
		}
	}
}

// offFrom joins the states of position j, after days off at a price, to those where
// work may begin at i.
func (b *Builder) offFrom(from *table, i, j int, price float64) {
	for m := range b.rooms {
		add, now := b.c.settle(b.from+j, b.from+i, m)
		if add += price; add == Inf {
			continue
		}
		for w := range b.weeks {
			row := j*b.rows + w*b.rooms + m
			b.join(&b.rested, i*b.rows+w*b.rooms+now, from, row, from.lo[row], from.hi[row], 0, add)
		}
	}
}

// stretch finds the best runs of work that begin on day i, by length and lane.
// before is the length of a run that goes on over the border, whose last shift is
// last.
func (b *Builder) stretch(i, before, last int) {
	c, k := b.c, b.c.classes
	day := b.from + i
	set := c.lanesAt(day)
	out := b.runs[i*b.laneAll:][:set.all]
	fill(out)
	first := b.stage[1][:len(set.of[1])*k]
	fill(first)
	for j := range k {
		v := b.classCost[day*k+j]
		if before > 0 {
			v += b.after(last, j)
		}
		first[set.next[0][j]*k+j] = v
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
		for lane := range set.of[l] {
			best := Inf
			for _, v := range now[lane*k : lane*k+k] {
				if v < best {
					best = v
				}
			}
			alive = alive || best < Inf
			out[set.at[l]+lane] = best + fixed
		}
		if !alive || l+before >= c.most || day+l >= b.to {
			break
		}
		then := b.stage[l+1][:len(set.of[l+1])*k]
		fill(then)
		cost := b.classCost[(day+l)*k : (day+l)*k+k]
		for lane := range set.of[l] {
			b.step(now[lane*k:lane*k+k], then, set.next[l][lane*k:lane*k+k], cost)
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
	set := c.lanesAt(b.from + i)
	weeks, last := 0, -2
	for l := 1; l+before <= c.most && b.from+i+l <= b.to; l++ {
		if w := c.weekend[b.from+i+l-1]; w >= 0 && w != last {
			weeks++
			last = w
		}
		if weeks >= b.weeks {
			return
		}
		for n, lane := range set.of[l] {
			price := b.runs[i*b.laneAll+set.at[l]+n]
			if price == Inf || lane.uses >= b.units {
				continue
			}
			for m := range b.rooms {
				add, now := c.joins(b.from+i, l, m, lane)
				if add += price; add == Inf {
					continue
				}
				if before > 0 {
					// The run of before the horizon; nothing is used yet.
					if m == b.usedFirst {
						y := b.room(&b.worked, (i+l)*b.rows+weeks*b.rooms+now, lane.uses, lane.uses)
						y[lane.uses] = min(y[lane.uses], add)
					}
					continue
				}
				for w := 0; w+weeks < b.weeks; w++ {
					row := i*b.rows + w*b.rooms + m
					top := min(b.rested.hi[row], b.units-1-lane.uses)
					b.join(&b.worked, (i+l)*b.rows+(w+weeks)*b.rooms+now, &b.rested, row, b.rested.lo[row], top, lane.uses, add)
				}
			}
		}
	}
}
