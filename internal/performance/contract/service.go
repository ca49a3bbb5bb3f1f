package contract

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionOwn    = "performance.own"  // sign, counter and appeal one's own contracts
	PermissionRead   = "performance.read" // see contracts within reach
	PermissionManage = "contract.manage"  // draw up, propose and sign contracts of people within reach, never one's own
	PermissionDecide = "contract.decide"  // decide appeals
)

const factChanged = "performance.contract.changed"

// Service keeps contracts.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	targets Targets
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service and registers its job; targets, work and rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, targets Targets, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, org: organisation, numbers: numbers, targets: targets, clk: clk, rec: rec}
	if work != nil {
		work.Register(JobScore, s.scoreJob)
	}
	return s
}

// At is the same service at another time, for what is told of the past.
func (s *Service) At(clk clock.Clock) *Service {
	out := *s
	out.clk = clk
	return &out
}

// tell tells the fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, factChanged, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
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

func asRoom(ctx context.Context) context.Context {
	return authz.With(ctx, authz.System("contract"))
}

func notFound() error { return fault.NotFoundf("contract.not_found", "There is no such contract.") }

// world is the organisation as of today.
type world struct {
	dir   org.Directory
	today string
}

func (s *Service) world(ctx context.Context, tx *sqldb.Tx) (w world, err error) {
	if w.dir, err = s.org.Directory(ctx, tx); err != nil {
		return w, err
	}
	// Today of this service's own clock: the demo tells of days that are past.
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return w, err
	}
	w.today = s.clk.Now().In(centre.Location()).Format("2006-01-02")
	return w, nil
}

// name fills in who and where, as of the contract's day.
func (w *world) name(h *Head) {
	p, _ := w.dir.Person(h.PersonID)
	h.Name, h.AgentNo = p.Name, p.AgentNo
	team, _ := w.dir.Team(w.dir.TeamOf(h.PersonID, h.on(w.today)))
	h.TeamID, h.TeamName = team.ID, team.Name
	of, _ := w.dir.Team(h.ScopeTeam)
	h.ScopeTeamName = of.Name
	boss, _ := w.dir.Person(h.SuperiorID)
	h.SuperiorName = boss.Name
	h.State = h.shown(w.today)
}

// reaches reports whether the actor's permission covers the contract on its day.
func (w *world) reaches(ctx context.Context, permission string, h *Head) bool {
	return w.dir.Reaches(authz.ScopeOf(ctx, permission), h.PersonID, h.on(w.today))
}

// signs reports whether the actor may sign as the superior: they are, or lead
// the person's team on the contract's day, or answer for the whole centre.
func (w *world) signs(ctx context.Context, h *Head) bool {
	a, _ := authz.From(ctx)
	if a.PersonID != "" && a.PersonID == h.PersonID {
		return false
	}
	if a.ScopeOf(PermissionManage).Centre {
		return true
	}
	return a.PersonID != "" && (a.PersonID == h.SuperiorID || a.PersonID == w.dir.LeaderOf(w.dir.TeamOf(h.PersonID, h.on(w.today)), h.on(w.today)))
}

// work is a change of one contract.
type work struct {
	tx   *sqldb.Tx
	w    world
	c    *Contract
	at   int64
	name string
	side string
}

// move notes a step.
func (k *work) move(kind, words string, lines []Line) {
	k.c.Trail = append(k.c.Trail, Move{Kind: kind, Side: k.side, Name: k.name, AtMs: k.at, Words: words, Lines: slices.Clone(lines)})
}

func (k *work) sign(what, fromOn string, seq int, words string) {
	k.c.Signatures = append(k.c.Signatures, Signature{Side: k.side, What: what, FromOn: fromOn, Seq: seq, Name: k.name, AtMs: k.at, Words: words})
}

// change loads a contract, has it changed and keeps it. A change that does
// nothing leaves the revision. rev is the one that was read, or below 0.
func (s *Service) change(ctx context.Context, tx *sqldb.Tx, w world, c *Contract, side, action string, rev int64, do func(k *work) error) error {
	if rev >= 0 && rev != c.Rev {
		return stale()
	}
	before := c.Head
	k := &work{tx: tx, w: w, c: c, at: clock.Ms(s.clk), name: actorName(ctx), side: side}
	moves := len(c.Trail)
	if err := do(k); err != nil {
		return err
	}
	if len(c.Trail) == moves {
		return nil
	}
	c.tell()
	c.Rev, c.ChangedMs, c.ChangedBy = c.Rev+1, k.at, k.name
	done, err := saveContract(ctx, tx, c)
	if err != nil {
		return err
	}
	if !done {
		return stale()
	}
	return s.tell(ctx, tx, authz.Entry{Action: "contract.contract." + action, Object: "contract", ObjectID: c.ID, Before: before, After: *c})
}

func stale() error {
	return fault.Conflictf("contract.stale", "Somebody has changed the contract meanwhile; load it again.")
}

// managed changes a contract as the superior's side.
func (s *Service) managed(ctx context.Context, id, action string, rev int64, do func(k *work) error) (v View, err error) {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return v, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		c, err := loadContract(ctx, tx, id)
		if err != nil {
			return err
		}
		if !w.reaches(ctx, PermissionManage, &c.Head) {
			return notFound()
		}
		if a, _ := authz.From(ctx); a.PersonID != "" && a.PersonID == c.PersonID {
			return ownOne()
		}
		return s.change(ctx, tx, w, &c, SideSuperior, action, rev, do)
	})
	if err != nil {
		return v, err
	}
	return s.view(ctx, id)
}

// owned changes a contract of the actor's own.
func (s *Service) owned(ctx context.Context, id, action string, rev int64, do func(k *work) error) (v View, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return v, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		c, err := loadContract(ctx, tx, id)
		if err != nil {
			return err
		}
		if !isOwn(ctx, &c.Head) {
			return notFound()
		}
		return s.change(ctx, tx, w, &c, SidePerson, action, rev, do)
	})
	if err != nil {
		return v, err
	}
	return s.view(ctx, id)
}

// isOwn reports whether the contract is the actor's, and was shown to them.
func isOwn(ctx context.Context, h *Head) bool {
	a, _ := authz.From(ctx)
	return a.PersonID != "" && a.PersonID == h.PersonID && h.State != Draft
}

func ownOne() error {
	return fault.Newf(fault.Denied, "contract.own", "Nobody draws up, proposes or signs their own contract for the superior.")
}

func (s *Service) catalogue(ctx context.Context) ([]metric.Metric, error) {
	return s.numbers.List(asRoom(ctx))
}

func wrongState(c *Contract) error {
	return fault.Conflictf("contract.state", "A contract that is %s does not take this step.", c.State)
}
