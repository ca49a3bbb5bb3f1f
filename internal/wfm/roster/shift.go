package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// ShiftType is a type of shift people can be given.
type ShiftType struct {
	ID            string      `json:"id"`
	Code          string      `json:"code"`
	Name          string      `json:"name"`
	Colour        string      `json:"colour" doc:"one of a palette that colour-blind people tell apart"`
	EarliestStart int         `json:"earliest_start" doc:"minutes after midnight of the centre's clock"`
	LatestStart   int         `json:"latest_start"`
	Step          int         `json:"start_step" doc:"minutes from one start to the next"`
	Length        int         `json:"length_minutes" doc:"on site, breaks included"`
	Breaks        []Break     `json:"breaks"`
	TeamIDs       []string    `json:"team_ids" doc:"only these teams may work it; empty: all"`
	SkillIDs      []string    `json:"skill_ids" doc:"only people with one of these skills may work it; empty: all"`
	FromOn        civil.Date  `json:"from_on" format:"date" doc:"first day it is in force"`
	UntilOn       *civil.Date `json:"until_on,omitempty" format:"date" doc:"last day; none: until it is ended"`
	Note          string      `json:"note,omitempty"`
	Rev           int64       `json:"rev"`
	ChangedMs     int64       `json:"changed_ms"`
	ChangedBy     string      `json:"changed_by"`

	Paid  int    `json:"paid_minutes" doc:"the length without unpaid breaks"`
	Part  string `json:"part" enum:"early,middle,late,night" doc:"of the day, by its times: early begins before 09:00, middle before 16:00; a night has two hours or more between 22:00 and 06:00"`
	State string `json:"state" enum:"planned,in_force,ended" doc:"today"`
}

// Break is a break of a shift. It begins within its window; the roster says
// when.
type Break struct {
	Name    string `json:"name" maxLength:"200"`
	Minutes int    `json:"minutes"`
	Paid    bool   `json:"paid"`
	From    int    `json:"earliest" doc:"earliest beginning, minutes after the shift's"`
	To      int    `json:"latest" doc:"latest beginning, minutes after the shift's"`
}

// Colours are the palette: each is told from the others with every kind of
// colour blindness, and the code of the type stands beside it.
var Colours = []string{"blue", "orange", "green", "yellow", "sky", "red", "purple", "grey"}

// Parts of the day a shift belongs to.
const (
	Early  = "early"
	Middle = "middle"
	Late   = "late"
	Night  = "night"
)

// States of a shift type.
const (
	Planned = "planned"
	InForce = "in_force"
	Ended   = "ended"
)

const (
	dayMinutes     = 1440
	nightFrom      = 22 * 60 // of what counts as night
	nightTo        = 30 * 60 // 06:00 of the next day
	leastNight     = 120
	middleFrom     = 9 * 60
	lateFrom       = 16 * 60
	leastShift     = 60
	mostShift      = 16 * 60
	mostBreaks     = 8
	mostCode       = 20
	mostName       = 100
	mostNote       = 500
	mostOfAList    = 500
	mostShiftTypes = 500
)

// ShiftRequest says what a shift type is to be.
type ShiftRequest struct {
	Code          string   `json:"code" maxLength:"100"`
	Name          string   `json:"name" maxLength:"400"`
	Colour        string   `json:"colour" maxLength:"20" doc:"blue, orange, green, yellow, sky, red, purple or grey"`
	EarliestStart int      `json:"earliest_start" doc:"minutes after midnight"`
	LatestStart   int      `json:"latest_start" doc:"the same as the earliest when the start is fixed"`
	Step          int      `json:"start_step" doc:"5 to 240 minutes"`
	Length        int      `json:"length_minutes" doc:"on site, 60 to 960"`
	Breaks        []Break  `json:"breaks" maxItems:"20"`
	TeamIDs       []string `json:"team_ids,omitempty" maxItems:"500"`
	SkillIDs      []string `json:"skill_ids,omitempty" maxItems:"500"`
	FromOn        string   `json:"from_on" maxLength:"10" doc:"YYYY-MM-DD"`
	UntilOn       string   `json:"until_on,omitempty" maxLength:"10" doc:"YYYY-MM-DD, included"`
	Note          string   `json:"note,omitempty" maxLength:"2000"`
}

// shift checks what was asked and gives every wrong field at once.
func (r ShiftRequest) shift() (ShiftType, error) {
	t := ShiftType{Code: strings.TrimSpace(r.Code), Name: strings.TrimSpace(r.Name), Colour: r.Colour, EarliestStart: r.EarliestStart, LatestStart: r.LatestStart, Step: r.Step,
		Length: r.Length, Breaks: slices.Clone(r.Breaks), TeamIDs: sorted(r.TeamIDs), SkillIDs: sorted(r.SkillIDs), Note: strings.TrimSpace(r.Note)}
	if t.Breaks == nil {
		t.Breaks = []Break{}
	}
	var w fault.Collector
	checkText(&w, "body.code", t.Code, mostCode)
	checkText(&w, "body.name", t.Name, mostName)
	if strings.ContainsAny(t.Code, " \t\n,;，；、") {
		w.Add("body.code", "format", "must have no spaces, commas or semicolons")
	}
	if !slices.Contains(Colours, t.Colour) {
		w.Add("body.colour", "one_of", "must be one of "+strings.Join(Colours, ", "))
	}
	between(&w, "body.earliest_start", t.EarliestStart, 0, dayMinutes-5)
	if t.LatestStart < t.EarliestStart || t.LatestStart >= dayMinutes {
		w.Add("body.latest_start", "range", "must be from the earliest start to 23:59")
	}
	between(&w, "body.start_step", t.Step, 5, 240)
	if t.Step >= 5 && t.LatestStart >= t.EarliestStart && (t.LatestStart-t.EarliestStart)%t.Step != 0 {
		w.Add("body.start_step", "step", "must divide the time between the earliest and the latest start")
	}
	between(&w, "body.length_minutes", t.Length, leastShift, mostShift)
	checkText0(&w, "body.note", t.Note, mostNote)
	t.checkBreaks(&w)
	var err error
	if t.FromOn, err = civil.Parse(r.FromOn); err != nil {
		w.Add("body.from_on", "date", "must be a date, YYYY-MM-DD")
	}
	if r.UntilOn != "" {
		until, untilErr := civil.Parse(r.UntilOn)
		switch {
		case untilErr != nil:
			w.Add("body.until_on", "date", "must be a date, YYYY-MM-DD")
		case err == nil && until.Before(t.FromOn):
			w.Add("body.until_on", "order", "must not be before the first day")
		}
		t.UntilOn = &until
	}
	return t, w.Err("roster.shift_type.invalid", "The shift type has wrong values.")
}

// checkBreaks checks each break, and that all of them can be had one after the
// other.
func (t *ShiftType) checkBreaks(w *fault.Collector) {
	if len(t.Breaks) > mostBreaks {
		w.Add("body.breaks", "too_many", fmt.Sprintf("must be at most %d", mostBreaks))
		return
	}
	sum, good := 0, true
	for i := range t.Breaks {
		b := &t.Breaks[i]
		at := fmt.Sprintf("body.breaks[%d]", i)
		b.Name = strings.TrimSpace(b.Name)
		checkText(w, at+".name", b.Name, mostName)
		between(w, at+".minutes", b.Minutes, 5, 180)
		switch {
		case b.From < 0 || b.From > t.Length:
			w.Add(at+".earliest", "range", "must be within the shift")
			good = false
		case b.To < b.From || b.To+b.Minutes > t.Length:
			w.Add(at+".latest", "range", "must not be before the earliest, and the break must end within the shift")
			good = false
		}
		sum += b.Minutes
	}
	if !good {
		return
	}
	if sum >= t.Length && sum > 0 {
		w.Add("body.breaks", "no_work", "must leave time to work")
		return
	}
	if !placeable(t.Breaks) {
		w.Add("body.breaks", "no_room", "cannot all be had one after the other within their windows")
	}
}

// placeable is whether the breaks fit one after the other: by latest end, each
// as early as it may be.
func placeable(breaks []Break) bool {
	rest := slices.Clone(breaks)
	slices.SortStableFunc(rest, func(a, b Break) int { return (a.To + a.Minutes) - (b.To + b.Minutes) })
	at := 0
	for _, b := range rest {
		at = max(at, b.From)
		if at > b.To {
			return false
		}
		at += b.Minutes
	}
	return true
}

// derive fills in what follows from the rest, on a day.
func (t *ShiftType) derive(today civil.Date) {
	t.Paid = t.Length
	for _, b := range t.Breaks {
		if !b.Paid {
			t.Paid -= b.Minutes
		}
	}
	t.Part = partOf(t.EarliestStart, t.Length)
	switch {
	case today.Before(t.FromOn):
		t.State = Planned
	case t.UntilOn != nil && t.UntilOn.Before(today):
		t.State = Ended
	default:
		t.State = InForce
	}
}

// InForceOn is whether people can be given the type on a day.
func (t *ShiftType) InForceOn(on civil.Date) bool {
	return !on.Before(t.FromOn) && (t.UntilOn == nil || !t.UntilOn.Before(on))
}

// partOf is the part of the day of a shift that begins at a minute.
func partOf(start, length int) string {
	end := start + length
	night := overlap(start, end, nightFrom-dayMinutes, nightTo-dayMinutes) + overlap(start, end, nightFrom, nightTo)
	switch {
	case night >= leastNight:
		return Night
	case start < middleFrom:
		return Early
	case start < lateFrom:
		return Middle
	}
	return Late
}

func overlap(a, b, from, to int) int { return max(min(b, to)-max(a, from), 0) }

// same reports whether both say the same, apart from who said it.
func (t *ShiftType) same(o *ShiftType) bool {
	return t.Code == o.Code && t.Name == o.Name && t.Colour == o.Colour && t.EarliestStart == o.EarliestStart && t.LatestStart == o.LatestStart && t.Step == o.Step &&
		t.Length == o.Length && slices.Equal(t.Breaks, o.Breaks) && slices.Equal(t.TeamIDs, o.TeamIDs) && slices.Equal(t.SkillIDs, o.SkillIDs) && t.FromOn == o.FromOn &&
		(t.UntilOn == nil) == (o.UntilOn == nil) && (t.UntilOn == nil || *t.UntilOn == *o.UntilOn) && t.Note == o.Note
}

func sorted(ids []string) []string {
	out := slices.Compact(slices.Sorted(slices.Values(ids)))
	if out == nil {
		out = []string{}
	}
	return out
}

func checkText(w *fault.Collector, field, text string, most int) {
	if text == "" {
		w.Add(field, "required", "must not be empty")
		return
	}
	checkText0(w, field, text, most)
}

// checkText0 is checkText of a text that may be empty.
func checkText0(w *fault.Collector, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		w.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", most))
	}
}

func between(w *fault.Collector, field string, v, least, most int) {
	if v < least || v > most {
		w.Add(field, "range", fmt.Sprintf("must be from %d to %d", least, most))
	}
}
