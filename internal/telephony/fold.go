package telephony

import (
	"cmp"
	"slices"
)

// Surroundings is what the fold of one call must know of its source.
type Surroundings struct {
	Restarts  []int64 // instants of the source's restarts, ascending, ms UTC
	HorizonMs int64   // the source's newest instant
	SilenceMs int64   // an open contact without a row for this long is closed; 0: never
}

// jumpToleranceMs is how far a told wait may differ from the difference of
// instants before the clock is said to have jumped: sources that tell whole
// seconds round twice.
const jumpToleranceMs = 2500

// lookaheadMs is how far apart two rows of one call may stand in the wrong
// order when it visits one queue several times.
const lookaheadMs = 5000

// FoldCall turns the events of one call into its queue visits, ordered by
// entering. The result depends only on the set of events and on the
// surroundings, never on the order of events.
func FoldCall(events []Event, about Surroundings) []Contact {
	var out []Contact
	var loose []*Event // events of the call that name no queue
	var queued []*Event
	for _, e := range newestRevision(events) {
		if e.Queue == "" {
			loose = append(loose, e)
		} else {
			queued = append(queued, e)
		}
	}
	slices.SortStableFunc(queued, func(a, b *Event) int { return cmp.Compare(a.Queue, b.Queue) })
	for len(queued) > 0 {
		n := 1
		for n < len(queued) && queued[n].Queue == queued[0].Queue {
			n++
		}
		for _, v := range visitsOf(queued[:n]) {
			out = append(out, v.contact(about))
		}
		queued = queued[n:]
	}
	slices.SortStableFunc(out, func(a, b Contact) int {
		return cmp.Or(cmp.Compare(a.EnteredMs, b.EnteredMs), cmp.Compare(a.EndedMs, b.EndedMs), cmp.Compare(a.Queue, b.Queue))
	})
	for i := range out {
		out[i].Visit = i
	}
	applyLoose(out, loose)
	return out
}

// newestRevision gives each event once, without those of older revisions.
func newestRevision(events []Event) []*Event {
	var newest int64
	for i := range events {
		newest = max(newest, events[i].Revision)
	}
	kept := make([]*Event, 0, len(events))
	known := newKeySet(len(events))
	for i := range events {
		e := &events[i]
		if (e.Revision == 0 || e.Revision == newest) && known.Add(e.Key) {
			kept = append(kept, e)
		}
	}
	return kept
}

// rank orders kinds within one instant by the course of a contact.
func rank(k Kind) int {
	switch k {
	case KindEnqueued:
		return 0
	case KindOffered:
		return 1
	case KindOfferMissed:
		return 2
	case KindConnected:
		return 3
	case KindHeld:
		return 4
	case KindRetrieved:
		return 5
	case KindAbandoned, KindLeftQueue:
		return 6
	case KindTransferred, KindEnded:
		return 7
	case KindWrapUpStarted:
		return 8
	case KindWrapUpEnded:
		return 9
	}
	return 10
}

func inCourse(a, b *Event) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Rank, b.Rank), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.Key, b.Key))
}

// visit collects the events of one queue visit.
type visit struct {
	entered, connected, end *Event
	lost                    *Event // the source no longer knew it; what it tells later counts more
	rest                    []*Event
	flags                   Flag
}

// all gives the events of the visit: entering, connecting, its end, the rest.
func (v *visit) all(yield func(*Event) bool) {
	for _, e := range [...]*Event{v.entered, v.connected, v.end} {
		if e != nil && !yield(e) {
			return
		}
	}
	for _, e := range v.rest {
		if !yield(e) {
			return
		}
	}
}

func (v *visit) lastAt() int64 {
	var at int64
	for e := range v.all {
		at = max(at, e.At)
	}
	return at
}

// visitsOf splits the events of one call at one queue into visits.
func visitsOf(events []*Event) []*visit {
	slices.SortFunc(events, inCourse)
	var entries, connects, ends int
	for i := range events {
		switch events[i].Kind {
		case KindEnqueued:
			entries++
		case KindConnected:
			connects++
		case KindAbandoned, KindLeftQueue, KindTransferred, KindEnded:
			ends++
		}
	}
	switch {
	case entries+connects+ends == 0:
		return nil // only notes: the caller never entered the queue
	case entries <= 1 && connects <= 1 && ends <= 1:
		// One visit at most, whatever the order of its instants says.
		v := &visit{}
		for i := range events {
			v.take(events[i])
		}
		return []*visit{v}
	}
	return severalVisits(events)
}

// take puts an event into its place, whatever came before.
func (v *visit) take(e *Event) {
	switch e.Kind {
	case KindEnqueued:
		v.entered = e
	case KindConnected:
		v.connected = e
	case KindAbandoned, KindLeftQueue, KindTransferred, KindEnded:
		v.end = e
	case KindLost:
		if v.lost == nil || e.At < v.lost.At {
			v.lost = e
		}
	default:
		v.rest = append(v.rest, e)
	}
}

// fits reports whether the event may come next in the course of the visit; v
// is nil when no visit is open.
func (v *visit) fits(k Kind) bool {
	switch k {
	case KindEnqueued:
		return v == nil
	case KindConnected, KindAbandoned, KindLeftQueue:
		return v != nil && v.connected == nil
	case KindEnded, KindTransferred:
		return v != nil && v.connected != nil
	}
	return true
}

func severalVisits(events []*Event) []*visit {
	var done []*visit
	var open *visit
	var before []*Event // notes before the first entry
	closeOpen := func() {
		if open != nil {
			done = append(done, open)
			open = nil
		}
	}
	left := slices.Clone(events)
	for len(left) > 0 {
		// The first event that fits, looking a little ahead for rows that
		// stand in the wrong order; else the first, with a repair.
		pick := -1
		for i, e := range left {
			if e.At > left[0].At+lookaheadMs {
				break
			}
			if open.fits(e.Kind) {
				pick = i
				break
			}
		}
		e := left[max(pick, 0)]
		left = slices.Delete(left, max(pick, 0), max(pick, 0)+1)
		if pick < 0 {
			// Only entering, connecting and ending can fail to fit.
			if open != nil && (e.Kind == KindEnqueued || e.Kind == KindConnected || open.connected != nil) {
				closeOpen()
			}
			if open == nil {
				open = &visit{}
			}
		}
		switch e.Kind {
		case KindEnqueued, KindConnected:
			if open == nil {
				open = &visit{rest: before}
				before = nil
			}
			open.take(e)
		case KindAbandoned, KindLeftQueue, KindTransferred, KindEnded:
			open.take(e)
			closeOpen()
		default:
			switch {
			case open != nil:
				open.take(e)
			case len(done) > 0:
				done[len(done)-1].take(e)
			default:
				before = append(before, e)
			}
		}
	}
	closeOpen()
	if len(before) > 0 && len(done) > 0 {
		done[0].rest = append(done[0].rest, before...)
	}
	return done
}

// contact reckons the figures of a visit. Durations told by the source win
// over differences of instants.
func (v *visit) contact(about Surroundings) Contact {
	c := Contact{Flags: v.flags}
	if v.connected == nil && v.end != nil && (v.end.Kind == KindEnded || v.end.Kind == KindTransferred) {
		made := *v.end
		made.Kind = KindConnected
		made.At = v.end.At - v.end.Talk.Ms() - v.end.Hold.Ms()
		v.connected = &made
		c.Flags |= FlagNoConnect
	}
	first := v.entered
	if first == nil {
		first = v.connected
		if first == nil {
			first = v.end
		}
		c.Flags |= FlagNoEntry
	}
	c.Queue, c.Call = first.Queue, first.Call
	c.EnteredMs = first.At
	if v.entered == nil {
		c.EnteredMs -= first.Wait.Ms()
	}
	v.describe(&c)
	last := v.lastAt()
	switch {
	case v.connected != nil:
		v.answered(&c, about, last)
	case v.end != nil:
		v.unanswered(&c)
	default:
		v.stillWaiting(&c, about, last)
	}
	v.offers(&c)
	return c
}

// describe takes channel, type, customer and unknown rows from whichever
// event tells them.
func (v *visit) describe(c *Contact) {
	for e := range v.all {
		c.Channel = cmp.Or(c.Channel, e.Channel)
		c.CallType = cmp.Or(c.CallType, e.CallType)
		if e.Customer != "0" {
			c.Customer = cmp.Or(c.Customer, e.Customer)
		}
		if e.Kind == KindUnknown {
			c.Flags |= FlagUnknownRows
		}
	}
	c.Channel = cmp.Or(c.Channel, "voice")
	c.CallType = cmp.Or(c.CallType, "inbound")
}

func (v *visit) answered(c *Contact, about Surroundings, last int64) {
	on := v.connected
	c.AnsweredMs, c.Agent = on.At, on.Agent
	if c.Agent == "" && v.end != nil {
		c.Agent = v.end.Agent
	}
	gap := c.AnsweredMs - c.EnteredMs
	wait := on.Wait
	if !wait.Told() && v.end != nil {
		wait = v.end.Wait
	}
	c.WaitMs = wait.Or(max(gap, 0))
	if gap < 0 || (wait.Told() && on.Revision == 0 && abs(gap-c.WaitMs) > jumpToleranceMs) {
		c.Flags |= FlagClockJump
	}
	c.RingMs = on.Ring.Ms()
	var holdTold bool
	c.HoldMs, c.Holds, holdTold = v.hold()
	switch {
	case v.end != nil:
		c.EndedMs = v.end.At
		c.Outcome = OutcomeAnswered
		c.EndedBy = v.end.By
		c.Transferred = v.end.Kind == KindTransferred
		c.To = v.end.To
		talk := v.end.Talk
		if !talk.Told() {
			talk = on.Talk
		}
		if talk.Told() {
			c.TalkMs = talk.Ms()
			if !holdTold {
				c.TalkMs = max(c.TalkMs-c.HoldMs, 0)
			}
		} else {
			c.TalkMs = max(c.EndedMs-c.AnsweredMs-c.HoldMs, 0)
		}
		if v.end.At < on.At && !v.end.Talk.Told() {
			c.Flags |= FlagClockJump
		}
	case v.closedAt(about, last) != 0:
		c.EndedMs = v.closedAt(about, last)
		c.Outcome = OutcomeAnswered
		c.EndedBy = BySystem
		c.TalkMs = max(c.EndedMs-c.AnsweredMs-c.HoldMs, 0)
		c.Flags |= FlagNoEnd
	default:
		c.Outcome = OutcomeTalking
	}
	c.WrapUpMs = v.wrapUp()
}

func (v *visit) unanswered(c *Contact) {
	e := v.end
	gap := e.At - c.EnteredMs
	c.WaitMs = e.Wait.Or(max(gap, 0))
	c.EndedMs = e.At
	if gap < 0 || (e.Wait.Told() && e.Revision == 0 && abs(gap-c.WaitMs) > jumpToleranceMs) {
		c.Flags |= FlagClockJump
	}
	if e.Kind == KindAbandoned {
		c.Outcome, c.EndedBy = OutcomeAbandoned, cmp.Or(e.By, ByCustomer)
		c.LeftReason = e.Reason
		return
	}
	c.Outcome, c.EndedBy = OutcomeLeft, e.By
	c.LeftReason, c.To = cmp.Or(e.Reason, LeftOverflow), e.To
}

func (v *visit) stillWaiting(c *Contact, about Surroundings, last int64) {
	at := v.closedAt(about, last)
	if at == 0 {
		c.Outcome = OutcomeWaiting
		return
	}
	c.Outcome, c.LeftReason, c.EndedBy = OutcomeLeft, LeftSystem, BySystem
	c.EndedMs, c.WaitMs = at, max(at-c.EnteredMs, 0)
	c.Flags |= FlagNoEnd
}

// closedAt is when the visit, whose last row came at last, was given up by the
// source, or ended by a restart or by silence; 0 when it is still open.
func (v *visit) closedAt(about Surroundings, last int64) int64 {
	at := about.closedAt(last)
	if v.lost == nil || v.lost.At < last || at > last && at < v.lost.At { // a restart came before
		return at
	}
	return v.lost.At
}

// closedAt is when a contact whose last row came at last was ended by a
// restart or by silence; 0 when it is still open.
func (s Surroundings) closedAt(last int64) int64 {
	i, _ := slices.BinarySearch(s.Restarts, last)
	if i < len(s.Restarts) && (s.SilenceMs == 0 || s.Restarts[i]-last <= s.SilenceMs) {
		return s.Restarts[i]
	}
	if s.SilenceMs > 0 && s.HorizonMs-last > s.SilenceMs {
		return last
	}
	return 0
}

// hold sums the holds: told in one figure, or from hold and retrieve events.
func (v *visit) hold() (ms int64, count int, told bool) {
	for _, e := range []*Event{v.end, v.connected} {
		if e != nil && e.Hold.Told() {
			n := e.Holds
			if n == 0 && e.Hold.Ms() > 0 {
				n = 1
			}
			return e.Hold.Ms(), n, true
		}
	}
	rest := v.rest
	if !slices.IsSortedFunc(rest, inCourse) {
		rest = slices.Clone(rest)
		slices.SortFunc(rest, inCourse)
	}
	var since int64
	on := false
	for _, e := range rest {
		switch e.Kind {
		case KindHeld:
			if !on {
				since, on = e.At, true
				count++
			}
		case KindRetrieved:
			if on {
				ms += max(e.At-since, 0)
				on = false
			}
		}
	}
	if on && v.end != nil {
		ms += max(v.end.At-since, 0)
	}
	return ms, count, false
}

func (v *visit) wrapUp() int64 {
	var start, end int64
	for _, e := range [...]*Event{v.end, v.connected} {
		if e != nil && e.WrapUp.Told() {
			return e.WrapUp.Ms()
		}
	}
	for _, e := range v.rest {
		if e.WrapUp.Told() {
			return e.WrapUp.Ms()
		}
	}
	for _, e := range v.rest {
		switch e.Kind {
		case KindWrapUpStarted:
			start = e.At
		case KindWrapUpEnded:
			end = e.At
		}
	}
	if start == 0 && v.end != nil {
		start = v.end.At
	}
	if end == 0 || start == 0 {
		return 0
	}
	return max(end-start, 0)
}

func (v *visit) offers(c *Contact) {
	offered := 0
	for _, e := range v.rest {
		switch e.Kind {
		case KindOffered:
			offered++
		case KindOfferMissed:
			c.Missed++
		}
	}
	taken := 0
	if v.connected != nil {
		taken = 1
	}
	c.Offers = max(offered, c.Missed+taken)
}

// applyLoose gives rows without a queue (holds told by call id alone, unknown
// verbs) to the visit that was open at their instant, else to the last one.
func applyLoose(contacts []Contact, loose []*Event) {
	if len(contacts) == 0 || len(loose) == 0 {
		return
	}
	slices.SortFunc(loose, inCourse)
	at := func(ms int64) *Contact {
		for i := len(contacts) - 1; i > 0; i-- {
			if contacts[i].EnteredMs <= ms {
				return &contacts[i]
			}
		}
		return &contacts[0]
	}
	held := map[*Contact]int64{}
	settle := func(c *Contact, until int64) {
		since, on := held[c]
		if !on {
			return
		}
		delete(held, c)
		if c.EndedMs > 0 {
			until = min(until, c.EndedMs)
		}
		ms := min(max(until-since, 0), c.TalkMs)
		c.HoldMs += ms
		c.TalkMs -= ms
	}
	for i := range loose {
		c := at(loose[i].At)
		switch loose[i].Kind {
		case KindUnknown:
			c.Flags |= FlagUnknownRows
		case KindHeld:
			if _, on := held[c]; !on && c.Answered() {
				held[c] = loose[i].At
				c.Holds++
			}
		case KindRetrieved:
			settle(c, loose[i].At)
		}
		if loose[i].Customer != "" && loose[i].Customer != "0" && c.Customer == "" {
			c.Customer = loose[i].Customer
		}
	}
	for i := range contacts {
		settle(&contacts[i], contacts[i].EndedMs)
	}
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}
