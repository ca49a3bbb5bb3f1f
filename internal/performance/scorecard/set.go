package scorecard

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
)

// Levels of staff that may have points of their own; Everybody has no other ones.
const (
	Everybody = ""
	Newcomer  = "newcomer"
	Skilled   = "skilled"
	Expert    = "expert"
)

// StaffLevels lists them.
var StaffLevels = []string{Everybody, Newcomer, Skilled, Expert}

// Aspects of work a line may tell of.
const (
	AspectNone       = ""
	AspectDiscipline = "discipline" // keeping to the plan
	AspectWork       = "work"       // quality of work
	AspectService    = "service"    // what customers say
)

// Aspects lists them.
var Aspects = []string{AspectNone, AspectDiscipline, AspectWork, AspectService}

// rules a line may be scored by; a veto belongs into a contract.
var rules = []string{scoring.Linear, scoring.Step, scoring.Capped}

const (
	mostLines     = 12
	mostThreshold = 3600
	wholeWeight   = 100.0
	sameWeight    = 1e-6
)

// LevelPoints are the points of a level.
type LevelPoints struct {
	Level     string  `json:"level" enum:",newcomer,skilled,expert" doc:"empty: everybody without points of their own level"`
	Threshold float64 `json:"threshold" doc:"60 points"`
	Target    float64 `json:"target" doc:"100 points"`
	Stretch   float64 `json:"stretch" doc:"120 points; the target: there is none"`
}

func (p LevelPoints) points() scoring.Points {
	return scoring.Points{Threshold: p.Threshold, Target: p.Target, Stretch: p.Stretch}
}

// SetLine is a metric of a set.
type SetLine struct {
	Metric           string        `json:"metric" maxLength:"100" doc:"id in the catalogue"`
	ThresholdSeconds *int          `json:"threshold_seconds,omitempty" doc:"of a metric that has one; none: that of the queue"`
	Weight           float64       `json:"weight" doc:"per cent of the total; 0: shown only"`
	Rule             string        `json:"rule" enum:"linear,step,capped"`
	Aspect           string        `json:"aspect" enum:",discipline,work,service"`
	Points           []LevelPoints `json:"points" nullable:"false" maxItems:"4"`
}

// pointsOf are the points of a level, else those of everybody.
func (l *SetLine) pointsOf(level string) (scoring.Points, bool) {
	for _, want := range []string{level, Everybody} {
		if i := slices.IndexFunc(l.Points, func(p LevelPoints) bool { return p.Level == want }); i >= 0 {
			return l.Points[i].points(), true
		}
	}
	return scoring.Points{}, false
}

// Set is what scorecards are made of from a day on.
type Set struct {
	FromOn string    `json:"from_on" format:"date"`
	Lines  []SetLine `json:"lines" nullable:"false"`
}

// Template is the set that is shipped; it holds until the centre has its own.
func Template() Set {
	everybody := func(threshold, target, stretch float64) LevelPoints {
		return LevelPoints{Everybody, threshold, target, stretch}
	}
	newcomer := func(threshold, target, stretch float64) LevelPoints {
		return LevelPoints{Newcomer, threshold, target, stretch}
	}
	line := func(id string, weight float64, aspect string, points ...LevelPoints) SetLine {
		return SetLine{Metric: id, Weight: weight, Rule: scoring.Linear, Aspect: aspect, Points: points}
	}
	return Set{FromOn: metric.EverOn, Lines: []SetLine{
		{Metric: "answered", Rule: scoring.Linear, Points: []LevelPoints{}},
		line("cph", 10, AspectNone, everybody(4, 6, 8), newcomer(3.5, 5, 7)),
		line("aht", 10, AspectNone, everybody(400, 330, 280), newcomer(450, 380, 320)),
		line("mean-hold", 5, AspectNone, everybody(8, 5, 3)),
		line("transfer-rate", 5, AspectNone, everybody(5, 3, 1.5)),
		line("adherence", 10, AspectDiscipline, everybody(85, 92, 97)),
		line("occ-2", 10, AspectNone, everybody(55, 70, 80)),
		line("fcr", 5, AspectNone, everybody(80, 87, 92)),
		line("qa-score", 20, AspectWork, everybody(80, 90, 95), newcomer(75, 85, 92)),
		line("csat", 15, AspectService, everybody(85, 92, 97)),
		line("complaints", 10, AspectService, everybody(1, 0, 0)),
	}}
}

// check gives every wrong field at once.
func (x *Set) check(known map[string]metric.Metric) error {
	var bad fault.Collector
	if n := len(x.Lines); n == 0 || n > mostLines {
		bad.Add("body.lines", "range", fmt.Sprintf("must have 1 to %d lines", mostLines))
	}
	sum := 0.0
	seen := map[string]bool{}
	for i := range x.Lines {
		l := &x.Lines[i]
		at := fmt.Sprintf("body.lines[%d]", i)
		m, ok := known[l.Metric]
		switch {
		case !ok:
			bad.Add(at+".metric", "unknown", "is not in the catalogue")
		case seen[l.Metric]:
			bad.Add(at+".metric", "taken", "is in the set already")
		case l.Weight > 0 && m.Unit == metric.UnitCount && m.Group != metric.GroupReported:
			bad.Add(at+".weight", "count", "a count depends on the days worked: show it with the weight 0, and weigh one per hour or per contact")
		case l.Weight > 0 && m.Direction == metric.DirectionNone:
			bad.Add(at+".weight", "direction", "the metric has no better and worse")
		}
		seen[l.Metric] = true
		if math.IsNaN(l.Weight) || l.Weight < 0 || l.Weight > wholeWeight {
			bad.Add(at+".weight", "range", "must be 0 to 100")
		}
		sum += l.Weight
		if !slices.Contains(rules, l.Rule) {
			bad.Add(at+".rule", "one_of", "must be linear, step or capped")
		}
		if !slices.Contains(Aspects, l.Aspect) {
			bad.Add(at+".aspect", "one_of", "must be discipline, work, service or empty")
		}
		if s := l.ThresholdSeconds; s != nil && (*s < 0 || *s > mostThreshold) {
			bad.Add(at+".threshold_seconds", "range", fmt.Sprintf("must be 0 to %d", mostThreshold))
		}
		if l.Weight > 0 && len(l.Points) == 0 {
			bad.Add(at+".points", "required", "a line with a weight needs points")
		}
		l.checkPoints(&bad, at, m.Direction == metric.DirectionDown)
	}
	if len(x.Lines) > 0 && math.Abs(sum-wholeWeight) > sameWeight {
		bad.Add("body.lines", "weights", fmt.Sprintf("the weights are %g %% together, %g %% are missing", sum, wholeWeight-sum))
	}
	return bad.Err("scorecard.set_invalid", "The scorecard set is not complete.")
}

func (l *SetLine) checkPoints(bad *fault.Collector, at string, lessIsBetter bool) {
	levels := map[string]bool{}
	for k, p := range l.Points {
		here := fmt.Sprintf("%s.points[%d]", at, k)
		if !slices.Contains(StaffLevels, p.Level) || levels[p.Level] {
			bad.Add(here+".level", "taken", "must be a level that has no points yet")
		}
		levels[p.Level] = true
		switch err := p.points().Check(lessIsBetter); {
		case errors.Is(err, scoring.ErrStretch):
			bad.Add(here+".stretch", "order", err.Error())
		case errors.Is(err, scoring.ErrThreshold):
			bad.Add(here+".threshold", "order", err.Error())
		case err != nil:
			bad.Add(here+".target", "number", err.Error())
		}
	}
}
