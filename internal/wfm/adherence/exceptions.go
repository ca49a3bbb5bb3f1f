package adherence

import (
	"cmp"
	"context"
	"fmt"
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

// ExceptionsIn asks for one page of exceptions.
type ExceptionsIn struct {
	From   string // first day; default: as far back as days may change
	To     string // last day; default: today
	Search string // part of the name, agent number or note
	State  string // "" for all
	Team   string // id
	Reason string
	Origin string
	Sort   string // from (the newest first by default), asked, name or reason; a leading - turns it round
	Cursor string
	Limit  int
}

// Exceptions gives a page of the exceptions of people and teams within the
// actor's reach on their day. Needs the permission adherence.read.
func (s *Service) Exceptions(ctx context.Context, in ExceptionsIn) (page.Of[Exception], error) {
	var none page.Of[Exception]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	rows := []Exception{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.known(ctx, tx)
		if err != nil {
			return err
		}
		days, err := spanOf(in.From, in.To, w.firstDay(), w.today)
		if err != nil {
			return err
		}
		from, until := days.Bounds(w.zone)
		all, err := loadExceptions(ctx, tx, from, until)
		if err != nil {
			return err
		}
		search, scope := sqldb.Fold(in.Search), authz.ScopeOf(ctx, PermissionRead)
		for _, e := range all {
			w.fill(&e)
			if in.State != "" && e.State != in.State || in.Team != "" && e.TeamID != in.Team || in.Reason != "" && e.Reason != in.Reason || in.Origin != "" && e.Origin != in.Origin ||
				!strings.Contains(sqldb.Fold(e.PersonName+"\n"+e.AgentNo+"\n"+e.TeamName+"\n"+e.Note), search) || !w.reaches(scope, &e) {
				continue
			}
			rows = append(rows, e)
		}
		return weigh(ctx, tx, rows, days)
	})
	if err != nil {
		return none, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-from"), Cursor: in.Cursor, Limit: in.Limit}, "adherence.sort", map[string]func(Exception) string{
		"from":   func(e Exception) string { return fmt.Sprintf("%015d", e.FromMs) },
		"asked":  func(e Exception) string { return fmt.Sprintf("%015d", e.AskedMs) },
		"name":   func(e Exception) string { return sqldb.Fold(e.PersonName + e.TeamName) },
		"reason": func(e Exception) string { return fmt.Sprintf("%02d", slices.Index(Reasons, e.Reason)) },
	}, func(e Exception) string { return e.ID })
}

// fill fills in what follows from an exception and the organisation.
func (w *world) fill(e *Exception) {
	if e.PersonID != "" {
		p, _ := w.dir.Person(e.PersonID)
		e.PersonName, e.AgentNo = p.Name, p.AgentNo
		e.TeamID = w.dir.TeamOf(e.PersonID, civil.At(e.FromMs, w.zone).String())
	}
	team, _ := w.dir.Team(e.TeamID)
	e.TeamName = team.Name
}

// reaches reports whether a scope covers who the exception is of, on its day.
func (w *world) reaches(scope authz.Scope, e *Exception) bool {
	if e.PersonID != "" {
		return w.dir.Reaches(scope, e.PersonID, civil.At(e.FromMs, w.zone).String())
	}
	if scope.Centre || slices.Contains(scope.Teams, e.TeamID) {
		return true
	}
	t, _ := w.dir.Team(e.TeamID)
	return t.SiteID != "" && slices.Contains(scope.Sites, t.SiteID)
}

// weigh fills in how many seconds of deviations exceptions of people concern.
func weigh(ctx context.Context, tx *sqldb.Tx, rows []Exception, days civil.Range) error {
	of := map[string][]int{}
	for i := range rows {
		if rows[i].PersonID != "" {
			of[rows[i].PersonID] = append(of[rows[i].PersonID], i)
		}
	}
	around := civil.Range{From: days.From.Add(-1), To: days.To.Add(1)}
	for person, places := range of {
		all, err := loadWholeDays(ctx, tx, around, person)
		if err != nil {
			return err
		}
		for _, i := range places {
			for _, d := range all {
				for _, x := range d.deviations {
					if e := &rows[i]; e.overlaps(x.FromMs, x.ToMs) {
						e.Seconds += (min(e.ToMs, x.ToMs) - max(e.FromMs, x.FromMs)) / 1000
					}
				}
			}
		}
	}
	return nil
}

func beyondReach() error {
	return fault.Newf(fault.Denied, "adherence.beyond_reach", "The person or team is not one of yours on that day.")
}

// Except explains a time of one's own. The same once more gives what is there.
// Needs the permission adherence.own.
func (s *Service) Except(ctx context.Context, in ExceptionIn) (Exception, error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return Exception{}, err
	}
	a, _ := authz.From(ctx)
	if a.PersonID == "" {
		return Exception{}, fault.Conflictf("adherence.no_person", "There is no person behind this account; an administrator can set one.")
	}
	in.PersonID, in.TeamID = a.PersonID, ""
	return s.except(ctx, in, true)
}

// Enter enters an exception for a person or a team within reach; it is approved
// with it. The same once more gives what is there. Needs the permission
// adherence.decide.
func (s *Service) Enter(ctx context.Context, in ExceptionIn) (Exception, error) {
	if err := authz.Require(ctx, PermissionDecide); err != nil {
		return Exception{}, err
	}
	if a, _ := authz.From(ctx); a.PersonID != "" && in.PersonID == a.PersonID {
		return Exception{}, fault.Newf(fault.Denied, "adherence.exception.own", "Somebody else decides your own exception.")
	}
	return s.except(ctx, in, false)
}

func (s *Service) except(ctx context.Context, in ExceptionIn, own bool) (e Exception, err error) {
	if e, err = in.exception(); err != nil {
		return e, err
	}
	there := false
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.known(ctx, tx)
		if err != nil {
			return err
		}
		if err := w.checkException(&e, clock.Ms(s.clk), own); err != nil {
			return err
		}
		if !own && !w.reaches(authz.ScopeOf(ctx, PermissionDecide), &e) {
			return beyondReach()
		}
		all, err := loadExceptionsOf(ctx, tx, e.PersonID, e.FromMs, e.ToMs)
		if err != nil {
			return err
		}
		for _, o := range all {
			if !o.open() || o.PersonID != e.PersonID || o.PersonID == "" && o.TeamID != e.TeamID {
				continue
			}
			if o.FromMs == e.FromMs && o.ToMs == e.ToMs && o.Reason == e.Reason {
				e, there = o, true
				w.fill(&e)
				return nil
			}
			if own || o.Origin == FromLeader {
				return fault.Conflictf("adherence.exception.overlap", "There is another exception within this time.").WithField("body.from_ms", "overlap", "overlaps another exception")
			}
		}
		now := clock.Ms(s.clk)
		e.ID, e.Rev, e.AskedMs, e.AskedBy, e.Origin = id.New(s.clk), 1, now, actorName(ctx), FromAgent
		if !own {
			e.State, e.Origin, e.DecidedMs, e.DecidedBy = Approved, FromLeader, now, e.AskedBy
		}
		if err := addException(ctx, tx, e); err != nil {
			return err
		}
		w.fill(&e)
		return s.tell(ctx, tx, factException, authz.Entry{Action: "adherence.exception.create", Object: "adherence_exception", ObjectID: e.ID, After: e})
	})
	if err != nil || there || e.State != Approved {
		return e, err
	}
	return e, s.follow(ctx, &e)
}

// checkException checks an exception against what is known.
func (w *world) checkException(e *Exception, nowMs int64, own bool) error {
	var c fault.Collector
	on := civil.At(e.FromMs, w.zone)
	switch {
	case on.Before(w.firstDay()):
		c.Add("body.from_ms", "too_early", fmt.Sprintf("days of more than %d days ago do not change any more", w.rule.DaysBack))
	case own && e.ToMs > nowMs:
		c.Add("body.to_ms", "future", "must not be in the future")
	case w.today.Add(1).Before(on):
		c.Add("body.from_ms", "too_far", "must be at the latest tomorrow")
	}
	if e.PersonID != "" {
		if _, ok := w.dir.Person(e.PersonID); !ok {
			c.Add("body.person_id", "unknown", "leads to nobody")
		}
	} else if _, ok := w.dir.Team(e.TeamID); !ok {
		c.Add("body.team_id", "unknown", "leads to no team")
	}
	return c.Err("adherence.exception.invalid", "The exception has wrong values.")
}

// follow reckons the days anew that an exception concerns.
func (s *Service) follow(ctx context.Context, e *Exception) error {
	var w world
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		w, err = s.known(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	of := *e
	if of.PersonID != "" {
		of.TeamID = ""
	}
	days := civil.Range{From: civil.At(e.FromMs, w.zone).Add(-1), To: civil.At(e.ToMs, w.zone).Add(1)}
	_, err = s.refresh(ctx, &days, func(personID string) bool { return w.concerns(&of, personID) })
	return err
}

// DecideIn decides an exception.
type DecideIn struct {
	Approve bool   `json:"approve"`
	Answer  string `json:"answer,omitempty" maxLength:"2000" doc:"to who explained; needed to refuse"`
}

// Decide approves or refuses a waiting exception of somebody else within reach.
// The same once more changes nothing. Needs the permission adherence.decide.
func (s *Service) Decide(ctx context.Context, exceptionID string, in DecideIn) (Exception, error) {
	if err := authz.Require(ctx, PermissionDecide); err != nil {
		return Exception{}, err
	}
	in.Answer = strings.TrimSpace(in.Answer)
	var c fault.Collector
	short(&c, "body.answer", in.Answer)
	if !in.Approve && in.Answer == "" {
		c.Add("body.answer", "required", "must not be empty")
	}
	if err := c.Err("adherence.exception.invalid", "The exception has wrong values."); err != nil {
		return Exception{}, err
	}
	state := Refused
	if in.Approve {
		state = Approved
	}
	return s.turn(ctx, exceptionID, state, "decide", in.Answer, func(w *world, e *Exception) error {
		a, _ := authz.From(ctx)
		switch {
		case !w.reaches(a.ScopeOf(PermissionDecide), e):
			return noException()
		case a.PersonID == e.PersonID && a.PersonID != "":
			return fault.Newf(fault.Denied, "adherence.exception.own", "Somebody else decides your own exception.")
		case e.State != state && e.State != Waiting:
			return decided()
		}
		return nil
	})
}

// Withdraw takes an exception back: one's own while it waits, or one of who is
// within reach, also when it is approved. The same once more changes nothing.
// Needs the permission adherence.own, for others adherence.decide.
func (s *Service) Withdraw(ctx context.Context, exceptionID, why string) (Exception, error) {
	a, _ := authz.From(ctx)
	if !a.Can(PermissionOwn) {
		if err := authz.Require(ctx, PermissionDecide); err != nil {
			return Exception{}, err
		}
	}
	why = strings.TrimSpace(why)
	var c fault.Collector
	short(&c, "body.answer", why)
	if err := c.Err("adherence.exception.invalid", "The exception has wrong values."); err != nil {
		return Exception{}, err
	}
	return s.turn(ctx, exceptionID, Withdrawn, "withdraw", why, func(w *world, e *Exception) error {
		own := a.PersonID != "" && a.PersonID == e.PersonID
		decides := a.Can(PermissionDecide) && w.reaches(a.ScopeOf(PermissionDecide), e) && !own
		switch {
		case !own && !decides:
			return noException()
		case e.State != Withdrawn && (!e.open() || own && e.State != Waiting):
			return decided()
		}
		return nil
	})
}

func decided() error {
	return fault.Conflictf("adherence.exception.decided", "The exception does not wait any more; load it again.")
}

// turn brings an exception into another state, when may has nothing against it.
func (s *Service) turn(ctx context.Context, exceptionID, state, verb, answer string, may func(w *world, e *Exception) error) (e Exception, err error) {
	var before Exception
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if before, err = loadException(ctx, tx, exceptionID); err != nil {
			return err
		}
		w, err := s.known(ctx, tx)
		if err != nil {
			return err
		}
		w.fill(&before)
		if err := may(&w, &before); err != nil {
			return err
		}
		if e = before; e.State == state {
			return nil
		}
		if civil.At(e.FromMs, w.zone).Before(w.firstDay()) {
			return fault.Conflictf("adherence.exception.too_late", "Days of more than %d days ago do not change any more.", w.rule.DaysBack)
		}
		e.State, e.Answer, e.DecidedMs, e.DecidedBy, e.Rev = state, answer, clock.Ms(s.clk), actorName(ctx), before.Rev+1
		ok, err := setException(ctx, tx, e)
		if err != nil {
			return err
		}
		if !ok {
			return decided()
		}
		return s.tell(ctx, tx, factException, authz.Entry{Action: "adherence.exception." + verb, Object: "adherence_exception", ObjectID: e.ID, Before: before, After: e})
	})
	if err != nil || before.State == e.State || before.State != Approved && e.State != Approved {
		return e, err
	}
	return e, s.follow(ctx, &e)
}
