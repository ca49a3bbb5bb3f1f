package org

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const seatPlanColumns = `p.id, p.site_id, t.name, p.floor, p.name, p.width, p.height, p.rev, p.changed_ms, p.changed_by,
	(select count(*) from org_seat s where s.plan_id = p.id), (select count(*) from org_seat s where s.plan_id = p.id and s.shared = 1)`

var (
	seatPlans = sqldb.Q(`select ` + seatPlanColumns + ` from org_seat_plan p join org_site t on t.id = p.site_id
		where $1 = '' or p.site_id = $1 order by t.code_fold, p.floor_fold, p.name_fold, p.id`)
	seatPlanByID = sqldb.Q(`select ` + seatPlanColumns + ` from org_seat_plan p join org_site t on t.id = p.site_id where p.id = $1`)
	fixturesOf   = sqldb.Q(`select fixtures from org_seat_plan where id = $1`)
	seatPlanAdd  = sqldb.Q(`insert into org_seat_plan (id, site_id, floor, floor_fold, name, name_fold, width, height, fixtures, changed_ms, changed_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	seatPlanSave = sqldb.Q(`update org_seat_plan set site_id = $1, floor = $2, floor_fold = $3, name = $4, name_fold = $5, width = $6, height = $7, fixtures = $8,
		changed_ms = $9, changed_by = $10, rev = rev + 1 where id = $11 and rev = $12`)
	seatPlanDrop = sqldb.Q(`delete from org_seat_plan where id = $1`)

	seatsOf       = sqldb.Q(`select id, label, x, y, extension, shared from org_seat where plan_id = $1 order by y, x, id`)
	seatByID      = sqldb.Q(`select id, label, x, y, extension, shared from org_seat where id = $1`)
	seatAdd       = sqldb.Q(`insert into org_seat (id, plan_id, label, x, y, extension, extension_fold, shared) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	seatSave      = sqldb.Q(`update org_seat set label = $1, x = $2, y = $3, extension = $4, extension_fold = $5, shared = $6 where id = $7`)
	seatQuiet     = sqldb.Q(`update org_seat set extension = '', extension_fold = '' where id = $1`)
	seatDrop      = sqldb.Q(`delete from org_seat where id = $1`)
	seatLock      = sqldb.Q(`update org_seat set shared = shared where id = $1`)
	seatExtension = sqldb.Q(`select s.label from org_seat s where s.extension_fold = $1 and s.plan_id <> $2`)

	seatingsOfPlan = sqldb.Q(`select g.id, g.seat_id, g.person_id, g.from_on, g.to_on from org_seating g join org_seat s on s.id = g.seat_id
		where s.plan_id = $1 and g.from_on <= $2 and (g.to_on is null or g.to_on >= $2)`)
	seatingsToday = sqldb.Q(`select s.plan_id, g.person_id from org_seating g join org_seat s on s.id = g.seat_id
		where g.from_on <= $1 and (g.to_on is null or g.to_on >= $1)`)
	seatingsOfSeat = sqldb.Q(`select id, seat_id, person_id, from_on, to_on from org_seating where seat_id = $1 order by from_on, id`)
	// Of one kind of seat: who has a seat of their own may sit on a shared one for a day.
	seatingsOfPerson = sqldb.Q(`select g.id, g.seat_id, g.person_id, g.from_on, g.to_on from org_seating g join org_seat s on s.id = g.seat_id
		where g.person_id = $1 and s.shared = $2 order by g.from_on, g.id`)
	seatingAdd   = sqldb.Q(`insert into org_seating (id, seat_id, person_id, from_on, to_on) values ($1, $2, $3, $4, $5)`)
	seatingSave  = sqldb.Q(`update org_seating set from_on = $1, to_on = $2 where id = $3`)
	seatingDrop  = sqldb.Q(`delete from org_seating where id = $1`)
	seatingsDrop = sqldb.Q(`delete from org_seating where seat_id = $1`)
)

func scanSeatPlan(r sqldb.Row) (p SeatPlanHead, err error) {
	err = r.Scan(&p.ID, &p.SiteID, &p.SiteName, &p.Floor, &p.Name, &p.Width, &p.Height, &p.Rev, &p.ChangedMs, &p.ChangedBy, &p.SeatCount, &p.SharedCount)
	return p, err
}

func loadSeatPlans(ctx context.Context, tx *sqldb.Tx, siteID string) ([]SeatPlanHead, error) {
	return sqldb.All(ctx, tx, seatPlans, scanSeatPlan, siteID)
}

// loadSeatPlan gives the drawing, and nobody on it.
func loadSeatPlan(ctx context.Context, tx *sqldb.Tx, planID string) (p SeatPlan, err error) {
	p.SeatPlanHead, err = sqldb.One(ctx, tx, seatPlanByID, scanSeatPlan, planID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return p, fault.NotFoundf("org.seat_plan.not_found", "There is no such seat plan.")
	}
	if err != nil {
		return p, err
	}
	text, err := sqldb.One(ctx, tx, fixturesOf, sqldb.Value[string], planID)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(text), &p.Fixtures); err != nil {
		return p, fmt.Errorf("the fixtures of the seat plan %s cannot be read: %w", planID, err)
	}
	p.Seats, err = sqldb.All(ctx, tx, seatsOf, scanSeat, planID)
	return p, err
}

func scanSeat(r sqldb.Row) (s Seat, err error) {
	var shared int
	err = r.Scan(&s.ID, &s.Label, &s.X, &s.Y, &s.Extension, &shared)
	s.Shared = shared == 1
	return s, err
}

func loadSeat(ctx context.Context, tx *sqldb.Tx, seatID string) (Seat, error) {
	s, err := sqldb.One(ctx, tx, seatByID, scanSeat, seatID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return s, fault.NotFoundf("org.seat.not_found", "There is no such seat.")
	}
	return s, err
}

func fixturesText(p *SeatPlan) string {
	b, _ := json.Marshal(p.Fixtures) // plain structs
	return string(b)
}

func addSeatPlan(ctx context.Context, tx *sqldb.Tx, p *SeatPlan) error {
	_, err := tx.Exec(ctx, seatPlanAdd, p.ID, p.SiteID, p.Floor, sqldb.Fold(p.Floor), p.Name, sqldb.Fold(p.Name), p.Width, p.Height, fixturesText(p), p.ChangedMs, p.ChangedBy)
	return err
}

// saveSeatPlan reports whether the plan still had the revision.
func saveSeatPlan(ctx context.Context, tx *sqldb.Tx, p *SeatPlan) (bool, error) {
	n, err := tx.Exec(ctx, seatPlanSave, p.SiteID, p.Floor, sqldb.Fold(p.Floor), p.Name, sqldb.Fold(p.Name), p.Width, p.Height, fixturesText(p), p.ChangedMs, p.ChangedBy, p.ID, p.Rev)
	return n == 1, err
}

func dropSeatPlan(ctx context.Context, tx *sqldb.Tx, planID string) error {
	_, err := tx.Exec(ctx, seatPlanDrop, planID)
	return err
}

func addSeat(ctx context.Context, tx *sqldb.Tx, planID string, s Seat) error {
	_, err := tx.Exec(ctx, seatAdd, s.ID, planID, s.Label, s.X, s.Y, s.Extension, sqldb.Fold(s.Extension), bit(s.Shared))
	return err
}

func saveSeat(ctx context.Context, tx *sqldb.Tx, s Seat) error {
	_, err := tx.Exec(ctx, seatSave, s.Label, s.X, s.Y, s.Extension, sqldb.Fold(s.Extension), bit(s.Shared), s.ID)
	return err
}

// quietSeat takes the extension off the seat, so that another can have it.
func quietSeat(ctx context.Context, tx *sqldb.Tx, seatID string) error {
	_, err := tx.Exec(ctx, seatQuiet, seatID)
	return err
}

// dropSeat removes the seat with all that was recorded of it.
func dropSeat(ctx context.Context, tx *sqldb.Tx, seatID string) error {
	if _, err := tx.Exec(ctx, seatingsDrop, seatID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, seatDrop, seatID)
	return err
}

// loadExtensionHolder gives the label of the seat of another plan that has the
// extension, "" when none has.
func loadExtensionHolder(ctx context.Context, tx *sqldb.Tx, extension, planID string) (string, error) {
	return orEmpty(sqldb.One(ctx, tx, seatExtension, sqldb.Value[string], sqldb.Fold(extension), planID))
}

func scanSeating(r sqldb.Row) (g seating, err error) {
	var to *string
	err = r.Scan(&g.ID, &g.seat, &g.person, &g.From, &to)
	g.To = deref(to)
	return g, err
}

func loadSeatingsOn(ctx context.Context, tx *sqldb.Tx, planID, day string) ([]seating, error) {
	return sqldb.All(ctx, tx, seatingsOfPlan, scanSeating, planID, day)
}

// eachSeated calls fn with everybody who sits on a plan on the day.
func eachSeated(ctx context.Context, tx *sqldb.Tx, day string, fn func(planID, personID string)) error {
	return sqldb.Each(ctx, tx, seatingsToday, func(r sqldb.Row) error {
		var plan, person string
		err := r.Scan(&plan, &person)
		if err == nil {
			fn(plan, person)
		}
		return err
	}, day)
}

// loadSeatings gives the seatings of a seat; with lock, until the transaction
// ends nobody else changes them (on PostgreSQL; SQLite has one writer).
func loadSeatings(ctx context.Context, tx *sqldb.Tx, seatID string, lock bool) ([]seating, error) {
	if lock {
		if _, err := tx.Exec(ctx, seatLock, seatID); err != nil {
			return nil, err
		}
	}
	return sqldb.All(ctx, tx, seatingsOfSeat, scanSeating, seatID)
}

// loadSeatingsOf gives a person's seatings on shared or on own seats, alone
// until the transaction ends.
func loadSeatingsOf(ctx context.Context, tx *sqldb.Tx, personID string, shared bool) ([]seating, error) {
	if _, err := tx.Exec(ctx, memberships.lock, personID); err != nil {
		return nil, err
	}
	return sqldb.All(ctx, tx, seatingsOfPerson, scanSeating, personID, bit(shared))
}

// applySeatings stores a change: what goes before what comes, for a seat has
// one seating of a day.
func applySeatings(ctx context.Context, tx *sqldb.Tx, clk clock.Clock, c seatingChange) error {
	for _, g := range c.drops {
		if _, err := tx.Exec(ctx, seatingDrop, g.ID); err != nil {
			return err
		}
	}
	for _, g := range c.ends {
		if _, err := tx.Exec(ctx, seatingSave, g.From, orNull(g.To), g.ID); err != nil {
			return err
		}
	}
	for _, g := range c.adds {
		if _, err := tx.Exec(ctx, seatingAdd, id.New(clk), g.seat, g.person, g.From, orNull(g.To)); err != nil {
			return err
		}
	}
	return nil
}
