package forecast

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qTreatments    = sqldb.Q(`select id, queue_id, on_day, rule, reason, created_ms, created_by, undone_ms, undone_by from forecast_treatment order by created_ms, id`)
	qTreatment     = sqldb.Q(`select id, queue_id, on_day, rule, reason, created_ms, created_by, undone_ms, undone_by from forecast_treatment where id = $1`)
	qTreatmentOf   = sqldb.Q(`select id, queue_id, on_day, rule, reason, created_ms, created_by, undone_ms, undone_by from forecast_treatment where queue_id = $1 and on_day = $2 and undone_ms = 0`)
	qTreatmentAdd  = sqldb.Q(`insert into forecast_treatment (id, queue_id, on_day, rule, reason, created_ms, created_by) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`)
	qTreatmentUndo = sqldb.Q(`update forecast_treatment set undone_ms = $1, undone_by = $2 where id = $3 and undone_ms = 0`)
)

// keptTreatment is the form of a treatment's rule in the store.
type keptTreatment struct {
	TreatmentRule
	Actual *float64 `json:"actual"`
	Usual  *float64 `json:"usual"`
}

func scanTreatment(r sqldb.Row) (t Treatment, err error) {
	var on, rule string
	if err = r.Scan(&t.ID, &t.QueueID, &on, &rule, &t.Reason, &t.CreatedMs, &t.CreatedBy, &t.UndoneMs, &t.UndoneBy); err != nil {
		return t, err
	}
	if t.On, err = civil.Parse(on); err != nil {
		return t, err
	}
	var kept keptTreatment
	err = json.Unmarshal([]byte(rule), &kept)
	t.TreatmentRule, t.Actual, t.Usual = kept.TreatmentRule, kept.Actual, kept.Usual
	return t, err
}

// loadTreatments gives all treatments, taken back or not, in the order they
// were said.
func loadTreatments(ctx context.Context, tx *sqldb.Tx) ([]Treatment, error) {
	return sqldb.All(ctx, tx, qTreatments, scanTreatment)
}

func loadTreatment(ctx context.Context, tx *sqldb.Tx, id string) (Treatment, error) {
	return sqldb.One(ctx, tx, qTreatment, scanTreatment, id)
}

// treatmentOn gives what holds for a day of a queue; ok is false for nothing.
func treatmentOn(ctx context.Context, tx *sqldb.Tx, queueID string, on civil.Date) (t Treatment, ok bool, err error) {
	all, err := sqldb.All(ctx, tx, qTreatmentOf, scanTreatment, queueID, on.String())
	if err != nil || len(all) == 0 {
		return t, false, err
	}
	return all[0], true, nil
}

// addTreatment reports whether nothing else holds for the day.
func addTreatment(ctx context.Context, tx *sqldb.Tx, t Treatment) (bool, error) {
	rule, err := json.Marshal(keptTreatment{t.TreatmentRule, t.Actual, t.Usual})
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qTreatmentAdd, t.ID, t.QueueID, t.On.String(), string(rule), t.Reason, t.CreatedMs, t.CreatedBy)
	return n == 1, err
}

func undoTreatment(ctx context.Context, tx *sqldb.Tx, t Treatment) (bool, error) {
	n, err := tx.Exec(ctx, qTreatmentUndo, t.UndoneMs, t.UndoneBy, t.ID)
	return n == 1, err
}
