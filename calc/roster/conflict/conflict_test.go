package conflict_test

import (
	"strings"
	"testing"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/conflict"
)

func problem(rules ...roster.Rule) *roster.Problem {
	return &roster.Problem{Days: 7, Shifts: []roster.Shift{{ID: "E", Minutes: 480, End: 480}, {ID: "L", Minutes: 480, End: 480}},
		People: []roster.Person{{ID: "Ann"}, {ID: "Bo"}},
		Rules: append([]roster.Rule{
			{Kind: roster.WorkRun, Min: 1, Max: 5}, {Kind: roster.RestRun, Min: 2, Max: roster.NoMax}, {Kind: roster.Weekends, Max: 1},
			{Kind: roster.Succession, Shifts: []int{1}, Then: []int{0}, Max: roster.NoMax}, {Kind: roster.DayOff, People: []int{0}, From: 5, To: 7},
		}, rules...)}
}

func TestSmallestSet(t *testing.T) {
	ann := []int{0}
	for _, x := range []struct {
		name  string
		rules []roster.Rule
		want  []string
	}{
		{"sound", nil, nil},
		{"minutes no shifts add up to", []roster.Rule{{Kind: roster.PaidMinutes, People: ann, Min: 500, Max: 900}}, []string{"500 to 900 paid minutes"}},
		{"more minutes than days", []roster.Rule{{Kind: roster.PaidMinutes, People: ann, Min: 6 * 480, Max: 6 * 480}}, []string{"off on day 5 to 6", "2880 to 2880 paid minutes"}},
		{"fixed on a day off", []roster.Rule{{Kind: roster.Fixed, People: ann, From: 5, To: 6, Shifts: []int{0}}}, []string{"off on day 5", "E on day 5"}},
		{"fixed in a forbidden order", []roster.Rule{
			{Kind: roster.Fixed, People: ann, From: 1, To: 2, Shifts: []int{1}},
			{Kind: roster.Fixed, People: ann, From: 2, To: 3, Shifts: []int{0}},
		}, []string{"no E on the day after L", "L on day 1, 2"}},
		{"more of a shift than days", []roster.Rule{
			{Kind: roster.ShiftCount, People: ann, Shifts: []int{0}, Min: 3, Max: 7}, {Kind: roster.PaidMinutes, People: ann, Max: 960},
		}, []string{"3 to 7 days with E", "at most 960 paid minutes"}},
		{"fewer minutes in a week than fixed", []roster.Rule{
			{Kind: roster.PaidMinutes, People: ann, From: 0, To: 4, Max: 480},
			{Kind: roster.Fixed, People: ann, From: 1, To: 3, Shifts: []int{0}},
		}, []string{"at most 480 paid minutes on days 0 to 3", "E on day 1 to 2"}},
	} {
		found := conflict.Find(problem(x.rules...))
		if x.want == nil {
			if len(found) > 0 {
				t.Errorf("%s: %v", x.name, found)
			}
			continue
		}
		if len(found) != 1 || found[0].Person != "Ann" {
			t.Errorf("%s: %v", x.name, found)
			continue
		}
		got := strings.Join(found[0].Rules, "; ")
		for _, w := range x.want {
			if !strings.Contains(got, w) || len(found[0].Rules) != len(x.want) {
				t.Errorf("%s: %q instead of %q", x.name, got, x.want)
				break
			}
		}
	}
}

func TestNobody(t *testing.T) {
	p := problem()
	p.Skills = []string{"sales", "English"}
	p.People[0].Skills, p.People[1].Skills = []int{0}, []int{0}
	p.Shifts[1].Skill = 1
	p.Needs = []roster.Need{{Day: 0, Shift: 1, People: 1}, {Day: 1, Shift: roster.Free, Skill: 1, From: 0, To: 30, People: 1}, {Day: 2, Shift: 0, People: 1}}
	got := strings.Join(conflict.Nobody(p), "\n")
	p.Needs = append(p.Needs, roster.Need{Day: 3, Shift: roster.Free, Skill: roster.AnySkill, Group: []int{}, From: 0, To: 30, People: 1})
	if more := strings.Join(conflict.Nobody(p), "\n"); !strings.Contains(more, "people of a group are needed") {
		t.Error(more)
	}
	if !strings.Contains(got, "the shift L is needed") || !strings.Contains(got, "the skill English is needed") || strings.Contains(got, "shift E") {
		t.Error(got)
	}
}
