package incentive

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/lingting/lingting/calc/formula"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// RuleIn asks for one page of rules.
type RuleIn struct {
	Search   string // part of the name
	Kind     string
	Pays     string
	Archived bool   // the archived ones instead
	Sort     string // name (default), kind, effective or changed; a leading - turns it round
	Cursor   string
	Limit    int
}

// Rules gives a page of rules. Needs the permission performance.read.
func (s *Service) Rules(ctx context.Context, in RuleIn) (page.Of[Rule], error) {
	var none page.Of[Rule]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	all, err := s.rules(ctx)
	if err != nil {
		return none, err
	}
	search := sqldb.Fold(in.Search)
	rows := []Rule{}
	for _, r := range all {
		v := r.Versions[0]
		if r.Archived != in.Archived || in.Kind != "" && v.Kind != in.Kind || in.Pays != "" && v.Pays != in.Pays || !strings.Contains(sqldb.Fold(v.Name), search) {
			continue
		}
		rows = append(rows, r)
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "name"), Cursor: in.Cursor, Limit: in.Limit}, "incentive.sort", map[string]func(Rule) string{
		"name":      func(x Rule) string { return x.Versions[0].Name },
		"kind":      func(x Rule) string { return x.Versions[0].Kind },
		"effective": func(x Rule) string { return x.Versions[0].EffectiveOn },
		"changed":   func(x Rule) string { return fmt.Sprintf("%015d", x.ChangedMs) },
	}, func(x Rule) string { return x.ID })
}

func (s *Service) rules(ctx context.Context) (all []Rule, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err = loadRules(ctx, tx)
		return err
	})
	return all, err
}

// Rule gives a rule with its versions. Needs the permission performance.read.
func (s *Service) Rule(ctx context.Context, ruleID string) (r Rule, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return r, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		r, err = ruleOf(ctx, tx, ruleID)
		return err
	})
	return r, err
}

func ruleOf(ctx context.Context, tx *sqldb.Tx, ruleID string) (Rule, error) {
	all, err := loadRules(ctx, tx)
	if err != nil {
		return Rule{}, err
	}
	for _, r := range all {
		if r.ID == ruleID {
			return r, nil
		}
	}
	return Rule{}, fault.NotFoundf("incentive.rule.not_found", "There is no such rule.")
}

// known reads what a rule can name.
func (s *Service) known(ctx context.Context) (k *known, err error) {
	k = &known{}
	if k.metrics, err = s.numbers.Metrics(asRoom(ctx)); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		k.team = func(id string) bool { _, ok := dir.Team(id); return ok }
		k.positions, err = s.files.PositionNames(ctx, tx)
		return err
	})
	return k, err
}

// AddRule adds a rule with its first version; the same once more gives the rule
// that is there. Needs the permission incentive.edit.
func (s *Service) AddRule(ctx context.Context, in Body) (r Rule, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return r, err
	}
	k, err := s.known(ctx)
	if err != nil {
		return r, err
	}
	in.tidy()
	if err := in.check(k); err != nil {
		return r, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadRules(ctx, tx)
		if err != nil {
			return err
		}
		for _, r = range all {
			if r.Archived || r.Versions[0].Name != in.Name {
				continue
			}
			if len(r.Versions) == 1 && r.Versions[0].same(&in) {
				return nil
			}
			return fault.Conflictf("incentive.rule.name", "There is another rule of this name.").WithField("body.name", "not_unique", "is the name of another rule")
		}
		now := clock.Ms(s.clk)
		r = Rule{ID: id.New(s.clk), Rev: 1, ChangedMs: now, ChangedBy: actorName(ctx)}
		r.Versions = []Version{{Version: 1, CreatedMs: now, CreatedBy: r.ChangedBy, Body: in}}
		if err := addRule(ctx, tx, r); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "incentive.rule.create", Object: "incentive_rule", ObjectID: r.ID, After: r.Versions[0]})
	})
	return r, err
}

// AddVersion adds a version; it begins after the one before. The same once more
// changes nothing. rev is the revision that was read, or below 0 for any. Needs
// the permission incentive.edit.
func (s *Service) AddVersion(ctx context.Context, ruleID string, in Body, rev int64) (r Rule, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return r, err
	}
	k, err := s.known(ctx)
	if err != nil {
		return r, err
	}
	in.tidy()
	if err := in.check(k); err != nil {
		return r, err
	}
	return s.change(ctx, ruleID, rev, func(tx *sqldb.Tx, r *Rule) (*authz.Entry, error) {
		last := r.Versions[0]
		if last.same(&in) {
			return nil, nil
		}
		if in.EffectiveOn <= last.EffectiveOn {
			return nil, fault.Invalidf("incentive.rule.invalid", "The rule has wrong values.").WithField("body.effective_on", "order", "must be after "+last.EffectiveOn+", when the version before began")
		}
		v := Version{Version: last.Version + 1, CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx), Body: in}
		r.Versions = append([]Version{v}, r.Versions...)
		return &authz.Entry{Action: "incentive.rule.version", Before: last, After: v}, addVersion(ctx, tx, r.ID, v)
	})
}

// ArchiveRule takes a rule out of use, or back into it. Needs the permission
// incentive.edit.
func (s *Service) ArchiveRule(ctx context.Context, ruleID string, archived bool, rev int64) (Rule, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Rule{}, err
	}
	return s.change(ctx, ruleID, rev, func(_ *sqldb.Tx, r *Rule) (*authz.Entry, error) {
		if r.Archived == archived {
			return nil, nil
		}
		r.Archived = archived
		return &authz.Entry{Action: "incentive.rule.archive", Before: map[string]bool{"archived": !archived}, After: map[string]bool{"archived": archived}}, nil
	})
}

// change changes a rule; no entry: there is nothing to change.
func (s *Service) change(ctx context.Context, ruleID string, rev int64, do func(tx *sqldb.Tx, r *Rule) (*authz.Entry, error)) (r Rule, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if r, err = ruleOf(ctx, tx, ruleID); err != nil {
			return err
		}
		e, err := do(tx, &r)
		if err != nil || e == nil {
			return err
		}
		if rev >= 0 && rev != r.Rev {
			return fault.Conflictf("incentive.rule.stale", "Somebody has changed the rule meanwhile; load it again.")
		}
		r.Rev, r.ChangedMs, r.ChangedBy = r.Rev+1, clock.Ms(s.clk), actorName(ctx)
		done, err := setRule(ctx, tx, r)
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("incentive.rule.stale", "Somebody has changed the rule meanwhile; load it again.")
		}
		e.Object, e.ObjectID = "incentive_rule", r.ID
		return s.tell(ctx, tx, *e)
	})
	return r, err
}

// ExampleIn asks what a rule would say of a person.
type ExampleIn struct {
	Rule     Body   `json:"rule"`
	PersonID string `json:"person_id,omitempty" maxLength:"60"`
	FromOn   string `json:"from_on,omitempty" maxLength:"10" doc:"default: the last whole month"`
	ToOn     string `json:"to_on,omitempty" maxLength:"10"`
}

// Example is what is said of formulas as they are typed, and what a person would
// earn by them.
type Example struct {
	Formula []formula.Diagnostic `json:"formula" nullable:"false"`
	Gate    []formula.Diagnostic `json:"gate" nullable:"false"`
	FromOn  string               `json:"from_on"`
	ToOn    string               `json:"to_on"`
	Lines   []Line               `json:"lines" nullable:"false" doc:"none: the rule is not for this person"`
}

// Try checks a rule that is not kept, and works it out for a person. Needs the
// permission incentive.edit.
func (s *Service) Try(ctx context.Context, in ExampleIn) (out Example, err error) {
	out = Example{Formula: []formula.Diagnostic{}, Gate: []formula.Diagnostic{}, Lines: []Line{}}
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	in.Rule.tidy()
	if in.Rule.Formula != "" {
		out.Formula = append(out.Formula, formula.Check(in.Rule.Formula, in.Rule.vocabulary()).Diagnostics...)
	}
	if in.Rule.Gate != "" {
		out.Gate = append(out.Gate, formula.Check(in.Rule.Gate, in.Rule.vocabulary()).Diagnostics...)
	}
	if in.PersonID == "" {
		return out, nil
	}
	k, err := s.known(ctx)
	if err != nil {
		return out, err
	}
	if whole := in.Rule.check(k) == nil; !whole {
		return out, nil // the form tells what is missing when it is saved
	}
	r, err := s.period(ctx, in.FromOn, in.ToOn)
	if err != nil {
		return out, err
	}
	out.FromOn, out.ToOn = r.From.String(), r.To.String()
	rule := []used{{"", Version{Body: in.Rule}}}
	f, err := s.gather(ctx, rule, r, in.PersonID, silent)
	if err != nil {
		return out, err
	}
	for _, l := range f.lines(rule) {
		if l.PersonID == in.PersonID {
			out.Lines = append(out.Lines, l)
		}
	}
	return out, nil
}
