package imports

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

var (
	qUploadAdd  = sqldb.Q(`insert into telephony_upload (id, name, size, created_by, created_ms) values ($1, $2, $3, $4, $5)`)
	qUpload     = sqldb.Q(`select id, name, size, created_by, created_ms from telephony_upload where id = $1`)
	qUploadDrop = sqldb.Q(`delete from telephony_upload where id = $1`)
	qUploadsOld = sqldb.Q(`select id from telephony_upload where created_ms < $1`)

	qMappings    = sqldb.Q(`select id, name, kind, mapping from telephony_mapping where ($1 = '' or kind = $1) order by kind, name_fold`)
	qMapping     = sqldb.Q(`select id, name, kind, mapping from telephony_mapping where id = $1`)
	qMappingDrop = sqldb.Q(`delete from telephony_mapping where id = $1`)
	qMappingSave = sqldb.Q(`insert into telephony_mapping (id, kind, name, name_fold, mapping, created_by, created_ms) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (kind, name_fold) do update set name = excluded.name, mapping = excluded.mapping returning id`)

	qTail     = sqldb.Q(`select path, checkpoint from telephony_tail where source = $1`)
	qTailSave = sqldb.Q(`insert into telephony_tail (source, path, checkpoint, saved_ms, error) values ($1, $2, $3, $4, $5)
		on conflict (source) do update set path = excluded.path, checkpoint = excluded.checkpoint, saved_ms = excluded.saved_ms, error = excluded.error`)
)

func addUpload(ctx context.Context, tx *sqldb.Tx, up Upload) error {
	_, err := tx.Exec(ctx, qUploadAdd, up.ID, up.Name, up.Size, up.CreatedBy, up.CreatedMs)
	return err
}

func loadUpload(ctx context.Context, tx *sqldb.Tx, uploadID string) (Upload, error) {
	return sqldb.One(ctx, tx, qUpload, func(r sqldb.Row) (up Upload, err error) {
		err = r.Scan(&up.ID, &up.Name, &up.Size, &up.CreatedBy, &up.CreatedMs)
		return up, err
	}, uploadID)
}

func scanMapping(r sqldb.Row) (m Mapping, err error) {
	var text string
	if err = r.Scan(&m.ID, &m.Name, &m.Kind, &text); err != nil {
		return m, err
	}
	m.Mapping = &adapter.Mapping{}
	return m, json.Unmarshal([]byte(text), m.Mapping)
}

// tail is where a followed file was left.
type tail struct {
	path string
	at   adapter.Checkpoint
}

func loadTail(ctx context.Context, tx *sqldb.Tx, source string) (tail, error) {
	return sqldb.One(ctx, tx, qTail, func(r sqldb.Row) (t tail, err error) {
		var at string
		if err = r.Scan(&t.path, &at); err == nil {
			err = json.Unmarshal([]byte(at), &t.at)
		}
		return t, err
	}, source)
}

func saveTail(ctx context.Context, tx *sqldb.Tx, source string, t tail, nowMs int64, problem string) error {
	_, err := tx.Exec(ctx, qTailSave, source, t.path, text(t.at), nowMs, problem)
	return err
}
