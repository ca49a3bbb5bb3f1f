package forecast

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qCompared    = sqldb.Q(`select queue_id, scores, weights from forecast_comparison_queue where comparison_id = $1 order by queue_id`)
	qComparedAdd = sqldb.Q(`insert into forecast_comparison_queue (comparison_id, queue_id, scores, weights) values ($1, $2, $3, $4)`)

	comparisonTable = studyTable[Comparison, *Comparison]{
		all:     sqldb.Q(`select id, about, created_ms, created_by from forecast_comparison order by id desc`),
		one:     sqldb.Q(`select id, about, created_ms, created_by from forecast_comparison where id = $1`),
		put:     sqldb.Q(`insert into forecast_comparison (id, about, created_ms, created_by) values ($1, $2, $3, $4) on conflict do nothing`),
		drop:    sqldb.Q(`delete from forecast_comparison where id = $1`),
		missing: func() error { return fault.NotFoundf("forecast.comparison.not_found", "There is no such comparison.") },
	}
)

func (c *Comparison) about() any { return &c.AboutComparison }

// addComparison stores a comparison; added is false when it is there already.
func addComparison(ctx context.Context, tx *sqldb.Tx, c Comparison, queues []keptCompared) (added bool, err error) {
	if added, err = comparisonTable.add(ctx, tx, c); err != nil || !added {
		return false, err
	}
	for _, q := range queues {
		if err := putPair(ctx, tx, qComparedAdd, q.scores, q.weights, c.ID, q.queueID); err != nil {
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
