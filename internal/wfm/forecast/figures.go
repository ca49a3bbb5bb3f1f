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
	HandleModel    *float64                `json:"handle_model_s,omitempty" doc:"mean handle time without what was changed by hand; absent: the same"`
	HandleParts    map[HandlePart]float64  `json:"handle_parts,omitempty" doc:"what the mean handle time is made of, in seconds; they sum to it"`
	HandleBands    *[3]series.Band         `json:"handle_bands,omitempty" doc:"between which seconds the mean handle time is expected with 50, 80 and 95 %"`
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

// tally sums figures of queues.
type tally struct {
	together             *float64 // how far queues err together; nil: by half
	known                bool     // something is forecast
	forecast             float64
	model                float64
	low, high            [3]float64 // Σ distance of the band's end
	lowSquare, highSq    [3]float64
	seconds              float64 // workload
	handled              bool
	modelSeconds         float64                // workload without what was changed of handle times
	handleParts          map[HandlePart]float64 // seconds × contacts
	partless             bool                   // of a handle time the parts are not known
	strays               bool                   // bands of handle times are known
	handleOff            [3]ends                // Σ distance of their ends × contacts
	cameKnown            bool
	came, cameSeconds    float64
	answered, handleTime float64
	cameHandled          bool
	parts                map[series.Part]float64
}

// newTallies are tallies of queues that err together so far.
func newTallies(n int, together float64) []tally {
	out := make([]tally, n)
	for i := range out {
		out[i].together = &together
	}
	return out
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

// sayDay adds a whole day.
func (d Day) sayDay(t *tally) {
	workload, model := 0.0, 0.0
	for k, v := range d.Slots {
		workload += d.Workload(k)
		if k < len(d.HandleModel) {
			model += v * d.HandleModel[k]
		}
	}
	t.say(d.Total(), d.Bands, workload)
	t.sayHandle(d.Total(), d.MeanHandle(), d.HandleBands, model)
	for k := range d.Handle {
		t.sayHandleParts(d, k)
	}
}

// sayHandleOf adds what is forecast of a slot's handle time.
func (d Day) sayHandleOf(t *tally, k int) {
	if d.Handle == nil {
		return
	}
	var bands [3]series.Band
	if d.HandleSpread != nil {
		bands = d.HandleSpread[k]
	}
	model := 0.0
	if k < len(d.HandleModel) {
		model = d.Slots[k] * d.HandleModel[k]
	}
	t.sayHandle(d.Slots[k], d.Handle[k], bands, model)
	t.sayHandleParts(d, k)
}

// sayHandleParts adds what a slot's handle time is made of.
func (t *tally) sayHandleParts(d Day, k int) {
	n := d.Slots[k]
	if n == 0 {
		return
	}
	if d.HandleParts == nil {
		t.partless = true
		return
	}
	if t.handleParts == nil {
		t.handleParts = map[HandlePart]float64{}
	}
	for p, values := range d.HandleParts {
		t.handleParts[p] += n * values[k]
	}
	if d.HandleModel != nil {
		t.handleParts[HandleManual] += n * (d.Handle[k] - d.HandleModel[k])
	}
}

// partsOfHandle are the parts of a mean handle time; they sum to it exactly, to
// the hundredth of a second it is told in.
func (t *tally) partsOfHandle(mean float64) map[HandlePart]float64 {
	if t.partless || t.handleParts == nil {
		return nil
	}
	out, rest := map[HandlePart]float64{}, mean
	for _, p := range HandleParts {
		v, known := t.handleParts[p]
		if !known || p == HandleProfile || p == HandleManual && v == 0 {
			continue
		}
		out[p] = rough(v / t.forecast)
		rest -= out[p]
	}
	out[HandleProfile] = rough(rest)
	return out
}

// ends are sums over the low and the high ends of bands, as they are and
// squared.
type ends struct{ low, high, lowSquare, highSquare float64 }

// sayHandle adds the bands of mean handle times, as seconds of a contact (all
// 0: not known), around the mean, and the workload without changes of it.
func (t *tally) sayHandle(contacts, mean float64, bands [3]series.Band, modelSeconds float64) {
	if !math.IsNaN(modelSeconds) {
		t.modelSeconds += modelSeconds
	}
	if contacts <= 0 || bands[2].High <= 0 {
		return
	}
	t.strays = true
	for l, b := range bands {
		low, high := contacts*max(mean-b.Low, 0), contacts*max(b.High-mean, 0)
		o := &t.handleOff[l]
		o.low, o.high, o.lowSquare, o.highSquare = o.low+low, o.high+high, o.lowSquare+low*low, o.highSquare+high*high
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
		together := usualTogether
		if t.together != nil {
			together = *t.together
		}
		for l := range bands {
			bands[l] = series.Band{
				Low:  rough(t.forecast - math.Sqrt(together*t.low[l]*t.low[l]+(1-together)*t.lowSquare[l])),
				High: rough(t.forecast + math.Sqrt(together*t.high[l]*t.high[l]+(1-together)*t.highSq[l])),
			}
		}
		f.Bands, f.Parts = &bands, t.parts
		if t.handled && t.forecast > 0 {
			f.Handle, f.Workload = number(rough(t.seconds/t.forecast)), number(rough(t.seconds/3600))
			if model := rough(t.modelSeconds / t.forecast); model > 0 && model != *f.Handle {
				f.HandleModel = &model
			}
			f.HandleParts = t.partsOfHandle(*f.Handle)
			if t.strays {
				f.HandleBands = t.handleBands()
			}
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

// handleBands are those of the mean handle time of all queues together.
func (t *tally) handleBands() *[3]series.Band {
	var out [3]series.Band
	mean := t.seconds / t.forecast
	for l, o := range t.handleOff {
		out[l] = series.Band{
			Low:  rough(mean - math.Sqrt(handleTogether*o.low*o.low+(1-handleTogether)*o.lowSquare)/t.forecast),
			High: rough(mean + math.Sqrt(handleTogether*o.high*o.high+(1-handleTogether)*o.highSquare)/t.forecast),
		}
	}
	return &out
}
