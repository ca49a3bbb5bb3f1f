package forecast

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qOutlookQueues   = sqldb.Q(`select queue_id, outcome, months, days from forecast_outlook_queue where outlook_id = $1 and ($2 = '' or queue_id = $2) order by queue_id`)
	qOutlookQueueAdd = sqldb.Q(`insert into forecast_outlook_queue (outlook_id, queue_id, outcome, months, days) values ($1, $2, $3, $4, $5)`)

	outlookTable = studyTable[Outlook, *Outlook]{
		all:     sqldb.Q(`select id, about, created_ms, created_by from forecast_outlook order by id desc`),
		one:     sqldb.Q(`select id, about, created_ms, created_by from forecast_outlook where id = $1`),
		put:     sqldb.Q(`insert into forecast_outlook (id, about, created_ms, created_by) values ($1, $2, $3, $4) on conflict do nothing`),
		drop:    sqldb.Q(`delete from forecast_outlook where id = $1`),
		missing: func() error { return fault.NotFoundf("forecast.outlook.not_found", "There is no such outlook.") },
	}
)

func (o *Outlook) about() any { return &o.AboutOutlook }

// addOutlook stores an outlook; added is false when it is there already.
func addOutlook(ctx context.Context, tx *sqldb.Tx, o Outlook, queues []keptOutlook) (added bool, err error) {
	if added, err = outlookTable.add(ctx, tx, o); err != nil || !added {
		return false, err
	}
	for _, q := range queues {
		if err := putPair(ctx, tx, qOutlookQueueAdd, q.months, q.days, o.ID, q.queueID, string(q.outcome)); err != nil {
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
