package ingest

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

var (
	qPosition     = sqldb.Q(`select seq, epoch from telephony_position where stream = $1`)
	qPartHold     = sqldb.Q(`update telephony_position set applied_ms = applied_ms where stream = $1 returning seq`)
	qPartSave     = sqldb.Q(`update telephony_position set seq = $2, applied_ms = $3 where stream = $1`)
	qSourceByName = sqldb.Q(`select id, horizon_ms from telephony_source where name = $1`)
	qSourceAdd    = sqldb.Q(`insert into telephony_source (id, name, kind, timezone, created_ms) values ($1, $2, $3, $4, $5) on conflict (name) do nothing`)
	qSourceCount  = sqldb.Q(`update telephony_source set horizon_ms = case when horizon_ms < $2 then $2 else horizon_ms end, last_seen_ms = $3, events = events + $4, repeated = repeated + $5, unknown = unknown + $6, expired = expired + $7 where id = $1`)
	qRestartAdd   = sqldb.Q(`insert into telephony_restart (source_id, at_ms) values ($1, $2) on conflict (source_id, at_ms) do nothing`)
	qRestarts     = sqldb.Q(`select at_ms from telephony_restart where source_id = $1 order by at_ms`)

	qJournals   = sqldb.Q(`select call_id, events from telephony_call where source_id = $1 and call_id in (` + values(journalBlock, 1) + `)`)
	callInserts = insertsOf(`telephony_call (source_id, call_id, last_ms, standing, events)`, 5)
	qCallSave   = sqldb.Q(`update telephony_call set last_ms = $3, standing = $4, events = $5 where source_id = $1 and call_id = $2`)
	qCallStand  = sqldb.Q(`update telephony_call set standing = $3 where source_id = $1 and call_id = $2`)
	// The second condition on standing is what lets SQLite take the partial index.
	qCallsOpen = sqldb.Q(`select call_id, last_ms from telephony_call where source_id = $1 and standing = 1 and standing > 0 and last_ms < $2
		and (last_ms > $3 or (last_ms = $3 and call_id > $4)) order by last_ms, call_id limit 2000`)
	qCallsCut = sqldb.Q(`select call_id from telephony_call where source_id = $1 and standing > 0 and last_ms between $2 and $3`)

	qContactsOfCall = sqldb.Q(`select ` + contactColumns + ` from telephony_contact where source_id = $1 and call_id = $2 order by visit`)
	contactInserts  = insertsOf(`telephony_contact (`+contactColumns+`)`, 26)
	qContactDelete  = sqldb.Q(`delete from telephony_contact where source_id = $1 and call_id = $2`)

	qDayTouch = sqldb.Q(`insert into telephony_day (day, queue_id, epoch) values ($1, $2, $3) on conflict (day, queue_id) do update set epoch = excluded.epoch`)

	qIntervalSave = sqldb.Q(`insert into telephony_interval (source_id, queue_id, name, channel, start_ms, length_ms, sums) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (queue_id, start_ms, length_ms, channel, source_id, name) do update set sums = excluded.sums where telephony_interval.sums <> excluded.sums`)

	qAgentEventAdd = sqldb.Q(`insert into telephony_agent_event (agent_id, at_ms, event_key, source_id, event) values ($1, $2, $3, $4, $5) on conflict (agent_id, at_ms, event_key) do nothing`)
	qAgentDueAdd   = sqldb.Q(`insert into telephony_agent_due (agent_id, day, source_id, epoch) values ($1, $2, $3, $4) on conflict (agent_id, day) do update set epoch = excluded.epoch`)

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

// appendContact adds a contact's row to the arguments of contactInserts.
func appendContact(args []any, c *telephony.Contact) []any {
	transferred := 0
	if c.Transferred {
		transferred = 1
	}
	return append(args, c.ID, c.SourceID, c.Call, c.Visit, c.QueueID, c.AgentID, c.Channel, c.CallType, c.Customer, c.EnteredMs, c.AnsweredMs, c.EndedMs,
		c.WaitMs, c.RingMs, c.TalkMs, c.HoldMs, c.WrapUpMs, string(c.Outcome), c.LeftReason, c.EndedBy, c.To, c.Offers, c.Missed, c.Holds, transferred, int64(c.Flags))
}

// inserts writes rows of one table, one at a time or many.
type inserts struct {
	columns   int
	one, many *sqldb.Query
}

// insertBlock is how many rows one statement writes, journalBlock how many
// journals one reads.
const (
	insertBlock  = 16
	journalBlock = 32
)

func insertsOf(into string, columns int) inserts {
	rows := make([]string, insertBlock)
	for i := range rows {
		rows[i] = "(" + values(columns, i*columns) + ")"
	}
	return inserts{columns, sqldb.Q(`insert into ` + into + ` values ` + rows[0]), sqldb.QMany(`insert into ` + into + ` values ` + strings.Join(rows, ", "))}
}

// values lists n parameters after the first ones.
func values(n, after int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = "$" + strconv.Itoa(after+i+1)
	}
	return strings.Join(out, ", ")
}

// insertRows writes the rows in args, full blocks only unless all, and gives
// what is left.
func insertRows(ctx context.Context, tx *sqldb.Tx, in inserts, args []any, all bool) ([]any, error) {
	for block := insertBlock * in.columns; len(args) >= block; args = args[block:] {
		if _, err := tx.Exec(ctx, in.many, args[:block]...); err != nil {
			return nil, err
		}
	}
	for ; all && len(args) > 0; args = args[in.columns:] {
		if _, err := tx.Exec(ctx, in.one, args[:in.columns]...); err != nil {
			return nil, err
		}
	}
	return args, nil
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

// silentCall is an open call of which nothing was told for long.
type silentCall struct {
	id     string
	lastMs int64
}

func scanSilent(r sqldb.Row) (c silentCall, err error) {
	err = r.Scan(&c.id, &c.lastMs)
	return c, err
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
	stored bool
	events []telephony.Event
	form   []byte // the events' stored form
}

// loadJournals gives the journals of at most journalBlock calls; one that is
// not stored is empty.
func loadJournals(ctx context.Context, tx *sqldb.Tx, sourceID string, calls []string) (map[string]journal, error) {
	args := make([]any, 0, journalBlock+1)
	args = append(args, sourceID)
	for i := range journalBlock {
		args = append(args, calls[min(i, len(calls)-1)])
	}
	out := make(map[string]journal, len(calls))
	err := sqldb.Each(ctx, tx, qJournals, func(r sqldb.Row) error {
		var call string
		j := journal{stored: true}
		if err := r.Scan(&call, &j.form); err != nil {
			return err
		}
		var err error
		if j.events, err = telephony.DecodeEvents(j.form); err != nil {
			return fmt.Errorf("journal of call %s: %w", call, err)
		}
		out[call] = j
		return nil
	}, args...)
	return out, err
}
