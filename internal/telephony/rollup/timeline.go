package rollup

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Timelines tells what agents did from moment to moment, of one snapshot.
type Timelines struct {
	kept   telephony.Kept
	abouts map[string]telephony.Surroundings
}

// Timelines begins to tell.
func (s *Service) Timelines(ctx context.Context, tx *sqldb.Tx) (*Timelines, error) {
	kept, err := s.Kept(ctx, tx)
	return &Timelines{kept, map[string]telephony.Surroundings{}}, err
}

// Of is what an agent did from one instant to another: spans that touch and cover
// the stretch as far as it is told. There are none of an agent whose sign-ins no
// source tells, or of a time whose events are not kept any more.
func (t *Timelines) Of(ctx context.Context, tx *sqldb.Tx, agentID string, fromMs, toMs int64) ([]telephony.AgentSpan, error) {
	source, err := sqldb.One(ctx, tx, qAgentSource, sqldb.Value[string], agentID)
	if err != nil || source == "" || t.kept.Frozen(fromMs) {
		return nil, err
	}
	about, known := t.abouts[source]
	if !known {
		if about, err = surroundings(ctx, tx, source); err != nil {
			return nil, err
		}
		t.abouts[source] = about
	}
	// A state may have begun the day before; a silence is known once it has lasted.
	since, until := fromMs-telephony.DayMs, toMs+telephony.AgentSilenceMs
	events, err := loadAgentEvents(ctx, tx, agentID, since, until)
	if err != nil {
		return nil, err
	}
	contacts, err := loadAgentContacts(ctx, tx, agentID, since, until)
	if err != nil {
		return nil, err
	}
	var work []telephony.Work
	for i := range contacts {
		work = append(work, telephony.WorkOfContact(&contacts[i])...)
	}
	told := min(toMs, about.HorizonMs)
	if told <= fromMs {
		return nil, nil
	}
	return upTo(telephony.AgentTimeline(fromMs, min(until, about.HorizonMs), events, work, about), told), nil
}

// upTo is what of the spans lies before an instant.
func upTo(spans []telephony.AgentSpan, ms int64) []telephony.AgentSpan {
	for i := range spans {
		if s := &spans[i]; s.ToMs == 0 || s.ToMs >= ms {
			s.ToMs = ms
			return spans[:i+1]
		}
	}
	return spans
}

// AgentDayKey is an agent's UTC day.
type AgentDayKey struct {
	AgentID string
	Day     int64
}

// AgentDayEpochs are the epochs of the changes that agents' days were made of
// last, from a UTC day to another: a day that is told of anew has a later one.
func (s *Service) AgentDayEpochs(ctx context.Context, tx *sqldb.Tx, firstDay, lastDay int64) (map[AgentDayKey]int64, error) {
	out := map[AgentDayKey]int64{}
	err := sqldb.Each(ctx, tx, qAgentDayEpochs, func(r sqldb.Row) error {
		var k AgentDayKey
		var epoch int64
		err := r.Scan(&k.AgentID, &k.Day, &epoch)
		out[k] = epoch
		return err
	}, firstDay, lastDay)
	return out, err
}
