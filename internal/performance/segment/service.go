package segment

import (
	"cmp"
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionRead = "segment.read" // see segments of people within reach, never one's own
	PermissionAct  = "segment.act"  // assess the attitude of people within reach, and decide actions
	PermissionEdit = "segment.edit" // change the scheme, and have results made anew
)

const factChanged = "performance.segment.changed"

// Service divides people into segments.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service and registers its job; work and rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, org: organisation, numbers: numbers, clk: clk, rec: rec}
	if work != nil {
		work.Register(JobMake, s.makeJob)
	}
	return s
}

// tell tells that something changed; e, when it has an action, is recorded.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, factChanged, ChangedFact{V: 1, Object: e.Object}); err != nil {
		return err
	}
	if s.rec == nil || e.Action == "" {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	return cmp.Or(a.Name, a.Login)
}

// asRoom lets the catalogue answer over the whole centre.
func asRoom(ctx context.Context) context.Context {
	return authz.With(ctx, authz.System("segment"))
}

// world is what segments are made from besides the numbers.
type world struct {
	dir     org.Directory
	today   civil.Date
	schemes []Scheme
}

func (s *Service) world(ctx context.Context, tx *sqldb.Tx) (w world, err error) {
	if w.dir, err = s.org.Directory(ctx, tx); err != nil {
		return w, err
	}
	text, err := s.org.Today(ctx, tx)
	if err != nil {
		return w, err
	}
	if w.today, err = civil.Parse(text); err != nil {
		return w, err
	}
	w.schemes, err = loadSchemes(ctx, tx)
	return w, err
}

// scheme is the one in force on a day.
func (w *world) scheme(on civil.Date) Scheme {
	out := Template()
	for _, x := range w.schemes {
		if x.FromOn <= on.String() {
			out = x
		}
	}
	return out
}

// period reads the one that is asked for; of no day the last that is over.
func (w *world) period(kind, on string) (p Period, err error) {
	var bad fault.Collector
	day := w.today
	if on != "" {
		if day, err = civil.Parse(on); err != nil {
			bad.Add("query.on", "date", "must be a date, YYYY-MM-DD")
		} else if w.today.Before(day) {
			bad.Add("query.on", "future", "must not be after today")
		}
	}
	p, ok := periodOf(cmp.Or(kind, Month), day, w.today)
	if !ok {
		bad.Add("query.period", "one_of", "must be month or quarter")
	} else if on == "" {
		p = p.before(w.today)
	}
	return p, bad.Err("segment.period", "The period is not one.")
}

// sees reports whether an actor may see what is said of a person in a team: within
// reach, and never of oneself.
func (w *world) sees(ctx context.Context, permission, personID, teamID string) bool {
	a, _ := authz.From(ctx)
	return personID != "" && personID != a.PersonID && w.dir.CoversTeam(authz.ScopeOf(ctx, permission), teamID)
}

// teamOn is the team a person is led in on a day; who leads it is not divided.
func (w *world) teamOn(personID string, on civil.Date) string {
	team := w.dir.TeamOf(personID, on.String())
	if team == "" || w.leaderOf(team, on) == personID {
		return ""
	}
	return team
}

// leaderOf is who led a team on a day; before the first leader that is known, that
// one.
func (w *world) leaderOf(team string, on civil.Date) string {
	if id := w.dir.LeaderOf(team, on.String()); id != "" {
		return id
	}
	if all := w.dir.Leaderships(team); len(all) > 0 && on.String() < all[0].FromOn {
		return all[0].ID
	}
	return ""
}

// catalogue are the metrics by id.
func (s *Service) catalogue(ctx context.Context) (map[string]metric.Metric, error) {
	all, err := s.numbers.List(asRoom(ctx))
	out := make(map[string]metric.Metric, len(all))
	for _, m := range all {
		out[m.ID] = m
	}
	return out, err
}

func notFound() error {
	return fault.NotFoundf("segment.not_found", "There is no such person, or not within your reach.")
}

// Merge moves what is kept of a person who turned out to be another.
func (s *Service) Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error {
	if object != "person" {
		return nil
	}
	if err := dropResultsOf(ctx, tx, from); err != nil {
		return err
	}
	return move(ctx, tx, from, into)
}

// FactsOf tells nothing: numbers do not depend on segments.
func (s *Service) FactsOf(context.Context, *sqldb.Tx, string, string) (org.Facts, error) {
	return org.Facts{}, nil
}
