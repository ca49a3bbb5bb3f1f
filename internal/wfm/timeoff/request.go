package timeoff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

// States of a request.
const (
	Waiting   = "waiting"
	Approved  = "approved"
	Refused   = "refused"
	Withdrawn = "withdrawn"
)

// States are the states of a request, in order.
var States = []string{Waiting, Approved, Refused, Withdrawn}

// Request is what somebody asks for.
type Request struct {
	ID         string     `json:"id"`
	PersonID   string     `json:"person_id"`
	KindID     string     `json:"kind_id"`
	FromOn     civil.Date `json:"from_on" format:"date"`
	ToOn       civil.Date `json:"to_on" format:"date" doc:"included"`
	FromMinute *int       `json:"from_minute,omitempty" doc:"of a part of one day: minutes after midnight of the centre's clock"`
	ToMinute   *int       `json:"to_minute,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	State      string     `json:"state" enum:"waiting,approved,refused,withdrawn"`
	AskedMs    int64      `json:"asked_ms"`
	AskedBy    string     `json:"asked_by"`
	DecidedMs  int64      `json:"decided_ms,omitempty"`
	DecidedBy  string     `json:"decided_by,omitempty"`
	Answer     string     `json:"answer,omitempty"`
	Rev        int64      `json:"rev"`

	PersonName string    `json:"person_name"`
	AgentNo    string    `json:"agent_no"`
	TeamID     string    `json:"team_id,omitempty" doc:"of the person on the first day"`
	TeamName   string    `json:"team_name,omitempty"`
	Kind       string    `json:"kind_name"`
	KindEN     string    `json:"kind_name_en,omitempty"`
	Minutes    int       `json:"minutes" doc:"counted by the calendar, a day being 480"`
	Warnings   []Warning `json:"warnings" doc:"of a waiting one"`
}

// Warning is what speaks against a request; it can be approved on purpose.
type Warning struct {
	Code string     `json:"code" enum:"limit,balance,nothing"`
	On   civil.Date `json:"on,omitzero" format:"date" doc:"limit: the first day beyond"`
	Team string     `json:"team,omitempty" doc:"limit: of which team; none: of the centre"`
	Most int        `json:"most" doc:"limit: people who may be away; balance: minutes that are left without it"`
	With int        `json:"with" doc:"limit: people away with this one; balance: minutes it takes"`
	Year int        `json:"year,omitempty" doc:"of the balance"`
}

// AskIn asks for time off.
type AskIn struct {
	PersonID   string `json:"person_id,omitempty" maxLength:"60" doc:"whose; none: one's own"`
	KindID     string `json:"kind_id" maxLength:"60"`
	FromOn     string `json:"from_on" maxLength:"10" doc:"YYYY-MM-DD"`
	ToOn       string `json:"to_on" maxLength:"10" doc:"YYYY-MM-DD, included"`
	FromMinute *int   `json:"from_minute,omitempty" doc:"of a part of one day"`
	ToMinute   *int   `json:"to_minute,omitempty"`
	Reason     string `json:"reason,omitempty" maxLength:"2000"`
}

const (
	mostDays   = 366
	mostBefore = 60  // days a request may lie in the past: sickness is told afterwards
	mostAfter  = 550 // … in the future
)

// request checks what was asked and gives every wrong field at once.
func (in AskIn) request(today civil.Date) (Request, error) {
	r := Request{PersonID: in.PersonID, KindID: in.KindID, FromMinute: in.FromMinute, ToMinute: in.ToMinute, Reason: strings.TrimSpace(in.Reason), State: Waiting}
	var w fault.Collector
	w.Require("body.kind_id", r.KindID)
	short(&w, "body.reason", r.Reason, mostNote)
	var err, err2 error
	if r.FromOn, err = civil.Parse(in.FromOn); err != nil {
		w.Add("body.from_on", "date", "must be a date, YYYY-MM-DD")
	}
	if r.ToOn, err2 = civil.Parse(in.ToOn); err2 != nil {
		w.Add("body.to_on", "date", "must be a date, YYYY-MM-DD")
	}
	if err == nil && err2 == nil {
		switch {
		case r.ToOn.Before(r.FromOn):
			w.Add("body.to_on", "order", "must not be before the first day")
		case r.ToOn.Sub(r.FromOn) >= mostDays:
			w.Add("body.to_on", "too_late", fmt.Sprintf("must be at most %d days", mostDays))
		case today.Sub(r.FromOn) > mostBefore:
			w.Add("body.from_on", "range", fmt.Sprintf("must be at most %d days ago", mostBefore))
		case r.FromOn.Sub(today) > mostAfter:
			w.Add("body.from_on", "too_late", fmt.Sprintf("must be within %d days", mostAfter))
		}
	}
	if (r.FromMinute == nil) != (r.ToMinute == nil) {
		w.Add("body.to_minute", "required", "a part of a day has a beginning and an end")
	} else if r.FromMinute != nil {
		switch {
		case *r.FromMinute < 0 || *r.FromMinute > 1440-5:
			w.Add("body.from_minute", "range", "must be from 0 to 1435")
		case *r.ToMinute <= *r.FromMinute || *r.ToMinute > 1440:
			w.Add("body.to_minute", "order", "must be after the beginning, within the day")
		case err == nil && err2 == nil && r.FromOn != r.ToOn:
			w.Add("body.to_on", "same_day", "a part of a day is of one day")
		}
	}
	return r, w.Err("timeoff.request.invalid", "The request has wrong values.")
}

// open reports whether the request takes or may take the days.
func (r *Request) open() bool { return r.State == Waiting || r.State == Approved }

func (r *Request) whole() bool { return r.FromMinute == nil }

// overlaps reports whether both are for the same time.
func (r *Request) overlaps(o *Request) bool {
	if r.ToOn.Before(o.FromOn) || o.ToOn.Before(r.FromOn) {
		return false
	}
	return r.whole() || o.whole() || *r.FromMinute < *o.ToMinute && *o.FromMinute < *r.ToMinute
}

// sameTime reports whether both ask for the same of the same kind.
func (r *Request) sameTime(o *Request) bool {
	return r.PersonID == o.PersonID && r.KindID == o.KindID && r.FromOn == o.FromOn && r.ToOn == o.ToOn && r.whole() == o.whole() &&
		(r.whole() || *r.FromMinute == *o.FromMinute && *r.ToMinute == *o.ToMinute)
}

// spent is what a request takes, in minutes by year.
func (r *Request) spent(k *Kind, cal *org.Calendar) map[int]int {
	out := map[int]int{}
	a := DayMinutes
	if !r.whole() {
		a = min(*r.ToMinute-*r.FromMinute, DayMinutes)
	}
	for d := r.FromOn; !r.ToOn.Before(d); d = d.Add(1) {
		if k.CalendarDays || cal.Day(d, "").Kind.Works() {
			year, _, _ := d.Civil()
			out[year] += a
		}
	}
	return out
}

func sum(m map[int]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}

// Absence is a person's approved time off on one day.
type Absence struct {
	PersonID string
	On       civil.Date
	From, To int // minutes after midnight; 0 to 1440 for the whole day
	KindID   string
	Paid     bool
}

// Whole reports whether the person is away for the whole day.
func (a Absence) Whole() bool { return a.From == 0 && a.To == 1440 }

// absences are the days of requests between two days, by person and day.
func absences(requests []Request, kinds map[string]Kind, from, to civil.Date) []Absence {
	var out []Absence
	for i := range requests {
		r := &requests[i]
		a := Absence{PersonID: r.PersonID, To: 1440, KindID: r.KindID, Paid: kinds[r.KindID].Paid}
		if !r.whole() {
			a.From, a.To = *r.FromMinute, *r.ToMinute
		}
		for d := r.FromOn; !r.ToOn.Before(d); d = d.Add(1) {
			if !d.Before(from) && !to.Before(d) {
				a.On = d
				out = append(out, a)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Absence) int {
		if c := strings.Compare(a.PersonID, b.PersonID); c != 0 {
			return c
		}
		if c := a.On.Sub(b.On); c != 0 {
			return c
		}
		return a.From - b.From
	})
	return out
}
