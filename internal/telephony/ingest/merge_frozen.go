package ingest

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// moveFrozenQueue moves the sheets of days whose contacts are gone: they are
// put together as they are, for they cannot be made anew.
func moveFrozenQueue(ctx context.Context, tx *sqldb.Tx, from, into string, epoch int64) error {
	kept, err := loadKept(ctx, tx)
	if err != nil {
		return err
	}
	list, err := sqldb.All(ctx, tx, qFrozenSheets, scanDayRaw, from, kept.Contacts)
	if err != nil {
		return err
	}
	for _, d := range list {
		moved, err := telephony.DecodeSheet(d.raw)
		if err != nil {
			return err
		}
		var have *telephony.Sheet
		raw, err := sqldb.One(ctx, tx, qFrozenSheet, sqldb.Value[[]byte], d.day, into)
		if err == nil {
			have, err = telephony.DecodeSheet(raw)
		}
		if err != nil && !errors.Is(err, sqldb.ErrNotFound) {
			return err
		}
		for queue, sheet := range map[string]*telephony.Sheet{into: telephony.MergeSheets(d.day, into, have, moved), from: {Day: d.day, QueueID: from}} {
			if _, err := tx.Exec(ctx, qFrozenSave, d.day, queue, epoch, sheet.Encode()); err != nil {
				return err
			}
		}
	}
	return nil
}

// moveFrozenAgent moves an agent's days whose events are gone, and what sheets
// of days without contacts hold of the agent.
func moveFrozenAgent(ctx context.Context, tx *sqldb.Tx, from, into string, epoch int64) error {
	kept, err := loadKept(ctx, tx)
	if err != nil {
		return err
	}
	list, err := sqldb.All(ctx, tx, qFrozenAgentDays, scanDayRaw, from, kept.Journal)
	if err != nil {
		return err
	}
	for _, d := range list {
		sums, err := telephony.DecodeAgentDay(d.raw)
		if err != nil {
			return err
		}
		raw, err := sqldb.One(ctx, tx, qFrozenAgentDay, sqldb.Value[[]byte], into, d.day)
		if err == nil {
			var have telephony.AgentDay
			if have, err = telephony.DecodeAgentDay(raw); err == nil {
				sums.Add(&have)
			}
		}
		if err != nil && !errors.Is(err, sqldb.ErrNotFound) {
			return err
		}
		if _, err := tx.Exec(ctx, qFrozenAgentSave, into, d.day, sums.Encode()); err != nil {
			return err
		}
		if d.day >= kept.Contacts {
			continue
		}
		sheets, err := sqldb.All(ctx, tx, qFrozenDaySheets, scanQueueRaw, d.day)
		if err != nil {
			return err
		}
		for _, q := range sheets {
			sheet, err := telephony.DecodeSheet(q.raw)
			if err != nil {
				return err
			}
			if !sheet.RenameAgent(from, into) {
				continue
			}
			if _, err := tx.Exec(ctx, qFrozenSave, d.day, q.queue, epoch, sheet.Encode()); err != nil {
				return err
			}
		}
	}
	return nil
}
