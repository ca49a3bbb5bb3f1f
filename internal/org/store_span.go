package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// spanning are the queries of spans: memberships of a person, leaders of a team.
type spanning struct{ of, lock, add, set, drop *sqldb.Query }

var (
	memberships = spanning{
		of:   sqldb.Q(`select id, team_id, from_on, to_on from org_membership where person_id = $1 order by from_on`),
		lock: sqldb.Q(`update org_person set active = active where id = $1`),
		add:  sqldb.Q(`insert into org_membership (id, person_id, team_id, from_on, to_on) values ($1, $2, $3, $4, $5)`),
		set:  sqldb.Q(`update org_membership set from_on = $1, to_on = $2 where id = $3`),
		drop: sqldb.Q(`delete from org_membership where id = $1`),
	}
	leaderships = spanning{
		of:   sqldb.Q(`select id, person_id, from_on, to_on from org_leadership where team_id = $1 order by from_on`),
		lock: sqldb.Q(`update org_team set active = active where id = $1`),
		add:  sqldb.Q(`insert into org_leadership (id, team_id, person_id, from_on, to_on) values ($1, $2, $3, $4, $5)`),
		set:  sqldb.Q(`update org_leadership set from_on = $1, to_on = $2 where id = $3`),
		drop: sqldb.Q(`delete from org_leadership where id = $1`),
	}
	membershipOwner = sqldb.Q(`select person_id from org_membership where id = $1`)
	membershipView  = sqldb.Q(`select m.id, m.team_id, t.name, m.from_on, m.to_on from org_membership m join org_team t on t.id = m.team_id
		where m.person_id = $1 order by m.from_on`)
	leadershipView = sqldb.Q(`select l.id, l.person_id, p.name, l.from_on, l.to_on from org_leadership l join org_person p on p.id = l.person_id
		where l.team_id = $1 order by l.from_on`)
	teamBusy = sqldb.Q(`select count(*) from org_membership where team_id = $1 and (to_on is null or to_on >= $2)`)
)

// load gives the subject's spans by day; with lock, until the transaction
// ends nobody else changes them (on PostgreSQL; SQLite has one writer).
func (sp spanning) load(ctx context.Context, tx *sqldb.Tx, subject string, lock bool) ([]span, error) {
	if lock {
		if _, err := tx.Exec(ctx, sp.lock, subject); err != nil {
			return nil, err
		}
	}
	return sqldb.All(ctx, tx, sp.of, func(r sqldb.Row) (s span, err error) {
		var to *string
		err = r.Scan(&s.ID, &s.Value, &s.From, &to)
		s.To = deref(to)
		return s, err
	}, subject)
}

// apply stores a change.
func (sp spanning) apply(ctx context.Context, tx *sqldb.Tx, clk clock.Clock, subject string, c change) error {
	for _, s := range c.drops {
		if _, err := tx.Exec(ctx, sp.drop, s.ID); err != nil {
			return err
		}
	}
	for _, s := range c.ends {
		if _, err := tx.Exec(ctx, sp.set, s.From, orNull(s.To), s.ID); err != nil {
			return err
		}
	}
	for _, s := range c.adds {
		if _, err := tx.Exec(ctx, sp.add, id.New(clk), subject, s.Value, s.From, orNull(s.To)); err != nil {
			return err
		}
	}
	return nil
}

func loadMembershipOwner(ctx context.Context, tx *sqldb.Tx, membershipID string) (string, error) {
	return orEmpty(sqldb.One(ctx, tx, membershipOwner, sqldb.Value[string], membershipID))
}

func loadMemberships(ctx context.Context, tx *sqldb.Tx, personID string) ([]Membership, error) {
	return sqldb.All(ctx, tx, membershipView, func(r sqldb.Row) (m Membership, err error) {
		err = r.Scan(&m.ID, &m.TeamID, &m.TeamName, &m.FromOn, &m.ToOn)
		return m, err
	}, personID)
}

func loadLeaders(ctx context.Context, tx *sqldb.Tx, teamID string) ([]Leadership, error) {
	return sqldb.All(ctx, tx, leadershipView, func(r sqldb.Row) (l Leadership, err error) {
		err = r.Scan(&l.ID, &l.PersonID, &l.PersonName, &l.FromOn, &l.ToOn)
		return l, err
	}, teamID)
}

// teamBusyFrom counts the memberships of the team on the day and later.
func teamBusyFrom(ctx context.Context, tx *sqldb.Tx, teamID, day string) (int64, error) {
	return sqldb.One(ctx, tx, teamBusy, sqldb.Value[int64], teamID, day)
}
