package scorecard

import (
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Kinds of periods.
const (
	Day   = "day"
	Week  = "week"
	Month = "month"
)

// Period is what a scorecard is of, and the one it is held against: of a running
// period only the days until today, and as many days of the one before.
type Period struct {
	Kind    string      `json:"kind" enum:"day,week,month"`
	Now     civil.Range `json:"-"`
	Before  civil.Range `json:"-"`
	From    string      `json:"from" format:"date"`
	To      string      `json:"to" format:"date" doc:"of a running period: today"`
	PriorOn string      `json:"before_from" format:"date" doc:"first day of the period it is held against"`
	PriorTo string      `json:"before_to" format:"date"`
	Running bool        `json:"running"`
}

// periodOf is the period of a kind that a day lies in.
func periodOf(kind string, on, today civil.Date, weekStart time.Weekday) (p Period, ok bool) {
	var from, last, beforeFrom, beforeLast civil.Date
	switch kind {
	case Day:
		// The same weekday: days of a week are not alike.
		from, last, beforeFrom, beforeLast = on, on, on.Add(-7), on.Add(-7)
	case Week:
		from = on.WeekFrom(weekStart)
		last, beforeFrom, beforeLast = from.Add(6), from.Add(-7), from.Add(-1)
	case Month:
		from = on.Month()
		last, beforeFrom, beforeLast = from.Add(31).Month().Add(-1), from.Add(-1).Month(), from.Add(-1)
	default:
		return p, false
	}
	p = Period{Kind: kind, Now: civil.Range{From: from, To: last}, Before: civil.Range{From: beforeFrom, To: beforeLast}, Running: !last.Before(today)}
	if today.Before(last) {
		p.Now.To = today
		if same := beforeFrom.Add(today.Sub(from)); same.Before(beforeLast) {
			p.Before.To = same
		}
	}
	p.From, p.To, p.PriorOn, p.PriorTo = p.Now.From.String(), p.Now.To.String(), p.Before.From.String(), p.Before.To.String()
	return p, true
}
