package roster_test

import (
	"reflect"
	"testing"

	"github.com/lingting/lingting/calc/roster"
)

func TestForSkills(t *testing.T) {
	types := []roster.Shift{{ID: "E", Begin: 480, End: 960, Minutes: 450}, {ID: "L", Begin: 840, End: 1320, Minutes: 450}}
	all := roster.ForSkills(types, []string{"sales", "service"})
	if len(all) != 4 || all[3].ID != "L/service" || all[3].Skill != 1 || all[2].Begin != 480 {
		t.Errorf("%+v", all)
	}
	if got := roster.OfSkills([]int{1}, 2, 2); !reflect.DeepEqual(got, []int{1, 3}) || roster.OfSkills(nil, 2, 2) != nil {
		t.Errorf("%v", got)
	}
	p := &roster.Problem{Shifts: all}
	p.Keep(&roster.Roster{Lines: [][]int{{1, roster.Free}}}, 5)
	want := []roster.Wish{{Day: 0, Shift: 1, Or: []int{3}, For: true, Price: 5}, {Day: 1, Shift: roster.Free, For: true, Price: 5}}
	if !reflect.DeepEqual(p.Wishes, want) {
		t.Errorf("%+v", p.Wishes)
	}
}

func TestEven(t *testing.T) {
	rules := roster.Even(roster.ShiftCount, []int{2}, []int{4, 7}, []int{5, 1}, 4, 3)
	// Ten in all, five each: nothing more for the first, four for the second.
	most := []int{}
	for _, r := range rules {
		most = append(most, r.Max)
		if r.Price != 3 || len(r.People) != 1 {
			t.Errorf("%+v", r)
		}
	}
	if !reflect.DeepEqual(most, []int{0, 1, 2, 4, 5, 6}) || roster.Even(roster.Weekends, nil, nil, nil, 3, 1) != nil {
		t.Error(most)
	}
}
