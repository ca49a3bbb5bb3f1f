package live

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony"
)

// Rules of alarms. What is measured, in which unit, and what it is about.
const (
	RuleWaiting   = "queue_waiting"      // contacts waiting in a queue
	RuleWait      = "queue_longest_wait" // seconds the longest waiting has waited
	RuleLevel     = "queue_level_gap"    // points the half-hour's service level lies below its target
	RuleAbandoned = "queue_abandoned"    // abandons of the half-hour
	RuleForecast  = "queue_off_forecast" // half-hours in a row outside the forecast's 95 % band
	RuleState     = "agent_state"        // seconds an agent is in one state
	RuleAdherence = "agent_adherence"    // seconds an agent deviates from the schedule, beyond the grace
	RuleSilent    = "source_silent"      // seconds a source has told nothing while people work
)

// Rules lists them in the order they are shown.
var Rules = []string{RuleWait, RuleWaiting, RuleLevel, RuleAbandoned, RuleForecast, RuleState, RuleAdherence, RuleSilent}

// Targets a threshold can be set for.
const (
	ForCentre = "centre"
	ForQueue  = "queue"
	ForTeam   = "team"
)

// Severities, the lighter first.
const (
	Warn = "warn"
	Bad  = "bad"
)

// Threshold says when something becomes an alarm and when it is over. An
// alarm is raised once the value has been at RaiseAt or above for HoldS
// seconds, and stays until the value is at ClearAt or below.
type Threshold struct {
	ID       string  `json:"id,omitempty" doc:"absent: the threshold the product comes with"`
	Rule     string  `json:"rule" enum:"queue_longest_wait,queue_waiting,queue_level_gap,queue_abandoned,queue_off_forecast,agent_state,agent_adherence,source_silent"`
	Target   string  `json:"target" enum:"centre,queue,team"`
	TargetID string  `json:"target_id,omitempty"`
	State    string  `json:"state,omitempty" doc:"of agent_state: the state" enum:"ringing,talking,hold,wrap_up,aux,ready,"`
	Reason   string  `json:"reason,omitempty" doc:"of agent_state and aux: the reason code; absent: any"`
	RaiseAt  float64 `json:"raise_at"`
	ClearAt  float64 `json:"clear_at"`
	HoldS    int     `json:"hold_s" doc:"seconds the value must hold before the alarm is raised"`
	Least    int     `json:"least,omitempty" doc:"of queue_level_gap: contacts the half-hour must have"`
	Severity string  `json:"severity" enum:"warn,bad"`
	Enabled  bool    `json:"enabled"`
	Rev      int64   `json:"rev,omitempty"`
}

// Defaults hold for the centre until someone sets others.
var Defaults = []Threshold{
	{Rule: RuleWait, Target: ForCentre, RaiseAt: 120, ClearAt: 60, Severity: Bad, Enabled: true},
	{Rule: RuleWaiting, Target: ForCentre, RaiseAt: 10, ClearAt: 5, HoldS: 10, Severity: Warn, Enabled: true},
	{Rule: RuleLevel, Target: ForCentre, RaiseAt: 10, ClearAt: 5, HoldS: 60, Least: 10, Severity: Warn, Enabled: true},
	{Rule: RuleAbandoned, Target: ForCentre, RaiseAt: 5, ClearAt: 2, Severity: Warn, Enabled: true},
	{Rule: RuleForecast, Target: ForCentre, RaiseAt: 2, Severity: Warn, Enabled: true},
	{Rule: RuleState, Target: ForCentre, State: telephony.StateRinging, RaiseAt: 30, Severity: Warn, Enabled: true},
	{Rule: RuleState, Target: ForCentre, State: telephony.StateTalking, RaiseAt: 900, Severity: Warn, Enabled: true},
	{Rule: RuleState, Target: ForCentre, State: telephony.StateHold, RaiseAt: 180, Severity: Bad, Enabled: true},
	{Rule: RuleState, Target: ForCentre, State: telephony.StateWrapUp, RaiseAt: 180, Severity: Bad, Enabled: true},
	{Rule: RuleState, Target: ForCentre, State: telephony.StateAux, RaiseAt: 1200, Severity: Bad, Enabled: true},
	{Rule: RuleAdherence, Target: ForCentre, RaiseAt: 300, Severity: Warn, Enabled: true},
	{Rule: RuleSilent, Target: ForCentre, RaiseAt: 120, ClearAt: 10, Severity: Bad, Enabled: true},
}

var limitStates = []string{telephony.StateRinging, telephony.StateTalking, telephony.StateHold, telephony.StateWrapUp, telephony.StateAux, telephony.StateReady}

func (t Threshold) key() string {
	return strings.Join([]string{t.Rule, t.Target, t.TargetID, t.State, t.Reason}, "\x00")
}

func (t Threshold) check() error {
	var w fault.Collector
	if !slices.Contains(Rules, t.Rule) {
		w.Add("body.rule", "one_of", "must be one of "+strings.Join(Rules, ", "))
	}
	t.checkTarget(&w)
	if t.Rule == RuleState {
		if !slices.Contains(limitStates, t.State) {
			w.Add("body.state", "one_of", "must be one of "+strings.Join(limitStates, ", "))
		}
		if t.Reason != "" && t.State != telephony.StateAux {
			w.Add("body.reason", "only_aux", "only the state aux has reasons")
		}
	} else if t.State != "" || t.Reason != "" {
		w.Add("body.state", "not_here", "only the rule agent_state is about states")
	}
	if utf8.RuneCountInString(t.Reason) > 60 {
		w.Add("body.reason", "too_long", "must have at most 60 characters")
	}
	most := 100_000.0
	switch t.Rule {
	case RuleLevel:
		most = 100
	case RuleForecast:
		most = 48
	}
	if !(t.RaiseAt > 0 && t.RaiseAt <= most) {
		w.Add("body.raise_at", "range", fmt.Sprintf("must be more than 0 and at most %g", most))
	}
	if t.Rule != RuleState && !(t.ClearAt >= 0 && t.ClearAt < t.RaiseAt) {
		w.Add("body.clear_at", "below_raise", "must be at least 0 and less than raise_at, or the alarm would come and go")
	}
	if t.HoldS < 0 || t.HoldS > 3600 {
		w.Add("body.hold_s", "range", "must be from 0 to 3600")
	}
	if t.Least < 0 || t.Least > 10_000 {
		w.Add("body.least", "range", "must be from 0 to 10000")
	}
	if t.Severity != Warn && t.Severity != Bad {
		w.Add("body.severity", "one_of", "must be warn or bad")
	}
	return w.Err("telephony.floor.threshold_invalid", "The threshold has wrong values.")
}

func (t Threshold) checkTarget(w *fault.Collector) {
	ok := map[string][]string{RuleState: {ForCentre, ForTeam}, RuleAdherence: {ForCentre, ForTeam}, RuleSilent: {ForCentre}}[t.Rule]
	if ok == nil {
		ok = []string{ForCentre, ForQueue}
	}
	if !slices.Contains(ok, t.Target) {
		w.Add("body.target", "one_of", "this rule is set for "+strings.Join(ok, " or "))
	}
	if (t.Target == ForCentre) != (t.TargetID == "") {
		w.Add("body.target_id", "required", "names the queue or team, and nothing for the centre")
	}
}

// Thresholds are all that were set, over the defaults.
type Thresholds map[string]Threshold

// NewThresholds puts what was set over the defaults.
func NewThresholds(set []Threshold) Thresholds {
	out := Thresholds{}
	for _, t := range append(slices.Clone(Defaults), set...) {
		out[t.key()] = t
	}
	return out
}

// find gives the first threshold there is; ok is false without one or when it
// is switched off.
func (t Thresholds) find(candidates ...Threshold) (Threshold, bool) {
	for _, c := range candidates {
		if found, ok := t[c.key()]; ok {
			return found, found.Enabled
		}
	}
	return Threshold{}, false
}

// OfQueue is what holds for a queue: its own, else the centre's.
func (t Thresholds) OfQueue(rule, queueID string) (Threshold, bool) {
	return t.find(Threshold{Rule: rule, Target: ForQueue, TargetID: queueID}, Threshold{Rule: rule, Target: ForCentre})
}

// OfState is what holds for an agent's state: the team's before the centre's,
// and the reason's before that of any reason.
func (t Thresholds) OfState(teamID, state, reason string) (Threshold, bool) {
	candidates := make([]Threshold, 0, 4)
	for _, at := range []Threshold{{Target: ForTeam, TargetID: teamID}, {Target: ForCentre}} {
		if at.Target == ForTeam && teamID == "" {
			continue
		}
		at.Rule, at.State = RuleState, state
		if reason != "" {
			with := at
			with.Reason = reason
			candidates = append(candidates, with)
		}
		candidates = append(candidates, at)
	}
	return t.find(candidates...)
}

// OfAdherence is what holds for somebody who deviates from the schedule: the
// team's before the centre's.
func (t Thresholds) OfAdherence(teamID string) (Threshold, bool) {
	return t.find(Threshold{Rule: RuleAdherence, Target: ForTeam, TargetID: teamID}, Threshold{Rule: RuleAdherence, Target: ForCentre})
}

// Silence is the threshold of silent sources.
func (t Thresholds) Silence() (Threshold, bool) {
	return t.find(Threshold{Rule: RuleSilent, Target: ForCentre})
}

// List gives them in the order they are shown.
func (t Thresholds) List() []Threshold {
	out := make([]Threshold, 0, len(t))
	for _, x := range t {
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Threshold) int {
		return cmp.Or(cmp.Compare(slices.Index(Rules, a.Rule), slices.Index(Rules, b.Rule)), cmp.Compare(a.State, b.State), cmp.Compare(a.Reason, b.Reason),
			cmp.Compare(a.Target, b.Target), cmp.Compare(a.TargetID, b.TargetID))
	})
	return out
}
