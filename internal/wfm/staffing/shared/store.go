package shared

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qAll    = sqldb.Q(`select id, about, created_ms, created_by from staffing_shared order by id desc`)
	qOne    = sqldb.Q(`select id, about, created_ms, created_by from staffing_shared where id = $1`)
	qAdd    = sqldb.Q(`insert into staffing_shared (id, about, created_ms, created_by) values ($1, $2, $3, $4) on conflict (id) do nothing`)
	qDrop   = sqldb.Q(`delete from staffing_shared where id = $1`)
	qDay    = sqldb.Q(`select body from staffing_shared_day where shared_id = $1 and day_on = $2`)
	qDayAdd = sqldb.Q(`insert into staffing_shared_day (shared_id, day_on, body) values ($1, $2, $3)`)
)

func scanShared(r sqldb.Row) (out Requirement, err error) {
	var about string
	if err = r.Scan(&out.ID, &about, &out.CreatedMs, &out.CreatedBy); err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(about), &out.About)
}

func loadAll(ctx context.Context, tx *sqldb.Tx) ([]Requirement, error) {
	return sqldb.All(ctx, tx, qAll, scanShared)
}

func loadShared(ctx context.Context, tx *sqldb.Tx, id string) (Requirement, error) {
	out, err := sqldb.One(ctx, tx, qOne, scanShared, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("staffing.shared.not_found", "There is no such shared requirement.")
	}
	return out, err
}

func addShared(ctx context.Context, tx *sqldb.Tx, r Requirement) (added bool, err error) {
	about, err := json.Marshal(r.About)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qAdd, r.ID, string(about), r.CreatedMs, r.CreatedBy)
	return n > 0, err
}

func dropShared(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qDrop, id)
	return err
}

func addDay(ctx context.Context, tx *sqldb.Tx, id string, on civil.Date, intervals []Interval) error {
	body, err := json.Marshal(intervals)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qDayAdd, id, on.String(), string(body))
	return err
}

func loadDay(ctx context.Context, tx *sqldb.Tx, id string, on civil.Date) ([]Interval, error) {
	out, err := sqldb.One(ctx, tx, qDay, func(r sqldb.Row) (out []Interval, err error) {
		var body string
		if err = r.Scan(&body); err != nil {
			return nil, err
		}
		return out, json.Unmarshal([]byte(body), &out)
	}, id, on.String())
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("staffing.shared.day", "The shared requirement does not have this day.")
	}
	return out, err
}
