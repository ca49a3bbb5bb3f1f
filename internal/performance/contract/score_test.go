package contract

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/calc/scoring"
)

// drawn makes a contract of any lines and parts, and numbers for them.
func drawn(t *rapid.T) (*Contract, map[string]reading) {
	c := &Contract{Head: Head{ID: "c", PersonID: "p", FromOn: "2026-10-01", ToOn: "2026-10-31"}}
	numbers := map[string]reading{}
	for p, from := range []string{"2026-10-01", "2026-10-11", "2026-10-20"}[:rapid.IntRange(1, 3).Draw(t, "parts")] {
		n := rapid.IntRange(1, 8).Draw(t, "lines")
		part := Part{FromOn: from}
		left := 10000
		for i := range n {
			w := left
			if i < n-1 {
				w = rapid.IntRange(1, max(1, left-(n-i))).Draw(t, "weight")
			}
			left -= w
			target := float64(rapid.IntRange(10, 90).Draw(t, "target"))
			l := Line{Key: fmt.Sprint(p*10 + i), Metric: "m", Direction: "up", Rule: rapid.SampledFrom(scoring.Rules).Draw(t, "rule"), Weight: float64(w) / 100, Threshold: target - 10, Target: target, Stretch: target + 5, Unit: "percent", Amount: rapid.Bool().Draw(t, "amount")}
			part.Lines = append(part.Lines, l)
			if rapid.IntRange(0, 4).Draw(t, "known") > 0 {
				v := rapid.Float64Range(0, 110).Draw(t, "value")
				numbers[l.Key] = reading{value: &v, num: v, den: 1}
			}
		}
		c.Parts = append(c.Parts, part)
	}
	return c, numbers
}

// The sum of line scores by weights is the total; a missed veto makes it 0; and
// the same lines and numbers give the same bytes.
func TestLinesMakeTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, numbers := drawn(t)
		read := func(_ stretch, l *Line) reading { return numbers[l.Key] }
		x := compute(c, read)
		again := compute(c, read)
		if string(x.bytes()) != string(again.bytes()) {
			t.Fatal("the same twice is not the same")
		}
		points, counted, known := 0.0, 0.0, 0
		for _, l := range x.Lines {
			counted += l.Counted
			if l.Score != nil {
				points += *l.Score * l.Counted / 100
				known++
			}
		}
		switch {
		case known == 0:
			if x.Total != nil {
				t.Fatal("a total of nothing", *x.Total)
			}
		case len(x.Vetoed) > 0:
			if *x.Total != 0 {
				t.Fatal("a veto was missed, and the total is", *x.Total)
			}
		case math.Abs(points-*x.Total) > 0.005000001 || math.Abs(counted-100) > 1e-6:
			t.Fatalf("lines make %v with weights of %v, the total is %v", points, counted, *x.Total)
		}
		if x.Missing != len(x.Lines)-known {
			t.Fatal(x.Missing, known)
		}
	})
}

// Parts weigh by their days, and amounts by the days of their part.
func TestPartsWeighByDays(t *testing.T) {
	line := func(key string, amount bool) Line {
		return Line{Key: key, Direction: "up", Rule: scoring.Linear, Weight: 100, Threshold: 60, Target: 90, Stretch: 90, Unit: "count", Amount: amount}
	}
	c := &Contract{Head: Head{FromOn: "2026-11-01", ToOn: "2026-11-30"}, Parts: []Part{{"2026-11-01", []Line{line("1", false)}}, {"2026-11-11", []Line{line("2", true)}}}}
	x := compute(c, func(s stretch, l *Line) reading {
		v := 90.0
		if l.Key == "2" {
			v = 40 // two thirds of 60: just the threshold
		}
		return reading{value: &v}
	})
	if *x.Total != 73.33 || x.Lines[1].Threshold != 40 || math.Abs(x.Lines[0].Counted-100.0/3) > 1e-9 || x.Lines[0].ToOn != "2026-11-10" {
		t.Errorf("%s", x.bytes())
	}
}

// Only what is another number is taken; what is not kept any more is no
// correction.
func TestOnlyCorrectedLinesReopen(t *testing.T) {
	c := &Contract{Head: Head{FromOn: "2026-11-01", ToOn: "2026-11-30"}, Parts: []Part{{FromOn: "2026-11-01"}}}
	for _, key := range []string{"1", "2", "3"} {
		c.Parts[0].Lines = append(c.Parts[0].Lines, Line{Key: key, Direction: "up", Rule: scoring.Linear, Weight: 33, Threshold: 60, Target: 90, Stretch: 90, Unit: "percent"})
	}
	at := func(values map[string]float64) Computation {
		return compute(c, func(_ stretch, l *Line) reading {
			if v, ok := values[l.Key]; ok {
				return reading{value: &v, num: v, den: 1}
			}
			return reading{reason: notKept}
		})
	}
	before := at(map[string]float64{"1": 60, "2": 90, "3": 75})
	now := at(map[string]float64{"1": 90, "2": 90})
	merged, changed := reopen(&before, &now)
	if len(changed) != 1 || changed[0].Key != "1" || *changed[0].Before.Value != 60 || *changed[0].After.Value != 90 || *merged.Lines[2].Value != 75 || merged.Missing != 0 {
		t.Errorf("%+v %s", changed, merged.bytes())
	}
	if _, none := reopen(&before, &before); len(none) != 0 {
		t.Error(none)
	}
}

// Places do not depend on the order of what is ranked, and who is equal has the
// same place.
func TestStandingsAreStable(t *testing.T) {
	total := func(v float64) *float64 { return &v }
	heads := []Head{}
	for i, v := range []float64{90, 95.5, 90, 80, 95.5, 70} {
		heads = append(heads, Head{ID: fmt.Sprint("c", i), PersonID: fmt.Sprint("p", i), Scope: ScopePerson, Position: "坐席", State: Closed, FromOn: "2026-10-01", ToOn: "2026-10-31", Total: total(v)})
	}
	heads = append(heads, Head{ID: "c9", PersonID: "p9", Scope: ScopePerson, Position: "班长", State: Signed, FromOn: "2026-10-01", ToOn: "2026-10-31", Total: total(50)},
		Head{ID: "c8", PersonID: "p8", Scope: ScopePerson, Position: "坐席", State: Agreed, FromOn: "2026-10-01", ToOn: "2026-10-31", Total: total(99)})
	want := "p1 1/6 p4 1/6 p0 3/6 p2 3/6 p3 5/6 p5 6/6 p9 1/1 "
	for range 5 {
		text := ""
		for _, x := range standings(heads, "2026-10-01", "2026-11-30") {
			text += fmt.Sprintf("%s %d/%d ", x.PersonID, x.Rank, x.Of)
		}
		if text != want {
			t.Fatal(text)
		}
		heads = append(heads[1:], heads[0])
	}
}
