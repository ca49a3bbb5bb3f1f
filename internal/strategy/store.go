package strategy

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Stamp is which state of something this is, and who made it.
type Stamp struct {
	ID        string `json:"id"`
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

// table keeps things of one kind.
type table struct {
	word                string
	all, add, set, drop *sqldb.Query
}

const columns = `id, own_key, about, rev, changed_ms, changed_by`

func tableOf(word string) table {
	name := "strategy_" + word
	return table{word: word,
		all:  sqldb.Q(`select ` + columns + ` from ` + name + ` order by id`),
		add:  sqldb.Q(`insert into ` + name + ` (` + columns + `) values ($1, $2, $3, $4, $5, $6)`),
		set:  sqldb.Q(`update ` + name + ` set own_key = $2, about = $3, rev = rev + 1, changed_ms = $4, changed_by = $5 where id = $1 and rev = $6`),
		drop: sqldb.Q(`delete from ` + name + ` where id = $1`),
	}
}

var (
	goals       = tableOf("goal")
	arrows      = tableOf("arrow")
	initiatives = tableOf("initiative")
	documents   = tableOf("document")
	analyses    = tableOf("analysis")
	stages      = tableOf("stage")
	annualPlans = tableOf("annual_plan")
	reviews     = tableOf("review")
	actions     = tableOf("action")
)

// row is a thing as it is kept.
type row[C any] struct {
	Stamp
	Content C
	key     string
	about   string
}

func load[C any](ctx context.Context, tx *sqldb.Tx, t *table) ([]row[C], error) {
	return sqldb.All(ctx, tx, t.all, func(r sqldb.Row) (x row[C], err error) {
		if err = r.Scan(&x.ID, &x.key, &x.about, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
			return x, err
		}
		if err = json.Unmarshal([]byte(x.about), &x.Content); err != nil {
			err = fmt.Errorf("the %s %s cannot be read: %w", t.word, x.ID, err)
		}
		return x, err
	})
}

func insert[C any](ctx context.Context, tx *sqldb.Tx, t *table, x *row[C]) error {
	_, err := tx.Exec(ctx, t.add, x.ID, x.key, x.about, x.Rev, x.ChangedMs, x.ChangedBy)
	return err
}

// replace reports whether the thing still had the revision.
func replace[C any](ctx context.Context, tx *sqldb.Tx, t *table, x *row[C], rev int64) (bool, error) {
	n, err := tx.Exec(ctx, t.set, x.ID, x.key, x.about, x.ChangedMs, x.ChangedBy, rev)
	return n == 1, err
}

func remove(ctx context.Context, tx *sqldb.Tx, t *table, id string) error {
	_, err := tx.Exec(ctx, t.drop, id)
	return err
}
