package timeoff

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionAsk     = "timeoff.ask"     // ask for one's own time off
	PermissionRead    = "timeoff.read"    // see who is away, balances and requests
	PermissionApprove = "timeoff.approve" // decide requests, and ask for others
	PermissionEdit    = "timeoff.edit"    // change kinds, balances and limits
)

// Facts of changes.
const (
	factRequest = "timeoff.request.changed"
	factKind    = "timeoff.kind.changed"
	factBalance = "timeoff.balance.changed"
	factLimit   = "timeoff.limit.changed"
)

// Service keeps who is away when.
type Service struct {
	db  *sqldb.DB
	org *org.Service
	clk clock.Clock
	rec authz.Recorder
}

// New makes the service. rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, clk: clk, rec: rec}
}

// world is what requests are judged by.
type world struct {
	dir    org.Directory
	cal    org.Calendar
	list   []Kind
	kinds  map[string]Kind
	limits []Limit
	today  civil.Date
}

func (s *Service) world(ctx context.Context, tx *sqldb.Tx) (w world, err error) {
	if w.dir, err = s.org.Directory(ctx, tx); err != nil {
		return w, err
	}
	if w.cal, err = s.org.Calendar(ctx, tx); err != nil {
		return w, err
	}
	if w.list, err = loadKinds(ctx, tx); err != nil {
		return w, err
	}
	w.kinds = map[string]Kind{}
	for _, k := range w.list {
		w.kinds[k.ID] = k
	}
	if w.limits, err = loadLimits(ctx, tx); err != nil {
		return w, err
	}
	text, err := s.org.Today(ctx, tx)
	if err != nil {
		return w, err
	}
	w.today, err = civil.Parse(text)
	return w, err
}

// fill fills in what follows from a request and the organisation.
func (w *world) fill(r *Request) {
	p, _ := w.dir.Person(r.PersonID)
	r.PersonName, r.AgentNo = p.Name, p.AgentNo
	r.TeamID = w.dir.TeamOf(r.PersonID, r.FromOn.String())
	team, _ := w.dir.Team(r.TeamID)
	r.TeamName = team.Name
	k := w.kinds[r.KindID]
	r.Kind, r.KindEN = k.Name, k.NameEN
	r.Minutes = sum(r.spent(&k, &w.cal))
}

// tell tells a fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, fact string, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, fact, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
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
