package roster

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// factRules is told when a rule set changed.
const factRules = "roster.rule_set.changed"

// SetsIn asks for one page of rule sets.
type SetsIn struct {
	Search string // part of the name or note
	Kind   string // only sets with a rule of the kind; "" for all
	Sort   string // name (default) or changed; a leading - turns it round
	Cursor string
	Limit  int
}

// ListSets gives a page of rule sets. Needs the permission roster.read.
func (s *Service) ListSets(ctx context.Context, in SetsIn) (page.Of[RuleSet], error) {
	all, err := s.RuleSets(ctx)
	if err != nil {
		return page.Of[RuleSet]{}, err
	}
	search := sqldb.Fold(in.Search)
	rows := slices.DeleteFunc(all, func(x RuleSet) bool {
		return in.Kind != "" && !slices.ContainsFunc(x.Rules, func(r Rule) bool { return string(r.Kind) == in.Kind }) || !strings.Contains(sqldb.Fold(x.Name+"\n"+x.Note), search)
	})
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "name"), Cursor: in.Cursor, Limit: in.Limit}, "roster.sort", map[string]func(RuleSet) string{
		"name":    func(x RuleSet) string { return sqldb.Fold(x.Name) },
		"changed": func(x RuleSet) string { return civil.At(x.ChangedMs, s.clk.Now().Location()).String() },
	}, func(x RuleSet) string { return x.ID })
}

// RuleSets gives all rule sets, by name. Needs the permission roster.read.
func (s *Service) RuleSets(ctx context.Context) (out []RuleSet, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if out, err = loadSets(ctx, tx); err != nil {
			return err
		}
		return s.fillGiven(ctx, tx, out)
	})
	return out, err
}

// fillGiven fills in to whom sets are given.
func (s *Service) fillGiven(ctx context.Context, tx *sqldb.Tx, sets []RuleSet) error {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return err
	}
	given, err := loadGiven(ctx, tx)
	if err != nil {
		return err
	}
	today, err := s.today(ctx, tx)
	if err != nil {
		return err
	}
	of := map[string][]Given{}
	for _, g := range named(given, &dir, today) {
		of[g.SetID] = append(of[g.SetID], g)
	}
	for i := range sets {
		sets[i].Given = append(sets[i].Given, of[sets[i].ID]...)
	}
	return nil
}

// RuleSet gives one rule set. Needs the permission roster.read.
func (s *Service) RuleSet(ctx context.Context, setID string) (out RuleSet, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = s.ruleSet(ctx, tx, setID)
		return err
	})
	return out, err
}

func (s *Service) ruleSet(ctx context.Context, tx *sqldb.Tx, setID string) (RuleSet, error) {
	x, err := loadSet(ctx, tx, setID)
	if err != nil {
		return x, err
	}
	one := []RuleSet{x}
	err = s.fillGiven(ctx, tx, one)
	return one[0], err
}

// CheckRules tells which rules cannot hold together, without keeping them. Needs
// the permission roster.read.
func (s *Service) CheckRules(ctx context.Context, in RuleSetRequest) ([]Conflict, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	in.Name = cmp.Or(in.Name, "-")
	x, err := in.set()
	return x.Conflicts, err
}

// SaveSet adds a rule set (no id) or changes one. rev is the revision that was
// read, or below 0 for any. Needs the permission roster.edit.
func (s *Service) SaveSet(ctx context.Context, setID string, in RuleSetRequest, rev int64) (x RuleSet, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return x, err
	}
	if x, err = in.set(); err != nil {
		return x, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadSets(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.checkSet(ctx, tx, &x); err != nil {
			return err
		}
		x.ChangedMs, x.ChangedBy = clock.Ms(s.clk), actorName(ctx)
		named := slices.IndexFunc(all, func(o RuleSet) bool { return sqldb.Fold(o.Name) == sqldb.Fold(x.Name) && o.ID != setID })
		if named >= 0 {
			if o := all[named]; setID == "" && o.Note == x.Note && sameRules(o.Rules, x.Rules) {
				x, err = s.ruleSet(ctx, tx, o.ID)
				return err
			}
			return fault.Conflictf("roster.rule_set.name_taken", "There is another rule set of this name.").WithField("body.name", "taken", "is the name of another rule set")
		}
		if setID == "" {
			x.ID, x.Rev = id.New(s.clk), 1
			if _, err := addSet(ctx, tx, x); err != nil {
				return err
			}
			return s.tell(ctx, tx, factRules, authz.Entry{Action: "roster.rule_set.create", Object: "roster_rule_set", ObjectID: x.ID, After: x})
		}
		before, err := s.ruleSet(ctx, tx, setID)
		if err != nil {
			return err
		}
		if before.Name == x.Name && before.Note == x.Note && sameRules(before.Rules, x.Rules) {
			x = before
			return nil
		}
		if len(before.Given) > 0 && len(x.Conflicts) > 0 {
			return conflicting()
		}
		x.ID, x.Rev, x.Given = setID, before.Rev+1, before.Given
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = saveSet(ctx, tx, x)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("roster.rule_set.stale", "Somebody has changed the rule set meanwhile; load it again.")
		}
		return s.tell(ctx, tx, factRules, authz.Entry{Action: "roster.rule_set.update", Object: "roster_rule_set", ObjectID: x.ID, Before: before, After: x})
	})
	return x, err
}

// checkSet holds the shift types that rules name against those there are.
func (s *Service) checkSet(ctx context.Context, tx *sqldb.Tx, x *RuleSet) error {
	types, err := loadShifts(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range x.Rules {
		for _, one := range slices.Concat(r.Shifts, r.Then) {
			if !slices.ContainsFunc(types, func(t ShiftType) bool { return t.ID == one }) {
				return fault.Invalidf("roster.rule_set.invalid", "The rule set has wrong values.").WithField("body.rules", "unknown", "there is no shift type "+one)
			}
		}
	}
	return nil
}

func conflicting() error {
	return fault.Invalidf("roster.rule_set.conflicts", "Rules of the set cannot hold together; change them before it is given to anybody.")
}

// DeleteSet deletes a rule set that was given to nobody. One that is gone already
// is no error. Needs the permission roster.edit.
func (s *Service) DeleteSet(ctx context.Context, setID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.ruleSet(ctx, tx, setID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(before.Given) > 0 {
			return fault.Conflictf("roster.rule_set.in_use", "The rule set is given to people; give them another first.")
		}
		if err := dropSet(ctx, tx, setID); err != nil {
			return err
		}
		return s.tell(ctx, tx, factRules, authz.Entry{Action: "roster.rule_set.delete", Object: "roster_rule_set", ObjectID: setID, Before: before})
	})
}

// GiveIn says to whom a set is given from when.
type GiveIn struct {
	Whom    string   `json:"whom" maxLength:"20" doc:"centre, team or person"`
	WhomIDs []string `json:"whom_ids,omitempty" maxItems:"500" doc:"of teams or people"`
	FromOn  string   `json:"from_on" maxLength:"10" doc:"YYYY-MM-DD"`
}

// Give gives a set to the centre, teams or people from a day on. The same once
// more changes nothing. Needs the permission roster.edit.
func (s *Service) Give(ctx context.Context, setID string, in GiveIn) (x RuleSet, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return x, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if x, err = s.ruleSet(ctx, tx, setID); err != nil {
			return err
		}
		from, whom, err := s.checkGive(ctx, tx, in)
		if err != nil {
			return err
		}
		if len(x.Conflicts) > 0 {
			return conflicting()
		}
		news := []Given{}
		for _, one := range whom {
			if slices.ContainsFunc(x.Given, func(g Given) bool { return g.Whom == in.Whom && g.WhomID == one && g.FromOn == from }) {
				continue
			}
			g := Given{ID: id.New(s.clk), SetID: setID, Whom: in.Whom, WhomID: one, FromOn: from, CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx)}
			if err := addGiven(ctx, tx, g); err != nil {
				return err
			}
			news = append(news, g)
		}
		if len(news) == 0 {
			return nil
		}
		if x, err = s.ruleSet(ctx, tx, setID); err != nil {
			return err
		}
		return s.tell(ctx, tx, factRules, authz.Entry{Action: "roster.rule_set.give", Object: "roster_rule_set", ObjectID: setID, After: news})
	})
	return x, err
}

func (s *Service) checkGive(ctx context.Context, tx *sqldb.Tx, in GiveIn) (civil.Date, []string, error) {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return civil.Date{}, nil, err
	}
	var w fault.Collector
	from, err := civil.Parse(in.FromOn)
	if err != nil {
		w.Add("body.from_on", "date", "must be a date, YYYY-MM-DD")
	}
	whom := sorted(in.WhomIDs)
	switch in.Whom {
	case WholeCentre:
		whom = []string{""}
	case WholeTeam, OnePerson:
		if len(whom) == 0 {
			w.Add("body.whom_ids", "required", "must not be empty")
		}
		for _, one := range whom {
			_, ok := dir.Team(one)
			if in.Whom == OnePerson {
				_, ok = dir.Person(one)
			}
			if !ok {
				w.Add("body.whom_ids", "unknown", "there is no "+in.Whom+" "+one)
			}
		}
	default:
		w.Add("body.whom", "one_of", "must be centre, team or person")
	}
	return from, whom, w.Err("roster.rule_set.invalid", "The rule set has wrong values.")
}

// TakeBack takes back what was given. What is taken back already is no error.
// Needs the permission roster.edit.
func (s *Service) TakeBack(ctx context.Context, setID, givenID string) (x RuleSet, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return x, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if x, err = s.ruleSet(ctx, tx, setID); err != nil {
			return err
		}
		i := slices.IndexFunc(x.Given, func(g Given) bool { return g.ID == givenID })
		if i < 0 {
			return nil
		}
		before := x.Given[i]
		if err := dropGiven(ctx, tx, givenID); err != nil {
			return err
		}
		x.Given = slices.Delete(slices.Clone(x.Given), i, i+1)
		return s.tell(ctx, tx, factRules, authz.Entry{Action: "roster.rule_set.take_back", Object: "roster_rule_set", ObjectID: setID, Before: before})
	})
	return x, err
}

// RulesOn is the rule set each person works by on a day, by person: their own,
// else of the team they are in on that day, else the centre's. Who has none is
// left out. Rosters are made by it. Needs the permission roster.read.
func (s *Service) RulesOn(ctx context.Context, on civil.Date) (map[string]RuleSet, error) {
	sets, err := s.RuleSets(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]RuleSet{}
	return out, s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		given, err := loadGiven(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range dir.People {
			of := setOf(given, &dir, p.ID, on)
			if i := slices.IndexFunc(sets, func(x RuleSet) bool { return x.ID == of }); i >= 0 {
				out[p.ID] = sets[i]
			}
		}
		return nil
	})
}
