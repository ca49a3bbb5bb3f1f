package swaps

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// Checked is what a swap would do to the rules.
type Checked struct {
	Violations []Told `json:"violations" doc:"that would be broken anew; a hard one refuses the swap"`
}

// hard is whether a hard rule is among them.
func hard(list []Told) bool { return slices.ContainsFunc(list, func(x Told) bool { return x.Hard }) }

// Check says what an offer to a named colleague would break. Nothing is kept.
// Needs the permission roster.own.
func (s *Service) Check(ctx context.Context, in OfferIn) (out Checked, err error) {
	out.Violations = []Told{}
	x, w, err := s.prepare(ctx, in)
	if err != nil || x.ForID == "" {
		return out, err
	}
	_, out.Violations, err = s.try(ctx, &w, &x, x.ForID)
	return out, err
}

// CheckTaking says what a swap would break when the actor took it, or, taken
// already, when it were done. Needs the permission roster.own, for others
// roster.swap.
func (s *Service) CheckTaking(ctx context.Context, swapID string) (out Checked, err error) {
	out.Violations = []Told{}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	x, err := s.get(ctx, swapID)
	if err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	taker := x.TakerID
	switch {
	case taker != "" && (a.Can(PermissionDecide) && w.reached(ctx, &x) || x.of(a.PersonID)):
	case taker == "" && a.Can(permissionOwn) && a.PersonID != "" && a.PersonID != x.GiverID && (x.ForID == "" || x.ForID == a.PersonID):
		taker = a.PersonID
	default:
		return out, notFound()
	}
	_, out.Violations, err = s.try(ctx, &w, &x, taker)
	return out, err
}

func (s *Service) get(ctx context.Context, swapID string) (x Swap, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		x, err = load(ctx, tx, swapID)
		return err
	})
	return x, err
}

// prepare checks an offer of the actor's and fills it in.
func (s *Service) prepare(ctx context.Context, in OfferIn) (x Swap, w world, err error) {
	me, err := self(ctx)
	if err != nil {
		return x, w, err
	}
	on, back, err := in.check()
	if err != nil {
		return x, w, err
	}
	if w, err = s.world(ctx); err != nil {
		return x, w, err
	}
	x = Swap{State: Open, GiverID: me, On: on, ForID: in.ForID, BackOn: back, Note: in.Note, Violations: []Told{}}
	mine, err := s.day(ctx, me, on)
	if err != nil {
		return x, w, err
	}
	var c fault.Collector
	switch {
	case mine == nil || mine.TypeID == "":
		c.Add("body.on", "no_shift", "is no day on which you have a published shift")
	case mine.Overtime != nil:
		c.Add("body.on", "overtime", "has overtime, which is not passed on")
	default:
		x.Shift = Shift{RosterID: mine.RosterID, Cell: mine.Cell}
	}
	if _, ok := w.dir.Person(x.ForID); x.ForID != "" && (!ok || x.ForID == me) {
		c.Add("body.for_id", "unknown", "is no colleague")
	}
	if back != nil && x.ForID != "" {
		theirs, err := s.day(ctx, x.ForID, *back)
		if err != nil {
			return x, w, err
		}
		switch {
		case theirs == nil || theirs.TypeID == "":
			c.Add("body.back_on", "no_shift", "is no day on which they have a published shift")
		case theirs.Overtime != nil:
			c.Add("body.back_on", "overtime", "has overtime, which is not passed on")
		default:
			x.Back = &Shift{RosterID: theirs.RosterID, Cell: theirs.Cell}
		}
	}
	if err := c.Err("swaps.invalid", "The offer has wrong values."); err != nil {
		return x, w, err
	}
	x.ExpiresMs = x.expires(w.zone, w.terms.NoticeHours)
	if w.now >= x.ExpiresMs {
		return x, w, fault.Conflictf("swaps.too_late", "A shift can be passed on until %d hours before it; ask your leader.", w.terms.NoticeHours).
			WithField("body.on", "too_late", "is too near")
	}
	return x, w, nil
}

// day is a person's published day, nil when there is none.
func (s *Service) day(ctx context.Context, personID string, on civil.Date) (*rosters.PublishedDay, error) {
	found, err := s.rosters.PublishedDays(ctx, on, on, []string{personID})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// try holds a swap with a taker against the roster as it is now.
func (s *Service) try(ctx context.Context, w *world, x *Swap, taker string) (rosters.Moved, []Told, error) {
	var none rosters.Moved
	var d days
	for _, want := range []struct {
		person string
		on     *civil.Date
		into   func(rosters.PublishedDay)
	}{
		{x.GiverID, &x.On, func(v rosters.PublishedDay) { d.giver = v }}, {taker, &x.On, func(v rosters.PublishedDay) { d.taker = v }},
		{x.GiverID, x.BackOn, func(v rosters.PublishedDay) { d.giverBack = &v }}, {taker, x.BackOn, func(v rosters.PublishedDay) { d.takerBack = &v }},
	} {
		if want.on == nil {
			continue
		}
		v, err := s.day(ctx, want.person, *want.on)
		if err != nil {
			return none, nil, err
		}
		if v == nil {
			return none, nil, fault.Conflictf("swaps.not_published", "One of the two has no published roster on %s.", *want.on)
		}
		want.into(*v)
	}
	if err := x.possible(d); err != nil {
		return none, nil, err
	}
	moved, err := s.rosters.TryMoves(ctx, x.moves(d))
	if err != nil {
		return none, nil, err
	}
	told := []Told{}
	for _, v := range moved.New {
		told = append(told, Told{Hard: true, Violation: v})
	}
	for _, v := range moved.Soft {
		told = append(told, Told{Violation: v})
	}
	w.name(told)
	return moved, told, nil
}

func breaks() error {
	return fault.Conflictf("swaps.rules", "A work rule would be broken anew; the swap cannot be.")
}

// Offer offers a shift of the actor's own. The same once more gives what is
// there. An offer to a colleague that would break a hard rule is refused. Needs
// the permission roster.own.
func (s *Service) Offer(ctx context.Context, in OfferIn) (x Swap, err error) {
	x, w, err := s.prepare(ctx, in)
	if err != nil {
		return x, err
	}
	if there, err := s.waiting(ctx, &w, &x); err != nil || there != nil {
		if there != nil {
			x = *there
		}
		return x, err
	}
	if x.ForID != "" {
		_, told, err := s.try(ctx, &w, &x, x.ForID)
		if err != nil {
			return x, err
		}
		if hard(told) {
			return x, breaks()
		}
	}
	x.ID, x.AskedMs, x.Rev = id.New(s.clk), w.now, 1
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, qExpire, w.now); err != nil {
			return err
		}
		added, err := add(ctx, tx, x)
		if err != nil {
			return err
		}
		if !added {
			return fault.Conflictf("swaps.offered_already", "You offer this shift already; withdraw that offer first.").WithField("body.on", "offered_already", "is offered already")
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.swap.create", Object: "roster_swap", ObjectID: x.ID, After: x})
	})
	w.fill(&x)
	return x, err
}

// waiting is the same offer, when it is there and still waits.
func (s *Service) waiting(ctx context.Context, w *world, x *Swap) (*Swap, error) {
	var all []Swap
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = loadOf(ctx, tx, x.GiverID, x.On)
		return err
	})
	for _, y := range all {
		y = y.at(w.now)
		if y.waits() && y.GiverID == x.GiverID && y.On == x.On && y.ForID == x.ForID && sameDay(y.BackOn, x.BackOn) {
			w.fill(&y)
			return &y, err
		}
	}
	return nil, err
}

func sameDay(a, b *civil.Date) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// Take takes a swap that is offered to the actor or to all. It is done at once
// where the terms say so, else it waits for the leader. The same once more changes
// nothing; of two takers one wins. Needs the permission roster.own.
func (s *Service) Take(ctx context.Context, swapID string) (x Swap, err error) {
	err = rosters.Retry(func() (err error) {
		x, err = s.take(ctx, swapID)
		return err
	})
	if !fault.Is(err, fault.Conflict) {
		return x, err
	}
	// Whatever met the change first, the swap or its roster: who was quicker is
	// told, and what the same person did twice is no error.
	me, whom := self(ctx)
	now, again := s.get(ctx, swapID)
	switch {
	case whom != nil || again != nil || now.TakerID == "" || now.State != Taken && now.State != Done:
		return x, err
	case now.TakerID != me:
		return now, fault.Conflictf("swaps.gone", "A colleague was quicker and has taken the shift.")
	}
	w, err := s.world(ctx)
	if err == nil {
		w.fill(&now)
	}
	return now, err
}

func (s *Service) take(ctx context.Context, swapID string) (x Swap, err error) {
	me, err := self(ctx)
	if err != nil {
		return x, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return x, err
	}
	if x, err = s.get(ctx, swapID); err != nil {
		return x, err
	}
	x = x.at(w.now)
	switch {
	case x.GiverID == me || x.ForID != "" && x.ForID != me && x.TakerID != me:
		return x, notFound()
	case x.TakerID == me && (x.State == Taken || x.State == Done):
		w.fill(&x)
		return x, nil
	case x.State == Expired:
		return x, fault.Conflictf("swaps.expired", "The offer has expired.")
	case x.TakerID != "" && (x.State == Taken || x.State == Done):
		return x, fault.Conflictf("swaps.gone", "A colleague was quicker and has taken the shift.")
	case x.State != Open:
		return x, fault.Conflictf("swaps.decided", "The offer does not stand any more; load it again.")
	}
	moved, told, err := s.try(ctx, &w, &x, me)
	if err != nil {
		return x, err
	}
	if hard(told) {
		return x, breaks()
	}
	before := x
	x.TakerID, x.TakenMs, x.Violations, x.State = me, w.now, told, Taken
	if w.terms.Automatic {
		x.State, x.DecidedMs = Done, w.now
	}
	return x, s.turn(ctx, &w, before, &x, "take", moved)
}

// turn saves a swap's new state and, when it is done, the roster's.
func (s *Service) turn(ctx context.Context, w *world, before Swap, x *Swap, action string, moved rosters.Moved) error {
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := set(ctx, tx, *x); err != nil {
			return err
		}
		if x.State == Done {
			w.fill(x)
			if err := s.rosters.Apply(ctx, tx, moved, "换班 "+x.Giver+" → "+x.Taker); err != nil {
				return err
			}
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.swap." + action, Object: "roster_swap", ObjectID: x.ID, Before: before, After: x})
	})
	if err == nil {
		x.Rev++
		w.fill(x)
	}
	return err
}

// Decline says no to a swap that is offered to the actor by name. The same once
// more changes nothing. Needs the permission roster.own.
func (s *Service) Decline(ctx context.Context, swapID, answer string) (Swap, error) {
	me, err := self(ctx)
	if err != nil {
		return Swap{}, err
	}
	return s.end(ctx, swapID, answer, Declined, "decline", func(x *Swap) bool { return x.ForID == me && x.State != Taken })
}

// Withdraw takes an offer of the actor's own back, as long as it is not done. The
// same once more changes nothing. Needs the permission roster.own.
func (s *Service) Withdraw(ctx context.Context, swapID string) (Swap, error) {
	me, err := self(ctx)
	if err != nil {
		return Swap{}, err
	}
	return s.end(ctx, swapID, "", Withdrawn, "withdraw", func(x *Swap) bool { return x.GiverID == me })
}

// end ends a swap that waits, without touching the roster.
func (s *Service) end(ctx context.Context, swapID, answer, state, action string, may func(*Swap) bool) (x Swap, err error) {
	answer = strings.TrimSpace(answer)
	if utf8.RuneCountInString(answer) > mostNote {
		return x, fault.Invalidf("swaps.invalid", "The offer has wrong values.").WithField("body.answer", "too_long", "must have at most 500 characters")
	}
	w, err := s.world(ctx)
	if err != nil {
		return x, err
	}
	if x, err = s.get(ctx, swapID); err != nil {
		return x, err
	}
	x = x.at(w.now)
	switch {
	case !may(&x):
		return Swap{}, notFound()
	case x.State == state:
		w.fill(&x)
		return x, nil
	case !x.waits():
		return x, fault.Conflictf("swaps.decided", "The offer does not stand any more; load it again.")
	}
	before := x
	x.State, x.Answer, x.DecidedMs, x.DecidedBy = state, answer, w.now, actorName(ctx)
	return x, s.turn(ctx, &w, before, &x, action, rosters.Moved{})
}

// Decide approves or refuses a swap that was taken, of people within the actor's
// reach but not the actor's own. Rules are held against the roster as it is then.
// The same once more changes nothing. Needs the permission roster.swap.
func (s *Service) Decide(ctx context.Context, swapID string, approve bool, answer string) (x Swap, err error) {
	err = rosters.Retry(func() (err error) {
		x, err = s.decide(ctx, swapID, approve, answer)
		return err
	})
	return x, err
}

func (s *Service) decide(ctx context.Context, swapID string, approve bool, answer string) (x Swap, err error) {
	if err := authz.Require(ctx, PermissionDecide); err != nil {
		return x, err
	}
	a, _ := authz.From(ctx)
	w, err := s.world(ctx)
	if err != nil {
		return x, err
	}
	if x, err = s.get(ctx, swapID); err != nil {
		return x, err
	}
	switch {
	case !w.reached(ctx, &x):
		return Swap{}, notFound()
	case x.of(a.PersonID):
		return x, fault.Newf(fault.Denied, "swaps.own", "Somebody else decides your own swap.")
	}
	if !approve {
		if strings.TrimSpace(answer) == "" {
			return x, fault.Invalidf("swaps.invalid", "The offer has wrong values.").WithField("body.answer", "required", "must not be empty")
		}
		return s.end(ctx, swapID, answer, Refused, "refuse", func(*Swap) bool { return true })
	}
	x = x.at(w.now)
	switch x.State {
	case Done:
		w.fill(&x)
		return x, nil
	case Taken:
	case Open:
		return x, fault.Conflictf("swaps.not_taken", "Nobody has taken the shift yet.")
	case Expired:
		return x, fault.Conflictf("swaps.expired", "The offer has expired.")
	default:
		return x, fault.Conflictf("swaps.decided", "The offer does not stand any more; load it again.")
	}
	moved, told, err := s.try(ctx, &w, &x, x.TakerID)
	if err != nil {
		return x, err
	}
	if hard(told) {
		return x, breaks()
	}
	before := x
	x.State, x.Answer, x.Violations, x.DecidedMs, x.DecidedBy = Done, strings.TrimSpace(answer), told, w.now, actorName(ctx)
	return x, s.turn(ctx, &w, before, &x, "approve", moved)
}

// Colleague is somebody a shift could be offered to.
type Colleague struct {
	PersonID string     `json:"person_id"`
	Name     string     `json:"name"`
	AgentNo  string     `json:"agent_no"`
	Off      bool       `json:"off" doc:"on that day, and so could take the shift over"`
	Back     []BackDay  `json:"back" doc:"their shifts that could be had in exchange"`
	On       civil.Date `json:"on" format:"date"`
}

// BackDay is a shift that could be had in exchange.
type BackDay struct {
	On    civil.Date `json:"on" format:"date"`
	Shift Shift      `json:"shift"`
}

// Colleagues are the people who have the skill of the actor's shift of a day, and
// which of their shifts could be had in exchange. Whether rules hold is told by
// Check. Needs the permission roster.own.
func (s *Service) Colleagues(ctx context.Context, onText string) ([]Colleague, error) {
	x, w, err := s.prepare(ctx, OfferIn{On: onText})
	if err != nil {
		return nil, err
	}
	last := w.today.Add(mostAhead)
	all, err := s.rosters.PublishedDays(ctx, w.today, last, nil)
	if err != nil {
		return nil, err
	}
	away, err := s.away(ctx, w.today, last)
	if err != nil {
		return nil, err
	}
	mine := map[civil.Date]bool{} // days off
	byPerson, order := map[string][]rosters.PublishedDay{}, []string{}
	for _, d := range all {
		switch {
		case d.PersonID == x.GiverID:
			mine[d.On] = d.TypeID == "" && !away[d.PersonID+d.On.String()]
		case slices.Contains(w.have[d.PersonID], x.Shift.Skill) || x.Shift.Skill == "" && len(w.have[d.PersonID]) > 0:
			if byPerson[d.PersonID] == nil {
				order = append(order, d.PersonID)
			}
			byPerson[d.PersonID] = append(byPerson[d.PersonID], d)
		}
	}
	out := []Colleague{}
	for _, who := range order {
		p, _ := w.dir.Person(who)
		c := Colleague{PersonID: who, Name: p.Name, AgentNo: p.AgentNo, On: x.On, Back: []BackDay{}}
		there := false
		for _, d := range byPerson[who] {
			if d.On == x.On {
				there, c.Off = true, d.TypeID == "" && !away[who+d.On.String()]
			}
		}
		for _, d := range byPerson[who] {
			y := Swap{On: d.On, Shift: Shift{Cell: d.Cell}}
			if d.TypeID == "" || d.Overtime != nil || w.now >= y.expires(w.zone, w.terms.NoticeHours) || !slices.Contains(w.have[x.GiverID], d.Skill) && d.Skill != "" {
				continue
			}
			if d.On == x.On || c.Off && mine[d.On] {
				shift := Shift{RosterID: d.RosterID, Cell: d.Cell}
				w.shift(&shift)
				c.Back = append(c.Back, BackDay{d.On, shift})
			}
		}
		if there && p.Active && (c.Off || len(c.Back) > 0) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Colleague) int { return strings.Compare(a.Name+a.PersonID, b.Name+b.PersonID) })
	return out, nil
}
