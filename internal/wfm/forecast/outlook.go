package forecast

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Outlook is a view of the months ahead by day and month, for hiring. It is
// not locked and nothing is scheduled by it.
type Outlook struct {
	StudyHead
	AboutOutlook
}

// AboutOutlook is what an outlook was made from.
type AboutOutlook struct {
	Months      int            `json:"months" doc:"whole months ahead, beside the rest of the first"`
	AsOfOn      civil.Date     `json:"as_of_on" format:"date" doc:"only days before it were known"`
	HistoryFrom civil.Date     `json:"history_from_on" format:"date"`
	LastOn      civil.Date     `json:"last_on" format:"date"`
	Timezone    string         `json:"timezone"`
	Unpublished []int          `json:"unpublished" doc:"years of the outlook whose statutory holidays were not known"`
	Queues      []OutlookQueue `json:"queues"`
	Together    *Together      `json:"together,omitempty" doc:"how far the queues err together, for the bands of their sum; absent: taken as half"`
}

// OutlookQueue is what became of a queue of an outlook.
type OutlookQueue struct {
	QueueID     string  `json:"queue_id"`
	Code        string  `json:"code"`
	Name        string  `json:"name"`
	Outcome     Outcome `json:"outcome" enum:"made,empty,short"`
	HistoryDays int     `json:"history_days"`
}

// MonthFigures are the figures of a month.
type MonthFigures struct {
	From     civil.Date `json:"from" format:"date"`
	To       civil.Date `json:"to" format:"date" doc:"the first and the last month may be shorter"`
	Partial  bool       `json:"partial,omitempty" doc:"not the whole month is forecast or has come"`
	LastYear *float64   `json:"last_year,omitempty" doc:"contacts that came in the same days a year before; absent: not all of them are known"`
	Figures
}

// OutlookDay is a day of an outlook.
type OutlookDay struct {
	On     civil.Date `json:"on" format:"date"`
	Closed bool       `json:"closed"`
	Figures
}

// OutlookFigures are an outlook's months and days, of a queue or of all
// together.
type OutlookFigures struct {
	Outlook
	Past  []MonthFigures `json:"past" doc:"what came in the months before, as far as it is known"`
	Ahead []MonthFigures `json:"ahead"`
	Days  []OutlookDay   `json:"days"`
}

// Limits of what is asked of an outlook.
const (
	minOutlookMonths = 3
	maxOutlookMonths = 24
)

// OutlookRequest asks for an outlook.
type OutlookRequest struct {
	Months   int      `json:"months"`
	QueueIDs []string `json:"queue_ids"` // ids; empty: every active queue
	AsOf     string   `json:"as_of"`     // only days before it are known; "": as of a version
}

func (r *OutlookRequest) check() error {
	var w fault.Collector
	if r.Months < minOutlookMonths || r.Months > maxOutlookMonths {
		w.Add("body.months", "range", "must be from 3 to 24")
	}
	if r.AsOf != "" {
		if _, err := civil.Parse(r.AsOf); err != nil {
			w.Add("body.as_of", "date", "must be a date, YYYY-MM-DD")
		}
	}
	r.QueueIDs = slices.Compact(slices.Sorted(slices.Values(r.QueueIDs)))
	if len(r.QueueIDs) > maxQueues {
		w.Add("body.queue_ids", "too_many", "must be at most 500")
	}
	return w.Err("forecast.outlook.invalid", "The outlook cannot be made as it is asked for.")
}

// monthsAhead is the last day of the month so many after the one of a day.
func monthsAhead(from civil.Date, months int) civil.Date {
	y, m, _ := from.Civil()
	return civil.Of(y, m+time.Month(months+1), 1).Add(-1)
}

// keptOutlook is a queue of an outlook in the store.
type keptOutlook struct {
	queueID string
	outcome Outcome
	months  []Stretch
	days    []outlookDay
}

// outlookDay is the form of a day in the store.
type outlookDay struct {
	Total  float64    `json:"t"`
	Bands  [6]float64 `json:"b"`
	Handle float64    `json:"h"`            // seconds; 0: not known
	Sure   []float64  `json:"hb,omitempty"` // bands of the handle time; none before they were kept
	Closed bool       `json:"c,omitempty"`
}

func keptDays(days []Day) []outlookDay {
	out := make([]outlookDay, len(days))
	for i, d := range days {
		out[i] = outlookDay{Total: d.Total(), Bands: packed(d.Bands), Closed: d.Closed}
		if len(d.Handle) > 0 {
			out[i].Handle = d.Handle[0]
		}
		if d.HandleBands[2].High > 0 {
			b := packed(d.HandleBands)
			out[i].Sure = b[:]
		}
	}
	return out
}

// workload is the day's seconds of work; NaN: not known.
func (d outlookDay) workload() float64 {
	if d.Handle == 0 {
		return math.NaN()
	}
	return d.Total * d.Handle
}

// tell sums the queues' months and days.
func (o *OutlookFigures) tell(queues []keptOutlook) {
	if len(queues) == 0 {
		o.Ahead, o.Days = []MonthFigures{}, []OutlookDay{}
		return
	}
	first := queues[0]
	together := o.Together.or().Day
	months, days, open := newTallies(len(first.months), together), newTallies(len(first.days), together), make([]bool, len(first.days))
	for _, q := range queues {
		for i, d := range q.days {
			days[i].say(d.Total, unpacked(d.Bands), d.workload())
			if len(d.Sure) == 6 {
				days[i].sayHandle(d.Total, d.Handle, unpacked([6]float64(d.Sure)), math.NaN())
			}
			open[i] = open[i] || !d.Closed
		}
		for i, m := range q.months {
			workload := 0.0
			for k := m.From.Sub(o.AsOfOn); k <= m.To.Sub(o.AsOfOn); k++ {
				workload += q.days[k].workload()
			}
			months[i].say(m.Total, m.Bands, workload)
			if m.HandleBands != nil && m.Total > 0 {
				months[i].sayHandle(m.Total, workload/m.Total, *m.HandleBands, math.NaN())
			}
		}
	}
	o.Ahead = make([]MonthFigures, len(months))
	for i, m := range first.months {
		_, _, begins := m.From.Civil()
		o.Ahead[i] = MonthFigures{From: m.From, To: m.To, Partial: begins != 1, Figures: months[i].figures()}
		o.Ahead[i].Model = nil
	}
	o.Days = make([]OutlookDay, len(days))
	for i := range days {
		o.Days[i] = OutlookDay{On: o.AsOfOn.Add(i), Closed: !open[i], Figures: days[i].figures()}
		o.Days[i].Model = nil
	}
}

// byCode sorts the queues of an outlook.
func (a *AboutOutlook) byCode() {
	slices.SortFunc(a.Queues, func(x, y OutlookQueue) int {
		return cmp.Or(cmp.Compare(x.Code, y.Code), cmp.Compare(x.QueueID, y.QueueID))
	})
}
