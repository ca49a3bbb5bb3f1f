package headcount

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// States of a version.
const (
	Draft    = "draft"
	Approved = "approved" // the one that holds
	Replaced = "replaced" // another version of the plan was approved after it
)

// Kinds of moving on.
const (
	Promotion = "promotion"
	MoveAway  = "move"
)

const (
	leastMonths = 3
	mostMonths  = 24
	mostLines   = 60
)

// Terms are how new people become heads.
type Terms struct {
	TrainingMonths    int     `json:"training_months" doc:"from the day of entry, of who has a file"`
	RampMonths        int     `json:"ramp_months" doc:"months after the training in which a person is worth less than one"`
	YieldPercent      float64 `json:"yield_percent" doc:"of offers, those who begin; for proposals"`
	GraduationPercent float64 `json:"graduation_percent" doc:"of who begins, those who finish the training; for proposals"`
}

// Request says what a plan is to be.
type Request struct {
	Name          string  `json:"name" maxLength:"400"`
	SiteID        string  `json:"site_id,omitempty" maxLength:"60" doc:"empty: the centre"`
	RequirementID string  `json:"requirement_id,omitempty" maxLength:"60" doc:"empty: without a requirement"`
	SharePercent  float64 `json:"share_percent" doc:"of the requirement, for a site; 100: all of it"`
	FirstMonth    string  `json:"first_month" maxLength:"7" doc:"YYYY-MM"`
	Months        int     `json:"months" doc:"3 to 24"`
	Reason        string  `json:"reason" maxLength:"8000" doc:"why this version is as it is"`
	Terms         Terms   `json:"terms"`
	Classes       []Class `json:"classes" maxItems:"200"`
	Moves         []Moves `json:"moves" maxItems:"200"`
}

// Class is people whose training begins in a month.
type Class struct {
	Month             string  `json:"month" maxLength:"7" doc:"YYYY-MM, in which the training begins"`
	People            int     `json:"people"`
	YieldPercent      float64 `json:"yield_percent" doc:"of offers, those who begin"`
	GraduationPercent float64 `json:"graduation_percent" doc:"of who begins, those who finish"`
	TrainingMonths    int     `json:"training_months"`
	RampMonths        int     `json:"ramp_months"`
}

// Moves are heads who move on in a month, to another position or away from the site.
type Moves struct {
	Month  string `json:"month" maxLength:"7"`
	People int    `json:"people"`
	Kind   string `json:"kind" maxLength:"20" doc:"promotion or move"`
	Note   string `json:"note,omitempty" maxLength:"400"`
}

// Requirement is what the long-range staffing asks for, with what it was reckoned
// from.
type Requirement struct {
	ID               string  `json:"id"`
	Name             string  `json:"name"`
	AsOfOn           string  `json:"as_of_on" doc:"the outlook knew only days before it"`
	Months           []Need  `json:"months" nullable:"false"`
	SurePercent      float64 `json:"sure_percent"`
	Hours            float64 `json:"hours_per_month"`
	ShrinkagePercent float64 `json:"shrinkage_percent"`
	OccupancyPercent float64 `json:"occupancy_percent"`
	LeadMonths       int     `json:"lead_months"`
	TrainingMonths   int     `json:"training_months"`
	RampMonths       int     `json:"ramp_months"`
	LeastClass       int     `json:"least_class"`
	MostClass        int     `json:"most_class"`
	Classes          int     `json:"classes_per_month"`
	OvertimePercent  float64 `json:"overtime_percent"`
	OvertimePay      float64 `json:"overtime_pay"`
	PerShortfall     float64 `json:"per_shortfall"`
	PerClass         float64 `json:"per_class"`
	PerHire          float64 `json:"per_hire"`
}

// Need is what a month asks for.
type Need struct {
	Month    string  `json:"month"`
	Need     float64 `json:"need" doc:"full-time people"`
	Workload float64 `json:"workload_h"`
}

// Plan is a version of a plan.
type Plan struct {
	ID      string `json:"id"`
	PlanID  string `json:"plan_id" doc:"the same of all versions"`
	Version int    `json:"version"`
	Request
	SiteName       string       `json:"site_name,omitempty"`
	State          string       `json:"state" enum:"draft,approved,replaced"`
	Begun          bool         `json:"begun" doc:"a draft whose first month has begun: move it before it is approved"`
	Own            bool         `json:"own" doc:"drawn up by who asks, who cannot approve it"`
	DrawnBy        string       `json:"drawn_by"`
	ApprovedMs     int64        `json:"approved_ms,omitempty"`
	ApprovedBy     string       `json:"approved_by,omitempty"`
	ApprovalReason string       `json:"approval_reason,omitempty"`
	Rev            int64        `json:"rev"`
	ChangedMs      int64        `json:"changed_ms"`
	ChangedBy      string       `json:"changed_by"`
	Requirement    *Requirement `json:"requirement,omitempty"`
	Outcome        *Outcome     `json:"outcome,omitempty" doc:"not in lists"`
}

// kept is a version as it is stored.
type kept struct {
	Request
	Drawn          []string `json:"drawn"` // accounts that wrote it
	DrawnBy        string   `json:"drawn_by"`
	ApprovedMs     int64    `json:"approved_ms,omitempty"`
	ApprovedBy     string   `json:"approved_by,omitempty"`
	ApprovalReason string   `json:"approval_reason,omitempty"`
	Base           *Base    `json:"base,omitempty"` // what it was approved on
}

// monthOf reads YYYY-MM as its first day.
func monthOf(text string) (civil.Date, bool) {
	d, err := civil.Parse(text + "-01")
	return d, err == nil && len(text) == 7
}

func nameOf(month civil.Date) string { return month.String()[:7] }

// later is the first day of the month that is n months after the one of d.
func later(d civil.Date, n int) civil.Date {
	y, m, _ := d.Civil()
	return civil.Of(y, m+time.Month(n), 1)
}

// monthsBetween counts the months from the one of a to the one of b.
func monthsBetween(a, b civil.Date) int {
	ya, ma, _ := a.Civil()
	yb, mb, _ := b.Civil()
	return 12*(yb-ya) + int(mb) - int(ma)
}

// check gives every wrong field at once. named: it is to be kept.
func (r *Request) check(today civil.Date, knownSite, knownNeed, named bool) error {
	r.Name, r.Reason = strings.TrimSpace(r.Name), strings.TrimSpace(r.Reason)
	if r.Classes == nil {
		r.Classes = []Class{}
	}
	if r.Moves == nil {
		r.Moves = []Moves{}
	}
	var w fault.Collector
	if named {
		w.Require("body.name", r.Name)
		w.Require("body.reason", r.Reason)
	}
	if utf8.RuneCountInString(r.Name) > 100 {
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	if utf8.RuneCountInString(r.Reason) > 2000 {
		w.Add("body.reason", "too_long", "must have at most 2000 characters")
	}
	if !knownSite {
		w.Add("body.site_id", "unknown", "there is no such site")
	}
	if !knownNeed {
		w.Add("body.requirement_id", "unknown", "there is no such requirement")
	}
	if r.SiteID == "" {
		r.SharePercent = 100
	}
	within := func(field string, v, low, high float64) {
		if !(v >= low && v <= high) {
			w.Add("body."+field, "range", fmt.Sprintf("must be from %g to %g", low, high))
		}
	}
	within("share_percent", r.SharePercent, 0, 100)
	within("months", float64(r.Months), leastMonths, mostMonths)
	r.Terms.check("terms", within)
	first, ok := monthOf(r.FirstMonth)
	switch {
	case !ok:
		w.Add("body.first_month", "bad_month", "expected a month like 2027-03")
	case monthsBetween(today, first) < 1 || monthsBetween(today, first) > 12:
		w.Add("body.first_month", "range", "must be one of the next twelve months")
	}
	inside := func(field, month string) {
		m, good := monthOf(month)
		if !good {
			w.Add("body."+field, "bad_month", "expected a month like 2027-03")
		} else if n := monthsBetween(first, m); ok && (n < 0 || n >= r.Months) {
			w.Add("body."+field, "range", "must be a month of the plan")
		}
	}
	if len(r.Classes) > mostLines {
		w.Add("body.classes", "too_many", "at most 60 lines")
	}
	for i, c := range r.Classes {
		at := fmt.Sprintf("classes[%d]", i)
		inside(at+".month", c.Month)
		within(at+".people", float64(c.People), 1, 500)
		Terms{c.TrainingMonths, c.RampMonths, c.YieldPercent, c.GraduationPercent}.check(at, within)
	}
	if len(r.Moves) > mostLines {
		w.Add("body.moves", "too_many", "at most 60 lines")
	}
	for i := range r.Moves {
		m := &r.Moves[i]
		m.Note = strings.TrimSpace(m.Note)
		at := fmt.Sprintf("moves[%d]", i)
		inside(at+".month", m.Month)
		within(at+".people", float64(m.People), 1, 500)
		if !slices.Contains([]string{Promotion, MoveAway}, m.Kind) {
			w.Add("body."+at+".kind", "one_of", "must be promotion or move")
		}
		if utf8.RuneCountInString(m.Note) > 100 {
			w.Add("body."+at+".note", "too_long", "must have at most 100 characters")
		}
	}
	return w.Err("people.headcount.invalid", "What was entered has wrong values.")
}

func (t Terms) check(at string, within func(field string, v, low, high float64)) {
	within(at+".training_months", float64(t.TrainingMonths), 0, 12)
	within(at+".ramp_months", float64(t.RampMonths), 0, 12)
	within(at+".yield_percent", t.YieldPercent, 1, 100)
	within(at+".graduation_percent", t.GraduationPercent, 1, 100)
}
