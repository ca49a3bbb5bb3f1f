package contacts

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// Filter picks contacts; what is empty picks all.
type Filter struct {
	From    string   `json:"from,omitzero"`   // day (YYYY-MM-DD, the centre's) or instant (RFC 3339), included
	To      string   `json:"to,omitzero"`     // day, included, or instant, not included; both by the instant of entering
	Queues  []string `json:"queue,omitzero"`  // queue ids
	Agents  []string `json:"agent,omitzero"`  // person ids: who answered
	Teams   []string `json:"team,omitzero"`   // team ids: the team of who answered, on that day
	Source  string   `json:"source,omitzero"` // name of the source
	Outcome string   `json:"outcome,omitzero"`
	Flag    string   `json:"flag,omitzero"`
	Search  string   `json:"search,omitzero"` // beginning of a call id, or a customer
	Sort    string   `json:"-"`               // entered_at, or -entered_at (default: the newest first)
	Cursor  string   `json:"-"`
	Limit   int      `json:"-"`
}

// Sorts of a list.
const (
	SortOldest = "entered_at"
	SortNewest = "-entered_at"
)

// place is where a walk stands: before or after a contact.
type place struct {
	ms int64
	id string
}

// pick is a filter made ready.
type pick struct {
	fromMs, toMs          int64
	queues, agents, teams []string
	source, outcome       string
	flag                  telephony.Flag
	search                string
	prefixFrom            int // customers of at least so many characters are found by their beginning; 0: by the whole only
	desc                  bool
	dir                   org.Directory
	zone                  *time.Location
}

const farMs = 1 << 60

// ready checks the filter. sources are names by id.
func (f Filter) ready(dir org.Directory, zone *time.Location, sources map[string]string) (pick, error) {
	p := pick{fromMs: -farMs, toMs: farMs, queues: f.Queues, agents: f.Agents, teams: f.Teams, outcome: f.Outcome, dir: dir, zone: zone}
	var w fault.Collector
	if f.From != "" {
		p.fromMs = readInstant(&w, "query.from", f.From, zone, false)
	}
	if f.To != "" {
		p.toMs = readInstant(&w, "query.to", f.To, zone, true)
	}
	if f.Outcome != "" && !slices.Contains(outcomes, telephony.Outcome(f.Outcome)) {
		w.Add("query.outcome", "one_of", "must be one of answered, abandoned, left, waiting, talking")
	}
	if f.Flag != "" {
		if p.flag = telephony.FlagNamed(f.Flag); p.flag == 0 {
			w.Add("query.flag", "one_of", "must be one of "+strings.Join(telephony.Flag(^uint32(0)).Names(), ", "))
		}
	}
	if f.Source != "" {
		for id, name := range sources {
			if name == f.Source {
				p.source = id
			}
		}
		if p.source == "" {
			p.source = "-" // a source that told nothing yet
		}
	}
	switch f.Sort {
	case "", SortNewest:
		p.desc = true
	case SortOldest:
	default:
		w.Add("query.sort", "one_of", "must be entered_at or -entered_at")
	}
	p.search = strings.TrimSpace(f.Search)
	if !utf8.ValidString(p.search) || strings.ContainsRune(p.search, 0) || len(p.search) > 200 {
		w.Add("query.search", "text", "must be text of at most 200 bytes")
	}
	if n := utf8.RuneCountInString(p.search); n > 0 && n <= 3 {
		// No more than what the mask shows: else a search would tell the rest.
		p.prefixFrom = 8
	}
	return p, w.Err("telephony.contacts.filter", "The contacts asked for cannot be told.")
}

var outcomes = []telephony.Outcome{telephony.OutcomeAnswered, telephony.OutcomeAbandoned, telephony.OutcomeLeft, telephony.OutcomeWaiting, telephony.OutcomeTalking}

// readInstant reads an instant, or a day as its first instant (or the next
// day's, for an end).
func readInstant(w *fault.Collector, field, text string, zone *time.Location, end bool) int64 {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UnixMilli()
	}
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		w.Add(field, "time", "must be a date, YYYY-MM-DD, or an instant, YYYY-MM-DDThh:mm:ss+08:00")
		return 0
	}
	if end {
		t = time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, zone)
	}
	return t.UnixMilli()
}

// takes reports whether a contact is one of those picked.
func (p *pick) takes(c *telephony.Contact) bool {
	switch {
	case c.EnteredMs < p.fromMs || c.EnteredMs >= p.toMs,
		p.outcome != "" && string(c.Outcome) != p.outcome,
		p.flag != 0 && c.Flags&p.flag == 0,
		p.source != "" && c.SourceID != p.source,
		len(p.queues) > 0 && !slices.Contains(p.queues, c.QueueID),
		len(p.agents) > 0 && !slices.Contains(p.agents, c.AgentID),
		p.search != "" && !p.finds(c):
		return false
	}
	if len(p.teams) > 0 {
		return c.AgentID != "" && slices.Contains(p.teams, p.dir.TeamOf(c.AgentID, dayOf(c.EnteredMs, p.zone)))
	}
	return true
}

func (p *pick) finds(c *telephony.Contact) bool {
	if strings.HasPrefix(c.Call, p.search) || c.Customer == p.search {
		return true
	}
	return p.prefixFrom > 0 && utf8.RuneCountInString(c.Customer) >= p.prefixFrom && strings.HasPrefix(c.Customer, p.search)
}

// before reports whether a comes before b in the order of the list.
func (p *pick) before(a, b *telephony.Contact) bool {
	if a.EnteredMs != b.EnteredMs {
		return a.EnteredMs < b.EnteredMs != p.desc
	}
	return a.ID < b.ID != p.desc
}

// begin is the place before the first contact.
func (p *pick) begin() place {
	if p.desc {
		return place{ms: p.toMs}
	}
	return place{ms: p.fromMs}
}

// after reports whether a contact comes after the place.
func (p *pick) after(c *telephony.Contact, at place) bool {
	if c.EnteredMs != at.ms {
		return c.EnteredMs > at.ms != p.desc
	}
	if c.ID == at.id {
		return false
	}
	return c.ID > at.id != p.desc
}
