package forecast

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Effect is what the history of a queue taught of a kind of day: how much more
// comes, in per cent. Holidays and make-up workdays are held against a usual
// workday, days of the month and events against the same day without them; of
// a driver it is the effect of a tenth more of a stock, or of the usual amount
// of a flow on its day.
type Effect struct {
	Kind    series.EffectKind `json:"kind" enum:"holiday,makeup_workday,month-day,event,driver"`
	Name    string            `json:"name,omitempty" doc:"of the holiday, event or driver"`
	Day     int               `json:"day,omitempty" doc:"of a day of the month"`
	Moves   string            `json:"moves,omitempty" enum:"ahead,back" doc:"of a day of the month that falls on no workday"`
	Percent float64           `json:"percent"`
	Low     float64           `json:"low" doc:"with 80 % it is from low to high"`
	High    float64           `json:"high"`
	Seen    int               `json:"seen" doc:"how often it was learnt from; days in a row are once"`
	Dates   []civil.Date      `json:"dates,omitempty" doc:"of a day of the month: when it was and will be"`
}

func effectsOf(all []series.Effect) []Effect {
	out := make([]Effect, 0, len(all))
	for _, e := range all {
		x := Effect{Kind: e.Kind, Name: e.Name, Day: e.Day, Moves: e.Moves, Percent: percentOf(e.Share), Low: percentOf(e.Band.Low), High: percentOf(e.Band.High), Seen: e.Seen}
		if e.Kind == series.EffectMonthDay {
			x.Dates = e.Dates
		}
		out = append(out, x)
	}
	return out
}

func percentOf(share float64) float64 { return math.Round(share*1000) / 10 }

// Assumption is what a planner takes events of a name to bring before any was
// seen, and why.
type Assumption struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Percent   float64 `json:"percent" doc:"more contacts on its days; below 0 less"`
	Reason    string  `json:"reason"`
	CreatedMs int64   `json:"created_ms"`
	CreatedBy string  `json:"created_by"`
	UndoneMs  int64   `json:"undone_ms,omitempty"`
	UndoneBy  string  `json:"undone_by,omitempty"`
}

// Limits of an assumption, in per cent.
const (
	leastAssumed = -90
	mostAssumed  = 500
)

// check gives every wrong field at once.
func (a Assumption) check() error {
	var w fault.Collector
	switch {
	case a.Name == "":
		w.Add("body.name", "required", "must not be empty")
	case utf8.RuneCountInString(a.Name) > maxName:
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	if !(a.Percent >= leastAssumed && a.Percent <= mostAssumed) {
		w.Add("body.percent", "range", "must be from -90 to 500")
	}
	switch {
	case strings.TrimSpace(a.Reason) == "":
		w.Add("body.reason", "required", "must say why")
	case utf8.RuneCountInString(a.Reason) > maxReason:
		w.Add("body.reason", "too_long", "must have at most 500 characters")
	}
	return w.Err("forecast.assumption.invalid", "The assumption has wrong values.")
}

// shares are assumptions by name, as shares.
func shares(all []Assumption) map[string]float64 {
	out := map[string]float64{}
	for _, a := range all {
		out[a.Name] = a.Percent / 100
	}
	return out
}

// QueueEffect is the effect on a queue.
type QueueEffect struct {
	QueueID string  `json:"queue_id"`
	Queue   string  `json:"queue"`
	Percent float64 `json:"percent"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Seen    int     `json:"seen"`
}

// CalendarItem is a run of days that are not like others: a holiday, make-up
// workdays, an event, or a day of the month that the forecast found.
type CalendarItem struct {
	ID         string            `json:"id"`
	Kind       series.EffectKind `json:"kind" enum:"holiday,makeup_workday,month-day,event"`
	Name       string            `json:"name"`
	NameEN     string            `json:"name_en,omitempty"`
	Day        int               `json:"day,omitempty" doc:"of a day of the month"`
	From       civil.Date        `json:"from_on" format:"date"`
	To         civil.Date        `json:"to_on" format:"date"`
	QueueIDs   []string          `json:"queue_ids" doc:"only for these queues; empty: for all"`
	Note       string            `json:"note,omitempty"`
	Own        bool              `json:"own" doc:"entered in this centre: it can be changed"`
	Rev        int64             `json:"rev,omitempty" doc:"of own entries"`
	Assumption *Assumption       `json:"assumption,omitempty" doc:"of an event"`
	Effects    []QueueEffect     `json:"effects" doc:"by the newest forecast of each queue"`
}
