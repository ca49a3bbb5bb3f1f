package live

import (
	"cmp"
	"slices"

	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// The metrics of the floor, in the order the meter is asked for them. The
// first is the centre's chosen service level.
var metricRefs = []string{"", "offered", "answered", "abandoned", "asa", "aht"}

const (
	numberLevel = iota
	numberOffered
	numberAnswered
	numberAbandoned
	numberSpeed
	numberHandle
)

// Ratio is a number by its parts, so that pages add queues up as
// Σ numerator ÷ Σ denominator.
type Ratio [2]float64

// QueueRow is one queue now.
type QueueRow struct {
	ID            string  `json:"id"`
	Code          string  `json:"code"`
	Name          string  `json:"name"`
	Site          string  `json:"site,omitempty"`
	Waiting       int     `json:"waiting"`
	Since         int64   `json:"since" doc:"when the longest waiting entered, ms UTC; 0: nobody waits"`
	Offered       float64 `json:"offered" doc:"today"`
	Answered      float64 `json:"answered" doc:"today"`
	Abandoned     float64 `json:"abandoned" doc:"today"`
	Level         Ratio   `json:"level" doc:"service level today: numerator and denominator, to be multiplied by 100"`
	Speed         Ratio   `json:"speed" doc:"speed of answer today: milliseconds and contacts"`
	Handle        Ratio   `json:"handle" doc:"handle time today: milliseconds and contacts"`
	HalfOffered   float64 `json:"half_offered" doc:"in the current half-hour"`
	HalfAbandoned float64 `json:"half_abandoned" doc:"in the current half-hour"`
	HalfLevel     Ratio   `json:"half_level" doc:"service level in the current half-hour"`
	Forecast      float64 `json:"forecast,omitempty" doc:"contacts forecast for the day; absent: no forecast is in use"`
	ForecastPast  float64 `json:"forecast_past,omitempty" doc:"until now"`
	HalfForecast  float64 `json:"half_forecast,omitempty" doc:"for the current half-hour"`
	Outside       int     `json:"outside,omitempty" doc:"half-hours in a row outside the forecast's 95 % band, up to the latest that is over; below 0: under it"`
	Target        float64 `json:"target" doc:"service-level target, per cent"`
	ThresholdMs   int64   `json:"threshold_ms"`
}

// AgentRow is one agent now.
type AgentRow struct {
	ID        string `json:"id"`
	No        string `json:"no"`
	Name      string `json:"name"`
	Team      string `json:"team,omitempty" doc:"team id"`
	State     string `json:"state" enum:"signed_out,ready,aux,ringing,talking,hold,wrap_up"`
	Reason    string `json:"reason,omitempty"`
	Queue     string `json:"queue,omitempty" doc:"queue of the contact in hand"`
	Since     int64  `json:"since" doc:"ms UTC"`
	Extension string `json:"extension,omitempty" doc:"of the telephone signed in at, when the source tells it"`
	Limit     int64  `json:"limit,omitempty" doc:"ms after which the state is too long; absent: no limit"`
	Over      string `json:"over,omitempty" enum:"warn,bad" doc:"the state lasts too long"`
	Planned   string `json:"planned,omitempty" doc:"code of the activity that is scheduled now; off: none; absent: no roster is published"`
	Off       int64  `json:"off,omitempty" doc:"since when the state deviates from the schedule beyond the grace, ms UTC; absent: it does not"`
	OffOver   string `json:"off_over,omitempty" enum:"warn,bad" doc:"it deviates too long"`
}

// Strip is a queue's day by half-hours.
type Strip struct {
	ID        string    `json:"id"`
	Offered   []float64 `json:"offered"`
	Abandoned []float64 `json:"abandoned"`
	Level     []Ratio   `json:"level"`
	Forecast  []float64 `json:"forecast,omitempty" doc:"absent: no forecast is in use"`
	Low       []float64 `json:"low,omitempty" doc:"of the forecast's 95 % band"`
	High      []float64 `json:"high,omitempty"`
}

// SourceRow is one telephony source now.
type SourceRow struct {
	Name    string `json:"name"`
	Heard   int64  `json:"heard" doc:"when the latest batch came, ms UTC"`
	Horizon int64  `json:"horizon" doc:"newest instant told, ms UTC"`
	Silent  bool   `json:"silent" doc:"people work and nothing is told"`
}

// surroundings are what rows need to know of the organisation.
type surroundings struct {
	dir    org.Directory
	centre org.Centre
	on     string // the day, YYYY-MM-DD
	// what is forecast of the day, by queue
	expected map[string]Expectation
	// where people are to be; nil: nobody tells
	schedule Schedule
}

func (f *Floor) ratio(i int, sums []float64) Ratio {
	_, num, den, _ := f.meter.Value(i, sums)
	return Ratio{num, den}
}

func (f *Floor) number(i int, sums []float64) float64 {
	_, num, _, _ := f.meter.Value(i, sums)
	return num
}

// group puts together the names of one queue.
type group struct {
	id      string
	total   []float64
	slots   [][]float64
	waiting int
	since   int64
	name    string
}

func (f *Floor) groups() []*group {
	byID := map[string]*group{}
	var order []*group
	for _, q := range f.queues {
		g := byID[q.rowID()]
		if g == nil {
			g = &group{id: q.rowID(), name: q.key.external, total: make([]float64, len(q.total)), slots: make([][]float64, len(q.slots))}
			byID[g.id] = g
			order = append(order, g)
		}
		for i, v := range q.total {
			g.total[i] += v
		}
		for s, slot := range q.slots {
			if g.slots[s] == nil {
				g.slots[s] = make([]float64, len(slot))
			}
			for i, v := range slot {
				g.slots[s][i] += v
			}
		}
		n, since := q.longest()
		g.waiting += n
		if since != 0 && (g.since == 0 || since < g.since) {
			g.since = since
		}
	}
	return order
}

// Queues are the rows of all queues that are in use or had a contact today,
// by code.
func (f *Floor) Queues(nowMs int64, about surroundings) []QueueRow {
	seen := map[string]bool{}
	slot := f.day.slot(max(nowMs, min(f.Horizon(), f.day.EndMs-1)))
	out := []QueueRow{}
	for _, g := range f.groups() {
		seen[g.id] = true
		row := QueueRow{ID: g.id, Name: g.name, Code: g.name, Waiting: g.waiting, Since: g.since,
			Offered: f.number(numberOffered, g.total), Answered: f.number(numberAnswered, g.total), Abandoned: f.number(numberAbandoned, g.total),
			Level: f.ratio(numberLevel, g.total), Speed: f.ratio(numberSpeed, g.total), Handle: f.ratio(numberHandle, g.total)}
		if slot >= 0 {
			row.HalfOffered, row.HalfAbandoned = f.number(numberOffered, g.slots[slot]), f.number(numberAbandoned, g.slots[slot])
			row.HalfLevel = f.ratio(numberLevel, g.slots[slot])
		}
		q, known := about.dir.Queue(g.id)
		if known && !q.Active && row.Offered == 0 && row.Waiting == 0 {
			continue
		}
		row.describe(q, about)
		row.expect(f, about, nowMs, slot, func(i int) float64 {
			if i >= len(g.slots) {
				return 0
			}
			return f.number(numberOffered, g.slots[i])
		})
		out = append(out, row)
	}
	for _, q := range about.dir.Queues {
		if q.Active && !seen[q.ID] {
			row := QueueRow{ID: q.ID}
			row.describe(q, about)
			row.expect(f, about, nowMs, slot, func(int) float64 { return 0 })
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b QueueRow) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (r *QueueRow) describe(q org.DirectoryQueue, about surroundings) {
	if q.ID != "" {
		r.Code, r.Name, r.Site = q.Code, q.Name, q.SiteID
	}
	p := org.ParametersOn(about.dir.ParametersOf(r.ID), about.on)
	r.Target, r.ThresholdMs = p.TargetPercent, p.ThresholdMs
}

// expect puts what is forecast beside what came; offered gives the contacts of
// a half-hour.
func (r *QueueRow) expect(f *Floor, about surroundings, nowMs int64, slot int, offered func(i int) float64) {
	e, ok := about.expected[r.ID]
	if !ok {
		return
	}
	r.Forecast, r.ForecastPast = e.total(), e.upTo(f.day, nowMs)
	if slot >= 0 && slot < len(e.Offered) {
		r.HalfForecast = e.Offered[slot]
	}
	r.Outside = e.outside(f.day, nowMs, f.Horizon(), offered)
}

// Strips are the days of all queues by half-hours.
func (f *Floor) Strips(about surroundings) []Strip {
	out := []Strip{}
	for _, g := range f.groups() {
		e := about.expected[g.id]
		s := Strip{ID: g.id, Forecast: e.Offered, Low: e.Low, High: e.High}
		for _, slot := range g.slots {
			s.Offered = append(s.Offered, f.number(numberOffered, slot))
			s.Abandoned = append(s.Abandoned, f.number(numberAbandoned, slot))
			s.Level = append(s.Level, f.ratio(numberLevel, slot))
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Strip) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Agents calls fn for the row of every agent who was on the floor today.
func (f *Floor) Agents(nowMs int64, about surroundings, fn func(row AgentRow)) {
	f.ChangedAgents(nowMs, about, true, func(*AgentRow) int64 { return 0 }, fn, func(string) {})
}

// ChangedAgents calls fn for the row of every agent whose row may not be what
// it was at the last call, of all when anew, and gone for those who no longer
// were on the floor today. finish completes a row, and gives the instant at
// which it is to be completed again though nothing happens, 0: never.
func (f *Floor) ChangedAgents(nowMs int64, about surroundings, anew bool, finish func(*AgentRow) int64, fn func(AgentRow), gone func(id string)) {
	now := max(nowMs, f.Horizon())
	for _, a := range f.agents {
		changed := f.settle(a, now)
		switch {
		case !a.seen:
			if changed {
				gone(a.key)
			}
			continue
		case !changed && !anew && (a.againMs == 0 || nowMs < a.againMs):
			continue
		}
		row := AgentRow{ID: a.key, No: a.name, Name: a.name, State: a.now.State, Reason: a.now.Reason, Queue: a.now.Queue, Since: a.now.FromMs, Extension: a.extension}
		if p, ok := about.dir.Person(a.id); ok {
			row.No, row.Name = p.AgentNo, p.Name
			row.Team = about.dir.TeamOf(a.id, about.on)
		}
		again := f.stand(a, &row, nowMs, about)
		a.againMs = sooner(finish(&row), again)
		fn(row)
	}
}

// Sources are the sources, by name. A source is silent when people work and
// it has told nothing for silenceMs.
func (f *Floor) Sources(nowMs, silenceMs int64) []SourceRow {
	busy := map[*source]bool{}
	for _, a := range f.agents {
		if a.now.State != telephony.StateSignedOut && a.now.State != "" {
			busy[a.source] = true
		}
	}
	for _, q := range f.queues {
		for k := range q.waiting {
			busy[f.calls[k].source] = true
		}
	}
	out := []SourceRow{}
	for _, s := range f.sources {
		if s.heard == 0 && s.horizon < f.day.StartMs {
			continue // told nothing today
		}
		out = append(out, SourceRow{Name: s.name, Heard: s.heard, Horizon: s.horizon, Silent: silenceMs > 0 && busy[s] && nowMs-s.heard > silenceMs})
	}
	slices.SortFunc(out, func(a, b SourceRow) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
