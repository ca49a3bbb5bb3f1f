package staffing

import (
	"errors"
	"slices"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

// LevelFrom says where a target's service level comes from.
type LevelFrom string

// Where the service level comes from.
const (
	LevelOfQueue LevelFrom = "queue" // the queue's own, or the centre's, as it is in force today
	LevelGiven   LevelFrom = "given"
	LevelNone    LevelFrom = "none" // no service level is asked for
)

// LevelsFrom are all of them.
var LevelsFrom = []LevelFrom{LevelOfQueue, LevelGiven, LevelNone}

// Target is what must hold in every interval of a queue; what is 0 is not
// asked for.
type Target struct {
	LevelFrom          LevelFrom        `json:"level_from" enum:"queue,given,none" doc:"queue: the queue's own service-level target, or the centre's"`
	LevelPercent       float64          `json:"level_percent,omitempty" doc:"service level at least; of queue it is filled in"`
	Variant            queueing.Variant `json:"variant,omitempty" doc:"how service level is counted, an id like sl-off; left out: the centre's"`
	ThresholdSeconds   float64          `json:"threshold_s,omitempty" doc:"of the service level"`
	ASASeconds         float64          `json:"asa_s,omitempty" doc:"mean wait of the answered at most"`
	AbandonmentPercent float64          `json:"abandonment_percent,omitempty" doc:"at most"`
	OccupancyPercent   float64          `json:"occupancy_percent,omitempty" doc:"at most"`
	LeastAgents        int              `json:"least_agents,omitempty" doc:"never fewer while contacts may come"`
	PatienceSeconds    float64          `json:"patience_s,omitempty" doc:"mean patience; left out: as the queue's history tells it"`
}

// OwnTarget is a target of one queue in place of that of all.
type OwnTarget struct {
	QueueID string `json:"queue_id"`
	Target
}

// Limits of targets.
const (
	mostSeconds = 3600.0
	mostLeast   = 1000
	longestWait = 24 * 3600.0 // of patience
)

// check says what is wrong with a target; field is where it stands.
func (t *Target) check(w *fault.Collector, field string) {
	if t.LevelFrom == "" {
		t.LevelFrom = LevelOfQueue
	}
	number := func(name string, v, most float64) {
		if !(v >= 0 && v <= most) {
			w.Add(field+"."+name, "range", "must be from 0 to "+text(most))
		}
	}
	percent := func(name string, v float64) {
		if v != 0 && !(v >= 1 && v <= 99.9) {
			w.Add(field+"."+name, "range", "must be from 1 to 99.9")
		}
	}
	switch {
	case !slices.Contains(LevelsFrom, t.LevelFrom):
		w.Add(field+".level_from", "one_of", "must be queue, given or none")
	case t.LevelFrom == LevelGiven && t.LevelPercent == 0:
		w.Add(field+".level_percent", "required", "must not be empty")
	case t.LevelFrom == LevelGiven:
		percent("level_percent", t.LevelPercent)
	case t.LevelFrom == LevelNone && t.ASASeconds == 0 && t.AbandonmentPercent == 0 && t.OccupancyPercent == 0:
		w.Add(field+".level_from", "nothing", "without a service level another target is needed: ASA, abandonment or occupancy")
	}
	if t.Variant != "" && queueing.CheckVariant(t.Variant) != nil {
		w.Add(field+".variant", "one_of", "must be the id of a service level, like sl-off")
	}
	number("threshold_s", t.ThresholdSeconds, mostSeconds)
	number("asa_s", t.ASASeconds, mostSeconds)
	percent("abandonment_percent", t.AbandonmentPercent)
	percent("occupancy_percent", t.OccupancyPercent)
	number("patience_s", t.PatienceSeconds, longestWait)
	if t.LeastAgents < 0 || t.LeastAgents > mostLeast {
		w.Add(field+".least_agents", "range", "must be from 0 to 1000")
	}
}

// resolved fills in what a target takes from the queue and the centre.
func (t Target) resolved(queue org.Queue, centre org.Centre) Target {
	if t.Variant == "" {
		t.Variant = queueing.Variant(centre.ServiceLevelVariant)
	}
	threshold := float64(centre.ServiceLevelThresholdMs) / 1000
	if queue.ThresholdMs != nil {
		threshold = float64(*queue.ThresholdMs) / 1000
	}
	switch t.LevelFrom {
	case LevelOfQueue:
		t.ThresholdSeconds = threshold
		t.LevelPercent = centre.ServiceLevelTargetPercent
		if queue.TargetPercent != nil {
			t.LevelPercent = *queue.TargetPercent
		}
		// A formula never gives the whole; what is asked as 100 % is staffed for 99.9.
		t.LevelPercent = min(max(t.LevelPercent, 0.1), 99.9)
	case LevelNone:
		t.LevelPercent = 0
		if t.ThresholdSeconds == 0 {
			t.ThresholdSeconds = threshold
		}
	}
	return t
}

// targets is the target as the formulas take it; short is the short-abandon
// limit in seconds.
func (t Target) targets(short float64) queueing.Targets {
	return queueing.Targets{Level: t.LevelPercent / 100, Variant: t.Variant, Threshold: t.ThresholdSeconds, Short: short,
		ASA: t.ASASeconds, Abandonment: t.AbandonmentPercent / 100, Occupancy: t.OccupancyPercent / 100}
}

// reckonFault is an error of the formulas as a fault of the plan.
func reckonFault(code string, err error) error {
	var at *queueing.FieldError
	if errors.As(err, &at) {
		return fault.Invalidf("staffing.plan.reckon", "The requirement of the queue %s cannot be reckoned: %s %s.", code, at.Field, at.Problem)
	}
	return err
}
