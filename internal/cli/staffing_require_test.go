package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/golden"
)

func TestStaffingRequire(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(golden.Root(), "docs", "examples", "staffing", "two-languages.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	// Two hours are enough to see it work.
	short := strings.Replace(string(text), `to: "20:00"`, `to: "10:00"`, 1)
	file := filepath.Join(t.TempDir(), "model.yaml")
	if err := os.WriteFile(file, []byte(short), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(args ...string) (string, string) {
		t.Helper()
		code, out, errs := lingting(t, append([]string{"staffing", "require", file, "--effort", "1"}, args...)...)
		if code != 0 {
			t.Fatalf("%v: %d %s", args, code, errs)
		}
		return out, errs
	}
	a, _ := ask("--json", "--workers", "1", "--seed", "3", "--quiet")
	b, errs := ask("--json", "--workers", "2", "--seed", "3")
	if a != b {
		t.Error("two workers print other bytes than one")
	}
	if !strings.Contains(errs, "50 %") || !strings.Contains(errs, "million contacts") {
		t.Errorf("progress: %s", errs)
	}
	var r struct {
		Met       bool
		Cost      float64
		Groups    []struct{ Name string }
		Intervals []struct {
			From    string
			Agents  []int
			Targets []struct{ Wanted, Value float64 }
		}
		Separate struct{ Saving float64 }
	}
	if err := json.Unmarshal([]byte(a), &r); err != nil {
		t.Fatal(err)
	}
	if !r.Met || len(r.Groups) != 3 || len(r.Intervals) != 48 || r.Separate.Saving <= 0 {
		t.Errorf("%+v", r)
	}
	for _, x := range r.Intervals {
		if sum := x.Agents[0] + x.Agents[1] + x.Agents[2]; float64(x.Agents[2]) > 0.34*float64(sum) || (x.From < "08:00" || x.From >= "10:00") != (sum == 0) {
			t.Errorf("%s: %v", x.From, x.Agents)
		}
	}
	out, _ := ask("--separate=false", "--probability", "0")
	if !strings.Contains(out, "both languages") || !strings.Contains(out, "on the mean") || strings.Contains(out, "separate queues") {
		t.Error(out)
	}
	for want, args := range map[string][]string{
		"--probability 1": {"--probability", "1"},
		"--effort 0":      {"--effort", "0"},
		"--workers 2000":  {"--workers", "2000"},
	} {
		if code, _, errs := lingting(t, append([]string{"staffing", "require", file}, args...)...); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
	for want, model := range map[string]string{
		"types: none has a target":  soundModel,
		"groups: none has staffing": strings.Replace(soundModel, `"arrivals"`, `"target":{"level":0.8},"arrivals"`, 1),
		"types[0].target.levels":    strings.Replace(soundModel, `"arrivals"`, `"target":{"levels":0.8},"arrivals"`, 1),
	} {
		if code, _, errs := lingtingIn(t, model, "staffing", "require", "-"); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%s: %d %s", want, code, errs)
		}
	}
	// Limits that leave no way are an error, with the plan that comes nearest.
	tight := strings.Replace(soundModel, `"agents":6,`, `"staffing":{"cost":10,"most":4},`, 1)
	tight = strings.Replace(tight, `"arrivals"`, `"target":{"level":0.8},"arrivals"`, 1)
	if code, out, errs := lingtingIn(t, tight, "staffing", "require", "-"); code == 0 || !strings.Contains(errs, "cannot be met within the limits") || !strings.Contains(out, "agents") {
		t.Errorf("%d %s %s", code, out, errs)
	}
}
