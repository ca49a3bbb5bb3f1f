package scorecard

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

const mostTalkText = 2000

// TalkRequest is what was talked of and agreed.
type TalkRequest struct {
	On       string `json:"on" maxLength:"10" doc:"the day of the talk, not after today"`
	Words    string `json:"words" maxLength:"8000"`
	Metric   string `json:"metric,omitempty" maxLength:"100" doc:"what it was about, of the catalogue"`
	Action   string `json:"action" maxLength:"8000" doc:"what was agreed"`
	FollowOn string `json:"follow_on,omitempty" maxLength:"10" doc:"when it is looked at again"`
	DoneOn   string `json:"done_on,omitempty" maxLength:"10" doc:"when it was"`
	Outcome  string `json:"outcome,omitempty" maxLength:"8000" doc:"what came of it"`
	Attitude int    `json:"attitude,omitempty" minimum:"0" maximum:"5" doc:"as the author sees it, 1 to 5; 0: not said"`
	Private  bool   `json:"private" doc:"for the author alone"`
}

// Talk is a talk of a leader with a person.
type Talk struct {
	TalkRequest
	ID        string `json:"id"`
	PersonID  string `json:"person_id"`
	Name      string `json:"name"`
	AgentNo   string `json:"agent_no"`
	TeamName  string `json:"team_name,omitempty"`
	AuthorID  string `json:"-"`
	Mine      bool   `json:"mine" doc:"the actor wrote it, and may change it"`
	Due       bool   `json:"due" doc:"its day to be looked at again has come, and it is not done"`
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

// check gives every wrong field at once.
func (x *TalkRequest) check(today civil.Date) error {
	var bad fault.Collector
	x.Words, x.Action, x.Outcome = strings.TrimSpace(x.Words), strings.TrimSpace(x.Action), strings.TrimSpace(x.Outcome)
	on, err := civil.Parse(x.On)
	if err != nil || today.Before(on) {
		bad.Add("body.on", "date", "must be a date, YYYY-MM-DD, not after today")
	}
	for field, text := range map[string]string{"words": x.Words, "action": x.Action, "outcome": x.Outcome} {
		if n := utf8.RuneCountInString(text); n > mostTalkText || n == 0 && field == "words" {
			bad.Add("body."+field, "length", fmt.Sprintf("must have 1 to %d characters", mostTalkText))
		}
	}
	if x.FollowOn != "" {
		if follow, err := civil.Parse(x.FollowOn); err != nil || follow.Before(on) {
			bad.Add("body.follow_on", "date", "must be a date, YYYY-MM-DD, not before the talk")
		} else if x.Action == "" {
			bad.Add("body.action", "required", "says what is looked at again")
		}
	}
	if x.DoneOn != "" {
		if done, err := civil.Parse(x.DoneOn); err != nil || done.Before(on) || today.Before(done) {
			bad.Add("body.done_on", "date", "must be a date, YYYY-MM-DD, from the talk until today")
		}
	}
	if x.Attitude < 0 || x.Attitude > 5 {
		bad.Add("body.attitude", "range", "must be 1 to 5, or 0 for not said")
	}
	return bad.Err("scorecard.talk_invalid", "The talk is not complete.")
}

// due reports whether what was agreed is to be looked at again.
func (x *TalkRequest) due(today civil.Date) bool {
	return x.FollowOn != "" && x.DoneOn == "" && x.FollowOn <= today.String()
}
