package live

import (
	"math"
	"strings"
)

// Objects alarms are about.
const (
	AboutQueue  = "queue"
	AboutAgent  = "agent"
	AboutSource = "source"
)

// Reasons of alarms of the rule queue_off_forecast.
const (
	Above = "above"
	Below = "below"
)

// Alarm is something that must be handled (需处置).
type Alarm struct {
	ID         string  `json:"id"`
	Rule       string  `json:"rule"`
	Severity   string  `json:"severity" enum:"warn,bad"`
	ObjectKind string  `json:"object_kind" enum:"queue,agent,source"`
	ObjectID   string  `json:"object_id"`
	ObjectName string  `json:"object_name"`
	TeamID     string  `json:"team_id,omitempty"`
	State      string  `json:"state,omitempty"`
	Reason     string  `json:"reason,omitempty"`
	Value      float64 `json:"value" doc:"when it was raised, in the unit of the rule"`
	Bound      float64 `json:"bound" doc:"the threshold it passed"`
	RaisedMs   int64   `json:"raised_ms"`
	ClearedMs  int64   `json:"cleared_ms" doc:"0 while it lasts"`
	OwnerID    string  `json:"owner_id,omitempty" doc:"person who handles it"`
	OwnerName  string  `json:"owner_name,omitempty"`
	AckedMs    int64   `json:"acked_ms" doc:"0: nobody has acknowledged it"`
	AckedBy    string  `json:"acked_by,omitempty"`
	Rev        int64   `json:"rev"`
}

// key is what an alarm is about: of one thing there is one alarm at a time.
func (a *Alarm) key() string {
	return strings.Join([]string{a.Rule, a.ObjectKind, a.ObjectID, a.State}, "\x00")
}

// Mute keeps an alarm from being raised for a while.
type Mute struct {
	ID         string `json:"id"`
	Rule       string `json:"rule"`
	ObjectKind string `json:"object_kind"`
	ObjectID   string `json:"object_id"`
	ObjectName string `json:"object_name"`
	TeamID     string `json:"team_id,omitempty"`
	UntilMs    int64  `json:"until_ms"`
	Reason     string `json:"reason"`
	ByName     string `json:"by_name"`
	AtMs       int64  `json:"at_ms"`
}

func (m *Mute) key() string {
	return strings.Join([]string{m.Rule, m.ObjectKind, m.ObjectID}, "\x00")
}

// Observation is a value that a threshold holds for, now.
type Observation struct {
	Alarm     // what the alarm would be: rule, object, state, value
	Threshold Threshold
}

// Watch decides when alarms begin and end.
type Watch struct {
	open  map[string]*Alarm
	since map[string]int64 // candidates: since when the value is at or above
	mutes map[string]int64 // until when
}

// NewWatch begins with the alarms that are open and the mutes that hold.
func NewWatch(open []Alarm, mutes []Mute) *Watch {
	w := &Watch{open: map[string]*Alarm{}, since: map[string]int64{}}
	for i := range open {
		w.open[open[i].key()] = &open[i]
	}
	w.Mute(mutes)
	return w
}

// Mute replaces the mutes.
func (w *Watch) Mute(mutes []Mute) {
	w.mutes = map[string]int64{}
	for i := range mutes {
		w.mutes[mutes[i].key()] = max(w.mutes[mutes[i].key()], mutes[i].UntilMs)
	}
}

func (w *Watch) muted(a *Alarm, nowMs int64) bool {
	return w.mutes[strings.Join([]string{a.Rule, a.ObjectKind, a.ObjectID}, "\x00")] > nowMs
}

// Step holds all observations of this moment against what is open. What is
// not observed any more is over.
func (w *Watch) Step(nowMs int64, all []Observation) (raised, cleared []Alarm) {
	seen := map[string]bool{}
	for i := range all {
		o := &all[i]
		key := o.key()
		seen[key] = true
		if open := w.open[key]; open != nil {
			if o.over(open) || w.muted(open, nowMs) {
				cleared = append(cleared, w.clear(key, nowMs))
			}
			continue
		}
		if o.Value < o.Threshold.RaiseAt || w.muted(&o.Alarm, nowMs) {
			delete(w.since, key)
			continue
		}
		since, waiting := w.since[key]
		if !waiting {
			since = nowMs
			w.since[key] = nowMs
		}
		if nowMs-since < int64(o.Threshold.HoldS)*1000 {
			continue
		}
		delete(w.since, key)
		a := o.Alarm
		a.Severity, a.Bound, a.RaisedMs = o.Threshold.Severity, o.Threshold.RaiseAt, nowMs
		w.open[key] = &a
		raised = append(raised, a)
	}
	for key := range w.since {
		if !seen[key] {
			delete(w.since, key)
		}
	}
	for key := range w.open {
		if !seen[key] {
			cleared = append(cleared, w.clear(key, nowMs))
		}
	}
	return raised, cleared
}

// over reports whether the value has come back far enough. A state that was
// too long ends only with the state.
func (o *Observation) over(open *Alarm) bool {
	if o.Rule == RuleState {
		return o.Value < o.Threshold.RaiseAt || o.Reason != open.Reason
	}
	return o.Value <= o.Threshold.ClearAt
}

func (w *Watch) clear(key string, nowMs int64) Alarm {
	a := *w.open[key]
	a.ClearedMs = nowMs
	delete(w.open, key)
	return a
}

// observe lists what thresholds hold for, at nowMs.
func observe(nowMs int64, thresholds Thresholds, queues []QueueRow, agents []AgentRow, sources []SourceRow) []Observation {
	var out []Observation
	add := func(t Threshold, a Alarm) { out = append(out, Observation{a, t}) }
	for i := range queues {
		q := &queues[i]
		about := Alarm{ObjectKind: AboutQueue, ObjectID: q.ID, ObjectName: q.Name}
		value := func(rule string, v float64) {
			if t, ok := thresholds.OfQueue(rule, q.ID); ok {
				about.Rule, about.Value = rule, v
				add(t, about)
			}
		}
		wait := 0.0
		if q.Since > 0 {
			wait = float64(max(nowMs-q.Since, 0)) / 1000
		}
		value(RuleWait, wait)
		value(RuleWaiting, float64(q.Waiting))
		value(RuleAbandoned, q.HalfAbandoned)
		if t, ok := thresholds.OfQueue(RuleLevel, q.ID); ok {
			about := about
			about.Rule, about.Value = RuleLevel, 0
			if q.HalfLevel[1] > 0 && q.HalfOffered >= float64(t.Least) {
				about.Value = max(q.Target-100*q.HalfLevel[0]/q.HalfLevel[1], 0)
			}
			add(t, about)
		}
		if t, ok := thresholds.OfQueue(RuleForecast, q.ID); ok && q.Forecast > 0 {
			about := about
			about.Rule, about.Value, about.Reason = RuleForecast, math.Abs(float64(q.Outside)), Above
			if q.Outside < 0 {
				about.Reason = Below
			}
			add(t, about)
		}
	}
	for i := range agents {
		a := &agents[i]
		if a.Off != 0 {
			if t, ok := thresholds.OfAdherence(a.Team); ok {
				add(t, Alarm{Rule: RuleAdherence, ObjectKind: AboutAgent, ObjectID: a.ID, ObjectName: a.Name, TeamID: a.Team, Reason: a.Planned, Value: float64(max(nowMs-a.Off, 0)) / 1000})
			}
		}
		if a.Limit == 0 || nowMs-a.Since < a.Limit {
			continue // what is not observed is over, and most are within their limit
		}
		t, ok := thresholds.OfState(a.Team, a.State, a.Reason)
		if !ok {
			continue
		}
		add(t, Alarm{Rule: RuleState, ObjectKind: AboutAgent, ObjectID: a.ID, ObjectName: a.Name, TeamID: a.Team, State: a.State, Reason: a.Reason,
			Value: float64(max(nowMs-a.Since, 0)) / 1000})
	}
	for _, s := range sources {
		t, ok := thresholds.Silence()
		if !ok {
			continue
		}
		v := 0.0
		if s.Silent {
			v = float64(max(nowMs-s.Heard, 0)) / 1000
		}
		add(t, Alarm{Rule: RuleSilent, ObjectKind: AboutSource, ObjectID: s.Name, ObjectName: s.Name, Value: v})
	}
	return out
}

// Name gives an alarm just raised its id and owner.
func (w *Watch) Name(a Alarm) {
	if open := w.open[a.key()]; open != nil {
		a.Rev = 1
		*open = a
	}
}

// Open lists the alarms that are open.
func (w *Watch) Open() []Alarm {
	out := make([]Alarm, 0, len(w.open))
	for _, a := range w.open {
		out = append(out, *a)
	}
	return out
}

// Know takes over what the store says of open alarms: who handles them, or
// that another node raised them first. Alarms raised here a moment ago, which
// the store does not know yet, stay.
func (w *Watch) Know(stored []Alarm) {
	for i := range stored {
		if open := w.open[stored[i].key()]; open != nil && stored[i].Rev >= open.Rev {
			*open = stored[i]
		}
	}
}
