package incentive

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qContests    = sqldb.Q(`select body, rev from incentive_contest order by id desc`)
	qContest     = sqldb.Q(`select body, rev from incentive_contest where id = $1`)
	qContestAdd  = sqldb.Q(`insert into incentive_contest (id, body, rev) values ($1, $2, 1)`)
	qContestSet  = sqldb.Q(`update incentive_contest set body = $2, rev = $3 where id = $1 and rev = $3 - 1`)
	qStanding    = sqldb.Q(`select body from incentive_standing where contest_id = $1 and on_day = $2 and version = $3`)
	qStandings   = sqldb.Q(`select contest_id, on_day, version, body from incentive_standing order by contest_id, on_day, version`)
	qStandingAdd = sqldb.Q(`insert into incentive_standing (contest_id, on_day, version, body) values ($1, $2, $3, $4) on conflict (contest_id, on_day, version) do update set body = excluded.body`)
)

func scanContest(r sqldb.Row) (c keptContest, err error) {
	var body string
	var rev int64
	if err = r.Scan(&body, &rev); err != nil {
		return c, err
	}
	err = json.Unmarshal([]byte(body), &c)
	c.Rev = rev
	return c, err
}

// loadContests are all contests, the newest first.
func loadContests(ctx context.Context, tx *sqldb.Tx) ([]keptContest, error) {
	return sqldb.All(ctx, tx, qContests, scanContest)
}

func loadContest(ctx context.Context, tx *sqldb.Tx, contestID string) (keptContest, error) {
	c, err := sqldb.One(ctx, tx, qContest, scanContest, contestID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return c, contestNotFound()
	}
	return c, err
}

// setContest reports whether the contest still had the revision before.
func setContest(ctx context.Context, tx *sqldb.Tx, c *keptContest) (bool, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return false, err
	}
	if c.Rev == 1 {
		_, err = tx.Exec(ctx, qContestAdd, c.ID, string(body))
		return true, err
	}
	n, err := tx.Exec(ctx, qContestSet, c.ID, string(body), c.Rev)
	return n == 1, err
}

// setStanding keeps the standing of a day; version 0 is one while it ran.
func setStanding(ctx context.Context, tx *sqldb.Tx, contestID, on string, version int, places []Place) error {
	body, err := json.Marshal(append([]Place{}, places...))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qStandingAdd, contestID, on, version, string(body))
	return err
}

// loadStanding is the standing of a day while the contest ran, or a version of the
// final one; neither: the last there is.
func loadStanding(ctx context.Context, tx *sqldb.Tx, c *keptContest, on string, version int) ([]Place, error) {
	switch {
	case on != "":
		version = 0
	case version > 0 || c.Standing > 0:
		on = c.ToOn
		if version == 0 {
			version = c.Standing
		}
	default:
		on = c.ThroughOn
	}
	places, err := sqldb.One(ctx, tx, qStanding, read[[]Place], c.ID, on, version)
	if errors.Is(err, sqldb.ErrNotFound) {
		return []Place{}, nil
	}
	return places, err
}

// moveContests gives what contests keep of a person to another.
func moveContests(ctx context.Context, tx *sqldb.Tx, from, into string) error {
	all, err := loadContests(ctx, tx)
	if err != nil {
		return err
	}
	for i := range all {
		c, found := &all[i], false
		for _, r := range c.Rounds {
			for k := range r.Picks {
				if r.Picks[k].PersonID == from {
					r.Picks[k].PersonID, found = into, true
				}
			}
		}
		if found {
			c.Rev++
			if _, err := setContest(ctx, tx, c); err != nil {
				return err
			}
		}
	}
	type kept struct {
		contest, on string
		version     int
		body        string
	}
	standings, err := sqldb.All(ctx, tx, qStandings, func(r sqldb.Row) (k kept, err error) {
		err = r.Scan(&k.contest, &k.on, &k.version, &k.body)
		return k, err
	})
	if err != nil {
		return err
	}
	for _, k := range standings {
		if !strings.Contains(k.body, from) {
			continue
		}
		if _, err := tx.Exec(ctx, qStandingAdd, k.contest, k.on, k.version, strings.ReplaceAll(k.body, from, into)); err != nil {
			return err
		}
	}
	return nil
}
