package target

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
)

// The five things a good target is.
const (
	Specific   = "specific"
	Measurable = "measurable"
	Achievable = "achievable"
	Relevant   = "relevant"
	TimeBound  = "time_bound"
)

// pastPeriods is how many periods a target is held against.
const pastPeriods = 12

// Smart is what there is to say of a target before it is saved. It warns and
// does not refuse.
type Smart struct {
	Findings []Finding `json:"findings" nullable:"false"`
	Past     []Past    `json:"past" nullable:"false" doc:"the last twelve periods of the same subject that have a value"`
	Mean     *float64  `json:"mean"`
	Best     *float64  `json:"best"`
	Reached  *float64  `json:"reached" doc:"per cent of the past periods that were as good as the target"`
}

// Finding is one thing of a target.
type Finding struct {
	Criterion string   `json:"criterion" enum:"specific,measurable,achievable,relevant,time_bound"`
	Warns     bool     `json:"warns"`
	Code      string   `json:"code" doc:"the key of its words"`
	Value     *float64 `json:"value,omitempty"`
}

// Past is what the subject reached in a period.
type Past struct {
	FromOn string  `json:"from_on" format:"date"`
	Value  float64 `json:"value"`
}

// Judge looks whether a target would be specific, measurable, achievable,
// relevant and bound to a time. Wrong values are refused as on saving. Needs the
// permission target.edit.
func (s *Service) Judge(ctx context.Context, in Request) (out Smart, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	w, err := s.look(ctx)
	if err != nil {
		return out, err
	}
	var bad fault.Collector
	t := in.tidy(&bad, "body.", w.all, &w.dir)
	if err := s.knowsGoal(ctx, &bad, in.GoalID); err != nil {
		return out, err
	}
	if err := bad.Err("target.invalid", "The target has wrong values."); err != nil {
		return out, err
	}
	t.Versions = []Version{{FromOn: t.FromOn, Points: in.Points, MetricVersion: in.MetricVersion, GoalID: in.GoalID, Relevance: in.Relevance, Active: true}}
	past, err := s.past(ctx, w, &t)
	if err != nil {
		return out, err
	}
	return w.judged(&t, past), nil
}

// past reads the last periods of the subject before the target's.
func (s *Service) past(ctx context.Context, w *world, t *Target) ([]Past, error) {
	out := []Past{}
	today, err := civil.Parse(w.today)
	if err != nil {
		return nil, err
	}
	current, _ := PeriodOf(t.Period, today)
	end, err := civil.Parse(min(t.FromOn, current.From.String()))
	if err != nil {
		return nil, err
	}
	begin := end
	for range pastPeriods {
		r, _ := PeriodOf(t.Period, begin.Add(-1))
		begin = r.From
	}
	q := questionOf(t).query([]string{t.Ref(w.today)}, nil)
	q.From, q.To, q.Grain, q.By = begin.String(), end.Add(-1).String(), metric.Grain(t.Period), nil
	if t.Scope != Centre {
		q.Filter = filter(t.Scope, []string{t.ScopeID})
	}
	a, err := s.numbers.Query(asRoom(ctx), q)
	if err != nil {
		return nil, err
	}
	for i := range a.Rows {
		if n := a.Rows[i].Values.Of(t.Ref(w.today)); n.Value != nil && len(a.Rows[i].Start) >= len("2026-11-01") {
			out = append(out, Past{a.Rows[i].Start[:len("2026-11-01")], metric.Shown(*n.Value, w.all[t.Metric].Unit)})
		}
	}
	return out, nil
}

// judged says what there is to say of a target.
func (w *world) judged(t *Target, past []Past) Smart {
	out := Smart{Findings: []Finding{}, Past: past}
	say := func(criterion, code string, warns bool, value ...float64) {
		f := Finding{Criterion: criterion, Code: code, Warns: warns}
		if len(value) > 0 {
			f.Value = &value[0]
		}
		out.Findings = append(out.Findings, f)
	}
	m, v := w.all[t.Metric], t.Last()
	if m.Direction != metric.DirectionNone && m.Direction != t.Direction {
		say(Specific, "direction", true)
	} else {
		say(Specific, "named", false)
	}
	t.definition(m.Versions, v.MetricVersion, say)
	if len(past) == 0 {
		say(Measurable, "no_data", true)
		say(Achievable, "no_history", true)
	} else {
		say(Measurable, "measured", false, float64(len(past)))
		w.achievable(t, v, past, &out, say)
	}
	switch {
	case v.GoalID != "":
		say(Relevant, "goal", false)
	case v.Relevance != "":
		say(Relevant, "reason", false)
	default:
		say(Relevant, "none", true)
	}
	switch {
	case t.ToOn < w.today:
		say(TimeBound, "over", true)
	case t.FromOn <= w.today && t.passed(w.today) > 0.5:
		say(TimeBound, "late", true, 100*t.passed(w.today))
	default:
		say(TimeBound, "period", false)
	}
	return out
}

// definition tells which version of the metric's definition the target is held
// against, where that is not plain.
func (t *Target) definition(versions []metric.Definition, pinned int, say func(criterion, code string, warns bool, value ...float64)) {
	held := []int{}
	for _, d := range versions {
		switch {
		case d.EffectiveOn <= t.FromOn:
			held = []int{d.Version}
		case d.EffectiveOn <= t.ToOn:
			held = append(held, d.Version)
		}
	}
	switch {
	case len(held) == 0:
	case pinned != 0 && !slices.Contains(held, pinned):
		say(Specific, "pinned", true, float64(held[len(held)-1]))
	case pinned == 0 && len(held) > 1:
		say(Specific, "turns", true, float64(held[len(held)-1]))
	}
}

func (w *world) achievable(t *Target, v Version, past []Past, out *Smart, say func(criterion, code string, warns bool, value ...float64)) {
	turn := 1.0
	if t.LessIsBetter() {
		turn = -1
	}
	better := func(a, b Past) int {
		switch {
		case turn*a.Value > turn*b.Value:
			return 1
		case turn*a.Value < turn*b.Value:
			return -1
		}
		return 0
	}
	best := slices.MaxFunc(past, better).Value
	mean, reached := 0.0, 0.0
	for _, p := range past {
		mean += p.Value / float64(len(past))
		if turn*p.Value >= turn*v.Target {
			reached += 100 / float64(len(past))
		}
	}
	mean = metric.Shown(mean, w.all[t.Metric].Unit)
	out.Best, out.Mean, out.Reached = &best, &mean, &reached
	switch {
	case turn*v.Target > turn*best:
		say(Achievable, "never_reached", true, best)
	case turn*v.Target < turn*mean:
		say(Achievable, "easy", true, mean)
	default:
		say(Achievable, "reached", false, reached)
	}
	if turn*v.Stretch > turn*best {
		say(Achievable, "stretch_beyond", true, best)
	}
}
