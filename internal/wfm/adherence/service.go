package adherence

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionOwn    = "adherence.own"    // see one's own days, and explain deviations
	PermissionRead   = "adherence.read"   // see those of the people one reaches
	PermissionDecide = "adherence.decide" // decide exceptions, and enter some
	PermissionEdit   = "adherence.edit"   // change the rule
)

// Facts of changes.
const (
	factRule      = "adherence.rule.changed"
	factException = "adherence.exception.changed"
	factDay       = "adherence.day.changed"
)

// Service holds what people did against what was published for them.
type Service struct {
	db      *sqldb.DB
	log     *bus.Bus
	rosters Rosters
	leave   Leave
	states  States
	people  People
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service. log may be nil: nothing is heard then; rec may be nil.
func New(db *sqldb.DB, log *bus.Bus, published Rosters, leave Leave, states States, people People, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, log: log, rosters: published, leave: leave, states: states, people: people, clk: clk, rec: rec}
}

// world is what days are reckoned from.
type world struct {
	rule    Rule
	judge   *judge
	dir     org.Directory
	zone    *time.Location
	today   civil.Date
	untilMs int64 // up to which it is told what people did, at most now
	planned
	exceptions []Exception // approved
}

// firstDay is the first day that may still change.
func (w *world) firstDay() civil.Date { return w.today.Add(-w.rule.DaysBack) }

// known is what needs no days.
func (s *Service) known(ctx context.Context, tx *sqldb.Tx) (w world, err error) {
	if w.rule, err = loadRule(ctx, tx); err != nil {
		return w, err
	}
	w.judge = w.rule.judge()
	if w.dir, err = s.people.Directory(ctx, tx); err != nil {
		return w, err
	}
	centre, err := s.people.Centre(ctx, tx)
	if err != nil {
		return w, err
	}
	w.zone = centre.Location()
	text, err := s.people.Today(ctx, tx)
	if err != nil {
		return w, err
	}
	w.today, err = civil.Parse(text)
	return w, err
}

// world loads what some days are reckoned from, of one person or ("") of
// everybody.
func (s *Service) world(ctx context.Context, tx *sqldb.Tx, days civil.Range, personID string) (w world, err error) {
	if w, err = s.known(ctx, tx); err != nil {
		return w, err
	}
	told, err := s.states.DataUntil(ctx, tx)
	if err != nil {
		return w, err
	}
	w.untilMs = min(told, clock.Ms(s.clk))
	system := authz.With(ctx, authz.System("adherence"))
	around := civil.Range{From: days.From.Add(-1), To: days.To.Add(1)} // a day's edges depend on its neighbours
	published, err := s.rosters.PublishedOver(system, tx, around, personID)
	if err != nil {
		return w, err
	}
	away, err := s.leave.OverIn(system, tx, around.From, around.To)
	if err != nil {
		return w, err
	}
	w.planned = plannedOf(published, away, w.zone)
	from, until := around.Bounds(w.zone)
	all, err := loadExceptionsOf(ctx, tx, personID, from, until)
	if personID == "" {
		all, err = loadExceptions(ctx, tx, from, until)
	}
	w.exceptions = slices.DeleteFunc(all, func(e Exception) bool { return e.State != Approved })
	return w, err
}

// concerns reports whether an exception is of the person, or of the team they
// were in on its day.
func (w *world) concerns(e *Exception, personID string) bool {
	if e.PersonID != "" {
		return e.PersonID == personID
	}
	return w.dir.TeamOf(personID, civil.At(e.FromMs, w.zone).String()) == e.TeamID
}

// excuses are a person's approved exceptions that touch a time, in seconds.
func (w *world) excuses(personID string, from, to int64) []excuse {
	var out []excuse
	for i := range w.exceptions {
		if e := &w.exceptions[i]; e.overlaps(from*1000, to*1000) && w.concerns(e, personID) {
			out = append(out, excuse{e.ID, e.Rev, e.FromMs, e.ToMs})
		}
	}
	return out
}

// tell tells a fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, fact string, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, fact, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	return cmp.Or(a.Name, a.Login)
}
