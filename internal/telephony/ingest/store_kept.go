package ingest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

var (
	qKeptCalls  = sqldb.Q(`select c.call_id, c.events from telephony_call c join telephony_source s on s.id = c.source_id where s.name = $1`)
	qKeptAgents = sqldb.Q(`select e.event from telephony_agent_event e join telephony_source s on s.id = e.source_id where s.name = $1`)
)

// eachKept calls fn for every event the store keeps of a source, in no order.
func eachKept(ctx context.Context, tx *sqldb.Tx, source string, fn func(*telephony.Event)) error {
	if err := sqldb.Each(ctx, tx, qKeptCalls, func(r sqldb.Row) error {
		var call string
		var form []byte
		if err := r.Scan(&call, &form); err != nil {
			return err
		}
		events, err := telephony.DecodeEvents(form)
		if err != nil {
			return fmt.Errorf("journal of call %s: %w", call, err)
		}
		for i := range events {
			fn(&events[i])
		}
		return nil
	}, source); err != nil {
		return err
	}
	return sqldb.Each(ctx, tx, qKeptAgents, func(r sqldb.Row) error {
		var text string
		if err := r.Scan(&text); err != nil {
			return err
		}
		var e telephony.Event
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return fmt.Errorf("an agent event cannot be read: %w", err)
		}
		fn(&e)
		return nil
	}, source)
}
