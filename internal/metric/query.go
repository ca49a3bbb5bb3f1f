package metric

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

// Grain is the length of time one row of an answer covers.
type Grain string

// The grains. Weeks begin on the centre's first day of the week.
const (
	Grain5m      Grain = "5m"
	Grain15m     Grain = "15m"
	Grain30m     Grain = "30m"
	Grain60m     Grain = "60m"
	GrainDay     Grain = "day"
	GrainWeek    Grain = "week"
	GrainMonth   Grain = "month"
	GrainQuarter Grain = "quarter"
	GrainYear    Grain = "year"
	GrainTotal   Grain = "total"
)

// Grains lists the grains from fine to coarse.
var Grains = []Grain{Grain5m, Grain15m, Grain30m, Grain60m, GrainDay, GrainWeek, GrainMonth, GrainQuarter, GrainYear, GrainTotal}

func (g Grain) minutes() int64 {
	switch g {
	case Grain5m:
		return 5
	case Grain15m:
		return 15
	case Grain30m:
		return 30
	case Grain60m:
		return 60
	}
	return 0
}

// Dimension is what numbers can be split by.
type Dimension string

// The dimensions.
const (
	ByQueue    Dimension = "queue"
	BySkill    Dimension = "skill"
	ByTeam     Dimension = "team"
	ByAgent    Dimension = "agent"
	BySite     Dimension = "site"
	ByChannel  Dimension = "channel"
	ByCallType Dimension = "call_type"
	ByHour     Dimension = "hour"    // 0–23 of the centre's clock
	ByWeekday  Dimension = "weekday" // 1 Monday – 7 Sunday
)

// Dimensions lists the dimensions.
var Dimensions = []Dimension{ByQueue, BySkill, ByTeam, ByAgent, BySite, ByChannel, ByCallType, ByHour, ByWeekday}

// Compare says what stands beside a number.
type Compare string

// The comparisons.
const (
	CompareNone        Compare = ""
	CompareLastWeek    Compare = "last_week"    // the same time seven days before
	CompareWeekdayMean Compare = "weekday_mean" // the four weeks before, together
	CompareTarget      Compare = "target"
)

// Filter keeps only rows with one of the values; an empty list keeps all.
// Queues, skills, teams, agents and sites are ids or codes.
type Filter struct {
	Queues, Skills, Teams, Agents, Sites, Channels, CallTypes []string
	Hours, Weekdays                                           []int
}

// Query asks for numbers.
type Query struct {
	From, To string // days of the centre, YYYY-MM-DD, both included
	Grain    Grain
	By       []Dimension
	Metrics  []string // metric ids, with @version to ask for one version
	Filter   Filter
	Compare  Compare

	// Parameters of the question win over those of the centre and the queue;
	// nil takes the queue's threshold, then the centre's.
	ThresholdMs       *int64
	ShortAbandonMs    *int64
	RepeatWindowHours *int64

	// Zone counts days and half-hours in another time zone than the centre's;
	// an IANA name.
	Zone string

	// FromMs and ToMs, when set, take one stretch of time instead of days; the
	// end is not included.
	FromMs, ToMs int64

	untilMs int64 // when set, rows from here on do not count
	// draft is a definition that is not kept, asked under its id.
	draft *Definition
}

const maxBuckets = 150_000

// check gives every wrong field at once.
func (q *Query) check() error {
	var bad fault.Collector
	if q.FromMs == 0 && q.ToMs == 0 {
		from, err1 := time.Parse(time.DateOnly, q.From)
		to, err2 := time.Parse(time.DateOnly, q.To)
		if err1 != nil {
			bad.Add("query.from", "bad_day", "expected a day like 2026-11-01")
		}
		if err2 != nil {
			bad.Add("query.to", "bad_day", "expected a day like 2026-11-30")
		}
		if err1 == nil && err2 == nil && to.Before(from) {
			bad.Add("query.to", "before_from", "must not be before the first day")
		}
		if err1 == nil && err2 == nil && to.Sub(from) > 20*366*24*time.Hour {
			bad.Add("query.to", "too_long", "at most 20 years at once")
		}
	} else if q.ToMs <= q.FromMs {
		bad.Add("query.to", "before_from", "must not be before the start")
	}
	if !slices.Contains(Grains, q.Grain) {
		bad.Add("query.grain", "unknown", "expected one of 5m, 15m, 30m, 60m, day, week, month, quarter, year, total")
	}
	for _, d := range q.By {
		if !slices.Contains(Dimensions, d) {
			bad.Add("query.by", "unknown", "expected queue, skill, team, agent, site, channel, call_type, hour or weekday; got "+strconv.Quote(string(d)))
		}
	}
	if len(q.By) > 4 {
		bad.Add("query.by", "too_many", "at most four dimensions at once")
	}
	if len(q.Metrics) == 0 {
		bad.Add("query.metrics", "required", "name at least one metric")
	}
	if len(q.Metrics) > 40 {
		bad.Add("query.metrics", "too_many", "at most 40 metrics at once")
	}
	switch q.Compare {
	case CompareNone, CompareLastWeek, CompareWeekdayMean, CompareTarget:
	default:
		bad.Add("query.compare", "unknown", "expected last_week, weekday_mean or target")
	}
	if (q.Compare == CompareLastWeek || q.Compare == CompareWeekdayMean) && slices.Contains([]Grain{GrainMonth, GrainQuarter, GrainYear}, q.Grain) {
		bad.Add("query.compare", "not_with_grain", "weeks can be compared up to the grain of a week")
	}
	if _, err := time.LoadLocation(q.Zone); err != nil {
		bad.Add("query.timezone", "unknown", "expected a time zone like Asia/Shanghai")
	}
	limit := func(name string, v *int64, most int64) {
		if v != nil && (*v < 0 || *v > most) {
			bad.Add(name, "out_of_range", "must be between 0 and "+strconv.FormatInt(most, 10))
		}
	}
	limit("query.threshold", q.ThresholdMs, 24*3600*1000)
	limit("query.short_abandon", q.ShortAbandonMs, 24*3600*1000)
	limit("query.repeat_window", q.RepeatWindowHours, 90*24)
	for _, h := range q.Filter.Hours {
		if h < 0 || h > 23 {
			bad.Add("query.hour", "out_of_range", "hours are 0 to 23")
		}
	}
	for _, d := range q.Filter.Weekdays {
		if d < 1 || d > 7 {
			bad.Add("query.weekday", "out_of_range", "weekdays are 1 (Monday) to 7 (Sunday)")
		}
	}
	return bad.Err("metric.query_invalid", "The question cannot be answered as it is asked.")
}

// zone is a time zone over a stretch of time, without time.Time per row.
type zone struct {
	from   []int64 // ms UTC, ascending; from[0] covers everything before
	offset []int64 // ms
}

func newZone(loc *time.Location, fromMs, toMs int64) zone {
	var z zone
	for t := time.UnixMilli(fromMs).In(loc); ; {
		_, off := t.Zone()
		z.from = append(z.from, t.UnixMilli())
		z.offset = append(z.offset, int64(off)*1000)
		_, end := t.ZoneBounds()
		if end.IsZero() || end.UnixMilli() > toMs {
			return z
		}
		t = end.In(loc)
	}
}

// local is the clock of the zone at an instant, as ms since 1970 there.
func (z *zone) local(ms int64) int64 {
	i := len(z.from) - 1
	for i > 0 && ms < z.from[i] {
		i--
	}
	return ms + z.offset[i]
}

// buckets gives the starts of the rows' stretches of time, ascending, and the
// end of the last; ms UTC.
func (q *Query) buckets(c org.Centre) ([]int64, int64, error) {
	loc := c.Location()
	if q.FromMs != 0 || q.ToMs != 0 {
		return []int64{q.FromMs}, q.ToMs, nil
	}
	first, _ := civil.Parse(q.From)
	last, _ := civil.Parse(q.To)
	end := last.Add(1).Start(loc)
	var starts []int64
	for day := first; !last.Before(day); day = day.Add(1) {
		begin, next := day.Start(loc), day.Add(1).Start(loc)
		if begin >= next {
			continue // a day the zone left out
		}
		if step := q.Grain.minutes() * 60_000; step > 0 {
			for at := begin; at < next; at += step {
				starts = append(starts, at)
			}
		} else if len(starts) == 0 || q.Grain.begins(day, c.Weekday()) {
			starts = append(starts, begin)
		}
		if len(starts) > maxBuckets {
			return nil, 0, fault.Invalidf("metric.too_many_rows", "This range has more than %d rows at this grain; choose a coarser grain or a shorter range.", maxBuckets)
		}
	}
	return starts, end, nil
}

// begins reports whether a new row begins with the day.
func (g Grain) begins(day civil.Date, week time.Weekday) bool {
	switch g {
	case GrainDay:
		return true
	case GrainWeek:
		return day.Weekday() == week
	case GrainMonth:
		return day == day.Month()
	case GrainQuarter:
		return day == day.Quarter()
	case GrainYear:
		return day == day.Year()
	}
	return false
}

// shifted is the same question so many weeks before.
func (q Query) shifted(weeks int) Query {
	move := func(day string) string {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return day
		}
		return t.AddDate(0, 0, -7*weeks).Format(time.DateOnly)
	}
	q.From, q.To = move(q.From), move(q.To)
	q.Compare = CompareNone
	return q
}

// SplitList reads a list written with commas.
func SplitList(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
