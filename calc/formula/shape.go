package formula

// Quotient is a formula taken apart so that a cell can show what was divided
// by what: value = Scale · Numerator ÷ Denominator.
type Quotient struct {
	Numerator   Node
	Denominator Node // nil when the formula does not divide
	Scale       float64
}

// Split takes a formula apart at its top: products and quotients are
// gathered, constants go to the scale. `100 * a / b` has scale 100, `a / b /
// 1000` has scale 1/1000, `a + b` is a numerator alone.
func Split(n Node) Quotient {
	f := factors{up: 1, down: 1}
	f.gather(Simplify(n), false)
	q := Quotient{Numerator: product(f.above), Scale: f.up / f.down}
	if s, why := finite(q.Scale); why != "" || s == 0 { // leave odd constants where they are
		return Quotient{Numerator: Simplify(n), Scale: 1}
	}
	if q.Numerator == nil {
		q.Numerator = &Number{Value: 1}
	}
	q.Denominator = product(f.below)
	return q
}

type factors struct {
	above, below []Node
	up, down     float64
}

func (f *factors) gather(n Node, below bool) {
	switch x := n.(type) {
	case *Number:
		if below && x.Value != 0 {
			f.down *= x.Value
			return
		}
		if !below {
			f.up *= x.Value
			return
		}
	case *Negative:
		f.up = -f.up
		f.gather(x.X, below)
		return
	case *Binary:
		switch x.Op {
		case Mul:
			f.gather(x.X, below)
			f.gather(x.Y, below)
			return
		case Div:
			// a / (b / c) is null when c is 0; turning it into a·c/b would
			// lose that, so a quotient below the line stays as it is.
			if !below {
				f.gather(x.X, false)
				f.gather(x.Y, true)
				return
			}
		}
	}
	if below {
		f.below = append(f.below, n)
	} else {
		f.above = append(f.above, n)
	}
}

func product(ns []Node) Node {
	if len(ns) == 0 {
		return nil
	}
	n := ns[0]
	for _, m := range ns[1:] {
		n = &Binary{Op: Mul, X: n, Y: m}
	}
	return n
}

// Constant answers the value of a formula that uses no name and is not null.
func Constant(n Node) (float64, bool) {
	v, ok, _ := Eval(n, func(string) (float64, bool) { return 0, false })
	if !ok || len(Names(n)) > 0 {
		return 0, false
	}
	return v, true
}

// Simplify computes what is constant: 2*3, x+0, x*1, x/1, and an if whose
// condition is constant. It never changes the value of a formula.
func Simplify(n Node) Node {
	switch n := n.(type) {
	case *Negative:
		x := Simplify(n.X)
		if c, ok := x.(*Number); ok {
			return &Number{At: n.At, Value: -c.Value}
		}
		if d, ok := x.(*Negative); ok {
			return d.X
		}
		return &Negative{At: n.At, X: x}
	case *Binary:
		x, y := Simplify(n.X), Simplify(n.Y)
		a, constA := x.(*Number)
		b, constB := y.(*Number)
		switch {
		case constA && constB && (n.Op != Div || b.Value != 0):
			if v, why := finite(apply(n.Op, a.Value, b.Value)); why == "" {
				return &Number{At: n.At, Value: v}
			}
		case constB && (b.Value == 0 && (n.Op == Add || n.Op == Sub) || b.Value == 1 && (n.Op == Mul || n.Op == Div)):
			return x
		case constA && (a.Value == 0 && n.Op == Add || a.Value == 1 && n.Op == Mul):
			return y
		}
		return &Binary{At: n.At, Op: n.Op, X: x, Y: y}
	case *Call:
		args := make([]Node, len(n.Args))
		fixed := true
		for i, a := range n.Args {
			args[i] = Simplify(a)
			if _, ok := args[i].(*Number); !ok {
				fixed = false
			}
		}
		c := &Call{At: n.At, Func: n.Func, Args: args}
		if fixed {
			if v, ok := Constant(c); ok {
				return &Number{At: n.At, Value: v}
			}
		}
		if n.Func == "if" && (len(args) == 2 || len(args) == 3) {
			if cond, ok := args[0].(*Number); ok {
				switch {
				case cond.Value != 0:
					return args[1]
				case len(args) == 3:
					return args[2]
				}
				return &Null{n.At}
			}
		}
		return c
	}
	return n
}

// Linear answers the weight of every name in a formula that is a weighted sum
// of names plus a constant; ok is false for any other formula. Only a linear
// formula with constant 0 adds up over rows.
func Linear(n Node) (weights map[string]float64, constant float64, ok bool) {
	weights = map[string]float64{}
	constant, ok = linear(Simplify(n), 1, weights)
	if !ok {
		return nil, 0, false
	}
	for k, w := range weights {
		if _, why := finite(w); why != "" {
			return nil, 0, false
		}
		if w == 0 {
			delete(weights, k)
		}
	}
	if _, why := finite(constant); why != "" {
		return nil, 0, false
	}
	return weights, constant, true
}

func linear(n Node, by float64, weights map[string]float64) (float64, bool) {
	switch n := n.(type) {
	case *Number:
		return by * n.Value, true
	case *Name:
		weights[n.Ref] += by
		return 0, true
	case *Negative:
		return linear(n.X, -by, weights)
	case *Binary:
		switch n.Op {
		case Add, Sub:
			x, ok := linear(n.X, by, weights)
			if !ok {
				return 0, false
			}
			if n.Op == Sub {
				by = -by
			}
			y, ok := linear(n.Y, by, weights)
			return x + y, ok
		case Mul:
			if c, ok := Constant(n.X); ok {
				return linear(n.Y, by*c, weights)
			}
			if c, ok := Constant(n.Y); ok {
				return linear(n.X, by*c, weights)
			}
		case Div:
			if c, ok := Constant(n.Y); ok && c != 0 {
				return linear(n.X, by/c, weights)
			}
		}
	}
	return 0, false
}
