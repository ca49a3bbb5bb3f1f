package forecast

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Status is how far a version has come.
type Status string

// The states of a version.
const (
	Draft    Status = "draft"
	Approved Status = "approved"
	Locked   Status = "locked"
)

// Statuses are all states, in order.
var Statuses = []Status{Draft, Approved, Locked}

// Version is a forecast as it was made.
type Version struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Status       Status     `json:"status" enum:"draft,approved,locked"`
	GrainMinutes int        `json:"grain_minutes" doc:"minutes of a slot, 15 or 30"`
	AsOfOn       civil.Date `json:"as_of_on" format:"date" doc:"only days before it were known"`
	HistoryFrom  civil.Date `json:"history_from_on" format:"date"`
	HistoryTo    civil.Date `json:"history_to_on" format:"date"`
	FirstOn      civil.Date `json:"first_on" format:"date" doc:"first day that is forecast"`
	LastOn       civil.Date `json:"last_on" format:"date" doc:"last day that is forecast"`
	Timezone     string     `json:"timezone"`
	Settings     Settings   `json:"settings"`
	Inputs       Inputs     `json:"inputs"`
	CreatedMs    int64      `json:"created_ms"`
	CreatedBy    string     `json:"created_by"`
	ApprovedMs   int64      `json:"approved_ms,omitempty"`
	ApprovedBy   string     `json:"approved_by,omitempty"`
	LockedMs     int64      `json:"locked_ms,omitempty"`
	LockedBy     string     `json:"locked_by,omitempty"`
	Rev          int64      `json:"rev"`
	QueueCount   int        `json:"queue_count"`
	InUse        bool       `json:"in_use" doc:"for some queue and day from today on nothing was locked later"`
	Queues       []Queue    `json:"queues,omitempty" doc:"not in lists"`
	Merged       []string   `json:"merged,omitempty" doc:"names of queues that were made one with another since: the version is read as if they had been one"`
}

// Settings are what a version was made with.
type Settings struct {
	Model        string `json:"model" doc:"name of the model in calc/series"`
	Weeks        int    `json:"weeks"`
	HistoryWeeks int    `json:"history_weeks" doc:"weeks of history at most"`
	Seed         int64  `json:"seed" doc:"of chance; the models of today use none"`

	Together *Together `json:"together,omitempty" doc:"how far the queues err together, for the bands of their sum; absent: taken as half"`
}

// Inputs say what the numbers of the past were made of, so that it can be told
// whether they would be the same today.
type Inputs struct {
	Metrics      map[string]int `json:"metrics" doc:"version of each definition that was asked"`
	DataUntil    string         `json:"data_until" doc:"the newest instant any source had told"`
	Organisation int64          `json:"organisation" doc:"version of queues, hours and calendar"`
	Treatments   []Treatment    `json:"treatments,omitempty" doc:"what planners said of days of the history, over the rule"`
	Assumptions  []Assumption   `json:"assumptions,omitempty" doc:"what planners took events to bring before any was seen"`
	Drivers      []Driver       `json:"drivers,omitempty" doc:"what contacts were known to follow"`
}

// Outcome is what became of a queue of a version.
type Outcome string

// The outcomes.
const (
	OutcomeMade  Outcome = "made"
	OutcomeEmpty Outcome = "empty" // nothing came in the history
	OutcomeShort Outcome = "short" // less than two weeks of history
)

// Queue is what a version says of a queue as a whole.
type Queue struct {
	QueueID string  `json:"queue_id"`
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome" enum:"made,empty,short"`
	About
}

// About is what is kept of a queue beside its days.
type About struct {
	HistoryDays int          `json:"history_days" doc:"days of history that were used"`
	Total       float64      `json:"total" doc:"contacts of the whole horizon, by the model"`
	Weeks       []Stretch    `json:"weeks" doc:"the horizon week by week; the last may be shorter"`
	Flags       []Flag       `json:"flags" doc:"days of the history that stand out"`
	Effects     []Effect     `json:"effects,omitempty" doc:"what the history taught of holidays, days of the month, events and drivers"`
	People      *PeopleAbout `json:"people,omitempty" doc:"what who works brings to handle times; absent: of forecasts made before it was asked, and of merged queues"`
	Trial       *Trial       `json:"trial,omitempty" doc:"the same model tried on the last four weeks of the history; absent: too little history"`
}

// Flag is a day of the history that stands out, and was not taken as it is
// unless the planner said so.
type Flag struct {
	Day      civil.Date `json:"day" format:"date"`
	Kind     string     `json:"kind" enum:"closed,partial,outlier,outage,left-out"`
	Actual   *float64   `json:"actual" doc:"what came; null: not known"`
	Expected float64    `json:"expected" doc:"by what was known the day before; 0: nothing was expected"`

	FromMinute int `json:"from_minute,omitempty" doc:"of an outage: minutes since midnight"`
	ToMinute   int `json:"to_minute,omitempty" doc:"of an outage: not included"`

	Treatment series.Treatment `json:"treatment,omitempty" enum:"keep,leave-out,repair" doc:"what the planner said of the day; absent: the rule held"`
}

// Stretch is some days together with their bands: 50, 80 and 95 %.
type Stretch struct {
	From  civil.Date     `json:"from" format:"date"`
	To    civil.Date     `json:"to" format:"date"`
	Total float64        `json:"total"`
	Bands [3]series.Band `json:"bands"`

	HandleBands *[3]series.Band `json:"handle_bands,omitempty" doc:"of the mean handle time, of months"`
}

// Trial is how the model did on days it was not shown; shares, not per cent.
type Trial struct {
	Days       int      `json:"days"`
	VolumeWAPE *float64 `json:"volume_wape,omitempty"`
	DayWAPE    *float64 `json:"day_wape,omitempty"`
	Bias       *float64 `json:"bias,omitempty"`
	HandleWAPE *float64 `json:"handle_wape,omitempty"`
}

// Limits of what is asked of a version.
const (
	maxWeeks        = 6
	maxQueues       = 500
	maxName         = 100
	maxHistoryWeeks = 156
	usualHistory    = 104
)

// Request asks for a version.
type Request struct {
	Name         string   `json:"name"`
	QueueIDs     []string `json:"queue_ids"` // ids; empty: every active queue
	GrainMinutes int      `json:"grain_minutes"`
	Weeks        int      `json:"weeks"`
	HistoryWeeks int      `json:"history_weeks"` // 0: two years at most
	AsOf         string   `json:"as_of"`         // only days before it are known; "": today, or the day after the newest data
}

func (r *Request) check() (asOf civil.Date, err error) {
	var w fault.Collector
	r.Name = strings.TrimSpace(r.Name)
	switch {
	case r.Name == "":
		w.Add("body.name", "required", "must not be empty")
	case utf8.RuneCountInString(r.Name) > maxName:
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	if r.GrainMinutes == 0 {
		r.GrainMinutes = 30
	}
	if r.GrainMinutes != 15 && r.GrainMinutes != 30 {
		w.Add("body.grain_minutes", "one_of", "must be 15 or 30")
	}
	if r.Weeks < 1 || r.Weeks > maxWeeks {
		w.Add("body.weeks", "range", "must be from 1 to 6")
	}
	if r.HistoryWeeks == 0 {
		r.HistoryWeeks = usualHistory
	}
	if r.HistoryWeeks < 2 || r.HistoryWeeks > maxHistoryWeeks {
		w.Add("body.history_weeks", "range", "must be from 2 to 156")
	}
	if r.AsOf != "" {
		if asOf, err = civil.Parse(r.AsOf); err != nil {
			w.Add("body.as_of", "date", "must be a date, YYYY-MM-DD")
		}
	}
	r.QueueIDs = slices.Compact(slices.Sorted(slices.Values(r.QueueIDs)))
	if len(r.QueueIDs) > maxQueues {
		w.Add("body.queue_ids", "too_many", "must be at most 500")
	}
	return asOf, w.Err("forecast.version.invalid", "The forecast cannot be made as it is asked for.")
}

// move is the version with the status, or why it cannot be had.
func (v Version) move(to Status, by string, nowMs int64) (Version, error) {
	switch {
	case v.Status == Draft && to == Approved:
		v.ApprovedMs, v.ApprovedBy = nowMs, by
	case v.Status == Approved && to == Draft:
		v.ApprovedMs, v.ApprovedBy = 0, ""
	case v.Status == Approved && to == Locked:
		v.LockedMs, v.LockedBy = nowMs, by
	case v.Status == Locked:
		return v, fault.Conflictf("forecast.version.locked", "The forecast is locked and does not change any more; make a new version.")
	case to == Locked:
		return v, fault.Conflictf("forecast.version.not_approved", "A forecast is approved before it is locked.")
	default:
		return v, fault.Conflictf("forecast.version.status", "The forecast is %s already.", v.Status)
	}
	v.Status = to
	return v, nil
}
