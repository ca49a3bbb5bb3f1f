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
	rows, err := os.ReadFile(filepath.Join(dir, "out", "forecast.csv"))
	if err != nil || !strings.HasPrefix(string(rows), "origin,day,slot,fc\n2026-") {
		t.Errorf("%v %.60s", err, rows)
	}
}
