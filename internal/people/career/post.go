package career

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// States of a candidate.
const (
	Applied   = "applied"
	Withdrawn = "withdrawn"
	Chosen    = "chosen"
)

// Opening is a post that is to be filled.
type Opening struct {
	ID        string      `json:"id"`
	Position  string      `json:"position" doc:"code"`
	Title     string      `json:"title"`
	TeamID    string      `json:"team_id,omitempty"`
	Seats     int         `json:"seats" doc:"how many are wanted"`
	OpensOn   string      `json:"opens_on"`
	ClosesOn  string      `json:"closes_on" doc:"last day to apply; the post stays open until it is filled or ended"`
	Ended     bool        `json:"ended"`
	Words     string      `json:"words,omitempty" doc:"what is asked"`
	Criteria  []Criterion `json:"criteria" nullable:"false"`
	Panel     []string    `json:"panel" nullable:"false" doc:"ids of the people who score"`
	Rev       int64       `json:"rev"`
	ChangedMs int64       `json:"changed_ms"`
	ChangedBy string      `json:"changed_by"`
}

// Criterion is what the panel scores from 0 to 100, and how much it counts.
type Criterion struct {
	Name   string  `json:"name" maxLength:"200"`
	Weight float64 `json:"weight"`
}

// OpeningRequest says what a post is to be.
type OpeningRequest struct {
	Position string      `json:"position" maxLength:"40"`
	Title    string      `json:"title" maxLength:"400"`
	TeamID   string      `json:"team_id,omitempty" maxLength:"60"`
	Seats    int         `json:"seats"`
	OpensOn  string      `json:"opens_on" maxLength:"10"`
	ClosesOn string      `json:"closes_on" maxLength:"10"`
	Ended    bool        `json:"ended,omitempty"`
	Words    string      `json:"words,omitempty" maxLength:"8000"`
	Criteria []Criterion `json:"criteria" nullable:"false"`
	Panel    []string    `json:"panel" nullable:"false"`
}

// Candidate is somebody who applied.
type Candidate struct {
	PersonID  string `json:"person_id"`
	Name      string `json:"name"`
	AgentNo   string `json:"agent_no"`
	TeamName  string `json:"team_name,omitempty"`
	Words     string `json:"words,omitempty"`
	State     string `json:"state" enum:"applied,withdrawn,chosen"`
	AppliedMs int64  `json:"applied_ms"`
	// Of the panel; only for who decides.
	Scores []Score  `json:"scores" nullable:"false" doc:"of the panel: all for who decides, else one's own"`
	Total  *float64 `json:"total,omitempty" doc:"weighted mean of the panel, for who decides"`
	Rank   int      `json:"rank,omitempty"`
}

// Score is what one of the panel gave, by criterion.
type Score struct {
	JudgeID  string    `json:"judge_id"`
	Judge    string    `json:"judge"`
	Points   []float64 `json:"points" nullable:"false" doc:"from 0 to 100, in the order of the criteria"`
	Note     string    `json:"note,omitempty"`
	ScoredMs int64     `json:"scored_ms"`
}

func (r OpeningRequest) opening() (Opening, error) {
	o := Opening{Position: r.Position, Title: strings.TrimSpace(r.Title), TeamID: r.TeamID, Seats: r.Seats, OpensOn: r.OpensOn, ClosesOn: r.ClosesOn, Ended: r.Ended, Words: strings.TrimSpace(r.Words), Criteria: []Criterion{}, Panel: append([]string{}, r.Panel...)}
	var w fault.Collector
	w.Require("body.title", o.Title)
	if o.Seats < 1 || o.Seats > 1000 {
		w.Add("body.seats", "range", "must be from 1 to 1000")
	}
	_, noFirst := civil.Parse(o.OpensOn)
	_, noLast := civil.Parse(o.ClosesOn)
	if noFirst != nil {
		w.Add("body.opens_on", "date", "must be a date, YYYY-MM-DD")
	}
	if noLast != nil {
		w.Add("body.closes_on", "date", "must be a date, YYYY-MM-DD")
	} else if noFirst == nil && o.ClosesOn < o.OpensOn {
		w.Add("body.closes_on", "order", "must not be before the first day")
	}
	sum := 0.0
	for i, c := range r.Criteria {
		c.Name = strings.TrimSpace(c.Name)
		w.Require(fmt.Sprintf("body.criteria[%d].name", i), c.Name)
		if c.Weight <= 0 || c.Weight > 1000 {
			w.Add(fmt.Sprintf("body.criteria[%d].weight", i), "range", "must be above 0")
		}
		sum += c.Weight
		o.Criteria = append(o.Criteria, c)
	}
	if len(r.Criteria) == 0 || len(r.Criteria) > mostEach {
		w.Add("body.criteria", "required", fmt.Sprintf("must be from 1 to %d", mostEach))
	}
	if len(r.Panel) > mostEach {
		w.Add("body.panel", "too_many", fmt.Sprintf("must have at most %d people", mostEach))
	}
	slices.Sort(o.Panel)
	o.Panel = slices.Compact(o.Panel)
	return o, w.Err("people.career.post_invalid", "The post has wrong values.")
}

// mean is the weighted mean of the panel: of each member first, then of the
// members, so that each of them counts the same.
func (o *Opening) mean(scores []Score) (float64, bool) {
	total, n := 0.0, 0
	for _, s := range scores {
		sum, weight := 0.0, 0.0
		for i, c := range o.Criteria {
			if i < len(s.Points) {
				sum += c.Weight * s.Points[i]
				weight += c.Weight
			}
		}
		if weight > 0 {
			total += sum / weight
			n++
		}
	}
	if n == 0 {
		return 0, false
	}
	return total / float64(n), true
}

// rank fills in totals and ranks of those who did not withdraw; equal totals
// share a rank. Only whom the whole panel has scored is ranked.
func (o *Opening) rank(all []Candidate) {
	ranked := []*Candidate{}
	for i := range all {
		c := &all[i]
		if total, ok := o.mean(c.Scores); ok {
			c.Total = &total
			if c.State != Withdrawn && len(c.Scores) >= len(o.Panel) {
				ranked = append(ranked, c)
			}
		}
	}
	slices.SortStableFunc(ranked, func(a, b *Candidate) int { return cmp.Compare(*b.Total, *a.Total) })
	for i, c := range ranked {
		c.Rank = i + 1
		if i > 0 && *c.Total == *ranked[i-1].Total {
			c.Rank = ranked[i-1].Rank
		}
	}
}
