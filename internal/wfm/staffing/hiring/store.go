package hiring

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qPlans    = sqldb.Q(`select id, name, about, outcome, created_ms, created_by from staffing_hiring_plan order by id desc`)
	qPlan     = sqldb.Q(`select id, name, about, outcome, created_ms, created_by from staffing_hiring_plan where id = $1`)
	qPlanAdd  = sqldb.Q(`insert into staffing_hiring_plan (id, name, about, outcome, created_ms, created_by) values ($1, $2, $3, $4, $5, $6)`)
	qPlanDrop = sqldb.Q(`delete from staffing_hiring_plan where id = $1`)
)

func scanPlan(r sqldb.Row) (p Plan, err error) {
	var about, outcome string
	if err = r.Scan(&p.ID, &p.Name, &about, &outcome, &p.CreatedMs, &p.CreatedBy); err != nil {
		return p, err
	}
	return p, errors.Join(json.Unmarshal([]byte(about), &p.About), json.Unmarshal([]byte(outcome), &p.Outcome))
}

func loadPlans(ctx context.Context, tx *sqldb.Tx) ([]Plan, error) {
	return sqldb.All(ctx, tx, qPlans, scanPlan)
}

func loadPlan(ctx context.Context, tx *sqldb.Tx, id string) (Plan, error) {
	p, err := sqldb.One(ctx, tx, qPlan, scanPlan, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("staffing.hiring.not_found", "There is no such hiring plan.")
	}
	return p, err
}

func addPlan(ctx context.Context, tx *sqldb.Tx, p Plan) error {
	about, aboutErr := json.Marshal(p.About)
	outcome, outcomeErr := json.Marshal(p.Outcome)
	if err := errors.Join(aboutErr, outcomeErr); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qPlanAdd, p.ID, p.Name, string(about), string(outcome), p.CreatedMs, p.CreatedBy)
	return err
}

func dropPlan(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qPlanDrop, id)
	return err
}
