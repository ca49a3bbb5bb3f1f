package ingest

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

var (
	// The row is held until the transaction ends, so that epochs grow in the
	// order of commits. Whoever folds takes it last, and holds it for a moment.
	qEpochNext = sqldb.Q(`insert into telephony_position (stream, seq, epoch, applied_ms) values ($1, 0, 1, 0)
		on conflict (stream) do update set epoch = telephony_position.epoch + 1 returning epoch`)

	qQueueContacts  = sqldb.Q(`select count(*), coalesce(min(entered_ms), 0), coalesce(max(entered_ms), 0) from telephony_contact where queue_id = $1`)
	qQueueIntervals = sqldb.Q(`select count(*), coalesce(min(start_ms), 0), coalesce(max(start_ms), 0) from telephony_interval where queue_id = $1`)
	qAgentContacts  = sqldb.Q(`select count(*), coalesce(min(entered_ms), 0), coalesce(max(entered_ms), 0) from telephony_contact where agent_id = $1 and agent_id <> ''`)
	qAgentDays      = sqldb.Q(`select count(*) from (select day from telephony_agent_day where agent_id = $1 union select day from telephony_agent_due where agent_id = $1) d`)

	// What sheets were made of changes on both sides: the days of the one that
	// goes are made anew as empty ones, never deleted, for sheets are remembered.
	qMergeQueueDays = sqldb.Q(`insert into telephony_day (day, queue_id, epoch) select day, $2, cast($3 as bigint) from telephony_day where queue_id = $1
		and day >= (select contact_day from telephony_kept)
		on conflict (day, queue_id) do update set epoch = excluded.epoch`)
	qMergeQueueOld       = sqldb.Q(`update telephony_day set epoch = $2 where queue_id = $1 and day >= (select contact_day from telephony_kept)`)
	qMergeQueueContacts  = sqldb.Q(`update telephony_contact set queue_id = $2 where queue_id = $1`)
	qMergeQueueIntervals = sqldb.Q(`insert into telephony_interval (source_id, queue_id, name, channel, start_ms, length_ms, sums)
		select source_id, $2, name, channel, start_ms, length_ms, sums from telephony_interval where queue_id = $1 on conflict do nothing`)
	qMergeQueueIntervalsOld = sqldb.Q(`delete from telephony_interval where queue_id = $1`)

	qMergeAgentDays = sqldb.Q(`insert into telephony_day (day, queue_id, epoch)
		select distinct entered_ms / 86400000, queue_id, cast($2 as bigint) from telephony_contact where agent_id = $1 and agent_id <> ''
		and entered_ms / 86400000 >= (select contact_day from telephony_kept)
		on conflict (day, queue_id) do update set epoch = excluded.epoch`)
	qMergeAgentSource = sqldb.Q(`select coalesce((select max(source_id) from telephony_agent_event where agent_id = $1),
		(select max(source_id) from telephony_contact where agent_id = $1 and agent_id <> ''), '')`)
	qMergeAgentDue = sqldb.Q(`insert into telephony_agent_due (agent_id, day, source_id, epoch) select $2, day, source_id, cast($3 as bigint) from telephony_agent_due where agent_id = $1
		on conflict (agent_id, day) do update set epoch = excluded.epoch`)
	qMergeAgentDayDue = sqldb.Q(`insert into telephony_agent_due (agent_id, day, source_id, epoch) select $2, day, $3, cast($4 as bigint) from telephony_agent_day where agent_id = $1
		and day >= (select journal_day from telephony_kept)
		on conflict (agent_id, day) do update set epoch = excluded.epoch`)
	qMergeAgentEvents = sqldb.Q(`insert into telephony_agent_event (agent_id, at_ms, event_key, source_id, event)
		select $2, at_ms, event_key, source_id, event from telephony_agent_event where agent_id = $1 on conflict do nothing`)
	qMergeAgentContacts  = sqldb.Q(`update telephony_contact set agent_id = $2 where agent_id = $1 and agent_id <> ''`)
	qMergeAgentDueOld    = sqldb.Q(`delete from telephony_agent_due where agent_id = $1`)
	qMergeAgentDaysOld   = sqldb.Q(`delete from telephony_agent_day where agent_id = $1`)
	qMergeAgentEventsOld = sqldb.Q(`delete from telephony_agent_event where agent_id = $1`)
)

// nextEpoch is the epoch of a change that begins now.
func nextEpoch(ctx context.Context, tx *sqldb.Tx, stream string) (int64, error) {
	return sqldb.One(ctx, tx, qEpochNext, sqldb.Value[int64], stream)
}

type counted struct{ n, first, last int64 }

func countFacts(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query, id string) (counted, error) {
	return sqldb.One(ctx, tx, q, func(r sqldb.Row) (c counted, err error) {
		err = r.Scan(&c.n, &c.first, &c.last)
		return c, err
	}, id)
}

func queueFacts(ctx context.Context, tx *sqldb.Tx, id string) (org.Facts, error) {
	c, err := countFacts(ctx, tx, qQueueContacts, id)
	if err != nil {
		return org.Facts{}, err
	}
	i, err := countFacts(ctx, tx, qQueueIntervals, id)
	f := org.Facts{Contacts: c.n, Intervals: i.n, FirstMs: c.first, LastMs: max(c.last, i.last)}
	if f.FirstMs == 0 || i.n > 0 && i.first < f.FirstMs {
		f.FirstMs = i.first
	}
	return f, err
}

func agentFacts(ctx context.Context, tx *sqldb.Tx, id string) (org.Facts, error) {
	c, err := countFacts(ctx, tx, qAgentContacts, id)
	if err != nil {
		return org.Facts{}, err
	}
	days, err := sqldb.One(ctx, tx, qAgentDays, sqldb.Value[int64], id)
	return org.Facts{Contacts: c.n, AgentDays: days, FirstMs: c.first, LastMs: c.last}, err
}

type statement struct {
	q    *sqldb.Query
	args []any
}

func execAll(ctx context.Context, tx *sqldb.Tx, list []statement) error {
	for _, x := range list {
		if _, err := tx.Exec(ctx, x.q, x.args...); err != nil {
			return err
		}
	}
	return nil
}

func moveQueue(ctx context.Context, tx *sqldb.Tx, from, into string, epoch int64) error {
	if err := moveFrozenQueue(ctx, tx, from, into, epoch); err != nil {
		return err
	}
	return execAll(ctx, tx, []statement{
		{qMergeQueueDays, []any{from, into, epoch}},
		{qMergeQueueOld, []any{from, epoch}},
		{qMergeQueueContacts, []any{from, into}},
		{qMergeQueueIntervals, []any{from, into}},
		{qMergeQueueIntervalsOld, []any{from}},
	})
}

func moveAgent(ctx context.Context, tx *sqldb.Tx, from, into string, epoch int64) error {
	source, err := sqldb.One(ctx, tx, qMergeAgentSource, sqldb.Value[string], from)
	if err != nil {
		return err
	}
	if err := moveFrozenAgent(ctx, tx, from, into, epoch); err != nil {
		return err
	}
	return execAll(ctx, tx, []statement{
		{qMergeAgentDays, []any{from, epoch}},
		{qMergeAgentDue, []any{from, into, epoch}},
		{qMergeAgentDayDue, []any{from, into, source, epoch}},
		{qMergeAgentEvents, []any{from, into}},
		{qMergeAgentContacts, []any{from, into}},
		{qMergeAgentDueOld, []any{from}},
		{qMergeAgentDaysOld, []any{from}},
		{qMergeAgentEventsOld, []any{from}},
	})
}
