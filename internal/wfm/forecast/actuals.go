package forecast

import (
	"context"
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
	if minutes == 15 {
		return metric.Grain15m
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
	a, err := s.numbers.Query(ctx, metric.Query{From: r.From.String(), To: r.To.String(), Grain: metric.GrainDay, Metrics: []string{metricOffered, metricHandle}})
	if err != nil {
		return out, err
	}
	for _, d := range a.Metrics {
		out.metrics[d.ID] = max(out.metrics[d.ID], d.Version)
	}
	out.dataUntil, out.newest = a.DataUntil, newestOf(a, zone)
	for _, row := range a.Rows {
		if at, err := time.Parse(time.RFC3339, row.Start); err == nil {
			out.days[at.In(zone).Format(time.DateOnly)] = true
		}
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
			Metrics: []string{metricOffered, metricHandle}, Filter: metric.Filter{Queues: []string{queueID}}})
		if err != nil {
			return nil, err
		}
		for i := range a.Rows {
			h.take(&a.Rows[i], grain, zone)
		}
	}
	for d := range n {
		if !days[from.Add(d).String()] {
			h.unknown(d)
		}
	}
	return h, nil
}

// take adds a row of an answer.
func (h *History) take(row *metric.Row, grain int, zone *time.Location) {
	at, err := time.Parse(time.RFC3339, row.Start)
	if err != nil {
		return
	}
	day, k := slotAt(at.UnixMilli(), grain, zone)
	d := day.Sub(h.First)
	if d < 0 || d >= h.Days() {
		return
	}
	i := d*h.Slots + k
	offered, handle := row.Values[metricOffered], row.Values[metricHandle]
	if offered.Value == nil {
		h.Offered[i] = math.NaN()
		return
	}
	h.Offered[i] += *offered.Value
	if handle.Value != nil {
		h.Answered[i] += handle.Den
		h.Seconds[i] += *handle.Value * handle.Den
	}
}
