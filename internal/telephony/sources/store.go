package sources

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const columns = `l.id, l.name, l.kind, l.enabled, l.settings, l.secret, l.rev, l.created_ms,
	coalesce(t.state, ''), coalesce(t.since_ms, 0), coalesce(t.connected_ms, 0), coalesce(t.heard_ms, 0), coalesce(t.event_ms, 0), coalesce(t.delay_ms, 0),
	coalesce(t.events, 0), coalesce(t.refused, 0), coalesce(t.reconnects, 0), coalesce(t.error_code, ''), coalesce(t.error, ''), coalesce(t.error_ms, 0),
	coalesce(t.runner, ''), coalesce(t.lease_ms, 0),
	(select count(*) from telephony_intake_key k where k.source_id = l.id and k.revoked_ms = 0 and k.expires_ms > $1)`

var (
	qList = sqldb.Q(`select ` + columns + ` from telephony_live_source l left join telephony_live_status t on t.source_id = l.id order by l.name_fold`)
	qOne  = sqldb.Q(`select ` + columns + ` from telephony_live_source l left join telephony_live_status t on t.source_id = l.id where l.id = $2`)

	qAdd = sqldb.Q(`insert into telephony_live_source (id, name, name_fold, kind, enabled, settings, secret, created_by, created_ms, changed_ms)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qStatusAdd = sqldb.Q(`insert into telephony_live_status (source_id) values ($1)`)
	qSave      = sqldb.Q(`update telephony_live_source set enabled = $2, settings = $3, secret = $4, changed_ms = $5, rev = rev + 1 where id = $1 and rev = $6`)
	qDropKeys  = sqldb.Q(`delete from telephony_intake_key where source_id = $1`)
	qDropState = sqldb.Q(`delete from telephony_live_status where source_id = $1`)
	qDrop      = sqldb.Q(`delete from telephony_live_source where id = $1`)

	// The kind of data kept under a name, when there is any.
	qKindOf = sqldb.Q(`select kind from telephony_source where name = $1`)

	qKeys   = sqldb.Q(`select ` + keyColumns + ` from telephony_intake_key where source_id = $1 order by created_ms desc, id desc`)
	qKey    = sqldb.Q(`select ` + keyColumns + ` from telephony_intake_key where id = $1 and source_id = $2`)
	qByHash = sqldb.Q(`select ` + keyColumns + ` from telephony_intake_key where hash = $1`)
	qKeyAdd = sqldb.Q(`insert into telephony_intake_key (id, source_id, label, hash, hint, created_by, created_ms, expires_ms) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qRevoke = sqldb.Q(`update telephony_intake_key set revoked_ms = $2 where id = $1 and revoked_ms = 0`)
	qUsed   = sqldb.Q(`update telephony_intake_key set used_ms = $2 where id = $1 and used_ms < $2`)

	qMeter = sqldb.Q(`update telephony_live_status set state = $2, connected_ms = $3, heard_ms = case when heard_ms > $4 then heard_ms else $4 end,
		event_ms = case when event_ms > $5 then event_ms else $5 end,
		events = events + $6, refused = refused + $7, reconnects = reconnects + $8 where source_id = $1`)
	qDelay   = sqldb.Q(`update telephony_live_status set delay_ms = $2 where source_id = $1`)
	qClaim   = sqldb.Q(`update telephony_live_status set runner = $2, lease_ms = $3 where source_id = $1 and (runner = $2 or lease_ms < $4)`)
	qRelease = sqldb.Q(`update telephony_live_status set runner = '', lease_ms = 0 where source_id = $1 and runner = $2`)

	qMemory   = sqldb.Q(`select memory from telephony_live_status where source_id = $1`)
	qRemember = sqldb.Q(`update telephony_live_status set memory = $2 where source_id = $1`)

	qProblem = sqldb.Q(`update telephony_live_status set error_code = $2, error = $3, error_ms = $4 where source_id = $1`)
)

const keyColumns = `id, source_id, label, hash, hint, created_by, created_ms, expires_ms, revoked_ms, used_ms`

func scan(r sqldb.Row) (v row, err error) {
	var enabled int
	var settings string
	st := &v.status
	if err = r.Scan(&v.ID, &v.Name, &v.Kind, &enabled, &settings, &v.secret, &v.Rev, &v.createdMs,
		&st.state, &st.sinceMs, &st.connectedMs, &st.heardMs, &st.eventMs, &st.delayMs, &st.events, &st.refused, &st.reconnects, &st.problemCode, &st.problem, &st.problemMs,
		&st.runner, &st.leaseMs, &v.Keys); err != nil {
		return v, err
	}
	v.Enabled = enabled != 0
	if err := json.Unmarshal([]byte(settings), &v.Settings); err != nil {
		return v, fmt.Errorf("settings of live source %s: %w", v.Name, err)
	}
	return v, nil
}

func load(ctx context.Context, tx *sqldb.Tx, id string, nowMs int64) (row, error) {
	v, err := sqldb.One(ctx, tx, qOne, scan, nowMs, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		return v, fault.NotFoundf("telephony.live.not_found", "There is no live source %s.", id)
	}
	return v, err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs
	}
	return string(b)
}

func insert(ctx context.Context, tx *sqldb.Tx, v row, by string) error {
	if _, err := tx.Exec(ctx, qAdd, v.ID, v.Name, sqldb.Fold(v.Name), v.Kind, bit(v.Enabled), text(v.Settings), v.secret, by, v.createdMs, v.createdMs); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qStatusAdd, v.ID)
	return err
}

func update(ctx context.Context, tx *sqldb.Tx, v row, nowMs int64) (int64, error) {
	return tx.Exec(ctx, qSave, v.ID, bit(v.Enabled), text(v.Settings), v.secret, nowMs, v.Rev)
}

func drop(ctx context.Context, tx *sqldb.Tx, id string) error {
	for _, q := range []*sqldb.Query{qDropKeys, qDropState, qDrop} {
		if _, err := tx.Exec(ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}

// kindOf is the kind of the data kept under a source's name; empty when there is none.
func kindOf(ctx context.Context, tx *sqldb.Tx, name string) (string, error) {
	kind, err := sqldb.One(ctx, tx, qKindOf, sqldb.Value[string], name)
	if errors.Is(err, sqldb.ErrNotFound) {
		return "", nil
	}
	return kind, err
}

func scanKey(r sqldb.Row) (k keyRow, err error) {
	err = r.Scan(&k.id, &k.sourceID, &k.label, &k.hash, &k.hint, &k.createdBy, &k.createdMs, &k.expiresMs, &k.revokedMs, &k.usedMs)
	return k, err
}

func insertKey(ctx context.Context, tx *sqldb.Tx, k keyRow) error {
	_, err := tx.Exec(ctx, qKeyAdd, k.id, k.sourceID, k.label, k.hash, k.hint, k.createdBy, k.createdMs, k.expiresMs)
	return err
}

// count is what a source told since it was last noted.
type count struct {
	state           string
	connectedMs     int64
	heardMs         int64
	eventMs         int64
	delayMs         int64 // -1: not known
	events, refused int64
	reconnects      int64
}

func saveCount(ctx context.Context, tx *sqldb.Tx, id string, c count) error {
	_, err := tx.Exec(ctx, qMeter, id, c.state, c.connectedMs, c.heardMs, c.eventMs, c.events, c.refused, c.reconnects)
	if err != nil || c.delayMs < 0 {
		return err
	}
	_, err = tx.Exec(ctx, qDelay, id, c.delayMs)
	return err
}
