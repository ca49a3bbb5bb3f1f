package formula

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func genNode(depth int) *rapid.Generator[Node] {
	leaf := rapid.Custom(func(t *rapid.T) Node {
		switch rapid.IntRange(0, 4).Draw(t, "leaf") {
		case 0:
			return &Number{Value: float64(rapid.IntRange(0, 5).Draw(t, "int"))}
		case 1:
			return &Number{Value: math.Abs(rapid.Float64Range(0, 1e6).Draw(t, "float"))}
		case 2:
			return &Null{}
		}
		return &Name{Ref: rapid.SampledFrom([]string{"a", "b", "sl-off", "sl-off@2", "z"}).Draw(t, "name")}
	})
	if depth == 0 {
		return leaf
	}
	return rapid.Custom(func(t *rapid.T) Node {
		sub := genNode(depth - 1)
		switch rapid.IntRange(0, 5).Draw(t, "node") {
		case 0:
			return leaf.Draw(t, "leaf")
		case 1:
			return &Negative{X: sub.Draw(t, "x")}
		case 2:
			f := rapid.SampledFrom(functions).Draw(t, "function")
			n := max(f.MinArgs, rapid.IntRange(1, 3).Draw(t, "n"))
			if f.MaxArgs > 0 {
				n = min(n, f.MaxArgs)
			}
			c := &Call{Func: f.Name}
			for range n {
				c.Args = append(c.Args, sub.Draw(t, "arg"))
			}
			return c
		}
		op := rapid.SampledFrom([]Op{Add, Sub, Mul, Div, Add, Sub, Mul, Div, LT, LE, GT, GE, EQ, NE}).Draw(t, "op")
		return &Binary{Op: op, X: sub.Draw(t, "x"), Y: sub.Draw(t, "y")}
	})
}

var propertyValues = []float64{3, 7.5, 80, 75, 0}

func propertyPlace(name string) (int, bool) {
	for i, n := range []string{"a", "b", "sl-off", "sl-off@2", "z"} {
		if n == name {
			return i, true
		}
	}
	return 0, false
}

func propertyLookup(name string) (float64, bool) {
	i, ok := propertyPlace(name)
	return propertyValues[i], ok
}

func close(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

// jumps tells formulas apart in which a rounding error may decide.
func jumps(n Node) bool {
	found := false
	Walk(n, func(n Node) bool {
		switch x := n.(type) {
		case *Binary:
			found = found || x.Op.precedence() == precCompare
		case *Call:
			found = found || x.Func == "if" || x.Func == "round"
		}
		return !found
	})
	return found
}

func TestPropertyTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := genNode(4).Draw(t, "n")
		if len(n.String()) > MaxLength {
			return
		}
		m, err := Parse(n.String(), nil)
		if err != nil {
			t.Fatalf("%s: %v", n, err)
		}
		if m.String() != n.String() {
			t.Fatalf("%s is read as %s", n, m)
		}
		x, okX, _ := Eval(n, propertyLookup)
		y, okY, _ := Eval(m, propertyLookup)
		if okX != okY || x != y {
			t.Fatalf("%s: %v %v, read again %v %v", n, x, okX, y, okY)
		}
	})
}

func TestPropertyBindSimplifyAgreeWithEval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := genNode(4).Draw(t, "n")
		v, ok, _ := Eval(n, propertyLookup)
		b := Bind(n, propertyPlace)(propertyValues)
		if math.IsNaN(b) == ok || (ok && b != v) {
			t.Fatalf("%s: %v %v, bound %v", n, v, ok, b)
		}
		s, okS, _ := Eval(Simplify(n), propertyLookup)
		if ok != okS || s != v {
			t.Fatalf("%s: %v %v, simplified to %s %v %v", n, v, ok, Simplify(n), s, okS)
		}
	})
}

func TestPropertySplitAndLinearKeepTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := genNode(4).Draw(t, "n")
		v, ok, _ := Eval(n, propertyLookup)
		q := Split(n)
		num, okNum, _ := Eval(q.Numerator, propertyLookup)
		den, okDen := 1.0, true
		if q.Denominator != nil {
			den, okDen, _ = Eval(q.Denominator, propertyLookup)
		}
		got := q.Scale * num / den
		okGot := okNum && okDen && den != 0
		if ok && !jumps(n) && math.Abs(v) < 1e100 && (!okGot || !close(got, v)) {
			t.Fatalf("%s: %v, split %v·%v/%v = %v %v", n, v, q.Scale, q.Numerator, q.Denominator, got, okGot)
		}
		if !ok && okGot && math.Abs(got) < 1e100 {
			t.Fatalf("%s is not computable, split it is %v", n, got)
		}
		w, k, isLinear := Linear(n)
		if !isLinear {
			return
		}
		sum := k
		for name, x := range w {
			y, _ := propertyLookup(name)
			sum += x * y
		}
		if ok && !jumps(n) && !close(sum, v) && math.Abs(v) < 1e5 {
			t.Fatalf("%s: %v, as a weighted sum %v", n, v, sum)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1+2", "sl-off@1 / (a - b)", "if(a>1,b,c)", "max（a，b）×2÷3", "`x-y`", "round(a,2)", "((((", "1e309", "a--b", "\xff", "null", "接起量"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		n, err := Parse(src, knownNames.Known)
		c := Check(src, knownNames)
		for _, d := range c.Diagnostics {
			if d.From < 0 || d.To < d.From || d.To > len(src) || d.Code == "" {
				t.Fatalf("%q: diagnostic out of place: %+v", src, d)
			}
		}
		if err != nil {
			var d *Diagnostic
			if !errors.As(err, &d) || c.OK() {
				t.Fatalf("%q: %v", src, err)
			}
			return
		}
		v, ok, why := Eval(n, propertyLookup)
		if ok == (why != "") || math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("%q: %v %v %q", src, v, ok, why)
		}
		if b := Bind(n, propertyPlace)(propertyValues); math.IsNaN(b) == ok || (ok && b != v) {
			t.Fatalf("%q: %v %v, bound %v", src, v, ok, b)
		}
		Split(n)
		Linear(n)
		text := n.String()
		if len(text) > MaxLength {
			return
		}
		m, err := Parse(text, nil)
		if err != nil {
			t.Fatalf("%q is written %q: %v", src, text, err)
		}
		if m.String() != text {
			t.Fatalf("%q is written %q and then %q", src, text, m)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		Check("100 * (abandoned - short_abandoned) / (offered - short_abandoned)", knownNames)
	}
}

func BenchmarkBound(b *testing.B) {
	p := Bind(MustParse("100 * (a - b) / (c - b)"), func(n string) (int, bool) { return int(n[0] - 'a'), true })
	v := []float64{60, 10, 1000}
	for b.Loop() {
		p(v)
	}
}
