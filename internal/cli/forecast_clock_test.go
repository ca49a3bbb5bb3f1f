package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// clockCounts writes a table of half-hours of a zone's clock, 30 contacts each
// and 40 in the morning: the hour that comes twice has two rows of the same
// name, the one that is left out has none.
func clockCounts(t *testing.T, dir string, zone *time.Location, first time.Time, days int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("queue,start,offered,answered\n")
	for at := first; at.Before(first.AddDate(0, 0, days)); at = at.Add(30 * time.Minute) {
		n := 30 + at.Day()%3
		if h := at.Hour(); h >= 6 && h < 12 {
			n += 10
		}
		fmt.Fprintf(&b, "night,%s,%d,%d\n", at.Format("2006-01-02 15:04:05"), n, n-1)
	}
	file := filepath.Join(dir, "night.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Days on which the clock changes are tried as any other, and teach nothing
// wrong of the days after.
func TestForecastEvaluateOverAClockChange(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, first := range map[string]time.Time{
		"an hour comes twice": time.Date(2025, time.September, 22, 0, 0, 0, 0, zone), // the change is on the 35th day
		"an hour is left out": time.Date(2026, time.February, 23, 0, 0, 0, 0, zone),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file, out := clockCounts(t, dir, zone, first, 56), filepath.Join(dir, "out")
			code, text, errs := lingting(t, "forecast", "evaluate", file, "--time-column", "start", "--value-column", "offered", "--train-weeks", "3", "--horizon", "1w", "--json", "--out", out)
			if code != 0 {
				t.Fatal(errs)
			}
			var got struct {
				Days     int
				Origins  int
				Horizons map[string]map[string]struct{ WAPE, Bias float64 }
			}
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				t.Fatal(err)
			}
			ours := got.Horizons["1w"]["ensemble"]
			if got.Days != 56 || got.Origins != 5 || ours.WAPE > 0.05 || math.Abs(ours.Bias) > 0.02 {
				t.Errorf("%+v", got)
			}
			f, err := os.Open(filepath.Join(out, "forecast.csv"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			rows, err := csv.NewReader(f).ReadAll()
			if err != nil || len(rows) != 1+5*7*48 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			for _, r := range rows[1:] {
				slot, _ := strconv.Atoi(r[2])
				want := 31.0
				if slot >= 12 && slot < 24 {
					want += 10
				}
				if v, err := strconv.ParseFloat(r[3], 64); err != nil || math.Abs(v-want) > 3 {
					t.Fatalf("%v: about %.0f was to be expected", r, want)
				}
			}
		})
	}
}

// A queue of the store, in a zone whose clock goes back in the week that is
// forecast: the hour that comes twice has twice as much.
func TestForecastRunOverAClockChange(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	file := clockCounts(t, dir, zone, time.Date(2025, time.September, 22, 0, 0, 0, 0, zone), 28)
	mapping := filepath.Join(dir, "map.yaml")
	if err := os.WriteFile(mapping, []byte("kind: intervals\nfields: {queue: queue, start: start, length: {const: 30m}, offered: offered, answered: answered}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	importing(t, data, 0, "intervals", file, "--map", mapping, "--timezone", "Europe/Berlin")
	code, out, errs := lingting(t, "forecast", "run", "--data", data, "--queue", "night", "--weeks", "1", "--as-of", "2025-10-20", "--json")
	if code != 0 {
		t.Fatal(errs)
	}
	var got struct {
		Days []struct {
			On       string
			Forecast float64
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || len(got.Days) != 7 {
		t.Fatalf("%v in %s", err, out)
	}
	usual := 48*31.0 + 12*10
	for _, d := range got.Days {
		want := usual
		if d.On == "2025-10-26" {
			want += 2 * 31
		}
		if math.Abs(d.Forecast-want) > 0.05*want {
			t.Errorf("%s: %.0f was forecast, about %.0f comes", d.On, d.Forecast, want)
		}
	}
	if sunday, saturday := got.Days[6].Forecast, got.Days[5].Forecast; sunday-saturday < 30 {
		t.Errorf("the day of 25 hours has %.0f, the one before %.0f", sunday, saturday)
	}
}
