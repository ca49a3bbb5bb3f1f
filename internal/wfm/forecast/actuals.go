package forecast

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
)

// The definitions numbers of the past are asked by.
const (
	metricOffered = "offered"
	metricHandle  = "aht"
)

// chunkDays is for how many days numbers are asked at once.
const chunkDays = 120

func grainOf(minutes int) metric.Grain {
	switch minutes {
	case 15:
		return metric.Grain15m
	case minutesOfDay:
		return metric.GrainDay
	}
	return metric.Grain30m
}

// past says what of the past is known at all.
type past struct {
	dataUntil string          // the newest instant any source told, RFC 3339; interval reports tell none
	newest    civil.Date      // the newest day there are numbers of
	metrics   map[string]int  // version of each definition that was asked
	days      map[string]bool // days on which anything came to the centre
}

// knownPast asks for the days of the centre, from..to.
func (s *Service) knownPast(ctx context.Context, r civil.Range, zone *time.Location) (past, error) {
	out := past{metrics: map[string]int{}, days: map[string]bool{}}
	a, err := s.numbers.Query(ctx, metric.Query{From: r.From.String(), To: r.To.String(), Grain: metric.GrainDay, Metrics: []string{metricOffered, metricHandle}, Zone: zone.String()})
	if err != nil {
		return out, err
	}
	for _, d := range a.Metrics {
		out.metrics[d.ID] = max(out.metrics[d.ID], d.Version)
	}
	out.dataUntil, out.newest = a.DataUntil, newestOf(a, zone)
	for i := range a.Rows {
		c, err := cameOf(&a.Rows[i], minutesOfDay, zone)
		if err != nil {
			return out, err
		}
		out.days[c.on.String()] = true
	}
	return out, nil
}

// newestOf is the newest day an answer knows of: any source has told of it, or
// there is a row of it. The zero date when there is none.
func newestOf(a metric.Answer, zone *time.Location) (out civil.Date) {
	take := func(text string) {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			if d := dayOf(at.In(zone)); out.Before(d) {
				out = d
			}
		}
	}
	take(a.DataUntil)
	for i := range a.Rows {
		take(a.Rows[i].Start)
	}
	return out
}

// history asks what came to a queue from day to day. A slot of a day of which
// there are numbers and none for the queue is 0, a day of which there are no
// numbers at all is not known.
func (s *Service) history(ctx context.Context, queueID string, from, to civil.Date, grain int, zone *time.Location, days map[string]bool) (*History, error) {
	n := to.Sub(from) + 1
	if n < 1 {
		return nil, fault.Invalidf("forecast.no_history", "There is no day of history before the first day of the forecast.")
	}
	h := newHistory(from, n, slotsOf(grain))
	for begin := 0; begin < n; begin += chunkDays {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		end := min(begin+chunkDays, n) - 1
		a, err := s.numbers.Query(ctx, metric.Query{From: from.Add(begin).String(), To: from.Add(end).String(), Grain: grainOf(grain),
			Metrics: []string{metricOffered, metricHandle}, Filter: metric.Filter{Queues: []string{queueID}}, Zone: zone.String()})
		if err != nil {
			return nil, err
		}
		for i := range a.Rows {
			c, err := cameOf(&a.Rows[i], grain, zone)
			if err != nil {
				return nil, err
			}
			h.take(c)
		}
	}
	for d := range n {
		if !days[from.Add(d).String()] {
			h.unknown(d)
		}
	}
	return h, nil
}

// take adds what came in a slot.
func (h *History) take(c came) {
	d := c.on.Sub(h.First)
	if d < 0 || d >= h.Days() {
		return
	}
	i := d*h.Slots + c.slot
	h.Offered[i] += c.offered
	h.Answered[i] += c.answered
	h.Seconds[i] += c.seconds
}

// came is a row of an answer: what was offered in a slot of the clock, how
// much of it was answered, and how many seconds that took. offered is NaN
// where it is not known.
type came struct {
	on                         civil.Date
	slot                       int // of rows of whole days 0
	offered, answered, seconds float64
}

// cameOf reads a row.
func cameOf(row *metric.Row, grain int, zone *time.Location) (c came, err error) {
	at, err := time.Parse(time.RFC3339, row.Start)
	if err != nil {
		return c, fmt.Errorf("the beginning %q of a row of numbers: %w", row.Start, err)
	}
	c.on, c.slot = slotAt(at.UnixMilli(), grain, zone)
	c.offered = math.NaN()
	if n := row.Values.Of(metricOffered); n.Value != nil {
		c.offered = *n.Value
		if t := row.Values.Of(metricHandle); t.Value != nil {
			c.answered, c.seconds = t.Den, *t.Value*t.Den
		}
	}
	return c, nil
}
