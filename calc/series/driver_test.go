package series

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/civil"
)

// growing is policies in force: known on the first of every month, with a
// portfolio taken over after the history.
func growing(days int) Driver {
	d := Driver{Name: "policies", Kind: DriverStock, Values: map[civil.Date]float64{}}
	r := rand.New(rand.NewPCG(5, 5))
	v := 2e6
	for on := firstDay; on.Sub(firstDay) < days+60; on = on.Month().Add(32).Month() {
		d.Values[on] = v
		v *= 1 + 0.08*r.Float64()
	}
	d.Values[firstDay.Add(days+3)] = 1.5 * d.at(firstDay.Add(days))
	return d
}

// at is the last value up to a day.
func (d Driver) at(on civil.Date) float64 {
	for ; ; on = on.Add(-1) {
		if v, ok := d.Values[on]; ok {
			return v
		}
	}
}

// billed is bills sent on some days, that are answered two days later and the
// day after.
func billed(days int) Driver {
	d := Driver{Name: "bills", Kind: DriverFlow, Lag: 2, Values: map[civil.Date]float64{}}
	r := rand.New(rand.NewPCG(6, 6))
	for k := 4; k < days+40; k += 5 + r.IntN(9) {
		d.Values[firstDay.Add(k)] = 40_000 * (0.5 + r.Float64())
	}
	return d
}

// What contacts follow is found within the stated error, and a change that is
// known ahead comes into the forecast as a part of its own.
func TestDriversAreLearnt(t *testing.T) {
	t.Parallel()
	const days, power, bill = 420, 0.8, 0.18
	stock, flow := growing(days), billed(days)
	course := courseOf(flow, firstDay, firstDay.Add(days-1))
	w := plain()
	r := rand.New(rand.NewPCG(9, 9))
	truth := func(i int) float64 {
		on := firstDay.Add(i)
		driven := power*math.Log(stock.at(on)/2e6) + bill*course.at(on) + bill/3*course.at(on.Add(-1))
		return w.total(i) * math.Exp(driven)
	}
	sum := 0.0
	for k := range 24 {
		sum += w.share(k)
	}
	var values []float64
	for i := range days {
		total := truth(i) * math.Exp(0.03*r.NormFloat64())
		for k := range 24 {
			mean := total * w.share(k) / sum
			values = append(values, max(0, math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
		}
	}
	s, err := New(firstDay, 24, values)
	if err != nil {
		t.Fatal(err)
	}
	with := fitted(t, s, Options{Drivers: []Driver{stock, flow}})
	for _, e := range with.Effects(28) {
		want := map[string]float64{"policies": math.Pow(1.1, power) - 1, "bills": math.Expm1(bill)}[e.Name]
		t.Logf("%s: %.3f (%.3f to %.3f), true %.3f, seen %d", e.Name, e.Share, e.Band.Low, e.Band.High, want, e.Seen)
		if sd := (e.Band.High - e.Band.Low) / 2 / 1.2816; e.Kind != EffectDriver || math.Abs(e.Share-want) > 3*sd || sd > 0.03 || e.Seen < 10 {
			t.Errorf("%+v; %.3f is true", e, want)
		}
	}
	off := func(m *Model) (sum float64) {
		for i, d := range m.Forecast(28).Days {
			sum += math.Abs(d.Total - truth(days+i))
			for k, v := range d.Slots {
				parts := 0.0
				for _, p := range Parts() {
					parts += d.Parts[p][k]
				}
				if math.Abs(parts-v) > 1e-9*math.Max(1, v) {
					t.Fatalf("%s slot %d: parts sum to %g, the slot is %g", d.Date, k, parts, v)
				}
			}
		}
		return sum
	}
	knows, not := off(with), off(fitted(t, s, Options{}))
	t.Logf("off by %.0f with drivers, %.0f without", knows, not)
	if knows > not/2 {
		t.Errorf("four weeks with a known change are off by %.0f with drivers, %.0f without", knows, not)
	}
	grown := with.Forecast(28).Days[20]
	part := 0.0
	for _, v := range grown.Parts[PartDrivers] {
		part += v
	}
	if part < 0.1*grown.Total {
		t.Errorf("drivers are %.0f of %.0f", part, grown.Total)
	}
}

// A driver that nothing follows changes next to nothing.
func TestADriverNothingFollows(t *testing.T) {
	t.Parallel()
	s := plain().series(300, 8)
	without, with := fitted(t, s, Options{}).Forecast(28), fitted(t, s, Options{Drivers: []Driver{billed(300)}}).Forecast(28)
	for i, d := range with.Days {
		if want := without.Days[i].Total; math.Abs(d.Total/want-1) > 0.05 {
			t.Errorf("%s: %.0f with a driver of no effect, %.0f without", d.Date, d.Total, want)
		}
	}
}

// A flow goes on after its last value as on the same weekdays before.
func TestAFlowGoesOn(t *testing.T) {
	d := Driver{Name: "letters", Kind: DriverFlow, Values: map[civil.Date]float64{}}
	for w := range 10 {
		d.Values[firstDay.Add(7*w)] = 100 // Mondays
	}
	end := firstDay.Add(63)
	c := courseOf(d, firstDay, end)
	for i := 1; i < 30; i++ {
		want := 0.0
		if i%7 == 0 {
			want = 1
		}
		if got := c.at(end.Add(i)); got != want {
			t.Errorf("%d days after the last value: %v, not %v", i, got, want)
		}
	}
}

func TestDriversThatCannotBe(t *testing.T) {
	one := map[civil.Date]float64{firstDay: 1}
	for what, d := range map[string]Driver{
		"needs a name":    {Kind: DriverFlow, Values: one},
		"stock or a flow": {Name: "x", Kind: "size", Values: one},
		"0 to 60 days":    {Name: "x", Kind: DriverFlow, Lag: 61, Values: one},
		"cannot be -1":    {Name: "x", Kind: DriverFlow, Values: map[civil.Date]float64{firstDay: -1}},
		"cannot be NaN":   {Name: "x", Kind: DriverFlow, Values: map[civil.Date]float64{firstDay: math.NaN()}},
		"cannot be +Inf":  {Name: "x", Kind: DriverFlow, Values: map[civil.Date]float64{firstDay: math.Inf(1)}},
		"cannot be 0":     {Name: "x", Kind: DriverStock, Values: map[civil.Date]float64{firstDay: 0}},
		"has no value":    {Name: "x", Kind: DriverFlow},
	} {
		if _, err := Fit(plain().series(30, 1), Options{Drivers: []Driver{d}}); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
