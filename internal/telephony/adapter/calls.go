package adapter

import (
	"io"
	"strings"

	"github.com/lingting/lingting/internal/telephony"
)

// openCalls reads a file with one row per call and queue visit.
//
// A row gives the visit's events: enqueued; connected and ended (or
// transferred) with the wait, ring, talk and hold told, and the wrap-up; or
// abandoned; or left_queue. Instants that are not mapped follow from the told
// durations: answered is entered plus wait, ended is answered plus talk and
// hold. Without an outcome, a row with an agent or an answered time is
// answered and any other is abandoned.
func openCalls(r io.Reader, opt Options) (Reader, error) {
	return openMapped(KindCalls, r, opt, func(p *plan) func(*Item, []string) *bad {
		c := &callRows{plan: p, file: opt.File}
		return c.read
	})
}

type callRows struct {
	*plan
	file string
	bad  *bad
}

// span, at and word read one field and keep the first mistake.
func (c *callRows) span(name string, cells []string) telephony.Span {
	ms, told, b := c.duration(name, cells)
	c.fail(b)
	if b != nil || !told {
		return telephony.Span{}
	}
	return telephony.SpanOf(ms)
}

func (c *callRows) at(name string, cells []string, earlier int64, known bool) (int64, bool) {
	ms, told, b := c.instant(name, cells, earlier, known)
	c.fail(b)
	return ms, told && b == nil
}

func (c *callRows) word(name string, cells []string) string {
	s, _ := c.text(c.fields[name], cells)
	return s
}

func (c *callRows) fail(b *bad) {
	if c.bad == nil {
		c.bad = b
	}
}

func (c *callRows) need(name, expected string) *bad {
	column := name
	if f := c.fields[name]; f != nil {
		column = c.where(f, -1)
	}
	return &bad{reason: BadMissing, column: column, expected: expected}
}

func (c *callRows) read(it *Item, cells []string) *bad {
	c.bad = nil
	base := telephony.Event{
		Call: c.word("call", cells), Queue: c.word("queue", cells), Link: c.word("link", cells),
		Customer: customer(c.word("customer", cells)), Channel: strings.ToLower(c.word("channel", cells)),
		CallType: strings.ToLower(c.word("call_type", cells)),
	}
	agent := c.word("agent", cells)
	entered, ok := c.at("entered", cells, 0, false)
	answered, isAnswered := c.at("answered", cells, entered, ok)
	after := entered
	if isAnswered {
		after = answered
	}
	left, isLeft := c.at("left", cells, entered, ok)
	ended, isEnded := c.at("ended", cells, after, ok)
	wait, ring, talk, hold, wrapUp := c.span("wait", cells), c.span("ring", cells), c.span("talk", cells), c.span("hold", cells), c.span("wrap_up", cells)
	holds, _, b := c.count("holds", cells)
	c.fail(b)
	if c.bad != nil {
		return c.bad
	}
	switch {
	case base.Call == "":
		return c.need("call", "the id of the call")
	case base.Queue == "":
		return c.need("queue", "the queue of the call")
	case !ok:
		return c.need("entered", "when the call entered the queue")
	}
	outcome, reason, b := c.outcome(cells, agent != "" || isAnswered)
	if b != nil {
		return b
	}
	if outcome == "ignored" {
		it.Ignored = true
		return nil
	}
	by := c.word("by", cells)
	e := base
	e.Kind, e.At = telephony.KindEnqueued, entered
	events := append(make([]telephony.Event, 0, 3), e)
	e = base
	e.Wait = wait
	if outcome == "abandoned" || outcome == "left" {
		switch {
		case isLeft:
			e.At = left
		case wait.Told():
			e.At = entered + wait.Ms()
		case isEnded:
			e.At = ended
		default:
			return c.need("wait", "how long the call waited")
		}
		e.Kind, e.By, e.Ring = telephony.KindAbandoned, by, ring
		if outcome == "left" {
			e.Kind, e.Reason, e.To = telephony.KindLeftQueue, reason, c.word("to", cells)
		}
		it.Events = c.finish(it, append(events, e), cells)
		return nil
	}

	if !isAnswered {
		if !wait.Told() {
			return c.need("wait", "how long the call waited, or when it was answered")
		}
		answered = entered + wait.Ms()
	}
	e.Agent = agent
	e.Kind, e.At, e.Ring = telephony.KindConnected, answered, ring
	events = append(events, e)
	if !isEnded && talk.Told() {
		ended, isEnded = answered+talk.Ms()+hold.Ms(), true
	}
	if isEnded {
		e.Kind, e.At, e.By, e.Ring = telephony.KindEnded, ended, by, telephony.Span{}
		e.Talk, e.Hold, e.Holds = talk, hold, int(min(holds, 1_000_000))
		if outcome == "transferred" {
			e.Kind, e.To = telephony.KindTransferred, c.word("to", cells)
		}
		events = append(events, e)
		if wrapUp.Told() {
			w := base
			w.Agent, w.Kind, w.At = agent, telephony.KindWrapUpStarted, ended
			events = append(events, w)
			w.Kind, w.At, w.WrapUp = telephony.KindWrapUpEnded, ended+wrapUp.Ms(), wrapUp
			events = append(events, w)
		}
	}
	it.Events = c.finish(it, events, cells)
	return nil
}

// outcome is answered, transferred, abandoned, left (with its reason) or ignored.
func (c *callRows) outcome(cells []string, handled bool) (outcome, reason string, b *bad) {
	f := c.fields["outcome"]
	if f == nil {
		if handled {
			return "answered", "", nil
		}
		return "abandoned", "", nil
	}
	s, col := c.text(f, cells)
	outcome, reason, _ = strings.Cut(strings.ToLower(s), ":")
	switch outcome {
	case "answered", "transferred", "abandoned", "ignored", "left":
		return outcome, reason, nil
	}
	found := s
	if col >= 0 {
		found = cells[col]
	}
	return "", "", &bad{reason: BadOutcome, column: c.where(f, col), value: found,
		expected: "a value that the mapping turns into answered, transferred, abandoned, left or ignored"}
}

// finish gives the events their identity and origin.
func (c *callRows) finish(it *Item, events []telephony.Event, cells []string) []telephony.Event {
	for i := range events {
		e := &events[i]
		e.Key = c.key(cells, string(e.Kind))
		e.Rank, e.File, e.Line, e.Raw = i+1, c.file, it.Line, it.Raw
	}
	return events
}
