package rosters

import (
	"errors"
	"slices"

	engine "github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/conflict"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Clash is somebody whose hard rules no days of work keep together: the smallest
// set of them that cannot.
type Clash struct {
	PersonID string      `json:"person_id"`
	Name     string      `json:"name"`
	AgentNo  string      `json:"agent_no"`
	Rules    []ClashRule `json:"rules"`
}

// ClashRule is a rule of such a set, by its values.
type ClashRule struct {
	Rule  string     `json:"rule" doc:"paid_minutes, work_run, rest_run, weekends, shift_count, succession, rest_minutes, day_off or fixed"`
	Min   *int       `json:"min,omitempty" doc:"in minutes, days, weekends or shifts by the rule"`
	Max   *int       `json:"max,omitempty"`
	Types []string   `json:"types,omitempty" doc:"codes of the shift types it is about; none: any"`
	Then  []string   `json:"then,omitempty" doc:"of succession: codes that must not follow"`
	Days  []DaysSpan `json:"days,omitempty" doc:"it is about; none: all days"`
}

// DaysSpan is some days, both included.
type DaysSpan struct {
	FromOn string `json:"from_on" format:"date"`
	ToOn   string `json:"to_on" format:"date"`
}

// clashError is the fault that nothing can be made, with who and which rules.
type clashError struct {
	fault   *fault.Error
	clashes []Clash
}

func (e *clashError) Error() string { return e.fault.Error() }
func (e *clashError) Unwrap() error { return e.fault }

// ClashesOf are the people and rules that an error of Make is about, if it is about
// such.
func ClashesOf(err error) []Clash {
	if e, ok := errors.AsType[*clashError](err); ok {
		return e.clashes
	}
	return nil
}

// clash says which people's rules no line keeps, nil when there are none.
func (b *basis) clash(found []conflict.Conflict) error {
	if len(found) == 0 {
		return nil
	}
	out, names := []Clash{}, ""
	for i, c := range found {
		who := b.people[slices.IndexFunc(b.people, func(x person) bool { return x.id == c.Person })]
		x := Clash{PersonID: who.id, Name: who.name, AgentNo: who.agentNo, Rules: []ClashRule{}}
		for _, part := range c.Parts {
			x.Rules = append(x.Rules, b.clashRule(part))
		}
		out = append(out, x)
		switch {
		case i < mostNamed:
			names += who.name + ": "
			for k, r := range c.Rules {
				if k > 0 {
					names += "; "
				}
				names += r
			}
			names += ". "
		case i == mostNamed:
			names += " …"
		}
	}
	return &clashError{fault.Invalidf("roster.version.conflict", "For %d people no days of work keep all hard rules together. %s", len(found), names), out}
}

func (b *basis) clashRule(part conflict.Part) ClashRule {
	r := part.Rule
	out := ClashRule{Rule: string(r.Kind), Types: b.codes(r.Shifts), Then: b.codes(r.Then)}
	switch r.Kind {
	case engine.PaidMinutes, engine.WorkRun, engine.RestRun, engine.Weekends, engine.ShiftCount, engine.RestMinutes:
		if r.Min > 0 {
			out.Min = &r.Min
		}
		if r.Max != engine.NoMax && r.Kind != engine.RestMinutes {
			out.Max = &r.Max
		}
	}
	for _, s := range part.Spans {
		if s[0] > 0 || s[1] < b.days.Days()-1 {
			out.Days = append(out.Days, DaysSpan{b.dayText(s[0]), b.dayText(s[1])})
		}
	}
	return out
}

// codes are the codes of the types of shifts, each once.
func (b *basis) codes(shifts []int) (out []string) {
	for _, s := range shifts {
		if code := b.starts[s].kind.Code; !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}
