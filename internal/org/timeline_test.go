package org

import (
	"fmt"
	"sort"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/fault"
)

const horizon = 40 // days the model looks at; today is in the middle

func dayNo(i int) string {
	return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i).Format(time.DateOnly)
}

// applied is what the store would hold after the change.
func applied(spans []span, c change, next *int) []span {
	gone, moved := map[string]bool{}, map[string]span{}
	for _, s := range c.drops {
		gone[s.ID] = true
	}
	for _, s := range c.ends {
		moved[s.ID] = s
	}
	out := []span{}
	for _, s := range spans {
		if m, ok := moved[s.ID]; ok {
			s = m
		}
		if !gone[s.ID] {
			out = append(out, s)
		}
	}
	for _, s := range c.adds {
		*next++
		s.ID = fmt.Sprint("m", *next)
		out = append(out, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].From < out[j].From })
	return out
}

// TestTimelineAgainstDays holds the spans, after any operations, against a
// plain list of days; days before today change only by a correction.
func TestTimelineAgainstDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today := dayNo(horizon / 2)
		spans, next := []span{}, 0
		var model [horizon + 1]string // the last entry stands for all later days
		fill := func(from, to int, v string) {
			for i := from; i <= to; i++ {
				model[i] = v
			}
		}
		index := func(day string) int {
			for i := range horizon {
				if dayNo(i) == day {
					return i
				}
			}
			return horizon
		}
		for range rapid.IntRange(1, 25).Draw(t, "operations") {
			before := model
			team := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "team")
			from := rapid.IntRange(0, horizon-1).Draw(t, "from")
			to := rapid.IntRange(from, horizon).Draw(t, "to") // horizon: open
			n := span{Value: team, From: dayNo(from)}
			if to < horizon {
				n.To = dayNo(to)
			}
			var c change
			var err error
			correction := false
			switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
			case kind == 0:
				if c, err = place(spans, n, today); err == nil && !c.empty() {
					for _, m := range append(c.ends, c.drops...) { // the open one before it
						fill(max(index(m.From), from), horizon, "")
					}
					fill(from, to, team)
				}
			case kind == 1:
				correction = true
				if c = correct(spans, n); !c.empty() {
					fill(from, to, team)
				}
			case len(spans) == 0:
				continue
			case kind == 2:
				m := rapid.SampledFrom(spans).Draw(t, "span")
				if c, err = finish(spans, m.ID, n.To, today); err == nil {
					fill(index(m.From), index(m.end()), "")
					if index(n.end()) >= index(m.From) {
						fill(index(m.From), to, m.Value)
					}
				}
			default:
				m := rapid.SampledFrom(spans).Draw(t, "span")
				correction = rapid.Bool().Draw(t, "correction")
				if c, err = remove(spans, m.ID, today, correction); err == nil {
					fill(index(m.From), index(m.end()), "")
				}
			}
			if err != nil {
				if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
					t.Fatalf("refused with %v", err)
				}
				continue
			}
			spans = applied(spans, c, &next)
			for i, s := range spans {
				if s.To != "" && s.To < s.From {
					t.Fatalf("%+v ends before it begins", s)
				}
				if i > 0 && spans[i-1].overlaps(s) {
					t.Fatalf("%+v and %+v overlap", spans[i-1], s)
				}
			}
			for i := range horizon + 1 {
				day := dayNo(i)
				if i == horizon {
					day = "2099-01-01"
				}
				if got := valueOn(spans, day); got != model[i] {
					t.Fatalf("%s: %q, want %q in %+v", day, got, model[i], spans)
				}
				if !correction && day < today && before[i] != "" && before[i] != model[i] {
					t.Fatalf("%s was rewritten from %q to %q without a correction", day, before[i], model[i])
				}
			}
		}
	})
}
