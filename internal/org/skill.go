package org

import "github.com/lingting/lingting/internal/kit/fault"

// Skill is a routing attribute; people hold it with a level from 1 to 10.
type Skill struct {
	ID     string `json:"id"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	Active bool   `json:"active"`
	Rev    int64  `json:"rev"`
}

func (s Skill) check() error {
	var w fault.Collector
	checkCode(&w, "body.code", s.Code)
	checkText(&w, "body.name", s.Name, maxName)
	return w.Err("org.skill.invalid", "The skill has wrong values.")
}
