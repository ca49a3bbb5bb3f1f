package career

import (
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
)

// States of a condition.
const (
	Met     = "met"
	Unmet   = "unmet"
	Unknown = "unknown" // promotes nobody; an assessor can state it
)

// Where the state of a condition comes from.
const (
	FromFile      = "file"
	FromMetric    = "metric"
	FromStanding  = "standing"
	FromPost      = "post"
	FromPosition  = "position"
	FromStatement = "statement"
)

// Verdict is a condition with its state, and what the state was made of.
type Verdict struct {
	Condition Condition `json:"condition"`
	State     string    `json:"state" enum:"met,unmet,unknown"`
	Source    string    `json:"source,omitempty" enum:",file,metric,standing,post,position,statement"`
	Value     *float64  `json:"value,omitempty" doc:"months of tenure, rank, or the number"`
	Of        int       `json:"of,omitempty" doc:"how many are ranked"`
	FromOn    string    `json:"from_on,omitempty" doc:"what counts, first day"`
	ToOn      string    `json:"to_on,omitempty"`
	Text      string    `json:"text,omitempty" doc:"evidence of a statement; name of a post or position"`
	TextEN    string    `json:"text_en,omitempty" doc:"English name of a position"`
	By        string    `json:"by,omitempty" doc:"who stated it"`
	On        string    `json:"on,omitempty" doc:"when it was stated"`
	Link      string    `json:"link,omitempty" doc:"to the rows, the post or the evidence"`
}

// known are the facts that conditions of one person are held against, as of a
// day.
type known struct {
	on         civil.Date
	enteredOn  string // "": not known
	position   Position
	reading    func(metric string, from civil.Date) (Reading, bool)
	place      func(from civil.Date) (Place, bool)
	post       func(position string) (id, title string, open bool)
	statements map[string]Statement // the latest that holds, by the key of its condition
}

// monthsLater is the same day of a later month, or the month's last.
func monthsLater(d civil.Date, months int) civil.Date {
	year, month, dayOf := d.Civil()
	first := civil.Of(year, month+time.Month(months), 1)
	end := first.Add(31).Month().Add(-1)
	if last := first.Add(dayOf - 1); last.Before(end) {
		return last
	}
	return end
}

// fullMonths are the months that are over since the day.
func fullMonths(from, to civil.Date) int {
	n := 0
	for !to.Before(monthsLater(from, n+1)) {
		n++
	}
	return n
}

// hold holds a condition of a step against the facts.
func (k *known) hold(s Step, c Condition) Verdict {
	v := Verdict{Condition: c, State: Unknown}
	from := monthsLater(k.on, -c.Months).Add(1)
	switch c.Kind {
	case Tenure:
		entered, err := civil.Parse(k.enteredOn)
		if err != nil {
			break
		}
		months := float64(fullMonths(entered, k.on))
		v.Source, v.FromOn, v.ToOn, v.Value = FromFile, k.enteredOn, k.on.String(), &months
		v.State = stateOf(months >= c.Value)
	case Rank:
		p, ok := k.place(from)
		if !ok || p.Of < 1 {
			break
		}
		rank := float64(p.Rank)
		v.Source, v.FromOn, v.ToOn, v.Value, v.Of, v.Link = FromStanding, from.String(), k.on.String(), &rank, p.Of, p.Link
		// The first 60 % of 7 people are 4: nobody beyond the share counts.
		v.State = stateOf(rank <= c.Value*float64(p.Of)+1e-9)
	case Number:
		r, ok := k.reading(c.Metric, from)
		if !ok {
			break
		}
		v.Source, v.FromOn, v.ToOn, v.Value, v.Link = FromMetric, from.String(), k.on.String(), &r.Value, r.Link
		v.State = stateOf(compared(c.Compare, r.Value, c.Value))
	case Holds:
		v.Source, v.Text, v.TextEN = FromPosition, k.position.Name, k.position.NameEN
		v.State = stateOf(slices.Contains(c.Positions, k.position.Code))
	case Post:
		id, title, open := k.post(s.To)
		v.Source, v.State = FromPost, stateOf(open)
		if open {
			v.Text, v.Link = title, "/posts?post="+id
		}
	}
	if v.State != Unknown {
		return v
	}
	if x, ok := k.statements[c.Key]; ok {
		v.Source, v.State = FromStatement, stateOf(x.Met)
		v.Text, v.By, v.On, v.Link = x.Evidence, x.By, x.On, x.Link
	}
	return v
}

func compared(how string, value, limit float64) bool {
	switch how {
	case AtLeast:
		return value >= limit
	case AtMost:
		return value <= limit
	}
	return value > limit
}

func stateOf(met bool) string {
	if met {
		return Met
	}
	return Unmet
}

// Outlook is a step with the state of each of its conditions.
type Outlook struct {
	Step     string    `json:"step"`
	From     string    `json:"from" doc:"code of the position held"`
	To       string    `json:"to"`
	Verdicts []Verdict `json:"verdicts" nullable:"false"`
	Met      int       `json:"met"`
	Unmet    int       `json:"unmet"`
	Unknown  int       `json:"unknown"`
	Eligible bool      `json:"eligible" doc:"every condition is met"`
}

// outlook holds all conditions of a step against the facts.
func (k *known) outlook(s Step) Outlook {
	out := Outlook{Step: s.Key, From: k.position.Code, To: s.To, Verdicts: []Verdict{}}
	for _, c := range s.Conditions {
		v := k.hold(s, c)
		switch v.State {
		case Met:
			out.Met++
		case Unmet:
			out.Unmet++
		default:
			out.Unknown++
		}
		out.Verdicts = append(out.Verdicts, v)
	}
	out.Eligible = out.Met == len(s.Conditions)
	return out
}
