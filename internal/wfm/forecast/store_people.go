package forecast

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qPeopleAdd = sqldb.Q(`insert into forecast_people (version_id, queue_id, people) values ($1, $2, $3)`)
	qPeople    = sqldb.Q(`select people from forecast_people where version_id = $1 and queue_id = $2`)
)

func addPeople(ctx context.Context, tx *sqldb.Tx, versionID, queueID string, people []PersonEffect) error {
	if len(people) == 0 {
		return nil
	}
	text, err := json.Marshal(people)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qPeopleAdd, versionID, queueID, string(text))
	return err
}

// loadPeople gives what a version found of a queue's people; none is no error.
func loadPeople(ctx context.Context, tx *sqldb.Tx, versionID, queueID string) (out []PersonEffect, err error) {
	text, err := sqldb.One(ctx, tx, qPeople, sqldb.Value[string], versionID, queueID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal([]byte(text), &out)
}
