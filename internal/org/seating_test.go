package org

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestSit(t *testing.T) {
	const today = "2026-03-09"
	at := func(seat, person, from, to string) seating {
		return seating{seat: seat, person: person, span: span{ID: "old", From: from, To: to}}
	}
	for name, c := range map[string]struct {
		others []seating
		n      seating
		want   string
	}{
		"a free seat":               {nil, at("a", "li", today, ""), "+a li 2026-03-09…"},
		"said twice":                {[]seating{at("a", "li", today, "")}, at("a", "li", today, ""), ""},
		"said again later":          {[]seating{at("a", "li", "2026-03-01", "")}, at("a", "li", today, ""), ""},
		"moves to another seat":     {[]seating{at("a", "li", "2026-01-01", "")}, at("b", "li", "2026-03-10", ""), "=a li 2026-01-01…2026-03-09 +b li 2026-03-10…"},
		"takes over from somebody":  {[]seating{at("a", "wu", "2026-01-01", "")}, at("a", "li", today, ""), "=a wu 2026-01-01…2026-03-08 +a li 2026-03-09…"},
		"replaces a mistake":        {[]seating{at("a", "wu", today, "")}, at("a", "li", today, ""), "-a wu 2026-03-09… +a li 2026-03-09…"},
		"for a few days":            {[]seating{at("a", "li", "2026-01-01", "")}, at("b", "li", "2026-03-10", "2026-03-12"), "=a li 2026-01-01…2026-03-09 +a li 2026-03-13… +b li 2026-03-10…2026-03-12"},
		"history stays":             {[]seating{at("a", "wu", "2026-01-01", "2026-02-01")}, at("a", "li", "2026-01-15", ""), "past"},
		"the past where nobody was": {[]seating{at("a", "wu", "2026-04-01", "")}, at("a", "li", "2026-01-15", "2026-02-01"), "+a li 2026-01-15…2026-02-01"},
	} {
		c.n.ID = ""
		got, err := sit(c.others, c.n, today)
		text := ""
		say := func(sign string, list []seating) {
			for _, g := range list {
				text += fmt.Sprintf(" %s%s %s %s…%s", sign, g.seat, g.person, g.From, g.To)
			}
		}
		say("-", got.drops)
		say("=", got.ends)
		say("+", got.adds)
		if text != "" {
			text = text[1:]
		}
		if err != nil {
			text = "past"
		}
		if text != c.want {
			t.Errorf("%s: %q, want %q", name, text, c.want)
		}
	}
}

// Whatever is asked in whatever order, a seat has one person a day and a
// person one seat, and days before today keep who was there.
func TestSeatingsNeverMeet(t *testing.T) {
	const today = "2026-03-09"
	rapid.Check(t, func(t *rapid.T) {
		var all []seating
		ids := 0
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			before := seatsOn(all, "2026-03-08")
			from := shiftDay(today, rapid.IntRange(-3, 10).Draw(t, "from"))
			n := seating{seat: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "seat"), person: rapid.SampledFrom([]string{"li", "wu", "he"}).Draw(t, "person"), span: span{From: from}}
			if rapid.Bool().Draw(t, "ends") {
				n.To = shiftDay(from, rapid.IntRange(0, 5).Draw(t, "days"))
			}
			var c seatingChange
			if rapid.IntRange(0, 3).Draw(t, "verb") == 0 {
				var of []seating
				for _, g := range all {
					if g.seat == n.seat {
						of = append(of, g)
					}
				}
				c = vacate(of, max(from, today))
			} else {
				var met []seating
				for _, g := range all {
					if g.seat == n.seat || g.person == n.person {
						met = append(met, g)
					}
				}
				var err error
				if c, err = sit(met, n, today); err != nil {
					continue
				}
			}
			kept := map[string]seating{}
			for _, g := range all {
				kept[g.ID] = g
			}
			for _, g := range c.drops {
				delete(kept, g.ID)
			}
			for _, g := range c.ends {
				kept[g.ID] = g
			}
			all = all[:0:0]
			for _, g := range kept {
				all = append(all, g)
			}
			for _, g := range c.adds {
				ids++
				g.ID = fmt.Sprint(ids)
				all = append(all, g)
			}
			for i, g := range all {
				if g.end() < g.From {
					t.Fatalf("%v ends before it begins", g)
				}
				for _, o := range all[i+1:] {
					if (g.seat == o.seat || g.person == o.person) && g.overlaps(o.span) {
						t.Fatalf("%v and %v meet", g, o)
					}
				}
			}
			for who, seat := range before {
				if seatsOn(all, "2026-03-08")[who] != seat {
					t.Fatalf("yesterday's seat of %s changed", who)
				}
			}
		}
	})
}

func seatsOn(all []seating, day string) map[string]string {
	out := map[string]string{}
	for _, g := range all {
		if g.From <= day && day <= g.end() {
			out[g.person] = g.seat
		}
	}
	return out
}
