package forecast

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// TreatRepair takes the intervals of a span for not known: the rest of the
// day is learnt from, and its total reckoned from the rest.
const TreatRepair series.Treatment = "repair"

// TreatmentRule says how a day of a queue's history is to be taken.
type TreatmentRule struct {
	How        series.Treatment `json:"treatment" enum:"keep,leave-out,repair"`
	FromMinute int              `json:"from_minute,omitempty" doc:"of repair: minutes since midnight"`
	ToMinute   int              `json:"to_minute,omitempty" doc:"of repair: not included"`
}

// Treatment is how a planner wants a day of a queue's history taken, over the
// rule, and why.
type Treatment struct {
	ID      string     `json:"id"`
	QueueID string     `json:"queue_id"`
	On      civil.Date `json:"on" format:"date"`
	TreatmentRule
	Actual    *float64 `json:"actual" doc:"what came on the day, when it was said; null: not known"`
	Usual     *float64 `json:"usual" doc:"what came on that weekday in the eight weeks before (median); null: not known"`
	Reason    string   `json:"reason"`
	CreatedMs int64    `json:"created_ms"`
	CreatedBy string   `json:"created_by"`
	UndoneMs  int64    `json:"undone_ms,omitempty"`
	UndoneBy  string   `json:"undone_by,omitempty"`
}

// spanGrain is of how many minutes spans of a day are: they then hold for any
// length of interval.
const spanGrain = 15

// check gives every wrong field at once. actual is what came on the day.
func (t Treatment) check(today civil.Date) error {
	var w fault.Collector
	switch {
	case strings.TrimSpace(t.Reason) == "":
		w.Add("body.reason", "required", "must say why")
	case utf8.RuneCountInString(t.Reason) > maxReason:
		w.Add("body.reason", "too_long", "must have at most 500 characters")
	}
	if !t.On.Before(today) {
		w.Add("body.on", "too_late", "must be a day that is over")
	}
	switch t.How {
	case series.TreatLeaveOut:
	case series.TreatKeep, TreatRepair:
		if t.Actual == nil || *t.Actual <= 0 {
			w.Add("body.treatment", "nothing_came", "nothing came on this day: it can only be left out")
		}
	default:
		w.Add("body.treatment", "one_of", "must be keep, leave-out or repair")
	}
	if t.How == TreatRepair {
		if t.FromMinute < 0 || t.FromMinute >= minutesOfDay || t.FromMinute%spanGrain != 0 {
			w.Add("body.from_minute", "range", "must be the beginning of a quarter of an hour")
		}
		if t.ToMinute <= t.FromMinute || t.ToMinute > minutesOfDay || t.ToMinute%spanGrain != 0 {
			w.Add("body.to_minute", "range", "must be the end of a quarter of an hour after the first")
		}
	}
	return w.Err("forecast.treatment.invalid", "The day cannot be treated as it is asked for.")
}

// same reports whether both say the same of a day.
func (t Treatment) same(o Treatment) bool {
	return t.TreatmentRule == o.TreatmentRule && t.Reason == o.Reason
}

// treat takes the history as the planner wants it: spans to be repaired become
// unknown, the rest is told to the model. A day of which nothing is left is
// left out.
func (h *History) treat(grainMinutes int, list []Treatment) map[civil.Date]series.Treatment {
	out := map[civil.Date]series.Treatment{}
	for _, t := range list {
		d := t.On.Sub(h.First)
		if d < 0 || d >= h.Days() {
			continue
		}
		if t.How != TreatRepair {
			out[t.On] = t.How
			continue
		}
		left := 0.0
		for k := range h.Slots {
			i := d*h.Slots + k
			if k*grainMinutes < t.ToMinute && (k+1)*grainMinutes > t.FromMinute {
				h.Offered[i], h.Answered[i], h.Seconds[i] = math.NaN(), math.NaN(), math.NaN()
			} else if h.Offered[i] > 0 {
				left += h.Offered[i]
			}
		}
		if left <= 0 {
			out[t.On] = series.TreatLeaveOut
		}
	}
	return out
}

// treatmentsOf are those of a queue.
func treatmentsOf(all []Treatment, queueID string) (out []Treatment) {
	for _, t := range all {
		if t.QueueID == queueID {
			out = append(out, t)
		}
	}
	return out
}

// HistoryDay is a day of a queue's history that stands out, or of which a
// planner said how it is to be taken.
type HistoryDay struct {
	QueueID     string           `json:"queue_id"`
	Code        string           `json:"code"`
	Queue       string           `json:"queue"`
	On          civil.Date       `json:"on" format:"date"`
	Found       string           `json:"found" doc:"closed, partial, outlier or outage: what the newest forecast found; empty: nothing"`
	FromMinute  int              `json:"from_minute,omitempty" doc:"of an outage that was found: minutes since midnight"`
	ToMinute    int              `json:"to_minute,omitempty" doc:"of an outage: not included"`
	Actual      *float64         `json:"actual" doc:"what came; null: not known"`
	Usual       *float64         `json:"usual" doc:"what was expected the day before, or came on that weekday; null: not known"`
	Treatment   *Treatment       `json:"treatment,omitempty" doc:"what holds, over the rule"`
	TakenBack   *Treatment       `json:"taken_back,omitempty" doc:"what was said last and taken back; absent where something holds"`
	Used        series.Treatment `json:"used" doc:"how the newest forecast took the day; empty: by the rule"`
	Pending     bool             `json:"pending" doc:"the newest forecast was made before: the next one obeys"`
	VersionID   string           `json:"version_id,omitempty" doc:"the newest forecast of the queue"`
	VersionName string           `json:"version_name,omitempty"`
	Rev         int64            `json:"rev" doc:"of what holds, for If-Match; 0: nothing"`
}

// State is what holds of the day: "treated", "taken_back" or "ruled".
func (d HistoryDay) State() string {
	switch {
	case d.Treatment != nil:
		return "treated"
	case d.TakenBack != nil:
		return "taken_back"
	}
	return "ruled"
}
