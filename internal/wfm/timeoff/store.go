package timeoff

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const (
	kindColumns  = `id, code, name, name_en, paid, counted, approval, calendar_days, active, place, rev`
	limitColumns = `id, team_id, from_on, to_on, days, most, note, rev, changed_ms, changed_by`
)

var (
	qKinds     = sqldb.Q(`select ` + kindColumns + ` from timeoff_kind order by place, code_fold`)
	qKindAdd   = sqldb.Q(`insert into timeoff_kind (` + kindColumns + `, code_fold) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`)
	qKindSet   = sqldb.Q(`update timeoff_kind set code = $1, name = $2, name_en = $3, paid = $4, counted = $5, approval = $6, calendar_days = $7, active = $8, place = $9, rev = $10, code_fold = $11 where id = $12 and rev = $10 - 1`)
	qLimits    = sqldb.Q(`select ` + limitColumns + ` from timeoff_limit order by from_on, id`)
	qLimitAdd  = sqldb.Q(`insert into timeoff_limit (` + limitColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qLimitSet  = sqldb.Q(`update timeoff_limit set team_id = $1, from_on = $2, to_on = $3, days = $4, most = $5, note = $6, rev = $7, changed_ms = $8, changed_by = $9 where id = $10 and rev = $7 - 1`)
	qLimitDrop = sqldb.Q(`delete from timeoff_limit where id = $1`)
	qBalances  = sqldb.Q(`select person_id, kind_id, year, minutes, changed_ms, changed_by from timeoff_balance where year = $1 order by person_id, kind_id`)
	qBalance   = sqldb.Q(`insert into timeoff_balance (person_id, kind_id, year, minutes, changed_ms, changed_by) values ($1, $2, $3, $4, $5, $6)
		on conflict (person_id, kind_id, year) do update set minutes = excluded.minutes, changed_ms = excluded.changed_ms, changed_by = excluded.changed_by`)
)

func scanKind(r sqldb.Row) (k Kind, err error) {
	var flags [5]int
	err = r.Scan(&k.ID, &k.Code, &k.Name, &k.NameEN, &flags[0], &flags[1], &flags[2], &flags[3], &flags[4], &k.Place, &k.Rev)
	k.Paid, k.Counted, k.Approval, k.CalendarDays, k.Active = flags[0] != 0, flags[1] != 0, flags[2] != 0, flags[3] != 0, flags[4] != 0
	return k, err
}

func loadKinds(ctx context.Context, tx *sqldb.Tx) ([]Kind, error) {
	return sqldb.All(ctx, tx, qKinds, scanKind)
}

// addKind reports whether the code was free.
func addKind(ctx context.Context, tx *sqldb.Tx, k Kind) (bool, error) {
	n, err := tx.Exec(ctx, qKindAdd, k.ID, k.Code, k.Name, k.NameEN, bit(k.Paid), bit(k.Counted), bit(k.Approval), bit(k.CalendarDays), bit(k.Active), k.Place, k.Rev, sqldb.Fold(k.Code))
	return n == 1, err
}

// setKind reports whether the kind still had the revision before.
func setKind(ctx context.Context, tx *sqldb.Tx, k Kind) (bool, error) {
	n, err := tx.Exec(ctx, qKindSet, k.Code, k.Name, k.NameEN, bit(k.Paid), bit(k.Counted), bit(k.Approval), bit(k.CalendarDays), bit(k.Active), k.Place, k.Rev, sqldb.Fold(k.Code), k.ID)
	return n == 1, err
}

func scanLimit(r sqldb.Row) (l Limit, err error) {
	var from string
	var to *string
	if err = r.Scan(&l.ID, &l.TeamID, &from, &to, &l.Days, &l.Most, &l.Note, &l.Rev, &l.ChangedMs, &l.ChangedBy); err != nil {
		return l, err
	}
	if to != nil {
		d, bad := civil.Parse(*to)
		l.ToOn, err = &d, bad
	}
	first, bad := civil.Parse(from)
	l.FromOn = first
	return l, errors.Join(err, bad)
}

func loadLimits(ctx context.Context, tx *sqldb.Tx) ([]Limit, error) {
	return sqldb.All(ctx, tx, qLimits, scanLimit)
}

func addLimit(ctx context.Context, tx *sqldb.Tx, l Limit) error {
	_, err := tx.Exec(ctx, qLimitAdd, l.ID, l.TeamID, l.FromOn.String(), dayOrNull(l.ToOn), l.Days, l.Most, l.Note, l.Rev, l.ChangedMs, l.ChangedBy)
	return err
}

// setLimit reports whether the limit still had the revision before.
func setLimit(ctx context.Context, tx *sqldb.Tx, l Limit) (bool, error) {
	n, err := tx.Exec(ctx, qLimitSet, l.TeamID, l.FromOn.String(), dayOrNull(l.ToOn), l.Days, l.Most, l.Note, l.Rev, l.ChangedMs, l.ChangedBy, l.ID)
	return n == 1, err
}

func dropLimit(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qLimitDrop, id)
	return err
}

// entitled is what a person has of a kind in a year.
type entitled struct {
	person, kind string
	year         int
	minutes      int
	changedMs    int64
	changedBy    string
}

func scanBalance(r sqldb.Row) (b entitled, err error) {
	return b, r.Scan(&b.person, &b.kind, &b.year, &b.minutes, &b.changedMs, &b.changedBy)
}

func loadBalances(ctx context.Context, tx *sqldb.Tx, year int) ([]entitled, error) {
	return sqldb.All(ctx, tx, qBalances, scanBalance, year)
}

func setBalance(ctx context.Context, tx *sqldb.Tx, b entitled) error {
	_, err := tx.Exec(ctx, qBalance, b.person, b.kind, b.year, b.minutes, b.changedMs, b.changedBy)
	return err
}

func dayOrNull(d *civil.Date) *string {
	if d == nil {
		return nil
	}
	s := d.String()
	return &s
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func notFound(what string) error {
	if what == "kind" {
		return fault.NotFoundf("timeoff.kind.not_found", "There is no such kind of time off.")
	}
	return fault.NotFoundf("timeoff.limit.not_found", "There is no such limit.")
}
