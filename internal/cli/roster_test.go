package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/testdata"
)

func TestRosterSolveAndCheck(t *testing.T) {
	instance := testdata.Shared(t, "data", "rostering", "Instance1.txt")
	file := filepath.Join(t.TempDir(), "roster.csv")
	code, out, errs := lingting(t, "roster", "solve", instance, "--iterations", "3000", "--workers", "1", "--out", file, "--json", "--quiet")
	if code != 0 {
		t.Fatal(code, errs)
	}
	var s struct {
		Instance   string
		Cost       float64
		Bound, Gap *float64
		Hard       int `json:"hard_violations"`
		Iterations int64
	}
	if err := json.Unmarshal([]byte(out), &s); err != nil || s.Instance != "Instance1" || s.Hard != 0 || s.Cost < 607 || s.Iterations == 0 {
		t.Fatalf("%v %s", err, out)
	}
	code, out, errs = lingting(t, "roster", "check", instance, file, "--json")
	var c struct {
		Cost struct{ Total float64 }
	}
	if err := json.Unmarshal([]byte(out), &c); code != 0 || err != nil || c.Cost.Total != s.Cost {
		t.Fatalf("%d %v %s %s", code, err, out, errs)
	}
	if code, _, errs = lingting(t, "roster", "check", instance, instance); code != 2 {
		t.Error(code, errs)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// A person off on all days has too few minutes.
	rows := strings.SplitAfter(string(text), "\n")
	rows[0] = "A" + strings.Repeat(",", 14) + "\n"
	code, out, _ = lingtingIn(t, strings.Join(rows, ""), "roster", "check", instance, "-")
	if code != 2 || !strings.Contains(out, "A: 0 paid minutes, at least 3360: 3360 too few") {
		t.Error(code, out)
	}
}

func TestRosterFaults(t *testing.T) {
	instance := func(staff string) string {
		return "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\n" + staff + "\nSECTION_COVER\n0,E,1,100,1\n"
	}
	for _, x := range []struct{ staff, says string }{
		{"A,E=7,900,500,5,1,1,1", "no roster can keep the hard rules: no line of A keeps these together: 500 to 900 paid minutes"},
		{"A,E=seven,900,500,5,1,1,1", `line 6 (SECTION_STAFF): most of shift E "seven" is no whole number`},
	} {
		code, _, errs := lingtingIn(t, instance(x.staff), "roster", "solve", "-", "--iterations", "100")
		if code != 2 || !strings.Contains(errs, x.says) {
			t.Errorf("%d %s", code, errs)
		}
	}
	code, _, errs := lingtingIn(t, instance("A,E=0,900,0,5,1,1,1"), "roster", "solve", "-", "--iterations", "100")
	if code != 0 || !strings.Contains(errs, "the shift E is needed, and nobody can work it") {
		t.Errorf("%d %s", code, errs)
	}
	for _, args := range [][]string{{"--time", "0s"}, {"--iterations", "-1"}, {"--workers", "-1"}, {"--time", "1s", "--iterations", "5"}} {
		if code, _, _ := lingtingIn(t, instance("A,E=7,900,0,5,1,1,1"), append([]string{"roster", "solve", "-"}, args...)...); code != 2 {
			t.Errorf("%v: %d", args, code)
		}
	}
}
