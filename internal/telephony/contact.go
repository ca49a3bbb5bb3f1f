package telephony

// Outcome says how a queue visit stands or ended.
type Outcome string

// The outcomes. Offered = Answered + Talking + Abandoned + Left + Waiting.
const (
	OutcomeWaiting   Outcome = "waiting"   // in the queue
	OutcomeTalking   Outcome = "talking"   // connected, not ended
	OutcomeAnswered  Outcome = "answered"  // connected and ended
	OutcomeAbandoned Outcome = "abandoned" // the customer gave up
	OutcomeLeft      Outcome = "left"      // left the queue alive
)

// Flag marks what is known about the quality of a contact.
type Flag uint32

// The flags. Those in Repairs mean that a figure was put in by a rule.
const (
	FlagNoEntry     Flag = 1 << iota // no row says when it entered; reckoned from the told wait
	FlagNoConnect                    // it ended but no row says when it was answered
	FlagNoEnd                        // no row says how it ended; closed by a restart or by silence
	FlagClockJump                    // the source's clock jumped: told durations were used
	FlagUnknownRows                  // rows with verbs we do not know
	FlagTalkOverlap                  // the agent was in two conversations at once: transfer rows are likely missing
)

// Repairs are the flags that make a contact count as repaired.
const Repairs = FlagNoEntry | FlagNoConnect | FlagNoEnd | FlagClockJump

var flagNames = []struct {
	flag Flag
	name string
}{
	{FlagNoEntry, "no_entry"}, {FlagNoConnect, "no_connect"}, {FlagNoEnd, "no_end"},
	{FlagClockJump, "clock_jump"}, {FlagUnknownRows, "unknown_rows"},
	{FlagTalkOverlap, "talk_overlap"},
}

// Names lists the flags that are set.
func (f Flag) Names() []string {
	out := []string{}
	for _, n := range flagNames {
		if f&n.flag != 0 {
			out = append(out, n.name)
		}
	}
	return out
}

// FlagNamed is the flag of a name; 0 when there is none.
func FlagNamed(name string) Flag {
	for _, n := range flagNames {
		if n.name == name {
			return n.flag
		}
	}
	return 0
}

// Contact is one queue visit: what happened between entering a queue and
// leaving it for good. A call that visits two queues is two contacts.
// Instants are ms UTC by the source's clock, 0 when they did not happen.
type Contact struct {
	ID       string // assigned at first sight, kept when late rows change the contact
	SourceID string
	Call     string // the source's call id
	Visit    int    // 0-based order of the visit within the call

	Queue, Agent     string // the source's names
	QueueID, AgentID string // ids of the organisation; AgentID only when connected

	Channel  string
	CallType string
	Customer string // empty when unknown

	EnteredMs  int64
	AnsweredMs int64
	EndedMs    int64 // end of the conversation, or of waiting

	WaitMs   int64
	RingMs   int64
	TalkMs   int64 // without hold
	HoldMs   int64
	WrapUpMs int64

	Outcome     Outcome
	LeftReason  string
	EndedBy     string
	To          string
	Offers      int
	Missed      int
	Holds       int
	Transferred bool
	Flags       Flag
}

// Answered reports whether an agent was connected, ended or not.
func (c *Contact) Answered() bool {
	return c.Outcome == OutcomeAnswered || c.Outcome == OutcomeTalking
}

// Repaired reports whether any figure of the contact was put in by a rule.
func (c *Contact) Repaired() bool { return c.Flags&Repairs != 0 }
