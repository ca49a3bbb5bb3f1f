package forecast

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Driver is a quantity of the business that contacts follow: policies in
// force, bills sent.
type Driver struct {
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	Kind      series.DriverKind `json:"kind" enum:"stock,flow" doc:"a stock holds until its next value, a flow is of its day alone"`
	LagDays   int               `json:"lag_days" doc:"days after which contacts follow"`
	QueueIDs  []string          `json:"queue_ids" doc:"only these queues follow it; empty: all"`
	Note      string            `json:"note,omitempty"`
	Rev       int64             `json:"rev"`
	ChangedMs int64             `json:"changed_ms"`
	ChangedBy string            `json:"changed_by"`
	Count     int               `json:"count" doc:"days with a value"`
	From      *civil.Date       `json:"from_on,omitempty" format:"date" doc:"first day with a value"`
	To        *civil.Date       `json:"to_on,omitempty" format:"date" doc:"last day with a value"`
	Effects   []QueueEffect     `json:"effects,omitempty" doc:"by the newest forecast of each queue: of a tenth more of a stock, of the usual amount of a flow on its day"`
	Values    []DriverValue     `json:"values,omitempty" doc:"not in lists"`
}

// DriverValue is how much there is on a day.
type DriverValue struct {
	On     civil.Date `json:"on" format:"date"`
	Amount float64    `json:"amount"`
}

// DriverRequest says what a driver is to be.
type DriverRequest struct {
	Name     string             `json:"name" maxLength:"400"`
	Kind     series.DriverKind  `json:"kind" maxLength:"20" doc:"stock: holds until the next value; flow: of its day alone"`
	LagDays  int                `json:"lag_days,omitempty" doc:"days after which contacts follow, 0 to 60"`
	QueueIDs []string           `json:"queue_ids,omitempty" maxItems:"500" doc:"none: every queue"`
	Note     string             `json:"note,omitempty" maxLength:"2000"`
	Values   []DriverValueAsked `json:"values" maxItems:"10000" doc:"all of them, at most 4,000"`
}

// DriverValueAsked is how much there is on a day, as it was written.
type DriverValueAsked struct {
	On     string  `json:"on" maxLength:"10" doc:"YYYY-MM-DD"`
	Amount float64 `json:"amount"`
}

// Limits of a driver.
const maxDriverValues = 4000

// driver checks what was asked and gives every wrong field at once.
func (r DriverRequest) driver() (Driver, error) {
	d := Driver{Name: strings.TrimSpace(r.Name), Kind: r.Kind, LagDays: r.LagDays, Note: strings.TrimSpace(r.Note), QueueIDs: slices.Compact(slices.Sorted(slices.Values(r.QueueIDs)))}
	if d.QueueIDs == nil {
		d.QueueIDs = []string{}
	}
	var w fault.Collector
	switch {
	case d.Name == "":
		w.Add("body.name", "required", "must not be empty")
	case utf8.RuneCountInString(d.Name) > maxName:
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	if d.Kind != series.DriverStock && d.Kind != series.DriverFlow {
		w.Add("body.kind", "one_of", "must be stock or flow")
	}
	if d.LagDays < 0 || d.LagDays > series.MaxDriverLag {
		w.Add("body.lag_days", "range", fmt.Sprintf("must be from 0 to %d", series.MaxDriverLag))
	}
	if utf8.RuneCountInString(d.Note) > maxReason {
		w.Add("body.note", "too_long", "must have at most 500 characters")
	}
	if len(r.Values) > maxDriverValues {
		w.Add("body.values", "too_many", fmt.Sprintf("must be at most %d", maxDriverValues))
		r.Values = nil
	}
	seen, positive := map[civil.Date]bool{}, false
	for i, v := range r.Values {
		field := fmt.Sprintf("body.values[%d]", i)
		on, err := civil.Parse(v.On)
		switch {
		case err != nil:
			w.Add(field, "date", fmt.Sprintf("%q is not a date, YYYY-MM-DD", v.On))
		case seen[on]:
			w.Add(field, "not_unique", on.String()+" is there twice")
		case !(v.Amount >= 0) || math.IsInf(v.Amount, 0) || v.Amount == 0 && d.Kind == series.DriverStock:
			w.Add(field, "range", fmt.Sprintf("%v on %s: a flow is zero or more, a stock more than zero", v.Amount, on))
		}
		seen[on], positive = true, positive || v.Amount > 0
		d.Values = append(d.Values, DriverValue{on, v.Amount})
	}
	if !positive && len(r.Values) <= maxDriverValues {
		w.Add("body.values", "required", "must have a value above zero")
	}
	slices.SortFunc(d.Values, func(a, b DriverValue) int { return a.On.Sub(b.On) })
	d.reach()
	return d, w.Err("forecast.driver.invalid", "The driver has wrong values.")
}

// reach fills in from when to when there are values.
func (d *Driver) reach() {
	if d.Count = len(d.Values); d.Count > 0 {
		d.From, d.To = &d.Values[0].On, &d.Values[d.Count-1].On
	}
}

// drives reports whether a queue follows the driver.
func (d Driver) drives(queueID string) bool {
	return len(d.QueueIDs) == 0 || slices.Contains(d.QueueIDs, queueID)
}

// head is the driver without its values.
func (d Driver) head() Driver {
	d.Values, d.Effects = nil, nil
	return d
}

// driversOf are those a queue follows, as the model wants them.
func driversOf(all []Driver, queueID string) (out []series.Driver) {
	for _, d := range all {
		if !d.drives(queueID) {
			continue
		}
		values := make(map[civil.Date]float64, len(d.Values))
		for _, v := range d.Values {
			values[v.On] = v.Amount
		}
		out = append(out, series.Driver{Name: d.Name, Kind: d.Kind, Lag: d.LagDays, Values: values})
	}
	return out
}
