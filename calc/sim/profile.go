package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Profile is a number by time of day. In a model file it is a number for the
// whole day, an object {from, period, values} of equal periods, or a list of
// {from, to, value}; it is 0 where nothing is said.
type Profile struct {
	Constant *float64
	From     Duration
	Period   Duration
	Values   []float64
	Pieces   []Piece
}

// Piece is a number in a part of the day.
type Piece struct {
	From  Duration `json:"from" doc:"Beginning, time of day."`
	To    Duration `json:"to" doc:"End, time of day."`
	Value float64  `json:"value" doc:"The number."`
}

// periods is the object form of a profile.
type periods struct {
	From   Duration  `json:"from,omitempty" doc:"Beginning of the first period; 00:00 without it."`
	Period Duration  `json:"period" doc:"Length of each period."`
	Values []float64 `json:"values" doc:"A number for each period."`
}

// Constant is the same number all day.
func Constant(v float64) *Profile { return &Profile{Constant: &v} }

// Periods is a number for each of equal periods from the beginning of the day.
func Periods(period Duration, values ...float64) *Profile {
	return &Profile{Period: period, Values: values}
}

// UnmarshalJSON takes one of the three forms.
func (p *Profile) UnmarshalJSON(b []byte) error {
	switch b = bytes.TrimSpace(b); b[0] {
	case '{':
		var o periods
		if err := json.Unmarshal(b, &o); err != nil {
			return err
		}
		p.From, p.Period, p.Values = o.From, o.Period, o.Values
		return nil
	case '[':
		return json.Unmarshal(b, &p.Pieces)
	}
	p.Constant = new(float64)
	return json.Unmarshal(b, p.Constant)
}

// steps is a profile without gaps: values[i] holds from at[i] to at[i+1], the
// last to the end of the day.
type steps struct{ at, values []float64 }

// steps checks the profile and fills its gaps with 0.
func (p *Profile) steps(c *checker, path string, day float64, check func(path string, v float64)) steps {
	out := steps{at: []float64{0}, values: []float64{0}}
	if p == nil {
		return out
	}
	put := func(from, to, v float64) {
		if last := len(out.at) - 1; from > out.at[last] {
			out.at, out.values = append(out.at, from), append(out.values, v)
		} else {
			out.values[last] = v
		}
		if to < day {
			out.at, out.values = append(out.at, to), append(out.values, 0)
		}
	}
	one := func(path string, v float64) bool {
		before := len(c.problems)
		if math.IsNaN(v) || math.IsInf(v, 0) {
			c.fail(path, "is no number")
		} else {
			check(path, v)
		}
		return len(c.problems) == before
	}
	switch {
	case p.Constant != nil:
		if one(path, *p.Constant) {
			out.values[0] = *p.Constant
		}
	case p.Pieces != nil:
		end := 0.0
		for i, x := range p.Pieces {
			at := c.index(path, i)
			from, to := float64(x.From), float64(x.To)
			switch {
			case from < end:
				c.fail(at+".from", "begins before the one before it ends, or before the day")
			case to <= from:
				c.fail(at+".to", "must be after from")
			case to > day:
				c.fail(at+".to", "is after the end of the day of %s", clockText(day))
			case one(at+".value", x.Value):
				put(from, to, x.Value)
				end = to
			}
		}
	default:
		from, period := float64(p.From), float64(p.Period)
		switch {
		case len(p.Values) == 0:
			c.fail(path+".values", "is empty")
		case !(period > 0):
			c.fail(path+".period", "must be above 0")
		case from < 0:
			c.fail(path+".from", "must be 0 or more")
		case from+period*float64(len(p.Values)) > day*(1+1e-12):
			c.fail(path+".values", "%d periods of %s end after the day of %s", len(p.Values), clockText(period), clockText(day))
		default:
			for i, v := range p.Values {
				if one(c.index(path+".values", i), v) {
					put(from+period*float64(i), from+period*float64(i+1), v)
				}
			}
		}
	}
	return out
}

// within is the steps inside spans and 0 outside.
func (s steps) within(spans []span, day float64) steps {
	cuts := slices.Clone(s.at)
	for _, x := range spans {
		cuts = append(cuts, x.from)
		if x.to < day {
			cuts = append(cuts, x.to)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	out := steps{}
	for _, at := range cuts {
		v := 0.0
		if inside(spans, at) {
			v = s.value(at)
		}
		out.at, out.values = append(out.at, at), append(out.values, v)
	}
	return out
}

// cut is the same steps with a boundary at every multiple of a length.
func (s steps) cut(length, day float64) steps {
	out := steps{}
	for i, v := range s.values {
		out.at, out.values = append(out.at, s.at[i]), append(out.values, v)
		for k := math.Floor(s.at[i]/length+1e-9) + 1; k*length < s.end(i, day)-1e-6; k++ {
			out.at, out.values = append(out.at, k*length), append(out.values, v)
		}
	}
	return out
}

// value is the number at a time of day.
func (s steps) value(at float64) float64 {
	i := len(s.at) - 1
	for i > 0 && s.at[i] > at {
		i--
	}
	return s.values[i]
}

// end is where step i ends.
func (s steps) end(i int, day float64) float64 {
	if i+1 < len(s.at) {
		return s.at[i+1]
	}
	return day
}

// total is the integral over the day.
func (s steps) total(day float64) float64 {
	sum := 0.0
	for i, v := range s.values {
		sum += v * (s.end(i, day) - s.at[i])
	}
	return sum
}

func (s steps) most() float64 { return slices.Max(s.values) }

// span is a part of the day in seconds.
type span struct{ from, to float64 }

func inside(spans []span, at float64) bool {
	for _, x := range spans {
		if x.from <= at && at < x.to {
			return true
		}
	}
	return false
}

// At gives the number at the beginning of each of n intervals of a length in
// seconds; the error says what is wrong with the profile.
func (p *Profile) At(interval float64, n int) ([]float64, error) {
	c := &checker{}
	s := p.steps(c, "", interval*float64(n), func(string, float64) {})
	if err := c.problems; len(err) > 0 {
		return nil, fmt.Errorf("%s %s", err[0].Field, err[0].Message)
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = s.value(interval*float64(i) + 1e-6)
	}
	return out, nil
}
