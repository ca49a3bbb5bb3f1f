package headcount

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/stats"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the room.
const (
	PermissionRead    = "people.read"   // see plans, of the whole centre
	PermissionEdit    = "people.edit"   // draw up plans, see who is behind the numbers
	PermissionApprove = "career.decide" // let a version hold
)

// Service keeps headcount plans.
type Service struct {
	db       *sqldb.DB
	org      *org.Service
	files    Files
	staffing Staffing
	clk      clock.Clock
	rec      authz.Recorder
}

// New makes the service. staffing and rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, files Files, staffing Staffing, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, files: files, staffing: staffing, clk: clk, rec: rec}
}

// At is the service as of another clock, for data that is made afterwards.
func (s *Service) At(clk clock.Clock) *Service {
	other := *s
	other.clk = clk
	return &other
}

func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "people.headcount.changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

// account tells accounts apart, also those of the product itself.
func account(ctx context.Context) (key, name string) {
	a, _ := authz.From(ctx)
	if name = a.Name; name == "" {
		name = a.Login
	}
	return a.UserID + " " + a.Login, name
}

// world is what plans are reckoned from.
type world struct {
	dir     org.Directory
	today   civil.Date
	members []Member
	untold  func(site string) int
	needs   []Requirement
}

// needs asks the staffing, outside of any transaction of this room.
func (s *Service) needs(ctx context.Context) ([]Requirement, error) {
	if s.staffing == nil {
		return []Requirement{}, nil
	}
	return s.staffing.Requirements(ctx)
}

func (s *Service) world(ctx context.Context, tx *sqldb.Tx, needs []Requirement) (w world, err error) {
	w.needs = needs
	if w.dir, err = s.org.Directory(ctx, tx); err != nil {
		return w, err
	}
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return w, err
	}
	day := centre.Day(s.clk.Now())
	if w.today, err = civil.Parse(day); err != nil {
		return w, err
	}
	files, err := s.files.Records(ctx, tx)
	if err != nil {
		return w, err
	}
	w.members = members(files, &w.dir)
	w.untold = func(site string) int {
		n := 0
		for _, p := range w.dir.People {
			if p.Active && len(files[p.ID].Employments) == 0 && (site == "" || w.dir.SiteOf(p.ID, day) == site) {
				n++
			}
		}
		return n
	}
	return w, nil
}

func (w *world) need(wanted string) *Requirement {
	if i := slices.IndexFunc(w.needs, func(r Requirement) bool { return r.ID == wanted }); i >= 0 {
		return &w.needs[i]
	}
	return nil
}

func (w *world) history(in *Request) history {
	return history{dir: &w.dir, site: in.SiteID, training: in.Terms.TrainingMonths, ramp: in.Terms.RampMonths, members: w.members}
}

// base is what is known today; of a plan whose first month has begun, what is known
// of the day before it.
func (w *world) base(in *Request) Base {
	asOf := w.today
	if first, ok := monthOf(in.FirstMonth); ok && !asOf.Before(first) {
		asOf = first.Add(-1)
	}
	h := w.history(in)
	lives := []stats.Lifetime{}
	for _, m := range w.members {
		entered, end := mustDay(m.EnteredOn), asOf
		if asOf.Before(entered) {
			continue
		}
		ended := m.LeftOn != "" && m.LeftOn <= asOf.String()
		if ended {
			end = mustDay(m.LeftOn)
		}
		lives = append(lives, stats.Lifetime{Days: end.Sub(entered) + 1, Ended: ended})
	}
	return Base{AsOfOn: asOf.String(), Members: h.base(asOf), Untold: w.untold(in.SiteID), Curve: curveOf(lives), Requirement: w.need(in.RequirementID)}
}

func (w *world) check(in *Request, named bool) error {
	site, known := w.dir.Site(in.SiteID)
	return in.check(w.today, in.SiteID == "" || known && site.Active, in.RequirementID == "" || w.need(in.RequirementID) != nil, named)
}

// plan tells a version; whole: with what it comes to.
func (w *world) plan(ctx context.Context, rows []row, r *row, whole bool) Plan {
	k := &r.kept
	p := Plan{ID: r.id, PlanID: r.planID, Version: r.version, Request: k.Request, State: Draft, DrawnBy: k.DrawnBy, ApprovedMs: k.ApprovedMs, ApprovedBy: k.ApprovedBy, ApprovalReason: k.ApprovalReason, Rev: r.rev, ChangedMs: r.changedMs, ChangedBy: r.changedBy}
	site, _ := w.dir.Site(k.SiteID)
	p.SiteName = site.Name
	key, _ := account(ctx)
	p.Own = slices.Contains(k.Drawn, key)
	first, _ := monthOf(k.FirstMonth)
	switch {
	case k.Base == nil:
		p.Begun = monthsBetween(w.today, first) < 1
	case slices.ContainsFunc(rows, func(o row) bool { return o.planID == r.planID && o.version > r.version && o.kept.Base != nil }):
		p.State = Replaced
	default:
		p.State = Approved
	}
	if !whole {
		return p
	}
	base := k.Base
	if base == nil {
		now := w.base(&k.Request)
		base = &now
	}
	p.Requirement = base.Requirement
	out := reckon(&k.Request, base)
	if k.Base != nil {
		h := w.history(&k.Request)
		h.beside(out.Months, w.today)
	}
	p.Outcome = &out
	return p
}

func (s *Service) read(ctx context.Context, permission string, do func(w *world, rows []row) error) error {
	if err := authz.RequireCentre(ctx, permission); err != nil {
		return err
	}
	needs, err := s.needs(ctx)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, needs)
		if err != nil {
			return err
		}
		rows, err := loadRows(ctx, tx)
		if err != nil {
			return err
		}
		return do(&w, rows)
	})
}

// Plans gives all versions, without what they come to. Needs the permission
// people.read for the centre.
func (s *Service) Plans(ctx context.Context) ([]Plan, error) {
	out := []Plan{}
	err := s.read(ctx, PermissionRead, func(w *world, rows []row) error {
		for i := range rows {
			out = append(out, w.plan(ctx, rows, &rows[i], false))
		}
		return nil
	})
	return out, err
}

// Get gives a version with what it comes to: a draft as of today, one that was
// approved as of then, with what came beside it. Needs the permission people.read
// for the centre.
func (s *Service) Get(ctx context.Context, planID string) (out Plan, err error) {
	err = s.read(ctx, PermissionRead, func(w *world, rows []row) error {
		r := find(rows, planID)
		if r == nil {
			return notFound()
		}
		out = w.plan(ctx, rows, r, true)
		return nil
	})
	return out, err
}

// Requirements are those a plan can be held against. Needs the permission
// people.edit.
func (s *Service) Requirements(ctx context.Context) ([]Requirement, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return nil, err
	}
	return s.needs(ctx)
}

// Try reckons a plan that is not kept. Needs the permission people.edit.
func (s *Service) Try(ctx context.Context, in Request) (out Outcome, err error) {
	err = s.read(ctx, PermissionEdit, func(w *world, _ []row) error {
		if err := w.check(&in, false); err != nil {
			return err
		}
		base := w.base(&in)
		out = reckon(&in, &base)
		return nil
	})
	return out, err
}

// Propose gives the classes that close the gaps of a plan; those it has are not
// looked at, and nothing is kept. Needs the permission people.edit.
func (s *Service) Propose(ctx context.Context, in Request) (out []Class, err error) {
	in.Classes = []Class{}
	err = s.read(ctx, PermissionEdit, func(w *world, _ []row) error {
		if err := w.check(&in, false); err != nil {
			return err
		}
		base := w.base(&in)
		if base.Requirement == nil {
			return fault.Invalidf("people.headcount.no_requirement", "Classes are proposed from a requirement; choose one.").WithField("body.requirement_id", "required", "must not be empty")
		}
		out = propose(&in, &base)
		return nil
	})
	return out, err
}

func find(rows []row, wanted string) *row {
	if i := slices.IndexFunc(rows, func(r row) bool { return r.id == wanted }); i >= 0 {
		return &rows[i]
	}
	return nil
}

// write changes versions in one transaction.
func (s *Service) write(ctx context.Context, permission string, do func(tx *sqldb.Tx, w *world, rows []row) error) error {
	if err := authz.RequireCentre(ctx, permission); err != nil {
		return err
	}
	needs, err := s.needs(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, needs)
		if err != nil {
			return err
		}
		rows, err := loadRows(ctx, tx)
		if err != nil {
			return err
		}
		return do(tx, &w, rows)
	})
}

// Save adds a draft (no id) or changes one; the same told twice is there once. rev
// is the revision that was read, or below 0 for any. Needs the permission
// people.edit.
func (s *Service) Save(ctx context.Context, planID string, in Request, rev int64) (out Plan, err error) {
	err = s.write(ctx, PermissionEdit, func(tx *sqldb.Tx, w *world, rows []row) error {
		if err := w.check(&in, true); err != nil {
			return err
		}
		key, name := account(ctx)
		x := row{rev: 1, version: 1, changedMs: clock.Ms(s.clk), changedBy: name, kept: kept{Request: in, Drawn: []string{key}, DrawnBy: name}}
		e := authz.Entry{Action: "people.headcount.update", Object: "people_headcount", After: in}
		if planID == "" {
			if err := x.write(); err != nil {
				return err
			}
			if i := slices.IndexFunc(rows, func(o row) bool { return o.about == x.about }); i >= 0 {
				out = w.plan(ctx, rows, &rows[i], true)
				return nil
			}
			x.id, e.Action = id.New(s.clk), "people.headcount.create"
			x.planID = x.id
			if err := addRow(ctx, tx, &x); err != nil {
				return err
			}
		} else {
			before := find(rows, planID)
			if before == nil {
				return notFound()
			}
			if before.kept.Base != nil {
				return approved()
			}
			e.Before = before.kept.Request
			x.id, x.planID, x.version, x.rev = before.id, before.planID, before.version, before.rev
			x.kept.Drawn, x.kept.DrawnBy = slices.Clone(before.kept.Drawn), before.kept.DrawnBy
			if !slices.Contains(x.kept.Drawn, key) {
				x.kept.Drawn = append(x.kept.Drawn, key)
			}
			if err := x.write(); err != nil {
				return err
			}
			if x.about == before.about {
				out = w.plan(ctx, rows, before, true)
				return nil
			}
			if err := s.set(ctx, tx, &x, rev); err != nil {
				return err
			}
		}
		out = w.plan(ctx, rows, &x, true)
		e.ObjectID = x.id
		return s.tell(ctx, tx, e)
	})
	return out, err
}

func (s *Service) set(ctx context.Context, tx *sqldb.Tx, x *row, rev int64) error {
	done := rev < 0 || rev == x.rev
	var err error
	if done {
		done, err = setRow(ctx, tx, x, x.rev)
	}
	if err == nil && !done {
		err = fault.Conflictf("people.headcount.stale", "Somebody has changed it meanwhile; load it again.")
	}
	x.rev++
	return err
}

// Revise makes the draft of a next version of an approved plan; a draft that is
// there is given. Needs the permission people.edit.
func (s *Service) Revise(ctx context.Context, planID string) (out Plan, err error) {
	err = s.write(ctx, PermissionEdit, func(tx *sqldb.Tx, w *world, rows []row) error {
		from := find(rows, planID)
		if from == nil {
			return notFound()
		}
		latest := from
		for i := range rows {
			if rows[i].planID == from.planID && rows[i].version > latest.version {
				latest = &rows[i]
			}
		}
		if latest.kept.Base == nil {
			out = w.plan(ctx, rows, latest, true)
			return nil
		}
		key, name := account(ctx)
		x := row{id: id.New(s.clk), planID: from.planID, version: latest.version + 1, rev: 1, changedMs: clock.Ms(s.clk), changedBy: name, kept: kept{Request: w.moved(from.kept.Request), Drawn: []string{key}, DrawnBy: name}}
		if err := x.write(); err != nil {
			return err
		}
		if err := addRow(ctx, tx, &x); err != nil {
			return err
		}
		out = w.plan(ctx, append(rows, x), &x, true)
		return s.tell(ctx, tx, authz.Entry{Action: "people.headcount.create", Object: "people_headcount", ObjectID: x.id, After: x.kept.Request})
	})
	return out, err
}

// moved is a request whose months that have begun are left out; with its last month
// where it was, if that leaves enough of them. The reason is told anew.
func (w *world) moved(in Request) Request {
	first, _ := monthOf(in.FirstMonth)
	in.Reason = ""
	if w.need(in.RequirementID) == nil {
		in.RequirementID = ""
	}
	n := 1 - monthsBetween(w.today, first)
	if n <= 0 {
		return in
	}
	next := later(first, n)
	in.FirstMonth, in.Months = nameOf(next), max(in.Months-n, leastMonths)
	in.Classes = slices.DeleteFunc(slices.Clone(in.Classes), func(c Class) bool { return c.Month < in.FirstMonth })
	in.Moves = slices.DeleteFunc(slices.Clone(in.Moves), func(m Moves) bool { return m.Month < in.FirstMonth })
	return in
}

// Approve lets a version hold, with what it was reckoned on; approved twice, it is
// approved once. Not by who drew it up. Needs the permission career.decide.
func (s *Service) Approve(ctx context.Context, planID, reason string) (out Plan, err error) {
	err = s.write(ctx, PermissionApprove, func(tx *sqldb.Tx, w *world, rows []row) error {
		r := find(rows, planID)
		if r == nil {
			return notFound()
		}
		if r.kept.Base != nil {
			out = w.plan(ctx, rows, r, true)
			return nil
		}
		key, name := account(ctx)
		if slices.Contains(r.kept.Drawn, key) {
			return fault.New(fault.Denied, "people.headcount.own", "Who drew up the plan does not approve it.")
		}
		var bad fault.Collector
		reason = strings.TrimSpace(reason)
		bad.Require("body.reason", reason)
		if utf8.RuneCountInString(reason) > 2000 {
			bad.Add("body.reason", "too_long", "must have at most 2000 characters")
		}
		if err := bad.Err("people.headcount.invalid", "What was entered has wrong values."); err != nil {
			return err
		}
		if err := w.check(&r.kept.Request, true); err != nil {
			return err
		}
		base := w.base(&r.kept.Request)
		x := *r
		x.kept.Base, x.kept.ApprovedMs, x.kept.ApprovedBy, x.kept.ApprovalReason = &base, clock.Ms(s.clk), name, reason
		x.changedMs, x.changedBy = clock.Ms(s.clk), name
		if err := x.write(); err != nil {
			return err
		}
		if err := s.set(ctx, tx, &x, -1); err != nil {
			return err
		}
		out = w.plan(ctx, rows, &x, true)
		after := map[string]any{"version": x.version, "as_of_on": base.AsOfOn, "reason": reason, "totals": out.Outcome.Totals}
		return s.tell(ctx, tx, authz.Entry{Action: "people.headcount.approve", Object: "people_headcount", ObjectID: x.id, Before: r.kept.Request, After: after})
	})
	return out, err
}

// Delete takes a draft away; one that is gone already is no error. Needs the
// permission people.edit.
func (s *Service) Delete(ctx context.Context, planID string) error {
	return s.write(ctx, PermissionEdit, func(tx *sqldb.Tx, _ *world, rows []row) error {
		r := find(rows, planID)
		if r == nil {
			return nil
		}
		if r.kept.Base != nil {
			return approved()
		}
		if err := dropRow(ctx, tx, planID); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "people.headcount.delete", Object: "people_headcount", ObjectID: planID, Before: r.kept.Request})
	})
}

func notFound() error {
	return fault.NotFoundf("people.headcount.not_found", "There is no such headcount plan.")
}

func approved() error {
	return fault.Conflictf("people.headcount.approved", "The version has been approved; make a new one.")
}
