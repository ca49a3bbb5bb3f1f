package intraday

import (
	"github.com/lingting/lingting/internal/kit/civil"
)

// Status is how far an action is.
type Status string

// The states of an action.
const (
	Taken    Status = "taken"    // done, and in force or over
	Ended    Status = "ended"    // taken back before its time
	Measured Status = "measured" // over, with what it did
)

// Action is something that was done about a shortfall or people over.
type Action struct {
	ID        string     `json:"id"`
	On        civil.Date `json:"on" format:"date"`
	AtMs      int64      `json:"at_ms"`
	By        string     `json:"by"`
	Kind      Kind       `json:"kind" enum:"move_breaks,borrow,overtime,release,emergency"`
	QueueID   string     `json:"queue_id"`
	From      int        `json:"from" doc:"minutes after midnight"`
	To        int        `json:"to"`
	Status    Status     `json:"status" enum:"taken,ended,measured"`
	EndedMs   int64      `json:"ended_ms,omitempty"`
	EndedBy   string     `json:"ended_by,omitempty"`
	AboutTask            // what was done, and its effect
}

// AboutTask is what is kept of an action.
type AboutTask struct {
	Queue    string   `json:"queue"`
	SkillID  string   `json:"skill_id"`
	Target   float64  `json:"target_percent"`
	Note     string   `json:"note,omitempty"`
	Proposal Proposal `json:"proposal"`
	Plan     *Plan    `json:"emergency_plan,omitempty" doc:"as it was when it was opened"`
}

// in is whether the action still bears on a day from a minute on: what is in
// the roster already does not.
func (a *Action) in(from int) bool {
	return a.Status == Taken && a.To > from && (a.Kind == Borrow || a.Kind == Emergency)
}

// takeIn brings what was done beside the roster into a situation.
func (x *situation) takeIn(actions []Action, except string) *situation {
	out := x
	for i := range actions {
		a := &actions[i]
		if a.ID != except && a.Status != Ended && (a.Kind == Borrow || a.Kind == Emergency) {
			out = out.with(&a.Proposal, a.SkillID, a.Plan)
		}
	}
	return out
}
