package rosters_test

import (
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// TestPiecesOfADay: breaks are put within a shift, meetings and training beside
// them, and the cover of the day says what that does, kept or only tried.
func TestPiecesOfADay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		must(r.Make(r.ctx, "r1", few("两周"), nil))
		skill := must(r.Cover(r.ctx, "r1", rosters.CoverIn{Skill: "*", Day: -1})).Skills[0].ID
		who := r.people[0]
		meal, tea := rosters.Pause{Name: "用餐", At: 760, Minutes: 30}, rosters.Pause{Name: "小休", At: 660, Minutes: 15, Paid: true}
		edit := rosters.Edit{PersonID: who, Day: 2, TypeID: r.kind.ID, Begins: 540, Skill: skill, Breaks: []rosters.Pause{meal, tea}}
		must(r.Change(r.ctx, "r1", []rosters.Edit{edit}, "", -1, false))
		cell := func() rosters.Cell {
			for _, l := range must(r.Lines(r.ctx, "r1")) {
				for _, c := range l.Cells {
					if l.PersonID == who && c.Day == 2 {
						return c
					}
				}
			}
			return rosters.Cell{}
		}
		if got := cell().Breaks; !slices.Equal(got, []rosters.Pause{tea, meal}) {
			t.Fatalf("breaks %+v", got)
		}

		// A meeting is work that serves nobody: the cover has one fewer while it is held.
		talk := rosters.Pause{Name: "辅导", At: 900, Minutes: 60, Kind: rosters.Training}
		edit.Breaks = []rosters.Pause{tea, meal, talk}
		in := rosters.CoverIn{Skill: "*", Day: 2}
		before := must(r.Cover(r.ctx, "r1", in))
		tried := must(r.Try(r.ctx, "r1", []rosters.Edit{edit}, in))
		if tried.Cover == nil || len(tried.Cover.Slots) != 48 || len(tried.Cover.Days) != 1 || len(tried.New) != 0 {
			t.Fatalf("tried %+v", tried)
		}
		for k, s := range tried.Cover.Slots {
			want := before.Slots[k].There
			if s.Minute >= 900 && s.Minute < 960 {
				want--
			}
			if s.There != want {
				t.Errorf("%s: %v on the floor instead of %v", s.At, s.There, want)
			}
		}
		if n := len(cell().Breaks); n != 2 {
			t.Errorf("a try was kept: %d pieces", n)
		}
		done := must(r.Change(r.ctx, "r1", []rosters.Edit{edit}, "", -1, false))
		if got := cell(); len(got.Breaks) != 3 || !got.Breaks[2].Paid || got.PaidMinutes() != 450 {
			t.Errorf("the cell %+v", got)
		}
		if again := must(r.Change(r.ctx, "r1", []rosters.Edit{edit}, "", -1, false)); len(again.Cells) != 0 || again.Roster.Rev != done.Roster.Rev {
			t.Errorf("done again, something changes: %+v", again.Cells)
		}

		// Out of its window a break is told; out of the shift, on another or none of the type it is refused.
		edit.Breaks = []rosters.Pause{tea, {Name: "用餐", At: 960, Minutes: 30}}
		if x := must(r.Change(r.ctx, "r1", []rosters.Edit{edit}, "", -1, true)); len(x.New) != 1 || x.New[0].Rule != rosters.BreakWindow || x.New[0].By != 150 {
			t.Errorf("out of the window: %+v", x.New)
		}
		for name, breaks := range map[string][]rosters.Pause{
			"outside": {tea, {Name: "用餐", At: 1000, Minutes: 30}},
			"overlap": {tea, {Name: "用餐", At: 670, Minutes: 30}},
			"no meal": {tea},
			"no name": {tea, meal, {At: 900, Minutes: 10, Kind: rosters.Other}},
		} {
			edit.Breaks = breaks
			if _, err := r.Change(r.ctx, "r1", []rosters.Edit{edit}, "", -1, true); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}

		// Another shift: breaks go where they cost least, the training stays.
		must(r.Change(r.ctx, "r1", []rosters.Edit{{PersonID: who, Day: 2, TypeID: r.kind.ID, Begins: 570, Skill: skill}}, "", -1, false))
		c := cell()
		if len(c.Breaks) != 3 || !slices.ContainsFunc(c.Breaks, func(x rosters.Pause) bool { return x.Kind == rosters.Training && x.At == 900 }) {
			t.Errorf("after another start %+v", c.Breaks)
		}
		for i := 1; i < len(c.Breaks); i++ {
			if c.Breaks[i-1].At+c.Breaks[i-1].Minutes > c.Breaks[i].At {
				t.Errorf("one upon the other: %+v", c.Breaks)
			}
		}
		// Made anew with the day locked, it stays too.
		must(r.Change(r.ctx, "r1", []rosters.Edit{{PersonID: who, Day: 2, TypeID: r.kind.ID, Begins: 570, Skill: skill, Locked: true}}, "", -1, false))
		anew := few("再排")
		anew.BasedOn = "r1"
		must(r.Make(r.ctx, "r2", anew, nil))
		for _, l := range must(r.Lines(r.ctx, "r2")) {
			for _, x := range l.Cells {
				if l.PersonID == who && x.Day == 2 && !slices.Equal(x.Breaks, c.Breaks) {
					t.Errorf("made anew: %+v", x.Breaks)
				}
			}
		}
	})
}
