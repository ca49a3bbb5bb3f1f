package formula

import "math"

// Unit is the unit of a named value.
type Unit string

// The units the check knows; any other is treated as unknown and never
// warned about.
const (
	UnitCount   Unit = "count"
	UnitMs      Unit = "ms"
	UnitSeconds Unit = "seconds"
	UnitPercent Unit = "percent"
	UnitPerHour Unit = "per_hour"
	UnitRatio   Unit = "ratio"
	UnitNone    Unit = ""
)

// dimension is a unit made by calculation. kind tells what is measured; size
// how great one unit is (milliseconds for times, per millisecond for rates,
// 1 or 100 for shares).
type dimension struct {
	kind kind
	size float64
}

type kind int

const (
	kindUnknown kind = iota // says nothing, never warned about
	kindPlain               // a constant
	kindCount
	kindTime
	kindRate  // count per time
	kindShare // a ratio; size 0.01 is per cent
)

func dimensionOf(u Unit) dimension {
	switch u {
	case UnitCount:
		return dimension{kindCount, 1}
	case UnitMs:
		return dimension{kindTime, 1}
	case UnitSeconds:
		return dimension{kindTime, 1000}
	case UnitPercent:
		return dimension{kindShare, 0.01}
	case UnitPerHour:
		return dimension{kindRate, 1 / 3600000.0}
	case UnitRatio:
		return dimension{kindShare, 1}
	}
	return dimension{}
}

func (d dimension) unit() Unit {
	if d.kind == kindCount { // a weighted count is still a count
		return UnitCount
	}
	for _, u := range []Unit{UnitCount, UnitMs, UnitSeconds, UnitPercent, UnitPerHour, UnitRatio} {
		if x := dimensionOf(u); x.kind == d.kind && near(x.size, d.size) {
			return u
		}
	}
	return UnitNone
}

func (d dimension) String() string {
	if u := d.unit(); u != UnitNone {
		return string(u)
	}
	return map[kind]string{kindUnknown: "unknown", kindPlain: "number", kindCount: "count", kindTime: "time", kindRate: "rate", kindShare: "share"}[d.kind]
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

// units computes the dimension of a formula and tells about sums of unlike
// things.
type units struct {
	of   func(name string) Unit
	tell func(*Diagnostic)
}

func (u units) dimension(n Node) dimension {
	switch n := n.(type) {
	case *Number:
		return dimension{kind: kindPlain, size: 1}
	case *Name:
		return dimensionOf(u.of(n.Ref))
	case *Negative:
		return u.dimension(n.X)
	case *Binary:
		x, y := u.dimension(n.X), u.dimension(n.Y)
		switch n.Op {
		case Mul:
			return u.multiply(n, x, y)
		case Div:
			return u.divide(n, x, y)
		case Add, Sub:
			return u.same(n, []Node{n.X, n.Y}, []dimension{x, y}, true)
		}
		u.same(n, []Node{n.X, n.Y}, []dimension{x, y}, false)
		return dimension{kind: kindPlain, size: 1}
	case *Call:
		ds := make([]dimension, len(n.Args))
		for i, a := range n.Args {
			ds[i] = u.dimension(a)
		}
		switch n.Func {
		case "if":
			if len(ds) > 1 {
				return u.same(n, n.Args[1:], ds[1:], false)
			}
		case "min", "max", "coalesce":
			return u.same(n, n.Args, ds, false)
		case "abs", "round":
			if len(ds) > 0 {
				return ds[0]
			}
		}
	}
	return dimension{}
}

func (u units) multiply(n *Binary, x, y dimension) dimension {
	if x.kind == kindPlain {
		x, y = y, x
		n = &Binary{Op: Mul, X: n.Y, Y: n.X}
	}
	switch {
	case y.kind == kindPlain:
		return scaled(x, n.Y, false)
	case x.kind == kindShare && near(x.size, 1):
		return y
	case y.kind == kindShare && near(y.size, 1):
		return x
	}
	return dimension{}
}

func (u units) divide(n *Binary, x, y dimension) dimension {
	switch {
	case y.kind == kindPlain:
		return scaled(x, n.Y, true)
	case x.kind == kindUnknown || y.kind == kindUnknown:
		return dimension{}
	case x.kind == y.kind && x.kind != kindPlain:
		return dimension{kindShare, x.size / y.size}
	case y.kind == kindCount:
		return dimension{x.kind, x.size / y.size}
	case x.kind == kindCount && y.kind == kindTime:
		return dimension{kindRate, x.size / y.size}
	}
	return dimension{}
}

// scaled is a dimension after multiplying or dividing by a constant: 1000 ms
// divided by 1000 is 1 second, a ratio times 100 is per cent.
func scaled(d dimension, by Node, divide bool) dimension {
	c, ok := Constant(by)
	if !ok || c == 0 {
		return dimension{}
	}
	c = math.Abs(c)
	switch d.kind {
	case kindCount, kindTime, kindRate, kindShare:
		if divide {
			c = 1 / c
		}
		return dimension{d.kind, d.size / c}
	}
	return d
}

// same tells when values that meet in a sum, a comparison or a choice have
// unlike units, and answers their common unit.
func (u units) same(n Node, parts []Node, ds []dimension, sum bool) dimension {
	common := dimension{kind: kindPlain, size: 1}
	from, to := n.Span()
	for i, d := range ds {
		switch {
		case d.kind == kindPlain:
			if c, ok := Constant(parts[i]); ok && sum && len(parts) == 2 && math.Abs(c) == 1 {
				if o := ds[1-i]; o.unit() == UnitPercent {
					u.tell(warn(from, to, CodeFraction, "", "a percentage is a number from 0 to 100 here: write 100 instead of 1"))
				}
			}
		case d.kind == kindUnknown:
			return dimension{}
		case common.kind == kindPlain:
			common = d
		case common.kind == kindCount && d.kind == kindCount:
			if !near(common.size, d.size) {
				common.size = 1
			}
		case common.kind != d.kind || !near(common.size, d.size):
			u.tell(warn(from, to, CodeUnits, d.String(), "%s and %s meet here", common, d))
			return dimension{}
		}
	}
	return common
}
