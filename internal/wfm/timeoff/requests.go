package timeoff

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

// RequestsIn asks for one page of requests.
type RequestsIn struct {
	Search string // part of the name, agent number or reason
	State  string // "" for all
	Team   string // id
	Kind   string // id
	From   string // a day within the span from …
	To     string // … to; default: 31 days ago to whatever is asked for
	Sort   string // from (default), asked, name, kind or minutes; a leading - turns it round
	Cursor string
	Limit  int
}

// ListRequests gives a page of the requests of people within the actor's reach
// on the first day. Needs the permission timeoff.read.
func (s *Service) ListRequests(ctx context.Context, in RequestsIn) (page.Of[Request], error) {
	var none page.Of[Request]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	var rows []Request
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		from, to, err := spanOf(in.From, in.To, w.today.Add(-31), w.today.Add(mostAfter+mostDays))
		if err != nil {
			return err
		}
		all, err := loadRequests(ctx, tx, from, to)
		if err != nil {
			return err
		}
		search, scope := sqldb.Fold(in.Search), authz.ScopeOf(ctx, PermissionRead)
		for _, r := range all {
			w.fill(&r)
			if in.State != "" && r.State != in.State || in.Team != "" && r.TeamID != in.Team || in.Kind != "" && r.KindID != in.Kind ||
				!strings.Contains(sqldb.Fold(r.PersonName+"\n"+r.AgentNo+"\n"+r.Reason), search) || !w.dir.Reaches(scope, r.PersonID, r.FromOn.String()) {
				continue
			}
			rows = append(rows, r)
		}
		return s.warn(ctx, tx, &w, rows)
	})
	if err != nil {
		return none, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "from"), Cursor: in.Cursor, Limit: in.Limit}, "timeoff.sort", map[string]func(Request) string{
		"from":    func(r Request) string { return r.FromOn.String() },
		"asked":   func(r Request) string { return fmt.Sprintf("%015d", r.AskedMs) },
		"name":    func(r Request) string { return sqldb.Fold(r.PersonName) },
		"kind":    func(r Request) string { return r.Kind },
		"minutes": func(r Request) string { return fmt.Sprintf("%09d", r.Minutes) },
	}, func(r Request) string { return r.ID })
}

func spanOf(fromText, toText string, from, to civil.Date) (civil.Date, civil.Date, error) {
	var c fault.Collector
	var err error
	if fromText != "" {
		if from, err = civil.Parse(fromText); err != nil {
			c.Add("query.from", "date", "must be a date, YYYY-MM-DD")
		}
	}
	if toText != "" {
		if to, err = civil.Parse(toText); err != nil {
			c.Add("query.to", "date", "must be a date, YYYY-MM-DD")
		}
	}
	return from, to, c.Err("timeoff.span", "The days are not usable.")
}

// Own is what a person sees of their own time off.
type Own struct {
	PersonID   string     `json:"person_id" doc:"empty: there is no person behind the account"`
	PersonName string     `json:"person_name"`
	Today      civil.Date `json:"today" format:"date"`
	Kinds      []Kind     `json:"kinds" doc:"that can be asked for"`
	Balances   []Balance  `json:"balances" doc:"of this year and the next"`
	Requests   []Request  `json:"requests" doc:"of the last year and all later ones, the newest day first"`
}

// Own gives the actor's own kinds, balances and requests, none where there is no
// person behind the account. Needs the permission timeoff.ask.
func (s *Service) Own(ctx context.Context) (out Own, err error) {
	if err := authz.Require(ctx, PermissionAsk); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		p, _ := w.dir.Person(a.PersonID)
		out = Own{PersonID: a.PersonID, PersonName: p.Name, Today: w.today, Kinds: slices.DeleteFunc(slices.Clone(w.list), func(k Kind) bool { return !k.Active }), Balances: []Balance{}, Requests: []Request{}}
		if a.PersonID == "" {
			return nil
		}
		if out.Requests, err = loadRequestsOf(ctx, tx, a.PersonID, w.today.Add(-365)); err != nil {
			return err
		}
		for i := range out.Requests {
			w.fill(&out.Requests[i])
		}
		slices.Reverse(out.Requests)
		year, _, _ := w.today.Civil()
		for _, y := range []int{year, year + 1} {
			rows, err := s.balances(ctx, tx, &w, y, func(person string) bool { return person == a.PersonID })
			if err != nil {
				return err
			}
			for _, b := range rows {
				if y == year || b.Entitled > 0 || b.Taken > 0 || b.Waiting > 0 {
					out.Balances = append(out.Balances, b)
				}
			}
		}
		return nil
	})
	return out, err
}

func noPerson() error {
	return fault.Conflictf("timeoff.no_person", "There is no person behind this account; an administrator can set one.")
}

// Check says what a request would take and what speaks against it, without
// keeping it. Needs the permission timeoff.ask, for others timeoff.approve.
func (s *Service) Check(ctx context.Context, in AskIn) (r Request, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		_, r, _, err = s.prepare(ctx, tx, in)
		return err
	})
	return r, err
}

// Ask asks for time off, for oneself or for somebody within reach. The same once
// more gives what is there. Needs the permission timeoff.ask, for others
// timeoff.approve.
func (s *Service) Ask(ctx context.Context, in AskIn) (r Request, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		var w world
		var there bool
		if w, r, there, err = s.prepare(ctx, tx, in); err != nil || there {
			return err
		}
		now := clock.Ms(s.clk)
		r.ID, r.Rev, r.AskedMs, r.AskedBy = id.New(s.clk), 1, now, actorName(ctx)
		if !w.kinds[r.KindID].Approval {
			r.State, r.DecidedMs, r.DecidedBy, r.Warnings = Approved, now, r.AskedBy, []Warning{}
		}
		if err := addRequest(ctx, tx, r); err != nil {
			return err
		}
		return s.tell(ctx, tx, factRequest, authz.Entry{Action: "timeoff.request.create", Object: "timeoff_request", ObjectID: r.ID, After: r})
	})
	return r, err
}

// prepare checks what is asked; there is whether it has been asked for already.
func (s *Service) prepare(ctx context.Context, tx *sqldb.Tx, in AskIn) (w world, r Request, there bool, err error) {
	if err = authz.Require(ctx, PermissionAsk); err != nil {
		return w, r, false, err
	}
	if w, err = s.world(ctx, tx); err != nil {
		return w, r, false, err
	}
	a, _ := authz.From(ctx)
	own := in.PersonID == "" || in.PersonID == a.PersonID
	if own {
		if in.PersonID = a.PersonID; a.PersonID == "" {
			return w, r, false, noPerson()
		}
	} else if err = authz.Require(ctx, PermissionApprove); err != nil {
		return w, r, false, err
	}
	if r, err = in.request(w.today); err != nil {
		return w, r, false, err
	}
	if !own && !w.dir.Reaches(authz.ScopeOf(ctx, PermissionApprove), r.PersonID, r.FromOn.String()) {
		return w, r, false, beyondReach()
	}
	var c fault.Collector
	if k, ok := w.kinds[r.KindID]; !ok || !k.Active {
		c.Add("body.kind_id", "unknown", "is no kind that can be asked for")
	}
	if _, ok := w.dir.Person(r.PersonID); !ok {
		c.Add("body.person_id", "unknown", "leads to nobody")
	}
	if err = c.Err("timeoff.request.invalid", "The request has wrong values."); err != nil {
		return w, r, false, err
	}
	theirs, err := loadRequestsOf(ctx, tx, r.PersonID, r.FromOn)
	if err != nil {
		return w, r, false, err
	}
	for _, o := range theirs {
		if o.open() && o.sameTime(&r) {
			w.fill(&o)
			one := []Request{o}
			err = s.warn(ctx, tx, &w, one)
			return w, one[0], true, err
		}
		if o.open() && o.overlaps(&r) {
			return w, r, false, fault.Conflictf("timeoff.request.overlap", "There is another request from %s to %s.", o.FromOn, o.ToOn).WithField("body.from_on", "overlap", fmt.Sprintf("overlaps the request from %s to %s", o.FromOn, o.ToOn))
		}
	}
	w.fill(&r)
	one := []Request{r}
	err = s.warn(ctx, tx, &w, one)
	return w, one[0], false, err
}

func beyondReach() error {
	return fault.Newf(fault.Denied, "timeoff.beyond_reach", "The person is not one of yours on that day.")
}

// DecideIn decides a request.
type DecideIn struct {
	Approve bool   `json:"approve"`
	Answer  string `json:"answer,omitempty" maxLength:"2000" doc:"to who asked; needed to refuse"`
	Despite bool   `json:"despite,omitempty" doc:"approve although a limit or a balance speaks against it"`
}

// Decide approves or refuses a waiting request of somebody else within reach.
// The same once more changes nothing. Needs the permission timeoff.approve.
func (s *Service) Decide(ctx context.Context, requestID string, in DecideIn) (r Request, err error) {
	if err := authz.Require(ctx, PermissionApprove); err != nil {
		return r, err
	}
	in.Answer = strings.TrimSpace(in.Answer)
	var c fault.Collector
	short(&c, "body.answer", in.Answer, mostNote)
	if !in.Approve && in.Answer == "" {
		c.Add("body.answer", "required", "must not be empty")
	}
	if err := c.Err("timeoff.request.invalid", "The request has wrong values."); err != nil {
		return r, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, before, err := s.reached(ctx, tx, requestID)
		if err != nil {
			return err
		}
		if a, _ := authz.From(ctx); a.PersonID == before.PersonID && a.PersonID != "" {
			return fault.Newf(fault.Denied, "timeoff.request.own", "Somebody else decides your own request.")
		}
		r = before
		r.State = Refused
		if in.Approve {
			r.State = Approved
		}
		if before.State == r.State {
			return nil
		}
		if before.State != Waiting {
			return fault.Conflictf("timeoff.request.decided", "The request does not wait any more; load it again.")
		}
		if in.Approve && !in.Despite && slices.ContainsFunc(before.Warnings, func(x Warning) bool { return x.Code != "nothing" }) {
			return fault.Conflictf("timeoff.request.beyond", "A limit or a balance speaks against the request; approve it on purpose, or refuse it.")
		}
		return s.turn(ctx, tx, &w, before, &r, "decide", in.Answer)
	})
	return r, err
}

// Withdraw takes a request back: one's own while it waits or before it begins,
// or one of somebody within reach. The same once more changes nothing. Needs the
// permission timeoff.ask, for others timeoff.approve.
func (s *Service) Withdraw(ctx context.Context, requestID, why string) (r Request, err error) {
	if err := authz.Require(ctx, PermissionAsk); err != nil {
		return r, err
	}
	why = strings.TrimSpace(why)
	var c fault.Collector
	short(&c, "body.answer", why, mostNote)
	if err := c.Err("timeoff.request.invalid", "The request has wrong values."); err != nil {
		return r, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadRequest(ctx, tx, requestID)
		if err != nil {
			return err
		}
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		w.fill(&before)
		a, _ := authz.From(ctx)
		decides := a.Can(PermissionApprove) && w.dir.Reaches(a.ScopeOf(PermissionApprove), before.PersonID, before.FromOn.String())
		own := a.PersonID != "" && a.PersonID == before.PersonID
		if !own && !decides {
			return fault.NotFoundf("timeoff.request.not_found", "There is no such request.")
		}
		r = before
		if before.State == Withdrawn {
			return nil
		}
		if !before.open() {
			return fault.Conflictf("timeoff.request.decided", "The request does not wait any more; load it again.")
		}
		if before.State == Approved && own && !w.today.Before(before.FromOn) {
			return fault.Conflictf("timeoff.request.begun", "Time off that has begun is taken back by who is responsible for you.")
		}
		r.State = Withdrawn
		return s.turn(ctx, tx, &w, before, &r, "withdraw", why)
	})
	return r, err
}

// reached loads a request the actor may decide; others are not there.
func (s *Service) reached(ctx context.Context, tx *sqldb.Tx, requestID string) (w world, r Request, err error) {
	if r, err = loadRequest(ctx, tx, requestID); err != nil {
		return w, r, err
	}
	if w, err = s.world(ctx, tx); err != nil {
		return w, r, err
	}
	if !w.dir.Reaches(authz.ScopeOf(ctx, PermissionApprove), r.PersonID, r.FromOn.String()) {
		return w, r, fault.NotFoundf("timeoff.request.not_found", "There is no such request.")
	}
	w.fill(&r)
	one := []Request{r}
	err = s.warn(ctx, tx, &w, one)
	return w, one[0], err
}

// turn saves a request's new state.
func (s *Service) turn(ctx context.Context, tx *sqldb.Tx, w *world, before Request, r *Request, action, answer string) error {
	r.Rev, r.DecidedMs, r.DecidedBy, r.Answer, r.Warnings = before.Rev+1, clock.Ms(s.clk), actorName(ctx), answer, []Warning{}
	done, err := setRequest(ctx, tx, *r)
	if err != nil {
		return err
	}
	if !done {
		return fault.Conflictf("timeoff.request.decided", "The request does not wait any more; load it again.")
	}
	w.fill(r)
	return s.tell(ctx, tx, factRequest, authz.Entry{Action: "timeoff.request." + action, Object: "timeoff_request", ObjectID: r.ID, Before: before, After: r})
}

// warn fills in what speaks against waiting requests.
func (s *Service) warn(ctx context.Context, tx *sqldb.Tx, w *world, rows []Request) error {
	var from, to civil.Date
	years := map[int]bool{}
	for i := range rows {
		r := &rows[i]
		if r.State != Waiting {
			continue
		}
		if len(years) == 0 || r.FromOn.Before(from) {
			from = r.FromOn
		}
		if len(years) == 0 || to.Before(r.ToOn) {
			to = r.ToOn
		}
		k := w.kinds[r.KindID]
		for y := range r.spent(&k, &w.cal) {
			years[y] = true
		}
		year, _, _ := r.FromOn.Civil()
		years[year] = true
	}
	if len(years) == 0 {
		return nil
	}
	taken, err := loadRequests(ctx, tx, from, to)
	if err != nil {
		return err
	}
	taken = slices.DeleteFunc(taken, func(r Request) bool { return r.State != Approved })
	gone := away{}
	for _, a := range absences(taken, w.kinds, from, to) {
		gone.add(a.On, w.dir.TeamOf(a.PersonID, a.On.String()), a.PersonID)
	}
	left := map[string]int{}
	for y := range years {
		all, err := s.balances(ctx, tx, w, y, nil)
		if err != nil {
			return err
		}
		for _, b := range all {
			left[balanceKey(b.PersonID, b.KindID, y)] = b.Entitled - b.Taken
		}
	}
	for i := range rows {
		if r := &rows[i]; r.State == Waiting {
			r.Warnings = w.against(r, gone, left)
		}
	}
	return nil
}

// against is what speaks against a request, given who is away and what is left
// of balances.
func (w *world) against(r *Request, gone away, left map[string]int) []Warning {
	out := []Warning{}
	k := w.kinds[r.KindID]
	spent := r.spent(&k, &w.cal)
	if sum(spent) == 0 {
		out = append(out, Warning{Code: "nothing"})
	}
	if k.Counted {
		for y := range 3 {
			year, _, _ := r.FromOn.Civil()
			year += y
			if has := left[balanceKey(r.PersonID, r.KindID, year)]; spent[year] > has {
				out = append(out, Warning{Code: "balance", Most: has, With: spent[year], Year: year})
			}
		}
	}
	told := map[string]bool{}
	for d := r.FromOn; !r.ToOn.Before(d); d = d.Add(1) {
		for _, team := range []string{w.dir.TeamOf(r.PersonID, d.String()), ""} {
			l, ok := tightest(w.limits, team, d, w.cal.Day(d, "").Kind)
			with := gone.with(d, team, r.PersonID)
			if !ok || told[team] || with <= l.Most {
				continue
			}
			told[team] = true
			t, _ := w.dir.Team(team)
			out = append(out, Warning{Code: "limit", On: d, Team: t.Name, Most: l.Most, With: with})
		}
	}
	return out
}
