package org

import (
	"sort"

	"github.com/lingting/lingting/internal/kit/fault"
)

// span is one stretch of days, both ends included; To is "" while it is open.
// Days are YYYY-MM-DD, so they compare as text.
type span struct {
	ID    string
	Value string // what holds during it: a team's or a leader's id
	From  string
	To    string
}

const farDay = "9999-12-31"

func (s span) end() string {
	if s.To == "" {
		return farDay
	}
	return s.To
}

func (s span) overlaps(o span) bool { return s.From <= o.end() && o.From <= s.end() }

// days is the span itself; what has a span in it has this from it.
func (s *span) days() *span { return s }

// spanned is a T with a span of days in it.
type spanned[T any] interface {
	*T
	days() *span
}

// changes is what a rule wants done to things with spans: ends are those whose
// days changed, adds are new ones (without id), drops go away.
type changes[T any] struct{ drops, ends, adds []T }

func (c changes[T]) empty() bool { return len(c.drops)+len(c.ends)+len(c.adds) == 0 }

// change is what a rule wants done to the spans of one subject.
type change = changes[span]

// cutBack leaves of m the days beside n: it is shortened, split, or goes.
func cutBack[T any, P spanned[T]](c *changes[T], m T, n span) {
	left, right := m, m
	l, r := P(&left).days(), P(&right).days()
	hasLeft, hasRight := l.From < n.From, n.To != "" && n.To < r.end()
	l.To = dayBefore(n.From)
	if hasRight {
		r.From = dayAfter(n.To)
	}
	switch {
	case hasLeft && hasRight:
		r.ID = ""
		c.ends, c.adds = append(c.ends, left), append(c.adds, right)
	case hasLeft:
		c.ends = append(c.ends, left)
	case hasRight:
		c.ends = append(c.ends, right)
	default:
		c.drops = append(c.drops, m)
	}
}

// pastFault refuses to change days that are over.
func pastFault(s span) *fault.Error {
	return fault.Invalidf("org.membership.past",
		"Days before today are history, and something is recorded from %s on. Make a correction, with its reason, to change them.", s.From).
		WithField("body.from_on", "past", "would change days before today")
}

// place puts n among the spans without changing any day before today that
// something is recorded for. An open span is closed the day before n starts;
// an open span that starts on the same day, today or later, is replaced; any
// other overlap is refused.
func place(spans []span, n span, today string) (change, error) {
	var c change
	for _, m := range spans {
		if !m.overlaps(n) {
			continue
		}
		switch {
		case m.Value == n.Value && m.From == n.From && m.To == n.To:
			return change{}, nil // said twice
		case m.To == "" && m.From < n.From && m.Value == n.Value:
			return c, fault.Conflictf("org.membership.same_team", "That is so already since %s.", m.From).
				WithField("body.team_id", "same_team", "is the same as before")
		case m.To == "" && m.From < n.From && n.From >= today:
			m.To = dayBefore(n.From)
			c.ends = append(c.ends, m)
		case m.To == "" && m.From == n.From && n.From >= today:
			c.drops = append(c.drops, m)
		case max(m.From, n.From) < today:
			return c, pastFault(m)
		default:
			return c, fault.Invalidf("org.membership.overlap", "It overlaps with what is recorded from %s.", m.From).
				WithField("body.from_on", "overlap", "overlaps with a recorded span from "+m.From)
		}
	}
	c.adds = append(c.adds, n)
	return c, nil
}

// correct puts n among the spans whatever was there: others are cut back,
// split, or go. It is the explicit correction of the past.
func correct(spans []span, n span) change {
	var c change
	for _, m := range spans {
		if !m.overlaps(n) {
			continue
		}
		if m.Value == n.Value && m.From == n.From && m.To == n.To {
			return change{}
		}
		cutBack(&c, m, n)
	}
	c.adds = append(c.adds, n)
	return c
}

// finish gives the span with the id a new last day ("" opens it again),
// without taking away a day before today.
func finish(spans []span, id, to, today string) (change, error) {
	for _, m := range spans {
		if m.ID != id {
			continue
		}
		n := m
		n.To = to
		switch {
		case n == m:
			return change{}, nil
		case n.end() < m.end() && dayAfter(n.end()) < today:
			return change{}, pastFault(m)
		case n.end() < m.From:
			return change{drops: []span{m}}, nil
		}
		for _, o := range spans {
			if o.ID != id && o.overlaps(n) {
				return change{}, fault.Invalidf("org.membership.overlap", "It would overlap with what is recorded from %s.", o.From).
					WithField("body.to_on", "overlap", "overlaps with a recorded span from "+o.From)
			}
		}
		return change{ends: []span{n}}, nil
	}
	return change{}, fault.NotFoundf("org.membership.not_found", "There is no such membership.")
}

// remove takes the span with the id away; one that began before today is
// history and goes only as a correction.
func remove(spans []span, id, today string, correction bool) (change, error) {
	for _, m := range spans {
		if m.ID != id {
			continue
		}
		if m.From < today && !correction {
			return change{}, pastFault(m)
		}
		return change{drops: []span{m}}, nil
	}
	return change{}, fault.NotFoundf("org.membership.not_found", "There is no such membership.")
}

// valueOn is what holds on the day, "" when nothing does; spans are sorted by From.
func valueOn(spans []span, day string) string {
	i := sort.Search(len(spans), func(i int) bool { return spans[i].From > day })
	if i == 0 || spans[i-1].end() < day {
		return ""
	}
	return spans[i-1].Value
}
