package adherence

import (
	"slices"
	"time"

	calc "github.com/lingting/lingting/calc/adherence"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

// Piece is a stretch of the schedule.
type Piece struct {
	FromMs   int64  `json:"from_ms"`
	ToMs     int64  `json:"to_ms"`
	Activity string `json:"activity" doc:"code"`
}

// outsideS is how far beyond a shift's edge the time outside still belongs to
// its day, in seconds.
const outsideS = 4 * 3600

// instant is a minute of a day's clock as seconds; minutes beyond 1440 are of the
// next day.
func instant(on civil.Date, minute int, zone *time.Location) int64 {
	y, m, d := on.Civil()
	return time.Date(y, m, d, 0, minute, 0, 0, zone).Unix()
}

// pieces is the schedule of a published day without the time off of it.
func (j *judge) pieces(c rosters.Cell, on civil.Date, off []timeoff.Absence, zone *time.Location) []calc.Piece {
	if c.TypeID == "" || slices.ContainsFunc(off, timeoff.Absence.Whole) {
		return nil
	}
	var minutes []calc.Piece
	add := func(from, to, activity int) {
		if from < to {
			minutes = append(minutes, calc.Piece{From: int64(from), To: int64(to), Activity: activity})
		}
	}
	breaks := slices.Clone(c.Breaks)
	slices.SortStableFunc(breaks, func(a, b rosters.Pause) int { return a.At - b.At })
	at := c.Begins
	for _, b := range breaks {
		from, to := min(max(b.At, at), c.Ends), min(max(b.At+b.Minutes, at), c.Ends)
		add(at, from, j.at(Work))
		add(from, to, j.named(b.Name))
		at = to
	}
	add(at, c.Ends, j.at(Work))
	for _, a := range off {
		var left []calc.Piece
		for _, p := range minutes {
			before, after := p, p
			before.To, after.From = min(p.To, int64(a.From)), max(p.From, int64(a.To))
			for _, x := range []calc.Piece{before, after} {
				if x.From < x.To {
					left = append(left, x)
				}
			}
		}
		minutes = left
	}
	for i := range minutes {
		minutes[i].From, minutes[i].To = instant(on, int(minutes[i].From), zone), instant(on, int(minutes[i].To), zone)
	}
	return minutes
}

// edge is where one day ends and the next begins: at midnight, or where shifts
// are near it half-way between them, at most four hours from each.
func edge(midnight int64, before, after []calc.Piece) int64 {
	lo, hi := midnight, midnight
	if n := len(before); n > 0 {
		room := int64(outsideS)
		if len(after) > 0 {
			room = min(room, (after[0].From-before[n-1].To)/2)
		}
		lo = before[n-1].To + room
	}
	if len(after) > 0 {
		room := int64(outsideS)
		if n := len(before); n > 0 {
			room = min(room, (after[0].From-before[n-1].To)/2)
		}
		hi = after[0].From - room
	}
	switch {
	case len(before) > 0 && lo > midnight:
		return lo
	case len(after) > 0 && hi < midnight:
		return hi
	}
	return midnight
}

// told is the schedule with the codes of activities.
func (j *judge) told(pieces []calc.Piece) []Piece {
	out := make([]Piece, len(pieces))
	for i, p := range pieces {
		out[i] = Piece{p.From * 1000, p.To * 1000, j.Activities[p.Activity].Code}
	}
	return out
}

// planned are the published days and the time off of some days.
type planned struct {
	cells map[string]map[civil.Date]rosters.PersonDay
	off   map[string]map[civil.Date][]timeoff.Absence
	zone  *time.Location
}

func plannedOf(days []rosters.PersonDay, away []timeoff.Absence, zone *time.Location) planned {
	p := planned{map[string]map[civil.Date]rosters.PersonDay{}, map[string]map[civil.Date][]timeoff.Absence{}, zone}
	for _, d := range days {
		if p.cells[d.PersonID] == nil {
			p.cells[d.PersonID] = map[civil.Date]rosters.PersonDay{}
		}
		p.cells[d.PersonID][d.On] = d
	}
	for _, a := range away {
		if p.off[a.PersonID] == nil {
			p.off[a.PersonID] = map[civil.Date][]timeoff.Absence{}
		}
		p.off[a.PersonID][a.On] = append(p.off[a.PersonID][a.On], a)
	}
	return p
}

func (p *planned) pieces(j *judge, personID string, on civil.Date) []calc.Piece {
	return j.pieces(p.cells[personID][on].Cell, on, p.off[personID][on], p.zone)
}

// window is the schedule of a person's day and from when to when it reaches, in
// seconds.
func (p *planned) window(j *judge, personID string, on civil.Date) (pieces []calc.Piece, from, to int64) {
	before, pieces, after := p.pieces(j, personID, on.Add(-1)), p.pieces(j, personID, on), p.pieces(j, personID, on.Add(1))
	return pieces, edge(on.Start(p.zone)/1000, before, pieces), edge(on.Add(1).Start(p.zone)/1000, pieces, after)
}
