package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qGoals     = sqldb.Q(`select goals, rev from live_goal where id = 'centre'`)
	qGoalsSave = sqldb.Q(`insert into live_goal (id, goals, rev, changed_ms) values ('centre', $1, $2, $3)
		on conflict (id) do update set goals = excluded.goals, rev = excluded.rev, changed_ms = excluded.changed_ms`)
)

type versioned struct {
	text string
	rev  int64
}

func scanVersioned(r sqldb.Row) (v versioned, err error) {
	err = r.Scan(&v.text, &v.rev)
	return v, err
}

func loadGoals(ctx context.Context, tx *sqldb.Tx) (g Goals, rev int64, err error) {
	v, err := sqldb.One(ctx, tx, qGoals, scanVersioned)
	if errors.Is(err, sqldb.ErrNotFound) {
		return g, 0, nil
	}
	if err != nil {
		return g, 0, err
	}
	if err := json.Unmarshal([]byte(v.text), &g); err != nil {
		return g, 0, fmt.Errorf("the targets of the floor cannot be read: %w", err)
	}
	return g, v.rev, nil
}

func saveGoals(ctx context.Context, tx *sqldb.Tx, g Goals, rev, nowMs int64) error {
	text, err := json.Marshal(g)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qGoalsSave, string(text), rev, nowMs)
	return err
}
