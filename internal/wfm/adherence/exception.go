package adherence

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// States of an exception.
const (
	Waiting   = "waiting"
	Approved  = "approved"
	Refused   = "refused"
	Withdrawn = "withdrawn"
)

// Who an exception comes from.
const (
	FromAgent  = "agent"
	FromLeader = "leader"
)

// Reasons are why a time is not to count.
var Reasons = []string{"system", "equipment", "customer", "meeting", "coaching", "task", "health", "other"}

// Exception is a time that is not to count, with a reason.
type Exception struct {
	ID        string `json:"id"`
	PersonID  string `json:"person_id,omitempty" doc:"whose; absent: of a team"`
	TeamID    string `json:"team_id,omitempty" doc:"whose people's on the day; of an exception of a person their team then"`
	FromMs    int64  `json:"from_ms"`
	ToMs      int64  `json:"to_ms"`
	Reason    string `json:"reason" enum:"system,equipment,customer,meeting,coaching,task,health,other"`
	Note      string `json:"note,omitempty"`
	State     string `json:"state" enum:"waiting,approved,refused,withdrawn"`
	Origin    string `json:"origin" enum:"agent,leader" doc:"explained by the agent, or entered by who is responsible"`
	AskedMs   int64  `json:"asked_ms"`
	AskedBy   string `json:"asked_by"`
	DecidedMs int64  `json:"decided_ms,omitempty"`
	DecidedBy string `json:"decided_by,omitempty"`
	Answer    string `json:"answer,omitempty"`
	Rev       int64  `json:"rev"`

	PersonName string `json:"person_name,omitempty"`
	AgentNo    string `json:"agent_no,omitempty"`
	TeamName   string `json:"team_name,omitempty"`
	Seconds    int64  `json:"seconds" doc:"of deviations of the person within it, whether they count or not; of a team: not told"`
}

func (e *Exception) open() bool { return e.State == Waiting || e.State == Approved }

func (e *Exception) overlaps(fromMs, toMs int64) bool { return e.FromMs < toMs && fromMs < e.ToMs }

// ExceptionIn explains a time of one's own, or enters one for a person or a
// team.
type ExceptionIn struct {
	PersonID string `json:"person_id,omitempty" maxLength:"60" doc:"whose; neither person nor team: one's own"`
	TeamID   string `json:"team_id,omitempty" maxLength:"60" doc:"whose people's"`
	FromMs   int64  `json:"from_ms"`
	ToMs     int64  `json:"to_ms"`
	Reason   string `json:"reason" maxLength:"20"`
	Note     string `json:"note,omitempty" maxLength:"2000"`
}

const (
	mostNote   = 500
	mostSpanMs = 24 * 3600 * 1000
)

// exception checks what was asked and gives every wrong field at once.
func (in ExceptionIn) exception() (Exception, error) {
	e := Exception{PersonID: in.PersonID, TeamID: in.TeamID, FromMs: in.FromMs, ToMs: in.ToMs, Reason: in.Reason, Note: strings.TrimSpace(in.Note), State: Waiting}
	var w fault.Collector
	if in.PersonID != "" && in.TeamID != "" {
		w.Add("body.team_id", "either", "either a person or a team")
	}
	switch {
	case in.FromMs <= 0:
		w.Add("body.from_ms", "required", "must not be empty")
	case in.ToMs <= in.FromMs:
		w.Add("body.to_ms", "order", "must be after the beginning")
	case in.ToMs-in.FromMs > mostSpanMs:
		w.Add("body.to_ms", "too_far", "must be within 24 hours of the beginning")
	}
	if !slices.Contains(Reasons, in.Reason) {
		w.Add("body.reason", "one_of", "must be one of "+strings.Join(Reasons, ", "))
	}
	if in.Reason == "other" && e.Note == "" {
		w.Add("body.note", "required", "must say what it was")
	}
	short(&w, "body.note", e.Note)
	return e, w.Err("adherence.exception.invalid", "The exception has wrong values.")
}

func short(w *fault.Collector, field, text string) {
	if utf8.RuneCountInString(text) > mostNote {
		w.Add(field, "too_long", "must have at most 500 characters")
	}
}
