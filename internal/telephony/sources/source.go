package sources

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// The kinds of live sources. The kind is also the kind of the source's batches.
const (
	KindHTTP          = "http-events"    // a program posts normal events
	KindAMI           = "asterisk-ami"   // this server hears an Asterisk over its manager interface
	KindESL           = "freeswitch-esl" // this server hears mod_callcenter of a FreeSWITCH over its event socket
	KindConnectPush   = "connect-push"   // Amazon Connect events are posted
	KindConnectFolder = "connect-folder" // Amazon Connect events are read from files
)

// Kinds are the kinds of live sources, in the order to show them.
func Kinds() []string {
	return []string{KindHTTP, KindAMI, KindESL, KindConnectPush, KindConnectFolder}
}

// Source is a configured live source.
type Source struct {
	ID        string   `json:"id"`
	Name      string   `json:"name" doc:"Identity of its data; never changes"`
	Kind      string   `json:"kind"`
	Enabled   bool     `json:"enabled"`
	Settings  Settings `json:"settings"`
	SecretSet bool     `json:"secret_set" doc:"Whether a password is kept; it is never given out"`
	Status    Status   `json:"status"`
	Keys      int      `json:"keys" doc:"Intake keys that are valid now"`
	CreatedAt string   `json:"created_at"`
	Rev       int64    `json:"rev"`
}

// The states of a live source.
const (
	StateOff       = "off"       // not enabled
	StateWaiting   = "waiting"   // nothing heard yet, or between two attempts
	StateConnected = "connected" // telling
	StateFailed    = "failed"    // the last attempt failed; Problem says why
)

// Status is how a live source does.
type Status struct {
	State       string  `json:"state" enum:"off,waiting,connected,failed"`
	ConnectedAt *string `json:"connected_at" doc:"Since when the connection stands"`
	HeardAt     *string `json:"heard_at" doc:"When anything was last heard"`
	EventAt     *string `json:"event_at" doc:"Newest instant of an event"`
	DelayMs     *int64  `json:"delay_ms" doc:"Between the newest event and its arrival here"`
	Events      int64   `json:"events" doc:"Events taken, repeated ones included"`
	Refused     int64   `json:"refused" doc:"Events refused or unreadable"`
	Reconnects  int64   `json:"reconnects"`
	ProblemCode string  `json:"problem_code,omitempty" doc:"Stable code of the last problem"`
	Problem     string  `json:"problem,omitempty" doc:"The last problem, in English"`
	ProblemAt   *string `json:"problem_at"`
}

// New source as an administrator describes it.
type New struct {
	Name     string
	Kind     string
	Enabled  bool
	Settings Settings
	Secret   string
}

// Patch is a change of a source; nil leaves a field as it is.
type Patch struct {
	Enabled  *bool
	Settings *Settings
	Secret   *string
}

var goodName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} ._-]*$`)

func (n *New) check() error {
	var w fault.Collector
	n.Name = strings.TrimSpace(n.Name)
	switch {
	case n.Name == "":
		w.Add("body.name", "required", "must not be empty")
	case !utf8.ValidString(n.Name) || utf8.RuneCountInString(n.Name) > 60:
		w.Add("body.name", "too_long", "must be at most 60 characters")
	case !goodName.MatchString(n.Name):
		w.Add("body.name", "pattern", "must be letters, digits, spaces, dots, hyphens and underscores, beginning with a letter or digit")
	}
	if !slices.Contains(Kinds(), n.Kind) {
		w.Add("body.kind", "one_of", "must be one of "+strings.Join(Kinds(), ", "))
	}
	n.Settings.check(&w, n.Kind)
	checkSecret(&w, n.Kind, n.Secret, n.Secret != "")
	return w.Err("telephony.live.invalid", "The source cannot be saved.")
}

// checkSecret checks a password that was entered; have says that there is one
// then, entered or kept.
func checkSecret(w *fault.Collector, kind, secret string, have bool) {
	switch {
	case needsSecret(kind) && !have:
		w.Add("body.secret", "required", "must be the password for this address")
	case len(secret) > 500 || strings.ContainsAny(secret, "\r\n\x00"):
		w.Add("body.secret", "pattern", "must be one line of at most 500 characters")
	}
}

// row is a source as it is stored.
type row struct {
	Source
	secret    string // sealed
	createdMs int64
	status    status
}

// status is how a source does, as it is stored.
type status struct {
	state                                  string
	sinceMs, connectedMs, heardMs, eventMs int64
	delayMs, events, refused, reconnects   int64
	problemCode, problem                   string
	problemMs                              int64
	runner                                 string
	leaseMs                                int64
}

const instant = "2006-01-02T15:04:05.000Z07:00"

func atOrNull(ms int64, zone *time.Location) *string {
	if ms == 0 {
		return nil
	}
	s := time.UnixMilli(ms).In(zone).Format(instant)
	return &s
}

// shown is the row as it is given out.
func (r *row) shown(zone *time.Location) Source {
	out, st := r.Source, &r.status
	out.SecretSet = r.secret != ""
	out.CreatedAt = time.UnixMilli(r.createdMs).In(zone).Format(instant)
	out.Status = Status{State: st.state, ConnectedAt: atOrNull(st.connectedMs, zone), HeardAt: atOrNull(st.heardMs, zone), EventAt: atOrNull(st.eventMs, zone),
		Events: st.events, Refused: st.refused, Reconnects: st.reconnects, ProblemCode: st.problemCode, Problem: st.problem, ProblemAt: atOrNull(st.problemMs, zone)}
	if st.eventMs > 0 {
		out.Status.DelayMs = &st.delayMs
	}
	switch {
	case !r.Enabled:
		out.Status.State = StateOff
	case out.Status.State == "" || out.Status.State == StateOff:
		out.Status.State = StateWaiting
	}
	return out
}
