package adherence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const dayColumns = `person_id, on_day, basis, told_s, scheduled_s, exception_s, excused_s, on_queue_s, on_queue_planned_s, until_ms, made_ms`

var (
	qRule    = sqldb.Q(`select body, rev, changed_ms, changed_by from adherence_rule where id = 'centre'`)
	qRuleAdd = sqldb.Q(`insert into adherence_rule (id, body, rev, changed_ms, changed_by) values ('centre', $1, 1, $2, $3) on conflict (id) do nothing`)
	qRuleSet = sqldb.Q(`update adherence_rule set body = $1, rev = $2, changed_ms = $3, changed_by = $4 where id = 'centre' and rev = $2 - 1`)

	qDays     = sqldb.Q(`select ` + dayColumns + ` from adherence_day where on_day >= $1 and on_day <= $2 and ($3 = '' or person_id = $3) order by on_day, person_id`)
	qDayLists = sqldb.Q(`select ` + dayColumns + `, plan, deviations from adherence_day where on_day >= $1 and on_day <= $2 and ($3 = '' or person_id = $3) order by on_day, person_id`)
	qDaySet   = sqldb.Q(`insert into adherence_day (` + dayColumns + `, plan, deviations) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (person_id, on_day) do update set basis = excluded.basis, told_s = excluded.told_s, scheduled_s = excluded.scheduled_s, exception_s = excluded.exception_s,
		excused_s = excluded.excused_s, on_queue_s = excluded.on_queue_s, on_queue_planned_s = excluded.on_queue_planned_s, until_ms = excluded.until_ms, made_ms = excluded.made_ms,
		plan = excluded.plan, deviations = excluded.deviations`)
	qDaysOld  = sqldb.Q(`select count(*) from adherence_day where on_day < $1`)
	qDaysDrop = sqldb.Q(`delete from adherence_day where (person_id, on_day) in (select person_id, on_day from adherence_day where on_day < $1 order by on_day, person_id limit $2)`)
)

// loadRule gives the centre's rule, or the one the product comes with.
func loadRule(ctx context.Context, tx *sqldb.Tx) (Rule, error) {
	r, err := sqldb.One(ctx, tx, qRule, func(row sqldb.Row) (r Rule, err error) {
		var body, by string
		var rev, at int64
		if err = row.Scan(&body, &rev, &at, &by); err != nil {
			return r, err
		}
		err = json.Unmarshal([]byte(body), &r)
		r.Rev, r.ChangedMs, r.ChangedBy = rev, at, by
		return r, err
	})
	if errors.Is(err, sqldb.ErrNotFound) {
		return defaultRule(), nil
	}
	return r, err
}

// setRule writes the rule that follows the one with the revision before.
func setRule(ctx context.Context, tx *sqldb.Tx, r Rule) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	var n int64
	if r.Rev == 1 {
		n, err = tx.Exec(ctx, qRuleAdd, string(body), r.ChangedMs, r.ChangedBy)
	} else {
		n, err = tx.Exec(ctx, qRuleSet, string(body), r.Rev, r.ChangedMs, r.ChangedBy)
	}
	if err == nil && n == 0 {
		return fault.Conflictf("adherence.rule.stale", "Somebody has changed the rule meanwhile; load it again.")
	}
	return err
}

func scanDay(r sqldb.Row) (d kept, err error) {
	var on string
	if err = r.Scan(&d.personID, &on, &d.basis, &d.sums.Told, &d.sums.Scheduled, &d.sums.Exceptions, &d.sums.Excused, &d.sums.OnQueue, &d.sums.ScheduledOnQueue, &d.untilMs, &d.madeMs); err != nil {
		return d, err
	}
	d.on, err = civil.Parse(on)
	return d, err
}

// loadDays gives kept days without their lists, of one person or ("") of
// everybody.
func loadDays(ctx context.Context, tx *sqldb.Tx, days civil.Range, personID string) ([]kept, error) {
	return sqldb.All(ctx, tx, qDays, scanDay, days.From.String(), days.To.String(), personID)
}

// loadWholeDays gives kept days with their schedule and deviations.
func loadWholeDays(ctx context.Context, tx *sqldb.Tx, days civil.Range, personID string) ([]kept, error) {
	return sqldb.All(ctx, tx, qDayLists, func(r sqldb.Row) (d kept, err error) {
		var on, plan, deviations string
		if err = r.Scan(&d.personID, &on, &d.basis, &d.sums.Told, &d.sums.Scheduled, &d.sums.Exceptions, &d.sums.Excused, &d.sums.OnQueue, &d.sums.ScheduledOnQueue, &d.untilMs, &d.madeMs, &plan, &deviations); err != nil {
			return d, err
		}
		var err2 error
		d.on, err2 = civil.Parse(on)
		if err = errors.Join(err2, json.Unmarshal([]byte(plan), &d.plan), json.Unmarshal([]byte(deviations), &d.deviations)); err != nil {
			err = fmt.Errorf("the adherence of %s on %s cannot be read: %w", d.personID, on, err)
		}
		return d, err
	}, days.From.String(), days.To.String(), personID)
}

func saveDay(ctx context.Context, tx *sqldb.Tx, d *kept) error {
	plan, err := json.Marshal(d.plan)
	if err != nil {
		return err
	}
	deviations, err := json.Marshal(d.deviations)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qDaySet, d.personID, d.on.String(), d.basis, d.sums.Told, d.sums.Scheduled, d.sums.Exceptions, d.sums.Excused, d.sums.OnQueue, d.sums.ScheduledOnQueue, d.untilMs, d.madeMs, string(plan), string(deviations))
	return err
}
