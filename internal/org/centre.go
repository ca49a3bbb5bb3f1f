package org

import (
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Centre holds the centre's settings and the defaults its metrics start from.
type Centre struct {
	Name                      string  `json:"name"`
	Timezone                  string  `json:"timezone" doc:"IANA name, for example Asia/Shanghai"`
	WeekStart                 string  `json:"week_start" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
	Locale                    string  `json:"locale" enum:"zh-CN,en"`
	ShortAbandonMs            int64   `json:"short_abandon_ms" doc:"an abandon up to this wait is a short abandon"`
	ServiceLevelVariant       string  `json:"service_level_variant" doc:"metric id, for example sl-off"`
	ServiceLevelThresholdMs   int64   `json:"service_level_threshold_ms"`
	ServiceLevelTargetPercent float64 `json:"service_level_target_percent"`
	RepeatWindowHours         int     `json:"repeat_window_hours"`
	LowVolumeMin              int     `json:"low_volume_min" doc:"cells with fewer contacts are not coloured"`
	Rev                       int64   `json:"rev"`
}

// Weekdays are the values of WeekStart, Monday first.
var Weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// ServiceLevelVariants are the metric ids a centre can choose as its service level.
var ServiceLevelVariants = []string{"sl-off", "sl-shx", "sl-neg", "sl-pos", "sl-ign", "sl-ans", "sl-shc", "sl-flo", "sl-nob", "sl-rem", "sl-evt", "sl-pen"}

// Location is the centre's time zone; a stored zone was checked on the way in.
func (c Centre) Location() *time.Location {
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Weekday is the first day of the centre's week.
func (c Centre) Weekday() time.Weekday {
	return time.Weekday((slices.Index(Weekdays, c.WeekStart) + 1) % 7)
}

// Day is the centre's calendar day, YYYY-MM-DD, at the instant.
func (c Centre) Day(t time.Time) string { return t.In(c.Location()).Format(time.DateOnly) }

func (c Centre) check() error {
	var w fault.Collector
	checkText(&w, "body.name", c.Name, maxName)
	if c.Timezone == "" {
		w.Add("body.timezone", "required", "must not be empty")
	} else {
		checkZone(&w, "body.timezone", c.Timezone)
	}
	if !slices.Contains(Weekdays, c.WeekStart) {
		w.Add("body.week_start", "one_of", "must be one of monday … sunday")
	}
	if c.Locale != "zh-CN" && c.Locale != "en" {
		w.Add("body.locale", "one_of", "must be zh-CN or en")
	}
	checkRange(&w, "body.short_abandon_ms", c.ShortAbandonMs, 0, 600_000)
	if !slices.Contains(ServiceLevelVariants, c.ServiceLevelVariant) {
		w.Add("body.service_level_variant", "one_of", "must be the id of a service-level variant, for example sl-off")
	}
	checkRange(&w, "body.service_level_threshold_ms", c.ServiceLevelThresholdMs, 0, 3_600_000)
	checkPercent(&w, "body.service_level_target_percent", c.ServiceLevelTargetPercent)
	checkRange(&w, "body.repeat_window_hours", int64(c.RepeatWindowHours), 1, 24*90)
	checkRange(&w, "body.low_volume_min", int64(c.LowVolumeMin), 0, 100_000)
	return w.Err("org.centre.invalid", "The centre's settings have wrong values.")
}
