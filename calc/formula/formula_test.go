package formula

import (
	"errors"
	"math"
	"strings"
	"testing"
)

var knownNames = Vocabulary{
	"answered": {Unit: UnitCount, Labels: []string{"接起量", "handled contacts"}}, "offered": {Unit: UnitCount}, "abandoned": {Unit: UnitCount},
	"short_abandoned": {Unit: UnitCount}, "talk_ms": {Unit: UnitMs}, "signed_in_ms": {Unit: UnitMs},
	"sl-off": {Unit: UnitPercent}, "sl": {}, "off": {}, "occ-1": {Unit: UnitPercent}, "asa": {Unit: UnitSeconds}, "answer-rate": {Unit: UnitPercent},
	"answer-rate-excl-short": {Unit: UnitPercent},
}

func TestParseWritesCanonicalForm(t *testing.T) {
	for src, want := range map[string]string{
		"1+2*3":                       "1 + 2 * 3",
		"(1+2)*3":                     "(1 + 2) * 3",
		"a-b-c":                       "a - b - c",
		"a-(b-c)":                     "a - (b - c)",
		"a/b/c":                       "a / b / c",
		"a/(b*c)":                     "a / (b * c)",
		"- - a":                       "--a",
		"-(a+b)":                      "-(a + b)",
		"+a":                          "a",
		"a--b":                        "a - -b",
		"sl-off":                      "`sl-off`",
		"sl - off":                    "sl - off",
		"SL-OFF@2 * 2":                "`sl-off@2` * 2",
		"sl-off-1":                    "`sl-off` - 1",
		"answer-rate-excl-short":      "`answer-rate-excl-short`",
		"answer-rate-excl":            "`answer-rate` - excl",
		"`x-y`":                       "`x-y`",
		"` x `":                       "x",
		"`null`":                      "`null`",
		"null":                        "null",
		"x-y":                         "x - y",
		"occ-1*2":                     "`occ-1` * 2",
		"a<b":                         "a < b",
		"a=b":                         "a == b",
		"a<>b":                        "a != b",
		"(a<b)+1":                     "(a < b) + 1",
		"(a<b)<c":                     "(a < b) < c",
		"IF(a>=1,b)":                  "if(a >= 1, b)",
		"max（a，b）×2÷3":                "max(a, b) * 2 / 3",
		"a≤b":                         "a <= b",
		"1e3":                         "1000",
		"1.50":                        "1.5",
		".5":                          "0.5",
		"1e-9":                        "1e-09",
		"1e20":                        "1e+20",
		"coalesce ( a , 0 )":          "coalesce(a, 0)",
		"接起量":                         "接起量",
		"a\n+\tb":                     "a + b",
		"round(100*a/b, 2)":           "round(100 * a / b, 2)",
		"sl-off+answered-abandoned-1": "`sl-off` + answered - abandoned - 1",
	} {
		n, err := Parse(src, knownNames.Known)
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if got := n.String(); got != want {
			t.Errorf("%q is written %q, want %q", src, got, want)
		}
	}
}

func TestParseTellsThePlaceOfAMistake(t *testing.T) {
	for _, c := range []struct {
		src      string
		code     string
		from, to int
	}{
		{"", CodeEmpty, 0, 0},
		{"   ", CodeEmpty, 0, 3},
		{"a +", CodeOperand, 3, 3},
		{"a + * b", CodeOperand, 4, 5},
		{"a b", CodeUnexpected, 2, 3},
		{"(a + b", CodeClose, 0, 1},
		{"a + b)", CodeUnexpected, 5, 6},
		{"a < b < c", CodeChained, 6, 7},
		{"a # b", CodeUnexpected, 2, 3},
		{"2x", CodeNumber, 0, 2},
		{"1.2.3", CodeNumber, 0, 4},
		{".", CodeNumber, 0, 1},
		{"1e999", CodeNumber, 0, 5},
		{"1e", CodeNumber, 0, 2},
		{"`a", CodeClose, 0, 2},
		{"``", CodeUnexpected, 0, 2},
		{"`a--b`", CodeUnexpected, 0, 6},
		{"max(a,)", CodeOperand, 6, 7},
		{"max(a b)", CodeUnexpected, 6, 7},
		{"max(a", CodeClose, 3, 4},
		{"a@0", CodeNumber, 1, 3},
		{"\xff", CodeUnexpected, 0, 1},
		{"a ! b", CodeUnexpected, 2, 3},
		{strings.Repeat("(", 60) + "a" + strings.Repeat(")", 60), CodeTooDeep, 51, 52},
		{strings.Repeat("-", 60) + "a", CodeTooDeep, 51, 52},
		{strings.Repeat("a+", MaxLength), CodeTooLong, MaxLength, 2 * MaxLength},
	} {
		_, err := Parse(c.src, nil)
		var d *Diagnostic
		if !errors.As(err, &d) {
			t.Errorf("%q: no diagnostic: %v", c.src, err)
			continue
		}
		if d.Code != c.code || d.From != c.from || d.To != c.to {
			t.Errorf("%.20q: %s %d–%d, want %s %d–%d", c.src, d.Code, d.From, d.To, c.code, c.from, c.to)
		}
	}
}

func TestEval(t *testing.T) {
	values := map[string]float64{"a": 6, "b": 4, "z": 0, "sl-off": 80, "sl-off@1": 75, "inf": math.Inf(1)}
	lookup := func(n string) (float64, bool) { v, ok := values[n]; return v, ok }
	place := map[string]int{}
	var slice []float64
	for k, v := range values {
		place[k] = len(slice)
		slice = append(slice, v)
	}
	for src, want := range map[string]any{
		"1+2*3":                  7.0,
		"(1+2)*3":                9.0,
		"2-3-4":                  -5.0,
		"a/b":                    1.5,
		"-a+b":                   -2.0,
		"sl-off - sl-off@1":      5.0,
		"a>b":                    1.0,
		"a<=b":                   0.0,
		"if(a>b,10,20)":          10.0,
		"if(a<b,10,20)":          20.0,
		"if(a<b,10)":             ReasonNull,
		"if(a>b,10,1/0)":         10.0,
		"if(a/z>1,10,20)":        ReasonDivisionByZero,
		"a/z":                    ReasonDivisionByZero,
		"0*(a/z)":                ReasonDivisionByZero,
		"z/z":                    ReasonDivisionByZero,
		"missing+1":              ReasonMissing,
		"coalesce(a/z, b)":       4.0,
		"coalesce(missing, a/z)": ReasonDivisionByZero,
		"coalesce(null, 3)":      3.0,
		"min(a,b)":               4.0,
		"max(a,b,9)":             9.0,
		"max(a,null)":            ReasonNull,
		"min(null,a)":            ReasonNull,
		"abs(b-a)":               2.0,
		"round(a/b)":             2.0,
		"round(2.5)":             3.0,
		"round(-2.5)":            -3.0,
		"round(1.2345,2)":        1.23,
		"round(1234,-2)":         1200.0,
		"round(1e300,15)":        1e300,
		"1e308*10":               ReasonTooGreat,
		"inf":                    ReasonTooGreat,
		"a==6":                   1.0,
		"a!=6":                   0.0,
		"null==null":             ReasonNull,
		"unknown(a)":             ReasonNull,
		"abs()":                  ReasonNull,
	} {
		n, err := Parse(src, knownNames.Known)
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		v, ok, why := Eval(n, lookup)
		if f, isNumber := want.(float64); isNumber != ok || (ok && v != f) || (!ok && why != want) {
			t.Errorf("%q is %v %v %q, want %v", src, v, ok, why, want)
		}
		bound := Bind(n, func(name string) (int, bool) { i, ok := place[name]; return i, ok })(slice)
		if math.IsNaN(bound) == ok || (ok && bound != v) {
			t.Errorf("%q bound is %v, want %v %v", src, bound, v, ok)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ src, code, suggestion string }{
		{"talk_ms / answered", "", ""},
		{"answerd / offered", CodeUnknownName, "answered"},
		{"接起量 / offered", CodeUnknownName, "answered"},
		{"sl_off", CodeUnknownName, "sl-off"},
		{"handled contacts", CodeUnexpected, ""},
		{"zzzzzz", CodeUnknownName, ""},
		{"maxx(answered, offered)", CodeUnknownFunction, "max"},
		{"if(offered)", CodeArguments, "if(condition, a, b)"},
		{"abs(offered, 1)", CodeArguments, "abs(x)"},
		{"max", CodeUnknownName, "max("},
		{"offered / 0", CodeDivisionByZero, ""},
		{"offered / (1 - 1)", CodeDivisionByZero, ""},
		{"sl-off + asa", CodeUnits, ""},
		{"talk_ms + asa", CodeUnits, ""},
		{"talk_ms / 1000 + asa", "", ""},
		{"max(sl-off, asa)", CodeUnits, ""},
		{"if(offered > 0, sl-off, talk_ms)", CodeUnits, ""},
		{"if(asa > 20, 1, 0)", "", ""},
		{"if(asa > talk_ms, 1, 0)", CodeUnits, ""},
		{"1 - answer-rate", CodeFraction, ""},
		{"100 - answer-rate", "", ""},
		{"1 - answered / offered", "", ""},
		{"answered + 2 * abandoned", "", ""},
		{"42", CodeConstant, ""},
	} {
		got := Check(c.src, knownNames)
		switch {
		case c.code == "" && len(got.Diagnostics) > 0:
			t.Errorf("%q: %+v", c.src, got.Diagnostics)
		case c.code != "" && len(got.Diagnostics) == 0:
			t.Errorf("%q: nothing told, want %s", c.src, c.code)
		case c.code != "":
			if d := got.Diagnostics[0]; d.Code != c.code || d.Suggestion != c.suggestion {
				t.Errorf("%q: %s suggests %q, want %s %q", c.src, d.Code, d.Suggestion, c.code, c.suggestion)
			}
		}
		if got.OK() == (len(got.Diagnostics) > 0 && got.Diagnostics[0].Severity == SeverityError) {
			t.Errorf("%q: OK is %v with %+v", c.src, got.OK(), got.Diagnostics)
		}
	}
}

func TestUnitOfTheResult(t *testing.T) {
	for src, want := range map[string]Unit{
		"talk_ms / answered":                           UnitMs,
		"talk_ms / answered / 1000":                    UnitSeconds,
		"0.001 * talk_ms / answered":                   UnitSeconds,
		"100 * answered / offered":                     UnitPercent,
		"answered / offered":                           UnitRatio,
		"answered / offered * 100":                     UnitPercent,
		"answered / (signed_in_ms / 3600000)":          UnitPerHour,
		"3600000 * answered / signed_in_ms":            UnitPerHour,
		"answered + abandoned":                         UnitCount,
		"100 - `sl-off`":                               UnitPercent,
		"answered * offered":                           UnitNone,
		"if(offered > 5, asa)":                         UnitSeconds,
		"round(`sl-off`, 1)":                           UnitPercent,
		"100 * (abandoned - short_abandoned)/offered":  UnitPercent,
		"coalesce(asa, 0)":                             UnitSeconds,
		"talk_ms / signed_in_ms":                       UnitRatio,
		"100 * (1 - talk_ms / signed_in_ms)":           UnitPercent,
		"(talk_ms + signed_in_ms) / 60000 / answered":  UnitNone,
		"answered / offered * talk_ms":                 UnitMs,
		"(answered > 0) * 1":                           UnitNone,
		"max(answered, offered, abandoned) / answered": UnitRatio,
	} {
		c := Check(src, knownNames)
		if len(c.Diagnostics) > 0 || c.Unit != want {
			t.Errorf("%q has unit %q, want %q (%v)", src, c.Unit, want, c.Diagnostics)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		src, num, den string
		scale         float64
	}{
		{"a", "a", "", 1},
		{"a + b", "a + b", "", 1},
		{"a / b", "a", "b", 1},
		{"100 * a / b", "a", "b", 100},
		{"a / b * 100", "a", "b", 100},
		{"100 * (a / b)", "a", "b", 100},
		{"-(a / b)", "a", "b", -1},
		{"a / b / 1000", "a", "b", 0.001},
		{"a / (1000 * b)", "a", "b", 0.001},
		{"a / 1000", "a", "", 0.001},
		{"a * b / c", "a * b", "c", 1},
		{"(a / b) * (c / d)", "a * c", "b * d", 1},
		{"a / (b / c)", "a", "b / c", 1},
		{"1 / a", "1", "a", 1},
		{"5", "1", "", 5},
		{"a / 0", "a", "0", 1},
		{"0 * a", "0 * a", "", 1},
		{"a / (1 + 1)", "a", "", 0.5},
		{"100 - 100 * a / b", "100 - 100 * a / b", "", 1},
		{"a / (b + if(1, c, 0) - if(0, d, 0))", "a", "b + c", 1},
	} {
		q := Split(MustParse(c.src))
		den := ""
		if q.Denominator != nil {
			den = q.Denominator.String()
		}
		if q.Numerator.String() != c.num || den != c.den || q.Scale != c.scale {
			t.Errorf("%q: %v · %v / %q, want %v · %v / %q", c.src, q.Scale, q.Numerator, den, c.scale, c.num, c.den)
		}
	}
}

func TestLinear(t *testing.T) {
	for _, c := range []struct {
		src      string
		ok       bool
		weights  map[string]float64
		constant float64
	}{
		{"a + 2*b - c/4", true, map[string]float64{"a": 1, "b": 2, "c": -0.25}, 0},
		{"-(a - b) + 3", true, map[string]float64{"a": -1, "b": 1}, 3},
		{"a - a", true, map[string]float64{}, 0},
		{"if(1, a, 0)", true, map[string]float64{"a": 1}, 0},
		{"a * b", false, nil, 0},
		{"a / b", false, nil, 0},
		{"max(a, b)", false, nil, 0},
		{"a / 0", false, nil, 0},
		{"null", false, nil, 0},
	} {
		w, k, ok := Linear(MustParse(c.src))
		if ok != c.ok || k != c.constant || len(w) != len(c.weights) {
			t.Errorf("%q: %v %v %v", c.src, w, k, ok)
		}
		for n, v := range c.weights {
			if w[n] != v {
				t.Errorf("%q: weight of %s is %v, want %v", c.src, n, w[n], v)
			}
		}
	}
}

// A reader that takes exponential time in the length does not end here.
func TestLongFormulasAreRead(t *testing.T) {
	for _, src := range []string{
		strings.Repeat("a-", MaxLength/2-1) + "a", strings.Repeat("1*", MaxLength/2-1) + "a", strings.Repeat("a/1/", MaxLength/4-1) + "a",
		strings.Repeat("-(", MaxDepth/2) + "a" + strings.Repeat(")", MaxDepth/2),
	} {
		c := Check(src, knownNames)
		if c.Node == nil {
			t.Fatalf("%.20q: %+v", src, c.Diagnostics)
		}
		Split(c.Node)
		Linear(c.Node)
	}
}

func TestReplaceAndNames(t *testing.T) {
	n := MustParse("x / y + max(x, z)")
	if got := strings.Join(Names(n), " "); got != "x y z" {
		t.Errorf("names are %q", got)
	}
	r := Replace(n, func(ref string) (Node, bool) {
		if ref == "x" {
			return MustParse("a - b"), true
		}
		return nil, false
	})
	if got := r.String(); got != "(a - b) / y + max(a - b, z)" {
		t.Errorf("replaced it is %q", got)
	}
	if n.String() != "x / y + max(x, z)" {
		t.Error("the formula itself changed")
	}
}

func TestSplitRef(t *testing.T) {
	for ref, want := range map[string]struct {
		id string
		v  int
	}{"a": {"a", 0}, "sl-off@3": {"sl-off", 3}, "x@": {"x", 0}} {
		if id, v := SplitRef(ref); id != want.id || v != want.v {
			t.Errorf("%q is %q %d", ref, id, v)
		}
	}
}
