package forecast

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qOutlooks        = sqldb.Q(`select id, about, created_ms, created_by from forecast_outlook order by id desc`)
	qOutlook         = sqldb.Q(`select id, about, created_ms, created_by from forecast_outlook where id = $1`)
	qOutlookAdd      = sqldb.Q(`insert into forecast_outlook (id, about, created_ms, created_by) values ($1, $2, $3, $4) on conflict do nothing`)
	qOutlookDrop     = sqldb.Q(`delete from forecast_outlook where id = $1`)
	qOutlookQueues   = sqldb.Q(`select queue_id, outcome, months, days from forecast_outlook_queue where outlook_id = $1 and ($2 = '' or queue_id = $2) order by queue_id`)
	qOutlookQueueAdd = sqldb.Q(`insert into forecast_outlook_queue (outlook_id, queue_id, outcome, months, days) values ($1, $2, $3, $4, $5)`)
)

func scanOutlook(r sqldb.Row) (o Outlook, err error) {
	var about string
	if err = r.Scan(&o.ID, &about, &o.CreatedMs, &o.CreatedBy); err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(about), &o.AboutOutlook)
}

// loadOutlooks gives all, the newest first.
func loadOutlooks(ctx context.Context, tx *sqldb.Tx) ([]Outlook, error) {
	return sqldb.All(ctx, tx, qOutlooks, scanOutlook)
}

func loadOutlook(ctx context.Context, tx *sqldb.Tx, id string) (Outlook, error) {
	o, err := sqldb.One(ctx, tx, qOutlook, scanOutlook, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("forecast.outlook.not_found", "There is no such outlook.")
	}
	return o, err
}

// addOutlook stores an outlook; added is false when it is there already.
func addOutlook(ctx context.Context, tx *sqldb.Tx, o Outlook, queues []keptOutlook) (added bool, err error) {
	about, err := json.Marshal(o.AboutOutlook)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qOutlookAdd, o.ID, string(about), o.CreatedMs, o.CreatedBy)
	if err != nil || n == 0 {
		return false, err
	}
	for _, q := range queues {
		months, monthsErr := json.Marshal(q.months)
		days, daysErr := json.Marshal(q.days)
		if err := errors.Join(monthsErr, daysErr); err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, qOutlookQueueAdd, o.ID, q.queueID, string(q.outcome), string(months), string(days)); err != nil {
			return false, err
		}
	}
	return true, nil
}

// loadOutlookQueues gives the queues that were forecast, one or ("") all.
func loadOutlookQueues(ctx context.Context, tx *sqldb.Tx, outlookID, queueID string) ([]keptOutlook, error) {
	return sqldb.All(ctx, tx, qOutlookQueues, func(r sqldb.Row) (q keptOutlook, err error) {
		var outcome, months, days string
		if err := r.Scan(&q.queueID, &outcome, &months, &days); err != nil {
			return q, err
		}
		q.outcome = Outcome(outcome)
		return q, errors.Join(json.Unmarshal([]byte(months), &q.months), json.Unmarshal([]byte(days), &q.days))
	}, outlookID, queueID)
}

func dropOutlook(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qOutlookDrop, id)
	return err
}
