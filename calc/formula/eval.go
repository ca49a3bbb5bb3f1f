package formula

import "math"

// Reasons why a value is null; stable, and keys of translations.
const (
	ReasonDivisionByZero = "formula.division_by_zero"
	ReasonMissing        = "formula.missing_value" // a name without a value
	ReasonNull           = "formula.null"          // the formula says so
	ReasonTooGreat       = "formula.too_great"     // not a finite number
)

// Eval computes a formula. lookup answers the value of a name, ok false when
// it has none. When ok is false the value is 0 and reason says why.
func Eval(n Node, lookup func(name string) (v float64, ok bool)) (v float64, ok bool, reason string) {
	v, reason = eval(n, lookup)
	if reason != "" {
		return 0, false, reason
	}
	return v, true, ""
}

func eval(n Node, lookup func(string) (float64, bool)) (float64, string) {
	switch n := n.(type) {
	case *Number:
		return finite(n.Value)
	case *Name:
		v, ok := lookup(n.Ref)
		if !ok {
			return 0, ReasonMissing
		}
		return finite(v)
	case *Negative:
		v, why := eval(n.X, lookup)
		return -v, why
	case *Binary:
		x, why := eval(n.X, lookup)
		if why != "" {
			return 0, why
		}
		y, why := eval(n.Y, lookup)
		if why != "" {
			return 0, why
		}
		if n.Op == Div && y == 0 {
			return 0, ReasonDivisionByZero
		}
		return finite(apply(n.Op, x, y))
	case *Call:
		return evalCall(n, lookup)
	}
	return 0, ReasonNull
}

func evalCall(n *Call, lookup func(string) (float64, bool)) (float64, string) {
	f, ok := functionByName(n.Func)
	if !ok || len(n.Args) < f.MinArgs || (f.MaxArgs > 0 && len(n.Args) > f.MaxArgs) {
		return 0, ReasonNull
	}
	switch n.Func {
	case "if":
		c, why := eval(n.Args[0], lookup)
		switch {
		case why != "":
			return 0, why
		case c != 0:
			return eval(n.Args[1], lookup)
		case len(n.Args) == 3:
			return eval(n.Args[2], lookup)
		}
		return 0, ReasonNull
	case "coalesce":
		why := ReasonNull
		for _, a := range n.Args {
			var v float64
			if v, why = eval(a, lookup); why == "" {
				return v, ""
			}
		}
		return 0, why
	}
	v, why := eval(n.Args[0], lookup)
	if why != "" {
		return 0, why
	}
	switch n.Func {
	case "abs":
		return math.Abs(v), ""
	case "round":
		places := 0.0
		if len(n.Args) == 2 {
			if places, why = eval(n.Args[1], lookup); why != "" {
				return 0, why
			}
		}
		return finite(round(v, places))
	}
	for _, a := range n.Args[1:] {
		w, why := eval(a, lookup)
		if why != "" {
			return 0, why
		}
		if n.Func == "min" {
			v = math.Min(v, w)
		} else {
			v = math.Max(v, w)
		}
	}
	return v, ""
}

func finite(v float64) (float64, string) {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, ReasonTooGreat
	}
	return v, ""
}

func apply(op Op, x, y float64) float64 {
	switch op {
	case Add:
		return x + y
	case Sub:
		return x - y
	case Mul:
		return x * y
	case Div:
		return x / y
	}
	if compare(op, x, y) {
		return 1
	}
	return 0
}

func compare(op Op, x, y float64) bool {
	switch op {
	case LT:
		return x < y
	case LE:
		return x <= y
	case GT:
		return x > y
	case GE:
		return x >= y
	case EQ:
		return x == y
	}
	return x != y
}

func round(v, places float64) float64 {
	places = math.Round(math.Max(-15, math.Min(15, places)))
	p := math.Pow(10, math.Abs(places))
	if places < 0 {
		return math.Round(v/p) * p
	}
	if s := v * p; !math.IsInf(s, 0) {
		return math.Round(s) / p
	}
	return v
}

// Program is a formula bound to places in a slice of values, for computing it
// many times. NaN stands for null, in the values and in the answer.
type Program func(values []float64) float64

var null = math.NaN()

// Bind makes a program. place answers where the value of a name stands; a name
// without a place is null. A program may be run by many goroutines at once;
// its values must be as long as the greatest place.
func Bind(n Node, place func(name string) (i int, ok bool)) Program {
	switch n := n.(type) {
	case *Number:
		v, why := finite(n.Value)
		if why != "" {
			v = null
		}
		return func([]float64) float64 { return v }
	case *Name:
		if i, ok := place(n.Ref); ok {
			return func(values []float64) float64 { return clean(values[i]) }
		}
	case *Negative:
		x := Bind(n.X, place)
		return func(values []float64) float64 { return -x(values) }
	case *Binary:
		return bindBinary(n.Op, Bind(n.X, place), Bind(n.Y, place))
	case *Call:
		f, ok := functionByName(n.Func)
		if !ok || len(n.Args) < f.MinArgs || (f.MaxArgs > 0 && len(n.Args) > f.MaxArgs) {
			break
		}
		args := make([]Program, len(n.Args))
		for i, a := range n.Args {
			args[i] = Bind(a, place)
		}
		return bindCall(n.Func, args)
	}
	return func([]float64) float64 { return null }
}

func clean(v float64) float64 {
	if math.IsInf(v, 0) {
		return null
	}
	return v
}

func bindBinary(op Op, x, y Program) Program {
	switch op {
	case Add:
		return func(v []float64) float64 { return clean(x(v) + y(v)) }
	case Sub:
		return func(v []float64) float64 { return clean(x(v) - y(v)) }
	case Mul:
		return func(v []float64) float64 { return clean(x(v) * y(v)) }
	case Div:
		return func(v []float64) float64 { return clean(x(v) / y(v)) } // x/0 is infinite or NaN: null
	}
	return func(v []float64) float64 {
		a, b := x(v), y(v)
		if math.IsNaN(a) || math.IsNaN(b) {
			return null
		}
		if compare(op, a, b) {
			return 1
		}
		return 0
	}
}

func bindCall(name string, args []Program) Program {
	first := args[0]
	switch name {
	case "if":
		return func(v []float64) float64 {
			c := first(v)
			switch {
			case math.IsNaN(c):
				return null
			case c != 0:
				return args[1](v)
			case len(args) == 3:
				return args[2](v)
			}
			return null
		}
	case "coalesce":
		return func(v []float64) float64 {
			for _, a := range args {
				if x := a(v); !math.IsNaN(x) {
					return x
				}
			}
			return null
		}
	case "abs":
		return func(v []float64) float64 { return math.Abs(first(v)) }
	case "round":
		return func(v []float64) float64 {
			places := 0.0
			if len(args) == 2 {
				places = args[1](v)
			}
			x := first(v)
			if math.IsNaN(x) || math.IsNaN(places) {
				return null
			}
			return clean(round(x, places))
		}
	}
	pick := math.Max
	if name == "min" {
		pick = math.Min
	}
	return func(v []float64) float64 {
		x := first(v)
		for _, a := range args[1:] {
			x = pick(x, a(v)) // NaN with anything finite is NaN
		}
		return x
	}
}
