package intraday

import (
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// What lies in a shortfall is moved out of it: breaks, training, a meeting of one
// person; never a meeting of several, nothing that begins too soon, nobody who
// is away, and nothing beyond its window or over another break.
func TestMoveOutOfAShortfall(t *testing.T) {
	const now, from, to = 9 * 60, 10 * 60, 11 * 60
	x := situation{day: rosters.Day{GrainMinutes: 30}, need: map[string][]float64{"s": make([]float64, 48)}}
	for k := range x.need["s"] {
		x.need["s"][k] = 4
	}
	x.need["s"][from/30], x.need["s"][from/30+1] = 9, 9
	wide := rosters.Window{From: 9 * 60, To: 16 * 60}
	person := func(id string, absence float64, windows []rosters.Window, breaks ...rosters.Pause) {
		x.duty = append(x.duty, rosters.Duty{PersonID: id, Name: id, RosterID: "r", Skills: []string{"s"}, Absence: absence, Windows: windows,
			Cell: rosters.Cell{Begins: 9 * 60, Ends: 18 * 60, Breaks: breaks}})
	}
	pause := func(kind rosters.PauseKind, name string, at, minutes int) rosters.Pause {
		return rosters.Pause{Kind: kind, Name: name, At: at, Minutes: minutes}
	}
	person("break", 0, []rosters.Window{wide}, pause("", "小休", from+10, 15))
	person("training", 0, []rosters.Window{wide}, pause(rosters.Training, "新业务培训", from, 60))
	person("talk", 0, []rosters.Window{wide}, pause(rosters.Meeting, "一对一面谈", from+30, 30))
	person("meeting 1", 0, []rosters.Window{wide}, pause(rosters.Meeting, "班组例会", from, 30))
	person("meeting 2", 0, []rosters.Window{wide}, pause(rosters.Meeting, "班组例会", from, 30))
	person("narrow", 0, []rosters.Window{{From: from, To: from + 30}}, pause("", "小休", from+10, 15))
	person("between", 0, []rosters.Window{{From: 9 * 60, To: from + 40}, {From: from + 40, To: 12 * 60}}, pause("", "小休", from+20, 15), pause("", "用餐", from+40, 60))
	person("away", 1, []rosters.Window{wide}, pause("", "小休", from+10, 15))
	person("before", 0, []rosters.Window{wide}, pause("", "小休", from-30, 15))

	p := x.moveBreaks(&Stretch{SkillID: "s", From: from, To: to}, now)
	moved := map[string]Move{}
	for _, m := range p.Moves {
		moved[m.PersonID] = m
		i := slices.IndexFunc(x.duty, func(d rosters.Duty) bool { return d.PersonID == m.PersonID })
		d := &x.duty[i]
		b, w := d.Breaks[m.Pause], d.Windows[m.Pause]
		if m.From != b.At || m.To < w.From || m.To > w.To || m.To < now+notice || m.To%step != 0 {
			t.Errorf("%s is moved from %d to %d within %+v", m.PersonID, m.From, m.To, w)
		}
		for j, o := range d.Breaks {
			if j != m.Pause && m.To < o.At+o.Minutes && o.At < m.To+b.Minutes {
				t.Errorf("%s: %s lies over %s", m.PersonID, b.Name, o.Name)
			}
		}
	}
	for _, id := range []string{"break", "training", "talk"} {
		m, ok := moved[id]
		if !ok || m.To < to && m.To+15 > from {
			t.Errorf("%s stays in the shortfall: %+v", id, m)
		}
	}
	for _, id := range []string{"meeting 1", "meeting 2", "away", "before"} {
		if m, ok := moved[id]; ok {
			t.Errorf("%s is moved: %+v", id, m)
		}
	}
	// What begins within the notice stays.
	if p := x.moveBreaks(&Stretch{SkillID: "s", From: from, To: to}, from+25); slices.ContainsFunc(p.Moves, func(m Move) bool { return m.From < from+25+notice }) {
		t.Errorf("moved at once: %+v", p.Moves)
	}
}
