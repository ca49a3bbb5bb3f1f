package ingest

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

var (
	qKept           = sqldb.Q(`select journal_day, contact_day, sheet_day from telephony_kept`)
	qKeepQuarantine = sqldb.Q(`update telephony_kept set quarantine_ms = $1 where quarantine_ms < $1`)
	qKeep           = sqldb.Q(`update telephony_kept set journal_day = $1, contact_day = $2, sheet_day = $3`)

	// What must be made before the rows it is made of may go.
	qDueBefore     = sqldb.Q(`select count(*) from telephony_agent_due where day < $1`)
	qUnbuiltBefore = sqldb.Q(`select count(*) from telephony_day where day < $1 and built_epoch <> epoch`)

	qOldCalls       = sqldb.Q(`select count(*) from telephony_call where last_ms < $1`)
	qOldAgentEvents = sqldb.Q(`select count(*) from telephony_agent_event where at_ms < $1`)
	qOldRestarts    = sqldb.Q(`select count(*) from telephony_restart where at_ms < $1`)
	qDropCalls      = sqldb.Q(`delete from telephony_call where (source_id, call_id) in
		(select source_id, call_id from telephony_call where last_ms < $1 order by last_ms limit $2)`)
	qNextAgent       = sqldb.Q(`select coalesce(min(agent_id), '') from telephony_agent_event where agent_id > $1`)
	qDropAgentEvents = sqldb.Q(`delete from telephony_agent_event where (agent_id, at_ms, event_key) in
		(select agent_id, at_ms, event_key from telephony_agent_event where agent_id = $1 and at_ms < $2 order by at_ms, event_key limit $3)`)
	qDropRestarts = sqldb.Q(`delete from telephony_restart where (source_id, at_ms) in (select source_id, at_ms from telephony_restart where at_ms < $1 limit $2)`)

	qOldContacts  = sqldb.Q(`select count(*) from telephony_contact where entered_ms < $1`)
	qDropContacts = sqldb.Q(`delete from telephony_contact where id in (select id from telephony_contact where entered_ms < $1 order by entered_ms, id limit $2)`)

	qOldSheets     = sqldb.Q(`select count(*) from telephony_day where day < $1`)
	qOldAgentDays  = sqldb.Q(`select count(*) from telephony_agent_day where day < $1`)
	qOldIntervals  = sqldb.Q(`select count(*) from telephony_interval where start_ms < $1`)
	qDropSheets    = sqldb.Q(`delete from telephony_day where (day, queue_id) in (select day, queue_id from telephony_day where day < $1 order by day, queue_id limit $2)`)
	qDropAgentDays = sqldb.Q(`delete from telephony_agent_day where (agent_id, day) in (select agent_id, day from telephony_agent_day where day < $1 order by day, agent_id limit $2)`)
	qDropIntervals = sqldb.Q(`delete from telephony_interval where (queue_id, start_ms, length_ms, channel, source_id, name) in
		(select queue_id, start_ms, length_ms, channel, source_id, name from telephony_interval where start_ms < $1 limit $2)`)

	qOldQuarantine  = sqldb.Q(`select count(*) from telephony_quarantine where seen_ms < $1`)
	qDropQuarantine = sqldb.Q(`delete from telephony_quarantine where id in (select id from telephony_quarantine where seen_ms < $1 order by seen_ms, id limit $2)`)

	// Sheets and agent days that are never made anew, for a merge.
	qFrozenSheets = sqldb.Q(`select day, sheet from telephony_day where queue_id = $1 and day < $2 and sheet is not null order by day`)
	qFrozenSheet  = sqldb.Q(`select sheet from telephony_day where day = $1 and queue_id = $2 and sheet is not null`)
	qFrozenSave   = sqldb.Q(`insert into telephony_day (day, queue_id, epoch, built_epoch, sheet) values ($1, $2, $3, $3, $4)
		on conflict (day, queue_id) do update set epoch = excluded.epoch, built_epoch = excluded.built_epoch, sheet = excluded.sheet`)
	qFrozenDaySheets = sqldb.Q(`select queue_id, sheet from telephony_day where day = $1 and sheet is not null order by queue_id`)
	qFrozenAgentDays = sqldb.Q(`select day, sums from telephony_agent_day where agent_id = $1 and day < $2 order by day`)
	qFrozenAgentDay  = sqldb.Q(`select sums from telephony_agent_day where agent_id = $1 and day = $2`)
	qFrozenAgentSave = sqldb.Q(`insert into telephony_agent_day (agent_id, day, epoch, sums) values ($1, $2, 0, $3) on conflict (agent_id, day) do update set sums = excluded.sums`)
)

func loadKept(ctx context.Context, tx *sqldb.Tx) (telephony.Kept, error) {
	return sqldb.One(ctx, tx, qKept, func(r sqldb.Row) (k telephony.Kept, err error) {
		err = r.Scan(&k.Journal, &k.Contacts, &k.Sheets)
		return k, err
	})
}

type storedDay struct {
	day   int64
	queue string
	raw   []byte
}

func scanDayRaw(r sqldb.Row) (d storedDay, err error) {
	err = r.Scan(&d.day, &d.raw)
	return d, err
}

func scanQueueRaw(r sqldb.Row) (d storedDay, err error) {
	err = r.Scan(&d.queue, &d.raw)
	return d, err
}
