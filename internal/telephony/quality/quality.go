package quality

import (
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

// Source is one telephony source.
type Source struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Kind        string  `json:"kind"`
	Timezone    string  `json:"timezone"`
	LastEventAt *string `json:"last_event_at" doc:"newest instant by the source's clock"`
	LastSeenAt  *string `json:"last_seen_at" doc:"when it last told anything"`
	LagMs       *int64  `json:"lag_ms" doc:"since its newest event; null for a source fed by files of the past"`
	Events      int64   `json:"events"`
	Repeated    int64   `json:"repeated"`
	Unknown     int64   `json:"unknown" doc:"events with verbs nobody knows"`
	Expired     int64   `json:"expired" doc:"events of days that do not change any more, told after they were kept, and not taken"`
	Contacts    int64   `json:"contacts"`
	Repaired    int64   `json:"repaired"`
	Quarantined int64   `json:"quarantined" doc:"open rows in quarantine"`
	Grade       string  `json:"grade" enum:"A,B,C,D"`
	Health      string  `json:"health" enum:"ok,late,silent,failing,waiting,off"`
	Followed    string  `json:"followed,omitempty" doc:"the file that is followed"`
	Problem     string  `json:"problem,omitempty" doc:"why following it, or the connection to it, fails"`
	Live        *Live   `json:"live" doc:"how it does, when it is a live source; else null"`
}

// Live is how a live source does.
type Live struct {
	ID         string  `json:"id"`
	Enabled    bool    `json:"enabled"`
	State      string  `json:"state" enum:"off,waiting,connected,failed"`
	HeardAt    *string `json:"heard_at" doc:"when anything was last heard"`
	DelayMs    *int64  `json:"delay_ms" doc:"from its newest event to the arrival"`
	Refused    int64   `json:"refused" doc:"events refused or unreadable"`
	Reconnects int64   `json:"reconnects"`
	Problem    string  `json:"problem,omitempty" doc:"the last problem, in English"`
	ProblemAt  *string `json:"problem_at"`
	Code       string  `json:"problem_code,omitempty"`

	name, kind           string
	heardMs, connectedMs int64
}

// The healths of a source.
const (
	HealthOK      = "ok"
	HealthLate    = "late"
	HealthSilent  = "silent"
	HealthFailing = "failing"
	HealthWaiting = "waiting" // a live source that was never heard
	HealthOff     = "off"     // a live source that is switched off
)

const (
	lateMs   = 5 * 60_000
	silentMs = 60 * 60_000
	liveMs   = 60 * 60_000          // an event told within this after it happened was told live
	pastMs   = 7 * 24 * 3600 * 1000 // a source silent for so long is of the past
)

// quietMs is how long a connection may give no sign of life.
const quietMs = 3 * 60_000

// judge gives the health of a source and its lag, nil when it has none. A
// connection that stands lags by its last sign of life: no call may come for
// hours.
func (s *Source) judge(nowMs, newestMs, seenMs int64) {
	followed := s.Followed != ""
	if l := s.Live; l != nil {
		switch {
		case !l.Enabled:
			s.Health = HealthOff
			return
		case l.State == "failed":
			s.Health, s.Problem = HealthFailing, l.Problem
			return
		case l.connectedMs > 0 && l.State == "connected":
			lag := max(nowMs-l.heardMs, 0)
			s.LagMs, s.Health = &lag, HealthOK
			if lag > quietMs {
				s.Health = HealthSilent
			}
			return
		case newestMs == 0:
			s.Health = HealthWaiting
			return
		}
		followed = true
	}
	lag := max(nowMs-newestMs, 0)
	live := newestMs > 0 && (followed || seenMs-newestMs <= liveMs && lag <= pastMs)
	if live {
		s.LagMs = &lag
	}
	switch {
	case s.Problem != "", s.Quarantined*100 > s.Events+s.Quarantined:
		s.Health = HealthFailing
	case live && lag > silentMs:
		s.Health = HealthSilent
	case live && lag > lateMs:
		s.Health = HealthLate
	default:
		s.Health = HealthOK
	}
}

// Report is the state of the data over a range of days.
type Report struct {
	From     string      `json:"from" doc:"first day"`
	To       string      `json:"to" doc:"last day, included"`
	Timezone string      `json:"timezone"`
	Contacts int64       `json:"contacts"`
	Repaired int64       `json:"repaired"`
	Grade    string      `json:"grade" enum:"A,B,C,D"`
	Sources  []Source    `json:"sources"`
	Flags    []FlagCount `json:"flags"`
	ByDay    []Day       `json:"by_day"`
	Ingest   Ingest      `json:"ingest"`
}

// FlagCount is how many contacts carry a flag.
type FlagCount struct {
	Flag  string `json:"flag"`
	Count int64  `json:"count"`
}

// Day is the state of the data of one day of the centre.
type Day struct {
	Day         string `json:"day"`
	Contacts    int64  `json:"contacts"`
	Repaired    int64  `json:"repaired"`
	Quarantined int64  `json:"quarantined" doc:"rows seen on that day that could not be read"`
	Grade       string `json:"grade" doc:"empty without contacts"`
	Gone        bool   `json:"gone,omitempty" doc:"its contacts are not kept any more: how many there were, and repaired, is not known here"`
	RowsGone    bool   `json:"rows_gone,omitempty" doc:"its rows in quarantine are not kept any more: how many there were is not known"`
}

// Ingest is how far the event log is folded.
type Ingest struct {
	StreamPending uint64 `json:"stream_pending" doc:"messages not folded yet"`
	Position      uint64 `json:"position" doc:"last message folded"`
}

// Row is a row in quarantine.
type Row struct {
	ID        string  `json:"id"`
	Source    string  `json:"source"`
	Kind      string  `json:"kind"`
	File      string  `json:"file"`
	Line      int64   `json:"line"`
	Reason    string  `json:"reason" doc:"stable code"`
	Column    string  `json:"column"`
	Value     string  `json:"value"`
	Expected  string  `json:"expected"`
	Raw       string  `json:"raw" doc:"the row; long numbers are masked for those who may not replay it"`
	Status    string  `json:"status" enum:"open,replayed,discarded"`
	Note      string  `json:"note"`
	SeenAt    string  `json:"seen_at"`
	SettledAt *string `json:"settled_at"`
}

// The states of a row in quarantine.
const (
	StatusOpen      = "open"
	StatusReplayed  = "replayed"
	StatusDiscarded = "discarded"
)

// instant is the layout of instants.
const instant = "2006-01-02T15:04:05.000Z07:00"

func at(ms int64, zone *time.Location) string { return time.UnixMilli(ms).In(zone).Format(instant) }

func atOrNull(ms int64, zone *time.Location) *string {
	if ms == 0 {
		return nil
	}
	s := at(ms, zone)
	return &s
}

// flagCounts adds up how many contacts carry each flag.
func flagCounts(sets map[telephony.Flag]int64) []FlagCount {
	names := telephony.Flag(^uint32(0)).Names()
	out := make([]FlagCount, len(names))
	for i, name := range names {
		out[i].Flag = name
		for set, n := range sets {
			if set&telephony.FlagNamed(name) != 0 {
				out[i].Count += n
			}
		}
	}
	return out
}
