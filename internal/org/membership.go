package org

import "github.com/lingting/lingting/internal/kit/fault"

// Membership is a stretch of days a person was in a team, both ends included.
type Membership struct {
	ID       string  `json:"id"`
	TeamID   string  `json:"team_id"`
	TeamName string  `json:"team_name"`
	FromOn   string  `json:"from_on" format:"date"`
	ToOn     *string `json:"to_on" format:"date" doc:"null while it lasts"`
}

// Leadership is a stretch of days a person led a team, both ends included.
type Leadership struct {
	ID         string  `json:"id"`
	PersonID   string  `json:"person_id"`
	PersonName string  `json:"person_name"`
	FromOn     string  `json:"from_on" format:"date"`
	ToOn       *string `json:"to_on" format:"date" doc:"null while it lasts"`
}

// NewMembership asks to put a person into a team.
type NewMembership struct {
	TeamID     string
	FromOn     string
	ToOn       string // "" while it lasts
	Correction bool   // change days that are over, too
	Why        string // the reason, needed for a correction
}

func (m NewMembership) check() error {
	var w fault.Collector
	w.Require("body.team_id", m.TeamID)
	checkDay(&w, "body.from_on", m.FromOn)
	if m.ToOn != "" {
		checkDay(&w, "body.to_on", m.ToOn)
		if validDay(m.FromOn) && validDay(m.ToOn) && m.ToOn < m.FromOn {
			w.Add("body.to_on", "order", "must not be before from_on")
		}
	}
	checkWhy(&w, m.Correction, m.Why)
	return w.Err("org.membership.invalid", "The membership has wrong values.")
}

func checkWhy(w *fault.Collector, correction bool, why string) {
	if correction {
		checkText(w, "body.why", why, 500)
	}
}
