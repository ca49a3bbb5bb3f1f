package incentive

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const entryColumns = `id, kind, person_id, points, about, run_id, on_day, at_ms, made_by`

var (
	qEntryAdd    = sqldb.Q(`insert into incentive_entry (` + entryColumns + `, unique_key, from_account, to_account) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`)
	qEntries     = sqldb.Q(`select ` + entryColumns + ` from incentive_entry order by id desc`)
	qEntriesOf   = sqldb.Q(`select ` + entryColumns + ` from incentive_entry where person_id = $1 order by id desc`)
	qAccounts    = sqldb.Q(`select account, points from incentive_account`)
	qAccountAdd  = sqldb.Q(`insert into incentive_account (account, points) values ($1, 0) on conflict do nothing`)
	qAccountPut  = sqldb.Q(`update incentive_account set points = points + $2 where account = $1`)
	qAccountTake = sqldb.Q(`update incentive_account set points = points - $2 where account = $1 and points >= $2`)
	qGifts       = sqldb.Q(`select body, rev from incentive_gift order by id`)
	qGiftAdd     = sqldb.Q(`insert into incentive_gift (id, body, rev) values ($1, $2, 1)`)
	qGiftSet     = sqldb.Q(`update incentive_gift set body = $2, rev = $3 where id = $1 and rev = $3 - 1`)
	qTakingAdd   = sqldb.Q(`insert into incentive_taking (id, unique_key, person_id, body) values ($1, $2, $3, $4) on conflict do nothing`)
	qTakingSet   = sqldb.Q(`update incentive_taking set body = $2 where id = $1`)
	qTaking      = sqldb.Q(`select body from incentive_taking where id = $1`)
	qTakingBy    = sqldb.Q(`select body from incentive_taking where unique_key = $1`)
	qTakings     = sqldb.Q(`select body from incentive_taking order by id desc`)
	qTakingsOf   = sqldb.Q(`select body from incentive_taking where person_id = $1 order by id desc`)
	qPraiseAdd   = sqldb.Q(`insert into incentive_praise (id, unique_key, person_id, body) values ($1, $2, $3, $4) on conflict do nothing`)
	qPraiseBy    = sqldb.Q(`select body from incentive_praise where unique_key = $1`)
	qPraisesOf   = sqldb.Q(`select body from incentive_praise where person_id = $1 order by id desc`)
	qMoveEntry   = sqldb.Q(`update incentive_entry set person_id = $2 where person_id = $1`)
	qMoveLine    = sqldb.Q(`update incentive_line set person_id = $2 where person_id = $1`)
	qMoveTaking  = sqldb.Q(`update incentive_taking set person_id = $2 where person_id = $1`)
	qMovePraise  = sqldb.Q(`update incentive_praise set person_id = $2 where person_id = $1`)
)

// read scans a row that is one body.
func read[T any](r sqldb.Row) (x T, err error) {
	var body string
	if err = r.Scan(&body); err != nil {
		return x, err
	}
	return x, json.Unmarshal([]byte(body), &x)
}

// addEntry reports whether there was no entry of this key.
func addEntry(ctx context.Context, tx *sqldb.Tx, e Entry) (bool, error) {
	n, err := tx.Exec(ctx, qEntryAdd, e.ID, e.Kind, e.PersonID, e.Points, e.About, e.RunID, e.OnDay, e.AtMs, e.By, e.key, e.from, e.to)
	return n == 1, err
}

// loadEntries are those of a person, or all (""), the newest first.
func loadEntries(ctx context.Context, tx *sqldb.Tx, personID string) ([]Entry, error) {
	scan := func(r sqldb.Row) (e Entry, err error) {
		return e, r.Scan(&e.ID, &e.Kind, &e.PersonID, &e.Points, &e.About, &e.RunID, &e.OnDay, &e.AtMs, &e.By)
	}
	if personID == "" {
		return sqldb.All(ctx, tx, qEntries, scan)
	}
	return sqldb.All(ctx, tx, qEntriesOf, scan, personID)
}

// loadAccounts are what accounts hold.
func loadAccounts(ctx context.Context, tx *sqldb.Tx) (map[string]int64, error) {
	out := map[string]int64{}
	err := sqldb.Each(ctx, tx, qAccounts, func(r sqldb.Row) error {
		var account string
		var points int64
		err := r.Scan(&account, &points)
		out[account] = points
		return err
	})
	return out, err
}

// transfer reports whether there was enough to take; the centre always has.
func transfer(ctx context.Context, tx *sqldb.Tx, from, to string, points int64) (bool, error) {
	for _, account := range []string{from, to} {
		if _, err := tx.Exec(ctx, qAccountAdd, account); err != nil {
			return false, err
		}
	}
	if from == accountCentre {
		if _, err := tx.Exec(ctx, qAccountPut, from, -points); err != nil {
			return false, err
		}
	} else if n, err := tx.Exec(ctx, qAccountTake, from, points); err != nil || n != 1 {
		return false, err
	}
	_, err := tx.Exec(ctx, qAccountPut, to, points)
	return true, err
}

func loadGifts(ctx context.Context, tx *sqldb.Tx) ([]Gift, error) {
	return sqldb.All(ctx, tx, qGifts, func(r sqldb.Row) (g Gift, err error) {
		var body string
		var rev int64
		if err = r.Scan(&body, &rev); err != nil {
			return g, err
		}
		err = json.Unmarshal([]byte(body), &g)
		g.Rev = rev
		return g, err
	})
}

// setGift reports whether the gift still had the revision before.
func setGift(ctx context.Context, tx *sqldb.Tx, g Gift) (bool, error) {
	body, err := json.Marshal(g)
	if err != nil {
		return false, err
	}
	if g.Rev == 1 {
		_, err = tx.Exec(ctx, qGiftAdd, g.ID, string(body))
		return true, err
	}
	n, err := tx.Exec(ctx, qGiftSet, g.ID, string(body), g.Rev)
	return n == 1, err
}

// addTaking reports whether there was none of this key.
func addTaking(ctx context.Context, tx *sqldb.Tx, key string, t Taking) (bool, error) {
	body, err := json.Marshal(t)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qTakingAdd, t.ID, key, t.PersonID, string(body))
	return n == 1, err
}

func setTaking(ctx context.Context, tx *sqldb.Tx, t Taking) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qTakingSet, t.ID, string(body))
	return err
}

func loadTaking(ctx context.Context, tx *sqldb.Tx, takingID string) (Taking, error) {
	t, err := sqldb.One(ctx, tx, qTaking, read[Taking], takingID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return t, takingNotFound()
	}
	return t, err
}

func takingBy(ctx context.Context, tx *sqldb.Tx, key string) (Taking, error) {
	return sqldb.One(ctx, tx, qTakingBy, read[Taking], key)
}

// loadTakings are those of a person, or all (""), the newest first.
func loadTakings(ctx context.Context, tx *sqldb.Tx, personID string) ([]Taking, error) {
	if personID == "" {
		return sqldb.All(ctx, tx, qTakings, read[Taking])
	}
	return sqldb.All(ctx, tx, qTakingsOf, read[Taking], personID)
}

// addPraise reports whether there was none of this key.
func addPraise(ctx context.Context, tx *sqldb.Tx, key string, p Praise) (bool, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qPraiseAdd, p.ID, key, p.PersonID, string(body))
	return n == 1, err
}

func praiseBy(ctx context.Context, tx *sqldb.Tx, key string) (Praise, error) {
	return sqldb.One(ctx, tx, qPraiseBy, read[Praise], key)
}

// loadPraises are those of a person, the newest first.
func loadPraises(ctx context.Context, tx *sqldb.Tx, personID string) ([]Praise, error) {
	return sqldb.All(ctx, tx, qPraisesOf, read[Praise], personID)
}

// movePerson gives what is kept of a person to another.
func movePerson(ctx context.Context, tx *sqldb.Tx, from, into string) error {
	for _, q := range []*sqldb.Query{qMoveEntry, qMoveLine, qMoveTaking, qMovePraise} {
		if _, err := tx.Exec(ctx, q, from, into); err != nil {
			return err
		}
	}
	held, err := loadAccounts(ctx, tx)
	if err != nil || held[accountOf(from)] == 0 {
		return err
	}
	_, err = transfer(ctx, tx, accountOf(from), accountOf(into), held[accountOf(from)])
	return err
}
