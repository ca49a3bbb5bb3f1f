package calibration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qAll = sqldb.Q(`select id, name, first_on, last_on, about, created_ms, created_by from staffing_calibration order by id desc`)
	qOne = sqldb.Q(`select id, name, first_on, last_on, about, created_ms, created_by from staffing_calibration where id = $1`)
	qAdd = sqldb.Q(`insert into staffing_calibration (id, name, first_on, last_on, about, created_ms, created_by)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`)
	qDrop   = sqldb.Q(`delete from staffing_calibration where id = $1`)
	qDays   = sqldb.Q(`select queue_id, on_day, figures from staffing_calibration_day where calibration_id = $1 order by on_day, queue_id`)
	qDayAdd = sqldb.Q(`insert into staffing_calibration_day (calibration_id, queue_id, on_day, figures) values ($1, $2, $3, $4)`)
)

func scan(r sqldb.Row) (c Calibration, err error) {
	var first, last, about string
	if err = r.Scan(&c.ID, &c.Name, &first, &last, &about, &c.CreatedMs, &c.CreatedBy); err != nil {
		return c, err
	}
	var firstErr, lastErr error
	c.FirstOn, firstErr = civil.Parse(first)
	c.LastOn, lastErr = civil.Parse(last)
	if err := errors.Join(firstErr, lastErr, json.Unmarshal([]byte(about), &c.About)); err != nil {
		return c, fmt.Errorf("the calibration %s cannot be read: %w", c.ID, err)
	}
	return c, nil
}

func loadAll(ctx context.Context, tx *sqldb.Tx) ([]Calibration, error) {
	return sqldb.All(ctx, tx, qAll, scan)
}

func load(ctx context.Context, tx *sqldb.Tx, id string) (Calibration, error) {
	c, err := sqldb.One(ctx, tx, qOne, scan, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("staffing.calibration.not_found", "There is no such calibration.")
	}
	return c, err
}

func loadDays(ctx context.Context, tx *sqldb.Tx, id string) ([]Figures, error) {
	return sqldb.All(ctx, tx, qDays, func(r sqldb.Row) (f Figures, err error) {
		var on, figures string
		if err = r.Scan(&f.QueueID, &on, &figures); err != nil {
			return f, err
		}
		var onErr error
		f.On, onErr = civil.Parse(on)
		return f, errors.Join(onErr, json.Unmarshal([]byte(figures), &f.Sides))
	}, id)
}

func add(ctx context.Context, tx *sqldb.Tx, c Calibration, days []Figures) (added bool, err error) {
	about, err := json.Marshal(c.About)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qAdd, c.ID, c.Name, c.FirstOn.String(), c.LastOn.String(), string(about), c.CreatedMs, c.CreatedBy)
	if err != nil || n == 0 {
		return false, err
	}
	for _, d := range days {
		figures, err := json.Marshal(d.Sides)
		if err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, qDayAdd, c.ID, d.QueueID, d.On.String(), string(figures)); err != nil {
			return false, err
		}
	}
	return true, nil
}

func drop(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qDrop, id)
	return err
}
