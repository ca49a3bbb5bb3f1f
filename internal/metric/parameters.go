package metric

import (
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// A contact is measured with the parameters of the day on which it counts,
// in the centre's zone: a change of today leaves every earlier number as it
// was. Where the clock itself depends on the threshold (attribution by event),
// the day of arrival decides.

// period is a stretch of time on which a queue's parameters stay the same.
type period struct {
	org.Parameters
	fromMs, toMs int64
}

// periodsOf are the periods of a queue, of the centre for "", without gaps.
func (r *run) periodsOf(queueID string) []period {
	if known, ok := r.periods[queueID]; ok {
		return known
	}
	list := r.dir.ParametersOf(queueID)
	out := make([]period, 0, len(list))
	for _, p := range list {
		from := int64(math.MinInt64)
		if d, err := civil.Parse(p.FromOn); err == nil {
			from = d.Start(r.home)
		}
		if n := len(out); n > 0 {
			out[n-1].toMs = from
		}
		out = append(out, period{Parameters: p, fromMs: from, toMs: math.MaxInt64})
	}
	r.periods[queueID] = out
	return out
}

// limits are the wait limits of a lens with the parameters of a period.
func (l *lens) limits(p *org.Parameters) limits {
	out := limits{within: l.threshold, short: l.short, repeat: l.repeatWindowMs}
	if l.threshold < 0 {
		out.within = p.ThresholdMs
	}
	if l.short < 0 {
		out.short = p.ShortAbandonMs
	}
	if l.repeatWindowMs < 0 {
		out.repeat = int64(p.RepeatWindowHours) * 3_600_000
	}
	if l.strict {
		out.within--
		out.short--
	}
	return out
}

// part is the share of a lens that is measured with the same limits.
type part struct {
	lens
	limits
}

// parts cuts a lens where the limits of a queue's contacts that arrived on the
// sheet's day change; nearly always it stays whole. Contacts that count so
// late that no part names their day count with the last.
func (r *run) parts(l *lens, s *telephony.Sheet) []part {
	begin := s.Day * telephony.DayMs
	end := begin + telephony.DayMs
	if l.attribution == AttributionAnswer || l.attribution == AttributionEnd {
		end += telephony.DayMs
	}
	r.scratchParts = r.scratchParts[:0]
	periods := r.periodsOf(s.QueueID)
	for i := range periods {
		p := &periods[i]
		if p.toMs <= begin || p.fromMs >= end {
			continue
		}
		lim := l.limits(&p.Parameters)
		if n := len(r.scratchParts); n > 0 {
			last := &r.scratchParts[n-1]
			if last.limits == lim {
				continue
			}
			last.until(p.fromMs)
			r.scratchParts = append(r.scratchParts, part{*l, lim})
			r.scratchParts[n].since(p.fromMs)
			continue
		}
		r.scratchParts = append(r.scratchParts, part{*l, lim})
	}
	return r.scratchParts
}

func (l *lens) since(ms int64) {
	if l.attribution == AttributionEvent {
		l.arrivedFromMs = ms
	} else {
		l.fromMs = max(l.fromMs, ms)
	}
}

func (l *lens) until(ms int64) {
	if l.attribution == AttributionEvent {
		l.arrivedToMs = ms
	} else {
		l.toMs = min(l.toMs, ms)
	}
}

// targetOf is the service-level target of a queue, of the centre for "", on
// the last day of a stretch of time that is not yet to come; mixed when the
// stretch has had another before.
func (r *run) targetOf(queueID string, fromMs, toMs int64) (target *float64, mixed bool) {
	toMs = max(min(toMs, r.nowMs+1), fromMs+1)
	periods := r.periodsOf(queueID)
	for i := range periods {
		p := &periods[i]
		if p.toMs <= fromMs || p.fromMs >= toMs {
			continue
		}
		mixed = mixed || target != nil && p.TargetPercent != *target
		target = &p.TargetPercent
	}
	return target, mixed
}

// hasTarget reports whether a target stands beside the metric.
func (m *asked) hasTarget() bool {
	return len(m.segments) > 0 && m.segments[0].Group == GroupServiceLevel
}

// aim puts its target beside each service level of a row: the queue's, when
// the row is of one queue, else the centre's.
func (r *run) aim(metrics []asked, row *Row, fromMs, toMs int64) {
	if !slices.ContainsFunc(metrics, func(m asked) bool { return m.hasTarget() }) {
		return
	}
	queue := row.Dims[ByQueue].ID
	if queue == "" && len(r.filter.queues) == 1 {
		for only := range r.filter.queues {
			queue = only
		}
	}
	target, mixed := r.targetOf(queue, fromMs, toMs)
	for i := range metrics {
		if metrics[i].hasTarget() {
			n := &row.Values.list[i]
			n.Target, n.TargetMixed = target, mixed
		}
	}
}

// InForce are the parameters in force on a stretch of days.
type InForce struct {
	Queue             *Name   `json:"queue,omitempty" doc:"whose own they are; absent: the centre's"`
	FromOn            string  `json:"from_on,omitempty" format:"date" doc:"absent: from the beginning"`
	ToOn              string  `json:"to_on,omitempty" format:"date" doc:"last day; absent: no other is planned"`
	ThresholdMs       int64   `json:"threshold_ms"`
	TargetPercent     float64 `json:"target_percent"`
	ShortAbandonMs    int64   `json:"short_abandon_ms"`
	RepeatWindowHours int     `json:"repeat_window_hours"`
}

// inForceOf shows parameters with the days they last.
func inForceOf(list []org.Parameters, queue *Name) []InForce {
	out := make([]InForce, 0, len(list))
	for i, p := range list {
		f := InForce{Queue: queue, FromOn: p.FromOn, ThresholdMs: p.ThresholdMs, TargetPercent: p.TargetPercent, ShortAbandonMs: p.ShortAbandonMs, RepeatWindowHours: p.RepeatWindowHours}
		if i+1 < len(list) {
			if d, err := civil.Parse(list[i+1].FromOn); err == nil {
				f.ToOn = d.Add(-1).String()
			}
		}
		out = append(out, f)
	}
	return out
}

// inForce are the parameters the range of the question touches: the centre's,
// and those of wanted queues that have their own.
func (r *run) inForce() []InForce {
	first, last := civil.At(r.starts[0], r.home).String(), civil.At(r.end-1, r.home).String()
	out := []InForce{}
	add := func(list []InForce) {
		for _, f := range list {
			if f.FromOn <= last && (f.ToOn == "" || f.ToOn >= first) {
				out = append(out, f)
			}
		}
	}
	add(inForceOf(r.dir.ParametersOf(""), nil))
	for _, q := range r.dir.Queues {
		list := r.dir.ParametersOf(q.ID)
		if r.wantsQueue(q.ID) && slices.ContainsFunc(list, func(p org.Parameters) bool { return p.Own }) {
			add(inForceOf(list, &Name{q.ID, q.Code, q.Name}))
		}
	}
	return out
}
