package roster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Kinds of wishes for a day.
const (
	WishOff   = "off"   // not to work
	WishShift = "shift" // a shift of the type
	WishNot   = "not"   // no shift of the type
)

const (
	mostStrength  = 3
	mostWishDays  = 62
	mostPerPerson = 60
)

// strengths are what a wish that is not kept costs, in contacts that are late, by how
// strong it is.
var strengths = [mostStrength + 1]float64{0, 1, 3, 8}

// DayWish is a person's wish for a day.
type DayWish struct {
	On       civil.Date `json:"on" format:"date"`
	Kind     string     `json:"kind" enum:"off,shift,not"`
	TypeID   string     `json:"type_id,omitempty" maxLength:"60" doc:"shift type, of the kinds that ask for one"`
	Strength int        `json:"strength" doc:"1 to 3"`
}

// Price is what it costs in the search not to keep the wish.
func (x DayWish) Price() float64 { return strengths[min(max(x.Strength, 0), mostStrength)] }

// Kept is whether work of a type ("" for a day off) keeps the wish.
func (x DayWish) Kept(typeID string) bool {
	switch x.Kind {
	case WishOff:
		return typeID == ""
	case WishShift:
		return typeID == x.TypeID
	}
	return typeID != x.TypeID
}

// PersonWish is a wish and whose.
type PersonWish struct {
	PersonID string `json:"person_id"`
	DayWish
}

// WishRound is days that people may state wishes for until it closes.
type WishRound struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	FirstOn   civil.Date `json:"first_on" format:"date"`
	LastOn    civil.Date `json:"last_on" format:"date"`
	CloseOn   civil.Date `json:"close_on" format:"date" doc:"the last day on which wishes are taken"`
	Most      int        `json:"most" doc:"wishes of a person"`
	Open      bool       `json:"open"`
	People    int        `json:"people" doc:"that have stated wishes"`
	Wishes    int        `json:"wishes"`
	Rev       int64      `json:"rev"`
	ChangedMs int64      `json:"changed_ms"`
	ChangedBy string     `json:"changed_by"`
}

// WishRoundRequest says what a round is to be.
type WishRoundRequest struct {
	Name    string `json:"name" maxLength:"400"`
	FirstOn string `json:"first_on" maxLength:"10"`
	LastOn  string `json:"last_on" maxLength:"10"`
	CloseOn string `json:"close_on" maxLength:"10"`
	Most    int    `json:"most"`
}

// round checks what was asked and gives every wrong field at once.
func (r WishRoundRequest) round() (out WishRound, err error) {
	var w fault.Collector
	out.Name, out.Most = strings.TrimSpace(r.Name), r.Most
	checkText(&w, "body.name", out.Name, mostName)
	day := func(at, text string) civil.Date {
		d, err := civil.Parse(text)
		if err != nil {
			w.Add(at, "date", "must be a date, YYYY-MM-DD")
		}
		return d
	}
	out.FirstOn, out.LastOn, out.CloseOn = day("body.first_on", r.FirstOn), day("body.last_on", r.LastOn), day("body.close_on", r.CloseOn)
	if err := w.Err("roster.wish.round_invalid", "The round has wrong values."); err != nil {
		return out, err
	}
	switch {
	case out.LastOn.Before(out.FirstOn):
		w.Add("body.last_on", "before_from", "must not be before the first day")
	case out.LastOn.Sub(out.FirstOn) >= mostWishDays:
		w.Add("body.last_on", "out_of_range", "must make at most 62 days with the first")
	}
	if !out.CloseOn.Before(out.FirstOn) {
		w.Add("body.close_on", "closes_late", "must be before the first day")
	}
	if out.Most < 1 || out.Most > mostPerPerson {
		w.Add("body.most", "range", "must be from 1 to 60")
	}
	return out, w.Err("roster.wish.round_invalid", "The round has wrong values.")
}

// check checks a person's wishes for a round.
func (r *WishRound) check(list []DayWish, types []ShiftType) error {
	var w fault.Collector
	if len(list) > r.Most {
		w.Add("body.wishes", "too_many", fmt.Sprintf("must be at most %d", r.Most))
	}
	for i := range list {
		x, at := &list[i], fmt.Sprintf("body.wishes[%d]", i)
		if x.On.Before(r.FirstOn) || r.LastOn.Before(x.On) {
			w.Add(at+".on", "out_of_range", "is no day of the round")
		}
		switch x.Kind {
		case WishOff:
			x.TypeID = ""
		case WishShift, WishNot:
			if !slices.ContainsFunc(types, func(t ShiftType) bool { return t.ID == x.TypeID }) {
				w.Add(at+".type_id", "unknown", "is no shift type in force")
			}
		default:
			w.Add(at+".kind", "one_of", "must be off, shift or not")
		}
		if x.Strength < 1 || x.Strength > mostStrength {
			w.Add(at+".strength", "range", "must be from 1 to 3")
		}
		if slices.ContainsFunc(list[:i], func(y DayWish) bool { return y.On == x.On }) {
			w.Add(at+".on", "repeated", "has a wish already")
		}
	}
	return w.Err("roster.wish.invalid", "The wishes have wrong values.")
}
