package forecast

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func read(t *testing.T, text string, f CountsFile) Counts {
	t.Helper()
	c, err := ReadCounts(strings.NewReader(text), f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var halfHours = CountsFile{TimeColumn: "at", ValueColumn: "calls", Interval: 30 * time.Minute}

// fiveMinutes is a table with a row for every five minutes from 09:00 to 11:00.
func fiveMinutes(days int, skip func(day, minute int) bool) string {
	var b strings.Builder
	b.WriteString("n,At,Calls\n")
	for d := range days {
		for m := 540; m <= 660; m += 5 {
			if skip == nil || !skip(d, m) {
				fmt.Fprintf(&b, "1,2026-03-%02dT%02d:%02d:00Z,2\n", d+2, m/60, m%60)
			}
		}
	}
	return b.String()
}

func TestReadCounts(t *testing.T) {
	c := read(t, fiveMinutes(3, nil), halfHours)
	if c.Series.Slots != 4 || c.SlotTime(0) != "09:00" || c.Series.Days() != 3 || len(c.Notes) != 1 || !strings.Contains(c.Notes[0], "11:00") {
		t.Errorf("%d slots from %s, %d days, %q: the twelfth of a slot at 11:00 is no slot", c.Series.Slots, c.SlotTime(0), c.Series.Days(), c.Notes)
	}
	for i, v := range c.Series.Values {
		if v != 12 {
			t.Errorf("slot %d: %g", i, v)
		}
	}

	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(fiveMinutes(3, func(d, m int) bool { return d == 1 || d == 2 && m >= 570 && m < 600 })))
	_ = z.Close()
	c = read(t, packed.String(), halfHours)
	if day := c.Series.Day(1); !math.IsNaN(day[0]) || !math.IsNaN(day[3]) {
		t.Errorf("a day without rows is not known, got %v", day)
	}
	if day := c.Series.Day(2); day[0] != 12 || !math.IsNaN(day[1]) || day[2] != 12 {
		t.Errorf("a slot without rows among others is not known, got %v", day)
	}

	c = read(t, "at\n2026-03-02 09:10\n2026-03-02 09:12\n2026-03-02 10:40\n", CountsFile{TimeColumn: "at", Interval: time.Hour})
	if len(c.Series.Values) != 2 || c.Series.Values[0] != 2 || c.Series.Values[1] != 1 {
		t.Errorf("rows without a count are one contact each, got %v", c.Series.Values)
	}
}

func TestReadCountsRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "empty",
		"at,calls\n":                             "empty",
		"when,calls\n2026-03-02,1\n":             `--time-column "at"`,
		"at,n\n2026-03-02,1\n":                   `--value-column "calls"`,
		"at,calls\n2026-03-02,1\nsoon,1\n":       "line 3",
		"at,calls\n2026-03-02,-1\n":              "line 2",
		"at,calls\n2026-03-02,many\n":            "many",
		"at,calls\n2026-03-02\n":                 "1 columns",
		"at,calls\n1826-03-02,1\n2026-03-02,1\n": "hundred years",
	} {
		if _, err := ReadCounts(strings.NewReader(text), halfHours); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ReadCounts(strings.NewReader("at,calls\n"), CountsFile{TimeColumn: "at", Interval: 7 * time.Minute}); err == nil {
		t.Error("seven minutes are no part of a day")
	}
}
