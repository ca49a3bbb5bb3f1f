package formula

import (
	"errors"
	"sort"
)

// Entry is one name a formula may use.
type Entry struct {
	Unit   Unit
	Labels []string // what people call it; only for suggestions
}

// Vocabulary is the names a formula may use, by id and without versions.
type Vocabulary map[string]Entry

// Known reports whether a name is in the vocabulary.
func (v Vocabulary) Known(name string) bool { _, ok := v[name]; return ok }

// Checked is what Check found.
type Checked struct {
	Node        Node         // nil when the formula cannot be read
	Diagnostics []Diagnostic // in order of place
	Names       []string     // names used, with versions
	Unit        Unit         // unit of the result, as far as it can be told
}

// OK reports whether the formula has no errors; warnings are allowed.
func (c Checked) OK() bool {
	for _, d := range c.Diagnostics {
		if d.Severity == SeverityError {
			return false
		}
	}
	return c.Node != nil
}

// Check reads a formula and tells what is wrong with it.
func Check(src string, v Vocabulary) Checked {
	n, err := Parse(src, v.Known)
	if err != nil {
		var d *Diagnostic
		if !errors.As(err, &d) {
			d = fail(0, len(src), CodeUnexpected, "", "%v", err)
		}
		return Checked{Diagnostics: []Diagnostic{*d}}
	}
	c := Checked{Node: n, Names: Names(n)}
	tell := func(d *Diagnostic) { c.Diagnostics = append(c.Diagnostics, *d) }
	Walk(n, func(n Node) bool {
		from, to := n.Span()
		switch n := n.(type) {
		case *Name:
			id, _ := SplitRef(n.Ref)
			if v.Known(id) {
				break
			}
			d := fail(from, to, CodeUnknownName, n.Ref, "there is no %q", n.Ref)
			d.Suggestion = suggest(id, v.words())
			if _, ok := functionByName(id); ok {
				d.Message = "a function needs its arguments in parentheses"
				d.Suggestion = id + "("
			}
			tell(d)
		case *Call:
			f, ok := functionByName(n.Func)
			switch {
			case !ok:
				d := fail(from, min(from+len(n.Func), to), CodeUnknownFunction, n.Func, "there is no function %q", n.Func)
				d.Suggestion = suggest(n.Func, functionWords())
				tell(d)
			case len(n.Args) < f.MinArgs || f.MaxArgs > 0 && len(n.Args) > f.MaxArgs:
				d := fail(from, to, CodeArguments, n.Func, "write %s", f.Signature)
				d.Suggestion = f.Signature
				tell(d)
			}
		case *Binary:
			if n.Op == Div {
				if c, ok := Constant(n.Y); ok && c == 0 {
					f, t := n.Y.Span()
					tell(fail(f, t, CodeDivisionByZero, "", "this is always 0, so nothing can be divided by it"))
				}
			}
		}
		return true
	})
	if c.OK() {
		u := units{of: func(name string) Unit { id, _ := SplitRef(name); return v[id].Unit }, tell: tell}
		c.Unit = u.dimension(n).unit()
		if len(c.Names) == 0 {
			tell(warn(0, len(src), CodeConstant, "", "the formula uses no measure: it is always the same number"))
		}
	}
	sort.SliceStable(c.Diagnostics, func(i, j int) bool { return c.Diagnostics[i].From < c.Diagnostics[j].From })
	return c
}

func (v Vocabulary) words() []word {
	out := make([]word, 0, 2*len(v))
	for id, e := range v {
		out = append(out, word{id, id})
		for _, l := range e.Labels {
			out = append(out, word{id, l})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].id != out[j].id {
			return out[i].id < out[j].id
		}
		return out[i].text < out[j].text
	})
	return out
}

func functionWords() []word {
	out := make([]word, len(functions))
	for i, f := range functions {
		out[i] = word{f.Name, f.Name}
	}
	return out
}

// Suggest finds the name nearest to what was written, or "".
func Suggest(written string, v Vocabulary) string { return suggest(written, v.words()) }
