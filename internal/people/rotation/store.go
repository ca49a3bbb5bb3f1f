package rotation

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qTerms    = sqldb.Q(`select about, rev from people_team_terms where id = 'terms'`)
	qTermsAdd = sqldb.Q(`insert into people_team_terms (id, about, rev, changed_ms, changed_by) values ('terms', $1, 1, $2, $3) on conflict do nothing`)
	qTermsSet = sqldb.Q(`update people_team_terms set about = $1, rev = rev + 1, changed_ms = $2, changed_by = $3 where id = 'terms' and rev = $4`)

	qPlans    = sqldb.Q(`select id, about, rev, changed_ms, changed_by from people_rotation order by effective_on desc, id desc`)
	qPlanAdd  = sqldb.Q(`insert into people_rotation (id, effective_on, about, rev, changed_ms, changed_by) values ($1, $2, $3, 1, $4, $5)`)
	qPlanSet  = sqldb.Q(`update people_rotation set effective_on = $2, about = $3, rev = rev + 1, changed_ms = $4, changed_by = $5 where id = $1 and rev = $6`)
	qPlanDrop = sqldb.Q(`delete from people_rotation where id = $1`)
)

func loadTerms(ctx context.Context, tx *sqldb.Tx) (Terms, error) {
	all, err := sqldb.All(ctx, tx, qTerms, func(r sqldb.Row) (t Terms, err error) {
		var about string
		var rev int64
		if err = r.Scan(&about, &rev); err != nil {
			return t, err
		}
		err = json.Unmarshal([]byte(about), &t)
		t.Rev = rev
		return t, err
	})
	if err != nil || len(all) == 0 {
		return usual, err
	}
	return all[0], nil
}

// saveTerms reports whether the terms still had the revision before.
func saveTerms(ctx context.Context, tx *sqldb.Tx, t Terms, rev, nowMs int64, by string) (bool, error) {
	t.Rev = 0
	about, err := json.Marshal(t)
	if err != nil {
		return false, err
	}
	var n int64
	if rev == 0 {
		n, err = tx.Exec(ctx, qTermsAdd, string(about), nowMs, by)
	} else {
		n, err = tx.Exec(ctx, qTermsSet, string(about), nowMs, by, rev)
	}
	return n == 1, err
}

// row is a plan as it is stored.
type row struct {
	id        string
	plan      keptPlan
	about     string
	rev       int64
	changedMs int64
	changedBy string
}

func loadPlans(ctx context.Context, tx *sqldb.Tx) ([]row, error) {
	return sqldb.All(ctx, tx, qPlans, func(r sqldb.Row) (x row, err error) {
		if err = r.Scan(&x.id, &x.about, &x.rev, &x.changedMs, &x.changedBy); err != nil {
			return x, err
		}
		if err = json.Unmarshal([]byte(x.about), &x.plan); err != nil {
			err = fmt.Errorf("the rotation %s cannot be read: %w", x.id, err)
		}
		return x, err
	})
}

func addPlan(ctx context.Context, tx *sqldb.Tx, x *row) error {
	_, err := tx.Exec(ctx, qPlanAdd, x.id, x.plan.EffectiveOn, x.about, x.changedMs, x.changedBy)
	return err
}

// setPlan reports whether the plan still had the revision.
func setPlan(ctx context.Context, tx *sqldb.Tx, x *row, rev int64) (bool, error) {
	n, err := tx.Exec(ctx, qPlanSet, x.id, x.plan.EffectiveOn, x.about, x.changedMs, x.changedBy, rev)
	return n == 1, err
}

func dropPlan(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qPlanDrop, id)
	return err
}
