package rosters_test

import (
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

func TestThePublishedDay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		if d := must(r.PublishedDay(r.ctx, monday)); len(d.Duty) != 0 || len(d.Queues) != 0 {
			t.Errorf("nothing is published: %+v", d)
		}
		must(r.Make(r.ctx, "r1", asked("两周"), nil))
		must(r.Publish(r.ctx, "r1", "试运行"))
		d := must(r.PublishedDay(r.ctx, monday.Add(2)))
		if len(d.Queues) != 1 || d.GrainMinutes != 30 || d.Queues[0].Agents(20) != 2 || d.Queues[0].Agents(0) != 0 || len(d.Duty) == 0 {
			t.Fatalf("%+v", d)
		}
		q := &d.Queues[0]
		if n := q.Needed(20, 7, 200); n != 2 && n != 1 {
			t.Errorf("7 contacts of 200 s need %d", n)
		}
		if few, many := q.Needed(20, 7, 200), q.Needed(20, 70, 200); many <= few || q.Needed(0, 0, 200) != 0 {
			t.Errorf("%d, %d", few, many)
		}
		x := d.Duty[0]
		if x.Index != 2 || x.Ends-x.Begins != 480 || len(x.Windows) != len(x.Breaks) || x.Absence != 0.05 {
			t.Fatalf("%+v", x)
		}
		for i, b := range x.Breaks {
			if b.At < x.Windows[i].From || b.At > x.Windows[i].To {
				t.Errorf("break %d at %d is not within %+v", i, b.At, x.Windows[i])
			}
		}
		// A break is moved once, with a reason, and never over another.
		to := x.Windows[0].From
		if to == x.Breaks[0].At {
			to += 5
		}
		move := []rosters.PauseMove{{PersonID: x.PersonID, Day: 2, Pause: 0, At: to}}
		if err := r.MovePauses(r.ctx, "r1", move, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		for range 2 {
			if err := r.MovePauses(r.ctx, "r1", move, "午间高峰"); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(must(r.Changes(r.ctx, "r1"))); n != 1 {
			t.Errorf("%d changes", n)
		}
		for _, at := range []int{x.Begins - 5, x.Ends} {
			if err := r.MovePauses(r.ctx, "r1", []rosters.PauseMove{{PersonID: x.PersonID, Day: 2, Pause: 0, At: at}}, "x"); !fault.Is(err, fault.Invalid) {
				t.Errorf("at %d: %v", at, err)
			}
		}
		if len(x.Breaks) > 1 {
			again := must(r.PublishedDay(r.ctx, monday.Add(2))).Duty[0].Breaks
			if err := r.MovePauses(r.ctx, "r1", []rosters.PauseMove{{PersonID: x.PersonID, Day: 2, Pause: 0, At: again[1].At}}, "x"); !fault.Is(err, fault.Invalid) {
				t.Errorf("over another: %v", err)
			}
		}
	})
}

// The third of the people is away on the first day until ten; shifts begin at nine
// and half past.
func TestHoursOffAreKeptFree(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		must(r.Make(r.ctx, "r1", asked("两周"), nil))
		for _, l := range must(r.Lines(r.ctx, "r1")) {
			for _, c := range l.Cells {
				if l.PersonID == r.people[2] && c.Day == 0 && c.TypeID != "" {
					t.Errorf("%s works from %d on, and is away until 600", l.Name, c.Begins)
				}
			}
		}
		skill := must(r.Cover(r.ctx, "r1", rosters.CoverIn{Skill: "*", Day: -1})).Skills[0].ID
		x := must(r.Change(r.ctx, "r1", []rosters.Edit{{PersonID: r.people[2], Day: 0, TypeID: r.kind.ID, Begins: 540, Skill: skill}}, "", -1, true))
		if !slices.ContainsFunc(x.New, func(v rosters.Violation) bool { return v.Rule == "day_off" && v.FromOn == "2026-11-23" }) {
			t.Errorf("%+v", x.New)
		}
	})
}
