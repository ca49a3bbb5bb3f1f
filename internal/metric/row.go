package metric

import (
	"github.com/lingting/lingting/internal/telephony"
)

// limits are the parameters a row is measured with.
type limits struct {
	within int64 // greatest wait still within the threshold, ms
	short  int64 // greatest wait of a short abandon, ms
	repeat int64 // greatest time since the customer's contact before, ms
}

// contactValue is how much contact i of a sheet adds to a measure. gaps tells
// of each contact how long before it its customer's last one was; nil when
// there are none or nobody asks.
type contactValue func(s *telephony.Sheet, i int, l *limits, gaps []int64) int64

func is(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

func answered(s *telephony.Sheet, i int) bool {
	return s.Outcome[i] == telephony.CodeAnswered || s.Outcome[i] == telephony.CodeTalking
}

func abandoned(s *telephony.Sheet, i int) bool { return s.Outcome[i] == telephony.CodeAbandoned }

func left(s *telephony.Sheet, i int) bool { return s.Outcome[i] >= telephony.CodeLeft }

func within(s *telephony.Sheet, i int, limit int64) bool { return int64(s.Wait[i]) <= limit }

// contactValues says of each measure over contacts what a row must be to
// count, and with how much. It is the only place that does.
var contactValues = map[string]contactValue{
	"offered":   func(*telephony.Sheet, int, *limits, []int64) int64 { return 1 },
	"answered":  func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return is(answered(s, i)) },
	"abandoned": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return is(abandoned(s, i)) },
	"left":      func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return is(left(s, i)) },
	"waiting_now": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(s.Outcome[i] == telephony.CodeWaiting)
	},
	"answered_within": func(s *telephony.Sheet, i int, l *limits, _ []int64) int64 {
		return is(answered(s, i) && within(s, i, l.within))
	},
	"abandoned_within": func(s *telephony.Sheet, i int, l *limits, _ []int64) int64 {
		return is(abandoned(s, i) && within(s, i, l.within))
	},
	"left_within": func(s *telephony.Sheet, i int, l *limits, _ []int64) int64 {
		return is(left(s, i) && within(s, i, l.within))
	},
	"callback_within": func(s *telephony.Sheet, i int, l *limits, _ []int64) int64 {
		return is(s.Outcome[i] == telephony.CodeLeftCallback && within(s, i, l.within))
	},
	"removed_within": func(s *telephony.Sheet, i int, l *limits, _ []int64) int64 {
		return is((answered(s, i) || abandoned(s, i) || s.Outcome[i] == telephony.CodeLeftCallback) && within(s, i, l.within))
	},
	"short_abandoned": func(s *telephony.Sheet, i int, l *limits, _ []int64) int64 {
		return is(abandoned(s, i) && within(s, i, l.short))
	},
	"abandoned_within_not_short": func(s *telephony.Sheet, i int, l *limits, _ []int64) int64 {
		return is(abandoned(s, i) && within(s, i, l.within) && !within(s, i, l.short))
	},
	"late_answered": func(s *telephony.Sheet, i int, l *limits, _ []int64) int64 {
		return is(answered(s, i) && !within(s, i, l.within))
	},
	"reassigned": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(s.Outcome[i] == telephony.CodeLeftOverflow)
	},
	"answered_wait_ms": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(answered(s, i)) * int64(s.Wait[i])
	},
	"abandoned_wait_ms": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(abandoned(s, i)) * int64(s.Wait[i])
	},
	"left_wait_ms": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return is(left(s, i)) * int64(s.Wait[i]) },
	"wait_ms":      func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.Wait[i]) },
	"max_wait_ms":  func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.Wait[i]) },
	"talk_ms":      func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.Talk[i]) },
	"hold_ms":      func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.Hold[i]) },
	"wrap_up_ms":   func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.WrapUp[i]) },
	"ring_ms":      func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.Ring[i]) },
	"handle_ms": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return int64(s.Talk[i]) + int64(s.Hold[i]) + int64(s.WrapUp[i])
	},
	"held_contacts": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(answered(s, i) && (s.Hold[i] > 0 || s.Holds[i] > 0))
	},
	"hold_count": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.Holds[i]) },
	"transferred": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(answered(s, i) && s.Bits[i]&telephony.BitTransferred != 0)
	},
	"offers":        func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.Offers[i]) },
	"missed_offers": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 { return int64(s.Missed[i]) },
	"ended_by_agent": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(answered(s, i) && s.Bits[i]&telephony.BitEndedByAgent != 0)
	},
	"wrapped_up": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(answered(s, i) && s.WrapUp[i] > 0)
	},
	"repeat_answered": func(s *telephony.Sheet, i int, l *limits, gaps []int64) int64 {
		return is(answered(s, i) && gaps != nil && gaps[i] <= l.repeat)
	},
	"identified_answered": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(answered(s, i) && s.Customer[i] != 0)
	},
	"repaired": func(s *telephony.Sheet, i int, _ *limits, _ []int64) int64 {
		return is(telephony.Flag(s.Flags[i])&telephony.Repairs != 0)
	},
}

// intervalValue is what an imported interval adds to a measure; known is
// false when the report does not tell it.
func intervalValue(id string, v *telephony.IntervalSums, l *limits) (value int64, known bool) {
	told := func(bit uint32, n int64) (int64, bool) { return n, v.Told&bit != 0 }
	atThreshold := func(bit uint32, n int64) (int64, bool) {
		return n, v.Told&bit != 0 && v.ThresholdMs == l.within
	}
	switch id {
	case "offered":
		if v.Told&telephony.ToldOffered != 0 {
			return v.Offered, true
		}
		return v.Answered + v.Abandoned + v.Left, v.Told&telephony.ToldAnswered != 0 && v.Told&telephony.ToldAbandoned != 0
	case "answered":
		return told(telephony.ToldAnswered, v.Answered)
	case "abandoned":
		return told(telephony.ToldAbandoned, v.Abandoned)
	case "left":
		return told(telephony.ToldLeft, v.Left)
	case "answered_within":
		return atThreshold(telephony.ToldAnsweredWithin, v.AnsweredWithin)
	case "abandoned_within":
		return atThreshold(telephony.ToldAbandonedWithin, v.AbandonedWithin)
	case "late_answered":
		n, ok := atThreshold(telephony.ToldAnsweredWithin, v.AnsweredWithin)
		return v.Answered - n, ok && v.Told&telephony.ToldAnswered != 0
	case "answered_wait_ms":
		return told(telephony.ToldAnsweredWait, v.AnsweredWaitMs)
	case "abandoned_wait_ms":
		return told(telephony.ToldAbandonedWait, v.AbandonedWaitMs)
	case "max_wait_ms":
		return told(telephony.ToldMaxWait, v.MaxWaitMs)
	case "talk_ms":
		return told(telephony.ToldTalk, v.TalkMs)
	case "hold_ms":
		return told(telephony.ToldHold, v.HoldMs)
	case "wrap_up_ms":
		return told(telephony.ToldWrapUp, v.WrapUpMs)
	case "handle_ms":
		return v.TalkMs + v.HoldMs + v.WrapUpMs, v.Told&(telephony.ToldTalk|telephony.ToldHold|telephony.ToldWrapUp) != 0
	case "repaired":
		return 0, true
	}
	return 0, false
}

// agentValues says which sums of an agent slot a measure adds up.
var agentValues = map[string][]telephony.AgentMeasure{
	"signed_in_ms":     {telephony.AgentSignedIn},
	"ready_ms":         {telephony.AgentReady},
	"aux_ms":           {telephony.AgentAuxBreak, telephony.AgentAuxMeal, telephony.AgentAuxTraining, telephony.AgentAuxMeeting, telephony.AgentAuxOther},
	"aux_break_ms":     {telephony.AgentAuxBreak},
	"aux_meal_ms":      {telephony.AgentAuxMeal},
	"aux_training_ms":  {telephony.AgentAuxTraining},
	"aux_meeting_ms":   {telephony.AgentAuxMeeting},
	"aux_other_ms":     {telephony.AgentAuxOther},
	"aux_paid_ms":      {telephony.AgentAuxBreak, telephony.AgentAuxTraining, telephony.AgentAuxMeeting, telephony.AgentAuxOther},
	"on_contact_ms":    {telephony.AgentOnContact},
	"agent_talk_ms":    {telephony.AgentTalk},
	"agent_hold_ms":    {telephony.AgentHold},
	"agent_wrap_up_ms": {telephony.AgentWrapUp},
	"agent_ring_ms":    {telephony.AgentRing},
	"agents_signed_in": {telephony.AgentSignedIn},
}
