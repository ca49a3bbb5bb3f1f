package live

import (
	"encoding/json"
	"slices"
)

// Head is what holds for the whole floor.
type Head struct {
	AtMs        int64       `json:"at" doc:"the server's clock, ms UTC"`
	Day         string      `json:"day"`
	DayStartMs  int64       `json:"day_start"`
	HalfStartMs int64       `json:"half_start" doc:"beginning of the current half-hour"`
	Level       string      `json:"level" doc:"the centre's service level, a metric id"`
	LevelTarget float64     `json:"level_target"`
	ThresholdMs int64       `json:"threshold_ms"`
	Sources     []SourceRow `json:"sources"`
	StaleMs     int64       `json:"stale" doc:"since when the data is cut off, ms UTC; 0: it is not"`
	Building    bool        `json:"building" doc:"the floor is being read from the store"`
	Goals       Goals       `json:"goals"`
}

// Frame is one message of the floor's stream: everything, or what changed.
type Frame struct {
	Whole      bool       `json:"whole" doc:"everything: forget what was known"`
	Head       *Head      `json:"head,omitempty"`
	Queues     []QueueRow `json:"queues,omitempty"`
	QueuesGone []string   `json:"queues_gone,omitempty"`
	Agents     []AgentRow `json:"agents,omitempty"`
	AgentsGone []string   `json:"agents_gone,omitempty"`
	Alarms     []Alarm    `json:"alarms,omitempty"`
	AlarmsGone []string   `json:"alarms_gone,omitempty"`
	Strips     []Strip    `json:"strips,omitempty"`
}

func (f *Frame) empty() bool {
	return f.Head == nil && len(f.Queues)+len(f.QueuesGone)+len(f.Agents)+len(f.AgentsGone)+len(f.Alarms)+len(f.AlarmsGone)+len(f.Strips) == 0
}

// shown is everything the pages know, by id.
type shown struct {
	head   Head
	queues map[string]QueueRow
	agents map[string]AgentRow
	alarms map[string]Alarm
	strips map[string]Strip
}

func newShown() shown {
	return shown{head: Head{Building: true, Sources: []SourceRow{}}, queues: map[string]QueueRow{}, agents: map[string]AgentRow{}, alarms: map[string]Alarm{}, strips: map[string]Strip{}}
}

// exchange puts the rows in place of what was known and tells what changed.
func exchange[T comparable](known map[string]T, rows []T, id func(*T) string) (changed []T, gone []string) {
	seen := make(map[string]bool, len(rows))
	for i := range rows {
		key := id(&rows[i])
		seen[key] = true
		if old, ok := known[key]; !ok || old != rows[i] {
			known[key] = rows[i]
			changed = append(changed, rows[i])
		}
	}
	if len(seen) < len(known) {
		for key := range known {
			if !seen[key] {
				gone = append(gone, key)
				delete(known, key)
			}
		}
		slices.Sort(gone)
	}
	return changed, gone
}

// encode makes the message of a stream of server-sent events.
func encode(f *Frame) ([]byte, error) {
	body, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(body)+24)
	out = append(out, "event: floor\ndata: "...)
	out = append(out, body...)
	return append(out, "\n\n"...), nil
}
