package rosters

import (
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Status is how far a roster is.
type Status string

// The states of a roster.
const (
	Draft     Status = "draft"
	Published Status = "published"
)

// Roster is a version of who works when.
type Roster struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	PlanID      string     `json:"plan_id" doc:"the requirement it was made from"`
	FirstOn     civil.Date `json:"first_on" format:"date"`
	LastOn      civil.Date `json:"last_on" format:"date"`
	Status      Status     `json:"status" enum:"draft,published"`
	About                  // how it was made
	Rev         int64      `json:"rev"`
	CreatedMs   int64      `json:"created_ms"`
	CreatedBy   string     `json:"created_by"`
	ChangedMs   int64      `json:"changed_ms"`
	ChangedBy   string     `json:"changed_by"`
	PublishedMs int64      `json:"published_ms,omitempty"`
	PublishedBy string     `json:"published_by,omitempty"`
}

// About is how a roster was made and what came of it.
type About struct {
	PlanName   string   `json:"plan_name"`
	BasedOn    string   `json:"based_on,omitempty" doc:"id of the roster it was made anew from"`
	BasedName  string   `json:"based_name,omitempty"`
	Settings   Settings `json:"settings"`
	People     int      `json:"people"`
	Shifts     int      `json:"shifts" doc:"that were given when it was made"`
	PaidHours  float64  `json:"paid_h" doc:"of them"`
	Cost       float64  `json:"cost" doc:"of the engine: late contacts, wishes and soft rules"`
	Bound      *float64 `json:"bound,omitempty" doc:"no roster costs less; absent: not reckoned"`
	Converged  bool     `json:"converged" doc:"the bound is as good as its kind can be"`
	Iterations int64    `json:"iterations"`
	Changed    int      `json:"changed_days" doc:"days that differ from the roster it was made anew from"`
	Note       string   `json:"publish_note,omitempty"`
}

// Settings are what a roster is made with.
type Settings struct {
	TeamIDs     []string `json:"team_ids" doc:"whose people; empty: everybody with a skill that is needed"`
	AwayPercent float64  `json:"away_percent" doc:"of scheduled time that people are not there beside the breaks and days off of the roster: training, meetings, sickness"`
	Seconds     int      `json:"seconds" doc:"of searching"`
	Moves       int64    `json:"moves,omitempty" doc:"of searching in place of seconds: the same seed then gives the same roster"`
	Seed        uint64   `json:"seed"`
	KeepPrice   float64  `json:"keep_price" doc:"of each day changed, when made anew from another roster; 0: days that are not locked are free"`
}

// Limits of what is asked.
const (
	mostName    = 100
	mostReason  = 500
	mostDays    = 42
	leastSearch = 1
	mostSearch  = 1800
	usualSearch = 30
	mostMoves   = 1_000_000_000
	mostAway    = 80
	mostEdits   = 2000
	dayMinutes  = 1440
)

// Request asks for a roster.
type Request struct {
	Name    string `json:"name"`
	PlanID  string `json:"plan_id"`
	FirstOn string `json:"first_on"`
	LastOn  string `json:"last_on"`
	BasedOn string `json:"based_on,omitempty"`
	Settings
}

const invalid = "The roster cannot be made as it is asked for."

// check checks what can be checked without the store, and fills in what was left
// out.
func (r *Request) check() (civil.Range, error) {
	var w fault.Collector
	r.Name = strings.TrimSpace(r.Name)
	switch {
	case r.Name == "":
		w.Add("body.name", "required", "must not be empty")
	case utf8.RuneCountInString(r.Name) > mostName:
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	w.Require("body.plan_id", r.PlanID)
	first, firstErr := civil.Parse(r.FirstOn)
	last, lastErr := civil.Parse(r.LastOn)
	switch {
	case firstErr != nil:
		w.Add("body.first_on", "date", "must be a date, YYYY-MM-DD")
	case lastErr != nil:
		w.Add("body.last_on", "date", "must be a date, YYYY-MM-DD")
	case last.Before(first):
		w.Add("body.last_on", "before_from", "must not be before the first day")
	case last.Sub(first) >= mostDays:
		w.Add("body.last_on", "too_far", "must make at most 42 days with the first")
	}
	if r.Seconds == 0 {
		r.Seconds = usualSearch
	}
	if r.Seconds < leastSearch || r.Seconds > mostSearch {
		w.Add("body.seconds", "range", "must be from 1 to 1800")
	}
	if r.Moves < 0 || r.Moves > mostMoves {
		w.Add("body.moves", "range", "must be from 0 to 1000000000")
	}
	if !(r.AwayPercent >= 0 && r.AwayPercent <= mostAway) {
		w.Add("body.away_percent", "range", "must be from 0 to 80")
	}
	if !(r.KeepPrice >= 0 && r.KeepPrice <= 1e6) {
		w.Add("body.keep_price", "range", "must be from 0 to 1000000")
	}
	if r.Seed == 0 {
		r.Seed = 1
	}
	if r.TeamIDs == nil {
		r.TeamIDs = []string{}
	}
	return civil.Range{From: first, To: last}, w.Err("roster.version.invalid", invalid)
}

// Cell is a day of a person: a shift, or a day off when there is no type.
type Cell struct {
	Day    int     `json:"day" doc:"0 is the roster's first day"`
	TypeID string  `json:"type_id,omitempty" doc:"shift type; absent: a day off"`
	Begins int     `json:"begins,omitempty" doc:"minutes after midnight"`
	Ends   int     `json:"ends,omitempty" doc:"beyond 1440 on the next day"`
	Skill  string  `json:"skill_id,omitempty" doc:"that the shift serves"`
	Locked bool    `json:"locked,omitempty" doc:"stays when the rest is made anew"`
	Breaks []Pause `json:"breaks,omitempty" doc:"with meetings and training, in their order"`

	Early    int       `json:"early_minutes,omitempty" doc:"begins so much earlier than its type's start; below 0: later"`
	Late     int       `json:"late_minutes,omitempty" doc:"ends so much later than its type; below 0: earlier"`
	Overtime *Overtime `json:"overtime,omitempty" doc:"that is in it"`
}

// Overtime is the overtime in a cell.
type Overtime struct {
	Minutes int    `json:"minutes" doc:"paid"`
	Kind    string `json:"kind" enum:"workday,rest_day,holiday" doc:"of day, by the roster and the calendar"`
	Percent int    `json:"percent" doc:"of the wage that is owed at least"`
	OfferID string `json:"offer_id,omitempty" doc:"the offer it was agreed by"`
}

// PauseKind is what a pause is.
type PauseKind string

// The kinds of pauses; a break says no kind. Meetings, training and other work are
// paid, and no part of the shift type.
const (
	Meeting  PauseKind = "meeting"
	Training PauseKind = "training"
	Other    PauseKind = "other"
)

// Pause is a part of a cell in which nobody is served, where it was placed: a
// break, a meeting, training or other work.
type Pause struct {
	Name    string    `json:"name" maxLength:"160"`
	At      int       `json:"at" doc:"minutes after midnight of the cell's day"`
	Minutes int       `json:"minutes"`
	Paid    bool      `json:"paid,omitempty"`
	Kind    PauseKind `json:"kind,omitempty" enum:"meeting,training,other" doc:"left out: a break"`
}

// Same is whether both are the same work, whatever the breaks and the lock.
func (c Cell) Same(o Cell) bool {
	return c.TypeID == o.TypeID && (c.TypeID == "" || c.Begins == o.Begins && c.Skill == o.Skill && c.Early == o.Early && c.Late == o.Late && c.overtime() == o.overtime())
}

// events are the cell's meetings, training and other work.
func (c Cell) events() (out []Pause) {
	for _, x := range c.Breaks {
		if x.Kind != "" {
			out = append(out, x)
		}
	}
	return out
}

// odd is whether a cell is not as its type: longer, shorter, or overtime.
func (c Cell) odd() bool { return c.Early != 0 || c.Late != 0 || c.Overtime != nil }

func (c Cell) overtime() int {
	if c.Overtime == nil {
		return 0
	}
	return c.Overtime.Minutes
}

// empty is a day off that says nothing more.
func (c Cell) empty() bool { return c.TypeID == "" && !c.Locked }

// Line is a person's days. Days that are not listed are off.
type Line struct {
	PersonID string   `json:"person_id"`
	Name     string   `json:"name"`
	AgentNo  string   `json:"agent_no"`
	TeamID   string   `json:"team_id,omitempty" doc:"on the first day"`
	Skills   []string `json:"skill_ids" doc:"that the roster needs"`
	Cells    []Cell   `json:"cells"`
	Away     []int    `json:"away,omitempty" doc:"days of approved time off"`
	Paid     int      `json:"paid_minutes"`
}

// at is the cell of a day.
func (l *Line) at(day int) Cell {
	for _, c := range l.Cells {
		if c.Day == day {
			return c
		}
	}
	return Cell{Day: day}
}

// put sets the cell of a day.
func (l *Line) put(c Cell) {
	for i := range l.Cells {
		switch {
		case l.Cells[i].Day == c.Day && c.empty():
			l.Cells = append(l.Cells[:i], l.Cells[i+1:]...)
			return
		case l.Cells[i].Day == c.Day:
			l.Cells[i] = c
			return
		case l.Cells[i].Day > c.Day:
			if !c.empty() {
				l.Cells = append(l.Cells[:i], append([]Cell{c}, l.Cells[i:]...)...)
			}
			return
		}
	}
	if !c.empty() {
		l.Cells = append(l.Cells, c)
	}
}

// span is the days of the roster.
func (r *Roster) span() civil.Range { return civil.Range{From: r.FirstOn, To: r.LastOn} }
