package staffing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const planColumns = `id, name, forecast_id, first_on, last_on, about, created_ms, created_by, (select count(*) from staffing_plan_queue q where q.plan_id = p.id)`

var (
	qPlans   = sqldb.Q(`select ` + planColumns + ` from staffing_plan p order by id desc`)
	qPlan    = sqldb.Q(`select ` + planColumns + ` from staffing_plan p where id = $1`)
	qPlanAdd = sqldb.Q(`insert into staffing_plan (id, name, forecast_id, first_on, last_on, about, created_ms, created_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`)
	qPlanDrop = sqldb.Q(`delete from staffing_plan where id = $1`)

	qPlanQueues   = sqldb.Q(`select queue_id, about from staffing_plan_queue where plan_id = $1 order by queue_id`)
	qPlanQueueAdd = sqldb.Q(`insert into staffing_plan_queue (plan_id, queue_id, about) values ($1, $2, $3)`)
	qPlanDays     = sqldb.Q(`select queue_id, on_day, slots from staffing_plan_day
		where plan_id = $1 and ($2 = '' or queue_id = $2) and on_day >= $3 and on_day <= $4 order by queue_id, on_day`)
	qPlanDayAdd = sqldb.Q(`insert into staffing_plan_day (plan_id, queue_id, on_day, slots) values ($1, $2, $3, $4)`)
)

func scanPlan(r sqldb.Row) (p Plan, err error) {
	var first, last, about string
	if err = r.Scan(&p.ID, &p.Name, &p.ForecastID, &first, &last, &about, &p.CreatedMs, &p.CreatedBy, &p.QueueCount); err != nil {
		return p, err
	}
	var firstErr, lastErr error
	p.FirstOn, firstErr = civil.Parse(first)
	p.LastOn, lastErr = civil.Parse(last)
	if err := errors.Join(firstErr, lastErr, json.Unmarshal([]byte(about), &p.About)); err != nil {
		return p, fmt.Errorf("the plan %s cannot be read: %w", p.ID, err)
	}
	return p, nil
}

// loadPlans gives all plans without their queues, the newest first.
func loadPlans(ctx context.Context, tx *sqldb.Tx) ([]Plan, error) {
	return sqldb.All(ctx, tx, qPlans, scanPlan)
}

// loadPlan gives a plan with its queues; names are not on them yet.
func loadPlan(ctx context.Context, tx *sqldb.Tx, id string) (Plan, error) {
	p, err := sqldb.One(ctx, tx, qPlan, scanPlan, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		return p, fault.NotFoundf("staffing.plan.not_found", "There is no such plan.")
	}
	if err != nil {
		return p, err
	}
	p.Queues, err = sqldb.All(ctx, tx, qPlanQueues, func(r sqldb.Row) (q Queue, err error) {
		var about string
		if err := r.Scan(&q.QueueID, &about); err != nil {
			return q, err
		}
		return q, json.Unmarshal([]byte(about), &q.AboutQueue)
	}, id)
	return p, err
}

func addPlan(ctx context.Context, tx *sqldb.Tx, p Plan) (added bool, err error) {
	about, err := json.Marshal(p.About)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qPlanAdd, p.ID, p.Name, p.ForecastID, p.FirstOn.String(), p.LastOn.String(), string(about), p.CreatedMs, p.CreatedBy)
	return n == 1, err
}

func addQueue(ctx context.Context, tx *sqldb.Tx, planID string, q Queue) error {
	about, err := json.Marshal(q.AboutQueue)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qPlanQueueAdd, planID, q.QueueID, string(about))
	return err
}

func addDay(ctx context.Context, tx *sqldb.Tx, planID, queueID string, d Day) error {
	slots, err := json.Marshal(keptDay{Closed: d.Closed, Slots: d.Slots})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qPlanDayAdd, planID, queueID, d.On.String(), string(slots))
	return err
}

// queueDay is a stored day and whose it is.
type queueDay struct {
	queueID string
	Day
}

// loadDays gives the days of a plan, of one queue or (queueID "") of all.
func loadDays(ctx context.Context, tx *sqldb.Tx, planID, queueID string, r civil.Range) ([]queueDay, error) {
	return sqldb.All(ctx, tx, qPlanDays, func(r sqldb.Row) (d queueDay, err error) {
		var on, slots string
		if err = r.Scan(&d.queueID, &on, &slots); err != nil {
			return d, err
		}
		var kept keptDay
		if err = json.Unmarshal([]byte(slots), &kept); err != nil {
			return d, err
		}
		d.Closed, d.Slots = kept.Closed, kept.Slots
		d.On, err = civil.Parse(on)
		return d, err
	}, planID, queueID, r.From.String(), r.To.String())
}

func dropPlan(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qPlanDrop, id)
	return err
}
