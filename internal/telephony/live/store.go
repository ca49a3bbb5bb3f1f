package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// What a floor is made of after a start: facts folded up to a position, read
// in one snapshot.
var (
	qPosition = sqldb.Q(`select seq from telephony_position where stream = $1`)
	qSources  = sqldb.Q(`select id, name, horizon_ms, last_seen_ms from telephony_source order by name`)
	qRestarts = sqldb.Q(`select at_ms from telephony_restart where source_id = $1 and at_ms >= $2 order by at_ms`)
	qContacts = sqldb.Q(`select source_id, call_id, queue_id, agent_id, channel, call_type, entered_ms, answered_ms, ended_ms, wait_ms, ring_ms, talk_ms, hold_ms,
		wrap_up_ms, outcome, left_reason, ended_by, offers, missed, holds, transferred, flags
		from telephony_contact where entered_ms >= $1 and (entered_ms >= $2 or ended_ms >= $2 or ended_ms = 0)`)
	// The second condition on standing is what lets SQLite take the partial index.
	qCallsOpen   = sqldb.Q(`select call_id, events from telephony_call where source_id = $1 and standing = 1 and standing > 0 and last_ms >= $2`)
	qJournal     = sqldb.Q(`select c.events from telephony_call c join telephony_source s on s.id = c.source_id where s.name = $1 and c.call_id = $2`)
	qAgentEvents = sqldb.Q(`select source_id, event from telephony_agent_event where agent_id = $1 and at_ms >= $2`)
)

func loadPosition(ctx context.Context, tx *sqldb.Tx, stream string) (uint64, error) {
	seq, err := sqldb.One(ctx, tx, qPosition, sqldb.Value[int64], stream)
	if errors.Is(err, sqldb.ErrNotFound) {
		return 0, nil
	}
	return uint64(max(seq, 0)), err
}

type sourceRow struct {
	id, name       string
	horizon, heard int64
}

func loadSources(ctx context.Context, tx *sqldb.Tx) ([]sourceRow, error) {
	return sqldb.All(ctx, tx, qSources, func(r sqldb.Row) (s sourceRow, err error) {
		err = r.Scan(&s.id, &s.name, &s.horizon, &s.heard)
		return s, err
	})
}

func loadRestarts(ctx context.Context, tx *sqldb.Tx, sourceID string, fromMs int64) ([]int64, error) {
	return sqldb.All(ctx, tx, qRestarts, sqldb.Value[int64], sourceID, fromMs)
}

func loadContacts(ctx context.Context, tx *sqldb.Tx, pastMs, fromMs int64, fn func(*telephony.Contact) error) error {
	return sqldb.Each(ctx, tx, qContacts, func(r sqldb.Row) error {
		var c telephony.Contact
		var transferred int
		err := r.Scan(&c.SourceID, &c.Call, &c.QueueID, &c.AgentID, &c.Channel, &c.CallType, &c.EnteredMs, &c.AnsweredMs, &c.EndedMs, &c.WaitMs, &c.RingMs, &c.TalkMs, &c.HoldMs,
			&c.WrapUpMs, &c.Outcome, &c.LeftReason, &c.EndedBy, &c.Offers, &c.Missed, &c.Holds, &transferred, &c.Flags)
		c.Transferred = transferred != 0
		if err != nil {
			return err
		}
		return fn(&c)
	}, pastMs, fromMs)
}

func loadOpenCalls(ctx context.Context, tx *sqldb.Tx, sourceID string, fromMs int64, fn func(call string, events []telephony.Event) error) error {
	return sqldb.Each(ctx, tx, qCallsOpen, func(r sqldb.Row) error {
		var call string
		var stored []byte
		if err := r.Scan(&call, &stored); err != nil {
			return err
		}
		events, err := journalOf(call, stored)
		if err != nil {
			return err
		}
		return fn(call, events)
	}, sourceID, fromMs)
}

func journalOf(call string, stored []byte) ([]telephony.Event, error) {
	events, err := telephony.DecodeEvents(stored)
	if err != nil {
		return nil, fmt.Errorf("the journal of call %s cannot be read: %w", call, err)
	}
	return events, nil
}

func loadJournal(ctx context.Context, tx *sqldb.Tx, source, call string) ([]telephony.Event, error) {
	stored, err := sqldb.One(ctx, tx, qJournal, sqldb.Value[[]byte], source, call)
	if errors.Is(err, sqldb.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return journalOf(call, stored)
}

func loadAgentEvents(ctx context.Context, tx *sqldb.Tx, agentID string, fromMs int64, fn func(sourceID string, e telephony.Event)) error {
	return sqldb.Each(ctx, tx, qAgentEvents, func(r sqldb.Row) error {
		var source, text string
		if err := r.Scan(&source, &text); err != nil {
			return err
		}
		var e telephony.Event
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return fmt.Errorf("an event of the agent %s cannot be read: %w", agentID, err)
		}
		fn(source, e)
		return nil
	}, agentID, fromMs)
}
