package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestForecastEvaluate(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("day,calls\n")
	for d := range 70 { // ten weeks from a Monday
		fmt.Fprintf(&b, "%s,%d\n", time.Date(2026, 1, 5+d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), 500-60*(d%7)+d%3)
	}
	file := filepath.Join(dir, "days.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := lingting(t, "forecast", "evaluate", file, "--time-column", "day", "--value-column", "calls", "--interval", "24h", "--train-weeks", "6", "--horizon", "1w,2w", "--json", "--out", filepath.Join(dir, "out"))
	if code != 0 {
		t.Fatal(errs)
	}
	var got struct {
		Origins  int
		Horizons map[string]map[string]struct{ WAPE, MASE, Bias float64 }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	ours := got.Horizons["1w"]["ensemble"]
	if got.Origins < 4 || ours.WAPE <= 0 || ours.WAPE > 0.2 || got.Horizons["2w"]["seasonal-naive"].MASE == 0 {
		t.Errorf("%+v", got)
	}
	if code, _, errs := lingting(t, "forecast", "evaluate", file, "--time-column", "when"); code != 2 || !strings.Contains(errs, "day, calls") {
		t.Errorf("a column that is not there: %d %s", code, errs)
	}
	hours := filepath.Join(dir, "hours.csv")
	b.Reset()
	b.WriteString("at,calls\n")
	for d := range 56 {
		for h := 8; h < 18; h++ {
			fmt.Fprintf(&b, "%s %02d:00,%d\n", time.Date(2026, 1, 5+d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), h, (80+h)*(10+d*d%3)/10)
		}
	}
	if err := os.WriteFile(hours, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs = lingting(t, "forecast", "evaluate", hours, "--time-column", "at", "--value-column", "calls", "--interval", "1h", "--train-weeks", "4", "--horizon", "1w", "--intraday", "12:00", "--json")
	var rest struct {
		Rest []struct {
			From          string
			Before, After struct{ WAPE float64 }
		} `json:"rest_of_day"`
	}
	if err := json.Unmarshal([]byte(out), &rest); code != 0 || err != nil || len(rest.Rest) != 1 || rest.Rest[0].From != "12:00" || rest.Rest[0].After.WAPE > 0.8*rest.Rest[0].Before.WAPE {
		t.Errorf("the rest of the day: %d %+v %v %s", code, rest, err, errs)
	}
	if code, _, errs := lingting(t, "forecast", "evaluate", hours, "--time-column", "at", "--value-column", "calls", "--interval", "1h", "--train-weeks", "4", "--intraday", "07:00"); code != 2 || !strings.Contains(errs, "after 08:00") {
		t.Errorf("before the first slot: %d %s", code, errs)
	}
	rows, err := os.ReadFile(filepath.Join(dir, "out", "forecast.csv"))
	if err != nil || !strings.HasPrefix(string(rows), "origin,day,slot,fc\n2026-") {
		t.Errorf("%v %.60s", err, rows)
	}
}

// A version is made of what was imported, with and without a server on the folder.
func TestForecastRun(t *testing.T) {
	dir := t.TempDir()
	var rows strings.Builder
	rows.WriteString("queue,start,offered,answered\n")
	for d := range 21 { // three weeks from a Monday
		for h := 8; h < 18; h++ {
			fmt.Fprintf(&rows, "PS,%s %02d:00,%d,9\n", time.Date(2026, 1, 5+d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), h, 60-5*(d%7)+h)
		}
	}
	for name, content := range map[string]string{"rows.csv": rows.String(), "map.yaml": "kind: intervals\nfields: {queue: queue, start: start, length: {const: 1h}, offered: offered, answered: answered}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(t *testing.T, data string) {
		if code, _, errs := lingting(t, "forecast", "run", "--data", data, "--as-of", "2026-01-26"); code != 2 || !strings.Contains(errs, "no queue") {
			t.Errorf("an empty store: %d %s", code, errs)
		}
		importing(t, data, 0, "intervals", filepath.Join(dir, "rows.csv"), "--map", filepath.Join(dir, "map.yaml"), "--timezone", "Asia/Shanghai")
		code, out, errs := lingting(t, "forecast", "run", "--data", data, "--queue", "ps", "--weeks", "1", "--as-of", "2026-01-26", "--json")
		if code != 0 {
			t.Fatal(errs)
		}
		var got struct {
			Version struct {
				Status string
				Queues []struct{ Code, Outcome string }
			}
			Days []struct {
				On       string
				Forecast float64
				Workload *float64 `json:"workload_h"`
			}
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		if len(got.Days) != 7 || got.Days[0].On != "2026-01-26" || got.Days[0].Forecast < 690 || got.Days[0].Forecast > 760 || got.Days[0].Workload != nil || got.Version.Status != "draft" || got.Version.Queues[0].Outcome != "made" {
			t.Errorf("%+v", got)
		}
		if code, out, _ := lingting(t, "forecast", "run", "--data", data, "--weeks", "1", "--as-of", "2026-01-26"); code != 0 || !strings.Contains(out, "2026-02-01") {
			t.Errorf("%d %s", code, out)
		}
		if code, _, errs := lingting(t, "forecast", "run", "--data", data, "--weeks", "9"); code != 2 || !strings.Contains(errs, "from 1 to 6") {
			t.Errorf("%d %s", code, errs)
		}
	}
	bothWays(t, check)
}
