package forecast

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qComparisons   = sqldb.Q(`select id, about, created_ms, created_by from forecast_comparison order by id desc`)
	qComparison    = sqldb.Q(`select id, about, created_ms, created_by from forecast_comparison where id = $1`)
	qComparisonAdd = sqldb.Q(`insert into forecast_comparison (id, about, created_ms, created_by) values ($1, $2, $3, $4) on conflict do nothing`)
	qComparisonDel = sqldb.Q(`delete from forecast_comparison where id = $1`)
	qCompared      = sqldb.Q(`select queue_id, scores, weights from forecast_comparison_queue where comparison_id = $1 order by queue_id`)
	qComparedAdd   = sqldb.Q(`insert into forecast_comparison_queue (comparison_id, queue_id, scores, weights) values ($1, $2, $3, $4)`)
)

func scanComparison(r sqldb.Row) (c Comparison, err error) {
	var about string
	if err = r.Scan(&c.ID, &about, &c.CreatedMs, &c.CreatedBy); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(about), &c.AboutComparison)
}

// loadComparisons gives all, the newest first.
func loadComparisons(ctx context.Context, tx *sqldb.Tx) ([]Comparison, error) {
	return sqldb.All(ctx, tx, qComparisons, scanComparison)
}

func loadComparison(ctx context.Context, tx *sqldb.Tx, id string) (Comparison, error) {
	c, err := sqldb.One(ctx, tx, qComparison, scanComparison, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("forecast.comparison.not_found", "There is no such comparison.")
	}
	return c, err
}

// addComparison stores a comparison; added is false when it is there already.
func addComparison(ctx context.Context, tx *sqldb.Tx, c Comparison, queues []keptCompared) (added bool, err error) {
	about, err := json.Marshal(c.AboutComparison)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qComparisonAdd, c.ID, string(about), c.CreatedMs, c.CreatedBy)
	if err != nil || n == 0 {
		return false, err
	}
	for _, q := range queues {
		scores, scoresErr := json.Marshal(q.scores)
		weights, weightsErr := json.Marshal(q.weights)
		if err := errors.Join(scoresErr, weightsErr); err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, qComparedAdd, c.ID, q.queueID, string(scores), string(weights)); err != nil {
			return false, err
		}
	}
	return true, nil
}

// loadCompared gives the queues that were tried.
func loadCompared(ctx context.Context, tx *sqldb.Tx, comparisonID string) ([]keptCompared, error) {
	return sqldb.All(ctx, tx, qCompared, func(r sqldb.Row) (q keptCompared, err error) {
		var scores, weights string
		if err := r.Scan(&q.queueID, &scores, &weights); err != nil {
			return q, err
		}
		return q, errors.Join(json.Unmarshal([]byte(scores), &q.scores), json.Unmarshal([]byte(weights), &q.weights))
	}, comparisonID)
}

func dropComparison(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qComparisonDel, id)
	return err
}
