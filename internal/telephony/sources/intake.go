package sources

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// Limits of one posted batch.
const (
	MostEvents = 1000
	MostBytes  = 2 << 20
)

// Taken is what became of a posted batch.
type Taken struct {
	Accepted int       `json:"accepted" doc:"Events that are safe on disk now"`
	Repeated int       `json:"repeated" doc:"Events of the batch whose id stood in it before"`
	Refused  int       `json:"refused"`
	Errors   []Refusal `json:"errors" doc:"Why events were refused; the others were taken"`
	Position uint64    `json:"position" doc:"Of the batch in the event log, 0 when nothing was accepted"`
}

// Take puts posted events into the event log. Good events are taken whatever
// the others are; when none is good the whole batch is refused.
func (s *Service) Take(ctx context.Context, src Source, events []json.RawMessage) (Taken, error) {
	out := Taken{Errors: []Refusal{}}
	switch {
	case len(events) == 0:
		return out, fault.Invalidf("telephony.intake.empty", "The batch has no events.").WithField("body.events", "too_few", "must have at least one event")
	case len(events) > MostEvents:
		return out, fault.Invalidf("telephony.intake.too_many", "The batch has %d events; send at most %d at once.", len(events), MostEvents).
			WithField("body.events", "too_many", "must have at most 1000 events")
	}
	now := clock.Ms(s.clk)
	batch := ingest.Batch{Source: src.Name, Kind: src.Kind, Events: make([]telephony.Event, 0, len(events))}
	seen := make(map[string]bool, len(events))
	for i, raw := range events {
		e, bad := readTold(raw, now)
		switch {
		case bad != nil:
			bad.Index = i
			out.Errors = append(out.Errors, *bad)
		case seen[e.Key]:
			out.Repeated++
		default:
			seen[e.Key] = true
			batch.Events = append(batch.Events, e)
		}
	}
	out.Refused = len(out.Errors)
	if len(batch.Events) == 0 {
		s.meter(src.ID).refused(now, int64(out.Refused))
		f := fault.Invalidf("telephony.intake.none_good", "None of the %d events can be taken.", len(events))
		for _, b := range out.Errors[:min(len(out.Errors), 20)] {
			f = f.WithField("body.events["+strconv.Itoa(b.Index)+"]."+b.Field, b.Code, b.Message)
		}
		return out, f
	}
	seq, err := s.log.Publish(ctx, batch)
	if err != nil {
		return out, err
	}
	out.Position, out.Accepted = seq, len(batch.Events)
	s.meter(src.ID).heard(now, batch.Events, int64(out.Refused))
	return out, nil
}

// mostAtOnce is how many requests of one source are worked on at once.
const mostAtOnce = 4

// Admit lets a request of a source in, unless folding lags too far behind or
// the source has too many requests under way. leave must be called when the
// request has ended. A refusal says after how many seconds to try again.
func (s *Service) Admit(ctx context.Context, sourceID string) (leave func(), retry int, err error) {
	if retry, err = s.pressure.check(ctx); err != nil {
		return nil, retry, err
	}
	v, _ := s.busy.LoadOrStore(sourceID, make(chan struct{}, mostAtOnce))
	places := v.(chan struct{})
	select {
	case places <- struct{}{}:
		return func() { <-places }, 0, nil
	default:
		return nil, 1, fault.Newf(fault.TooMany, "telephony.intake.at_once", "This source already has %d requests under way; send one after the other.", mostAtOnce)
	}
}

// pressure knows how far folding lags behind the log.
type pressure struct {
	log  Log
	clk  clock.Clock
	hold chan struct{} // one question at a time
	at   time.Time
	last uint64
}

// The lag at which the intake refuses: batches not folded yet.
const (
	mostPending  = 400
	pendingEvery = 500 * time.Millisecond
)

// check is a fault with the seconds to wait when folding lags too far behind.
func (p *pressure) check(ctx context.Context) (retry int, err error) {
	select {
	case p.hold <- struct{}{}:
		defer func() { <-p.hold }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if now := p.clk.Now(); p.at.IsZero() || now.Sub(p.at) >= pendingEvery {
		n, err := p.log.Pending(ctx)
		if err != nil {
			return 0, err
		}
		p.last, p.at = n, now
	}
	if p.last < mostPending {
		return 0, nil
	}
	retry = int(min(5+(p.last-mostPending)/100, 120))
	return retry, fault.Newf(fault.TooMany, "telephony.intake.behind", "%d batches wait to be folded; nothing of this one was taken. Send it again in %d seconds.", p.last, retry)
}
