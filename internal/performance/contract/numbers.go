package contract

import (
	"context"

	"github.com/lingting/lingting/internal/metric"
)

// asking is what lines of many contracts are asked together by.
type asking struct {
	scope    string
	from, to string
	seconds  int // below 0: the metric takes none
}

const (
	mostRefs  = 40 // metrics of one question
	mostNamed = 50 // subjects that a question names; of more it asks for everybody
)

func askingOf(c *Contract, s stretch, l *Line, until string) asking {
	a := asking{scope: c.Scope, from: s.from.String(), to: min(s.to.String(), until), seconds: -1}
	if l.ThresholdSeconds != nil {
		a.seconds = *l.ThresholdSeconds
	}
	return a
}

// asked are the metrics and subjects of one asking, in the order they came.
type asked struct {
	refs     []string
	subjects []string
	seen     map[string]bool
}

// compute scores contracts with the numbers until a day: one question for all
// of the same days and seconds, whatever their number.
func (s *Service) compute(ctx context.Context, all []*Contract, until string) ([]Computation, error) {
	order := []asking{}
	groups := map[asking]*asked{}
	for _, c := range all {
		for _, part := range c.stretches() {
			for i := range part.lines {
				a := askingOf(c, part, &part.lines[i], until)
				if a.to < a.from {
					continue
				}
				g := groups[a]
				if g == nil {
					g = &asked{seen: map[string]bool{}}
					groups[a] = g
					order = append(order, a)
				}
				if ref := part.lines[i].ref(); !g.seen["m "+ref] {
					g.seen["m "+ref] = true
					g.refs = append(g.refs, ref)
				}
				if id := c.subject(); !g.seen["s "+id] {
					g.seen["s "+id] = true
					g.subjects = append(g.subjects, id)
				}
			}
		}
	}
	numbers := map[asking]map[string]map[string]reading{}
	for _, a := range order {
		found, err := s.ask(ctx, a, groups[a])
		if err != nil {
			return nil, err
		}
		numbers[a] = found
	}
	out := make([]Computation, len(all))
	for i, c := range all {
		out[i] = compute(c, func(part stretch, l *Line) reading {
			a := askingOf(c, part, l, until)
			if a.to < a.from {
				return reading{reason: "not_begun"}
			}
			n, ok := numbers[a][c.subject()][l.ref()]
			if !ok {
				return reading{reason: "no_rows"}
			}
			return n
		})
	}
	return out, nil
}

// ask gives the numbers by subject and metric.
func (s *Service) ask(ctx context.Context, a asking, g *asked) (map[string]map[string]reading, error) {
	out := map[string]map[string]reading{}
	for at := 0; at < len(g.refs); at += mostRefs {
		refs := g.refs[at:min(at+mostRefs, len(g.refs))]
		q := metric.Query{From: a.from, To: a.to, Grain: metric.GrainTotal, By: []metric.Dimension{metric.ByAgent}, Metrics: refs}
		if a.scope == ScopeTeam {
			q.By[0] = metric.ByTeam
		}
		if len(g.subjects) <= mostNamed {
			if a.scope == ScopeTeam {
				q.Filter.Teams = g.subjects
			} else {
				q.Filter.Agents = g.subjects
			}
		}
		if a.seconds >= 0 {
			ms := int64(a.seconds) * 1000
			q.ThresholdMs = &ms
		}
		answer, err := s.numbers.Query(asRoom(ctx), q)
		if err != nil {
			return nil, err
		}
		for i := range answer.Rows {
			id := answer.Rows[i].Dims[q.By[0]].ID
			if !g.seen["s "+id] {
				continue
			}
			if out[id] == nil {
				out[id] = map[string]reading{}
			}
			for _, ref := range refs {
				n := answer.Rows[i].Values.Of(ref)
				out[id][ref] = reading{value: n.Value, num: n.Num, den: n.Den, reason: n.Reason}
			}
		}
	}
	return out, nil
}
