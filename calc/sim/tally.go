package sim

// What is counted of a type in an interval, the interval of the arrival.
const (
	countArrivals = iota
	countAnswered
	countWithin // answered within the threshold
	countHandle // seconds of service and wrap-up
	countWaited // answered after a wait
	countAnswerWait
	countAbandoned
	countAbandonedWithin
	countShort
	countAbandonWait
	countBalked  // of the abandoned
	countBlocked // of the arrivals; never in the queue
	countMessages
	countRedirected
	countDisconnected
	countLeftWithin // messages, redirected and disconnected within the threshold
	countLeftWait
	countRetrials // of the arrivals
	countEventOffered
	countEventWithin // differences between counting by event and by arrival
	countQueueSeconds
	countQueueMost // not a sum
	countDialled
	counts
)

// tally is the counts of a type in an interval.
type tally [counts]float64

// What is counted of a type and group in an interval.
const (
	flowAnswered = iota
	flowWithin
	flowWait
	flowHandle
	flows
)

type flow [flows]float64

// What is counted of a group in an interval, in seconds of agents.
const (
	agentBusy     = iota // serving and wrapping up, overtime too
	agentDuty            // on duty, idle or busy
	agentOvertime        // busy after the end of duty
	agentTimes
)

type agentTime [agentTimes]float64

// sheet is everything that one replication counts. Cells go interval after
// interval, in it type after type; the interval after the last holds what came
// in the warm-up and does not count.
type sheet struct {
	tally []tally     // interval × type
	flow  []flow      // interval × type × group
	agent []agentTime // interval × group
	waits []*waits    // type × group, the whole day; nil: not counted, or no skill
}

func newSheet(p *Program) *sheet {
	n, t, g := p.intervals+1, len(p.types), len(p.groups)
	return &sheet{tally: make([]tally, n*t), flow: make([]flow, n*t*g), agent: make([]agentTime, n*g)}
}

// countingWaits is a sheet that counts how long the answered waited, too.
func (s *sheet) countingWaits(p *Program) *sheet {
	s.waits = make([]*waits, len(p.types)*len(p.groups))
	for t := range p.types {
		for _, g := range p.types[t].groups {
			s.waits[t*len(p.groups)+int(g)] = &waits{}
		}
	}
	return s
}

func (s *sheet) reset() {
	clear(s.tally)
	clear(s.flow)
	clear(s.agent)
	for _, w := range s.waits {
		if w != nil {
			*w = waits{}
		}
	}
}
