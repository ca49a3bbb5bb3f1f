package cli_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/golden"
)

// simulation is a part of what the command prints as JSON.
type simulation struct {
	Replications int
	Reached      *bool
	Total        map[string]struct {
		Mean, SD  *float64
		HalfWidth *float64 `json:"half_width"`
	}
	Types []struct {
		Name     string
		Measures map[string]struct{ Mean *float64 }
	}
	Intervals []struct{ From string }
}

func simulated(t *testing.T, text string, args ...string) (simulation, string) {
	t.Helper()
	code, out, errs := lingtingIn(t, text, append([]string{"simulate", "-", "--json"}, args...)...)
	if code != 0 {
		t.Fatalf("%d %s", code, errs)
	}
	var s simulation
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatalf("%v in %.200s", err, out)
	}
	return s, out
}

func TestSimulateExamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(golden.Root(), "docs", "examples", "simulation", "*.yaml"))
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		one, a := simulated(t, string(text), "--replications", "12", "--workers", "1", "--seed", "3", "--intervals")
		_, b := simulated(t, string(text), "--replications", "12", "--workers", "2", "--seed", "3", "--intervals")
		if a != b {
			t.Errorf("%s: two workers print other bytes than one", filepath.Base(f))
		}
		if _, c := simulated(t, string(text), "--replications", "12", "--seed", "4", "--intervals"); c == a {
			t.Errorf("%s: another seed prints the same", filepath.Base(f))
		}
		sl := one.Total["sl-off"]
		if one.Replications != 12 || sl.Mean == nil || *sl.Mean <= 0.3 || *sl.Mean > 1 || sl.HalfWidth == nil || *sl.HalfWidth <= 0 || len(one.Intervals) < 10 {
			t.Errorf("%s: %+v", filepath.Base(f), one)
		}
		code, out, errs := lingtingIn(t, string(text), "simulate", "-", "--replications", "3")
		if code != 0 || !strings.Contains(out, "sl-off") || !strings.Contains(out, "occupancy") || !strings.Contains(errs, "3 replications") {
			t.Errorf("%s: %d %s %s", filepath.Base(f), code, out, errs)
		}
		if code, out, _ := lingting(t, "simulate", f, "--check"); code != 0 || !strings.Contains(out, "the model is sound") {
			t.Errorf("%s: %d %s", filepath.Base(f), code, out)
		}
	}
}

const soundModel = `{"day":"8h","types":[{"name":"calls","arrivals":{"per_hour":100},"patience":{"distribution":"exponential","mean":"2m"},
	"service":{"distribution":"exponential","mean":180}}],"groups":[{"name":"agents","agents":6,"skills":[{"type":"calls"}]}]}`

func TestSimulateUntilExact(t *testing.T) {
	s, _ := simulated(t, soundModel, "--half-width", "sl-off=0.02")
	if s.Reached == nil || !*s.Reached || s.Replications < 20 || *s.Total["sl-off"].HalfWidth > 0.02 {
		t.Errorf("%+v", s)
	}
	s, _ = simulated(t, soundModel, "--half-width", "occupancy@agents=0.0001", "--replications", "30")
	if s.Reached == nil || *s.Reached || s.Replications != 30 {
		t.Errorf("%+v", s)
	}
	if sd, n := *s.Total["answered"].SD, 30.0; math.Abs(*s.Total["answered"].HalfWidth-2.04523*sd/math.Sqrt(n)) > 1e-4*sd {
		t.Errorf("half-width %g of sd %g", *s.Total["answered"].HalfWidth, sd)
	}
}

func TestSimulateSchema(t *testing.T) {
	code, out, _ := lingting(t, "simulate", "--schema")
	var schema map[string]any
	if code != 0 || json.Unmarshal([]byte(out), &schema) != nil || schema["$defs"] == nil {
		t.Errorf("%d %.100s", code, out)
	}
}

// A mistake is named with its field.
func TestSimulateBadModels(t *testing.T) {
	for _, x := range []struct{ from, to, field, why string }{
		{`"per_hour":100`, `"per_hour":-1`, "types[0].arrivals.per_hour", "0 or more"},
		{`"per_hour":100`, `"per_hour":{"period":"1h","values":[1,-2]}`, "types[0].arrivals.per_hour.values[1]", "0 or more"},
		{`"per_hour":100`, `"per_hour":1e9`, "types[0].arrivals.per_hour", "contacts in a replication"},
		{`"per_hour":100`, `"per_hour":"many"`, "types[0].arrivals.per_hour", "a number"},
		{`"per_hour":100`, `"per_hour":100,"times":[1]`, "types[0].arrivals.times", "in place of"},
		{`"agents":6`, `"agents":0`, "groups[0].agents", "zero agents"},
		{`"agents":6`, `"agents":-3`, "groups[0].agents", "whole number"},
		{`"agents":6`, `"agents":2.5`, "groups[0].agents", "whole number"},
		{`"agents":6,`, ``, "groups[0].agents", "missing"},
		{`"distribution":"exponential","mean":180`, `"mean":180`, "types[0].service.distribution", "is missing"},
		{`"distribution":"exponential","mean":180`, `"distribution":"exponential"`, "types[0].service.mean", "is missing"},
		{`"distribution":"exponential","mean":180`, `"distribution":"exponential","mean":-1`, "types[0].service.mean", "above 0"},
		{`"distribution":"exponential","mean":180`, `"distribution":"exponential","mean":180,"sd":3`, "types[0].service.sd", "does not take it"},
		{`"distribution":"exponential","mean":180`, `"distribution":"normal","mean":180`, "types[0].service.distribution", "lognormal"},
		{`"mean":180`, `"mean":"soon"`, "types[0].service.mean", "20s"},
		{`"skills":[{"type":"calls"}]`, `"skills":[{"type":"mail"}]`, "groups[0].skills[0].type", `there is no type "mail"`},
		{`"skills":[{"type":"calls"}]`, `"skills":[]`, "groups[0].skills", "empty"},
		{`"day":"8h"`, `"dya":"8h"`, "dya", "no such field"},
		{`"day":"8h"`, `"day":"0s"`, "day", "above 0"},
		{`"day":"8h"`, `"day":"8h","interval":"7m"`, "interval", "divide"},
		{`"day":"8h"`, `"day":"8h","busyness":{"mean":1}`, "busyness.distribution", "missing"},
		{`"day":"8h"`, `"day":"8h","closing":"later"`, "closing", "serve or clear"},
		{`"day":"8h"`, `"day":"8h","hours":[{"from":"07:00","to":"09:00"}]`, "hours[0].to", "end of the day"},
		{`"day":"8h"`, `"day":"8h","lines":[{"count":0}]`, "lines[0].count", "at least 1"},
		{`"patience":{`, `"balking":1.5,"patience":{`, "types[0].balking", "from 0 to 1"},
		{`"patience":{`, `"route":[{"groups":["night"]}],"patience":{`, "types[0].route[0].groups[0]", `there is no group "night"`},
		{`"patience":{`, `"timeout":{"after":"1m","to":"calls"},"patience":{`, "types[0].timeout.to", "circle"},
		{`"patience":{`, `"retrial":{"probability":0.5},"patience":{`, "types[0].retrial.delay", "missing"},
		{`"types":[`, `"types":{"a":[`, "", ""},
	} {
		code, out, errs := lingtingIn(t, strings.Replace(soundModel, x.from, x.to, 1), "simulate", "-")
		if code != 2 || out != "" || !strings.Contains(errs, x.field) || !strings.Contains(errs, x.why) {
			t.Errorf("%s: %d %s", x.to, code, errs)
		}
	}
	for _, args := range [][]string{
		{"simulate"}, {"simulate", "no-such-file.yaml"}, {"simulate", "-", "--replications", "0"}, {"simulate", "-", "--workers", "-1"},
		{"simulate", "-", "--confidence", "1"}, {"simulate", "-", "--half-width", "sl-off"}, {"simulate", "-", "--half-width", "joy=1"}, {"simulate", "-", "--half-width", "sl-off/mail=1"},
	} {
		if code, _, errs := lingtingIn(t, soundModel, args...); code != 2 {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}
