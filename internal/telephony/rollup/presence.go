package rollup

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// AgentPresence tells when an agent was signed in and when in AUX, as far as the
// days from firstDay to lastDay (UTC, both included) touch it, from what the agent's source
// told. Both are empty of an agent whose sign-ins no source tells, or are not
// kept any more.
func (s *Service) AgentPresence(ctx context.Context, tx *sqldb.Tx, agentID string, firstDay, lastDay int64) (signed, aux []telephony.Stretch, err error) {
	from, _ := spanOf(firstDay)
	_, to := spanOf(lastDay)
	events, err := loadAgentEvents(ctx, tx, agentID, from, to)
	if err != nil || len(events) == 0 {
		return nil, nil, err
	}
	source, err := sqldb.One(ctx, tx, qAgentSource, sqldb.Value[string], agentID)
	if err != nil {
		return nil, nil, err
	}
	about, err := surroundings(ctx, tx, source)
	if err != nil {
		return nil, nil, err
	}
	about.HorizonMs = min(about.HorizonMs, to)
	contacts, err := loadAgentContacts(ctx, tx, agentID, from, to)
	if err != nil {
		return nil, nil, err
	}
	busy := make([]telephony.Busy, 0, len(contacts))
	for i := range contacts {
		if b, ok := telephony.BusyOf(&contacts[i]); ok {
			busy = append(busy, b)
		}
	}
	signed, aux = telephony.AgentPresence(events, busy, about)
	return signed, aux, nil
}
