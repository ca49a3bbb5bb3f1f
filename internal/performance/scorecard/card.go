package scorecard

import (
	"cmp"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// fewestPeers is of how many people a median is told at least: of fewer it would
// tell of one of them.
const fewestPeers = 3

// Line is a line of a person's scorecard.
type Line struct {
	Metric           string   `json:"metric"`
	NameZH           string   `json:"name_zh"`
	NameEN           string   `json:"name_en"`
	Unit             string   `json:"unit" enum:"count,percent,seconds,per_hour,ratio,erlang,points,hours,money"`
	Direction        string   `json:"direction" enum:"up,down,none"`
	ThresholdSeconds *int     `json:"threshold_seconds,omitempty"`
	Weight           float64  `json:"weight" doc:"per cent of the total; 0: shown only"`
	Aspect           string   `json:"aspect" enum:",discipline,work,service"`
	Value            *float64 `json:"value"`
	Num              float64  `json:"num"`
	Den              float64  `json:"den"`
	Version          int      `json:"version,omitempty"`
	Grade            string   `json:"grade,omitempty"`
	RepairedShare    float64  `json:"repaired_share,omitempty"`
	From             string   `json:"from,omitempty" format:"date" doc:"first day that the value is of"`
	To               string   `json:"to,omitempty" format:"date"`
	Carried          bool     `json:"carried" doc:"the value is of a month told before, as nothing is told of the period yet"`
	Points           *Points  `json:"points,omitempty"`
	PointsFrom       string   `json:"points_from" enum:",own,set" doc:"own: the person's target; set: the scorecard set by level"`
	Score            *float64 `json:"score"`
	State            string   `json:"state" enum:"exceeded,reached,near,missed,unknown"`
	Before           *float64 `json:"before" doc:"value of the period before"`
	BeforeScore      *float64 `json:"before_score"`
	Median           *float64 `json:"median" doc:"of the team; none of fewer than three people"`
	Peers            int      `json:"peers" doc:"people the median is of"`
	Link             string   `json:"link,omitempty" doc:"opens the rows of the value"`
}

// Points are what a value is held against.
type Points struct {
	Threshold float64 `json:"threshold"`
	Target    float64 `json:"target"`
	Stretch   float64 `json:"stretch"`
}

// Move is what a line added to the change of the total.
type Move struct {
	Metric string  `json:"metric"`
	By     float64 `json:"by" doc:"points of the total"`
}

// Advice is what brings most: the line with the most points to gain.
type Advice struct {
	Metric string  `json:"metric"`
	Kind   string  `json:"kind" enum:"raise,lower,keep" doc:"raise or lower the value to the target; keep: it has fallen most"`
	From   float64 `json:"from_value"`
	To     float64 `json:"to_value"`
	Gain   float64 `json:"gain" doc:"points of the total"`
}

// Kinds of advice.
const (
	adviceRaise = "raise"
	adviceLower = "lower"
	adviceKeep  = "keep"
)

// Card is a person's scorecard of a period.
type Card struct {
	Period
	PersonID string   `json:"person_id"`
	Name     string   `json:"name"`
	AgentNo  string   `json:"agent_no"`
	TeamID   string   `json:"team_id,omitempty"`
	TeamName string   `json:"team_name,omitempty"`
	Level    string   `json:"level,omitempty"`
	SetFrom  string   `json:"set_from" format:"date" doc:"first day of the set it is made by"`
	Score    *float64 `json:"score"`
	Known    float64  `json:"known" doc:"share of the weight that has a score, 0 to 1"`
	Before   *float64 `json:"before" doc:"total of the period before"`
	Change   *float64 `json:"change" doc:"over the lines that both periods know; the moves add up to it"`
	Moves    []Move   `json:"moves" nullable:"false" doc:"the largest first"`
	Advice   []Advice `json:"advice" nullable:"false"`
	Lines    []Line   `json:"lines" nullable:"false"`
}

// score judges a number of a line.
func (l *line) score(n metric.Number, p scoring.Points) *float64 {
	if n.Value == nil {
		return nil
	}
	v := scoring.Score(l.Rule, p, l.lessIsBetter(), metric.Shown(*n.Value, l.about.Unit))
	return &v
}

// lineOf is a line of a person; before may be nil.
func (l *line) lineOf(now, before map[string]reading, g *goals, person string, p Period) Line {
	out := Line{Metric: l.Metric, NameZH: l.about.NameZH, NameEN: l.about.NameEN, Unit: l.about.Unit, Direction: l.about.Direction, ThresholdSeconds: l.ThresholdSeconds, Weight: l.Weight, Aspect: l.Aspect}
	if !l.known {
		out.Unit, out.Direction = metric.UnitCount, metric.DirectionNone
	}
	points, from := g.of(l, person)
	if out.PointsFrom = from; from != "" {
		out.Points = &Points{points.Threshold, points.Target, points.Stretch}
	}
	if r, ok := now[person]; ok {
		out.Value, out.Num, out.Den, out.Version, out.Grade, out.RepairedShare = r.Value, r.Num, r.Den, r.Version, r.Grade, r.RepairedShare
		out.From, out.To, out.Link = r.days.From.String(), r.days.To.String(), l.link(person, r.days)
		out.Carried = l.reported && (p.Kind != Month || r.days.From != p.Now.From)
		if from != "" {
			out.Score = l.score(r.Number, points)
		}
	}
	if r, ok := before[person]; ok {
		out.Before = r.Value
		if from != "" {
			out.BeforeScore = l.score(r.Number, points)
		}
	}
	out.State = scoring.StateOf(out.Score)
	return out
}

// median of the values of several people, nil of too few.
func median(of map[string]reading) (*float64, int) {
	all := make([]float64, 0, len(of))
	for _, r := range of {
		all = append(all, *r.Value)
	}
	if len(all) < fewestPeers {
		return nil, len(all)
	}
	slices.Sort(all)
	m := (all[(len(all)-1)/2] + all[len(all)/2]) / 2
	return &m, len(all)
}

// totalOf is the weighted mean of the scores that are known, and which share of
// the weight they are.
func totalOf(lines []Line, score func(*Line) *float64) (total *float64, known float64) {
	var sum, weight, all float64
	for i := range lines {
		all += lines[i].Weight
		if s := score(&lines[i]); s != nil && lines[i].Weight > 0 {
			sum += lines[i].Weight * *s
			weight += lines[i].Weight
		}
	}
	if weight == 0 {
		return nil, 0
	}
	v := sum / weight
	return &v, weight / all
}

func scoreNow(l *Line) *float64    { return l.Score }
func scoreBefore(l *Line) *float64 { return l.BeforeScore }

// moves shares the change of the total out among the lines that both periods
// know; they add up to it.
func moves(lines []Line) (change *float64, out []Move) {
	var weight, sum float64
	for i := range lines {
		if l := &lines[i]; l.Weight > 0 && l.Score != nil && l.BeforeScore != nil {
			weight += l.Weight
		}
	}
	out = []Move{}
	if weight == 0 {
		return nil, out
	}
	for i := range lines {
		if l := &lines[i]; l.Weight > 0 && l.Score != nil && l.BeforeScore != nil {
			by := l.Weight * (*l.Score - *l.BeforeScore) / weight
			sum += by
			if by != 0 {
				out = append(out, Move{l.Metric, by})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Move) int { return cmp.Compare(math.Abs(b.By), math.Abs(a.By)) })
	return &sum, out
}

// mostAdvice is how many things to do next are told: more are none.
const mostAdvice = 2

// leastGain is how many points of the total are worth an advice.
const leastGain = 0.5

// advise names the lines with the most points to gain up to the target; when
// everything is reached, the line that has fallen most.
func advise(lines []Line) []Advice {
	var weight float64
	for i := range lines {
		if lines[i].Score != nil {
			weight += lines[i].Weight
		}
	}
	out := []Advice{}
	var fallen *Line
	for i := range lines {
		l := &lines[i]
		if l.Weight == 0 || l.Score == nil || l.Points == nil || l.Value == nil {
			continue
		}
		kind := adviceRaise
		if l.Direction == metric.DirectionDown {
			kind = adviceLower
		}
		if gain := l.Weight * (scoring.AtTarget - *l.Score) / weight; gain >= leastGain {
			out = append(out, Advice{l.Metric, kind, *l.Value, l.Points.Target, gain})
		}
		if l.BeforeScore != nil && *l.Score < *l.BeforeScore && (fallen == nil || *l.Score-*l.BeforeScore < *fallen.Score-*fallen.BeforeScore) {
			fallen = l
		}
	}
	slices.SortStableFunc(out, func(a, b Advice) int { return cmp.Compare(b.Gain, a.Gain) })
	if len(out) > mostAdvice {
		out = out[:mostAdvice]
	}
	if len(out) == 0 && fallen != nil {
		out = append(out, Advice{fallen.Metric, adviceKeep, *fallen.Value, *fallen.Before, fallen.Weight * (*fallen.BeforeScore - *fallen.Score) / weight})
	}
	return out
}

// finish counts what follows from the lines.
func (c *Card) finish() {
	c.Score, c.Known = totalOf(c.Lines, scoreNow)
	c.Before, _ = totalOf(c.Lines, scoreBefore)
	c.Change, c.Moves = moves(c.Lines)
	c.Advice = advise(c.Lines)
}
