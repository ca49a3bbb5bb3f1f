package roster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const roundColumns = `id, name, first_on, last_on, close_on, most, rev, changed_ms, changed_by`

var (
	qRounds    = sqldb.Q(`select ` + roundColumns + ` from roster_wish_round order by first_on, id`)
	qRoundAdd  = sqldb.Q(`insert into roster_wish_round (` + roundColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qRoundSet  = sqldb.Q(`update roster_wish_round set name = $2, first_on = $3, last_on = $4, close_on = $5, most = $6, rev = $7, changed_ms = $8, changed_by = $9 where id = $1 and rev = $7 - 1`)
	qRoundDrop = sqldb.Q(`delete from roster_wish_round where id = $1`)
	qWishes    = sqldb.Q(`select round_id, person_id, wishes from roster_wish order by round_id, person_id`)
	qWishSet   = sqldb.Q(`insert into roster_wish (round_id, person_id, wishes, changed_ms) values ($1, $2, $3, $4)
		on conflict (round_id, person_id) do update set wishes = excluded.wishes, changed_ms = excluded.changed_ms`)
)

func scanRound(r sqldb.Row) (x WishRound, err error) {
	var days [3]string
	if err = r.Scan(&x.ID, &x.Name, &days[0], &days[1], &days[2], &x.Most, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
		return x, err
	}
	var errs [3]error
	x.FirstOn, errs[0] = civil.Parse(days[0])
	x.LastOn, errs[1] = civil.Parse(days[1])
	x.CloseOn, errs[2] = civil.Parse(days[2])
	if err = errors.Join(errs[:]...); err != nil {
		err = fmt.Errorf("the round %s cannot be read: %w", x.ID, err)
	}
	return x, err
}

func loadRounds(ctx context.Context, tx *sqldb.Tx) ([]WishRound, error) {
	return sqldb.All(ctx, tx, qRounds, scanRound)
}

func addRound(ctx context.Context, tx *sqldb.Tx, x WishRound) error {
	_, err := tx.Exec(ctx, qRoundAdd, x.ID, x.Name, x.FirstOn.String(), x.LastOn.String(), x.CloseOn.String(), x.Most, x.Rev, x.ChangedMs, x.ChangedBy)
	return err
}

// setRound reports whether the round still had the revision before.
func setRound(ctx context.Context, tx *sqldb.Tx, x WishRound) (bool, error) {
	n, err := tx.Exec(ctx, qRoundSet, x.ID, x.Name, x.FirstOn.String(), x.LastOn.String(), x.CloseOn.String(), x.Most, x.Rev, x.ChangedMs, x.ChangedBy)
	return n == 1, err
}

// wished is a person's wishes for a round.
type wished struct {
	round, person string
	list          []DayWish
}

func loadWishes(ctx context.Context, tx *sqldb.Tx) ([]wished, error) {
	return sqldb.All(ctx, tx, qWishes, func(r sqldb.Row) (x wished, err error) {
		var text string
		if err = r.Scan(&x.round, &x.person, &text); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(text), &x.list)
	})
}

func setWishes(ctx context.Context, tx *sqldb.Tx, roundID, personID string, list []DayWish, ms int64) error {
	_, err := tx.Exec(ctx, qWishSet, roundID, personID, jsonText(list), ms)
	return err
}
