package strategy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// States of a review.
const (
	ReviewOpen   = "open"
	ReviewClosed = "closed"
)

// States of an action.
const (
	ActionOpen    = "open"
	ActionDoing   = "doing"
	ActionDone    = "done"
	ActionDropped = "dropped"
)

var actionStates = []string{ActionOpen, ActionDoing, ActionDone, ActionDropped}

// Review is a look back on a month or a quarter. It keeps the map as it stood on
// the day; a later count is shown beside it and never takes its place.
type Review struct {
	Stamp
	ReviewRequest
	From      string        `json:"from" format:"date"`
	To        string        `json:"to" format:"date"`
	On        string        `json:"on" format:"date" doc:"the day the snapshot was taken"`
	TakenMs   int64         `json:"taken_ms"`
	State     string        `json:"state" enum:"open,closed"`
	ClosedMs  int64         `json:"closed_ms,omitempty"`
	ClosedBy  string        `json:"closed_by,omitempty"`
	DataUntil string        `json:"data_until,omitempty" doc:"of the snapshot"`
	Areas     []Perspective `json:"areas" doc:"perspectives of the snapshot"`
	Goals     []GoalSeen    `json:"goals"`
	Actions   []Action      `json:"actions" doc:"asked for here, and carried here from earlier ones; of a closed review as they stood when it was closed"`
}

// GoalSeen is a goal of the snapshot, with the number counted anew beside it.
type GoalSeen struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Perspective string    `json:"perspective" enum:"finance,customer,internal,learning"`
	Owner       string    `json:"owner"`
	Score       *float64  `json:"score"`
	State       string    `json:"state" enum:"exceeded,reached,near,missed,unknown"`
	Readings    []Reading `json:"readings"`
	ScoreNow    *float64  `json:"score_now" doc:"of the same period and targets as of the snapshot, counted now"`
	StateNow    string    `json:"state_now" enum:"exceeded,reached,near,missed,unknown"`
	ValuesNow   []Value   `json:"values_now" doc:"of its measures, counted now"`
	Changed     bool      `json:"changed" doc:"a value differs from the snapshot"`
	measures    []Measure
}

// Value is a number counted now.
type Value struct {
	Value *float64 `json:"value"`
	Num   float64  `json:"num"`
	Den   float64  `json:"den"`
}

// ReviewRequest says what a review is to be.
type ReviewRequest struct {
	Period    string       `json:"period" enum:"month,quarter"`
	Day       string       `json:"day" maxLength:"10" doc:"YYYY-MM-DD: a day of the period"`
	Chair     string       `json:"chair" maxLength:"400"`
	Attendees string       `json:"attendees,omitempty" maxLength:"8000"`
	Summary   string       `json:"summary,omitempty" maxLength:"20000"`
	Notes     []ReviewNote `json:"notes" maxItems:"1000"`
}

// ReviewNote is what was said of a goal.
type ReviewNote struct {
	GoalID string `json:"goal_id" maxLength:"60"`
	Text   string `json:"text" maxLength:"8000"`
}

// KeptReview is a review as it is kept and recorded.
type KeptReview struct {
	ReviewRequest
	From      string        `json:"from"`
	To        string        `json:"to"`
	On        string        `json:"on"`
	TakenMs   int64         `json:"taken_ms"`
	State     string        `json:"state"`
	ClosedMs  int64         `json:"closed_ms,omitempty"`
	ClosedBy  string        `json:"closed_by,omitempty"`
	DataUntil string        `json:"data_until,omitempty"`
	Areas     []Perspective `json:"areas"`
	Goals     []keptGoal    `json:"goals"`
	Actions   []Action      `json:"actions,omitempty"` // as they stood when it was closed
}

// keptGoal is a goal of a snapshot, with the measures it was judged by.
type keptGoal struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Perspective string    `json:"perspective"`
	Owner       string    `json:"owner"`
	Score       *float64  `json:"score"`
	State       string    `json:"state"`
	Readings    []Reading `json:"readings"`
	Measures    []Measure `json:"measures"`
}

// Action is what a review has asked somebody to do.
type Action struct {
	Stamp
	ActionRequest
	OwnerName string     `json:"owner_name"`
	GoalName  string     `json:"goal_name,omitempty"`
	State     string     `json:"state" enum:"open,doing,done,dropped"`
	DoneOn    string     `json:"done_on,omitempty" format:"date"`
	Overdue   bool       `json:"overdue"`
	Carried   bool       `json:"carried" doc:"comes from an earlier review than the one it is shown in"`
	FromOn    string     `json:"from_on" doc:"the first day of the period of the review it comes from"`
	Period    string     `json:"period" doc:"month or quarter, of that review"`
	Reports   []Progress `json:"reports"`
	Mine      bool       `json:"mine" doc:"of who looks"`
}

// ActionRequest says what is to be done.
type ActionRequest struct {
	ReviewID string `json:"review_id" maxLength:"60"`
	GoalID   string `json:"goal_id,omitempty" maxLength:"60"`
	Text     string `json:"text" maxLength:"2000"`
	OwnerID  string `json:"owner_id" maxLength:"60" doc:"id of a person"`
	DueOn    string `json:"due_on" maxLength:"10" doc:"YYYY-MM-DD"`
}

// ProgressRequest says how an action stands.
type ProgressRequest struct {
	State string `json:"state" enum:"open,doing,done,dropped"`
	Note  string `json:"note,omitempty" maxLength:"8000"`
}

// Progress is how an action stood at a time.
type Progress struct {
	State string `json:"state" enum:"open,doing,done,dropped"`
	Note  string `json:"note,omitempty"`
	AtMs  int64  `json:"at_ms"`
	By    string `json:"by"`
}

// KeptAction is an action as it is kept and recorded.
type KeptAction struct {
	ActionRequest
	State   string     `json:"state"`
	DoneOn  string     `json:"done_on,omitempty"`
	Reports []Progress `json:"reports"`
}

const (
	mostSummary = 5000
	mostReports = 200
)

func (r *ReviewRequest) tidy(known func(goalID string) bool) error {
	r.Chair, r.Attendees, r.Summary = strings.TrimSpace(r.Chair), strings.TrimSpace(r.Attendees), strings.TrimSpace(r.Summary)
	var w fault.Collector
	oneOf(&w, "body.period", r.Period, []string{Month, Quarter})
	date(&w, "body.day", r.Day)
	w.Require("body.chair", r.Chair)
	short(&w, "body.chair", r.Chair, mostName)
	short(&w, "body.attendees", r.Attendees, mostText)
	short(&w, "body.summary", r.Summary, mostSummary)
	notes := []ReviewNote{}
	seen := map[string]bool{}
	for i, n := range r.Notes {
		f := fmt.Sprintf("body.notes[%d]", i)
		n.Text = strings.TrimSpace(n.Text)
		short(&w, f+".text", n.Text, mostText)
		switch {
		case !known(n.GoalID):
			w.Add(f+".goal_id", "unknown", "the review has no such goal")
		case seen[n.GoalID]:
			w.Add(f+".goal_id", "taken", "the goal is there twice")
		}
		seen[n.GoalID] = true
		if n.Text != "" {
			notes = append(notes, n)
		}
	}
	r.Notes = notes
	return w.Err("strategy.invalid", "What was entered has wrong values.")
}

func (r *ActionRequest) tidy(person func(id string) bool, goal func(id string) bool) error {
	r.Text = strings.TrimSpace(r.Text)
	var w fault.Collector
	w.Require("body.text", r.Text)
	short(&w, "body.text", r.Text, 500)
	date(&w, "body.due_on", r.DueOn)
	if !person(r.OwnerID) {
		w.Add("body.owner_id", "unknown", "there is no such person")
	}
	if r.GoalID != "" && !goal(r.GoalID) {
		w.Add("body.goal_id", "unknown", "the review has no such goal")
	}
	return w.Err("strategy.invalid", "What was entered has wrong values.")
}

func (a *KeptAction) ended() bool { return a.State == ActionDone || a.State == ActionDropped }

// report adds how it stands, on a day.
func (a *KeptAction) report(p Progress, today string) {
	a.Reports = append(slices.Clone(a.Reports), p)
	a.State, a.DoneOn = p.State, ""
	if a.ended() {
		a.DoneOn = today
	}
}

// carriedTo reports whether an action of an earlier review is looked at again in
// one whose snapshot was taken at an instant: it was not over yet.
func (a *KeptAction) carriedTo(takenMs int64) bool {
	state := ActionOpen
	for _, p := range a.Reports {
		if p.AtMs < takenMs {
			state = p.State
		}
	}
	return state != ActionDone && state != ActionDropped
}
