package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/retention"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Kinds of the data of telephony that can have an end.
const (
	KindQuarantine = "telephony.quarantine"
	KindJournal    = "telephony.journal"
	KindContacts   = "telephony.contacts"
	KindSheets     = "telephony.sheets"
)

// margin is how many days longer the raw events are kept than days may change:
// the first day that may is made of events of the days before it.
const margin = 2

// Retention is how the data of telephony grows old. Raw events live on
// contacts and contacts on sheets: each is kept no longer than the next.
func (s *Service) Retention(settle Settler) []retention.Rule {
	older := func(queries ...counting) func(context.Context, *sqldb.Tx, time.Time) (int64, error) {
		return func(ctx context.Context, tx *sqldb.Tx, before time.Time) (n int64, err error) {
			for _, q := range queries {
				m, err := sqldb.One(ctx, tx, q.count, sqldb.Value[int64], q.at(before))
				if err != nil {
					return n, err
				}
				n += m
			}
			return n, nil
		}
	}
	begin := func(set func(k *telephony.Kept, day int64)) func(context.Context, time.Time) error {
		return func(ctx context.Context, before time.Time) error {
			return s.freeze(ctx, settle, func(k *telephony.Kept) { set(k, firstDay(before)) })
		}
	}
	seen := counting{qOldQuarantine, qDropQuarantine, time.Time.UnixMilli}
	calls, agents, restarts := counting{qOldCalls, qDropCalls, rawBefore}, counting{qOldAgentEvents, nil, rawBefore}, counting{qOldRestarts, qDropRestarts, rawBefore}
	contacts := counting{qOldContacts, qDropContacts, dayBefore}
	sheets, agentDays, intervals := counting{qOldSheets, qDropSheets, firstDay}, counting{qOldAgentDays, qDropAgentDays, firstDay}, counting{qOldIntervals, qDropIntervals, dayBefore}
	return []retention.Rule{
		{
			Kind: KindQuarantine, Count: older(seen), Delete: dropping(seen),
			Begin: func(ctx context.Context, before time.Time) error {
				return s.db.Write(ctx, func(tx *sqldb.Tx) error {
					_, err := tx.Exec(ctx, qKeepQuarantine, before.UnixMilli())
					return err
				})
			},
		},
		{
			Kind: KindJournal, Within: KindContacts, Least: 7, Count: older(calls, agents, restarts),
			Begin: func(ctx context.Context, before time.Time) error {
				err := s.freeze(ctx, settle, func(k *telephony.Kept) { k.Journal = max(k.Journal, firstDay(before)) })
				if err != nil || s.log == nil {
					return err
				}
				seq, _, err := s.Position(ctx) // what is not folded stays
				if err != nil {
					return err
				}
				return s.log.PurgeBefore(ctx, Stream, seq, before.AddDate(0, 0, -margin))
			},
			Delete: func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error) {
				n, err := dropping(calls, restarts)(ctx, tx, before, limit)
				if err != nil || n >= int64(limit) {
					return n, err
				}
				m, err := dropAgentEvents(ctx, tx, rawBefore(before), limit-int(n))
				return n + m, err
			},
		},
		{
			Kind: KindContacts, Within: KindSheets, Least: 7, Count: older(contacts), Delete: dropping(contacts),
			Begin: begin(func(k *telephony.Kept, day int64) { k.Contacts = max(k.Contacts, day) }),
		},
		{
			Kind: KindSheets, Least: 7, Count: older(sheets, agentDays, intervals), Delete: dropping(sheets, agentDays, intervals),
			Begin: begin(func(k *telephony.Kept, day int64) { k.Sheets = max(k.Sheets, day) }),
		},
	}
}

// counting are the rows of one table that are older, and at what they are
// compared.
type counting struct {
	count, drop *sqldb.Query
	at          func(before time.Time) int64
}

// firstDay is the first UTC day that is kept; dayBefore its beginning.
func firstDay(before time.Time) int64  { return telephony.DayOf(before.UnixMilli()) }
func dayBefore(before time.Time) int64 { return firstDay(before) * telephony.DayMs }
func rawBefore(before time.Time) int64 { return (firstDay(before) - margin) * telephony.DayMs }

// dropping deletes the older rows of one table after the other.
func dropping(list ...counting) func(context.Context, *sqldb.Tx, time.Time, int) (int64, error) {
	return func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (n int64, err error) {
		for _, q := range list {
			m, err := tx.Exec(ctx, q.drop, q.at(before), limit-int(n))
			if err != nil {
				return n, err
			}
			if n += m; n >= int64(limit) {
				break
			}
		}
		return n, nil
	}
}

// dropAgentEvents goes over the agents: their events are kept by agent.
func dropAgentEvents(ctx context.Context, tx *sqldb.Tx, beforeMs int64, limit int) (n int64, err error) {
	for agent := ""; n < int64(limit); {
		if agent, err = sqldb.One(ctx, tx, qNextAgent, sqldb.Value[string], agent); err != nil || agent == "" {
			return n, err
		}
		m, err := tx.Exec(ctx, qDropAgentEvents, agent, beforeMs, limit-int(n))
		if err != nil {
			return n, err
		}
		n += m
	}
	return n, nil
}

// errUnsettled says that a day that is about to freeze changed again.
var errUnsettled = errors.New("days that are about to freeze wait to be made")

// freeze moves what is kept forward once everything older is made: sheets of
// days without contacts and agent days without events are never made anew.
func (s *Service) freeze(ctx context.Context, settle Settler, move func(k *telephony.Kept)) error {
	var err error
	for range 5 {
		if err = settle.Settle(ctx); err != nil {
			return err
		}
		err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
			if _, err := alone(ctx, tx); err != nil { // nobody folds meanwhile
				return err
			}
			k, err := loadKept(ctx, tx)
			if err != nil {
				return err
			}
			move(&k)
			k.Contacts = max(k.Contacts, k.Sheets)
			k.Journal = max(k.Journal, k.Contacts)
			for q, day := range map[*sqldb.Query]int64{qDueBefore: k.Journal, qUnbuiltBefore: k.Contacts} {
				n, err := sqldb.One(ctx, tx, q, sqldb.Value[int64], day)
				if err != nil {
					return err
				}
				if n > 0 {
					return errUnsettled
				}
			}
			_, err = tx.Exec(ctx, qKeep, k.Journal, k.Contacts, k.Sheets)
			return err
		})
		if !errors.Is(err, errUnsettled) {
			return err
		}
	}
	return fault.New(fault.Unavailable, "telephony.unsettled", "Old days keep changing; nothing of them was deleted. It is tried again.").WithCause(err)
}
