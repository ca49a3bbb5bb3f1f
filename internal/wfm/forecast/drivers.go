package forecast

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// factDriver is told when a driver was added, changed or taken away.
const factDriver = "forecast.driver.changed"

// Drivers gives all drivers, by name, with what the newest forecasts learnt of
// them and without their values. Needs the permission forecast.read.
func (s *Service) Drivers(ctx context.Context) ([]Driver, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	out := []Driver{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadDrivers(ctx, tx)
		if err != nil {
			return err
		}
		newest, err := newestOfQueues(ctx, tx, dir)
		if err != nil {
			return err
		}
		for _, d := range all {
			d = d.head()
			for _, q := range dir.Queues {
				v, ok := newest[q.ID]
				if !ok || !d.drives(q.ID) {
					continue
				}
				for _, e := range v.queue.Effects {
					if e.Kind == series.EffectDriver && e.Name == d.Name {
						d.Effects = append(d.Effects, QueueEffect{q.ID, q.Name, e.Percent, e.Low, e.High, e.Seen})
					}
				}
			}
			out = append(out, d)
		}
		return nil
	})
	return out, err
}

// Driver gives one driver with its values. Needs the permission forecast.read.
func (s *Service) Driver(ctx context.Context, driverID string) (d Driver, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		d, err = existingDriver(ctx, tx, driverID)
		return err
	})
	return d, err
}

func existingDriver(ctx context.Context, tx *sqldb.Tx, driverID string) (Driver, error) {
	d, err := loadDriver(ctx, tx, driverID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return d, fault.NotFoundf("forecast.driver.not_found", "There is no such driver.")
	}
	return d, err
}

// AddDriver adds a driver, from the next forecast on. Added twice under one
// name with the same content, the first stands. Needs the permission
// forecast.edit.
func (s *Service) AddDriver(ctx context.Context, in DriverRequest) (Driver, error) {
	d, err := s.askedDriver(ctx, in)
	if err != nil {
		return d, err
	}
	d.ID, d.Rev = id.New(s.clk), 1
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.checkDriver(ctx, tx, d); err != nil {
			return err
		}
		added, err := addDriver(ctx, tx, d)
		if err != nil {
			return err
		}
		if added {
			return s.tell(ctx, tx, factDriver, authz.Entry{Action: "forecast.driver.create", Object: "forecast_driver", ObjectID: d.ID, After: d.head()})
		}
		all, err := loadDrivers(ctx, tx)
		if err != nil {
			return err
		}
		for _, other := range all {
			if other.Name == d.Name && other.same(d) {
				d = other
				return nil
			}
		}
		return driverNameTaken()
	})
	return d, err
}

// ChangeDriver changes a driver and all its values, from the next forecast on.
// rev is the revision that was read, or below 0 for any. Needs the permission
// forecast.edit.
func (s *Service) ChangeDriver(ctx context.Context, driverID string, in DriverRequest, rev int64) (Driver, error) {
	d, err := s.askedDriver(ctx, in)
	if err != nil {
		return d, err
	}
	d.ID = driverID
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := existingDriver(ctx, tx, driverID)
		if err != nil {
			return err
		}
		if before.Name == d.Name && before.same(d) {
			d = before
			return nil
		}
		if rev >= 0 && rev != before.Rev {
			return staleDriver()
		}
		if err := s.checkDriver(ctx, tx, d); err != nil {
			return err
		}
		d.Rev = before.Rev + 1
		done, err := setDriver(ctx, tx, d)
		if err != nil {
			return err
		}
		if !done {
			return staleDriver()
		}
		return s.tell(ctx, tx, factDriver, authz.Entry{Action: "forecast.driver.update", Object: "forecast_driver", ObjectID: d.ID, Before: before.head(), After: d.head()})
	})
	return d, err
}

// DeleteDriver takes a driver away; forecasts that were made stay as they are.
// One that is gone already is no error. Needs the permission forecast.edit.
func (s *Service) DeleteDriver(ctx context.Context, driverID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := existingDriver(ctx, tx, driverID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := dropDriver(ctx, tx, driverID); err != nil {
			return err
		}
		return s.tell(ctx, tx, factDriver, authz.Entry{Action: "forecast.driver.delete", Object: "forecast_driver", ObjectID: driverID, Before: before})
	})
}

// askedDriver is what was asked for, said by whoever asks now.
func (s *Service) askedDriver(ctx context.Context, in DriverRequest) (Driver, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Driver{}, err
	}
	d, err := in.driver()
	d.ChangedMs, d.ChangedBy = clock.Ms(s.clk), actorName(ctx)
	return d, err
}

// checkDriver checks a driver against queues and the other drivers.
func (s *Service) checkDriver(ctx context.Context, tx *sqldb.Tx, d Driver) error {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return err
	}
	all, err := loadDrivers(ctx, tx)
	if err != nil {
		return err
	}
	var w fault.Collector
	for _, one := range d.QueueIDs {
		if _, ok := dir.Queue(one); !ok {
			w.Add("body.queue_ids", "unknown", "there is no queue "+one)
		}
	}
	for _, q := range dir.Queues {
		n := 0
		for _, other := range all {
			if other.ID != d.ID && other.Name != d.Name && other.drives(q.ID) {
				n++
			}
		}
		if d.drives(q.ID) && n >= series.MaxDrivers {
			w.Add("body.queue_ids", "too_many", fmt.Sprintf("the queue %s follows %d drivers already", q.Code, n))
			break
		}
	}
	if err := w.Err("forecast.driver.invalid", "The driver has wrong values."); err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(other Driver) bool { return other.ID != d.ID && other.Name == d.Name && !other.same(d) }) {
		return driverNameTaken()
	}
	return nil
}

func driverNameTaken() error {
	return fault.Conflictf("forecast.driver.name_taken", "There is another driver of this name.").WithField("body.name", "taken", "is the name of another driver")
}

func staleDriver() error {
	return fault.Conflictf("forecast.driver.stale", "Somebody has changed the driver meanwhile; load it again.")
}

// same reports whether both have the same content under their names.
func (d Driver) same(o Driver) bool {
	return d.Kind == o.Kind && d.LagDays == o.LagDays && d.Note == o.Note && slices.Equal(d.QueueIDs, o.QueueIDs) && slices.Equal(d.Values, o.Values)
}
