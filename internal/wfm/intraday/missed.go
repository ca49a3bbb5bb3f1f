package intraday

import (
	"github.com/lingting/lingting/internal/kit/civil"
)

// Missed is why a stretch of a day had another service level than its target.
type Missed struct {
	On        civil.Date `json:"on" format:"date"`
	QueueID   string     `json:"queue_id,omitempty" doc:"absent: all queues"`
	From      int        `json:"from" doc:"minutes after midnight"`
	To        int        `json:"to"`
	Target    float64    `json:"target_percent"`
	Planned   float64    `json:"planned_percent" doc:"that the plan had, simulated"`
	Explained float64    `json:"explained_percent" doc:"with everything as it was, simulated"`
	Happened  *float64   `json:"happened_percent" doc:"null: nothing came"`
	Presence  bool       `json:"presence" doc:"the telephone system told who was there; if not, all are taken to have worked as rostered"`
	Parts     []Part     `json:"parts" doc:"they sum to what happened less the target"`
	Contacts  []Differs  `json:"contacts" doc:"forecast and came, by interval"`
	Handle    []Differs  `json:"handle" doc:"seconds forecast and taken, by queue"`
	Absent    []Differs  `json:"absent" doc:"minutes of people who did not come, of those the reader may see"`
	Away      []Differs  `json:"away" doc:"minutes at work, planned and was, of people who came"`
	Served    []Served   `json:"served" doc:"people who served other queues than planned"`
}

// Part is what a cause did.
type Part struct {
	Cause     string  `json:"cause" enum:"plan,volume,handle,absence,adherence,skills,chance"`
	Points    float64 `json:"points" doc:"of service level, below 0: lost"`
	HalfWidth float64 `json:"half_width" doc:"of its 95 % interval"`
}

// Differs is something that was otherwise than planned.
type Differs struct {
	ID      string  `json:"id,omitempty" doc:"of the person or queue"`
	Name    string  `json:"name" doc:"of the person or queue, or the interval"`
	Planned float64 `json:"planned"`
	Was     float64 `json:"was"`
}

// Served is somebody who served other queues than planned.
type Served struct {
	Person
	Planned []string `json:"planned" doc:"queues by name, the first the most important"`
	Was     []string `json:"was"`
}

// Missing is a day's service levels, to find the stretch that was missed.
type Missing struct {
	On     civil.Date     `json:"on" format:"date"`
	Grain  int            `json:"grain_minutes"`
	Queues []MissingQueue `json:"queues" doc:"none: nothing was published for the day"`
}

// MissingQueue is a queue's day.
type MissingQueue struct {
	QueueID string        `json:"queue_id"`
	Name    string        `json:"name"`
	Target  float64       `json:"target_percent"`
	Level   *float64      `json:"level_percent" doc:"of the day so far"`
	Slots   []MissingSlot `json:"slots"`
}

// MissingSlot is an interval of it.
type MissingSlot struct {
	At       int      `json:"at" doc:"minutes after midnight"`
	Contacts float64  `json:"contacts" doc:"that count for the level"`
	Level    *float64 `json:"level_percent"`
}
