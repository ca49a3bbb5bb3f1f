package adapter

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

// contactRecord is what is read of a contact record. Keys match in any case;
// the names of the newer Contact form (QueueInfo, AgentInfo) are known too.
type contactRecord struct {
	Contact                    *contactRecord // wrapped, as DescribeContact answers
	ContactID                  connectText    `json:"ContactId"`
	InitialContactID           connectText    `json:"InitialContactId"`
	NextContactID              connectText    `json:"NextContactId"`
	Channel                    connectText
	InitiationMethod           connectText
	DisconnectReason           connectText
	EventType                  connectText // set in contact events, which are no records
	InitiationTimestamp        connectTime
	DisconnectTimestamp        connectTime
	LastUpdateTimestamp        connectTime
	TransferCompletedTimestamp connectTime
	AgentConnectionAttempts    connectNumber
	CustomerEndpoint           *connectEndpoint
	TransferredToEndpoint      *connectEndpoint
	Queue, QueueInfo           *connectQueue
	Agent, AgentInfo           *connectAgent
}

type connectEndpoint struct{ Type, Address connectText }

type connectQueue struct {
	ARN              connectText
	QueueARN         connectText `json:"queueArn"`
	ID               connectText `json:"Id"`
	Name             connectText
	EnqueueTimestamp connectTime
	DequeueTimestamp connectTime
	Duration         connectNumber
}

type connectAgent struct {
	ARN                            connectText
	AgentARN                       connectText `json:"agentArn"`
	ID                             connectText `json:"Id"`
	Username                       connectText
	ConnectedToAgentTimestamp      connectTime
	AgentInteractionDuration       connectNumber
	CustomerHoldDuration           connectNumber
	NumberOfHolds                  connectNumber
	AfterContactWorkStartTimestamp connectTime
	AfterContactWorkEndTimestamp   connectTime
	AfterContactWorkDuration       connectNumber
}

func (r *contactRecord) queue() connectQueue {
	switch {
	case r.Queue != nil:
		return *r.Queue
	case r.QueueInfo != nil:
		return *r.QueueInfo
	}
	return connectQueue{}
}

func (r *contactRecord) agent() connectAgent {
	switch {
	case r.Agent != nil:
		return *r.Agent
	case r.AgentInfo != nil:
		return *r.AgentInfo
	}
	return connectAgent{}
}

// name is the queue's name; an agent's own queue has none and goes by its id.
func (q connectQueue) name() string {
	return firstText(string(q.Name), lastPart(q.ARN), lastPart(q.QueueARN), string(q.ID))
}

func (a connectAgent) name() string {
	return firstText(string(a.Username), lastPart(a.ARN), lastPart(a.AgentARN), string(a.ID))
}

func lastPart(arn connectText) string {
	s := string(arn)
	return s[strings.LastIndexByte(s, '/')+1:]
}

// check finds the first value that cannot be read.
func (r *contactRecord) check() *bad {
	q, a := r.queue(), r.agent()
	times := []struct {
		column string
		t      connectTime
	}{
		{"InitiationTimestamp", r.InitiationTimestamp}, {"DisconnectTimestamp", r.DisconnectTimestamp},
		{"LastUpdateTimestamp", r.LastUpdateTimestamp}, {"TransferCompletedTimestamp", r.TransferCompletedTimestamp},
		{"Queue.EnqueueTimestamp", q.EnqueueTimestamp}, {"Queue.DequeueTimestamp", q.DequeueTimestamp},
		{"Agent.ConnectedToAgentTimestamp", a.ConnectedToAgentTimestamp},
		{"Agent.AfterContactWorkStartTimestamp", a.AfterContactWorkStartTimestamp},
		{"Agent.AfterContactWorkEndTimestamp", a.AfterContactWorkEndTimestamp},
	}
	for _, x := range times {
		if x.t.wrong {
			return &bad{reason: BadTime, column: x.column, value: x.t.text, expected: "yyyy-mm-ddThh:mm:ssZ"}
		}
	}
	numbers := []struct {
		column string
		n      connectNumber
	}{
		{"Queue.Duration", q.Duration}, {"Agent.AgentInteractionDuration", a.AgentInteractionDuration},
		{"Agent.CustomerHoldDuration", a.CustomerHoldDuration}, {"Agent.NumberOfHolds", a.NumberOfHolds},
		{"Agent.AfterContactWorkDuration", a.AfterContactWorkDuration}, {"AgentConnectionAttempts", r.AgentConnectionAttempts},
	}
	for _, x := range numbers {
		if x.n.wrong {
			return &bad{reason: BadNumber, column: x.column, value: x.n.text, expected: "a whole number"}
		}
	}
	return nil
}

// connectText is a text; a number or truth value is taken as it is written,
// anything else is empty.
type connectText string

func (c *connectText) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case b[0] == '"' && bytes.IndexByte(b, '\\') < 0:
		s = strings.ToValidUTF8(string(b[1:len(b)-1]), "\uFFFD")
	case b[0] == '"':
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	case b[0] == '{', b[0] == '[', string(b) == "null":
	default:
		s = string(b)
	}
	*c = connectText(clean(strings.TrimSpace(s)))
	return nil
}

// connectTime is an instant in milliseconds UTC, if told.
type connectTime struct {
	ms          int64
	told, wrong bool
	text        string
}

func (c *connectTime) UnmarshalJSON(b []byte) error {
	var s connectText
	if err := s.UnmarshalJSON(b); err != nil {
		return err
	}
	*c = connectTime{text: string(s)}
	if s == "" {
		c.wrong = b[0] == '{' || b[0] == '['
		return nil
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, string(s)); err == nil {
			c.ms, c.told = t.UnixMilli(), true
			c.wrong = t.Unix() < minEpoch || t.Unix() > maxEpoch
			return nil
		}
	}
	sec, nanos, ok := parseDecimal(string(s))
	switch {
	case ok && sec >= minEpoch && sec <= maxEpoch/100:
		c.ms, c.told = sec*1000+nanos/1_000_000, true
	case ok && sec/1000 >= minEpoch && sec/1000 <= maxEpoch:
		c.ms, c.told = sec, true
	default:
		c.wrong = true
	}
	return nil
}

func firstTime(times ...connectTime) connectTime {
	for _, t := range times {
		if t.told {
			return t
		}
	}
	return connectTime{}
}

// connectNumber is a number times 1000, if told: seconds in milliseconds.
type connectNumber struct {
	ms          int64
	told, wrong bool
	text        string
}

func (c *connectNumber) UnmarshalJSON(b []byte) error {
	var s connectText
	if err := s.UnmarshalJSON(b); err != nil {
		return err
	}
	*c = connectNumber{text: string(s)}
	if s == "" {
		c.wrong = b[0] == '{' || b[0] == '['
		return nil
	}
	num, negative := strings.CutPrefix(string(s), "-")
	whole, nanos, ok := parseDecimal(num)
	if !ok || whole > maxSpanMs/1000 {
		c.wrong = true
		return nil
	}
	c.told = true
	if !negative {
		c.ms = whole*1000 + nanos/1_000_000
	}
	return nil
}

func (c connectNumber) span() telephony.Span {
	if !c.told {
		return telephony.Span{}
	}
	return telephony.SpanOf(c.ms)
}
