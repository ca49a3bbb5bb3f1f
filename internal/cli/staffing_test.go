package cli_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/golden"
)

// The command of the metric reference's tables, asked in both languages.
func TestStaffingErlang(t *testing.T) {
	load := []string{"staffing", "erlang", "--arrivals", "100/30m", "--aht", "180s"}
	ask := func(args ...string) (int, string, string) {
		return lingting(t, append(load[:len(load):len(load)], args...)...)
	}
	var got struct {
		Model, Notation string
		Load            struct{ Erlangs float64 }
		Required        *struct {
			Agents  int
			Binding string
			Alone   map[string]int
		}
		Measures *struct {
			Agents                         int
			Wait                           float64            `json:"wait_probability"`
			Level                          float64            `json:"service_level"`
			Levels                         map[string]float64 `json:"service_levels"`
			Answered, Abandoned, Occupancy float64
			Blocked                        float64
			ASA                            float64            `json:"asa_s"`
			MeanWait                       float64            `json:"mean_wait_s"`
			Answer                         map[string]float64 `json:"answered_wait_s"`
		}
	}
	read := func(args ...string) {
		t.Helper()
		code, out, errs := ask(append(args, "--json")...)
		if code != 0 {
			t.Fatalf("%v: %d %s", args, code, errs)
		}
		got.Required, got.Measures = nil, nil
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
	}
	near := func(a, b, by float64) bool { return math.Abs(a-b) <= by }
	read("--model", "a", "--patience", "120s", "--agents", "12", "--threshold", "20s")
	m := got.Measures
	if got.Model != "erlang-a" || got.Notation != "M/M/n+M" || got.Load.Erlangs != 10 || !near(m.Wait, 0.2798, 5e-5) || !near(m.Abandoned, 0.0616, 5e-5) || !near(m.Level, 0.8256, 5e-5) || !near(m.MeanWait, 7.39, 5e-3) || len(m.Levels) != 12 || m.Levels["sl-pos"] <= m.Level || !(m.Answer["p99"] > m.Answer["p80"]) {
		t.Errorf("%+v %+v", got, m)
	}
	read("--model", "c", "--target", "80%")
	if got.Required.Agents != 14 || got.Required.Binding != "level" || got.Measures.Agents != 14 || !near(got.Measures.ASA, 7.84, 5e-3) {
		t.Errorf("%+v %+v", got.Required, got.Measures)
	}
	read("--patience", "2m", "--target", "0.8", "--max-occupancy", "0.7", "--target-asa", "10s", "--target-abandonment", "0.1")
	if got.Required.Agents != 14 || got.Required.Binding != "occupancy" || got.Required.Alone["level"] != 12 || got.Required.Alone["abandonment"] != 11 {
		t.Errorf("%+v", got.Required)
	}
	read("--model", "b", "--agents", "10")
	if got.Notation != "M/M/n/n" || !near(got.Measures.Blocked, 0.21458, 5e-6) {
		t.Errorf("%+v", got.Measures)
	}
	read("--patience", "2m", "--agents", "10", "--line", "3")
	if got.Notation != "M/M/n/K+M" || got.Measures.Blocked <= 0 || got.Measures.Levels["sl-neg"] <= got.Measures.Levels["sl-off"] {
		t.Errorf("%+v", got.Measures)
	}
	read("--model", "general", "--patience", "2m", "--patience-law", "lognormal", "--patience-variation", "1.2", "--agents", "12")
	if got.Model != "general" || got.Notation != "M/M/n+G" || got.Measures.Abandoned >= 0.0616 {
		t.Errorf("%+v", got.Measures)
	}
	for _, lang := range []string{"en", "zh"} {
		code, out, errs := ask("--patience", "2m", "--target", "0.8", "--max-occupancy", "0.7", "--line", "8", "--lang", lang)
		if code != 0 {
			t.Fatal(errs)
		}
		golden.Equal(t, "internal/cli/testdata/staffing_"+lang+".golden", out)
	}
	if code, out, _ := lingting(t, "staffing", "erlang", "--arrivals", "0/30m", "--aht", "3m", "--model", "c", "--target", "0.8", "--lang", "en"); code != 0 || !strings.Contains(out, "nobody is needed") {
		t.Errorf("%d %s", code, out)
	}
	for want, args := range map[string][]string{
		"--arrivals":                {"--arrivals", "-5/30m", "--patience", "2m", "--agents", "12"},
		"--arrivals ":               {"--arrivals", "100", "--patience", "2m", "--agents", "12"},
		"--aht":                     {"--aht", "0s", "--patience", "2m", "--agents", "12"},
		"--patience is missing":     {"--agents", "12"},
		"--patience \"0s\"":         {"--patience", "0s", "--agents", "12"},
		"nobody gives up":           {"--model", "c", "--patience", "2m", "--agents", "12"},
		"--agents 0":                {"--patience", "2m", "--agents", "0"},
		"--agents: 10 cannot":       {"--model", "c", "--agents", "10"},
		"--agents or a target":      {"--patience", "2m"},
		"--agents and targets":      {"--patience", "2m", "--agents", "3", "--target", "0.8"},
		"--target \"80\"":           {"--patience", "2m", "--target", "80"},
		"--target-asa":              {"--patience", "2m", "--target-asa", "0s"},
		"--target-blocking: nobody": {"--patience", "2m", "--target-blocking", "0.01"},
		"--max-occupancy":           {"--patience", "2m", "--max-occupancy", "1.2"},
		"--variant":                 {"--patience", "2m", "--target", "0.8", "--variant", "sl-best"},
		"--variant: \"sl-worst\"":   {"--patience", "2m", "--agents", "12", "--variant", "sl-worst"},
		"--line 0":                  {"--patience", "2m", "--agents", "12", "--line", "0"},
		"--line: ":                  {"--model", "b", "--agents", "12", "--line", "4"},
		"--model":                   {"--model", "d", "--agents", "12"},
		"--patience-law":            {"--patience", "2m", "--patience-law", "gamma", "--agents", "12"},
		"--patience-law \"normal\"": {"--model", "general", "--patience", "2m", "--patience-law", "normal", "--agents", "12"},
		"--lang":                    {"--patience", "2m", "--agents", "12", "--lang", "fr"},
	} {
		if code, out, errs := ask(args...); code != 2 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%v: %d %s%s", args, code, out, errs)
		}
	}
}
