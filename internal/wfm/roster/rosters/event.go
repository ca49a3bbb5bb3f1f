package rosters

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// Limits of what stands in a cell.
const (
	mostPauses    = 20
	mostPauseName = 40
	mostPauseLong = 720
)

// BreakWindow is the rule that a break begins within its window of the shift
// type. Only changes by hand are held to it: what was entered or moved on the
// running day stays.
const BreakWindow = "break_window"

// checkPauses holds where an edit puts breaks, meetings and training against the
// cell they are to stand in.
func (b *basis) checkPauses(w *fault.Collector, at string, pauses []Pause, c, was Cell) {
	if len(pauses) > mostPauses {
		w.Add(at, "too_many", "must be at most 20")
		return
	}
	for i, x := range pauses {
		here := fmt.Sprintf("%s[%d]", at, i)
		switch {
		case strings.TrimSpace(x.Name) == "":
			w.Add(here+".name", "required", "must not be empty")
		case utf8.RuneCountInString(x.Name) > mostPauseName:
			w.Add(here+".name", "too_long", "must have at most 40 characters")
		}
		switch {
		case x.Minutes < 1 || x.Minutes > mostPauseLong:
			w.Add(here+".minutes", "range", "must be from 1 to 720")
		case x.At < c.Begins || x.At+x.Minutes > c.Ends:
			w.Add(here+".at", "roster.pause.outside", "is not within the shift")
		case slices.ContainsFunc(pauses[:i], func(y Pause) bool { return y.meets(x.At, x.Minutes) }):
			w.Add(here+".at", "overlap", "is at the time of another break")
		}
	}
	// Breaks are those of the type, or those that stand there already.
	if kind := b.kind(c.TypeID); kind != nil {
		asked := breaksOf(pauses)
		ofType := []string{}
		for _, x := range kind.Breaks {
			ofType = append(ofType, breakKey(x.Name, x.Minutes, x.Paid))
		}
		slices.Sort(ofType)
		if !slices.Equal(asked, ofType) && !slices.Equal(asked, breaksOf(was.Breaks)) {
			w.Add(at, "roster.pause.other", "must be the breaks of the shift type")
		}
	}
}

func breakKey(name string, minutes int, paid bool) string {
	return fmt.Sprintf("%s %d %v", name, minutes, paid)
}

// breaksOf are the breaks among pauses, whatever their times.
func breaksOf(pauses []Pause) []string {
	out := []string{}
	for _, x := range pauses {
		if x.Kind == "" {
			out = append(out, breakKey(x.Name, x.Minutes, x.Paid))
		}
	}
	slices.Sort(out)
	return out
}

// standing are pauses as they are kept: in their order, and paid where they are
// work.
func standing(pauses []Pause) []Pause {
	if len(pauses) == 0 {
		return nil
	}
	out := slices.Clone(pauses)
	for i := range out {
		out[i].Name = strings.TrimSpace(out[i].Name)
		out[i].Paid = out[i].Paid || out[i].Kind != ""
	}
	inTime(out)
	return out
}

// windows are the times at which each pause of a cell may begin: a break within
// its window of the type, and where it stands when the type knows none such; what
// is work anywhere in the shift.
func windows(c *Cell, kind *roster.ShiftType) []Window {
	out := make([]Window, len(c.Breaks))
	var breaks []roster.Break
	if kind != nil {
		breaks = inOrder(kind.Breaks)
	}
	for i, x := range c.Breaks {
		out[i] = Window{x.At, x.At}
		if x.Kind != "" {
			out[i] = Window{c.Begins, c.Ends - x.Minutes}
			continue
		}
		at := slices.IndexFunc(breaks, func(y roster.Break) bool { return y.Name == x.Name && y.Minutes == x.Minutes })
		if at >= 0 {
			out[i] = Window{c.Begins + breaks[at].From, c.Begins + breaks[at].To}
			breaks = slices.Delete(breaks, at, at+1)
		}
	}
	return out
}

// outside are the breaks of a cell that an edit puts out of their windows.
func (b *basis) outside(personID string, c, was Cell) (out []Violation) {
	for i, w := range windows(&c, b.kind(c.TypeID)) {
		x := c.Breaks[i]
		by := max(w.From-x.At, x.At-w.To)
		if by > 0 && !(c.Same(was) && slices.Contains(was.Breaks, x)) {
			out = append(out, Violation{PersonID: personID, Rule: BreakWindow, FromOn: b.dayText(c.Day), ToOn: b.dayText(c.Day), By: by})
		}
	}
	return out
}

// carry brings the meetings and training of an old cell into one that was made
// anew: all pauses as they stood where the work is the same, else those that have
// room.
func carry(c *Cell, old Cell) {
	events := old.events()
	switch {
	case len(events) == 0 || c.TypeID == "":
	case c.Same(old):
		c.Breaks = old.Breaks
	default:
		for _, e := range events {
			if e.At >= c.Begins && e.At+e.Minutes <= c.Ends && !slices.ContainsFunc(c.Breaks, func(x Pause) bool { return x.meets(e.At, e.Minutes) }) {
				c.Breaks = append(c.Breaks, e)
			}
		}
		inTime(c.Breaks)
	}
}
