package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

const columns = `id, name, fingerprint, source, kind, request, state, progress, counts, baseline, checkpoint, bad_rows, error, error_code, cancel_asked, job_id, created_by, created_ms, started_ms, saved_ms, ended_ms`

var (
	qAdd = sqldb.Q(`insert into telephony_import (id, name, source, kind, request, state, created_by, created_ms) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qGet = sqldb.Q(`select ` + columns + ` from telephony_import where id = $1`)
	// The newest first.
	qList       = sqldb.Q(`select ` + columns + ` from telephony_import where id < $1 order by id desc limit $2`)
	qUnfinished = sqldb.Q(`select ` + columns + ` from telephony_import where fingerprint = $1 and id <> $2 and state in ('waiting', 'running', 'failed', 'cancelled') and baseline <> ''
		and created_ms > (select coalesce(max(d.created_ms), 0) from telephony_import d where d.fingerprint = $1 and d.state = 'done') order by created_ms desc limit 1`)
	qBegin = sqldb.Q(`update telephony_import set fingerprint = $2, error = '', error_code = '', baseline = $3, checkpoint = $4, counts = $5, bad_rows = $6, request = $7 where id = $1`)
	qSave  = sqldb.Q(`update telephony_import set progress = $2, counts = $3, bad_rows = $4, checkpoint = $5, saved_ms = $6 where id = $1`)
	qShow  = sqldb.Q(`update telephony_import set progress = $2, counts = $3, bad_rows = $4, saved_ms = $5 where id = $1`)
	qEnd   = sqldb.Q(`update telephony_import set state = $2, progress = $3, counts = $4, bad_rows = $5, error = $6, error_code = $7, ended_ms = $8 where id = $1`)
	qRun   = sqldb.Q(`update telephony_import set state = 'running', started_ms = $2, ended_ms = 0 where id = $1`)
	qState = sqldb.Q(`update telephony_import set state = $2, ended_ms = $3 where id = $1`)
	qJob   = sqldb.Q(`update telephony_import set job_id = $2 where id = $1`)
	qAsk   = sqldb.Q(`update telephony_import set cancel_asked = 1 where id = $1`)

	qErrorAdd   = sqldb.Q(`insert into telephony_import_error (import_id, n, line, column_name, value, expected, reason) values ($1, $2, $3, $4, $5, $6, $7) on conflict (import_id, n) do nothing`)
	qErrorClear = sqldb.Q(`delete from telephony_import_error where import_id = $1`)
	qErrorMove  = sqldb.Q(`update telephony_import_error set import_id = $2 where import_id = $1`)
	qErrors     = sqldb.Q(`select n, line, column_name, value, expected, reason from telephony_import_error where import_id = $1 and n > $2 order by n limit $3`)

	qSource   = sqldb.Q(`select id, events from telephony_source where name = $1`)
	qContacts = sqldb.Q(`select count(*) from telephony_contact where source_id = $1`)
	qRepaired = sqldb.Q(`select count(*) from telephony_contact where flags <> 0 and source_id = $1 and (flags & $2) <> 0`)
	// Whether there are any facts at all.
	qAnyFacts = sqldb.Q(`select (select count(*) from (select 1 from telephony_contact limit 1) c) + (select count(*) from (select 1 from telephony_interval limit 1) i)`)
)

// row is an import as it is stored.
type row struct {
	id, name, fingerprint, source, kind string
	request                             Request
	state                               string
	progress                            float64
	counts                              Counts
	baseline                            *baseline
	checkpoint                          *checkpoint
	bad                                 int64
	err, errCode                        string
	cancelAsked                         bool
	jobID, createdBy                    string
	createdMs, startedMs, savedMs       int64
	endedMs                             int64
}

// checkpoint is where an unfinished import goes on.
type checkpoint struct {
	At         adapter.Checkpoint `json:"at"`
	Rows       int64              `json:"rows"`
	EventsRead int64              `json:"events_read"`
	Bad        int64              `json:"bad"`
	Intervals  int64              `json:"intervals"`
	Ignored    int64              `json:"ignored"`
	Position   int64              `json:"position"` // bytes of the file read
}

// baseline is what a source had before the import.
type baseline struct {
	Events   int64 `json:"events"`
	Contacts int64 `json:"contacts"`
	Repaired int64 `json:"repaired"`
}

func scan(r sqldb.Row) (v row, err error) {
	var request, counts, base, check string
	var cancel int
	if err = r.Scan(&v.id, &v.name, &v.fingerprint, &v.source, &v.kind, &request, &v.state, &v.progress, &counts, &base, &check, &v.bad,
		&v.err, &v.errCode, &cancel, &v.jobID, &v.createdBy, &v.createdMs, &v.startedMs, &v.savedMs, &v.endedMs); err != nil {
		return v, err
	}
	v.cancelAsked = cancel != 0
	for _, x := range []struct {
		text string
		into any
	}{{request, &v.request}, {counts, &v.counts}, {base, &v.baseline}, {check, &v.checkpoint}} {
		if x.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(x.text), x.into); err != nil {
			return v, fmt.Errorf("import %s cannot be read: %w", v.id, err)
		}
	}
	return v, nil
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs
	}
	return string(b)
}

func insert(ctx context.Context, tx *sqldb.Tx, v row) error {
	_, err := tx.Exec(ctx, qAdd, v.id, v.name, v.source, v.kind, text(v.request), v.state, v.createdBy, v.createdMs)
	return err
}

func load(ctx context.Context, tx *sqldb.Tx, id string) (row, error) {
	return sqldb.One(ctx, tx, qGet, scan, id)
}

func listBefore(ctx context.Context, tx *sqldb.Tx, before string, limit int) ([]row, error) {
	if before == "" {
		before = "~" // after every id
	}
	return sqldb.All(ctx, tx, qList, scan, before, limit)
}

func unfinished(ctx context.Context, tx *sqldb.Tx, fingerprint, not string) (*row, error) {
	v, err := sqldb.One(ctx, tx, qUnfinished, scan, fingerprint, not)
	if errors.Is(err, sqldb.ErrNotFound) {
		return nil, nil
	}
	return &v, err
}

func begin(ctx context.Context, tx *sqldb.Tx, v row) error {
	check := ""
	if v.checkpoint != nil {
		check = text(v.checkpoint)
	}
	_, err := tx.Exec(ctx, qBegin, v.id, v.fingerprint, text(v.baseline), check, text(v.counts), v.bad, text(v.request))
	return err
}

func save(ctx context.Context, tx *sqldb.Tx, v row, nowMs int64) error {
	if v.checkpoint == nil {
		_, err := tx.Exec(ctx, qShow, v.id, v.progress, text(v.counts), v.bad, nowMs)
		return err
	}
	_, err := tx.Exec(ctx, qSave, v.id, v.progress, text(v.counts), v.bad, text(v.checkpoint), nowMs)
	return err
}

func end(ctx context.Context, tx *sqldb.Tx, v row) error {
	_, err := tx.Exec(ctx, qEnd, v.id, v.state, v.progress, text(v.counts), v.bad, v.err, v.errCode, v.endedMs)
	return err
}

func addErrors(ctx context.Context, tx *sqldb.Tx, importID string, after int64, list []RowError) error {
	for i, e := range list {
		if _, err := tx.Exec(ctx, qErrorAdd, importID, after+int64(i)+1, e.Line, e.Column, e.Value, e.Expected, e.Reason); err != nil {
			return err
		}
	}
	return nil
}

type numbered struct {
	n int64
	RowError
}

func loadErrors(ctx context.Context, tx *sqldb.Tx, importID string, after int64, limit int) ([]numbered, error) {
	return sqldb.All(ctx, tx, qErrors, func(r sqldb.Row) (e numbered, err error) {
		err = r.Scan(&e.n, &e.Line, &e.Column, &e.Value, &e.Expected, &e.Reason)
		return e, err
	}, importID, after, limit)
}

// measure counts what a source has now.
func measure(ctx context.Context, tx *sqldb.Tx, source string) (b baseline, err error) {
	var id string
	_, err = sqldb.One(ctx, tx, qSource, func(r sqldb.Row) (struct{}, error) {
		return struct{}{}, r.Scan(&id, &b.Events)
	}, source)
	if errors.Is(err, sqldb.ErrNotFound) {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	if b.Contacts, err = sqldb.One(ctx, tx, qContacts, sqldb.Value[int64], id); err != nil {
		return b, err
	}
	b.Repaired, err = sqldb.One(ctx, tx, qRepaired, sqldb.Value[int64], id, int64(telephony.Repairs))
	return b, err
}
