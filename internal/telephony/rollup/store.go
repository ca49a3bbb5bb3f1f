package rollup

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

var (
	qEpoch        = sqldb.Q(`select coalesce(max(epoch), 0) from telephony_position`)
	qDaysSince    = sqldb.Q(`select day, queue_id, epoch from telephony_day where epoch > $1`)
	qSheetsRange  = sqldb.Q(`select day, queue_id, epoch, built_epoch, sheet from telephony_day where day between $1 and $2 and built_epoch = epoch`)
	qSheet        = sqldb.Q(`select day, queue_id, epoch, built_epoch, sheet from telephony_day where day = $1 and queue_id = $2 and built_epoch = epoch`)
	qUnbuilt      = sqldb.Q(`select day, queue_id, epoch from telephony_day where built_epoch <> epoch and epoch <= $1 order by day, queue_id limit $2`)
	qUnbuiltCount = sqldb.Q(`select count(*) from telephony_day where built_epoch <> epoch`)
	qSheetSave    = sqldb.Q(`update telephony_day set sheet = $4, built_epoch = $3 where day = $1 and queue_id = $2 and epoch = $3`)
	qDayContacts  = sqldb.Q(`select id, agent_id, channel, call_type, customer, entered_ms, wait_ms, ring_ms, talk_ms, hold_ms, wrap_up_ms, outcome, left_reason, ended_by, offers, missed, holds, transferred, flags
		from telephony_contact where queue_id = $1 and entered_ms >= $2 and entered_ms < $3 order by entered_ms, id`)
	qDayIntervals = sqldb.Q(`select sums from telephony_interval where queue_id = $1 and start_ms >= $2 and start_ms < $3 order by start_ms, length_ms, channel, source_id, name`)
	qDayIDs       = sqldb.Q(`select id from telephony_contact where queue_id = $1 and entered_ms >= $2 and entered_ms < $3 order by entered_ms, id`)

	qDue           = sqldb.Q(`select agent_id, day, source_id, epoch from telephony_agent_due order by agent_id, day limit $1`)
	qDueCount      = sqldb.Q(`select count(*) from telephony_agent_due`)
	qDueAsOf       = sqldb.Q(`select count(*) from telephony_agent_due where agent_id = $1 and day = $2 and epoch = $3`)
	qDueDone       = sqldb.Q(`delete from telephony_agent_due where agent_id = $1 and day = $2 and epoch = $3`)
	qAgentEvents   = sqldb.Q(`select event from telephony_agent_event where agent_id = $1 and at_ms >= $2 and at_ms < $3 order by at_ms`)
	qAgentSource   = sqldb.Q(`select coalesce(max(source_id), '') from telephony_agent_event where agent_id = $1`)
	qAgentContacts = sqldb.Q(`select id, queue_id, channel, entered_ms, answered_ms, ended_ms, ring_ms, talk_ms, hold_ms, wrap_up_ms, outcome, flags
		from telephony_contact where agent_id = $1 and agent_id <> '' and answered_ms >= $2 and answered_ms < $3 order by answered_ms, id`)
	qRestarts       = sqldb.Q(`select at_ms from telephony_restart where source_id = $1 order by at_ms`)
	qHorizon        = sqldb.Q(`select horizon_ms from telephony_source where id = $1`)
	qAgentDaySave   = sqldb.Q(`insert into telephony_agent_day (agent_id, day, epoch, sums) values ($1, $2, $3, $4) on conflict (agent_id, day) do update set epoch = excluded.epoch, sums = excluded.sums`)
	qAgentDayDrop   = sqldb.Q(`delete from telephony_agent_day where agent_id = $1 and day = $2`)
	qAgentDays      = sqldb.Q(`select agent_id, day, sums from telephony_agent_day where day between $1 and $2 order by day, agent_id`)
	qAgentDayEpochs = sqldb.Q(`select agent_id, day, epoch from telephony_agent_day where day between $1 and $2`)
	qSetFlags       = sqldb.Q(`update telephony_contact set flags = $2 where id = $1`)
	// A sheet of a day whose contacts are gone is never made anew.
	qTouchDay  = sqldb.Q(`update telephony_day set epoch = $3 where day = $1 and queue_id = $2 and day >= (select contact_day from telephony_kept)`)
	qKept      = sqldb.Q(`select journal_day, contact_day, sheet_day from telephony_kept`)
	qDataUntil = sqldb.Q(`select coalesce(max(horizon_ms), 0) from telephony_source`)
	qBumpEpoch = sqldb.Q(`update telephony_position set epoch = epoch + 1 where stream = 'telephony' returning epoch`)
)

func loadEpoch(ctx context.Context, tx *sqldb.Tx) (int64, error) {
	return sqldb.One(ctx, tx, qEpoch, sqldb.Value[int64])
}

func loadChanged(ctx context.Context, tx *sqldb.Tx, since int64) ([]Day, error) {
	return sqldb.All(ctx, tx, qDaysSince, scanDay, since)
}

func scanDay(r sqldb.Row) (d Day, err error) {
	err = r.Scan(&d.Day, &d.QueueID, &d.Epoch)
	return d, err
}

type storedSheet struct {
	Day
	sheet *telephony.Sheet // nil: cannot be read
}

func scanSheet(r sqldb.Row) (s storedSheet, err error) {
	var raw []byte
	var built int64
	if err = r.Scan(&s.Day.Day, &s.QueueID, &s.Epoch, &built, &raw); err != nil {
		return s, err
	}
	if sheet, err := telephony.DecodeSheet(raw); err == nil {
		s.sheet = sheet
	}
	return s, nil
}

// makeSheet reads a queue's day from the facts.
func makeSheet(ctx context.Context, tx *sqldb.Tx, day int64, queueID string) (*telephony.Sheet, error) {
	b := telephony.NewSheetBuilder(day, queueID)
	from, to := day*telephony.DayMs, (day+1)*telephony.DayMs
	err := sqldb.Each(ctx, tx, qDayContacts, func(r sqldb.Row) error {
		var c telephony.Contact
		var transferred int
		if err := r.Scan(&c.ID, &c.AgentID, &c.Channel, &c.CallType, &c.Customer, &c.EnteredMs, &c.WaitMs, &c.RingMs, &c.TalkMs, &c.HoldMs, &c.WrapUpMs,
			&c.Outcome, &c.LeftReason, &c.EndedBy, &c.Offers, &c.Missed, &c.Holds, &transferred, &c.Flags); err != nil {
			return err
		}
		c.Transferred = transferred != 0
		b.Add(&c)
		return nil
	}, queueID, from, to)
	if err != nil {
		return nil, err
	}
	err = sqldb.Each(ctx, tx, qDayIntervals, func(r sqldb.Row) error {
		var text string
		if err := r.Scan(&text); err != nil {
			return err
		}
		var v telephony.IntervalSums
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return fmt.Errorf("an imported interval of queue %s cannot be read: %w", queueID, err)
		}
		b.AddInterval(v)
		return nil
	}, queueID, from, to)
	return b.Sheet(), err
}

type due struct {
	agent, source string
	day           int64
	epoch         int64 // of the change it is due for
}

func loadDue(ctx context.Context, tx *sqldb.Tx, limit int) ([]due, error) {
	return sqldb.All(ctx, tx, qDue, func(r sqldb.Row) (d due, err error) {
		err = r.Scan(&d.agent, &d.day, &d.source, &d.epoch)
		return d, err
	}, limit)
}

func loadAgentEvents(ctx context.Context, tx *sqldb.Tx, agent string, from, to int64) ([]telephony.Event, error) {
	return sqldb.All(ctx, tx, qAgentEvents, func(r sqldb.Row) (e telephony.Event, err error) {
		var text string
		if err = r.Scan(&text); err == nil {
			err = json.Unmarshal([]byte(text), &e)
		}
		return e, err
	}, agent, from, to)
}

func loadAgentContacts(ctx context.Context, tx *sqldb.Tx, agent string, from, to int64) ([]telephony.Contact, error) {
	return sqldb.All(ctx, tx, qAgentContacts, func(r sqldb.Row) (c telephony.Contact, err error) {
		c.AgentID = agent
		err = r.Scan(&c.ID, &c.QueueID, &c.Channel, &c.EnteredMs, &c.AnsweredMs, &c.EndedMs, &c.RingMs, &c.TalkMs, &c.HoldMs, &c.WrapUpMs, &c.Outcome, &c.Flags)
		return c, err
	}, agent, from, to)
}
