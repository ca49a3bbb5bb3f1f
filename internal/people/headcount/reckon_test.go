package headcount_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/stats"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/people/headcount"
)

// generated is a plan of a random centre, as of a day in November 2026.
func generated(rng *rand.Rand) (headcount.Request, headcount.Base) {
	asOf := civil.Of(2026, time.November, 1+rng.IntN(30))
	lives := []stats.Lifetime{}
	for range 40 + rng.IntN(60) {
		lives = append(lives, stats.Lifetime{Days: 1 + rng.IntN(900), Ended: rng.IntN(3) > 0})
	}
	base := headcount.Base{AsOfOn: asOf.String(), Curve: headcount.CurveOf(lives), Requirement: &headcount.Requirement{ID: "r", LeadMonths: rng.IntN(2), LeastClass: 1 + rng.IntN(6), MostClass: 8 + rng.IntN(10), Classes: 1 + rng.IntN(3),
		OvertimePercent: 5, OvertimePay: 100, PerShortfall: 1000, PerClass: 50, PerHire: 5, Hours: 160, OccupancyPercent: 80}}
	for i := range 30 + rng.IntN(60) {
		m := headcount.Member{PersonID: fmt.Sprint("p", i), EnteredOn: asOf.Add(-rng.IntN(1500) + 20).String()}
		if rng.IntN(12) == 0 {
			m.LeftOn = max(asOf.Add(1+rng.IntN(200)).String(), m.EnteredOn)
		}
		base.Members = append(base.Members, m)
	}
	in := headcount.Request{FirstMonth: []string{"2026-12", "2027-01"}[rng.IntN(2)], Months: 3 + rng.IntN(22), SharePercent: 100, Terms: headcount.Terms{TrainingMonths: rng.IntN(3), RampMonths: rng.IntN(4), YieldPercent: 80, GraduationPercent: 90}}
	first, _ := civil.Parse(in.FirstMonth + "-01")
	month := func(n int) string {
		y, m, _ := first.Civil()
		return civil.Of(y, m+time.Month(n), 1).String()[:7]
	}
	for range rng.IntN(5) {
		in.Classes = append(in.Classes, headcount.Class{Month: month(rng.IntN(in.Months)), People: 1 + rng.IntN(20), YieldPercent: 50 + float64(rng.IntN(50)), GraduationPercent: 60 + float64(rng.IntN(41)), TrainingMonths: rng.IntN(3), RampMonths: rng.IntN(3)})
	}
	for range rng.IntN(4) {
		in.Moves = append(in.Moves, headcount.Moves{Month: month(rng.IntN(in.Months)), People: 1 + rng.IntN(3), Kind: headcount.Promotion})
	}
	for n := range in.Months {
		base.Requirement.Months = append(base.Requirement.Months, headcount.Need{Month: month(n), Need: 20 + 60*rng.Float64()})
	}
	return in, base
}

// likely is how likely somebody who has been there for so many days leaves by
// others, from the curve as the workforce room tells it.
func likely(c headcount.Curve, from, to int) float64 {
	at := func(days int) float64 {
		s := stats.ShareAt(c.Steps, days)
		if days > c.Seen {
			s = stats.ShareAt(c.Steps, c.Seen) * math.Exp(-c.Rate*float64(days-c.Seen))
		}
		return s
	}
	return 1 - at(to)/at(from)
}

func TestHeadsAddUpAndTheSameInputsGiveTheSameBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		in, base := generated(rng)
		out := headcount.Reckon(&in, &base)
		heads := out.Until.Closing
		for _, m := range out.Months {
			if m.Opening != heads || m.Closing != m.Opening+m.Graduates-m.Leavers-m.Moved {
				t.Fatalf("%s: %+v does not follow %g", m.Month, m.Flow, heads)
			}
			heads = m.Closing
			if m.Graduates < 0 || m.Leavers < -1e-9 || m.Low > m.Closing+1e-9 || m.High < m.Closing || m.LeaversLow > m.Leavers+1e-9 || m.Effective > m.Opening+m.Graduates+1e-9 {
				t.Fatalf("%+v", m)
			}
			if m.Effective+1e-9 < m.WithoutClasses || math.Abs(*m.Gap-(m.Effective-*m.Required)) > 1e-9 || math.Abs(m.Short+m.Overtime-max(-*m.Gap, 0)) > 1e-9 {
				t.Fatalf("%+v", m)
			}
		}
		again := headcount.Reckon(&in, &base)
		a, _ := json.Marshal(out)
		b, _ := json.Marshal(again)
		if !bytes.Equal(a, b) {
			t.Fatal("the same inputs gave other bytes")
		}
	}
}

func TestExpectedLeaversAreTheNaiveSum(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		in, base := generated(rng)
		in.Classes, in.Moves, in.Terms.TrainingMonths = nil, nil, 0
		asOf, _ := civil.Parse(base.AsOfOn)
		for i, m := range headcount.Reckon(&in, &base).Months {
			first, _ := civil.Parse(m.Month + "-01")
			last := first.Add(31).Month().Add(-1)
			want, dated := 0.0, 0
			for _, x := range base.Members {
				entered, _ := civil.Parse(x.EnteredOn)
				if x.LeftOn != "" {
					if x.LeftOn >= first.String() && x.LeftOn <= last.String() {
						want++
						dated++
					}
					continue
				}
				if last.Before(entered) {
					continue
				}
				// How likely they are there when the month begins, and leave in it.
				known := max(asOf.Sub(entered)+1, 0)
				from := max(first.Sub(entered), 0)
				want += (1 - likely(base.Curve, known, from)) * likely(base.Curve, from, last.Sub(entered)+1)
			}
			if math.Abs(m.Leavers-want) > 1e-9 || m.Dated != dated {
				t.Fatalf("month %d: %g leavers, %d dated; want %g, %d", i, m.Leavers, m.Dated, want, dated)
			}
		}
	}
}

// A class of ten begins in January: trained for a month, of ten nine finish, worth
// a half in the first month.
func TestAClassBecomesHeads(t *testing.T) {
	base := headcount.Base{AsOfOn: "2026-11-24", Members: []headcount.Member{{PersonID: "a", EnteredOn: "2020-01-01"}, {PersonID: "b", EnteredOn: "2026-12-15"}, {PersonID: "c", EnteredOn: "2020-01-01", LeftOn: "2027-01-10"}, {PersonID: "d", EnteredOn: "2027-01-04"}}}
	in := headcount.Request{FirstMonth: "2026-12", Months: 6, SharePercent: 100, Terms: headcount.Terms{TrainingMonths: 1, RampMonths: 1, YieldPercent: 80, GraduationPercent: 90},
		Classes: []headcount.Class{{Month: "2027-01", People: 11, YieldPercent: 80, GraduationPercent: 90, TrainingMonths: 1, RampMonths: 1}}, Moves: []headcount.Moves{{Month: "2027-03", People: 1, Kind: headcount.Promotion}}}
	out := headcount.Reckon(&in, &base)
	if out.Heads != 2 || out.InTraining != 0 || len(out.Months) != 6 || out.Months[0].Required != nil {
		t.Errorf("%+v", out)
	}
	for i, want := range []headcount.Flow{
		{Opening: 2, Closing: 2},
		{Opening: 2, Graduates: 1, Leavers: 1, Closing: 2}, // b; c
		{Opening: 2, Graduates: 10, Closing: 12},           // d, who is one of the class's eleven, and nine of ten
		{Opening: 12, Moved: 1, Closing: 11},
	} {
		if got := out.Months[i].Flow; got != want {
			t.Errorf("%s: %+v, want %+v", out.Months[i].Month, got, want)
		}
	}
	january := out.Months[1]
	if january.Begin != 10 || january.Starts != 1 || january.Offers != 13 || january.Dated != 1 || january.InTraining != 11 {
		t.Errorf("%+v", january)
	}
	// In February nine are worth a half, d from the 4th on a half, a and b (in the second month) one.
	if got, want := out.Months[2].Effective, 2+4.5+0.5*25/28; math.Abs(got-want) > 1e-9 {
		t.Errorf("effective %g, want %g", got, want)
	}
}

func TestProposedClassesCloseTheGapAsSmallAsCanBe(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	closed := 0
	for range 12 {
		in, base := generated(rng)
		in.Classes = nil
		bare := headcount.Reckon(&in, &base)
		in.Classes = headcount.Propose(&in, &base)
		out := headcount.Reckon(&in, &base)
		again := headcount.Propose(&in, &base)
		if fmt.Sprint(again) != fmt.Sprint(in.Classes) {
			t.Fatal("proposed something else the second time")
		}
		r := base.Requirement
		for _, c := range in.Classes {
			if c.People < r.LeastClass || c.People > r.MostClass*r.Classes {
				t.Fatalf("a class of %d", c.People)
			}
		}
		if out.Totals.Missing > bare.Totals.Missing+1e-6 {
			t.Fatalf("%g missing, %g without", out.Totals.Missing, bare.Totals.Missing)
		}
		if bare.Totals.ShortIn == 0 && len(in.Classes) > 0 {
			t.Fatal("classes without a gap")
		}
		if out.Totals.ShortIn == 0 && len(in.Classes) > 0 {
			closed++
			// One fewer in the last class, and something is missing, if a class can be so small.
			fewer := in
			fewer.Classes = append([]headcount.Class{}, in.Classes...)
			last := &fewer.Classes[len(fewer.Classes)-1]
			if last.People--; last.People >= r.LeastClass && headcount.Reckon(&fewer, &base).Totals.ShortIn == 0 && len(in.Classes) == 1 {
				t.Fatalf("one class of %d was enough, not %d", last.People, last.People+1)
			}
		}
	}
	if closed < 2 {
		t.Errorf("only %d plans were closed", closed)
	}
}
