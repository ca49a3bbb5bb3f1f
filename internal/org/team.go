package org

import "github.com/lingting/lingting/internal/kit/fault"

// Team is a group of agents under one leader (班组).
type Team struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Name     string `json:"name"`
	SiteID   string `json:"site_id"`
	LeaderID string `json:"leader_id,omitempty" doc:"the person who leads it today"`
	Active   bool   `json:"active"`
	Rev      int64  `json:"rev"`
}

func (t Team) check() error {
	var w fault.Collector
	checkCode(&w, "body.code", t.Code)
	checkText(&w, "body.name", t.Name, maxName)
	w.Require("body.site_id", t.SiteID)
	return w.Err("org.team.invalid", "The team has wrong values.")
}
