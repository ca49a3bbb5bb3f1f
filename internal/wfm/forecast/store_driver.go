package forecast

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const driverColumns = `id, name, kind, lag_days, queue_ids, note, rev, changed_ms, changed_by`

var (
	qDrivers         = sqldb.Q(`select ` + driverColumns + ` from forecast_driver order by name, id`)
	qDriver          = sqldb.Q(`select ` + driverColumns + ` from forecast_driver where id = $1`)
	qDriverAdd       = sqldb.Q(`insert into forecast_driver (` + driverColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`)
	qDriverSet       = sqldb.Q(`update forecast_driver set name = $1, kind = $2, lag_days = $3, queue_ids = $4, note = $5, rev = $6, changed_ms = $7, changed_by = $8 where id = $9 and rev = $6 - 1`)
	qDriverDrop      = sqldb.Q(`delete from forecast_driver where id = $1`)
	qDriverValues    = sqldb.Q(`select driver_id, on_day, amount from forecast_driver_value where $1 = '' or driver_id = $1 order by driver_id, on_day`)
	qDriverValueAdd  = sqldb.Q(`insert into forecast_driver_value (driver_id, on_day, amount) values ($1, $2, $3)`)
	qDriverValueDrop = sqldb.Q(`delete from forecast_driver_value where driver_id = $1`)
)

func scanDriver(r sqldb.Row) (d Driver, err error) {
	var queues string
	if err = r.Scan(&d.ID, &d.Name, &d.Kind, &d.LagDays, &queues, &d.Note, &d.Rev, &d.ChangedMs, &d.ChangedBy); err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(queues), &d.QueueIDs)
}

// loadDrivers gives all drivers with their values, by name.
func loadDrivers(ctx context.Context, tx *sqldb.Tx) ([]Driver, error) {
	all, err := sqldb.All(ctx, tx, qDrivers, scanDriver)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, fillDrivers(ctx, tx, all, "")
}

func loadDriver(ctx context.Context, tx *sqldb.Tx, id string) (Driver, error) {
	d, err := sqldb.One(ctx, tx, qDriver, scanDriver, id)
	if err != nil {
		return d, err
	}
	one := []Driver{d}
	err = fillDrivers(ctx, tx, one, id)
	return one[0], err
}

// fillDrivers loads the values of all drivers, or of the one of the id.
func fillDrivers(ctx context.Context, tx *sqldb.Tx, drivers []Driver, id string) error {
	values := map[string][]DriverValue{}
	_, err := sqldb.All(ctx, tx, qDriverValues, func(r sqldb.Row) (none struct{}, err error) {
		var driver, on string
		var v DriverValue
		if err := r.Scan(&driver, &on, &v.Amount); err != nil {
			return none, err
		}
		if v.On, err = civil.Parse(on); err != nil {
			return none, err
		}
		values[driver] = append(values[driver], v)
		return none, nil
	}, id)
	if err != nil {
		return err
	}
	for i := range drivers {
		drivers[i].Values = values[drivers[i].ID]
		drivers[i].reach()
	}
	return nil
}

// addDriver reports whether no other has the name.
func addDriver(ctx context.Context, tx *sqldb.Tx, d Driver) (bool, error) {
	queues, err := json.Marshal(d.QueueIDs)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qDriverAdd, d.ID, d.Name, string(d.Kind), d.LagDays, string(queues), d.Note, d.Rev, d.ChangedMs, d.ChangedBy)
	if err != nil || n == 0 {
		return false, err
	}
	return true, setDriverValues(ctx, tx, d)
}

// setDriver reports whether the driver still had the revision before.
func setDriver(ctx context.Context, tx *sqldb.Tx, d Driver) (bool, error) {
	queues, err := json.Marshal(d.QueueIDs)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qDriverSet, d.Name, string(d.Kind), d.LagDays, string(queues), d.Note, d.Rev, d.ChangedMs, d.ChangedBy, d.ID)
	if err != nil || n == 0 {
		return false, err
	}
	return true, setDriverValues(ctx, tx, d)
}

func setDriverValues(ctx context.Context, tx *sqldb.Tx, d Driver) error {
	if _, err := tx.Exec(ctx, qDriverValueDrop, d.ID); err != nil {
		return err
	}
	for _, v := range d.Values {
		if _, err := tx.Exec(ctx, qDriverValueAdd, d.ID, v.On.String(), v.Amount); err != nil {
			return err
		}
	}
	return nil
}

func dropDriver(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qDriverDrop, id)
	return err
}
