package target

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionOwn  = "performance.own"  // see one's own targets
	PermissionRead = "performance.read" // see targets within reach
	PermissionEdit = "target.edit"      // set, cascade, change and take back targets
)

const factChanged = "target.changed"

// Service keeps targets.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	levels  Levels
	goals   Goals
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service. levels, goals and rec may be nil: then no level and no
// goal is known, and nothing is recorded.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, levels Levels, goals Goals, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, numbers: numbers, levels: levels, goals: goals, clk: clk, rec: rec}
}

// SubjectsIn are whose targets are wanted.
type SubjectsIn struct {
	Scope string   // centre, site, team or person; "": all of them
	IDs   []string // none: all of the scope
}

// Of gives the targets of subjects whose periods touch the days, both included,
// for rooms that reckon with them; all are read in one question. It asks for no
// permission: who asks has checked whom the actor may see. Targets that were
// taken back for good are left out.
func (s *Service) Of(ctx context.Context, of SubjectsIn, from, to string) (out []Target, err error) {
	one := ""
	if len(of.IDs) == 1 {
		one = of.IDs[0]
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadWithin(ctx, tx, of.Scope, one, from, to)
		return err
	})
	wanted := map[string]bool{}
	for _, id := range of.IDs {
		wanted[id] = true
	}
	return slices.DeleteFunc(out, func(t Target) bool {
		return len(wanted) > 0 && !wanted[t.ScopeID] || !slices.ContainsFunc(t.Versions, func(v Version) bool { return v.Active })
	}), err
}

// For gives the target of a person for a metric that is in force on a day; of
// several periods the shortest. It asks for no permission, like Of.
func (s *Service) For(ctx context.Context, personID, metricID, day string) (Target, bool, error) {
	all, err := s.Of(ctx, SubjectsIn{Person, []string{personID}}, day, day)
	all = slices.DeleteFunc(all, func(t Target) bool {
		_, ok := t.On(day)
		return !ok || t.Metric != metricID
	})
	if err != nil || len(all) == 0 {
		return Target{}, false, err
	}
	return slices.MinFunc(all, func(a, b Target) int {
		return cmp.Or(cmp.Compare(slices.Index(Periods, a.Period), slices.Index(Periods, b.Period)), cmp.Compare(a.ID, b.ID))
	}), true, nil
}

// Merge moves the targets of a person who turned out to be another.
func (s *Service) Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error {
	if object != "person" {
		return nil
	}
	return movePerson(ctx, tx, from, into)
}

// FactsOf tells nothing: numbers do not depend on targets.
func (s *Service) FactsOf(context.Context, *sqldb.Tx, string, string) (org.Facts, error) {
	return org.Facts{}, nil
}

// tell tells the fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, factChanged, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
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
	return cmp.Or(a.Name, a.Login)
}

// asRoom is the context in which the room itself asks for numbers; whom the
// actor may see is checked here.
func asRoom(ctx context.Context) context.Context { return authz.With(ctx, authz.System("target")) }

// world is what targets are held against.
type world struct {
	dir   org.Directory
	today string
	all   book
}

// look reads the world; all of it comes from other rooms.
func (s *Service) look(ctx context.Context) (w *world, err error) {
	w = &world{}
	list, err := s.numbers.List(asRoom(ctx))
	if err != nil {
		return nil, err
	}
	w.all = bookOf(list)
	return w, s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if w.dir, err = s.org.Directory(ctx, tx); err != nil {
			return err
		}
		w.today, err = s.org.Today(ctx, tx)
		return err
	})
}

// sees reports whether the scope has the subject of a target: a centre's target
// is everybody's who may read targets, a person's is told to who has the person
// on the day of the period that is nearest to today.
func (w *world) sees(scope authz.Scope, t *Target) bool {
	switch {
	case scope.Centre || t.Scope == Centre:
		return true
	case t.Scope == Site:
		return slices.Contains(scope.Sites, t.ScopeID) || slices.ContainsFunc(scope.Teams, func(id string) bool {
			team, _ := w.dir.Team(id)
			return team.SiteID == t.ScopeID
		})
	case t.Scope == Team:
		return w.dir.CoversTeam(scope, t.ScopeID)
	}
	return w.dir.Reaches(scope, t.ScopeID, t.within(w.today))
}

// name is what people call the subject of a target, and its team.
func (w *world) name(t *Target) (code, name, teamID, siteID string) {
	switch t.Scope {
	case Site:
		x, _ := w.dir.Site(t.ScopeID)
		return x.Code, x.Name, "", x.ID
	case Team:
		x, _ := w.dir.Team(t.ScopeID)
		return x.Code, x.Name, x.ID, x.SiteID
	case Person:
		x, _ := w.dir.Person(t.ScopeID)
		team, _ := w.dir.Team(w.dir.TeamOf(t.ScopeID, t.within(w.today)))
		return x.AgentNo, x.Name, team.ID, team.SiteID
	}
	return "", "", "", ""
}

// wider are the subjects that a target's parent may have, the nearest first.
func (w *world) wider(t *Target) []Target {
	_, _, team, site := w.name(t)
	var out []Target
	up := func(scope, id string) {
		p := *t
		p.Scope, p.ScopeID = scope, id
		out = append(out, p)
	}
	if t.Scope == Person && team != "" {
		up(Team, team)
	}
	if (t.Scope == Person || t.Scope == Team) && site != "" {
		up(Site, site)
	}
	if t.Scope != Centre {
		up(Centre, "")
	}
	return out
}

func notFound() error {
	return fault.NotFoundf("target.not_found", "There is no such target.")
}

func dayOf(text string) (civil.Date, bool) {
	d, err := civil.Parse(text)
	return d, err == nil
}
