package care

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// States of a notice.
const (
	Open      = "open"
	Talked    = "talked"
	Dismissed = "dismissed"
)

const (
	quietDays = 28  // after a talk or a dismissal
	keptDays  = 182 // notices go after
	shownDays = 28  // an open notice is shown for so long
	mostWords = 1000
	fewest    = 5 // of fewer people no sum is told
)

// Answer is what a leader did about a notice.
type Answer struct {
	State  string `json:"state" enum:"open,talked,dismissed"`
	Words  string `json:"words,omitempty" maxLength:"4000" doc:"why no talk is needed, or what the leader wants to remember; the leader's own"`
	TalkOn string `json:"talk_on,omitempty" maxLength:"10" doc:"day of the talk"`
}

// Notice is that a talk with a person may be due.
type Notice struct {
	Answer
	ID        string  `json:"id"`
	PersonID  string  `json:"person_id"`
	Name      string  `json:"name"`
	AgentNo   string  `json:"agent_no"`
	TeamName  string  `json:"team_name"`
	WeekOn    string  `json:"week_on" format:"date" doc:"first day of the last of the two weeks"`
	Signs     []Found `json:"signs" nullable:"false"`
	Rev       int64   `json:"rev"`
	ChangedMs int64   `json:"changed_ms"`
	ChangedBy string  `json:"changed_by"`

	teamID string
}

// check gives every wrong field at once.
func (x *Answer) check(from, today civil.Date) error {
	var bad fault.Collector
	x.Words = strings.TrimSpace(x.Words)
	n := utf8.RuneCountInString(x.Words)
	if n > mostWords || n == 0 && x.State == Dismissed {
		bad.Add("body.words", "required", fmt.Sprintf("say in 1 to %d characters why no talk is needed", mostWords))
	}
	switch x.State {
	case Open, Dismissed:
		x.TalkOn = ""
	case Talked:
		if on, err := civil.Parse(x.TalkOn); err != nil || today.Before(on) || on.Before(from) {
			bad.Add("body.talk_on", "date", "must be a date, YYYY-MM-DD, not before the weeks it is about and not after today")
		}
	default:
		bad.Add("body.state", "one_of", "must be open, talked or dismissed")
	}
	return bad.Err("care.answer_invalid", "The answer is not complete.")
}

// Week is what a week told, as sums.
type Week struct {
	WeekOn string `json:"week_on" format:"date"`
	People int    `json:"people" doc:"in teams that are led"`
	Told   *int   `json:"told" doc:"of them with a notice; none: fewer than five, and more than none"`
}
