package people

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Levels of people, the lowest first.
const (
	Newcomer = "newcomer"
	Skilled  = "skilled"
	Expert   = "expert"
)

// Kinds of leaving.
const (
	Voluntary   = "voluntary"
	Involuntary = "involuntary"
	OtherWay    = "other"
)

// Words of a file that are one of a list.
var (
	Levels        = []string{Newcomer, Skilled, Expert}
	Genders       = []string{"female", "male"}
	ContractKinds = []string{"fixed", "open", "dispatch", "outsourced", "intern"}
	LeavingKinds  = []string{Voluntary, Involuntary, OtherWay}
)

const (
	mostRows  = 100 // of each list of a file
	mostName  = 100
	mostNote  = 2000
	mostLink  = 1000
	firstYear = 1930
)

// Record is what a file holds. Days are YYYY-MM-DD.
type Record struct {
	Gender       string        `json:"gender" enum:",female,male"`
	BirthYear    int           `json:"birth_year" doc:"0: not known"`
	Employments  []Employment  `json:"employments" nullable:"false"`
	Contracts    []Contract    `json:"contracts" nullable:"false"`
	Levels       []Level       `json:"levels" nullable:"false"`
	Certificates []Certificate `json:"certificates" nullable:"false"`
	Documents    []Document    `json:"documents" nullable:"false"`
	Note         string        `json:"note,omitempty" maxLength:"8000" doc:"seen by who edits files"`
	Praises      []Praise      `json:"praises,omitempty" doc:"what leaders sent, in the order it was; kept, not written here"`
}

// Praise is a message, a badge or points that a leader sent.
type Praise struct {
	OnDay  string `json:"on_day"`
	Kind   string `json:"kind" doc:"message, badge or points"`
	Badge  string `json:"badge,omitempty"`
	Points int64  `json:"points,omitempty"`
	Words  string `json:"words"`
	By     string `json:"by"`
}

// Employment is a stretch of days somebody belonged to the centre.
type Employment struct {
	EnteredOn string   `json:"entered_on" maxLength:"10"`
	LeftOn    string   `json:"left_on,omitempty" maxLength:"10" doc:"the last day; empty while it lasts"`
	Kind      string   `json:"kind,omitempty" maxLength:"20" doc:"of leaving: voluntary, involuntary or other"`
	Reasons   []string `json:"reasons,omitempty" doc:"of leaving, the main one first"`
	Interview string   `json:"interview,omitempty" maxLength:"8000" doc:"what was said at leaving; seen by who edits files"`
}

// Contract is a contract of work.
type Contract struct {
	Kind   string `json:"kind" maxLength:"20" doc:"fixed, open, dispatch, outsourced or intern"`
	FromOn string `json:"from_on" maxLength:"10"`
	ToOn   string `json:"to_on,omitempty" maxLength:"10"`
	Note   string `json:"note,omitempty" maxLength:"400"`
}

// Level is a level from a day on.
type Level struct {
	FromOn string `json:"from_on" maxLength:"10"`
	Level  string `json:"level" maxLength:"20" doc:"newcomer, skilled or expert"`
}

// Certificate proves a skill, as a rule until a day.
type Certificate struct {
	Name      string `json:"name" maxLength:"400"`
	SkillID   string `json:"skill_id,omitempty" maxLength:"60"`
	IssuedOn  string `json:"issued_on" maxLength:"10"`
	ExpiresOn string `json:"expires_on,omitempty" maxLength:"10"`
}

// Document is a paper of the file, kept where the link leads.
type Document struct {
	Name    string `json:"name" maxLength:"400"`
	Link    string `json:"link" maxLength:"4000"`
	AddedOn string `json:"added_on,omitempty" maxLength:"10" doc:"default: today"`
}

// tidy trims what was typed and puts lists in the order of days.
func (r *Record) tidy(today string) {
	r.Note = strings.TrimSpace(r.Note)
	for i := range r.Employments {
		e := &r.Employments[i]
		e.Interview = strings.TrimSpace(e.Interview)
		if len(e.Reasons) == 0 {
			e.Reasons = nil // as it is read again
		}
	}
	for i := range r.Certificates {
		r.Certificates[i].Name = strings.TrimSpace(r.Certificates[i].Name)
	}
	for i := range r.Contracts {
		r.Contracts[i].Note = strings.TrimSpace(r.Contracts[i].Note)
	}
	for i := range r.Documents {
		d := &r.Documents[i]
		d.Name, d.Link = strings.TrimSpace(d.Name), strings.TrimSpace(d.Link)
		if d.AddedOn == "" {
			d.AddedOn = today
		}
	}
	r.Employments = inOrder(r.Employments, func(e Employment) string { return e.EnteredOn })
	r.Contracts = inOrder(r.Contracts, func(c Contract) string { return c.FromOn })
	r.Levels = inOrder(r.Levels, func(l Level) string { return l.FromOn })
	r.Certificates = inOrder(r.Certificates, func(c Certificate) string { return c.IssuedOn })
	r.Documents = inOrder(r.Documents, func(d Document) string { return d.AddedOn })
}

func inOrder[T any](rows []T, day func(T) string) []T {
	rows = append([]T{}, rows...) // never null on the wire
	slices.SortStableFunc(rows, func(a, b T) int { return strings.Compare(day(a), day(b)) })
	return rows
}

// check gives every wrong field at once; the record must be tidy.
func (r *Record) check(today string, skill, reason func(id string) bool) error {
	var w fault.Collector
	year := 0
	if d, err := civil.Parse(today); err == nil {
		year, _, _ = d.Civil()
	}
	one(&w, "body.gender", r.Gender, Genders, true)
	if r.BirthYear != 0 && (r.BirthYear < firstYear || r.BirthYear > year-14) {
		w.Add("body.birth_year", "range", fmt.Sprintf("must be from %d to %d", firstYear, year-14))
	}
	short(&w, "body.note", r.Note, mostNote)
	few(&w, "body.employments", len(r.Employments))
	for i, e := range r.Employments {
		at := fmt.Sprintf("body.employments[%d]", i)
		days(&w, at+".entered_on", e.EnteredOn, at+".left_on", e.LeftOn)
		if i > 0 && (r.Employments[i-1].LeftOn == "" || r.Employments[i-1].LeftOn >= e.EnteredOn) {
			w.Add(at+".entered_on", "overlap", "overlaps with the employment before")
		}
		one(&w, at+".kind", e.Kind, LeavingKinds, e.LeftOn == "")
		if e.LeftOn == "" && (e.Kind != "" || len(e.Reasons) > 0) {
			w.Add(at+".left_on", "required", "must be told with why somebody left")
		}
		if slices.ContainsFunc(e.Reasons, func(x string) bool { return !reason(x) }) {
			w.Add(at+".reasons", "unknown", "must be reasons that are in use")
		}
		short(&w, at+".interview", e.Interview, mostNote)
	}
	few(&w, "body.contracts", len(r.Contracts))
	for i, c := range r.Contracts {
		at := fmt.Sprintf("body.contracts[%d]", i)
		one(&w, at+".kind", c.Kind, ContractKinds, false)
		days(&w, at+".from_on", c.FromOn, at+".to_on", c.ToOn)
		if c.Kind == "open" && c.ToOn != "" {
			w.Add(at+".to_on", "open", "an open-ended contract has no last day")
		}
		short(&w, at+".note", c.Note, mostName)
	}
	few(&w, "body.levels", len(r.Levels))
	for i, l := range r.Levels {
		at := fmt.Sprintf("body.levels[%d]", i)
		one(&w, at+".level", l.Level, Levels, false)
		day(&w, at+".from_on", l.FromOn)
		if i > 0 && r.Levels[i-1].FromOn == l.FromOn {
			w.Add(at+".from_on", "not_unique", "there is another level from that day")
		}
	}
	few(&w, "body.certificates", len(r.Certificates))
	for i, c := range r.Certificates {
		at := fmt.Sprintf("body.certificates[%d]", i)
		w.Require(at+".name", c.Name)
		short(&w, at+".name", c.Name, mostName)
		days(&w, at+".issued_on", c.IssuedOn, at+".expires_on", c.ExpiresOn)
		if c.SkillID != "" && !skill(c.SkillID) {
			w.Add(at+".skill_id", "unknown", "leads to no skill")
		}
	}
	few(&w, "body.documents", len(r.Documents))
	for i, d := range r.Documents {
		at := fmt.Sprintf("body.documents[%d]", i)
		w.Require(at+".name", d.Name)
		short(&w, at+".name", d.Name, mostName)
		short(&w, at+".link", d.Link, mostLink)
		day(&w, at+".added_on", d.AddedOn)
		if u, err := url.Parse(d.Link); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			w.Add(at+".link", "url", "must be an address that begins with https:// or http://")
		}
	}
	return w.Err("people.file.invalid", "The file has wrong values.")
}

func few(w *fault.Collector, field string, n int) {
	if n > mostRows {
		w.Add(field, "too_many", fmt.Sprintf("must have at most %d rows", mostRows))
	}
}

func short(w *fault.Collector, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		w.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", most))
	}
}

func one(w *fault.Collector, field, value string, of []string, orNone bool) {
	if !slices.Contains(of, value) && !(orNone && value == "") {
		w.Add(field, "one_of", "must be one of "+strings.Join(of, ", "))
	}
}

func day(w *fault.Collector, field, value string) bool {
	if _, err := civil.Parse(value); err != nil {
		w.Add(field, "date", "must be a date, YYYY-MM-DD")
		return false
	}
	return true
}

// days checks a first day and a last one that may be open.
func days(w *fault.Collector, fromField, from, toField, to string) {
	good := day(w, fromField, from)
	if to != "" && day(w, toField, to) && good && to < from {
		w.Add(toField, "order", "must not be before the first day")
	}
}

func (r *Record) same(o *Record) bool { return reflect.DeepEqual(r, o) }

// LevelOn is the level on a day, "" when none is known.
func (r *Record) LevelOn(on string) string {
	level := ""
	for _, l := range r.Levels {
		if l.FromOn <= on {
			level = l.Level
		}
	}
	return level
}

// EmploymentOn is the employment that lasts on the day, or the last one before.
func (r *Record) EmploymentOn(on string) (Employment, bool) {
	for i := len(r.Employments) - 1; i >= 0; i-- {
		if r.Employments[i].EnteredOn <= on {
			return r.Employments[i], true
		}
	}
	return Employment{}, false
}

// EmployedOn reports whether somebody belongs to the centre on the day.
func (r *Record) EmployedOn(on string) bool {
	e, ok := r.EmploymentOn(on)
	return ok && (e.LeftOn == "" || e.LeftOn >= on)
}

// asOf leaves what had begun by a day.
func (r Record) asOf(on string) Record {
	r.Employments = upTo(r.Employments, on, func(e Employment) string { return e.EnteredOn })
	for i := range r.Employments {
		if e := &r.Employments[i]; e.LeftOn > on {
			*e = Employment{EnteredOn: e.EnteredOn}
		}
	}
	r.Contracts = upTo(r.Contracts, on, func(c Contract) string { return c.FromOn })
	r.Levels = upTo(r.Levels, on, func(l Level) string { return l.FromOn })
	r.Certificates = upTo(r.Certificates, on, func(c Certificate) string { return c.IssuedOn })
	r.Documents = upTo(r.Documents, on, func(d Document) string { return d.AddedOn })
	if len(r.Praises) > 0 {
		r.Praises = upTo(r.Praises, on, func(p Praise) string { return p.OnDay })
	}
	return r
}

func upTo[T any](rows []T, on string, day func(T) string) []T {
	out := make([]T, 0, len(rows))
	for _, r := range rows {
		if day(r) <= on {
			out = append(out, r)
		}
	}
	return out
}

// open leaves out what only who edits files may read.
func (r Record) open() Record {
	r.Note = ""
	r.Employments = slices.Clone(r.Employments)
	for i := range r.Employments {
		r.Employments[i].Interview, r.Employments[i].Reasons = "", nil
	}
	return r
}
