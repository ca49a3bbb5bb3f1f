package org

import (
	"github.com/lingting/lingting/internal/kit/fault"
)

// PermissionSeat is needed to say who sits where.
const PermissionSeat = "org.seat"

// Seating is a stretch of days a person sits on a seat, both ends included.
type Seating struct {
	ID     string `json:"id"`
	SeatID string `json:"seat_id"`
	Person Named  `json:"person"`
	FromOn string `json:"from_on" format:"date"`
	// ToOn is the last day.
	ToOn *string `json:"to_on" format:"date" doc:"null while it lasts"`
}

// NewSeating asks to seat a person.
type NewSeating struct {
	PersonID string
	FromOn   string // "" today
	ToOn     string // "" while it lasts; of a shared seat always FromOn
}

func (n *NewSeating) check() error {
	var w fault.Collector
	w.Require("body.person_id", n.PersonID)
	checkDay(&w, "body.from_on", n.FromOn)
	if n.ToOn != "" {
		checkDay(&w, "body.to_on", n.ToOn)
		if validDay(n.FromOn) && validDay(n.ToOn) && n.ToOn < n.FromOn {
			w.Add("body.to_on", "order", "must not be before from_on")
		}
	}
	return w.Err("org.seating.invalid", "The seating has wrong values.")
}

// seating is a span with both its ends: a person on a seat.
type seating struct {
	seat, person string
	span
}

// seatingChange is what a rule wants done to seatings.
type seatingChange = changes[seating]

// sit seats n. Whoever sat there, and wherever the person sat, is cut back to
// the days beside; others are the seatings of the seat and of the person that
// n may meet. Days before today change nothing that is recorded.
func sit(others []seating, n seating, today string) (seatingChange, error) {
	var c seatingChange
	for _, m := range others {
		if !m.overlaps(n.span) {
			continue
		}
		if m.seat == n.seat && m.person == n.person && m.From <= n.From && m.end() == n.end() {
			return seatingChange{}, nil // said twice
		}
		if max(m.From, n.From) < today {
			return seatingChange{}, fault.Invalidf("org.seating.past", "Days before today are history, and a seating is recorded from %s on; begin today or later.", m.From).
				WithField("body.from_on", "past", "would change days before today")
		}
		cutBack(&c, m, n.span)
	}
	c.adds = append(c.adds, n)
	return c, nil
}

// vacate takes everybody off the seatings from the day on.
func vacate(of []seating, day string) (c seatingChange) {
	for _, m := range of {
		switch {
		case m.end() < day:
		case m.From >= day:
			c.drops = append(c.drops, m)
		default:
			m.To = dayBefore(day)
			c.ends = append(c.ends, m)
		}
	}
	return c
}
