package live

import "github.com/lingting/lingting/internal/kit/fault"

// Goals are the targets of the figures at the top of the floor, beside the
// service level, whose target stands with the queue. Absent: none.
type Goals struct {
	AnswerPercent  *float64 `json:"answer_percent,omitempty" doc:"answered of offered, at least"`
	AbandonPercent *float64 `json:"abandon_percent,omitempty" doc:"abandoned of offered, at most"`
	SpeedSeconds   *float64 `json:"speed_seconds,omitempty" doc:"average speed of answer, at most"`
	HandleSeconds  *float64 `json:"handle_seconds,omitempty" doc:"average handle time, at most"`
}

func (g Goals) check() error {
	var w fault.Collector
	within := func(field string, v *float64, most float64) {
		if v != nil && !(*v >= 0 && *v <= most) {
			w.Add(field, "range", "is out of range")
		}
	}
	within("body.answer_percent", g.AnswerPercent, 100)
	within("body.abandon_percent", g.AbandonPercent, 100)
	within("body.speed_seconds", g.SpeedSeconds, 3600)
	within("body.handle_seconds", g.HandleSeconds, 36_000)
	return w.Err("telephony.floor.goals_invalid", "The targets have wrong values.")
}
