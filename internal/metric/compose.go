package metric

import (
	"fmt"
	"slices"

	"github.com/lingting/lingting/calc/formula"
)

// Codes of diagnostics of composing, besides those of the language.
const (
	CodeCycle       = "metric.cycle"               // the metric would refer to itself
	CodeAttribution = "metric.attribution_differs" // parts count contacts in different intervals
	CodeComparison  = "metric.comparison_differs"  // parts compare waits differently
	CodeParameters  = "metric.parameters_differ"   // parts pin the same parameter at different values
	CodeTooLarge    = "metric.formula_too_large"   // what it refers to makes it too large
)

// maxSize is the greatest number of parts of a formula with everything it
// refers to written out.
const maxSize = 1500

// Composed is a formula over measures and metrics, written out over measures
// alone. The versions of the metrics it refers to are fixed.
type Composed struct {
	Numerator   string
	Denominator string
	Scale       float64
	Unit        formula.Unit // as far as it can be told
	Uses        []string     // measures, and metrics with their versions
	Parameters  Parameters   // what the metrics it refers to pin
	Comparison  string
	Attribution string
	Diagnostics []formula.Diagnostic
}

// OK reports whether the formula has no errors; warnings are allowed.
func (c Composed) OK() bool {
	return !slices.ContainsFunc(c.Diagnostics, func(d formula.Diagnostic) bool { return d.Severity == formula.SeverityError })
}

// vocabularyOf is what formulas may use: the measures, and the metrics whose
// id is not a measure's.
func vocabularyOf(metrics []Definition) formula.Vocabulary {
	v := make(formula.Vocabulary, len(measures)+len(metrics))
	for _, d := range metrics {
		v[d.ID] = formula.Entry{Unit: formula.Unit(d.Unit), Labels: []string{d.NameZH, d.NameEN}}
	}
	for _, m := range measures {
		v[m.ID] = formula.Entry{Unit: formula.Unit(m.Unit), Labels: []string{m.NameZH, m.NameEN}}
	}
	return v
}

// compose reads a formula and writes out the metrics it refers to. find
// answers the version a name refers to; self is the id of the metric the
// formula is for, "" when it has none yet.
func compose(src string, v formula.Vocabulary, find func(ref string) (Definition, bool), self string) Composed {
	checked := formula.Check(src, v)
	c := Composed{Diagnostics: checked.Diagnostics, Unit: checked.Unit, Parameters: Parameters{}, Scale: 1}
	if !c.OK() {
		return c
	}
	w := writer{Composed: &c, find: find, self: self, seen: map[string]bool{}, expanded: map[string]formula.Node{}}
	formula.Walk(checked.Node, func(n formula.Node) bool {
		if name, ok := n.(*formula.Name); ok {
			w.take(name)
		}
		return true
	})
	if !c.OK() {
		return c
	}
	node := formula.Replace(checked.Node, func(ref string) (formula.Node, bool) {
		n, ok := w.expanded[ref]
		return n, ok
	})
	tooLarge := func() {
		c.Diagnostics = append(c.Diagnostics, formula.Diagnostic{To: len(src), Severity: formula.SeverityError, Code: CodeTooLarge,
			Message: "written out over measures, the formula is too large; build it from fewer parts"})
	}
	if formula.Size(node) > maxSize {
		tooLarge()
		return c
	}
	q := formula.Split(node)
	c.Numerator, c.Scale = q.Numerator.String(), q.Scale
	if q.Denominator != nil {
		c.Denominator = q.Denominator.String()
	}
	d := Definition{Numerator: c.Numerator, Denominator: c.Denominator, Scale: c.Scale}
	if _, err := d.Compile(); err != nil {
		tooLarge()
		return c
	}
	if c.Comparison == "" && len(d.Takes()) > 0 && d.Takes()[0] != ParamRepeatWindow {
		c.Comparison = CompareAtMost
	}
	return c
}

// writer gathers what the parts of a formula bring with them.
type writer struct {
	*Composed
	find     func(ref string) (Definition, bool)
	self     string
	seen     map[string]bool
	expanded map[string]formula.Node
}

func (w *writer) fail(n *formula.Name, code, format string, args ...any) {
	from, to := n.Span()
	w.Diagnostics = append(w.Diagnostics, formula.Diagnostic{From: from, To: to, Severity: formula.SeverityError, Code: code,
		Subject: n.Ref, Message: fmt.Sprintf(format, args...)})
}

func (w *writer) take(n *formula.Name) {
	if w.seen[n.Ref] {
		return
	}
	w.seen[n.Ref] = true
	id, version := formula.SplitRef(n.Ref)
	if m, ok := MeasureByID(id); ok && version == 0 {
		w.Uses = append(w.Uses, id)
		if m.Fact == FactContact {
			w.attribute(n, AttributionArrival)
		}
		return
	}
	d, ok := w.find(n.Ref)
	if !ok {
		w.fail(n, formula.CodeUnknownName, "there is no version %d of %s", version, id)
		return
	}
	if w.self != "" && (d.ID == w.self || w.refersTo(d, map[string]bool{})) {
		w.fail(n, CodeCycle, "%s refers to %s, so it cannot be a part of it", n.Ref, w.self)
		return
	}
	w.Uses = append(w.Uses, d.Ref())
	if d.Attribution != "" {
		w.attribute(n, d.Attribution)
	}
	if d.Comparison != "" {
		if w.Comparison != "" && w.Comparison != d.Comparison {
			w.fail(n, CodeComparison, "%s compares waits with %q, another part with %q", n.Ref, d.Comparison, w.Comparison)
		}
		w.Comparison = d.Comparison
	}
	for k, x := range d.Parameters {
		if slices.Contains(switches, k) {
			continue // written into the formula
		}
		if y, ok := w.Parameters[k]; ok && x != y {
			w.fail(n, CodeParameters, "%s fixes %s at %v, another part at %v", n.Ref, k, x, y)
		}
		w.Parameters[k] = x
	}
	w.expanded[n.Ref] = d.node()
}

func (w *writer) attribute(n *formula.Name, a string) {
	if w.Attribution != "" && w.Attribution != a {
		w.fail(n, CodeAttribution, "%s counts contacts in the interval of %s, another part in that of %s", n.Ref, a, w.Attribution)
		return
	}
	w.Attribution = a
}

// refersTo reports whether a version mentions the metric being made, directly
// or through others.
func (w *writer) refersTo(d Definition, visited map[string]bool) bool {
	if visited[d.Ref()] {
		return false
	}
	visited[d.Ref()] = true
	for _, u := range d.Uses {
		id, version := formula.SplitRef(u)
		if version == 0 {
			continue
		}
		if id == w.self {
			return true
		}
		if x, ok := w.find(u); ok && w.refersTo(x, visited) {
			return true
		}
	}
	return false
}

// node is the whole definition as one formula over measures.
func (d Definition) node() formula.Node {
	n := d.settle(formula.MustParse(d.Numerator))
	if d.Scale != 1 {
		n = &formula.Binary{Op: formula.Mul, X: &formula.Number{Value: d.Scale}, Y: n}
	}
	if d.Denominator != "" {
		n = &formula.Binary{Op: formula.Div, X: n, Y: d.settle(formula.MustParse(d.Denominator))}
	}
	return n
}

// unitFits reports whether a formula's unit, as far as it can be told, is the
// one its definition names.
func unitFits(told formula.Unit, named string) bool {
	plain := func(u string) bool {
		return u == UnitCount || u == UnitRatio || u == UnitErlang || u == UnitPoints || u == UnitHours || u == UnitMoney
	}
	return told == formula.UnitNone || string(told) == named || plain(string(told)) && plain(named)
}
