package timeoff

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// DayMinutes is what a whole day counts for in balances.
const DayMinutes = 480

// Kind is a kind of time off.
type Kind struct {
	ID           string `json:"id"`
	Code         string `json:"code"`
	Name         string `json:"name"`
	NameEN       string `json:"name_en,omitempty"`
	Paid         bool   `json:"paid"`
	Counted      bool   `json:"counted" doc:"taken from a balance"`
	Approval     bool   `json:"approval" doc:"needs approval; else it is approved when asked for"`
	CalendarDays bool   `json:"calendar_days" doc:"days of rest and holidays count too"`
	Active       bool   `json:"active" doc:"can be asked for"`
	Place        int    `json:"place" doc:"in the order of the list"`
	Rev          int64  `json:"rev"`
}

// KindRequest says what a kind is to be.
type KindRequest struct {
	Code         string `json:"code" maxLength:"100"`
	Name         string `json:"name" maxLength:"400"`
	NameEN       string `json:"name_en,omitempty" maxLength:"400"`
	Paid         bool   `json:"paid"`
	Counted      bool   `json:"counted"`
	Approval     bool   `json:"approval"`
	CalendarDays bool   `json:"calendar_days"`
	Active       bool   `json:"active"`
	Place        int    `json:"place"`
}

const (
	mostCode  = 20
	mostName  = 50
	mostNote  = 500
	mostKinds = 50
)

// kind checks what was asked and gives every wrong field at once.
func (r KindRequest) kind() (Kind, error) {
	k := Kind{Code: strings.TrimSpace(r.Code), Name: strings.TrimSpace(r.Name), NameEN: strings.TrimSpace(r.NameEN), Paid: r.Paid, Counted: r.Counted, Approval: r.Approval, CalendarDays: r.CalendarDays, Active: r.Active, Place: r.Place}
	var w fault.Collector
	w.Require("body.code", k.Code)
	w.Require("body.name", k.Name)
	short(&w, "body.code", k.Code, mostCode)
	short(&w, "body.name", k.Name, mostName)
	short(&w, "body.name_en", k.NameEN, mostName)
	if strings.ContainsAny(k.Code, " \t\n,;，；、") {
		w.Add("body.code", "format", "must have no spaces, commas or semicolons")
	}
	if k.Place < 0 || k.Place > 1000 {
		w.Add("body.place", "range", "must be from 0 to 1000")
	}
	return k, w.Err("timeoff.kind.invalid", "The kind of time off has wrong values.")
}

func (k Kind) same(o Kind) bool {
	k.ID, k.Rev = o.ID, o.Rev
	return k == o
}

func short(w *fault.Collector, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		w.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", most))
	}
}
