package contract

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
)

// Line is one thing that is to be reached.
type Line struct {
	Key              string  `json:"key,omitempty" maxLength:"10" doc:"of the line within the contract; none: a new line"`
	Metric           string  `json:"metric" maxLength:"100" doc:"id of the catalogue"`
	Version          int     `json:"version,omitempty" doc:"of the definition; it is pinned by the first signature"`
	ThresholdSeconds *int    `json:"threshold_seconds,omitempty" doc:"T of within T seconds; a metric that takes it must have it"`
	Direction        string  `json:"direction" enum:"up,down" doc:"which way is better"`
	Threshold        float64 `json:"threshold" doc:"60 points: the least that counts"`
	Target           float64 `json:"target" doc:"100 points"`
	Stretch          float64 `json:"stretch" doc:"120 points; the target: there is none"`
	Rule             string  `json:"rule" enum:"linear,step,capped,veto"`
	Weight           float64 `json:"weight" doc:"in per cent; the lines make 100 together"`
	Unit             string  `json:"unit,omitempty" doc:"of the metric, as it was pinned"`
	Amount           bool    `json:"amount,omitempty" doc:"the metric adds up over days: in a part of the period its points count by the part's share of days"`
	TargetID         string  `json:"target_id,omitempty" maxLength:"60" doc:"of the target it was taken from"`
	Note             string  `json:"note,omitempty" maxLength:"2000"`
}

const (
	mostLines   = 40
	mostSeconds = 86400
	mostText    = 2000
	mostName    = 100
	whole       = 100.0
	// exact is how far from 100 the weights may be: they are written with two decimals.
	exact = 0.005
)

// points of the line in a share of the period.
func (l *Line) points(share float64) scoring.Points {
	p := scoring.Points{Threshold: l.Threshold, Target: l.Target, Stretch: l.Stretch}
	if l.Amount {
		p.Threshold, p.Target, p.Stretch = p.Threshold*share, p.Target*share, p.Stretch*share
	}
	return p
}

func (l *Line) lessIsBetter() bool { return l.Direction == metric.DirectionDown }

// ref names the metric for a question.
func (l *Line) ref() string {
	if l.Version > 0 {
		return l.Metric + "@" + strconv.Itoa(l.Version)
	}
	return l.Metric
}

// sum is what the weights make together.
func sum(lines []Line) float64 {
	var out float64
	for _, l := range lines {
		out += l.Weight
	}
	return math.Round(out*100) / 100
}

// tidy checks lines against the catalogue and gives every wrong field at once.
func tidy(lines []Line, catalogue []metric.Metric, w *fault.Collector) {
	const field = "body.lines"
	if len(lines) == 0 {
		w.Add(field, "required", "name at least one line")
	}
	if len(lines) > mostLines {
		w.Add(field, "too_many", fmt.Sprintf("at most %d lines", mostLines))
	}
	keys := map[string]bool{}
	for i := range lines {
		lines[i].tidy(w, fmt.Sprintf("%s[%d]", field, i), catalogue)
		if lines[i].Key != "" && keys[lines[i].Key] {
			w.Add(fmt.Sprintf("%s[%d].key", field, i), "taken", "is the key of another line")
		}
		keys[lines[i].Key] = true
	}
	switch total := sum(lines); {
	case len(lines) == 0:
	case total < whole-exact:
		w.Add(field, "contract.weights_missing", fmt.Sprintf("%s %% are missing: the weights make %s %%, and must make 100 %%", short(whole-total), short(total)))
	case total > whole+exact:
		w.Add(field, "contract.weights_over", fmt.Sprintf("%s %% are too many: the weights make %s %%, and must make 100 %%", short(total-whole), short(total)))
	}
}

func short(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

func (l *Line) tidy(w *fault.Collector, field string, catalogue []metric.Metric) {
	l.Note = strings.TrimSpace(l.Note)
	if utf8.RuneCountInString(l.Note) > 500 {
		w.Add(field+".note", "too_long", "must have at most 500 characters")
	}
	at := slices.IndexFunc(catalogue, func(x metric.Metric) bool { return x.ID == l.Metric && !x.Archived })
	if at < 0 {
		w.Add(field+".metric", "unknown", "there is no metric "+l.Metric)
		return
	}
	x := catalogue[at]
	l.Unit, l.Amount = x.Unit, x.Denominator == ""
	if l.Version < 0 || l.Version > 0 && !slices.ContainsFunc(x.Versions, func(d metric.Definition) bool { return d.Version == l.Version }) {
		w.Add(field+".version", "unknown", "the metric has no such version")
	}
	takes := slices.Contains(x.Takes, metric.ParamThreshold)
	switch t := l.ThresholdSeconds; {
	case takes && t == nil:
		w.Add(field+".threshold_seconds", "required", "say within how many seconds")
	case !takes && t != nil:
		w.Add(field+".threshold_seconds", "not_taken", "this metric knows no T")
	case t != nil && (*t < 0 || *t > mostSeconds):
		w.Add(field+".threshold_seconds", "out_of_range", fmt.Sprintf("must be from 0 to %d", mostSeconds))
	}
	if l.Direction != metric.DirectionUp && l.Direction != metric.DirectionDown {
		w.Add(field+".direction", "one_of", "must be up or down")
	}
	if !slices.Contains(scoring.Rules, l.Rule) {
		w.Add(field+".rule", "one_of", "must be one of "+strings.Join(scoring.Rules, ", "))
	}
	if least := map[bool]float64{true: 0, false: 0.01}[l.Rule == scoring.Veto]; !(l.Weight >= least && l.Weight <= whole) {
		w.Add(field+".weight", "out_of_range", "must be above 0 and at most 100; only a veto may weigh nothing")
	}
	l.Weight = math.Round(l.Weight*100) / 100
	switch err := l.points(1).Check(l.lessIsBetter()); {
	case errors.Is(err, scoring.ErrNumber):
		w.Add(field+".target", "range", err.Error())
	case errors.Is(err, scoring.ErrThreshold):
		w.Add(field+".threshold", "order", err.Error())
	case errors.Is(err, scoring.ErrStretch):
		w.Add(field+".stretch", "order", err.Error())
	}
}

// pin fixes the versions of the definitions that lines are signed with.
func pin(lines []Line, catalogue []metric.Metric) {
	for i := range lines {
		for k := range catalogue {
			if catalogue[k].ID == lines[i].Metric && lines[i].Version == 0 {
				lines[i].Version = catalogue[k].Version
			}
		}
	}
}

// number gives lines without a key the next keys of the contract; a key that was
// never given out is not one.
func (c *Contract) number(lines []Line) {
	for i := range lines {
		n, err := strconv.Atoi(lines[i].Key)
		if err != nil || n < 1 || n > c.Keys {
			c.Keys++
			lines[i].Key = strconv.Itoa(c.Keys)
		}
	}
}

// adopt gives lines without a key that of the contract's line of the same metric
// and seconds, so that what differs can be told; then it numbers the others.
func (c *Contract) adopt(lines []Line) {
	used := map[string]bool{}
	for _, l := range lines {
		used[l.Key] = true
	}
	for i := range lines {
		for _, old := range c.Parts[0].Lines {
			if lines[i].Key == "" && !used[old.Key] && old.Metric == lines[i].Metric && reflect.DeepEqual(old.ThresholdSeconds, lines[i].ThresholdSeconds) {
				lines[i].Key, used[old.Key] = old.Key, true
			}
		}
	}
	c.number(lines)
}
