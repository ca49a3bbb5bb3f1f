package incentive

import "strings"

// Kinds of entries of the ledger.
const (
	EntryEarned    = "earned"    // by an approved run
	EntryCorrected = "corrected" // by an approved correction
	EntryGiven     = "given"     // by a leader
	EntryTaken     = "taken"     // for a gift
	EntryReturned  = "returned"  // for a gift that was cancelled
)

// EntryKinds lists them in order.
var EntryKinds = []string{EntryEarned, EntryCorrected, EntryGiven, EntryTaken, EntryReturned}

// Accounts of the ledger besides those of people: the centre gives points out,
// gifts are paid to the shop.
const (
	accountCentre = "centre"
	accountShop   = "shop"
)

func accountOf(personID string) string { return "person " + personID }

// Entry moves points from one account to another, so that all accounts together
// always hold nothing.
type Entry struct {
	ID       string `json:"id"`
	Kind     string `json:"kind" enum:"earned,corrected,given,taken,returned"`
	PersonID string `json:"person_id"`
	Name     string `json:"name,omitempty"`
	AgentNo  string `json:"agent_no,omitempty"`
	Points   int64  `json:"points" doc:"less than 0: taken from the person"`
	About    string `json:"about" doc:"the rule, the gift, or what was said"`
	RunID    string `json:"run_id,omitempty"`
	OnDay    string `json:"on_day"`
	AtMs     int64  `json:"at_ms"`
	By       string `json:"by"`

	key, from, to string
}

// Gift is something points can be spent on.
type Gift struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Note      string `json:"note,omitempty"`
	Price     int64  `json:"price" doc:"points"`
	Stock     int64  `json:"stock"`
	Offered   bool   `json:"offered"`
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

// GiftIn is a gift as it is written.
type GiftIn struct {
	Name    string `json:"name" maxLength:"400"`
	Note    string `json:"note,omitempty" maxLength:"8000"`
	Price   int64  `json:"price"`
	Stock   int64  `json:"stock"`
	Offered bool   `json:"offered"`
}

// States of a taking.
const (
	Asked     = "asked"
	Handed    = "handed"
	Cancelled = "cancelled"
)

// TakingStates lists them in order.
var TakingStates = []string{Asked, Handed, Cancelled}

// Taking is a gift somebody took for points.
type Taking struct {
	ID       string `json:"id"`
	GiftID   string `json:"gift_id"`
	Gift     string `json:"gift" doc:"its name then"`
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	AgentNo  string `json:"agent_no"`
	Points   int64  `json:"points"`
	Prize    string `json:"prize,omitempty" doc:"the contest or draw it was won in"`
	RunID    string `json:"run_id,omitempty" doc:"the run it was paid by"`
	State    string `json:"state" enum:"asked,handed,cancelled"`
	AskedMs  int64  `json:"asked_ms"`
	DoneMs   int64  `json:"done_ms,omitempty"`
	DoneBy   string `json:"done_by,omitempty"`
}

// Kinds of encouragement.
const (
	Message = "message"
	Badge   = "badge"
	Gifted  = "points"
)

// Badges lists what badges there are.
var Badges = []string{"service", "quality", "helper", "learner", "steady", "idea"}

// Praise is what a leader sent somebody: a message, a badge or points, with words.
type Praise struct {
	ID       string `json:"id"`
	Kind     string `json:"kind" enum:"message,badge,points"`
	Badge    string `json:"badge,omitempty"`
	Points   int64  `json:"points,omitempty"`
	Words    string `json:"words"`
	PersonID string `json:"person_id"`
	OnDay    string `json:"on_day"`
	AtMs     int64  `json:"at_ms"`
	By       string `json:"by"`
}

// PraiseIn says what is sent.
type PraiseIn struct {
	PersonID string `json:"person_id" maxLength:"60"`
	Kind     string `json:"kind" enum:"message,badge,points"`
	Badge    string `json:"badge,omitempty" maxLength:"20" doc:"service, quality, helper, learner, steady or idea"`
	Points   int64  `json:"points,omitempty"`
	Words    string `json:"words" maxLength:"8000"`
	Key      string `json:"key" minLength:"8" maxLength:"60" doc:"made by the sender: sent again with it, it is sent once"`
}

const (
	mostPraise = 500  // characters
	mostGiven  = 1000 // points at a time
	mostPrice  = 1_000_000
)

// entries are the points of an approved run, a line each. taken gives what an
// account holds: a correction takes back no more than is there.
func (r *Run) entries(lines []Line, held func(account string) int64) []Entry {
	var out []Entry
	left := map[string]int64{}
	for i := range lines {
		l := &lines[i]
		if l.Pays != Points || l.Amount == 0 {
			continue
		}
		account := accountOf(l.PersonID)
		if _, seen := left[account]; !seen {
			left[account] = held(account)
		}
		e := Entry{Kind: EntryEarned, PersonID: l.PersonID, Points: max(l.Amount, -left[account]), About: l.Rule, RunID: r.ID, key: strings.Join([]string{"run", r.ID, l.subject()}, " ")}
		if r.CorrectsID != "" {
			e.Kind = EntryCorrected
		}
		left[account] += e.Points
		if e.Points != 0 {
			out = append(out, e)
		}
	}
	return out
}
