package metric

import (
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Asked is a question as it is written in an address or on a command line:
// lists with commas, spans as "20s".
type Asked struct {
	From, To, Grain, By, Metrics, Compare              string
	Threshold, ShortAbandon, RepeatWindow              string
	Queue, Skill, Team, Agent, Site, Channel, CallType string
	Hour, Weekday, Zone                                string
}

// Query reads the question; every wrong field is told at once.
func (a Asked) Query() (Query, error) {
	var bad fault.Collector
	q := Query{From: a.From, To: a.To, Grain: Grain(a.Grain), Metrics: SplitList(a.Metrics), Compare: Compare(a.Compare), Zone: a.Zone}
	if q.Grain == "" {
		q.Grain = GrainTotal
	}
	for _, d := range SplitList(a.By) {
		if d != "none" {
			q.By = append(q.By, Dimension(d))
		}
	}
	q.ThresholdMs = readSpan(&bad, "query.threshold", a.Threshold, time.Millisecond)
	q.ShortAbandonMs = readSpan(&bad, "query.short_abandon", a.ShortAbandon, time.Millisecond)
	q.RepeatWindowHours = readSpan(&bad, "query.repeat_window", a.RepeatWindow, time.Hour)
	q.Filter = Filter{Queues: SplitList(a.Queue), Skills: SplitList(a.Skill), Teams: SplitList(a.Team), Agents: SplitList(a.Agent), Sites: SplitList(a.Site),
		Channels: SplitList(a.Channel), CallTypes: SplitList(a.CallType), Hours: readNumbers(&bad, "query.hour", a.Hour), Weekdays: readNumbers(&bad, "query.weekday", a.Weekday)}
	return q, bad.Err("metric.query_invalid", "The question cannot be answered as it is asked.")
}

func readSpan(bad *fault.Collector, field, text string, unit time.Duration) *int64 {
	if text == "" {
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		if s, err2 := strconv.ParseFloat(text, 64); err2 == nil {
			d, err = time.Duration(s*float64(time.Second)), nil
		}
	}
	if err != nil {
		bad.Add(field, "bad_span", "expected a span like 20s or 168h")
		return nil
	}
	v := int64(d / unit)
	return &v
}

func readNumbers(bad *fault.Collector, field, text string) []int {
	var out []int
	for _, s := range SplitList(text) {
		from, to, isRange := strings.Cut(s, "-")
		a, err := strconv.Atoi(from)
		b := a
		if err == nil && isRange {
			b, err = strconv.Atoi(to)
		}
		if err != nil || b < a || b > 1000 {
			bad.Add(field, "bad_number", "expected numbers like 9,10 or 9-17")
			return nil
		}
		for n := a; n <= b; n++ {
			out = append(out, n)
		}
	}
	return out
}
