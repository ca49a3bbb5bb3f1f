package strategy

import (
	"fmt"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// States of an initiative.
const (
	Planned = "planned"
	Running = "running"
	Done    = "done"
	Dropped = "dropped"
)

// Initiative is work for a goal.
type Initiative struct {
	Stamp
	InitiativeRequest
	GoalName       string `json:"goal_name"`
	MilestonesDone int    `json:"milestones_done"`
	Late           int    `json:"late" doc:"milestones that are due and not done, and the initiative itself when its end has passed"`
}

// InitiativeRequest says what an initiative is to be.
type InitiativeRequest struct {
	GoalID     string      `json:"goal_id" maxLength:"60"`
	Name       string      `json:"name" maxLength:"400"`
	Owner      string      `json:"owner" maxLength:"400"`
	State      string      `json:"state" enum:"planned,running,done,dropped"`
	FromOn     string      `json:"from_on" maxLength:"10" doc:"YYYY-MM-DD"`
	ToOn       string      `json:"to_on" maxLength:"10" doc:"YYYY-MM-DD, included"`
	People     float64     `json:"people" doc:"full-time people it takes"`
	Money      float64     `json:"money" doc:"in the centre's currency"`
	Note       string      `json:"note,omitempty" maxLength:"8000"`
	Milestones []Milestone `json:"milestones" maxItems:"50"`
}

// Milestone is a step of an initiative.
type Milestone struct {
	Name   string `json:"name" maxLength:"400"`
	DueOn  string `json:"due_on" maxLength:"10" doc:"YYYY-MM-DD"`
	DoneOn string `json:"done_on,omitempty" maxLength:"10" doc:"YYYY-MM-DD; none: not done"`
}

const (
	mostMilestones = 50
	mostHelpers    = 10_000
	mostMoney      = 1e12
)

// tidy gives every wrong field at once.
func (r *InitiativeRequest) tidy(goals []row[GoalRequest]) error {
	r.Name, r.Owner, r.Note = strings.TrimSpace(r.Name), strings.TrimSpace(r.Owner), strings.TrimSpace(r.Note)
	if r.Milestones == nil {
		r.Milestones = []Milestone{}
	}
	var w fault.Collector
	w.Require("body.name", r.Name)
	w.Require("body.owner", r.Owner)
	short(&w, "body.name", r.Name, mostName)
	short(&w, "body.owner", r.Owner, mostName)
	short(&w, "body.note", r.Note, mostText)
	if _, err := find(goals, r.GoalID); err != nil {
		w.Add("body.goal_id", "unknown", "there is no such goal")
	}
	oneOf(&w, "body.state", r.State, []string{Planned, Running, Done, Dropped})
	from, to := date(&w, "body.from_on", r.FromOn), date(&w, "body.to_on", r.ToOn)
	if from && to && r.ToOn < r.FromOn {
		w.Add("body.to_on", "order", "must not be before the first day")
	}
	if !(r.People >= 0 && r.People <= mostHelpers) {
		w.Add("body.people", "out_of_range", fmt.Sprintf("must be from 0 to %d", mostHelpers))
	}
	if !(r.Money >= 0 && r.Money <= mostMoney) {
		w.Add("body.money", "out_of_range", "must be from 0 to a million millions")
	}
	if len(r.Milestones) > mostMilestones {
		w.Add("body.milestones", "too_many", fmt.Sprintf("at most %d milestones", mostMilestones))
	}
	for i := range r.Milestones {
		m, f := &r.Milestones[i], fmt.Sprintf("body.milestones[%d]", i)
		m.Name = strings.TrimSpace(m.Name)
		w.Require(f+".name", m.Name)
		short(&w, f+".name", m.Name, mostName)
		date(&w, f+".due_on", m.DueOn)
		if m.DoneOn != "" {
			date(&w, f+".done_on", m.DoneOn)
		}
	}
	return w.Err("strategy.invalid", "What was entered has wrong values.")
}

func (r *InitiativeRequest) open() bool { return r.State == Planned || r.State == Running }

// judged counts what is done and what is late today.
func (r *InitiativeRequest) judged(today string) (done, late int) {
	for _, m := range r.Milestones {
		switch {
		case m.DoneOn != "":
			done++
		case r.open() && m.DueOn < today:
			late++
		}
	}
	if r.open() && r.ToOn < today {
		late++
	}
	return done, late
}

func date(w *fault.Collector, field, text string) bool {
	_, err := civil.Parse(text)
	if err != nil {
		w.Add(field, "date", "must be a date, YYYY-MM-DD")
	}
	return err == nil
}
