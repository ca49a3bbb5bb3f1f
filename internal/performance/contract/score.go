package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// Computation is a contract's score with all that it was made of. Written as
// JSON it is canonical: the same lines and numbers give the same bytes.
type Computation struct {
	V          int         `json:"v"`
	ContractID string      `json:"contract_id"`
	SubjectID  string      `json:"subject_id" doc:"the person or the team whose numbers count"`
	FromOn     string      `json:"from_on"`
	ToOn       string      `json:"to_on"`
	Lines      []LineScore `json:"lines" nullable:"false"`
	Missing    int         `json:"missing" doc:"lines without a number: the others share their weight"`
	Vetoed     []string    `json:"vetoed" nullable:"false" doc:"veto lines that were missed: the total is 0"`
	Total      *float64    `json:"total"`
}

// LineScore is what a line came to.
type LineScore struct {
	Key       string   `json:"key"`
	FromOn    string   `json:"from_on" doc:"of its part"`
	ToOn      string   `json:"to_on"`
	Metric    string   `json:"metric"`
	Version   int      `json:"version"`
	Seconds   *int     `json:"threshold_seconds,omitempty"`
	Unit      string   `json:"unit"`
	Direction string   `json:"direction"`
	Rule      string   `json:"rule"`
	Threshold float64  `json:"threshold" doc:"as it counts in the part"`
	Target    float64  `json:"target"`
	Stretch   float64  `json:"stretch"`
	Weight    float64  `json:"weight" doc:"as agreed"`
	Share     float64  `json:"share" doc:"of the days of its part in the period, from 0 to 1"`
	Counted   float64  `json:"counted" doc:"weight in the total, in per cent: agreed weight by share of days, and its part of what lines without a number left"`
	Value     *float64 `json:"value"`
	Num       float64  `json:"num"`
	Den       float64  `json:"den"`
	Reason    string   `json:"reason,omitempty" doc:"why there is no value"`
	Decided   bool     `json:"decided,omitempty" doc:"the value was decided on appeal"`
	Score     *float64 `json:"score"`
	Points    float64  `json:"points" doc:"what it adds to the total"`
}

// reading is a number as the catalogue gave it.
type reading struct {
	value    *float64
	num, den float64
	reason   string
}

// compute scores a contract. read gives the number of a line in a part; value
// nil: there is none.
func compute(c *Contract, read func(s stretch, l *Line) reading) Computation {
	out := Computation{V: 1, ContractID: c.ID, SubjectID: c.subject(), FromOn: c.FromOn, ToOn: c.ToOn, Lines: []LineScore{}, Vetoed: []string{}}
	for _, s := range c.stretches() {
		for i := range s.lines {
			l := &s.lines[i]
			share := s.share
			p := l.points(share)
			n := read(s, l)
			x := LineScore{Key: l.Key, FromOn: s.from.String(), ToOn: s.to.String(), Metric: l.Metric, Version: l.Version, Seconds: l.ThresholdSeconds, Unit: l.Unit, Direction: l.Direction, Rule: l.Rule,
				Threshold: p.Threshold, Target: p.Target, Stretch: p.Stretch, Weight: l.Weight, Share: share, Value: n.value, Num: n.num, Den: n.den, Reason: n.reason}
			if v, ok := c.Decided[l.Key]; ok {
				x.Value, x.Reason, x.Decided = &v, "", true
			}
			x.score()
			out.Lines = append(out.Lines, x)
		}
	}
	out.add()
	return out
}

func (c *Contract) subject() string {
	if c.Scope == ScopeTeam {
		return c.ScopeTeam
	}
	return c.PersonID
}

// score judges the value as people read it, to a tenth of a point.
func (x *LineScore) score() {
	x.Score = nil
	if x.Value == nil {
		return
	}
	p := scoring.Points{Threshold: x.Threshold, Target: x.Target, Stretch: x.Stretch}
	v := math.Round(10*scoring.Score(x.Rule, p, x.Direction == metric.DirectionDown, metric.Shown(*x.Value, x.Unit))) / 10
	x.Score = &v
}

// add makes the total: the sum of scores by weights. Lines without a number
// leave their weight to the others in proportion.
func (x *Computation) add() {
	x.Missing, x.Vetoed, x.Total = 0, []string{}, nil
	known := 0.0
	for i := range x.Lines {
		l := &x.Lines[i]
		l.Counted, l.Points = 0, 0
		if l.Score == nil {
			x.Missing++
			continue
		}
		known += l.Weight * l.Share
		if l.Rule == scoring.Veto && *l.Score == 0 {
			x.Vetoed = append(x.Vetoed, l.Key)
		}
	}
	if known == 0 && len(x.Vetoed) == 0 {
		return
	}
	total := 0.0
	for i := range x.Lines {
		l := &x.Lines[i]
		if l.Score == nil || known == 0 {
			continue
		}
		l.Counted = whole * l.Weight * l.Share / known
		l.Points = *l.Score * l.Counted / whole
		total += l.Points
	}
	if len(x.Vetoed) > 0 {
		total = 0
	}
	total = math.Round(total*100) / 100
	x.Total = &total
}

// bytes are the canonical form.
func (x *Computation) bytes() []byte {
	b, err := json.Marshal(x)
	if err != nil {
		panic(err) // numbers of the catalogue are finite
	}
	return b
}

// fingerprint tells computations apart at a glance.
func fingerprint(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}
