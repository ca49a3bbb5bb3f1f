package series

import "math"

// Parts gives the parts of a forecast, in the order they are told.
func Parts() []Part {
	return []Part{PartLevel, PartTrend, PartWeekday, PartProfile, PartCalendar, PartEvents, PartDrivers}
}

// logMean is the logarithmic mean of two positive numbers: it splits a product
// of factors exactly into a sum (logarithmic mean Divisia index, Ang 2005).
func logMean(a, b float64) float64 {
	if x := math.Log(a / b); math.Abs(x) > 1e-9 {
		return (a - b) / x
	}
	return b
}

// divide splits a slot's value into parts that sum to it. base is the slot of
// a plain day, factors are what the value is base times of. Events are what
// the value is more than it would be without them; the others share the rest.
func divide(value, base, weight float64, factors map[Part]float64, slot int, into map[Part][]float64) {
	into[PartLevel][slot] += weight * base
	if f, ok := factors[PartEvents]; ok {
		into[PartEvents][slot] += weight * (value - value/f)
		value /= f
	}
	if value <= 0 || base <= 0 {
		into[PartProfile][slot] += weight * (value - base)
		return
	}
	mean, told := logMean(value, base), 0.0
	for _, p := range Parts() {
		if f, ok := factors[p]; ok && p != PartProfile && p != PartEvents {
			part := mean * math.Log(f)
			into[p][slot] += weight * part
			told += part
		}
	}
	into[PartProfile][slot] += weight * (value - base - told)
}

// split gives the function that splits a member's day into parts.
func (m *Model) split(n int) func(k, i int, slots []float64, weight float64, into map[Part][]float64) {
	from := m.series.Days()
	told := make([][]map[Part]float64, len(m.members))
	for k, member := range m.members {
		if member.dynamic != nil {
			told[k] = member.dynamic.parts(from, n)
		}
	}
	// The simple members' weekdays differ from the mean of their open ones.
	plain := make([]float64, len(m.members))
	for k, member := range m.members {
		if member.dynamic != nil {
			continue
		}
		totals := sums(member.days(7))
		days := 0.0
		for i, t := range totals {
			if m.state.open[m.series.First.Add(from+i).SinceMonday()] && t > 0 {
				plain[k] += t
				days++
			}
		}
		plain[k] /= max(days, 1)
	}
	return func(k, i int, slots []float64, weight float64, into map[Part][]float64) {
		count := float64(len(slots))
		total := 0.0
		for _, v := range slots {
			total += v
		}
		var base float64
		factors := map[Part]float64{}
		if told[k] != nil {
			for p, v := range told[k][i] {
				if p == PartLevel {
					base = math.Exp(v) / count
				} else {
					factors[p] = math.Exp(v)
				}
			}
		} else if base = plain[k] / count; base > 0 && total > 0 {
			factors[PartWeekday] = total / plain[k]
		}
		for s, v := range slots {
			divide(v, base, weight, factors, s, into)
		}
	}
}

// parts splits the log totals of n days from day `from` on.
func (m *dayModel) parts(from, n int) []map[Part]float64 {
	s := m.state
	f := m.now.clone()
	out := make([]map[Part]float64, n)
	// What all weekdays, or all places in the month, have in common belongs
	// to the level.
	weekday, days := 0.0, 0.0
	for w := range 7 {
		if s.open[w] {
			weekday, days = weekday+f.mean[s.weekday.at+w], days+1
		}
	}
	weekday /= max(days, 1)
	month := 0.0
	for k := range s.month.n {
		month += f.mean[s.month.at+k] * math.Sqrt(math.Pi) / bumps
	}
	begin := f.mean[s.level]
	for i := range n {
		f.step()
		r := s.row(s.first.Add(from + i))
		f.renew(r.fresh, s.variance)
		told := map[Part]float64{}
		for k, at := range r.at {
			told[s.part[at]] += r.val[k] * f.mean[at]
		}
		trend := f.mean[s.level] - begin
		told[PartTrend] += trend
		told[PartLevel] += weekday + month - trend
		told[PartWeekday] -= weekday
		told[PartCalendar] -= month
		out[i] = told
	}
	return out
}
