package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// SeatPlans lists the seat plans of a site, "" of all, by site, floor and name.
func (s *Service) SeatPlans(ctx context.Context, siteID string) (out []SeatPlanHead, err error) {
	if err := authz.Require(ctx, "org.read"); err != nil {
		return nil, err
	}
	scope := authz.ScopeOf(ctx, "org.read")
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if out, err = loadSeatPlans(ctx, tx, siteID); err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		dir, err := s.Directory(ctx, tx)
		if err != nil {
			return err
		}
		place := make(map[string]int, len(out))
		for i := range out {
			place[out[i].ID] = i
		}
		return eachSeated(ctx, tx, today, func(planID, personID string) {
			if i, listed := place[planID]; listed && dir.Reaches(scope, personID, today) {
				out[i].PeopleCount++
			}
		})
	})
	return out, err
}

// SeatPlan is one seat plan with who sits where on the day, "" today. Of
// people outside the actor's scope it tells only that the seat is taken.
func (s *Service) SeatPlan(ctx context.Context, planID, day string) (out SeatPlan, err error) {
	if err := authz.Require(ctx, "org.read"); err != nil {
		return out, err
	}
	if day != "" && !validDay(day) {
		return out, fault.Invalidf("org.list.invalid", "The plan cannot be told as of this day.").WithField("query.on", "date", "must be a date, YYYY-MM-DD")
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.seatPlan(ctx, tx, planID, day, authz.ScopeOf(ctx, "org.read"))
		return err
	})
	return out, err
}

func (s *Service) seatPlan(ctx context.Context, tx *sqldb.Tx, planID, day string, scope authz.Scope) (SeatPlan, error) {
	p, err := loadSeatPlan(ctx, tx, planID)
	if err != nil {
		return p, err
	}
	today, err := s.today(ctx, tx)
	if err != nil {
		return p, err
	}
	if day == "" {
		day = today
	}
	dir, err := s.Directory(ctx, tx)
	if err != nil {
		return p, err
	}
	seated, err := loadSeatingsOn(ctx, tx, planID, day)
	if err != nil {
		return p, err
	}
	bySeat := make(map[string]seating, len(seated))
	for _, g := range seated {
		bySeat[g.seat] = g
	}
	for i := range p.Seats {
		g, taken := bySeat[p.Seats[i].ID]
		p.Seats[i].Taken = taken
		if !taken || !dir.Reaches(scope, g.person, today) {
			continue
		}
		who, _ := dir.Person(g.person)
		p.Seats[i].Person = &Seated{ID: g.person, AgentNo: who.AgentNo, Name: who.Name, TeamID: dir.TeamOf(g.person, day), FromOn: g.From, ToOn: g.last()}
	}
	return p, nil
}

// last is the span's last day, nil while it lasts.
func (s span) last() *string {
	if s.To == "" {
		return nil
	}
	return &s.To
}

// CreateSeatPlan adds a seat plan.
func (s *Service) CreateSeatPlan(ctx context.Context, in SeatPlan) (SeatPlan, error) {
	in.ID = ""
	return s.writeSeatPlan(ctx, in, func(tx *sqldb.Tx, p *SeatPlan) (before any, err error) {
		p.ID = id.New(s.clk)
		return nil, addSeatPlan(ctx, tx, p)
	})
}

// UpdateSeatPlan replaces a seat plan; in.Rev is the revision the caller read.
// Seats keep who sits there by their id; a seat that is left out goes, and what
// was recorded of it. A seat that becomes shared is free from today.
func (s *Service) UpdateSeatPlan(ctx context.Context, in SeatPlan) (SeatPlan, error) {
	return s.writeSeatPlan(ctx, in, func(tx *sqldb.Tx, p *SeatPlan) (any, error) {
		before, err := s.seatPlan(ctx, tx, p.ID, "", authz.Scope{Centre: true})
		if err != nil {
			return nil, err
		}
		if err := checkRev(p.Rev, before.Rev); err != nil {
			return nil, err
		}
		ok, err := saveSeatPlan(ctx, tx, p)
		if err == nil && !ok {
			err = stale()
		}
		return before, err
	})
}

func (s *Service) writeSeatPlan(ctx context.Context, in SeatPlan, save func(*sqldb.Tx, *SeatPlan) (before any, err error)) (SeatPlan, error) {
	var out SeatPlan
	if err := manage(ctx); err != nil {
		return out, err
	}
	in.trim()
	if err := in.check(); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	in.ChangedMs, in.ChangedBy = clock.Ms(s.clk), actor.Name
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := refer(ctx, tx, siteList, "body.site_id", in.SiteID); err != nil {
			return err
		}
		p := in
		p.Seats = append([]Seat(nil), in.Seats...)
		before, err := save(tx, &p)
		if sqldb.IsUnique(err) {
			return fault.Conflictf("org.seat_plan.name_taken", "This floor of the site has a seat plan of this name already.").
				WithField("body.name", "taken", "is used by another seat plan of the floor").WithCause(err)
		}
		if err != nil {
			return err
		}
		if err := s.writeSeats(ctx, tx, &p); err != nil {
			return err
		}
		if out, err = s.seatPlan(ctx, tx, p.ID, "", authz.Scope{Centre: true}); err != nil {
			return err
		}
		action := "org.seat_plan.update"
		if before == nil {
			action = "org.seat_plan.create"
		}
		return s.reseated(ctx, tx, authz.Entry{Action: action, Object: "seat_plan", ObjectID: p.ID, Before: before, After: out})
	})
	return out, err
}

// DeleteSeatPlan removes a seat plan with its seats and what was recorded of
// them; deleting it again changes nothing.
func (s *Service) DeleteSeatPlan(ctx context.Context, planID string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.seatPlan(ctx, tx, planID, "", authz.Scope{Centre: true})
		if f, ok := fault.As(err); ok && f.Kind == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		for _, seat := range before.Seats {
			if err := dropSeat(ctx, tx, seat.ID); err != nil {
				return err
			}
		}
		if err := dropSeatPlan(ctx, tx, planID); err != nil {
			return err
		}
		return s.reseated(ctx, tx, authz.Entry{Action: "org.seat_plan.delete", Object: "seat_plan", ObjectID: planID, Before: before})
	})
}

// reseated finishes a write about seats: numbers do not depend on them, so the
// directory keeps its version.
func (s *Service) reseated(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "org."+e.Object+".changed", ChangedFact{V: 1, Object: e.Object, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}
