package ingest

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

var (
	qPosition     = sqldb.Q(`select seq, epoch from telephony_position where stream = $1`)
	qPositionSave = sqldb.Q(`insert into telephony_position (stream, seq, epoch, applied_ms) values ($1, $2, $3, $4)
		on conflict (stream) do update set seq = excluded.seq, epoch = excluded.epoch, applied_ms = excluded.applied_ms`)
	qSourceByName = sqldb.Q(`select id, horizon_ms from telephony_source where name = $1`)
	qSourceAdd    = sqldb.Q(`insert into telephony_source (id, name, kind, timezone, created_ms) values ($1, $2, $3, $4, $5) on conflict (name) do nothing`)
	qSourceCount  = sqldb.Q(`update telephony_source set horizon_ms = $2, last_seen_ms = $3, events = events + $4, repeated = repeated + $5, unknown = unknown + $6 where id = $1`)
	qRestartAdd   = sqldb.Q(`insert into telephony_restart (source_id, at_ms) values ($1, $2) on conflict (source_id, at_ms) do nothing`)
	qRestarts     = sqldb.Q(`select at_ms from telephony_restart where source_id = $1 order by at_ms`)

	qCall       = sqldb.Q(`select events, standing from telephony_call where source_id = $1 and call_id = $2`)
	qCallInsert = sqldb.Q(`insert into telephony_call (source_id, call_id, last_ms, standing, events) values ($1, $2, $3, $4, $5)`)
	qCallSave   = sqldb.Q(`update telephony_call set last_ms = $3, standing = $4, events = $5 where source_id = $1 and call_id = $2`)
	qCallStand  = sqldb.Q(`update telephony_call set standing = $3 where source_id = $1 and call_id = $2`)
	// The second condition on standing is what lets SQLite take the partial index.
	qCallsOpen = sqldb.Q(`select call_id from telephony_call where source_id = $1 and standing = 1 and standing > 0 and last_ms < $2 order by last_ms limit 2000`)
	qCallsCut  = sqldb.Q(`select call_id from telephony_call where source_id = $1 and standing > 0 and last_ms between $2 and $3`)

	qContactsOfCall = sqldb.Q(`select ` + contactColumns + ` from telephony_contact where source_id = $1 and call_id = $2 order by visit`)
	qContactInsert  = sqldb.Q(`insert into telephony_contact (` + contactColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`)
	qContactDelete  = sqldb.Q(`delete from telephony_contact where source_id = $1 and call_id = $2`)

	qDayTouch = sqldb.Q(`insert into telephony_day (day, queue_id, epoch) values ($1, $2, $3) on conflict (day, queue_id) do update set epoch = excluded.epoch`)

	qIntervalSave = sqldb.Q(`insert into telephony_interval (source_id, queue_id, channel, start_ms, length_ms, sums) values ($1, $2, $3, $4, $5, $6)
		on conflict (queue_id, start_ms, length_ms, channel, source_id) do update set sums = excluded.sums where telephony_interval.sums <> excluded.sums`)

	qAgentEventAdd = sqldb.Q(`insert into telephony_agent_event (agent_id, at_ms, event_key, source_id, event) values ($1, $2, $3, $4, $5) on conflict (agent_id, at_ms, event_key) do nothing`)
	qAgentDueAdd   = sqldb.Q(`insert into telephony_agent_due (agent_id, day, source_id) values ($1, $2, $3) on conflict (agent_id, day) do nothing`)

	qQuarantineAdd = sqldb.Q(`insert into telephony_quarantine (id, source_id, kind, file, line, column_name, value, expected, reason, raw, settings, status, note, seen_ms, settled_ms)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', '', $12, 0) on conflict (id) do nothing`)
)

const contactColumns = `id, source_id, call_id, visit, queue_id, agent_id, channel, call_type, customer, entered_ms, answered_ms, ended_ms,
	wait_ms, ring_ms, talk_ms, hold_ms, wrap_up_ms, outcome, left_reason, ended_by, sent_to, offers, missed, holds, transferred, flags`

func scanContact(r sqldb.Row) (c telephony.Contact, err error) {
	var transferred int
	err = r.Scan(&c.ID, &c.SourceID, &c.Call, &c.Visit, &c.QueueID, &c.AgentID, &c.Channel, &c.CallType, &c.Customer, &c.EnteredMs, &c.AnsweredMs, &c.EndedMs,
		&c.WaitMs, &c.RingMs, &c.TalkMs, &c.HoldMs, &c.WrapUpMs, &c.Outcome, &c.LeftReason, &c.EndedBy, &c.To, &c.Offers, &c.Missed, &c.Holds, &transferred, &c.Flags)
	c.Transferred = transferred != 0
	return c, err
}

func insertContact(ctx context.Context, tx *sqldb.Tx, c *telephony.Contact) error {
	transferred := 0
	if c.Transferred {
		transferred = 1
	}
	_, err := tx.Exec(ctx, qContactInsert, c.ID, c.SourceID, c.Call, c.Visit, c.QueueID, c.AgentID, c.Channel, c.CallType, c.Customer, c.EnteredMs, c.AnsweredMs, c.EndedMs,
		c.WaitMs, c.RingMs, c.TalkMs, c.HoldMs, c.WrapUpMs, string(c.Outcome), c.LeftReason, c.EndedBy, c.To, c.Offers, c.Missed, c.Holds, transferred, int64(c.Flags))
	return err
}

// position is the last message of the stream that the facts contain, and the
// epoch of the latest change.
func loadPosition(ctx context.Context, tx *sqldb.Tx, stream string) (seq uint64, epoch int64, err error) {
	err = sqldb.Each(ctx, tx, qPosition, func(r sqldb.Row) error {
		var s int64
		if err := r.Scan(&s, &epoch); err != nil {
			return err
		}
		seq = uint64(s)
		return nil
	}, stream)
	return seq, epoch, err
}

func savePosition(ctx context.Context, tx *sqldb.Tx, stream string, seq uint64, epoch, nowMs int64) error {
	_, err := tx.Exec(ctx, qPositionSave, stream, int64(seq), epoch, nowMs)
	return err
}

type sourceRow struct {
	id      string
	horizon int64
}

func scanSource(r sqldb.Row) (s sourceRow, err error) {
	err = r.Scan(&s.id, &s.horizon)
	return s, err
}

// journal is the stored course of one call.
type journal struct {
	stored   bool
	standing int
	events   []telephony.Event
}

func loadJournal(ctx context.Context, tx *sqldb.Tx, sourceID, callID string) (journal, error) {
	type row struct {
		text     string
		standing int
	}
	got, err := sqldb.One(ctx, tx, qCall, func(r sqldb.Row) (v row, err error) {
		err = r.Scan(&v.text, &v.standing)
		return v, err
	}, sourceID, callID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return journal{}, nil
	}
	if err != nil {
		return journal{}, err
	}
	j := journal{stored: true, standing: got.standing}
	if err := json.Unmarshal([]byte(got.text), &j.events); err != nil {
		return journal{}, err
	}
	return j, nil
}
