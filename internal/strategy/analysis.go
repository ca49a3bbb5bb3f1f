package strategy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Analysis is an analysis of the environment (SWOT).
type Analysis struct {
	Stamp
	AnalysisRequest
}

// AnalysisRequest says what an analysis is to be, whole.
type AnalysisRequest struct {
	Name       string     `json:"name" maxLength:"400"`
	On         string     `json:"on" maxLength:"10" doc:"YYYY-MM-DD: as of which day"`
	Items      []Item     `json:"items" maxItems:"100"`
	Strategies []Strategy `json:"strategies" maxItems:"50"`
}

// Item is something of one of the four fields.
type Item struct {
	Key   string `json:"key" maxLength:"20" doc:"names it within the analysis, such as S1"`
	Field string `json:"field" enum:"s,w,o,t" doc:"strength, weakness, opportunity, threat"`
	Text  string `json:"text" maxLength:"2000"`
}

// Strategy is what follows from items of the inside and the outside.
type Strategy struct {
	Kind   string   `json:"kind" enum:"so,st,wo,wt"`
	Text   string   `json:"text" maxLength:"2000"`
	Items  []string `json:"items" maxItems:"20" doc:"keys of the items it comes from"`
	GoalID string   `json:"goal_id,omitempty" maxLength:"60" doc:"the goal it has become"`
}

const (
	mostItems      = 100
	mostStrategies = 50
	mostSentence   = 500
)

// tidy gives every wrong field at once.
func (a *AnalysisRequest) tidy(goals []row[GoalRequest]) error {
	a.Name = strings.TrimSpace(a.Name)
	if a.Items == nil {
		a.Items = []Item{}
	}
	if a.Strategies == nil {
		a.Strategies = []Strategy{}
	}
	var w fault.Collector
	w.Require("body.name", a.Name)
	short(&w, "body.name", a.Name, mostName)
	date(&w, "body.on", a.On)
	if len(a.Items) > mostItems || len(a.Strategies) > mostStrategies {
		w.Add("body.items", "too_many", fmt.Sprintf("at most %d items and %d strategies", mostItems, mostStrategies))
	}
	fields := map[string]string{}
	for i := range a.Items {
		x, f := &a.Items[i], fmt.Sprintf("body.items[%d]", i)
		x.Key, x.Text = strings.TrimSpace(x.Key), strings.TrimSpace(x.Text)
		w.Require(f+".key", x.Key)
		w.Require(f+".text", x.Text)
		short(&w, f+".text", x.Text, mostSentence)
		oneOf(&w, f+".field", x.Field, []string{"s", "w", "o", "t"})
		if fields[x.Key] != "" {
			w.Add(f+".key", "taken", "is the key of another item")
		}
		fields[x.Key] = x.Field
	}
	for i := range a.Strategies {
		x, f := &a.Strategies[i], fmt.Sprintf("body.strategies[%d]", i)
		x.Text = strings.TrimSpace(x.Text)
		w.Require(f+".text", x.Text)
		short(&w, f+".text", x.Text, mostSentence)
		oneOf(&w, f+".kind", x.Kind, []string{"so", "st", "wo", "wt"})
		if x.Items == nil {
			x.Items = []string{}
		}
		// Of both halves one item at least: what it uses or mends, and what it answers.
		for _, half := range strings.Split(x.Kind, "") {
			if !slices.ContainsFunc(x.Items, func(key string) bool { return fields[key] == half }) {
				w.Add(f+".items", "half", "name at least one item of "+strings.ToUpper(half))
			}
		}
		for _, key := range x.Items {
			if fields[key] == "" || !strings.Contains(x.Kind, fields[key]) {
				w.Add(f+".items", "unknown", key+" is no item of the two fields")
			}
		}
		if x.GoalID != "" {
			if _, err := find(goals, x.GoalID); err != nil {
				w.Add(f+".goal_id", "unknown", "there is no such goal")
			}
		}
	}
	return w.Err("strategy.invalid", "What was entered has wrong values.")
}

// Stage is a stage of several years.
type Stage struct {
	Stamp
	StageRequest
}

// StageRequest says what a stage is to be.
type StageRequest struct {
	Name     string `json:"name" maxLength:"400"`
	FromYear int    `json:"from_year"`
	ToYear   int    `json:"to_year" doc:"included"`
	Focus    string `json:"focus" maxLength:"8000" doc:"what the years are about"`
}

const (
	firstYear = 1990
	lastYear  = 2100
)

// tidy gives every wrong field at once; stages do not overlap.
func (r *StageRequest) tidy(id string, all []row[StageRequest]) error {
	r.Name, r.Focus = strings.TrimSpace(r.Name), strings.TrimSpace(r.Focus)
	var w fault.Collector
	w.Require("body.name", r.Name)
	w.Require("body.focus", r.Focus)
	short(&w, "body.name", r.Name, mostName)
	short(&w, "body.focus", r.Focus, mostText)
	switch {
	case r.FromYear < firstYear || r.FromYear > lastYear:
		w.Add("body.from_year", "out_of_range", fmt.Sprintf("must be from %d to %d", firstYear, lastYear))
	case r.ToYear < r.FromYear || r.ToYear > lastYear:
		w.Add("body.to_year", "order", "must not be before the first year")
	}
	for _, o := range all {
		if o.ID != id && o.Content == *r {
			continue // told twice
		}
		if o.ID != id && r.FromYear <= o.Content.ToYear && o.Content.FromYear <= r.ToYear {
			w.Add("body.from_year", "overlap", "overlaps with "+o.Content.Name)
		}
	}
	return w.Err("strategy.invalid", "What was entered has wrong values.")
}
