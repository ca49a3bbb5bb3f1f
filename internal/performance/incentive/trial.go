package incentive

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// TrialIn asks what rules would pay.
type TrialIn struct {
	FromOn      string   `json:"from_on,omitempty" maxLength:"10" doc:"default: the last whole month"`
	ToOn        string   `json:"to_on,omitempty" maxLength:"10"`
	RuleIDs     []string `json:"rule_ids,omitempty" maxItems:"200" doc:"default: all in force"`
	BudgetCents int64    `json:"budget_cents,omitempty" minimum:"0" maximum:"100000000000" doc:"in hundredths of the currency; 0: none"`
}

// Trial is what rules would pay; it is not kept.
type Trial struct {
	FromOn string   `json:"from_on"`
	ToOn   string   `json:"to_on"`
	Sum    Sum      `json:"sum"`
	Over   int64    `json:"over_cents" doc:"how much more than the budget; less than 0: left of it"`
	Rules  []ForOne `json:"rules" nullable:"false"`
	People []Person `json:"people" nullable:"false"`
	Bands  []Band   `json:"bands" nullable:"false" doc:"how many people earn how much money"`
}

// Sum is what lines come to.
type Sum struct {
	Cents  int64 `json:"cents" doc:"money, in hundredths of the currency"`
	Points int64 `json:"points"`
	Gifts  int64 `json:"gifts,omitempty" doc:"prizes that are gifts"`
	People int   `json:"people" doc:"who earn something"`
	Closed int   `json:"closed" doc:"lines whose gate does not hold"`
	Lacks  int   `json:"lacks" doc:"lines where a value is missing"`
}

// ForOne is what one rule comes to.
type ForOne struct {
	RuleID  string `json:"rule_id"`
	Rule    string `json:"rule"`
	Version int    `json:"version"`
	Kind    string `json:"kind"`
	Pays    string `json:"pays"`
	Lines   int    `json:"lines"`
	Sum
}

// Person is what one person earns.
type Person struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	AgentNo  string `json:"agent_no"`
	TeamName string `json:"team_name,omitempty"`
	Cents    int64  `json:"cents"`
	Points   int64  `json:"points"`
	Lines    []Line `json:"lines" nullable:"false"`
}

// Band is a span of money; the upper end is not in it.
type Band struct {
	FromCents int64 `json:"from_cents"`
	ToCents   int64 `json:"to_cents"`
	People    int   `json:"people"`
}

func (s *Service) period(ctx context.Context, fromOn, toOn string) (r civil.Range, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		r, err = period(fromOn, toOn, today)
		return err
	})
	return r, err
}

// Trial tells what the rules would pay for a period; nothing is kept. Needs the
// permission incentive.edit.
func (s *Service) Trial(ctx context.Context, in TrialIn) (out Trial, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	r, err := s.period(ctx, in.FromOn, in.ToOn)
	if err != nil {
		return out, err
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return out, err
	}
	all := rulesFor(rules, in.RuleIDs, r.From.String())
	f, err := s.gather(ctx, all, r, "", silent)
	if err != nil {
		return out, err
	}
	out = sumUp(all, f.lines(all))
	out.FromOn, out.ToOn = r.From.String(), r.To.String()
	out.Over = out.Sum.Cents - in.BudgetCents
	if in.BudgetCents == 0 {
		out.Over = 0
	}
	return out, nil
}

// sumUp adds up lines by rule and by person.
func sumUp(all []used, lines []Line) Trial {
	out := Trial{Rules: []ForOne{}, People: []Person{}}
	rules := map[string]*ForOne{}
	for _, u := range all {
		rules[u.ruleID] = &ForOne{RuleID: u.ruleID, Rule: u.v.Name, Version: u.v.Version, Kind: u.v.Kind, Pays: u.v.Pays}
	}
	people := map[string]*Person{}
	earn := map[string]map[string]bool{}
	for _, l := range lines {
		p, r := people[l.PersonID], rules[l.RuleID]
		if p == nil {
			p = &Person{PersonID: l.PersonID, Name: l.Name, AgentNo: l.AgentNo, TeamName: l.TeamName, Lines: []Line{}}
			people[l.PersonID] = p
		}
		p.Lines = append(p.Lines, l)
		r.Lines++
		for _, sum := range []*Sum{&out.Sum, &r.Sum} {
			sum.add(&l)
		}
		if l.Pays == Points {
			p.Points += l.Amount
		} else {
			p.Cents += l.Amount
		}
		if l.Amount != 0 {
			if earn[l.RuleID] == nil {
				earn[l.RuleID] = map[string]bool{}
			}
			earn[l.RuleID][l.PersonID] = true
		}
	}
	for _, u := range all {
		rules[u.ruleID].People = len(earn[u.ruleID])
		out.Rules = append(out.Rules, *rules[u.ruleID])
	}
	for _, p := range people {
		if p.Cents != 0 || p.Points != 0 {
			out.Sum.People++
		}
		out.People = append(out.People, *p)
	}
	slices.SortFunc(out.People, func(a, b Person) int {
		return cmp.Or(cmp.Compare(b.Cents, a.Cents), cmp.Compare(b.Points, a.Points), strings.Compare(a.AgentNo, b.AgentNo), strings.Compare(a.PersonID, b.PersonID))
	})
	out.Bands = bands(out.People)
	return out
}

// sumOf is what the lines of a run come to.
func sumOf(lines []Line) (out Sum) {
	of := map[string]*Sum{}
	for i := range lines {
		l := &lines[i]
		if of[l.PersonID] == nil {
			of[l.PersonID] = &Sum{}
		}
		of[l.PersonID].add(l)
		out.add(l)
	}
	for _, x := range of {
		if x.Cents != 0 || x.Points != 0 || x.Gifts != 0 {
			out.People++
		}
	}
	return out
}

func (s *Sum) add(l *Line) {
	switch l.Pays {
	case Points:
		s.Points += l.Amount
	case Gifts:
		s.Gifts += l.Amount
	default:
		s.Cents += l.Amount
	}
	switch l.State {
	case Closed:
		s.Closed++
	case Unknown:
		s.Lacks++
	}
}

const mostBands = 8

// bands cuts what people earn into spans of a round width.
func bands(people []Person) []Band {
	most := int64(0)
	for _, p := range people {
		most = max(most, p.Cents)
	}
	if most == 0 {
		return []Band{}
	}
	width := int64(100)
	for i := 0; most/width >= mostBands; i++ {
		width = width * []int64{2, 5, 10}[i%3] / []int64{1, 2, 5}[i%3]
	}
	out := make([]Band, most/width+1)
	for i := range out {
		out[i].FromCents, out[i].ToCents = int64(i)*width, int64(i+1)*width
	}
	for _, p := range people {
		out[max(p.Cents, 0)/width].People++
	}
	return out
}
