package live

import (
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Kinds of actions: on alarms, and notes on agents.
const (
	ActionAcknowledged = "acknowledged"
	ActionAssigned     = "assigned"
	ActionMuted        = "muted"
	ActionNote         = "note"
	ActionTalked       = "talked" // talked to the agent
	ActionCleared      = "cleared"
)

// Action is something someone did about an alarm or noted about an agent.
type Action struct {
	ID     string `json:"id"`
	AtMs   int64  `json:"at_ms"`
	ByName string `json:"by_name"`
	Kind   string `json:"kind" enum:"acknowledged,assigned,muted,note,talked,cleared"`
	Text   string `json:"text"`
}

// AlarmFilter narrows the list of alarms. Empty fields narrow nothing.
type AlarmFilter struct {
	FromMs, ToMs int64 // instants of raising; ToMs is not included
	Rule         string
	Severity     string
	Object       string // id
	Team         string
	Search       string // in the object's name
	Status       string // open, cleared, unacknowledged
	Owner        string // person id
	Ascending    bool
}

// mostMuteMinutes is how long an alarm can be muted at a time.
const mostMuteMinutes = 24 * 60

func checkMute(minutes int, reason string) error {
	var w fault.Collector
	if minutes < 1 || minutes > mostMuteMinutes {
		w.Add("body.minutes", "range", "must be from 1 to 1440")
	}
	checkWords(&w, "body.reason", reason)
	return w.Err("telephony.floor.mute_invalid", "A mute needs a time and a reason.")
}

func checkNote(kind, text string) error {
	var w fault.Collector
	if kind != ActionNote && kind != ActionTalked {
		w.Add("body.kind", "one_of", "must be note or talked")
	}
	if kind == ActionNote || text != "" {
		checkWords(&w, "body.text", text)
	}
	return w.Err("telephony.floor.note_invalid", "The note has wrong values.")
}

func checkWords(w *fault.Collector, field, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		w.Add(field, "required", "must not be empty")
	case utf8.RuneCountInString(text) > 500:
		w.Add(field, "too_long", "must have at most 500 characters")
	}
}
