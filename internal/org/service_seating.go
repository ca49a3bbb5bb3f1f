package org

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Seatings gives who sat, sits and will sit on a seat, of the people in the
// actor's scope.
func (s *Service) Seatings(ctx context.Context, seatID string) (out []Seating, err error) {
	if err := authz.Require(ctx, "org.read"); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := loadSeat(ctx, tx, seatID); err != nil {
			return err
		}
		out, err = s.seatings(ctx, tx, seatID, authz.ScopeOf(ctx, "org.read"))
		return err
	})
	return out, err
}

func (s *Service) seatings(ctx context.Context, tx *sqldb.Tx, seatID string, scope authz.Scope) ([]Seating, error) {
	all, err := loadSeatings(ctx, tx, seatID, false)
	if err != nil {
		return nil, err
	}
	dir, err := s.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	today, err := s.today(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := []Seating{}
	for _, g := range all {
		if dir.Reaches(scope, g.person, today) {
			who, _ := dir.Person(g.person)
			out = append(out, Seating{ID: g.ID, SeatID: g.seat, Person: Named{g.person, who.Name}, FromOn: g.From, ToOn: g.last()})
		}
	}
	return out, nil
}

// TakeSeat seats a person from a day on; on a shared seat for that day. Who
// sat there, and where the person sat, ends the day before. Asked twice, it is
// done once.
func (s *Service) TakeSeat(ctx context.Context, seatID string, in NewSeating) ([]Seating, error) {
	return s.onSeat(ctx, seatID, "org.seat.take", func(tx *sqldb.Tx, c *seatCase) (seatingChange, error) {
		var none seatingChange
		if in.FromOn == "" {
			in.FromOn = c.today
		}
		if c.seat.Shared {
			in.ToOn = in.FromOn
		}
		if err := in.check(); err != nil {
			return none, err
		}
		who, ok := c.dir.Person(in.PersonID)
		if !ok || !c.dir.Reaches(c.scope, in.PersonID, c.today) {
			return none, fault.Invalidf("org.person.not_found", "There is no such person.").WithField("body.person_id", "unknown", "leads to nobody in your scope")
		}
		if !who.Active {
			return none, fault.Invalidf("org.seating.archived", "%s is archived; take the person back into use first.", who.Name).WithField("body.person_id", "archived", "is archived")
		}
		n := seating{seat: seatID, person: in.PersonID, span: span{From: in.FromOn, To: in.ToOn}}
		for _, m := range c.of {
			if m.person != n.person && m.overlaps(n.span) && !c.dir.Reaches(c.scope, m.person, c.today) {
				return none, fault.Conflictf("org.seat.occupied", "Somebody who is not in your scope sits there; choose another seat.")
			}
		}
		own, err := loadSeatingsOf(ctx, tx, in.PersonID, c.seat.Shared)
		if err != nil {
			return none, err
		}
		own = slices.DeleteFunc(own, func(m seating) bool { return m.seat == seatID })
		return sit(append(own, c.of...), n, c.today)
	})
}

// FreeSeat takes everybody off a seat from a day on, "" today. On a free seat
// it changes nothing.
func (s *Service) FreeSeat(ctx context.Context, seatID, from string) ([]Seating, error) {
	return s.onSeat(ctx, seatID, "org.seat.free", func(_ *sqldb.Tx, c *seatCase) (seatingChange, error) {
		if from == "" {
			from = c.today
		}
		if !validDay(from) {
			return seatingChange{}, fault.Invalidf("org.seating.invalid", "The seating has wrong values.").WithField("query.from_on", "date", "must be a date, YYYY-MM-DD")
		}
		if from < c.today {
			return seatingChange{}, fault.Invalidf("org.seating.past", "Days before today are history; begin today or later.").WithField("query.from_on", "past", "must not be before today")
		}
		out := vacate(c.of, from)
		for _, m := range append(slices.Clone(out.drops), out.ends...) {
			if !c.dir.Reaches(c.scope, m.person, c.today) {
				return seatingChange{}, fault.Conflictf("org.seat.occupied", "Somebody who is not in your scope sits there; choose another seat.")
			}
		}
		return out, nil
	})
}

// seatCase is what a rule about one seat needs to know.
type seatCase struct {
	seat  Seat
	of    []seating // of the seat
	dir   Directory
	scope authz.Scope
	today string
}

// seatAudit is what the audit log keeps of a change.
type seatAudit struct {
	Label    string    `json:"label"`
	Seatings []Seating `json:"seatings"`
}

// onSeat runs a rule over the seatings of a seat, alone at the time.
func (s *Service) onSeat(ctx context.Context, seatID, action string, rule func(*sqldb.Tx, *seatCase) (seatingChange, error)) (out []Seating, err error) {
	if err := authz.Require(ctx, PermissionSeat); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		c := seatCase{scope: authz.ScopeOf(ctx, PermissionSeat)}
		if c.seat, err = loadSeat(ctx, tx, seatID); err != nil {
			return err
		}
		if c.dir, err = s.Directory(ctx, tx); err != nil {
			return err
		}
		if c.today, err = s.today(ctx, tx); err != nil {
			return err
		}
		if c.of, err = loadSeatings(ctx, tx, seatID, true); err != nil {
			return err
		}
		all := authz.Scope{Centre: true}
		before, err := s.seatings(ctx, tx, seatID, all)
		if err != nil {
			return err
		}
		change, err := rule(tx, &c)
		if err != nil {
			return err
		}
		if !change.empty() {
			if err := applySeatings(ctx, tx, s.clk, change); err != nil {
				return err
			}
			after, err := s.seatings(ctx, tx, seatID, all)
			if err != nil {
				return err
			}
			if err := s.reseated(ctx, tx, authz.Entry{Action: action, Object: "seat", ObjectID: seatID, Before: seatAudit{c.seat.Label, before}, After: seatAudit{c.seat.Label, after}}); err != nil {
				return err
			}
		}
		out, err = s.seatings(ctx, tx, seatID, authz.ScopeOf(ctx, "org.read"))
		return err
	})
	return out, err
}
