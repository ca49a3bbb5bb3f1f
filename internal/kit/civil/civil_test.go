package civil_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Zones with clock changes at 2:00, at midnight, of half an hour, twice in
// Ramadan, across the date line, and none.
var zones = []string{"UTC", "Asia/Shanghai", "Asia/Jerusalem", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Africa/Cairo", "Asia/Tehran", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "America/Santiago", "Asia/Gaza", "Asia/Amman"}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// slowStart finds the first instant of a day by walking minute by minute.
func slowStart(d civil.Date, z *time.Location) int64 {
	y, m, day := d.Civil()
	ms := time.Date(y, m, day, 0, 0, 0, 0, time.UTC).UnixMilli() - 30*3600_000
	for civil.At(ms, z) != d {
		if d.Before(civil.At(ms, z)) {
			return ms // the day does not exist in this zone
		}
		ms += 60_000
	}
	return ms
}

func TestStartOfEveryDay(t *testing.T) {
	for _, name := range zones {
		z := zone(t, name)
		for d := civil.Of(2009, time.January, 1); d.Before(civil.Of(2027, time.January, 1)); d = d.Add(1) {
			// Only days near a change are interesting; the rest is sampled.
			ms := d.Start(z)
			_, off1 := time.UnixMilli(ms - 30*3600_000).In(z).Zone()
			_, off2 := time.UnixMilli(ms + 30*3600_000).In(z).Zone()
			if off1 == off2 && d.Sub(civil.Of(2009, time.January, 1))%97 != 0 {
				continue
			}
			if want := slowStart(d, z); ms != want {
				t.Errorf("%s %s begins at %s, want %s", name, d, time.UnixMilli(ms).In(z), time.UnixMilli(want).In(z))
			}
		}
	}
}

func TestLengths(t *testing.T) {
	for _, c := range []struct {
		zone, day string
		hours     float64
	}{
		{"Asia/Jerusalem", "1999-04-02", 23}, {"Asia/Jerusalem", "1999-09-03", 25}, {"Europe/Berlin", "2026-03-29", 23}, {"Europe/Berlin", "2026-10-25", 25},
		{"America/Sao_Paulo", "2018-11-04", 23}, {"America/Sao_Paulo", "2018-02-17", 25}, {"Australia/Lord_Howe", "2026-04-05", 24.5}, {"Asia/Shanghai", "2026-11-22", 24},
	} {
		d, err := civil.Parse(c.day)
		if err != nil {
			t.Fatal(err)
		}
		from, until := civil.Range{From: d, To: d}.Bounds(zone(t, c.zone))
		if h := float64(until-from) / 3600_000; h != c.hours {
			t.Errorf("%s in %s has %v hours, want %v", c.day, c.zone, h, c.hours)
		}
	}
}

func TestOffsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		from := rapid.Int64Range(900_000_000_000, 1_800_000_000_000).Draw(t, "from")
		until := from + rapid.Int64Range(0, 800*86400_000).Draw(t, "span")
		o := civil.OffsetsOf(z, from, until)
		for range 50 {
			ms := rapid.Int64Range(from, until).Draw(t, "ms")
			local := time.UnixMilli(ms).In(z)
			_, off := local.Zone()
			if o.At(ms) != int64(off)*1000 {
				t.Fatalf("%s: %d, want %d", local, o.At(ms), off*1000)
			}
			want := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC).UnixMilli()
			if o.Local(ms) != want {
				t.Fatalf("%s: local %d, want %d", local, o.Local(ms), want)
			}
		}
	})
}

func TestDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := civil.Of(1970, time.January, 1).Add(rapid.IntRange(-200_000, 200_000).Draw(t, "day"))
		back, err := civil.Parse(d.String())
		if err != nil || back != d {
			t.Fatal(d, back, err)
		}
		w := d.Week()
		if w.Weekday() != time.Monday || d.Sub(w) < 0 || d.Sub(w) > 6 {
			t.Fatalf("%s: week %s", d, w)
		}
		n := rapid.IntRange(-1000, 1000).Draw(t, "n")
		if d.Add(n).Sub(d) != n || d.Add(n).Before(d) != (n < 0) {
			t.Fatal(d, n)
		}
		if q := d.Quarter(); d.Before(q) || q.Add(92).Before(d) || d.Month().Before(q) || q.Before(d.Year()) {
			t.Fatal(d, q)
		}
		b, err := json.Marshal(d)
		var j civil.Date
		if err != nil || json.Unmarshal(b, &j) != nil || j != d {
			t.Fatal(string(b), err)
		}
	})
	for _, bad := range []string{"", "2026-2-1", "2026-02-30", "20260201", "2026-02-01T00:00"} {
		if _, err := civil.Parse(bad); err == nil {
			t.Errorf("%q was read as a date", bad)
		}
	}
	if r := (civil.Range{From: civil.Of(2026, 1, 1), To: civil.Of(2026, 1, 31)}); r.Days() != 31 || !r.Has(r.To) || r.Has(r.To.Add(1)) {
		t.Error(r)
	}
}

func BenchmarkOffsets(b *testing.B) {
	o := civil.OffsetsOf(zone(b, "Europe/Berlin"), 1_700_000_000_000, 1_800_000_000_000)
	ms := int64(1_700_000_000_000)
	for b.Loop() {
		ms += o.Local(ms) & 1023
	}
}
