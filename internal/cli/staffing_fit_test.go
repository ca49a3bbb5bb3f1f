package cli_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/golden"
)

// Patience and handle times of a file, reckoned by hand in calc/queueing.
func TestStaffingFit(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var b strings.Builder
	b.WriteString("\ufeffid;Wait;result;handled\n")
	for i, row := range []string{"6;HANG;", "0:00:10;AGENT;1", "6s;HANG;0", "13;HANG;", "6;AGENT;7.38905609893065", "7;HANG;", "11;AGENT;0", "6;HANG;", "10;HANG;", "9;AGENT;1s", "99;PHANTOM;x"} {
		fmt.Fprintf(&b, "%d;%s\n", i, row)
	}
	file := write("calls.csv", b.String())
	args := []string{"staffing", "fit", file, "--wait-column", "wait", "--outcome-column", "result", "--abandoned", "HANG", "--answered", "AGENT"}
	code, out, errs := lingting(t, append(args, "--handle-column", "handled", "--json")...)
	var got struct {
		Rows     int
		LeftOut  int `json:"rows_of_other_outcomes"`
		Patience struct {
			Contacts, Abandoned int
			Mean                float64  `json:"exponential_mean_s"`
			Median              *float64 `json:"median_s"`
			Curve               []struct{ Survival, Hazard float64 }
		}
		Handle struct {
			Times int
			Zeros int `json:"zeros_left_out"`
			Laws  []struct {
				Law        string
				Parameters map[string]float64
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil {
		t.Fatal(code, err, errs)
	}
	p := got.Patience
	if got.Rows != 11 || got.LeftOut != 1 || p.Contacts != 10 || p.Abandoned != 6 || p.Mean != 14 || p.Median == nil || *p.Median != 10 || len(p.Curve) != 4 || math.Abs(p.Curve[2].Survival-7.0/16) > 1e-12 {
		t.Errorf("%+v", got)
	}
	// Logs 0, 0 and 2: mean 2/3.
	if got.Handle.Times != 3 || got.Handle.Zeros != 1 || got.Handle.Laws[0].Law != "lognormal" || math.Abs(got.Handle.Laws[0].Parameters["mu"]-2.0/3) > 1e-12 {
		t.Errorf("%+v", got.Handle)
	}
	for _, lang := range []string{"en", "zh"} {
		code, out, errs := lingting(t, append(args, "--handle-column", "handled", "--lang", lang)...)
		if code != 0 {
			t.Fatal(errs)
		}
		golden.Equal(t, "internal/cli/testdata/staffing_fit_"+lang+".golden", out)
	}
	if code, _, errs := lingting(t, append(args, "--lang", "fr")...); code != 2 || !strings.Contains(errs, "zh or en") {
		t.Errorf("%d %s", code, errs)
	}
	if code, out, errs := lingting(t, append(args, "--handle-column", "handled", "--lang", "en")...); code != 0 || !strings.Contains(out, "mean 14.0 s") || !strings.Contains(out, "(best)") {
		t.Errorf("%d %s%s", code, out, errs)
	}
	for want, wrong := range map[string][]string{
		`line 3, column wait: "soon"`: {write("soon.csv", "wait,result\n4,AGENT\nsoon,HANG\n")},
		"nobody gave up":              {write("patient.csv", "wait,result\n4,AGENT\n")},
		"no heading":                  {write("empty.csv", "")},
		"no such column":              {write("other.csv", "waited,result\n4,AGENT\n")},
		"nothing.csv":                 {filepath.Join(dir, "nothing.csv")},
	} {
		asked := append([]string{"staffing", "fit"}, wrong[0])
		if code, _, errs := lingting(t, append(asked, args[3:]...)...); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%s: %d %s", want, code, errs)
		}
	}
}
