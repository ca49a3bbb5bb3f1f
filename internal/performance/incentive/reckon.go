package incentive

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/calc/formula"
)

// someone is a person as the rules see them in a period.
type someone struct {
	id, name, agentNo string
	teamID, teamName  string         // the last team in the period
	days              map[string]int // in each team
	level, position   string
}

// facts is everything a period is reckoned from.
type facts struct {
	people    []someone // by number, then id
	teamNames map[string]string
	metrics   map[string]Metric
	cells     map[string]map[place]Cell // by question
}

type place struct{ team, person string }

// ask names a question within a period.
func (v *Variable) ask(by string, teams []string) string {
	return strings.Join([]string{v.Metric, strconv.Itoa(v.seconds()), by, strings.Join(teams, ",")}, "|")
}

// by is how the variables of a rule are asked.
func (b *Body) by() string {
	if b.Kind == Team {
		return byTeam
	}
	return byPerson
}

// reckon gives the lines of a version, by number and team.
func (f *facts) reckon(ruleID string, v *Version) []Line {
	r := reckonerOf(f, ruleID, v)
	if v.Kind == Team {
		return r.teams()
	}
	var out []Line
	for i := range f.people {
		p := &f.people[i]
		if !v.For.fits(p) || !v.For.inTeams(p) {
			continue
		}
		l := r.line(p, p.teamID)
		amount, state := r.earned(&l, place{person: p.id})
		r.settle(&l, amount, state)
		out = append(out, l)
	}
	return out
}

// fits reports whether a rule is for somebody of this level and position.
func (f *For) fits(p *someone) bool {
	return (len(f.Levels) == 0 || slices.Contains(f.Levels, p.level)) && (len(f.Positions) == 0 || slices.Contains(f.Positions, p.position))
}

// inTeams reports whether somebody was in one of the teams.
func (f *For) inTeams(p *someone) bool {
	if len(f.Teams) == 0 {
		return len(p.days) > 0
	}
	return slices.ContainsFunc(f.Teams, func(id string) bool { return p.days[id] > 0 })
}

// reckonerOf reads the formulas of a version, which were checked before it was kept.
func reckonerOf(f *facts, ruleID string, v *Version) *reckoner {
	r := &reckoner{facts: f, ruleID: ruleID, v: v}
	r.sum, _ = formula.Parse(v.Formula, v.vocabulary().Known)
	if v.Gate != "" {
		r.gate, _ = formula.Parse(v.Gate, v.vocabulary().Known)
	}
	return r
}

type reckoner struct {
	*facts
	ruleID    string
	v         *Version
	gate, sum formula.Node
}

func (r *reckoner) line(p *someone, teamID string) Line {
	return Line{RuleID: r.ruleID, Rule: r.v.Name, Version: r.v.Version, Kind: r.v.Kind, PersonID: p.id, Name: p.name, AgentNo: p.agentNo,
		TeamID: teamID, TeamName: r.teamNames[teamID], Level: p.level, Pays: r.v.Pays, Values: []Value{}, Steps: []Step{}}
}

// earned evaluates gate and formula at a place; the answer is in cents or
// points, before shares and caps.
func (r *reckoner) earned(l *Line, at place) (int64, string) {
	values := map[string]float64{}
	for i := range r.v.Variables {
		x := &r.v.Variables[i]
		m := r.metrics[x.Metric]
		value := Value{Key: x.Key, Metric: x.Metric, NameZH: m.NameZH, NameEN: m.NameEN, Unit: m.Unit, Seconds: x.Seconds}
		if c, ok := r.cells[x.ask(r.v.by(), r.v.For.Teams)][at]; ok {
			values[x.Key] = c.Value
			value.Value, value.Version, value.Link = &c.Value, c.Version, c.Link
		}
		l.Values = append(l.Values, value)
	}
	look := func(name string) (float64, bool) { v, ok := values[name]; return v, ok }
	if r.gate != nil {
		holds, ok, _ := formula.Eval(r.gate, look)
		l.step(StepGate, put(r.gate, values), holds, ok)
		if !ok {
			return 0, Unknown
		}
		if holds == 0 {
			return 0, Closed
		}
	}
	v, ok, _ := formula.Eval(r.sum, look)
	l.step(StepFormula, put(r.sum, values), v, ok)
	if !ok {
		return 0, Unknown
	}
	n := r.whole(v)
	if r.shown(n) != v {
		l.step(StepRound, "", r.shown(n), true)
	}
	return n, Earned
}

func (l *Line) step(what, text string, result float64, ok bool) {
	s := Step{What: what, Text: text}
	if ok {
		s.Result = &result
	}
	l.Steps = append(l.Steps, s)
}

// whole rounds to a cent or a point, halves up; below nothing is nothing. What
// binary fractions lack is put right at the sixth digit first.
func (r *reckoner) whole(v float64) int64 {
	if r.v.Pays == Money {
		v *= 100
	}
	v = math.Round(v*1e6) / 1e6
	return int64(min(max(math.Floor(v+0.5), 0), mostCents))
}

// shown is cents or points as they are read.
func (r *reckoner) shown(n int64) float64 {
	if r.v.Pays == Money {
		return float64(n) / 100
	}
	return float64(n)
}

// settle puts the cap and ends the line.
func (r *reckoner) settle(l *Line, amount int64, state string) {
	if r.v.CapCents > 0 && amount > r.v.CapCents {
		amount = r.v.CapCents
		l.step(StepCap, "", r.shown(amount), true)
	}
	if state == Earned && amount == 0 {
		state = Nothing
	}
	l.State, l.Amount, l.Reckoned = state, amount, amount
}

// teams shares the sum of each team among those who were in it.
func (r *reckoner) teams() []Line {
	ids := r.v.For.Teams
	if len(ids) == 0 {
		for id := range r.teamNames {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, func(a, b string) int {
			return cmp.Or(strings.Compare(r.teamNames[a], r.teamNames[b]), strings.Compare(a, b))
		})
	}
	var out []Line
	for _, id := range ids {
		var lines []Line
		var parts []float64
		for i := range r.people {
			p := &r.people[i]
			if p.days[id] == 0 || !r.v.For.fits(p) {
				continue
			}
			lines = append(lines, r.line(p, id))
			parts = append(parts, r.part(p, id))
		}
		if len(lines) == 0 {
			continue
		}
		all := 0.0
		for _, part := range parts {
			all += part
		}
		var head Line
		sum, state := r.earned(&head, place{team: id})
		shares := share(sum, parts)
		for i := range lines {
			l := &lines[i]
			l.Values, l.Steps = slices.Clone(head.Values), slices.Clone(head.Steps)
			amount, how := shares[i], state
			if state == Earned {
				result := r.shown(amount)
				l.Steps = append(l.Steps, Step{What: StepShare, Of: &all, Part: &parts[i], Result: &result})
				if all == 0 {
					how = Unknown
				}
			}
			r.settle(l, amount, how)
		}
		out = append(out, lines...)
	}
	return out
}

// part is what a person's share is measured by: days in the team, or a variable.
func (r *reckoner) part(p *someone, teamID string) float64 {
	if r.v.Share != ShareVariable {
		return float64(p.days[teamID])
	}
	for i := range r.v.Variables {
		if x := &r.v.Variables[i]; x.Key == r.v.ShareBy {
			return max(r.cells[x.ask(byBoth, r.v.For.Teams)][place{teamID, p.id}].Value, 0)
		}
	}
	return 0
}

// share cuts a sum into parts that add up to it: rounded down, and what is left
// goes to those who lost most by it, the first of equals first.
func share(sum int64, parts []float64) []int64 {
	out := make([]int64, len(parts))
	all := 0.0
	for _, p := range parts {
		all += p
	}
	if all <= 0 {
		return out
	}
	lost := make([]float64, len(parts))
	order := make([]int, len(parts))
	left := sum
	for i, p := range parts {
		exact := float64(sum) * p / all
		out[i] = int64(math.Floor(exact + 1e-9))
		lost[i], order[i] = exact-float64(out[i]), i
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost[b], lost[a]) })
	for i := 0; left > 0; i++ {
		out[order[i%len(order)]]++
		left--
	}
	return out
}

// put writes a formula with the values put in.
func put(n formula.Node, values map[string]float64) string {
	var with func(n formula.Node) formula.Node
	with = func(n formula.Node) formula.Node {
		switch n := n.(type) {
		case *formula.Name:
			if v, ok := values[n.Ref]; ok {
				return &formula.Number{Value: v}
			}
			return &formula.Null{}
		case *formula.Negative:
			return &formula.Negative{X: with(n.X)}
		case *formula.Binary:
			return &formula.Binary{Op: n.Op, X: with(n.X), Y: with(n.Y)}
		case *formula.Call:
			args := make([]formula.Node, len(n.Args))
			for i, a := range n.Args {
				args[i] = with(a)
			}
			return &formula.Call{Func: n.Func, Args: args}
		}
		return n
	}
	return with(n).String()
}
