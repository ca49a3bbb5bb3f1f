package forecast

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/table"
)

// CountsFile says how a table of counts is to be read.
type CountsFile struct {
	TimeColumn  string
	ValueColumn string        // "" counts every row as one
	Interval    time.Duration // of a slot: a divisor of a day, or a day
}

// Counts is a table of counts as a series.
type Counts struct {
	Series    series.Series
	Interval  time.Duration
	FirstSlot int      // the slot of the day, counted from midnight, that is slot 0 of the series
	Rows      int      // rows that were read
	Notes     []string // what was left out or filled in, in words
}

// SlotTime is when slot k begins, like 09:30.
func (c Counts) SlotTime(k int) string {
	at := time.Duration(c.FirstSlot+k) * c.Interval
	return fmt.Sprintf("%02d:%02d", int(at.Hours()), int(at.Minutes())%60)
}

// maxDays bounds a series: a hundred years.
const maxDays = 36525

// timeLayouts are the forms of a time that are understood; a zone at the end
// is taken as a label: times are the centre's.
var timeLayouts = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006/01/02 15:04:05", "2006/01/02 15:04",
	"2006/1/2 15:04:05", "2006/1/2 15:04", "02.01.2006 15:04:05", "02.01.2006 15:04", "2006-01-02", "2006/01/02", "2006/1/2", "02.01.2006"}

// ReadCounts reads a table with a heading, plain or gzipped, separated by
// commas, semicolons or tabs. A day without any row is not known (closed, or
// lost); a slot without a row on a day that has some is 0, unless the file has
// a row for every step of time: then it is not known.
func ReadCounts(r io.Reader, f CountsFile) (Counts, error) {
	out := Counts{Interval: f.Interval}
	if f.Interval <= 0 || f.Interval > 24*time.Hour || (24*time.Hour)%f.Interval != 0 || f.Interval%time.Minute != 0 {
		return out, fmt.Errorf("--interval %s: a whole part of a day in whole minutes was expected, like 15m, 30m, 1h or 24h", f.Interval)
	}
	rows, err := readTable(r)
	if err != nil {
		return out, err
	}
	at, err := table.Column(rows[0], f.TimeColumn, "time-column")
	if err != nil {
		return out, err
	}
	value := -1
	if f.ValueColumn != "" {
		if value, err = table.Column(rows[0], f.ValueColumn, "value-column"); err != nil {
			return out, err
		}
	}
	points, err := readPoints(rows, at, value)
	if err != nil {
		return out, err
	}
	out.Rows = len(points)
	return out, out.fill(points)
}

// point is a row: a count at a time of the centre's clock.
type point struct {
	day    civil.Date
	minute int
	count  float64
}

func readTable(r io.Reader) ([][]string, error) {
	c, err := table.Open(r)
	if err != nil {
		return nil, err
	}
	rows, err := c.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the table cannot be read: %w", err)
	}
	if len(rows) < 2 {
		return nil, errors.New("the file is empty: a heading and at least one row are needed")
	}
	return rows, nil
}

func readPoints(rows [][]string, at, value int) ([]point, error) {
	out := make([]point, 0, len(rows)-1)
	layout := 0
	for i, row := range rows[1:] {
		line := i + 2
		if len(row) == 1 && strings.TrimSpace(row[0]) == "" {
			continue
		}
		if len(row) <= max(at, value) {
			return nil, fmt.Errorf("line %d has %d columns; the time and the count are in columns %d and %d", line, len(row), at+1, value+1)
		}
		t, err := readTime(row[at], &layout)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		p := point{day: civil.Of(t.Date()), minute: t.Hour()*60 + t.Minute(), count: 1}
		if value >= 0 {
			text := strings.ReplaceAll(strings.TrimSpace(row[value]), ",", "")
			if text == "" || strings.EqualFold(text, "NA") || strings.EqualFold(text, "null") {
				p.count = math.NaN()
			} else if p.count, err = strconv.ParseFloat(text, 64); err != nil || p.count < 0 || math.IsInf(p.count, 0) {
				return nil, fmt.Errorf("line %d: %q is not a count: a number of 0 or more was expected", line, row[value])
			}
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		return nil, errors.New("the file has a heading and no rows")
	}
	return out, nil
}

// readTime reads a time; *layout remembers the form that fitted last.
func readTime(text string, layout *int) (time.Time, error) {
	s := strings.TrimSpace(text)
	s = strings.TrimSuffix(s, "Z")
	if len(s) > 19 { // a fraction of a second or an offset
		s = s[:19]
	}
	for k := range timeLayouts {
		i := (*layout + k) % len(timeLayouts)
		if t, err := time.Parse(timeLayouts[i], s); err == nil {
			*layout = i
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time: 2026-03-02 09:30 or 2026-03-02T09:30:00 was expected", text)
}

// fill puts the points into slots.
func (c *Counts) fill(points []point) error {
	first, last := points[0].day, points[0].day
	for _, p := range points {
		if p.day.Before(first) {
			first = p.day
		}
		if last.Before(p.day) {
			last = p.day
		}
	}
	n := last.Sub(first) + 1
	if n > maxDays {
		return fmt.Errorf("the rows reach from %s to %s; a hundred years is the most", first, last)
	}
	length := int(c.Interval / time.Minute)
	slots := 24 * 60 / length
	sums := make([]float64, n*slots)
	rows := make([]int, n*slots)
	seen := make([]bool, n)
	for _, p := range points {
		d := p.day.Sub(first)
		k := d*slots + p.minute/length
		sums[k] += p.count // NaN stays
		rows[k]++
		seen[d] = true
	}
	step := stepOf(points)
	usual, regular := 1, false
	if step > 0 && step <= length {
		usual, regular = length/step, true
	}
	from, until := c.hours(rows, seen, slots, usual)
	c.FirstSlot = from
	values := make([]float64, 0, n*(until-from))
	holes := 0
	for d := range n {
		for k := from; k < until; k++ {
			i := d*slots + k
			switch {
			case !seen[d]:
				values = append(values, math.NaN())
			case rows[i] == 0 && regular, regular && 2*rows[i] < usual:
				values = append(values, math.NaN())
				holes++
			default:
				values = append(values, sums[i])
			}
		}
	}
	if holes > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%d slots of days that have rows have none or too few: they are taken as not known", holes))
	}
	var err error
	c.Series, err = series.New(first, until-from, values)
	return err
}

// hours are the first slot of the day that is used, and the one after the
// last. A border slot that as a rule has less than half of its rows is left
// out: it is not a whole slot.
func (c *Counts) hours(rows []int, seen []bool, slots, usual int) (from, until int) {
	days := 0
	total := make([]int, slots)
	for d, s := range seen {
		if !s {
			continue
		}
		days++
		for k := range slots {
			total[k] += rows[d*slots+k]
		}
	}
	from, until = slots, 0
	for k, t := range total {
		if t > 0 {
			from, until = min(from, k), k+1
		}
	}
	for _, border := range []struct {
		at   *int
		step int
	}{{&from, 1}, {&until, -1}} {
		k := *border.at
		if border.step < 0 {
			k--
		}
		if usual > 1 && until-from > 1 && 2*total[k] < usual*days && total[k] > 0 {
			c.Notes = append(c.Notes, fmt.Sprintf("the slot at %s is left out: it has %d of %d rows a day", (Counts{Interval: c.Interval, FirstSlot: k}).SlotTime(0), total[k]/max(days, 1), usual))
			*border.at += border.step
		}
	}
	return from, until
}

// stepOf is the minutes between rows when the file has one for every step of
// time; 0 when it has not.
func stepOf(points []point) int {
	sorted := slices.Clone(points)
	slices.SortFunc(sorted, func(a, b point) int {
		return a.day.Sub(b.day)*1440 + a.minute - b.minute
	})
	count := map[int]int{}
	n := 0
	for i := 1; i < len(sorted); i++ {
		if sorted[i].day == sorted[i-1].day {
			count[sorted[i].minute-sorted[i-1].minute]++
			n++
		}
	}
	for step, c := range count {
		if step > 0 && 10*c >= 9*n {
			return step
		}
	}
	return 0
}
