package adherence

import (
	calc "github.com/lingting/lingting/calc/adherence"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/telephony"
)

// Deviation is a stretch that was not as scheduled.
type Deviation struct {
	FromMs      int64  `json:"from_ms"`
	ToMs        int64  `json:"to_ms"`
	Seconds     int64  `json:"seconds"`
	Kind        string `json:"kind" enum:"absent,late,left_early,signed_out,overrun,other_time,away,not_taken,other_activity,not_scheduled"`
	Activity    string `json:"activity" doc:"that was scheduled: its code; off: nothing was"`
	State       string `json:"state" enum:"signed_out,ready,aux,ringing,talking,hold,wrap_up" doc:"what was done; work of any kind is told by its first state"`
	Reason      string `json:"reason,omitempty" doc:"reason code of aux"`
	ExceptionID string `json:"exception_id,omitempty" doc:"of the approved exception that covers it: it does not count"`
}

// Figures are sums in seconds and what follows from them.
type Figures struct {
	Told             int64    `json:"told_s" doc:"time whose states are known"`
	Scheduled        int64    `json:"scheduled_s" doc:"in scope, as far as it is told; with work outside the schedule where that counts"`
	Exceptions       int64    `json:"exception_s" doc:"deviations that count: their seconds add up to this"`
	Excused          int64    `json:"excused_s" doc:"deviations that an approved exception covers"`
	OnQueue          int64    `json:"on_queue_s"`
	ScheduledOnQueue int64    `json:"on_queue_planned_s"`
	Adherence        *float64 `json:"adherence,omitempty" doc:"per cent; absent: not defined, nothing was scheduled or nothing told"`
	Conformance      *float64 `json:"conformance,omitempty" doc:"per cent, may exceed 100; absent: not defined, or infinite"`
	Infinite         bool     `json:"infinite,omitempty" doc:"conformance: work was done and none was scheduled"`
}

func figuresOf(s calc.Sums) Figures {
	f := Figures{Told: s.Told, Scheduled: s.Scheduled, Exceptions: s.Exceptions, Excused: s.Excused, OnQueue: s.OnQueue, ScheduledOnQueue: s.ScheduledOnQueue}
	if a, defined := s.Adherence(); defined {
		f.Adherence = &a
	}
	c, what := s.Conformance()
	switch what {
	case calc.Finite:
		f.Conformance = &c
	case calc.Infinite:
		f.Infinite = true
	case calc.Undefined:
	}
	return f
}

// kept is a person's day as it is kept.
type kept struct {
	personID   string
	on         civil.Date
	basis      string
	sums       calc.Sums
	plan       []Piece
	deviations []Deviation
	untilMs    int64
	madeMs     int64
}

// excuse is an approved exception as far as it concerns one person.
type excuse struct {
	id         string
	rev        int64
	fromMs, to int64
}

// reckon holds a day against what was told of it.
func (j *judge) reckon(pieces []calc.Piece, fromS, untilS int64, spans []telephony.AgentSpan, excuses []excuse) (sums calc.Sums, deviations []Deviation) {
	covered := make([]calc.Span, len(excuses))
	for i, e := range excuses {
		covered[i] = calc.Span{From: e.fromMs / 1000, To: (e.to + 999) / 1000}
	}
	did := j.did(spans, fromS*1000, untilS*1000)
	got := calc.Judge(pieces, did, covered, &j.calc)
	deviations = make([]Deviation, len(got.Deviations))
	for i, d := range got.Deviations {
		x := Deviation{FromMs: d.From * 1000, ToMs: d.To * 1000, Seconds: d.Seconds(), Kind: string(d.Kind), Activity: Off, State: j.states[d.State].state, Reason: j.states[d.State].reason}
		if d.Activity != calc.Unscheduled {
			x.Activity = j.Activities[d.Activity].Code
		}
		if d.Excuse >= 0 {
			x.ExceptionID = excuses[d.Excuse].id
		}
		deviations[i] = x
	}
	return got.Sums, deviations
}
