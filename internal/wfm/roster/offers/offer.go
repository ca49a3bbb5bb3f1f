package offers

import (
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// Kinds of offers.
const (
	Overtime = "overtime" // more hours
	Release  = "release"  // fewer
)

// States of an offer.
const (
	Open    = "open"
	Filled  = "filled"  // as many have accepted as were asked for
	Closed  = "closed"  // by who made it
	Expired = "expired" // nobody can answer any more
)

// States of a person's answer.
const (
	Waiting  = "waiting" // is asked when another declines
	Asked    = "asked"
	Accepted = "accepted"
	Declined = "declined"
	Missed   = "missed" // others were quicker, or it was closed
)

// Kinds of days, by which overtime is paid.
const (
	Workday = "workday"
	RestDay = "rest_day"
	Holiday = "holiday"
)

// Limits of what is asked.
const (
	mostPeople  = 200
	mostMinutes = 8 * 60
	mostNote    = 500
	mostAhead   = 62 // days
	dayMinutes  = 1440
	leastPiece  = 15 // minutes of more or fewer that are worth asking for
)

// What the labour law allows at most where a person's rules say nothing, and what
// is owed at least. 劳动法第四十一条、第四十四条.
const (
	lawDayMinutes   = 180
	lawMonthMinutes = 36 * 60
)

var lawPercent = map[string]int{Workday: 150, RestDay: 200, Holiday: 300}

// AskIn says who is looked for.
type AskIn struct {
	Kind    string `json:"kind" enum:"overtime,release"`
	SkillID string `json:"skill_id" maxLength:"60"`
	On      string `json:"on" maxLength:"10" doc:"YYYY-MM-DD"`
	From    int    `json:"from_minute" doc:"minutes after midnight"`
	To      int    `json:"to_minute" doc:"beyond 1440 on the next day"`
	People  int    `json:"people"`
	Note    string `json:"note,omitempty" maxLength:"2000"`
}

func (in *AskIn) check() (on civil.Date, err error) {
	var w fault.Collector
	in.Note = strings.TrimSpace(in.Note)
	on, bad := civil.Parse(in.On)
	if bad != nil {
		w.Add("body.on", "date", "must be a date, YYYY-MM-DD")
	}
	if in.Kind != Overtime && in.Kind != Release {
		w.Add("body.kind", "one_of", "must be overtime or release")
	}
	if in.From < 0 || in.From >= dayMinutes {
		w.Add("body.from_minute", "time", "must be a time of the day")
	}
	switch {
	case in.To <= in.From:
		w.Add("body.to_minute", "order", "must be after the beginning")
	case in.To-in.From > mostMinutes && in.Kind == Overtime:
		w.Add("body.to_minute", "too_large", "must be at most 8 hours after the beginning")
	case in.To-in.From < leastPiece:
		w.Add("body.to_minute", "too_small", "must be at least 15 minutes after the beginning")
	case in.To > 2*dayMinutes:
		w.Add("body.to_minute", "out_of_range", "must be at most a day later")
	}
	if in.People < 1 || in.People > mostPeople {
		w.Add("body.people", "range", "must be from 1 to 200")
	}
	if utf8.RuneCountInString(in.Note) > mostNote {
		w.Add("body.note", "too_long", "must have at most 500 characters")
	}
	return on, w.Err("offers.invalid", "The offer has wrong values.")
}

// Offer is people asked for more or fewer hours.
type Offer struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind" enum:"overtime,release"`
	State    string     `json:"state" enum:"open,filled,closed,expired"`
	SkillID  string     `json:"skill_id"`
	Skill    string     `json:"skill"`
	On       civil.Date `json:"on" format:"date"`
	From     int        `json:"from_minute"`
	To       int        `json:"to_minute"`
	People   int        `json:"people" doc:"that are wanted"`
	Taken    int        `json:"taken" doc:"that have accepted"`
	Note     string     `json:"note"`
	AskedMs  int64      `json:"asked_ms"`
	AskedBy  string     `json:"asked_by"`
	UntilMs  int64      `json:"until_ms" doc:"answers are taken until"`
	ClosedMs int64      `json:"closed_ms,omitempty"`
	Rev      int64      `json:"rev"`
	AskedNow int        `json:"asked" doc:"people who have not answered yet"`
	Refusals int        `json:"declined"`
	Minutes  int        `json:"minutes" doc:"agreed, of all people"`
	Invites  []Invite   `json:"invites,omitempty" doc:"of one offer"`
}

// at is the offer as of an instant.
func (x Offer) at(ms int64) Offer {
	if x.State == Open && ms >= x.UntilMs {
		x.State = Expired
	}
	return x
}

// Invite is a person who is asked, or may be.
type Invite struct {
	PersonID   string       `json:"person_id"`
	Name       string       `json:"name"`
	AgentNo    string       `json:"agent_no"`
	TeamID     string       `json:"team_id"`
	Team       string       `json:"team"`
	Place      int          `json:"place" doc:"in the fair order, from 1"`
	State      string       `json:"state" enum:"waiting,asked,accepted,declined,missed"`
	Minutes    int          `json:"minutes" doc:"paid, more or fewer"`
	DayKind    string       `json:"day_kind,omitempty" enum:"workday,rest_day,holiday" doc:"of overtime"`
	Percent    int          `json:"percent,omitempty" doc:"of the wage that is owed at least"`
	Before     rosters.Cell `json:"before"`
	After      rosters.Cell `json:"after"`
	Recent     int          `json:"recent_minutes" doc:"of the same kind in the last four weeks and to come"`
	AnsweredMs int64        `json:"answered_ms,omitempty"`
}

// Misfit is somebody with the skill who is not asked, and why.
type Misfit struct {
	PersonID   string              `json:"person_id"`
	Name       string              `json:"name"`
	AgentNo    string              `json:"agent_no"`
	Why        string              `json:"why" enum:"leave,works,off,short,not_adjacent,middle,other_skill,begun,cap_day,cap_month,rules,agreed"`
	Violations []rosters.Violation `json:"violations,omitempty"`
}

// Proposal is who fits, in fair order, and who does not.
type Proposal struct {
	Fits []Invite `json:"fits"`
	Not  []Misfit `json:"not"`
}

// change is what a person's day would become; why is the reason that it cannot.
// types are those in force on the day.
func (in *AskIn) change(c rosters.Cell, types []roster.ShiftType) (after rosters.Cell, minutes int, why string) {
	if in.Kind == Release {
		return in.less(c)
	}
	return in.more(c, types)
}

// less is a shift without the hours asked for.
func (in *AskIn) less(c rosters.Cell) (after rosters.Cell, minutes int, why string) {
	switch {
	case c.TypeID == "" || c.Ends <= in.From || in.To <= c.Begins:
		return c, 0, "off"
	case c.Overtime != nil || c.Early != 0 || c.Late != 0:
		return c, 0, "agreed"
	case c.Skill != in.SkillID:
		return c, 0, "other_skill"
	case in.From <= c.Begins && c.Ends <= in.To:
		return rosters.Cell{Locked: true}, c.PaidMinutes(), ""
	}
	after = c
	switch {
	case c.Begins < in.From && c.Ends <= in.To:
		after.Ends, after.Late = in.From, in.From-c.Ends
	case in.From <= c.Begins && in.To < c.Ends:
		after.Begins, after.Early = in.To, c.Begins-in.To
	default:
		return c, 0, "middle"
	}
	after.Breaks = nil
	for _, x := range c.Breaks {
		if x.At >= after.Begins && x.At+x.Minutes <= after.Ends {
			after.Breaks = append(after.Breaks, x)
		}
	}
	after.Locked = true
	return after, c.PaidMinutes() - after.PaidMinutes(), ""
}

// more is a shift with the hours asked for, or an extra one.
func (in *AskIn) more(c rosters.Cell, types []roster.ShiftType) (after rosters.Cell, minutes int, why string) {
	if c.TypeID == "" {
		return in.extra(types)
	}
	after = c
	after.Locked = true
	switch {
	case c.Overtime != nil || c.Early != 0 || c.Late != 0:
		return c, 0, "agreed"
	case c.Begins <= in.From && in.To <= c.Ends:
		return c, 0, "works"
	case c.Skill != in.SkillID:
		return c, 0, "other_skill"
	case c.Begins <= in.From && in.From <= c.Ends:
		minutes = in.To - c.Ends
		after.Ends, after.Late = in.To, minutes
	case in.From < c.Begins && c.Begins <= in.To && in.To <= c.Ends:
		minutes = c.Begins - in.From
		after.Begins, after.Early = in.From, minutes
	default:
		return c, 0, "not_adjacent"
	}
	if minutes < leastPiece {
		return c, 0, "works"
	}
	return after, minutes, ""
}

// mealAfter is how long an extra shift is at least that has an unpaid meal.
const mealAfter, meal = 300, 30

// leastExtra is how long an extra shift is at least: nobody comes in for an hour.
const leastExtra = 120

// extra is a shift on a day off: the hours asked for, as the type whose hours are
// nearest.
func (in *AskIn) extra(types []roster.ShiftType) (after rosters.Cell, minutes int, why string) {
	if in.To-in.From < leastExtra {
		return after, 0, "short"
	}
	best, begins := -1, 0
	for i := range types {
		t := &types[i]
		for at := t.EarliestStart; at <= t.LatestStart; at += max(t.Step, 1) {
			if best < 0 || away(at, in.From)+away(at+t.Length, in.To) < away(begins, in.From)+away(begins+types[best].Length, in.To) {
				best, begins = i, at
			}
		}
	}
	if best < 0 {
		return after, 0, "off"
	}
	t := &types[best]
	after = rosters.Cell{TypeID: t.ID, Begins: in.From, Ends: in.To, Skill: in.SkillID, Locked: true, Early: begins - in.From, Late: in.To - begins - t.Length}
	if in.To-in.From > mealAfter {
		name := "用餐"
		for _, x := range t.Breaks {
			if !x.Paid {
				name = x.Name
			}
		}
		after.Breaks = []rosters.Pause{{Name: name, At: in.From + ((in.To-in.From)/2-meal/2)/5*5, Minutes: meal}}
	}
	return after, after.PaidMinutes(), ""
}

func away(a, b int) int { return max(a-b, b-a) }

// most is the most minutes of overtime by a person's rules, else by the law.
func most(rules []roster.Rule, kind roster.RuleKind, law int) int {
	for i := range rules {
		if rules[i].Kind == kind && rules[i].Max != nil {
			law = *rules[i].Max
		}
	}
	return law
}

// percent is what is owed at least by a person's rules, else by the law.
func percent(rules []roster.Rule, dayKind string) int {
	kind := map[string]roster.RuleKind{Workday: roster.PayWorkday, RestDay: roster.PayRestDay, Holiday: roster.PayHoliday}[dayKind]
	for i := range rules {
		if rules[i].Kind == kind && rules[i].Min != nil {
			return *rules[i].Min
		}
	}
	return lawPercent[dayKind]
}
