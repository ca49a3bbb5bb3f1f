package segment

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Answer is what a leader says of a statement.
type Answer struct {
	Statement string `json:"statement" maxLength:"30" doc:"key"`
	Points    int    `json:"points" minimum:"1" maximum:"5" doc:"1, 3 and 5 are anchored"`
}

// AttitudeIn is the form of a month.
type AttitudeIn struct {
	Answers []Answer `json:"answers" nullable:"false" maxItems:"5" doc:"one of each statement"`
	Words   string   `json:"words" maxLength:"2000" doc:"what it was seen by; needed with an answer of 1 or 2"`
}

// Assessed is a form as it is kept.
type Assessed struct {
	AttitudeIn
	MonthOn   string `json:"month_on" format:"date"`
	PersonID  string `json:"person_id"`
	AuthorID  string `json:"-"`
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

const lowAnswer = 2

// check gives every wrong field at once.
func (x *AttitudeIn) check(statements []Statement) error {
	var bad fault.Collector
	x.Words = strings.TrimSpace(x.Words)
	low := false
	for i, a := range x.Answers {
		at := fmt.Sprintf("body.answers[%d]", i)
		if !slices.ContainsFunc(statements, func(s Statement) bool { return s.Key == a.Statement }) || slices.ContainsFunc(x.Answers[:i], func(o Answer) bool { return o.Statement == a.Statement }) {
			bad.Add(at+".statement", "unknown", "must be a statement of the form, once")
		}
		if a.Points < 1 || a.Points > bestAnswer {
			bad.Add(at+".points", "range", "must be 1 to 5")
		}
		low = low || a.Points <= lowAnswer
	}
	if len(x.Answers) != len(statements) {
		bad.Add("body.answers", "required", "each statement needs an answer")
	}
	if n := utf8.RuneCountInString(x.Words); n > mostText {
		bad.Add("body.words", "length", fmt.Sprintf("must have at most %d characters", mostText))
	} else if low && n == 0 {
		bad.Add("body.words", "required", "say what a low answer was seen by")
	}
	return bad.Err("segment.attitude_invalid", "The form is not complete.")
}
