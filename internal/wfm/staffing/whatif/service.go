package whatif

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/lingting/lingting/calc/whatif"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Service tries and keeps scenarios.
type Service struct {
	db    *sqldb.DB
	plans Plans
	clk   clock.Clock
	rec   authz.Recorder
}

// New makes the service. rec may be nil.
func New(db *sqldb.DB, plans Plans, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, plans: plans, clk: clk, rec: rec}
}

// Try reckons a scenario without keeping it. Needs the permission staffing.read,
// and forecast.read for how sure the forecast is.
func (s *Service) Try(ctx context.Context, in Question) (*Answer, error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.reckon(ctx, &in)
}

func (s *Service) reckon(ctx context.Context, in *Question) (*Answer, error) {
	from, about, err := s.base(ctx, in.PlanID)
	if err != nil {
		return nil, err
	}
	if err := in.fits(from); err != nil {
		return nil, err
	}
	out, err := whatif.Try(ctx, from, &in.Levers, in.Costs)
	if err != nil {
		return nil, reckonFault(about, err)
	}
	return &Answer{About: about, Outcome: *out}, nil
}

func (s *Service) base(ctx context.Context, planID string) (*whatif.Base, About, error) {
	b, err := s.plans.Basis(ctx, planID)
	if err != nil {
		return nil, About{}, err
	}
	from, about := base(b)
	if len(from.Queues) == 0 {
		return nil, about, fault.Invalidf("staffing.scenario.no_requirement", "The plan %s has no queue with a requirement; choose another.", about.PlanName)
	}
	return from, about, nil
}

// Prices reckons what single levers bring, each alone. Needs the permission
// staffing.read, and forecast.read for how sure the forecast is.
func (s *Service) Prices(ctx context.Context, planID string, steps Steps, costs whatif.Costs) ([]LeverPrice, error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return nil, err
	}
	var w fault.Collector
	w.Require("body.plan_id", planID)
	steps.check(&w)
	checkCosts(&w, costs)
	if err := invalid(&w); err != nil {
		return nil, err
	}
	from, about, err := s.base(ctx, planID)
	if err != nil {
		return nil, err
	}
	names, levers := steps.each()
	for _, l := range levers {
		if err := (&Question{PlanID: planID, Levers: l}).fits(from); err != nil {
			return nil, err
		}
	}
	prices, err := whatif.Prices(ctx, from, levers, costs)
	if err != nil {
		return nil, reckonFault(about, err)
	}
	out := make([]LeverPrice, len(names))
	for i := range out {
		out[i] = LeverPrice{Lever: names[i], Levers: levers[i], Price: prices[i]}
	}
	return out, nil
}

// Save keeps a new scenario (scenarioID "") or changes one; rev is the revision
// the caller has read, 0 when it does not say. What is asked for once more
// changes nothing. Needs the permissions staffing.edit and forecast.read.
func (s *Service) Save(ctx context.Context, scenarioID string, in Request) (Scenario, error) {
	var none Scenario
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return none, err
	}
	if err := in.check(); err != nil {
		return none, err
	}
	// A new name or note is not a reason to reckon anew: the plan may be gone.
	var old *Scenario
	if scenarioID != "" {
		had, err := s.Scenario(ctx, scenarioID)
		if err != nil {
			return none, err
		}
		old = &had
	}
	x := Scenario{ID: scenarioID, Name: in.Name, Note: in.Note, Question: in.Question}
	if old != nil && reflect.DeepEqual(old.Question, in.Question) && old.Summary.Version == whatif.Version {
		x.Answer = old.Answer
	} else {
		answer, err := s.reckon(ctx, &in.Question)
		if err != nil {
			return none, err
		}
		x.Answer = answer
	}
	x.Summary = summary(x.Answer)
	x.ChangedMs, x.ChangedBy = clock.Ms(s.clk), actorName(ctx)
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadScenarios(ctx, tx)
		if err != nil {
			return err
		}
		taken := slices.IndexFunc(all, func(o Scenario) bool { return o.ID != x.ID && sqldb.Fold(o.Name) == sqldb.Fold(x.Name) })
		if scenarioID == "" {
			if taken >= 0 && all[taken].Note == x.Note && all[taken].Name == x.Name && reflect.DeepEqual(all[taken].Question, x.Question) {
				x, err = loadScenario(ctx, tx, all[taken].ID) // a client may ask twice
				return err
			}
			if taken >= 0 {
				return nameTaken()
			}
			x.ID, x.Rev, x.CreatedMs, x.CreatedBy = id.New(s.clk), 1, x.ChangedMs, x.ChangedBy
			if err := addScenario(ctx, tx, x); err != nil {
				return err
			}
			return s.changed(ctx, tx, "create", nil, &x)
		}
		before, err := loadScenario(ctx, tx, scenarioID)
		if err != nil {
			return err
		}
		if before.Name == x.Name && before.Note == x.Note && reflect.DeepEqual(before.Question, x.Question) && before.Summary.Version == x.Summary.Version {
			x = before
			return nil
		}
		if in.Rev != 0 && in.Rev != before.Rev {
			return stale()
		}
		if taken >= 0 {
			return nameTaken()
		}
		x.Rev, x.CreatedMs, x.CreatedBy = before.Rev, before.CreatedMs, before.CreatedBy
		if ok, err := saveScenario(ctx, tx, x); err != nil || !ok {
			return errors.Join(err, stale())
		}
		x.Rev++
		return s.changed(ctx, tx, "update", &before, &x)
	})
	return x, err
}

func nameTaken() error {
	return fault.Conflictf("staffing.scenario.taken", "There is a scenario of this name; choose another.").WithField("body.name", "taken", "is taken")
}

func stale() error {
	return fault.Conflictf("staffing.scenario.stale", "Someone else changed this scenario meanwhile; load it again and repeat the change.")
}

// kept is what the audit log tells of a scenario.
func (x *Scenario) kept() any {
	if x == nil {
		return nil
	}
	return map[string]any{"name": x.Name, "note": x.Note, "plan_id": x.PlanID, "levers": x.Levers, "costs": x.Costs, "fte": x.Summary.FTE, "money": x.Summary.Money, "rev": x.Rev}
}

func (s *Service) changed(ctx context.Context, tx *sqldb.Tx, verb string, before, after *Scenario) error {
	e := authz.Entry{Action: "staffing.scenario." + verb, Object: "staffing_scenario", Before: before.kept(), After: after.kept()}
	if after != nil {
		e.ObjectID = after.ID
	} else {
		e.ObjectID = before.ID
	}
	if err := bus.Emit(ctx, tx, "staffing.scenario.changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	if a.Name == "" {
		return a.Login
	}
	return a.Name
}

// ListIn asks for one page of scenarios.
type ListIn struct {
	Search string // part of the name, the note, the plan's name or of who made it
	Plan   string // id; "" for all
	Sort   string // changed (the newest first by default), name, fte, money; a leading - turns it round
	Cursor string
	Limit  int
}

// List gives a page of scenarios, without their answers. Needs the permission
// staffing.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Scenario], error) {
	var none page.Of[Scenario]
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return none, err
	}
	if in.Sort == "" {
		in.Sort = "-changed"
	}
	var all []Scenario
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = loadScenarios(ctx, tx)
		return err
	}); err != nil {
		return none, err
	}
	search := sqldb.Fold(in.Search)
	rows := slices.DeleteFunc(all, func(x Scenario) bool {
		return in.Plan != "" && x.PlanID != in.Plan || !strings.Contains(sqldb.Fold(x.Name+"\n"+x.Note+"\n"+x.Summary.PlanName+"\n"+x.CreatedBy), search)
	})
	return page.Sorted(rows, page.Ask{Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit}, "staffing.sort", map[string]func(Scenario) string{
		"changed": func(x Scenario) string { return sortable(float64(x.ChangedMs)) },
		"name":    func(x Scenario) string { return sqldb.Fold(x.Name) },
		"fte":     func(x Scenario) string { return sortable(x.Summary.FTEChange) },
		"money":   func(x Scenario) string { return sortable(x.Summary.Change) },
	}, func(x Scenario) string { return x.ID })
}

// Scenario gives a scenario with its answer. Needs the permission
// staffing.read.
func (s *Service) Scenario(ctx context.Context, scenarioID string) (x Scenario, err error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return x, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		x, err = loadScenario(ctx, tx, scenarioID)
		return err
	})
	return x, err
}

// MostCompared is how many scenarios are compared at once.
const MostCompared = 4

// Compare gives some scenarios with their answers, in the order asked for; ones
// that are gone are left out. Needs the permission staffing.read.
func (s *Service) Compare(ctx context.Context, ids []string) ([]Scenario, error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return nil, err
	}
	if len(ids) > MostCompared {
		return nil, fault.Invalidf("staffing.scenario.too_many", "At most 4 scenarios can be compared.").WithField("query.ids", "too_many", "must be at most 4")
	}
	out := []Scenario{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		for i, scenarioID := range ids {
			if slices.Contains(ids[:i], scenarioID) {
				continue
			}
			x, err := loadScenario(ctx, tx, scenarioID)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

// Delete takes a scenario away. One that is gone already is no error. Needs the
// permission staffing.edit.
func (s *Service) Delete(ctx context.Context, scenarioID string) error {
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		x, err := loadScenario(ctx, tx, scenarioID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := dropScenario(ctx, tx, scenarioID); err != nil {
			return err
		}
		return s.changed(ctx, tx, "delete", &x, nil)
	})
}
