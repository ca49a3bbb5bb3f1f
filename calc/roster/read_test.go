package roster_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/internal/kit/testdata"
)

const small = `# a comment
SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
L,480,E

SECTION_STAFF
Ann,E=7|L=2,2400,960,5,2,2,1
Bo,E=0|L=7,2400,960,5,2,2,1

SECTION_DAYS_OFF
Ann,3,4
Bo

SECTION_SHIFT_ON_REQUESTS
Ann,2,L,4

SECTION_SHIFT_OFF_REQUESTS
Bo,1,L,3

SECTION_COVER
0,E,1,100,1
0,L,2,100,1
`

func TestRead(t *testing.T) {
	p, err := roster.Read("small", strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if p.Days != 7 || len(p.Shifts) != 2 || len(p.People) != 2 || len(p.Wishes) != 2 || len(p.Needs) != 2 {
		t.Fatalf("%+v", p)
	}
	kinds := map[roster.Kind]int{}
	for _, r := range p.Rules {
		kinds[r.Kind]++
	}
	// Of the most of each shift only those that can bind are rules.
	for k, n := range map[roster.Kind]int{roster.PaidMinutes: 2, roster.WorkRun: 2, roster.RestRun: 2, roster.Weekends: 2, roster.ShiftCount: 2, roster.DayOff: 2, roster.Succession: 1} {
		if kinds[k] != n {
			t.Errorf("%d rules %s instead of %d", kinds[k], k, n)
		}
	}
}

// TestReadErrors: each fault is named with its line and section.
func TestReadErrors(t *testing.T) {
	for _, x := range []struct{ old, fresh, says string }{
		{"SECTION_HORIZON\n7", "SECTION_HORIZON\nseven", `line 3 (SECTION_HORIZON): days "seven" is no whole number`},
		{"SECTION_HORIZON\n7", "SECTION_HORIZON\n0", "1 to 3660 was expected"},
		{"SECTION_HORIZON\n7", "SECTION_HORIZON\n", "line 5 (SECTION_HORIZON): SECTION_HORIZON has no number of days"},
		{"SECTION_HORIZON\n7", "SECTION_HORIZON\n7\n8", "line 4 (SECTION_HORIZON): a second number of days"},
		{"# a comment", "7", `line 1: "7" stands before any section`},
		{"SECTION_COVER", "SECTION_WORLD", `there is no section "SECTION_WORLD"`},
		{"SECTION_COVER", "SECTION_STAFF", "line 23 (SECTION_SHIFT_OFF_REQUESTS): SECTION_STAFF stands a second time, first in line 9"},
		{"E,480,\n", "E,480\n", "line 6 (SECTION_SHIFTS): 3 values were expected"},
		{"E,480,\n", "E,,\n", "minutes is missing"},
		{"L,480,E", "E,480,", `shift "E" stands a second time`},
		{"L,480,E", "L,480,X", `line 7 (SECTION_SHIFTS): shift "X", which cannot follow`},
		{"Bo,E=0", "Ann,E=0", `person "Ann" stands a second time`},
		{"Bo,E=0", "Bo,X=0", `"X=0": SHIFT=MOST`},
		{"Bo,E=0", "Bo,L=0", `the most of shift "L" stands a second time`},
		{"2400,960,5,2,2,1\nBo", "900,960,5,2,2,1\nBo", "least minutes 960 is more than most minutes 900"},
		{"2400,960,5,2,2,1\nBo", "2400,960,1,2,2,1\nBo", "least days of work in a row 2 is more"},
		{"Ann,3,4", "Cy,3,4", `line 14 (SECTION_DAYS_OFF): person "Cy" is not in SECTION_STAFF`},
		{"Ann,3,4", "Ann,3,7", "day 7: 0 to 6 was expected"},
		{"Ann,2,L,4", "Ann,2,X,4", `line 18 (SECTION_SHIFT_ON_REQUESTS): shift "X"`},
		{"Bo,1,L,3", "Bo,1,L,-3", "weight -3"},
		{"0,L,2,100,1", "0,E,2,100,1", "stands a second time, first in line 24"},
		{"0,L,2,100,1", "0,L,two,100,1", `line 25 (SECTION_COVER): requirement "two"`},
		{"SECTION_COVER\n0,E,1,100,1\n0,L,2,100,1\n", "", "there is no SECTION_COVER"},
	} {
		_, err := roster.Read("small", strings.NewReader(strings.Replace(small, x.old, x.fresh, 1)))
		if err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%q: %v", x.fresh, err)
		}
	}
	if _, err := roster.Read("none", strings.NewReader("")); err == nil {
		t.Error("an empty file is read")
	}
}

func TestReadPublished(t *testing.T) {
	for _, name := range []string{"1", "7", "12", "16"} {
		text, err := os.ReadFile(testdata.Shared(t, "data", "rostering", "Instance"+name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if p, err := roster.Read(name, bytes.NewReader(text)); err != nil || len(p.Needs) != p.Days*len(p.Shifts) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCSV(t *testing.T) {
	p, err := roster.Read("small", strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	r := roster.NewRoster(2, 7)
	r.Lines[0][2], r.Lines[1][6] = 1, 1
	var out bytes.Buffer
	if err := roster.WriteCSV(&out, p, r); err != nil || out.String() != "Ann,,,L,,,,\nBo,,,,,,,L\n" {
		t.Fatalf("%v %q", err, out.String())
	}
	back, err := roster.ReadCSV(strings.NewReader("id,0,1,2,3,4,5,6\n"+out.String()), p)
	if err != nil || back.Lines[0][2] != 1 || back.Lines[1][6] != 1 || back.Lines[1][0] != roster.Free {
		t.Fatal(err, back)
	}
	for text, says := range map[string]string{
		"Cy,,,,,,,\n":               `there is no person "Cy"`,
		"Ann,,,,,,,\nAnn,,,,,,,\n":  "line 2: \"Ann\" stands a second time",
		"Ann,,,,,,\n":               "6 days, the horizon 7",
		"Ann,,X,,,,,\n":             `day 1 of "Ann": there is no shift "X"`,
		"Ann,,,,,,,\n":              `there is no line of "Bo"`,
		"Ann,,,,,,,\n\"Bo,,,,,,,\n": "quote",
	} {
		if _, err := roster.ReadCSV(strings.NewReader(text), p); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
