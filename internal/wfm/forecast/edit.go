package forecast

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// EditKind is what an edit does to the slots it is about.
type EditKind string

// The kinds of edits. What is edited is the forecast with the edits before.
const (
	EditPercent EditKind = "percent" // Value per cent more, or less below 0
	EditAdd     EditKind = "add"     // Value contacts more in all, by the forecast's shape; below 0 less
	EditSet     EditKind = "set"     // Value contacts in all, by the forecast's shape
	EditClamp   EditKind = "clamp"   // each slot at least Low and at most High
	EditCopy    EditKind = "copy"    // the slots of another day of the forecast, CopyOn
)

// EditKinds are all kinds.
var EditKinds = []EditKind{EditPercent, EditAdd, EditSet, EditClamp, EditCopy}

// EditMeasure is what an edit changes.
type EditMeasure string

// What can be edited. Of handle times a value is in seconds and is of every
// slot by itself.
const (
	EditContacts EditMeasure = "contacts"
	EditHandle   EditMeasure = "handle_time"
)

// PartManual is the part of a forecast that edits made.
const PartManual series.Part = "manual"

// Rule says what an edit does and to what: days, and slots that begin in a
// span of the clock. Add and set are of each queue and day.
type Rule struct {
	Measure    EditMeasure `json:"measure" enum:"contacts,handle_time"`
	Kind       EditKind    `json:"kind" enum:"percent,add,set,clamp,copy"`
	QueueIDs   []string    `json:"queue_ids" doc:"empty: every queue of the forecast"`
	FromOn     civil.Date  `json:"from_on" format:"date"`
	ToOn       civil.Date  `json:"to_on" format:"date" doc:"last day, included"`
	FromMinute int         `json:"from_minute" doc:"minutes since midnight"`
	ToMinute   int         `json:"to_minute" doc:"not included; 1440: the end of the day"`
	Value      float64     `json:"value" doc:"per cent of percent; of add and set contacts of a queue and day, or seconds of each interval"`
	Low        float64     `json:"low" doc:"of clamp"`
	High       *float64    `json:"high,omitempty" doc:"of clamp; absent: no limit"`
	CopyOn     string      `json:"copy_on,omitempty" format:"date" doc:"of copy"`
}

// Edit is a rule with who laid it over the forecast and why.
type Edit struct {
	ID string `json:"id"`
	Rule
	Reason    string `json:"reason"`
	CreatedMs int64  `json:"created_ms"`
	CreatedBy string `json:"created_by"`
	UndoneMs  int64  `json:"undone_ms,omitempty"`
	UndoneBy  string `json:"undone_by,omitempty"`
}

// Limits of an edit.
const (
	maxReason   = 500
	maxContacts = 1e7
	maxPercent  = 1000
	maxSeconds  = 4 * 3600 // of a mean handle time
	leastHandle = -90      // per cent: a contact takes some time
)

// check gives every wrong field of an edit of the version at once.
func (r Rule) check(v Version, reason string) error {
	var w fault.Collector
	span := civil.Range{From: v.FirstOn, To: v.LastOn}
	switch {
	case strings.TrimSpace(reason) == "":
		w.Add("body.reason", "required", "must say why")
	case utf8.RuneCountInString(reason) > maxReason:
		w.Add("body.reason", "too_long", "must have at most 500 characters")
	}
	for _, q := range r.QueueIDs {
		if !v.has(q) {
			w.Add("body.queue_ids", "unknown", "the forecast does not have the queue "+q)
		}
	}
	if !span.Has(r.FromOn) {
		w.Add("body.from_on", "range", "must be a day of the forecast, "+v.FirstOn.String()+" to "+v.LastOn.String())
	}
	if !span.Has(r.ToOn) || r.ToOn.Before(r.FromOn) {
		w.Add("body.to_on", "range", "must be a day of the forecast, not before the first")
	}
	if r.FromMinute < 0 || r.FromMinute >= minutesOfDay || r.FromMinute%v.GrainMinutes != 0 {
		w.Add("body.from_minute", "range", "must be the beginning of an interval")
	}
	if r.ToMinute <= r.FromMinute || r.ToMinute > minutesOfDay || r.ToMinute%v.GrainMinutes != 0 {
		w.Add("body.to_minute", "range", "must be the end of an interval after the first")
	}
	number := func(field string, x, least, most float64) {
		if !(x >= least && x <= most) {
			w.Add(field, "range", "is out of range")
		}
	}
	percent, least, most := -100.0, 0.0, maxContacts
	switch r.Measure {
	case EditContacts:
	case EditHandle:
		percent, least, most = leastHandle, 1, maxSeconds
	default:
		w.Add("body.measure", "one_of", "must be contacts or handle_time")
	}
	switch r.Kind {
	case EditPercent:
		number("body.value", r.Value, percent, maxPercent)
	case EditAdd:
		number("body.value", r.Value, -most, most)
	case EditSet:
		number("body.value", r.Value, least, most)
	case EditClamp:
		number("body.low", r.Low, 0, most)
		if r.High != nil {
			number("body.high", *r.High, max(r.Low, least), most)
		}
	case EditCopy:
		if on, err := civil.Parse(r.CopyOn); err != nil || !span.Has(on) {
			w.Add("body.copy_on", "range", "must be a day of the forecast")
		}
	default:
		w.Add("body.kind", "one_of", "must be percent, add, set, clamp or copy")
	}
	return w.Err("forecast.edit.invalid", "The change cannot be made as it is asked for.")
}

// about reports whether the rule is about the queue on the day.
func (r Rule) about(d queueDay) bool {
	return (len(r.QueueIDs) == 0 || slices.Contains(r.QueueIDs, d.queueID)) && civil.Range{From: r.FromOn, To: r.ToOn}.Has(d.On)
}

// change gives the slots after the edit. source are the slots of the day that
// is copied, as they were before the edit; nil leaves all as it is.
func (r Rule) change(slots, source []float64, grainMinutes int) []float64 {
	out := slices.Clone(slots)
	from, until := r.FromMinute/grainMinutes, min(r.ToMinute/grainMinutes, len(slots))
	part := out[from:until]
	total := sum(part)
	switch r.Kind {
	case EditPercent:
		scale(part, 1+r.Value/100)
	case EditAdd, EditSet:
		want := r.Value
		if r.Kind == EditAdd {
			want = max(total+r.Value, 0)
		}
		if total > 0 {
			scale(part, want/total)
		} else { // no shape to follow: evenly
			for k := range part {
				part[k] = want / float64(len(part))
			}
		}
	case EditClamp:
		for k, v := range part {
			part[k] = max(v, r.Low)
			if r.High != nil {
				part[k] = min(part[k], *r.High)
			}
		}
	case EditCopy:
		if source != nil {
			copy(part, source[from:until])
		}
	}
	for k := range out {
		out[k] = fine(max(out[k], 0))
	}
	return out
}

// changeHandle gives the handle times of slots after the edit, a second at
// least. Where none was known (nil) only a set makes one; source as in change.
func (r Rule) changeHandle(handle, source []float64, slots, grainMinutes int) []float64 {
	if handle == nil && r.Kind != EditSet && (r.Kind != EditCopy || source == nil) {
		return nil
	}
	out := slices.Clone(handle)
	if out == nil {
		out = make([]float64, slots)
	}
	for k := r.FromMinute / grainMinutes; k < min(r.ToMinute/grainMinutes, slots); k++ {
		switch v := out[k]; r.Kind {
		case EditPercent:
			out[k] = v * (1 + r.Value/100)
		case EditAdd:
			out[k] = v + r.Value
		case EditSet:
			out[k] = r.Value
		case EditClamp:
			if out[k] = max(v, r.Low); r.High != nil {
				out[k] = min(out[k], *r.High)
			}
		case EditCopy:
			if source != nil {
				out[k] = source[k]
			}
		}
		out[k] = rough(max(out[k], 1))
	}
	return out
}

func scale(values []float64, by float64) {
	for k := range values {
		values[k] *= by
	}
}

// edited gives the days with the edits laid over, in their order; days keep
// the model's forecast in Model. What an edit changed is the part PartManual,
// and bands move with the forecast.
func edited(days []queueDay, edits []Edit, grainMinutes int) []queueDay {
	out := slices.Clone(days)
	for i := range out {
		out[i].Model, out[i].HandleModel = out[i].Slots, out[i].Handle
	}
	for _, e := range edits {
		if e.UndoneMs != 0 {
			continue
		}
		sources := map[string]Day{}
		if e.Kind == EditCopy {
			for _, d := range out {
				if d.On.String() == e.CopyOn {
					sources[d.queueID] = d.Day
				}
			}
		}
		for i, d := range out {
			switch {
			case !e.about(d):
			case e.Measure == EditHandle:
				out[i].Handle = e.changeHandle(d.Handle, sources[d.queueID].Handle, len(d.Slots), grainMinutes)
			default:
				out[i].Slots = e.change(d.Slots, sources[d.queueID].Slots, grainMinutes)
			}
		}
	}
	for i := range out {
		out[i].lay()
		out[i].layHandle()
	}
	return out
}

// layHandle makes the bands of a day's handle times fit what was changed: as
// wide in proportion.
func (d *queueDay) layHandle() {
	if d.HandleSpread == nil || slices.Equal(d.Slots, d.Model) && slices.Equal(d.Handle, d.HandleModel) {
		return
	}
	spread := slices.Clone(d.HandleSpread)
	for k, from := range d.HandleModel {
		if to := d.Handle[k]; to != from && from > 0 {
			for l, b := range spread[k] {
				spread[k][l] = scaled(b, to/from)
			}
		}
	}
	d.HandleSpread = spread
	if from, to := meanHandle(d.Model, d.HandleModel), d.MeanHandle(); from > 0 && to > 0 {
		for l, b := range d.HandleBands {
			d.HandleBands[l] = scaled(b, to/from)
		}
	}
}

// handleEdited reports whether the handle time of a slot was changed by hand.
func (d Day) handleEdited(k int) bool {
	return d.Handle != nil && (d.HandleModel == nil || d.Handle[k] != d.HandleModel[k])
}

// lay makes the parts and bands of a day fit its edited slots.
func (d *queueDay) lay() {
	if slices.Equal(d.Slots, d.Model) {
		return
	}
	parts := map[series.Part][]float64{PartManual: make([]float64, len(d.Slots))}
	for p, values := range d.Parts {
		parts[p] = values
	}
	spread := make([][3]series.Band, len(d.Slots))
	if d.Spread != nil {
		copy(spread, d.Spread)
	}
	for k, v := range d.Slots {
		parts[PartManual][k] = fine(v - d.Model[k])
		if v != d.Model[k] {
			spread[k] = moved(spread[k], d.Model[k], v)
		}
	}
	d.Bands = moved(d.Bands, sum(d.Model), sum(d.Slots))
	d.Parts, d.Spread, d.Closed = parts, spread, d.Closed && sum(d.Slots) == 0
}

// usual are the normal quantiles of the bands.
var usual = [3]float64{0.674, 1.282, 1.960}

// moved are the bands of a forecast that was changed: as wide in proportion,
// and where nothing was forecast before, as wide as chance alone makes them.
func moved(b [3]series.Band, from, to float64) (out [3]series.Band) {
	for l := range b {
		if from > 0 {
			out[l] = scaled(b[l], to/from)
		} else {
			out[l] = series.Band{Low: rough(max(to-usual[l]*math.Sqrt(to), 0)), High: rough(to + usual[l]*math.Sqrt(to))}
		}
	}
	return out
}

// ordered sorts edits as they are applied.
func ordered(edits []Edit) []Edit {
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Or(cmp.Compare(a.CreatedMs, b.CreatedMs), cmp.Compare(a.ID, b.ID)) })
	return edits
}
