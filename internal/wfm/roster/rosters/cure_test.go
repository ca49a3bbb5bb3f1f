package rosters_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// TestCures: everybody eats at the same time on a day, so nobody is there; moving
// the meals mends it, and the simulation of the roster with them moved says to
// the digit what the cure said.
func TestCures(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		must(r.Make(r.ctx, "r1", asked("两周"), nil))
		skill := must(r.Cover(r.ctx, "r1", rosters.CoverIn{Skill: "*", Day: -1})).Skills[0].ID
		edits := []rosters.Edit{}
		for _, who := range r.people[:5] {
			edits = append(edits, rosters.Edit{PersonID: who, Day: 2, TypeID: r.kind.ID, Begins: 540, Skill: skill,
				Breaks: []rosters.Pause{{Name: "小休", At: 660, Minutes: 15, Paid: true}, {Name: "用餐", At: 720, Minutes: 30}}})
		}
		must(r.Change(r.ctx, "r1", edits, "", -1, false))
		spotOf := func() *rosters.WeakSpot {
			if err := r.Certify(r.ctx, "r1", nil); err != nil {
				t.Fatal(err)
			}
			c := must(r.Certificate(r.ctx, "r1", -1))
			i := slices.IndexFunc(c.Weak, func(w rosters.WeakSpot) bool { return w.Day == 2 && w.At == "12:00" })
			if i < 0 {
				return nil
			}
			return &c.Weak[i]
		}
		weak := spotOf()
		if weak == nil || len(weak.Cures) == 0 {
			t.Fatalf("the weak spot %+v", weak)
		}
		if again := spotOf(); !reflect.DeepEqual(again, weak) {
			t.Errorf("simulated again: %+v", again)
		}
		kinds := map[rosters.CureKind]rosters.Cure{}
		for _, c := range weak.Cures {
			kinds[c.Kind] = c
			if c.Level <= weak.Level || c.InTime <= 0 || c.People < 1 || (len(c.Edits) == 0) != (c.Kind == rosters.CurePeople) {
				t.Errorf("a cure that makes nothing better: %+v", c)
			}
		}
		meals, people := kinds[rosters.CureBreaks], kinds[rosters.CurePeople]
		if meals.People < 1 || meals.Holds <= weak.Holds || people.People < 1 || people.People > weak.More || people.Holds < 50 {
			t.Fatalf("cures of %+v", weak)
		}
		if tried := must(r.Change(r.ctx, "r1", meals.Edits, "", -1, true)); len(tried.New) != 0 || len(tried.Cells) != len(meals.Edits) {
			t.Fatalf("the cure breaks rules: %+v", tried.New)
		}
		must(r.Change(r.ctx, "r1", meals.Edits, "", -1, false))
		if err := r.Certify(r.ctx, "r1", nil); err != nil {
			t.Fatal(err)
		}
		for _, x := range must(r.Certificate(r.ctx, "r1", 2)).Slots[0].Slots {
			if x.At == "12:00" && (math.Abs(x.Level-meals.Level) > 1e-9 || math.Abs(x.Holds-meals.Holds) > 1e-9) {
				t.Errorf("the cure said %+v, the roster with it %+v", meals, x)
			}
		}
	})
}

// TestCuresByShifts: all begin late, so nobody is there at the opening; earlier shifts
// are found for them, which break no rule.
func TestCuresByShifts(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		must(r.Make(r.ctx, "r1", asked("两周"), nil))
		skill := must(r.Cover(r.ctx, "r1", rosters.CoverIn{Skill: "*", Day: -1})).Skills[0].ID
		edits := []rosters.Edit{}
		for k, who := range r.people[:5] {
			e := rosters.Edit{PersonID: who, Day: 3}
			if k < 4 {
				e = rosters.Edit{PersonID: who, Day: 3, TypeID: r.kind.ID, Begins: 570, Skill: skill}
			}
			edits = append(edits, e)
		}
		must(r.Change(r.ctx, "r1", edits, "", -1, false))
		if err := r.Certify(r.ctx, "r1", nil); err != nil {
			t.Fatal(err)
		}
		c := must(r.Certificate(r.ctx, "r1", 3))
		first := c.Slots[0].Slots[0]
		i := slices.IndexFunc(c.Weak, func(w rosters.WeakSpot) bool { return w.Day == 3 && w.At == first.At })
		if i < 0 {
			t.Fatalf("nobody is there at %s, and it is no weak spot: %+v", first.At, c.Weak)
		}
		at := slices.IndexFunc(c.Weak[i].Cures, func(x rosters.Cure) bool { return x.Kind == rosters.CureShifts })
		if at < 0 {
			t.Fatalf("cures %+v", c.Weak[i].Cures)
		}
		cure := c.Weak[i].Cures[at]
		done := must(r.Change(r.ctx, "r1", cure.Edits, "", -1, false))
		if len(done.New) != 0 {
			t.Errorf("rules broken: %+v", done.New)
		}
		if err := r.Certify(r.ctx, "r1", nil); err != nil {
			t.Fatal(err)
		}
		if got := must(r.Certificate(r.ctx, "r1", 3)).Slots[0].Slots[0]; got.Level != cure.Level || got.Holds != cure.Holds {
			t.Errorf("the cure said %+v, the roster with it %+v", cure, got)
		}
	})
}
