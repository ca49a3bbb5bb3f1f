package forecast

import (
	"math"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
)

// Figures are what is forecast of some time, and what came.
type Figures struct {
	Forecast       *float64                `json:"forecast" doc:"contacts; null where nothing is forecast"`
	Model          *float64                `json:"model,omitempty" doc:"contacts without what was changed by hand"`
	Bands          *[3]series.Band         `json:"bands,omitempty" doc:"between which values contacts are expected with 50, 80 and 95 %"`
	Handle         *float64                `json:"handle_s" doc:"mean handle time in seconds; null: not known"`
	Workload       *float64                `json:"workload_h" doc:"contacts times handle time, in hours"`
	Actual         *float64                `json:"actual" doc:"offered contacts; null: not known, or yet to come"`
	ActualHandle   *float64                `json:"actual_handle_s"`
	ActualWorkload *float64                `json:"actual_workload_h"`
	Parts          map[series.Part]float64 `json:"parts,omitempty" doc:"what the forecast is made of; they sum to it"`
}

// DayFigures are the figures of a day of a queue, or of the centre.
type DayFigures struct {
	On      civil.Date `json:"on" format:"date"`
	Closed  bool       `json:"closed"`
	Partial bool       `json:"partial,omitempty" doc:"the day is not over: what came is not all of it"`
	Holiday string     `json:"holiday,omitempty"`
	MakeUp  bool       `json:"makeup_workday,omitempty"`
	Events  []string   `json:"events,omitempty"`
	Figures
}

// SlotFigures are the figures of a slot.
type SlotFigures struct {
	At string `json:"at" doc:"when the slot begins, like 09:30"`
	Figures
}

// together is how far queues are taken to err together: 0 each by itself, 1
// all alike. What they share, such as a campaign or the weather, is not known;
// half is between.
const together = 0.5

// tally sums figures of queues.
type tally struct {
	known                bool // something is forecast
	forecast             float64
	model                float64
	low, high            [3]float64 // Σ distance of the band's end
	lowSquare, highSq    [3]float64
	seconds              float64 // workload
	handled              bool
	cameKnown            bool
	came, cameSeconds    float64
	answered, handleTime float64
	cameHandled          bool
	parts                map[series.Part]float64
}

// say adds a forecast of contacts with its bands and workload (seconds; NaN:
// not known).
func (t *tally) say(value float64, bands [3]series.Band, workload float64) {
	t.known = true
	t.forecast = fine(t.forecast + value)
	for l, b := range bands {
		low, high := max(value-b.Low, 0), max(b.High-value, 0)
		t.low[l], t.high[l] = t.low[l]+low, t.high[l]+high
		t.lowSquare[l], t.highSq[l] = t.lowSquare[l]+low*low, t.highSq[l]+high*high
	}
	if !math.IsNaN(workload) {
		t.handled = true
		t.seconds += workload
	}
}

// part adds to a part of the forecast.
func (t *tally) part(p series.Part, value float64) {
	if t.parts == nil {
		t.parts = map[series.Part]float64{}
	}
	t.parts[p] = fine(t.parts[p] + value)
}

// hear adds what came: contacts, those answered and the seconds they took.
func (t *tally) hear(offered, answered, seconds float64) {
	if math.IsNaN(offered) {
		return
	}
	t.cameKnown = true
	t.came += offered
	if answered > 0 {
		t.cameHandled = true
		t.answered, t.handleTime = t.answered+answered, t.handleTime+seconds
		t.cameSeconds += offered * seconds / answered
	}
}

func (t *tally) figures() Figures {
	var f Figures
	number := func(v float64) *float64 { return &v }
	if t.known {
		f.Forecast, f.Model = number(t.forecast), number(t.model)
		var bands [3]series.Band
		for l := range bands {
			bands[l] = series.Band{
				Low:  rough(t.forecast - math.Sqrt(together*t.low[l]*t.low[l]+(1-together)*t.lowSquare[l])),
				High: rough(t.forecast + math.Sqrt(together*t.high[l]*t.high[l]+(1-together)*t.highSq[l])),
			}
		}
		f.Bands, f.Parts = &bands, t.parts
		if t.handled && t.forecast > 0 {
			f.Handle, f.Workload = number(rough(t.seconds/t.forecast)), number(rough(t.seconds/3600))
		}
	}
	if t.cameKnown {
		f.Actual = number(t.came)
		if t.cameHandled {
			f.ActualHandle, f.ActualWorkload = number(rough(t.handleTime/t.answered)), number(rough(t.cameSeconds/3600))
		}
	}
	return f
}
