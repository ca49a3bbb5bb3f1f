package org

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func number(v float64) *float64 { return &v }

// On every day holds what was last said for it; days before today only ever
// change by a correction.
func TestParameterDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := []step{{ID: "first", Value: number(20)}}
		want := make([]float64, horizon)
		for i := range want {
			want[i] = 20
		}
		for n := range rapid.IntRange(1, 12).Draw(t, "changes") {
			today := rapid.IntRange(5, horizon-5).Draw(t, "today")
			from := rapid.IntRange(0, horizon-1).Draw(t, "from")
			to := -1
			if rapid.Bool().Draw(t, "ends") {
				to = rapid.IntRange(from, horizon-1).Draw(t, "to")
			}
			value := float64(rapid.IntRange(1, 4).Draw(t, "value"))
			correction := rapid.Bool().Draw(t, "correction")
			last := ""
			if to >= 0 {
				last = dayNo(to)
			} else if p := planned(steps, dayNo(from), dayNo(today)); p != "" {
				to = from
				for dayNo(to) != p {
					to++
				}
			} else {
				to = horizon - 1
			}
			after, err := put(steps, step{ID: fmt.Sprint("s", n), Value: &value, From: dayNo(from)}, last, dayNo(today), correction)
			changesPast := false
			for i := from; i <= to; i++ {
				changesPast = changesPast || i < today && want[i] != value
			}
			if err != nil {
				if correction || from >= today {
					t.Fatalf("from %d, today %d: %v", from, today, err)
				}
				continue
			}
			if changesPast && !correction {
				t.Fatalf("days before %d changed without a correction", today)
			}
			for i := from; i <= to; i++ {
				want[i] = value
			}
			steps = after
			for i, v := range want {
				if got := stepOn(steps, dayNo(i)).Value; got == nil || *got != v {
					t.Fatalf("day %d has %v, want %v in %+v", i, got, v, steps)
				}
			}
			for i := 1; i < len(steps); i++ {
				if steps[i-1].From >= steps[i].From || equalValues(steps[i-1].Value, steps[i].Value) {
					t.Fatalf("not in order, or a step that changes nothing: %+v", steps)
				}
			}
		}
	})
}

func TestParameterRemoval(t *testing.T) {
	steps := []step{{ID: "a", Value: number(20)}, {ID: "b", Value: number(30), From: dayNo(5)}, {ID: "c", Value: number(20), From: dayNo(10)}, {ID: "d", Value: number(40), From: dayNo(20)}}
	if _, err := without(steps, "b", dayNo(6), false, true); err == nil {
		t.Error("a value of days that are over went without a correction")
	}
	if _, err := without(steps, "a", dayNo(6), true, true); err == nil {
		t.Error("the centre was left without a value")
	}
	if _, err := without(steps, "x", dayNo(6), true, true); err == nil {
		t.Error("what is not there was taken away")
	}
	after, err := without(steps, "b", dayNo(6), true, true)
	if err != nil || len(after) != 2 || after[1].ID != "d" {
		t.Errorf("%+v, %v: the two twenties should be one", after, err)
	}
	if after, err = without(steps, "d", dayNo(20), false, true); err != nil || len(after) != 3 {
		t.Errorf("%+v, %v: what begins today is not history yet", after, err)
	}
}

// A queue takes the centre's parameters where it has none of its own.
func TestQueueParametersOverTheCentres(t *testing.T) {
	centre := stretches(nil, map[string][]step{
		ParameterThreshold: {{Value: number(20)}, {Value: number(30), From: dayNo(10)}}, ParameterTarget: {{Value: number(80)}},
		ParameterShortAbandon: {{Value: number(5)}}, ParameterRepeatWindow: {{Value: number(168)}, {Value: number(24), From: dayNo(12)}}}, false)
	if len(centre) != 3 {
		t.Fatalf("%+v", centre)
	}
	queue := stretches(centre, map[string][]step{ParameterThreshold: {{Value: number(15), From: dayNo(5)}, {From: dayNo(15)}}}, true)
	for day, want := range map[int]Parameters{
		0:  {ThresholdMs: 20, RepeatWindowHours: 168},
		5:  {ThresholdMs: 15, RepeatWindowHours: 168, Own: true},
		11: {ThresholdMs: 15, RepeatWindowHours: 168, Own: true},
		12: {ThresholdMs: 15, RepeatWindowHours: 24, Own: true},
		15: {ThresholdMs: 30, RepeatWindowHours: 24},
	} {
		got := ParametersOn(queue, dayNo(day))
		if got.ThresholdMs != want.ThresholdMs || got.RepeatWindowHours != want.RepeatWindowHours || got.Own != want.Own || got.TargetPercent != 80 || got.ShortAbandonMs != 5 {
			t.Errorf("day %d: %+v, want %+v", day, got, want)
		}
	}
}
