package metric

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const reportedColumns = `id, figure, level, subject_id, from_on, to_on, numerator, denominator, source, evidence, rev, changed_ms, changed_by`

var (
	qReportedWithin = sqldb.Q(`select ` + reportedColumns + ` from metric_reported where to_on >= $1 and from_on <= $2 order by from_on, figure, id`)
	qReportedOne    = sqldb.Q(`select ` + reportedColumns + ` from metric_reported where id = $1`)
	qReportedSame   = sqldb.Q(`select ` + reportedColumns + ` from metric_reported where figure = $1 and level = $2 and subject_id = $3 and from_on <= $5 and to_on >= $4 order by from_on`)
	qReportedAdd    = sqldb.Q(`insert into metric_reported (` + reportedColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`)
	qReportedSet    = sqldb.Q(`update metric_reported set figure = $1, level = $2, subject_id = $3, from_on = $4, to_on = $5, numerator = $6, denominator = $7, source = $8, evidence = $9, rev = $10, changed_ms = $11, changed_by = $12 where id = $13 and rev = $10 - 1`)
	qReportedDrop   = sqldb.Q(`delete from metric_reported where id = $1 and rev = $2`)
)

func scanReported(r sqldb.Row) (v Reported, err error) {
	err = r.Scan(&v.ID, &v.Figure, &v.Level, &v.subjectID, &v.FromOn, &v.ToOn, &v.num, &v.den, &v.Source, &v.Evidence, &v.Rev, &v.ChangedMs, &v.ChangedBy)
	if f, ok := figureByID(v.Figure); ok {
		v.Value, v.Base = f.written(v.num, v.den)
	}
	return v, err
}

// loadReportedWithin gives the values whose period touches the days.
func loadReportedWithin(ctx context.Context, tx *sqldb.Tx, first, last string) ([]Reported, error) {
	return sqldb.All(ctx, tx, qReportedWithin, scanReported, first, last)
}

// loadReportedSame gives the values of a figure and subject whose period touches
// the days.
func loadReportedSame(ctx context.Context, tx *sqldb.Tx, v Reported) ([]Reported, error) {
	return sqldb.All(ctx, tx, qReportedSame, scanReported, v.Figure, v.Level, v.subjectID, v.FromOn, v.ToOn)
}

func loadReported(ctx context.Context, tx *sqldb.Tx, id string) (Reported, bool, error) {
	list, err := sqldb.All(ctx, tx, qReportedOne, scanReported, id)
	if err != nil || len(list) == 0 {
		return Reported{}, false, err
	}
	return list[0], true, nil
}

// addReported reports whether the period was free.
func addReported(ctx context.Context, tx *sqldb.Tx, v Reported) (bool, error) {
	n, err := tx.Exec(ctx, qReportedAdd, v.ID, v.Figure, v.Level, v.subjectID, v.FromOn, v.ToOn, v.num, v.den, v.Source, v.Evidence, v.Rev, v.ChangedMs, v.ChangedBy)
	return n == 1, err
}

// setReported reports whether the value still had the revision before.
func setReported(ctx context.Context, tx *sqldb.Tx, v Reported) (bool, error) {
	n, err := tx.Exec(ctx, qReportedSet, v.Figure, v.Level, v.subjectID, v.FromOn, v.ToOn, v.num, v.den, v.Source, v.Evidence, v.Rev, v.ChangedMs, v.ChangedBy, v.ID)
	return n == 1, err
}

// dropReported reports whether the value still had the revision.
func dropReported(ctx context.Context, tx *sqldb.Tx, id string, rev int64) (bool, error) {
	n, err := tx.Exec(ctx, qReportedDrop, id, rev)
	return n == 1, err
}
