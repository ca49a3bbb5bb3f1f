package segment

import (
	"net/url"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Kinds of periods.
const (
	Month   = "month"
	Quarter = "quarter"
)

// Kinds lists them.
var Kinds = []string{Month, Quarter}

// Period is a calendar month or quarter.
type Period struct {
	Kind    string      `json:"kind" enum:"month,quarter"`
	Days    civil.Range `json:"-"`
	From    string      `json:"from" format:"date"`
	To      string      `json:"to" format:"date"`
	Running bool        `json:"running"`
}

// lateDays is how long after its end a period is still made anew: figures of a
// month are told in the next one.
const lateDays = 45

func periodOf(kind string, on, today civil.Date) (p Period, ok bool) {
	switch kind {
	case Month:
		p.Days.From = on.Month()
		p.Days.To = p.Days.From.Add(31).Month().Add(-1)
	case Quarter:
		p.Days.From = on.Quarter()
		p.Days.To = p.Days.From.Add(95).Quarter().Add(-1)
	default:
		return p, false
	}
	p.Kind, p.From, p.To, p.Running = kind, p.Days.From.String(), p.Days.To.String(), !p.Days.To.Before(today)
	return p, true
}

// before is the period before.
func (p *Period) before(today civil.Date) Period {
	out, _ := periodOf(p.Kind, p.Days.From.Add(-1), today)
	return out
}

// on is the day on which the period's teams are taken.
func (p *Period) on(today civil.Date) civil.Date {
	if today.Before(p.Days.To) {
		return today
	}
	return p.Days.To
}

// months are the first days of the months of the period that have begun.
func (p *Period) months(today civil.Date) (out []string) {
	for d := p.Days.From; !p.on(today).Before(d); d = d.Add(31).Month() {
		out = append(out, d.String())
	}
	return out
}

// link opens the rows of a person's figure.
func (p *Period) link(metric, person, team string) string {
	return "/explorer?" + url.Values{"from": {p.From}, "to": {p.To}, "grain": {"total"}, "by": {"agent"}, "metrics": {metric}, "agent": {person}, "team": {team}}.Encode()
}
