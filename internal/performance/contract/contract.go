package contract

import (
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// States of a contract. Running is an agreed one whose first day has come; it
// is told, not kept.
const (
	Draft     = "draft"
	Proposed  = "proposed"
	Countered = "countered"
	Agreed    = "agreed"
	Running   = "running"
	Scored    = "scored"
	Signed    = "signed"
	Closed    = "closed"
	Withdrawn = "withdrawn"
)

// States lists them in order.
var States = []string{Draft, Proposed, Countered, Agreed, Running, Scored, Signed, Closed, Withdrawn}

// Whom a contract is about.
const (
	ScopePerson = "person"
	ScopeTeam   = "team"
)

// Sides of a contract.
const (
	SidePerson   = "person"
	SideSuperior = "superior"
	SideDecider  = "decider"
	SideSystem   = "system"
)

// Head is what lists tell of a contract.
type Head struct {
	ID            string   `json:"id"`
	PersonID      string   `json:"person_id" doc:"who signs it"`
	Name          string   `json:"name"`
	AgentNo       string   `json:"agent_no"`
	TeamID        string   `json:"team_id,omitempty" doc:"of the person, as of the contract's day"`
	TeamName      string   `json:"team_name,omitempty"`
	Scope         string   `json:"scope" enum:"person,team" doc:"whose numbers count: the person's, or those of the team scope_team"`
	ScopeTeam     string   `json:"scope_team,omitempty"`
	ScopeTeamName string   `json:"scope_team_name,omitempty"`
	Position      string   `json:"position"`
	SuperiorID    string   `json:"superior_id"`
	SuperiorName  string   `json:"superior_name,omitempty"`
	FromOn        string   `json:"from_on" format:"date"`
	ToOn          string   `json:"to_on" format:"date"`
	State         string   `json:"state" enum:"draft,proposed,countered,agreed,running,scored,signed,closed,withdrawn"`
	Total         *float64 `json:"total" doc:"signed; of one not yet signed as last computed"`
	Complete      bool     `json:"complete" doc:"every line has a number"`
	Vetoed        bool     `json:"vetoed" doc:"a veto line was missed"`
	Pending       *float64 `json:"pending,omitempty" doc:"the total that waits for a signature, where it is not the signed one"`
	Appeals       int      `json:"appeals" doc:"not yet decided"`
	Change        bool     `json:"change" doc:"a change waits for the person"`
	ComputedMs    int64    `json:"computed_ms,omitempty"`
	Rev           int64    `json:"rev"`
	ChangedMs     int64    `json:"changed_ms"`
	ChangedBy     string   `json:"changed_by"`
}

// Contract is a contract with all that was said and signed.
type Contract struct {
	Head
	Keys       int                `json:"keys" doc:"given out to lines"`
	Parts      []Part             `json:"parts" nullable:"false" doc:"each holds from its day until the next"`
	Signatures []Signature        `json:"signatures" nullable:"false"`
	Trail      []Move             `json:"trail" nullable:"false" doc:"in order of time"`
	Changes    []Change           `json:"changes" nullable:"false"`
	Objections []Appeal           `json:"objections" nullable:"false" doc:"appeals, in order of time"`
	Decided    map[string]float64 `json:"decided,omitempty" doc:"values decided on appeal, by line"`
	SignedSeq  int                `json:"signed_seq,omitempty" doc:"the entry of the ledger that was signed last"`
	SignedMs   int64              `json:"signed_ms,omitempty"`
	ScorerID   string             `json:"scorer_id,omitempty" doc:"the account that signed the total"`
}

// Part is from when lines hold.
type Part struct {
	FromOn string `json:"from_on" format:"date"`
	Lines  []Line `json:"lines" nullable:"false"`
}

// Signature is who signed which part, or the total.
type Signature struct {
	Side   string `json:"side" enum:"person,superior"`
	What   string `json:"what" enum:"contract,change,total,result"`
	FromOn string `json:"from_on,omitempty" doc:"of the part"`
	Seq    int    `json:"seq,omitempty" doc:"of the ledger"`
	Name   string `json:"name"`
	AtMs   int64  `json:"at_ms"`
	Words  string `json:"words,omitempty"`
}

// Move is a step of the negotiation and of what came after.
type Move struct {
	Kind  string `json:"kind" enum:"drawn,saved,proposed,countered,agreed,withdrawn,change_proposed,change_agreed,change_refused,scored,recounted,signed,accepted,closed,appealed,upheld,rejected"`
	Side  string `json:"side" enum:"person,superior,decider,system"`
	Name  string `json:"name"`
	AtMs  int64  `json:"at_ms"`
	Words string `json:"words,omitempty"`
	Lines []Line `json:"lines,omitempty" doc:"as they were proposed or countered"`
}

// Change is new lines from a day on.
type Change struct {
	ID     string `json:"id"`
	FromOn string `json:"from_on" format:"date"`
	Reason string `json:"reason"`
	Lines  []Line `json:"lines" nullable:"false"`
	State  string `json:"state" enum:"proposed,agreed,refused"`
	Answer string `json:"answer,omitempty"`
}

// Appeal is what the person says against a line.
type Appeal struct {
	ID        string   `json:"id"`
	Line      string   `json:"line" doc:"key"`
	Words     string   `json:"words"`
	AtMs      int64    `json:"at_ms"`
	State     string   `json:"state" enum:"open,upheld,rejected"`
	Answer    string   `json:"answer,omitempty"`
	Value     *float64 `json:"value,omitempty" doc:"decided; none: the line is counted again"`
	DecidedMs int64    `json:"decided_ms,omitempty"`
	DecidedBy string   `json:"decided_by,omitempty"`
}

// States of changes and appeals.
const (
	Open     = "open"
	Upheld   = "upheld"
	Rejected = "rejected"
	Refused  = "refused"
)

// on is the day as of which people reach the contract: today, within its period.
func (h *Head) on(today string) string { return min(max(today, h.FromOn), h.ToOn) }

// shown is the state as it is told.
func (h *Head) shown(today string) string {
	if h.State == Agreed && h.FromOn <= today {
		return Running
	}
	return h.State
}

// line finds a line of any part.
func (c *Contract) line(key string) *Line {
	for p := range c.Parts {
		if i := slices.IndexFunc(c.Parts[p].Lines, func(l Line) bool { return l.Key == key }); i >= 0 {
			return &c.Parts[p].Lines[i]
		}
	}
	return nil
}

// stretch is a part of the period with its days.
type stretch struct {
	from, to civil.Date
	share    float64 // of the days of the period
	lines    []Line
}

// stretches are the parts with their days; days come in whole numbers.
func (c *Contract) stretches() []stretch {
	first, _ := civil.Parse(c.FromOn)
	last, _ := civil.Parse(c.ToOn)
	days := float64(last.Sub(first) + 1)
	out := make([]stretch, 0, len(c.Parts))
	for i, p := range c.Parts {
		s := stretch{to: last, lines: p.Lines}
		s.from, _ = civil.Parse(p.FromOn)
		if i+1 < len(c.Parts) {
			next, _ := civil.Parse(c.Parts[i+1].FromOn)
			s.to = next.Add(-1)
		}
		s.share = float64(s.to.Sub(s.from)+1) / days
		out = append(out, s)
	}
	return out
}

// tell counts what waits, for lists.
func (c *Contract) tell() {
	c.Appeals, c.Change = 0, false
	for _, a := range c.Objections {
		if a.State == Open {
			c.Appeals++
		}
	}
	for _, x := range c.Changes {
		c.Change = c.Change || x.State == Proposed
	}
}

// take keeps what a computation gave: what is signed stays until it is signed
// again.
func (c *Contract) take(x *Computation, at int64) {
	c.ComputedMs, c.Complete, c.Vetoed, c.Pending = at, x.Missing == 0, len(x.Vetoed) > 0, nil
	if c.SignedSeq > 0 {
		if x.Total != nil && c.Total != nil && math.Abs(*x.Total-*c.Total) > 1e-9 {
			c.Pending = x.Total
		}
		return
	}
	c.Total = x.Total
}
