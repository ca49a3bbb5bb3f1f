package scorecard

import (
	"math"

	"github.com/lingting/lingting/calc/stats"
	"github.com/lingting/lingting/internal/metric"
)

// Kinds of funnels.
const (
	FunnelRate = "rate" // a share of counts: exact binomial limits
	FunnelMean = "mean" // a mean: by the deviations within people
	FunnelNone = "none" // a count: volumes cannot be told from figures
)

// Verdicts of a funnel.
const (
	VerdictUsual  = "usual"  // what chance brings at this volume
	VerdictWatch  = "watch"  // beyond 95 %
	VerdictAction = "action" // beyond 99.8 %
)

// Spread is how the figures of people lie: the numbers of a box.
type Spread struct {
	People int     `json:"people"`
	Least  float64 `json:"least"`
	First  float64 `json:"first" doc:"quarter"`
	Middle float64 `json:"middle"`
	Third  float64 `json:"third" doc:"quarter"`
	Most   float64 `json:"most"`
}

func spreadOf(values []float64) *Spread {
	if len(values) < fewestPeers {
		return nil
	}
	q := func(p float64) float64 { return stats.Quantile(values, p) }
	return &Spread{len(values), q(0), q(0.25), q(0.5), q(0.75), q(1)}
}

// TeamFigure is a team beside others.
type TeamFigure struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Value  *float64 `json:"value" doc:"over the sums of its people; of a count the mean per person"`
	Volume float64  `json:"volume"`
	People int      `json:"people" doc:"with a value"`
	Spread *Spread  `json:"spread,omitempty" doc:"of fewer than three people none"`
	Link   string   `json:"link,omitempty"`
}

// Spot is a person or team in a funnel.
type Spot struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	TeamName string  `json:"team_name,omitempty"`
	Volume   float64 `json:"volume"`
	Value    float64 `json:"value"`
	Verdict  string  `json:"verdict" enum:"usual,watch,action"`
	Better   bool    `json:"better" doc:"of a verdict that is not usual: to the good side"`
	Link     string  `json:"link,omitempty"`
}

// Bound is the funnel at a volume.
type Bound struct {
	Volume     float64 `json:"volume"`
	WatchLow   float64 `json:"watch_low"`
	WatchHigh  float64 `json:"watch_high"`
	ActionLow  float64 `json:"action_low"`
	ActionHigh float64 `json:"action_high"`
}

// FunnelPlot is figures against volumes with what chance alone brings.
type FunnelPlot struct {
	Kind   string   `json:"kind" enum:"rate,mean,none"`
	Centre *float64 `json:"centre" doc:"of everybody, over the sums"`
	SD     *float64 `json:"sd" doc:"of one contact, within people; of a rate none"`
	Spots  []Spot   `json:"spots" nullable:"false"`
	Bounds []Bound  `json:"bounds" nullable:"false" doc:"by rising volume"`
}

// countsOf reports whether a metric is a share of counts, each of which is a yes
// or no.
func countsOf(m *metric.Metric) bool {
	yes := func(id string) bool {
		x, ok := metric.MeasureByID(id)
		return ok && x.Unit == metric.MeasureCount && x.Fact == metric.FactContact && !x.Max && !x.Distinct
	}
	switch m.ID {
	case "csat":
		return true
	case "fcr", "fcr-identified":
		return true // one less another of the same contacts
	}
	return m.Unit == metric.UnitPercent && yes(m.Numerator) && yes(m.Denominator)
}

// boundSteps is of how many volumes the lines of a funnel are told.
const boundSteps = 40

// funnelOf judges spots. sd is of one observation, 0 when it is not known.
func funnelOf(m *metric.Metric, centre *float64, sd float64, spots []Spot) FunnelPlot {
	out := FunnelPlot{Kind: FunnelMean, Centre: centre, Spots: spots, Bounds: []Bound{}}
	scale := 1.0
	switch {
	case centre == nil || len(spots) == 0:
		out.Kind = FunnelNone
	case countsOf(m):
		out.Kind, scale, sd = FunnelRate, m.Scale, 0
	case m.Denominator == "" || sd <= 0:
		out.Kind = FunnelNone
	default:
		out.SD = &sd
	}
	if out.Kind == FunnelNone {
		for i := range spots {
			spots[i].Verdict = VerdictUsual
		}
		return out
	}
	f := stats.Funnel{Centre: *centre / scale, SD: sd}
	least, most := math.Inf(1), 0.0
	for i := range spots {
		x := &spots[i]
		x.Verdict = VerdictUsual
		side := f.Beyond(x.Value/scale, x.Volume, stats.FunnelAction)
		if side != 0 {
			x.Verdict = VerdictAction
		} else if side = f.Beyond(x.Value/scale, x.Volume, stats.FunnelWarning); side != 0 {
			x.Verdict = VerdictWatch
		}
		x.Better = side != 0 && side > 0 == (m.Direction == metric.DirectionUp)
		least, most = math.Min(least, x.Volume), math.Max(most, x.Volume)
	}
	least = math.Max(least*0.8, math.Min(least, 1))
	for i := range boundSteps {
		n := least * math.Pow(most*1.05/least, float64(i)/(boundSteps-1))
		var b Bound
		b.Volume = n
		b.WatchLow, b.WatchHigh = f.Limits(n, stats.FunnelWarning)
		b.ActionLow, b.ActionHigh = f.Limits(n, stats.FunnelAction)
		b.WatchLow, b.WatchHigh, b.ActionLow, b.ActionHigh = b.WatchLow*scale, b.WatchHigh*scale, b.ActionLow*scale, b.ActionHigh*scale
		out.Bounds = append(out.Bounds, b)
	}
	return out
}
