package metric

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// AdherenceDay is how a person kept to the schedule on a day, in seconds.
type AdherenceDay struct {
	PersonID         string
	On               string // the day in the centre's zone
	Scheduled        int64  // in scope, as far as it is told what the person did
	Exceptions       int64  // of them not as scheduled and not excused
	OnQueue          int64
	ScheduledOnQueue int64
	Late             bool  // came late without an excuse
	Absent           int64 // scheduled and never there, without an excuse
}

// AdherenceDays gives the days of everybody of whom something is told, both days
// included, and with lapses whether they were late or absent, which takes longer:
// wfm/adherence.
type AdherenceDays interface {
	DaysOver(ctx context.Context, tx *sqldb.Tx, first, last string, lapses bool) ([]AdherenceDay, error)
}

// The figures that are reckoned from adherence. Nobody can report them.
const (
	figureAdherence   = "adherence"
	figureConformance = "conformance"
	figureLate        = "late-rate"
	figureAbsence     = "absence-rate"
)

const (
	adherenceZH = "由遵时的逐人逐日结果相加，按秒计。"
	adherenceEN = "Added up over the days of people as adherence reckons them, in seconds."
)

func adherenceMeasure(id, zh, en string) Measure {
	return Measure{ID: id, NameZH: zh, NameEN: en, Unit: MeasureCount, Fact: FactReported, RuleZH: adherenceZH, RuleEN: adherenceEN}
}

var reckonedFigures = []Figure{
	{figureAdherence, "遵时率", "Adherence", WrittenPercent, "adhered_seconds", "adherence_scheduled_seconds", "排定秒数", "scheduled seconds"},
	{figureConformance, "工时符合率", "Conformance", WrittenPercent, "on_queue_worked_seconds", "on_queue_scheduled_seconds", "排定在队秒数", "seconds scheduled on queue"},
	{figureLate, "迟到率", "Late days", WrittenPercent, "late_days", "scheduled_days", "排定天数", "scheduled days"},
	{figureAbsence, "缺勤率", "Absence", WrittenPercent, "absent_seconds", "attendance_scheduled_seconds", "排定秒数", "scheduled seconds"},
}

var adherenceMeasures = []Measure{
	adherenceMeasure("adhered_seconds", "遵时秒数", "seconds as scheduled"),
	adherenceMeasure("adherence_scheduled_seconds", "排定秒数", "scheduled seconds"),
	adherenceMeasure("on_queue_worked_seconds", "实际在队秒数", "seconds worked on queue"),
	adherenceMeasure("on_queue_scheduled_seconds", "排定在队秒数", "seconds scheduled on queue"),
	adherenceMeasure("late_days", "迟到天数", "late days"),
	adherenceMeasure("scheduled_days", "排定天数", "scheduled days"),
	adherenceMeasure("absent_seconds", "缺勤秒数", "seconds absent"),
	adherenceMeasure("attendance_scheduled_seconds", "应出勤秒数", "seconds to be there"),
}

var adherenceBuiltins = []Definition{
	told(percentOf(GroupAgent, figureAdherence, "遵时率", "Adherence", DirectionUp, "adhered_seconds", "adherence_scheduled_seconds",
		"Metric reference §3: 1 − exception time ÷ scheduled time, over the days of people")),
	told(percentOf(GroupAgent, figureConformance, "工时符合率", "Conformance", DirectionUp, "on_queue_worked_seconds", "on_queue_scheduled_seconds",
		"Metric reference §3: time worked on queue ÷ time scheduled on queue, whenever it was; may exceed 100 %")),
	told(percentOf(GroupAgent, figureLate, "迟到率", "Late days", DirectionDown, "late_days", "scheduled_days",
		"Days on which somebody signed in late beyond the grace, unexcused ÷ days with a schedule")),
	told(percentOf(GroupAgent, figureAbsence, "缺勤率", "Absence", DirectionDown, "absent_seconds", "attendance_scheduled_seconds",
		"Scheduled time of days without any sign-in, unexcused ÷ scheduled time; approved time off is not scheduled")),
}

// reckoned are the values of a figure that adherence gives for days. One person's
// day has one value, so none covers another.
func (r *run) reckoned(ctx context.Context, tx *sqldb.Tx, first, last string, wanted func(figure string) bool) (out []toldValue, err error) {
	lapses := wanted(figureLate) || wanted(figureAbsence)
	if r.s.adherence == nil || !wanted(figureAdherence) && !wanted(figureConformance) && !lapses {
		return nil, nil
	}
	days, err := r.s.adherence.DaysOver(ctx, tx, first, last, lapses)
	if err != nil {
		return nil, err
	}
	add := func(figure int, d *AdherenceDay, num, den int64) {
		f := &reckonedFigures[figure]
		if !wanted(f.ID) || num == 0 && den == 0 {
			return
		}
		v := Reported{ID: f.ID + "/" + d.PersonID + "/" + d.On, Figure: f.ID, Level: LevelPerson, FromOn: d.On, ToOn: d.On, subjectID: d.PersonID, num: float64(num), den: float64(den)}
		if den > 0 {
			v.Value, v.Base = f.written(v.num, v.den)
		}
		if t := r.toldValue(v); r.place(&t) {
			out = append(out, t)
		}
	}
	for i := range days {
		d := &days[i]
		add(0, d, max(0, d.Scheduled-d.Exceptions), d.Scheduled)
		add(1, d, d.OnQueue, d.ScheduledOnQueue)
		if d.Scheduled > 0 {
			late := int64(0)
			if d.Late {
				late = 1
			}
			add(2, d, late, 1)
			add(3, d, min(d.Absent, d.Scheduled), d.Scheduled)
		}
	}
	return out, nil
}
