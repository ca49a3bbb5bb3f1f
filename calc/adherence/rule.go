package adherence

// Piece is a stretch of the schedule; pieces are in order and do not overlap.
type Piece struct {
	From, To int64
	Activity int // in Rule.Activities
}

// Did is a stretch in one state; stretches are in order and do not overlap.
type Did struct {
	From, To int64
	State    int // in Rule.States
}

// Span is from one instant to another.
type Span struct{ From, To int64 }

// Activity is something that can be scheduled.
type Activity struct {
	OnQueue bool // contacts are to be taken
	Counts  bool // it is in scope of adherence
}

// State is something somebody can be doing.
type State struct {
	OnQueue   bool
	SignedOut bool
	Group     int    // states of one group are told as one deviation
	Fits      []bool // by activity
	Outside   bool   // fits where nothing is scheduled
}

// Rule is what fits what, and what is forgiven.
type Rule struct {
	Activities []Activity
	States     []State

	// How long, in seconds, a deviation may last that begins with a piece
	// (StartLate) or ends with it (EndEarly), and how long work outside may that
	// ends where the schedule begins (StartEarly) or begins where it ends (EndLate).
	StartEarly, StartLate, EndEarly, EndLate int64

	// Outside says that work where nothing is scheduled is a deviation.
	Outside bool
}

// Kind is what is wrong with a deviation.
type Kind string

// The kinds of deviations.
const (
	Late          Kind = "late"           // signed in after the schedule began
	LeftEarly     Kind = "left_early"     // signed out before it ended, and not in again
	Absent        Kind = "absent"         // never signed in
	SignedOut     Kind = "signed_out"     // signed out in between
	Overrun       Kind = "overrun"        // a break, meeting and the like went on for too long
	OtherTime     Kind = "other_time"     // a break, meeting and the like at another time
	Away          Kind = "away"           // not ready for a reason that is not scheduled
	NotTaken      Kind = "not_taken"      // worked where a break, meeting and the like was scheduled
	OtherActivity Kind = "other_activity" // neither work nor what was scheduled
	NotScheduled  Kind = "not_scheduled"  // worked where nothing was scheduled
)

// Kinds are all kinds, in the order they are shown.
var Kinds = []Kind{Absent, Late, LeftEarly, SignedOut, Overrun, OtherTime, Away, NotTaken, OtherActivity, NotScheduled}

// Unscheduled is the activity where nothing is scheduled.
const Unscheduled = -1

// Deviation is a stretch that was not as scheduled.
type Deviation struct {
	From, To int64
	Activity int // Unscheduled: outside
	State    int // the first of its group
	Kind     Kind
	Excuse   int // the excuse that covers it, -1: it counts
}

// Seconds is how long it was.
func (d Deviation) Seconds() int64 { return d.To - d.From }

// Sums are what adherence and conformance are reckoned from, in seconds. They
// add up over days and people.
type Sums struct {
	Told             int64 // of which the state is known
	Scheduled        int64 // in scope and told, with the work outside that counts
	Exceptions       int64 // deviations that count
	Excused          int64 // deviations that do not
	OnQueue          int64 // actually
	ScheduledOnQueue int64
}

// Add adds others.
func (s *Sums) Add(o Sums) {
	s.Told += o.Told
	s.Scheduled += o.Scheduled
	s.Exceptions += o.Exceptions
	s.Excused += o.Excused
	s.OnQueue += o.OnQueue
	s.ScheduledOnQueue += o.ScheduledOnQueue
}

// Adherence is max(0, 1 − exceptions ÷ scheduled) × 100; it is not defined when
// nothing was told or nothing was scheduled.
func (s Sums) Adherence() (percent float64, defined bool) {
	if s.Told <= 0 || s.Scheduled <= 0 {
		return 0, false
	}
	return max(0, 100*float64(s.Scheduled-s.Exceptions)/float64(s.Scheduled)), true
}

// Defined says whether a conformance is a number.
type Defined int

// What a conformance is.
const (
	Undefined Defined = iota // nothing was told, or nothing was scheduled and nothing done
	Finite
	Infinite // something was done and nothing was scheduled
)

// Conformance is the time on queue ÷ the time scheduled on queue × 100, whenever
// it was; it may exceed 100.
func (s Sums) Conformance() (percent float64, what Defined) {
	switch {
	case s.Told <= 0 || s.OnQueue == 0 && s.ScheduledOnQueue == 0:
		return 0, Undefined
	case s.OnQueue == 0:
		return 0, Finite
	case s.ScheduledOnQueue == 0:
		return 0, Infinite
	}
	return 100 * float64(s.OnQueue) / float64(s.ScheduledOnQueue), Finite
}
