package scorecard

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionOwn    = "performance.own"  // see one's own scorecard
	PermissionRead   = "performance.read" // see those of people within reach
	PermissionManage = "board.manage"     // change the scorecard set
)

const factChanged = "performance.scorecard.changed"

// Service makes scorecards.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	levels  Levels
	targets Targets
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service. targets and rec may be nil: then nobody has targets of
// their own, and nothing is recorded.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, levels Levels, targets Targets, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, numbers: numbers, levels: levels, targets: targets, clk: clk, rec: rec}
}

// tell tells the fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, factChanged, ChangedFact{V: 1, Object: e.Object, ID: e.ObjectID}); err != nil {
		return err
	}
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

// within lets the catalogue answer over what the scope covers.
func within(ctx context.Context, scope authz.Scope) context.Context {
	if scope.Centre {
		return authz.With(ctx, authz.System("scorecard"))
	}
	return authz.With(ctx, authz.Actor{UserID: "system", Login: "scorecard", Permissions: map[string]bool{metric.PermissionRead: true}, Scope: scope})
}

// world is what scorecards are made from besides the numbers.
type world struct {
	dir       org.Directory
	today     civil.Date
	weekStart time.Weekday
	sets      []KeptSet
}

func (s *Service) world(ctx context.Context) (w world, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if w.dir, err = s.org.Directory(ctx, tx); err != nil {
			return err
		}
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		w.weekStart = centre.Weekday()
		text, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		if w.today, err = civil.Parse(text); err != nil {
			return err
		}
		w.sets, err = loadSets(ctx, tx)
		return err
	})
	return w, err
}

// setOn is the set in force on a day.
func (w *world) setOn(on civil.Date) Set {
	out := Template()
	for _, x := range w.sets {
		if x.FromOn <= on.String() {
			out = x.Set
		}
	}
	return out
}

// spans reads the period a scorecard is asked for.
func (w *world) spans(kind, on string) (p Period, err error) {
	var bad fault.Collector
	day := w.today
	if on != "" {
		if day, err = civil.Parse(on); err != nil {
			bad.Add("query.on", "date", "must be a date, YYYY-MM-DD")
		} else if w.today.Before(day) {
			bad.Add("query.on", "future", "must not be after today")
		}
	}
	p, ok := periodOf(kind, day, w.today, w.weekStart)
	if !ok {
		bad.Add("query.period", "one_of", "must be day, week or month")
	}
	return p, bad.Err("scorecard.period", "The period is not one.")
}

func notFound() error {
	return fault.NotFoundf("scorecard.not_found", "There is no such person or team, or not within your reach.")
}
