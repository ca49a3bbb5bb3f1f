package series

import (
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// habit is how profiles learn.
type habit struct {
	common  float64 // weeks until a day counts half in the common profile
	weekday float64 // and in its weekday's deviation from it
	lean    float64 // days' worth of the common profile in a weekday's
	width   float64 // smoothing of the deviation, standard deviation in slots
}

// usualHabit is steady weekdays on a common profile that moves on.
var usualHabit = habit{common: 4, weekday: 32, lean: 1, width: 0.7}

// profiles is the share of each slot in its day: a profile all days have in
// common, which moves on, times a weekday's smooth and steady deviation.
type profiles struct {
	days   *days
	slots  int
	habit  habit
	common []float64        // counts with the deviations taken out, older ones fading
	sum    [kinds][]float64 // counts by kind of day, older ones fading
	came   [kinds][]bool    // slots in which a kind of day ever had a count
	ratio  [kinds][]float64 // deviation as a factor; 0 in slots the kind has not
	seen   [kinds]int
	excess float64 // how much more than a Poisson count a slot varies, as a factor
}

// Kinds of days: the weekdays, open holidays, make-up workdays.
const (
	kindHoliday = 7 + iota
	kindMakeUp
	kinds
)

func newProfiles(d *days, slots int, h habit) *profiles {
	p := &profiles{days: d, slots: slots, habit: h, common: make([]float64, slots), excess: 2}
	for k := range p.sum {
		p.sum[k], p.came[k], p.ratio[k] = make([]float64, slots), make([]bool, slots), make([]float64, slots)
	}
	return p
}

func (p *profiles) clone() *profiles {
	c := *p
	c.common = slices.Clone(p.common)
	for k := range kinds {
		c.sum[k], c.came[k], c.ratio[k] = slices.Clone(p.sum[k]), slices.Clone(p.came[k]), slices.Clone(p.ratio[k])
	}
	return &c
}

// kind is the kind of day d is; a kind never seen borrows: a holiday from
// Sunday, a make-up workday from the first workday there is.
func (p *profiles) kind(d civil.Date) int {
	fact := p.days.calendar[d]
	switch {
	case fact.Holiday != "":
		return kindHoliday
	case fact.MakeUp && p.days.rest[d.SinceMonday()]:
		return kindMakeUp
	}
	return d.SinceMonday()
}

func (p *profiles) borrowed(k int, d civil.Date) int {
	if k < 7 || p.seen[k] > 0 {
		return k
	}
	if k == kindHoliday && p.seen[6] > 0 {
		return 6
	}
	for w := range 7 {
		if k == kindMakeUp && p.seen[w] > 0 {
			return w
		}
	}
	return d.SinceMonday()
}

// learn takes in a day. A slot that is far from what it should be counts as
// if it were not so far.
func (p *profiles) learn(d civil.Date, values []float64) {
	k := p.kind(d)
	total, known := 0.0, 0.0
	var share []float64
	if p.seen[k] >= 2 {
		share = p.of(d)
	}
	for s, v := range values {
		if !math.IsNaN(v) {
			total += v
			if share != nil {
				known += share[s]
			}
		}
	}
	if total <= 0 {
		return
	}
	fade, slow := math.Exp2(-1/(p.habit.common*7)), math.Exp2(-1/p.habit.weekday)
	for s, v := range values {
		p.sum[k][s] *= slow
		p.common[s] *= fade
		if math.IsNaN(v) {
			continue
		}
		if share != nil {
			e := total * share[s] / known
			reach := farSlot * math.Sqrt(max(e, 1)*p.excess)
			v = min(max(v, e-reach), e+reach)
		}
		if v > 0 {
			p.came[k][s] = true
			p.sum[k][s] += v
			if r := p.ratio[k][s]; r > 0 {
				v /= r
			}
			p.common[s] += v
		}
	}
	p.seen[k]++
	p.settle()
}

// farSlot is the distance, in standard deviations, from which a slot counts
// as if it stood at that distance.
const farSlot = 3

// settle makes the deviations anew.
func (p *profiles) settle() {
	all, days := 0.0, 0.0
	common := make([]float64, p.slots)
	for k := range kinds {
		t := 0.0
		for s, v := range p.sum[k] {
			common[s] += v
			t += v
		}
		if t > 0 {
			all, days = all+t, days+1
		}
	}
	worth := p.habit.lean * all / days * (1 - math.Exp2(-1/p.habit.weekday))
	for k := range kinds {
		own := 0.0
		for _, v := range p.sum[k] {
			own += v
		}
		if own == 0 {
			continue
		}
		inside := 0.0 // share of the common profile in the slots of this kind
		for s, v := range common {
			if p.came[k][s] {
				inside += v / all
			}
		}
		logs := p.ratio[k]
		for s := range logs {
			logs[s] = 0
			if p.came[k][s] {
				c := common[s] / all / inside
				logs[s] = (p.sum[k][s] + worth*c) / (own + worth) / c
			}
		}
		smooth(logs, p.habit.width)
	}
}

// of is the shares of day d: they sum to 1.
func (p *profiles) of(d civil.Date) []float64 {
	k := p.borrowed(p.kind(d), d)
	out := make([]float64, p.slots)
	total := 0.0
	for s, v := range p.common {
		if p.seen[k] > 0 {
			v *= p.ratio[k][s]
		}
		out[s] = v
		total += v
	}
	for s := range out {
		if total > 0 {
			out[s] /= total
		} else {
			out[s] = 1 / float64(p.slots)
		}
	}
	return out
}

// smooth averages each value with its neighbours; where a day begins and ends
// nothing leaks into empty slots.
func smooth(x []float64, width float64) {
	if width <= 0 {
		return
	}
	y := make([]float64, len(x))
	reach := int(math.Ceil(3 * width))
	for i := range x {
		if x[i] == 0 {
			continue
		}
		sum, weight := 0.0, 0.0
		for j := max(0, i-reach); j <= min(len(x)-1, i+reach); j++ {
			if x[j] == 0 {
				continue
			}
			w := math.Exp(-0.5 * float64((i-j)*(i-j)) / (width * width))
			sum, weight = sum+w*x[j], weight+w
		}
		y[i] = sum / weight
	}
	copy(x, y)
}
