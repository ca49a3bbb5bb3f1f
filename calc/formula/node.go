package formula

import (
	"math"
	"strconv"
	"strings"
)

// Node is a parsed formula or a part of one. Nodes are never changed after
// they are made.
type Node interface {
	// Span is the part of the source the node was read from, in bytes; 0, 0
	// for a node made by hand.
	Span() (from, to int)
	// String writes the formula in its one canonical form, which parses to
	// the same formula without knowing any name.
	String() string
	precedence() int
	write(b *strings.Builder)
}

// At is the place of a node in its source.
type At struct{ From, To int }

// Span is the place in bytes.
func (a At) Span() (from, to int) { return a.From, a.To }

// Number is a constant.
type Number struct {
	At
	Value float64
}

// Null is the constant "not computable".
type Null struct{ At }

// Name stands for a value found by name.
type Name struct {
	At
	Ref string // "answered", "sl-off", "sl-off@2"
}

// Op is an operator of two operands.
type Op string

// The operators.
const (
	Add Op = "+"
	Sub Op = "-"
	Mul Op = "*"
	Div Op = "/"
	LT  Op = "<"
	LE  Op = "<="
	GT  Op = ">"
	GE  Op = ">="
	EQ  Op = "=="
	NE  Op = "!="
)

// Negative is unary minus.
type Negative struct {
	At
	X Node
}

// Binary is an operation on two operands.
type Binary struct {
	At
	Op   Op
	X, Y Node
}

// Call is a function with its arguments.
type Call struct {
	At
	Func string
	Args []Node
}

const (
	precCompare = iota + 1
	precAdd
	precMul
	precNegative
	precPrimary
)

func (o Op) precedence() int {
	switch o {
	case Add, Sub:
		return precAdd
	case Mul, Div:
		return precMul
	}
	return precCompare
}

// SplitRef splits a name into its id and version; 0 when none is asked for.
func SplitRef(ref string) (id string, version int) {
	id, v, ok := strings.Cut(ref, "@")
	if !ok {
		return id, 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		return id, 0
	}
	return id, n
}

func (n *Number) precedence() int {
	if n.Value < 0 || (n.Value == 0 && math.Signbit(n.Value)) {
		return precNegative
	}
	return precPrimary
}
func (n *Null) precedence() int     { return precPrimary }
func (n *Name) precedence() int     { return precPrimary }
func (n *Negative) precedence() int { return precNegative }
func (n *Binary) precedence() int   { return n.Op.precedence() }
func (n *Call) precedence() int     { return precPrimary }

func (n *Number) String() string   { return text(n) }
func (n *Null) String() string     { return text(n) }
func (n *Name) String() string     { return text(n) }
func (n *Negative) String() string { return text(n) }
func (n *Binary) String() string   { return text(n) }
func (n *Call) String() string     { return text(n) }

func text(n Node) string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *Number) write(b *strings.Builder) {
	v := math.Abs(n.Value)
	if math.Signbit(n.Value) {
		b.WriteByte('-')
	}
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		b.WriteString("null")
	case v == 0 || (v >= 1e-6 && v < 1e15):
		b.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
	default:
		b.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
	}
}

func (n *Null) write(b *strings.Builder) { b.WriteString("null") }

func (n *Name) write(b *strings.Builder) {
	if n.Ref == "null" || strings.ContainsAny(n.Ref, "-@") {
		b.WriteByte('`')
		b.WriteString(n.Ref)
		b.WriteByte('`')
		return
	}
	b.WriteString(n.Ref)
}

func (n *Negative) write(b *strings.Builder) {
	b.WriteByte('-')
	writeAt(b, n.X, precNegative)
}

func (n *Binary) write(b *strings.Builder) {
	p := n.precedence()
	left := p
	if p == precCompare {
		left++ // comparisons do not chain
	}
	writeAt(b, n.X, left)
	b.WriteByte(' ')
	b.WriteString(string(n.Op))
	b.WriteByte(' ')
	writeAt(b, n.Y, p+1)
}

func (n *Call) write(b *strings.Builder) {
	b.WriteString(n.Func)
	b.WriteByte('(')
	for i, a := range n.Args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.write(b)
	}
	b.WriteByte(')')
}

func writeAt(b *strings.Builder, n Node, atLeast int) {
	if n.precedence() >= atLeast {
		n.write(b)
		return
	}
	b.WriteByte('(')
	n.write(b)
	b.WriteByte(')')
}

// Walk calls visit for a node and, while visit answers true, for its parts,
// from left to right.
func Walk(n Node, visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	switch n := n.(type) {
	case *Negative:
		Walk(n.X, visit)
	case *Binary:
		Walk(n.X, visit)
		Walk(n.Y, visit)
	case *Call:
		for _, a := range n.Args {
			Walk(a, visit)
		}
	}
}

// Names lists the names a formula uses, each once, in order of appearance.
func Names(n Node) []string {
	seen := map[string]bool{}
	var out []string
	Walk(n, func(n Node) bool {
		if x, ok := n.(*Name); ok && !seen[x.Ref] {
			seen[x.Ref] = true
			out = append(out, x.Ref)
		}
		return true
	})
	return out
}

// Size counts the nodes of a formula.
func Size(n Node) int {
	size := 0
	Walk(n, func(Node) bool { size++; return true })
	return size
}

// Replace makes a formula in which every name for which with answers true is
// replaced by the formula it answers. Parts that do not change are shared.
func Replace(n Node, with func(ref string) (Node, bool)) Node {
	switch n := n.(type) {
	case *Name:
		if r, ok := with(n.Ref); ok {
			return r
		}
	case *Negative:
		return &Negative{At: n.At, X: Replace(n.X, with)}
	case *Binary:
		return &Binary{At: n.At, Op: n.Op, X: Replace(n.X, with), Y: Replace(n.Y, with)}
	case *Call:
		args := make([]Node, len(n.Args))
		for i, a := range n.Args {
			args[i] = Replace(a, with)
		}
		return &Call{At: n.At, Func: n.Func, Args: args}
	}
	return n
}
