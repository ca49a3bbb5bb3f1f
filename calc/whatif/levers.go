package whatif

import (
	"math"
	"slices"

	"github.com/lingting/lingting/calc/queueing"
)

// Version is raised whenever the same base and levers give other numbers.
const Version = 2

// Base is a requirement as it was reckoned.
type Base struct {
	Queues        []Queue
	FullTimeHours float64 // paid hours of a full-time person in a week
	// How far queues err each by themselves: 0 all together, 1 apart; of all days,
	// and of single intervals.
	Apart, ApartSlots float64
}

// Queue is a queue of the base.
type Queue struct {
	ID       string
	Model    queueing.Model
	Patience float64 // mean, seconds; of Erlang A
	Targets  queueing.Targets
	Least    int      // agents at least while contacts may come
	Days     [][]Slot // the same days for all queues; empty: closed
	// By how many contacts those of all days together may be fewer and more, with
	// 80 %; 0: not known, all intervals are at the ends of their own bands together.
	SumLow, SumHigh float64
}

// reach is by which share the contacts of all intervals of a queue are fewer (0)
// and more (1) at once when the sum of all days is at an end of its band; NaN:
// not known, each interval is at the end of its own.
func (q *Queue) reach() [2]float64 {
	contacts := 0.0
	for _, slots := range q.Days {
		for k := range slots {
			contacts += slots[k].Contacts
		}
	}
	share := func(sum float64) float64 {
		if sum <= 0 || contacts <= 0 {
			return math.NaN()
		}
		return sum / contacts
	}
	return [2]float64{min(share(q.SumLow), 1), share(q.SumHigh)}
}

// Slot is an interval of a queue's day. Shares are 0 to 1.
type Slot struct {
	Seconds   float64
	Contacts  float64 // as forecast
	Planned   float64 // that are staffed for
	Low, High float64 // ends of what may be expected to come instead of Contacts, with 80 %
	Handle    float64 // seconds
	Agents    int     // of the base
	Service   Service // of the base
	InOffice  float64 // shrinkage
	OutOffice float64
}

// Service is how contacts fare in an interval.
type Service struct{ Level, ASA, Abandoned, Occupancy float64 }

// Change is what a scenario changes of a queue.
type Change struct {
	VolumePercent    float64 `json:"volume_percent" doc:"−90 to 300: more or fewer contacts"`
	HandlePercent    float64 `json:"handle_percent" doc:"−80 to 300: longer or shorter handle time"`
	HandleSeconds    float64 `json:"handle_s" doc:"−3600 to 3600: added to the handle time after that"`
	LevelPoints      float64 `json:"level_points" doc:"−90 to 90: added to the service-level target"`
	ThresholdSeconds float64 `json:"threshold_s" doc:"−3600 to 3600: added to the threshold of the service level"`
}

// Own is the change of one queue in place of that of all.
type Own struct {
	QueueID string `json:"queue_id" maxLength:"60"`
	Change
}

// Cross is people who learn to do all of some queues.
type Cross struct {
	QueueIDs []string `json:"queue_ids" maxItems:"6" doc:"two queues or more"`
	People   int      `json:"people" doc:"1 to 5000, of those scheduled for these queues"`
}

// Levers are what a scenario changes; nothing is the base.
type Levers struct {
	All              Change  `json:"all" doc:"of every queue without a change of its own"`
	Own              []Own   `json:"own" maxItems:"100"`
	InOfficePoints   float64 `json:"in_office_points" doc:"added to in-office shrinkage, per cent of scheduled time"`
	OutOfficePoints  float64 `json:"out_of_office_points" doc:"added to out-of-office shrinkage, per cent of scheduled time"`
	Kinds            []Kind  `json:"kinds,omitempty" maxItems:"20" doc:"added to single kinds of shrinkage, beside the points of all"`
	AttritionPercent float64 `json:"attrition_percent" doc:"0 to 50: of people, leave in a month, beside what shrinkage counts; the base has none"`
	Cross            []Cross `json:"cross" maxItems:"6" doc:"people cross-trained"`
}

// Kind is a change of one kind of shrinkage.
type Kind struct {
	Kind     string  `json:"kind" maxLength:"40"`
	InOffice bool    `json:"in_office,omitempty" doc:"told, not asked for"`
	Points   float64 `json:"points" doc:"−80 to 80: per cent of scheduled time"`
}

// Costs are in the centre's own currency.
type Costs struct {
	PerHour    float64 `json:"per_hour" doc:"of a paid hour"`
	PerHire    float64 `json:"per_hire" doc:"of recruiting and training a person in place of one who left"`
	PerTrained float64 `json:"per_trained" doc:"of cross-training a person, once"`
}

// of is the change of a queue.
func (l *Levers) of(queueID string) Change {
	for i := range l.Own {
		if l.Own[i].QueueID == queueID {
			return l.Own[i].Change
		}
	}
	return l.All
}

// Bounds of targets and handle times after a change: what would leave them
// stays at the end.
const (
	leastLevel, mostLevel = 0.01, 0.999
	mostShrinkage         = 0.9
	leastHandle           = 1.0
)

// targets are those of a queue after a change.
func (c Change) targets(t queueing.Targets) queueing.Targets {
	if t.Level > 0 && c.LevelPoints != 0 {
		t.Level = min(max(t.Level+c.LevelPoints/100, leastLevel), mostLevel)
	}
	if c.ThresholdSeconds != 0 {
		t.Threshold = max(t.Threshold+c.ThresholdSeconds, 0)
	}
	return t
}

// slot is an interval after a change.
func (c Change) slot(s Slot) Slot {
	if c.VolumePercent != 0 {
		by := 1 + c.VolumePercent/100
		s.Contacts, s.Planned, s.Low, s.High = s.Contacts*by, s.Planned*by, s.Low*by, s.High*by
	}
	if s.Handle > 0 && (c.HandlePercent != 0 || c.HandleSeconds != 0) {
		s.Handle = max(s.Handle*(1+c.HandlePercent/100)+c.HandleSeconds, leastHandle)
	}
	return s
}

// shrink puts the change of shrinkage on an interval.
func (l *Levers) shrink(s Slot) Slot {
	in, out := l.InOfficePoints, l.OutOfficePoints
	for _, k := range l.Kinds {
		if k.InOffice {
			in += k.Points
		} else {
			out += k.Points
		}
	}
	s.InOffice = min(max(s.InOffice+in/100, 0), mostShrinkage)
	s.OutOffice = min(max(s.OutOffice+out/100, 0), mostShrinkage-s.InOffice)
	return s
}

// monthDays is how many days a month has on average.
const monthDays = 365.25 / 12

// staying is the part of the people of the first day who are still there in the
// middle of a day.
func (l *Levers) staying(day int) float64 {
	if l.AttritionPercent == 0 {
		return 1
	}
	return math.Pow(1-l.AttritionPercent/100, (float64(day)+0.5)/monthDays)
}

// clone shares nothing with the levers it was made of.
func (l *Levers) clone() Levers {
	out := *l
	out.Own, out.Cross, out.Kinds = slices.Clone(l.Own), slices.Clone(l.Cross), slices.Clone(l.Kinds)
	return out
}
