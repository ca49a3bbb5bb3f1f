package people

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qFiles     = sqldb.Q(`select person_id, record, rev, changed_ms, changed_by from people_file`)
	qFileAdd   = sqldb.Q(`insert into people_file (person_id, record, rev, changed_ms, changed_by) values ($1, $2, $3, $4, $5) on conflict do nothing`)
	qFileSet   = sqldb.Q(`update people_file set record = $1, rev = $2, changed_ms = $3, changed_by = $4 where person_id = $5 and rev = $2 - 1`)
	qFileOf    = sqldb.Q(`select person_id, record, rev, changed_ms, changed_by from people_file where person_id = $1`)
	qReasons   = sqldb.Q(`select about, rev from people_exit_reason where id = 'reasons'`)
	qReasonAdd = sqldb.Q(`insert into people_exit_reason (id, about, rev, changed_ms, changed_by) values ('reasons', $1, 1, $2, $3) on conflict do nothing`)
	qReasonSet = sqldb.Q(`update people_exit_reason set about = $1, rev = rev + 1, changed_ms = $2, changed_by = $3 where id = 'reasons' and rev = $4`)
	qMove      = sqldb.Q(`update people_file set person_id = $2 where person_id = $1`)
)

// kept is a stored file.
type kept struct {
	person    string
	record    Record
	rev       int64
	changedMs int64
	changedBy string
}

func scanKept(r sqldb.Row) (k kept, err error) {
	var text string
	if err = r.Scan(&k.person, &text, &k.rev, &k.changedMs, &k.changedBy); err != nil {
		return k, err
	}
	return k, json.Unmarshal([]byte(text), &k.record)
}

func loadFiles(ctx context.Context, tx *sqldb.Tx) (map[string]kept, error) {
	all, err := sqldb.All(ctx, tx, qFiles, scanKept)
	out := make(map[string]kept, len(all))
	for _, k := range all {
		out[k.person] = k
	}
	return out, err
}

// loadFile gives a file, with revision 0 when there is none.
func loadFile(ctx context.Context, tx *sqldb.Tx, personID string) (kept, error) {
	all, err := sqldb.All(ctx, tx, qFileOf, scanKept, personID)
	if err != nil || len(all) == 0 {
		k := kept{person: personID}
		k.record.tidy("")
		return k, err
	}
	return all[0], nil
}

// saveFile reports whether the file still had the revision before.
func saveFile(ctx context.Context, tx *sqldb.Tx, k kept) (bool, error) {
	text, err := json.Marshal(k.record)
	if err != nil {
		return false, err
	}
	var n int64
	if k.rev == 1 {
		n, err = tx.Exec(ctx, qFileAdd, k.person, string(text), k.rev, k.changedMs, k.changedBy)
	} else {
		n, err = tx.Exec(ctx, qFileSet, string(text), k.rev, k.changedMs, k.changedBy, k.person)
	}
	return n == 1, err
}

func moveFile(ctx context.Context, tx *sqldb.Tx, from, into string) error {
	_, err := tx.Exec(ctx, qMove, from, into)
	return err
}

func loadReasons(ctx context.Context, tx *sqldb.Tx) (Reasons, error) {
	all, err := sqldb.All(ctx, tx, qReasons, func(r sqldb.Row) (out Reasons, err error) {
		var about string
		if err = r.Scan(&about, &out.Rev); err != nil {
			return out, err
		}
		return out, json.Unmarshal([]byte(about), &out.Reasons)
	})
	if err != nil || len(all) == 0 {
		return Reasons{Reasons: usualReasons}, err
	}
	return all[0], nil
}

// saveReasons reports whether the reasons still had the revision before.
func saveReasons(ctx context.Context, tx *sqldb.Tx, all []Reason, rev, nowMs int64, by string) (bool, error) {
	about, err := json.Marshal(all)
	if err != nil {
		return false, err
	}
	var n int64
	if rev == 0 {
		n, err = tx.Exec(ctx, qReasonAdd, string(about), nowMs, by)
	} else {
		n, err = tx.Exec(ctx, qReasonSet, string(about), nowMs, by, rev)
	}
	return n == 1, err
}
