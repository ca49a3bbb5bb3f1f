package forecast

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
)

var monday = civil.Of(2026, time.March, 2)

// modelDays are days of two queues as a model might say them, some closed.
func modelDays(r *rapid.T, days, slots int) (out []queueDay) {
	value := rapid.Float64Range(0, 500)
	for _, queue := range []string{"a", "b"} {
		for i := range days {
			d := queueDay{queueID: queue, Day: Day{On: monday.Add(i), Closed: rapid.IntRange(0, 4).Draw(r, "closed") == 0, Slots: make([]float64, slots)}}
			if !d.Closed {
				d.Parts = map[series.Part][]float64{series.PartLevel: make([]float64, slots), series.PartProfile: make([]float64, slots)}
				d.Spread = make([][3]series.Band, slots)
				for k := range slots {
					d.Parts[series.PartLevel][k], d.Parts[series.PartProfile][k] = fine(value.Draw(r, "level")), fine(value.Draw(r, "profile"))
					d.Slots[k] = fine(d.Parts[series.PartLevel][k] + d.Parts[series.PartProfile][k])
					for l := range d.Spread[k] {
						d.Spread[k][l] = series.Band{Low: d.Slots[k] * (0.9 - 0.1*float64(l)), High: d.Slots[k] * (1.1 + 0.1*float64(l))}
					}
				}
				for l := range d.Bands {
					d.Bands[l] = series.Band{Low: d.Total() * 0.9, High: d.Total() * 1.1}
				}
			}
			out = append(out, d)
		}
	}
	return out
}

func drawEdits(r *rapid.T, days, slots int) (out []Edit) {
	grain := minutesOfDay / slots
	for range rapid.IntRange(1, 6).Draw(r, "edits") {
		from, first := rapid.IntRange(0, days-1).Draw(r, "from"), rapid.IntRange(0, slots-1).Draw(r, "first")
		e := Edit{Rule: Rule{Kind: rapid.SampledFrom(EditKinds).Draw(r, "kind"), FromOn: monday.Add(from), ToOn: monday.Add(rapid.IntRange(from, days-1).Draw(r, "to")),
			FromMinute: first * grain, ToMinute: rapid.IntRange(first+1, slots).Draw(r, "last") * grain, Value: rapid.Float64Range(-100, 900).Draw(r, "value"),
			Low: rapid.Float64Range(0, 50).Draw(r, "low"), CopyOn: monday.Add(rapid.IntRange(0, days-1).Draw(r, "copy")).String()}}
		if e.Kind == EditSet {
			e.Value = math.Abs(e.Value)
		}
		if rapid.Bool().Draw(r, "one queue") {
			e.QueueIDs = []string{"a"}
		}
		if rapid.IntRange(0, 3).Draw(r, "undone") == 0 {
			e.UndoneMs = 1
		}
		out = append(out, e)
	}
	return out
}

// Whatever is changed by hand: the parts with the manual one sum to the
// forecast, nothing is below 0, what no edit is about stays as it is, and
// without edits all is the model's.
func TestPartsSumWithEdits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		const days, slots = 4, 8
		model, edits := modelDays(r, days, slots), drawEdits(r, days, slots)
		out := edited(model, edits, minutesOfDay/slots)
		for i, d := range out {
			for k, v := range d.Slots {
				parts, about := 0.0, false
				for _, values := range d.Parts {
					parts += values[k]
				}
				if d.Parts == nil {
					parts = v // closed and not touched
				}
				if math.Abs(parts-v) > 1e-9*max(1, v) || v < 0 || math.IsNaN(v) {
					r.Fatalf("%s %s slot %d: parts sum to %.12f, the forecast is %.12f", d.queueID, d.On, k, parts, v)
				}
				for _, e := range edits {
					about = about || e.UndoneMs == 0 && e.about(d) && e.FromMinute <= k*minutesOfDay/slots && k*minutesOfDay/slots < e.ToMinute
				}
				if !about && v != model[i].Slots[k] {
					r.Fatalf("%s %s slot %d was not to be changed: %g, it was %g", d.queueID, d.On, k, v, model[i].Slots[k])
				}
				if d.Spread != nil && v > 0 && !(d.Spread[k][2].Low <= v+0.01 && v <= d.Spread[k][2].High+0.01) {
					r.Fatalf("%g is outside its band %v", v, d.Spread[k][2])
				}
			}
			if d.Model == nil || math.Abs(sum(d.Model)-model[i].Total()) > 1e-9 {
				r.Fatalf("the model's forecast is lost: %v", d.Model)
			}
		}
		for i := range edits {
			edits[i].UndoneMs = 1
		}
		for i, d := range edited(model, edits, minutesOfDay/slots) {
			if d.Parts[PartManual] != nil || d.Total() != model[i].Total() {
				r.Fatalf("undone edits still change %s", d.On)
			}
		}
	})
}

func TestEachKindOfEdit(t *testing.T) {
	t.Parallel()
	ten := 10.0
	slots, source := []float64{0, 10, 20, 10}, []float64{1, 2, 3, 4}
	for _, c := range []struct {
		name string
		rule Rule
		want []float64
	}{
		{"a tenth more", Rule{Kind: EditPercent, Value: 10, ToMinute: 1440}, []float64{0, 11, 22, 11}},
		{"twenty more by the shape", Rule{Kind: EditAdd, Value: 20, ToMinute: 1440}, []float64{0, 15, 30, 15}},
		{"less than there is", Rule{Kind: EditAdd, Value: -100, ToMinute: 1440}, []float64{0, 0, 0, 0}},
		{"sixty in the afternoon", Rule{Kind: EditSet, Value: 60, FromMinute: 720, ToMinute: 1440}, []float64{0, 10, 40, 20}},
		{"where nothing was", Rule{Kind: EditSet, Value: 5, ToMinute: 360}, []float64{5, 10, 20, 10}},
		{"at least five, at most ten", Rule{Kind: EditClamp, Low: 5, High: &ten, ToMinute: 1440}, []float64{5, 10, 10, 10}},
		{"the morning of another day", Rule{Kind: EditCopy, ToMinute: 720}, []float64{1, 2, 20, 10}},
	} {
		got := c.rule.change(slots, source, 360)
		for k := range got {
			if math.Abs(got[k]-c.want[k]) > 1e-9 {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
}
