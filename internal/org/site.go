package org

import "github.com/lingting/lingting/internal/kit/fault"

// Site is a physical workplace (职场).
type Site struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Name     string `json:"name"`
	Timezone string `json:"timezone,omitempty" doc:"IANA name; empty: the centre's"`
	Active   bool   `json:"active"`
	Rev      int64  `json:"rev"`
}

func (s Site) check() error {
	var w fault.Collector
	checkCode(&w, "body.code", s.Code)
	checkText(&w, "body.name", s.Name, maxName)
	if s.Timezone != "" {
		checkZone(&w, "body.timezone", s.Timezone)
	}
	return w.Err("org.site.invalid", "The site has wrong values.")
}
