package segment

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// States of an action.
const (
	Open    = "open"
	Done    = "done"
	Dropped = "dropped" // not done, and why
)

// ActionIn is what is to be done.
type ActionIn struct {
	Kind    string `json:"kind" enum:"praise,promote,coach,train,talk,plan,watch"`
	Words   string `json:"words" maxLength:"2000" doc:"what exactly"`
	OwnerID string `json:"owner_id,omitempty" maxLength:"60" doc:"person who does it; default: the actor"`
	DueOn   string `json:"due_on" maxLength:"10" format:"date"`
	State   string `json:"state,omitempty" enum:"open,done,dropped" doc:"default: open"`
	Outcome string `json:"outcome,omitempty" maxLength:"2000" doc:"what came of it, or why it was dropped"`
}

// Action is what a leader decided to do.
type Action struct {
	ActionIn
	ID        string `json:"id"`
	PersonID  string `json:"person_id"`
	Name      string `json:"name"`
	AgentNo   string `json:"agent_no"`
	TeamID    string `json:"team_id" doc:"the person's, when it was decided"`
	TeamName  string `json:"team_name"`
	OwnerName string `json:"owner_name"`
	Segment   string `json:"segment,omitempty" doc:"the person's, when it was decided"`
	FromOn    string `json:"from_on" format:"date" doc:"when it was decided"`
	DoneOn    string `json:"done_on,omitempty" format:"date"`
	Due       bool   `json:"due" doc:"its day has come, and it is open"`
	AuthorID  string `json:"-"`
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

const mostActionText = 2000

// check gives every wrong field at once.
func (x *ActionIn) check(from civil.Date) error {
	var bad fault.Collector
	x.Words, x.Outcome = strings.TrimSpace(x.Words), strings.TrimSpace(x.Outcome)
	if x.State == "" {
		x.State = Open
	}
	if !slices.Contains(Actions, x.Kind) || x.Kind == Nothing {
		bad.Add("body.kind", "one_of", "must be one of "+strings.Join(Actions[:len(Actions)-1], ", "))
	}
	if !slices.Contains([]string{Open, Done, Dropped}, x.State) {
		bad.Add("body.state", "one_of", "must be open, done or dropped")
	}
	if n := utf8.RuneCountInString(x.Words); n == 0 || n > mostActionText {
		bad.Add("body.words", "length", fmt.Sprintf("must have 1 to %d characters", mostActionText))
	}
	if n := utf8.RuneCountInString(x.Outcome); n > mostActionText || n == 0 && x.State != Open {
		bad.Add("body.outcome", "required", "say what came of it, or why it was dropped")
	}
	if due, err := civil.Parse(x.DueOn); err != nil || due.Before(from) {
		bad.Add("body.due_on", "date", "must be a date, YYYY-MM-DD, not before it was decided")
	}
	return bad.Err("segment.action_invalid", "The action is not complete.")
}
