package incentive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

// States of a run.
const (
	Calculating = "calculating"
	Stopped     = "stopped" // its job was cancelled or failed
	Calculated  = "calculated"
	Returned    = "returned"
	Approved    = "approved"
)

// RunStates lists them in order.
var RunStates = []string{Calculating, Stopped, Calculated, Returned, Approved}

// Run is what rules came to in a period, calculated once and then decided.
type Run struct {
	ID           string    `json:"id"`
	FromOn       string    `json:"from_on"`
	ToOn         string    `json:"to_on"`
	ContestID    string    `json:"contest_id,omitempty" doc:"the contest or draw whose prizes it pays"`
	CorrectsID   string    `json:"corrects_id,omitempty" doc:"the run whose amounts it puts right; its lines are differences"`
	State        string    `json:"state" enum:"calculating,stopped,calculated,returned,approved"`
	Rules        []RunRule `json:"rules" nullable:"false"`
	JobID        string    `json:"job_id,omitempty"`
	Digest       string    `json:"digest,omitempty" doc:"SHA-256 of the lines: calculated again from the same rows it is the same"`
	Sum          Sum       `json:"sum" doc:"of the lines within reach"`
	Lines        int       `json:"lines"`
	CalculatedMs int64     `json:"calculated_ms,omitempty"`
	CalculatedBy string    `json:"calculated_by"`
	DecidedMs    int64     `json:"decided_ms,omitempty"`
	DecidedBy    string    `json:"decided_by,omitempty"`
	Words        string    `json:"words,omitempty" doc:"of the decision"`
	Exports      []Export  `json:"exports" nullable:"false" doc:"for payroll, the first one first"`
	Own          bool      `json:"own" doc:"the asker calculated it, and cannot decide it"`
	Rev          int64     `json:"rev"`
}

// RunRule is a version that a run goes by.
type RunRule struct {
	RuleID  string `json:"rule_id"`
	Version int    `json:"version"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Pays    string `json:"pays"`
}

// Export is one time the lines were given to payroll.
type Export struct {
	AtMs int64  `json:"at_ms"`
	By   string `json:"by"`
}

// keptRun is a run as it is stored.
type keptRun struct {
	Run
	Calculator string `json:"calculator"` // account that calculated it
}

// overlaps finds a rule that both runs have, for days that both have.
func (r *Run) overlaps(o *Run) (RunRule, bool) {
	if o.FromOn > r.ToOn || r.FromOn > o.ToOn {
		return RunRule{}, false
	}
	for _, x := range r.Rules {
		if slices.ContainsFunc(o.Rules, func(y RunRule) bool { return y.RuleID == x.RuleID }) {
			return x, true
		}
	}
	return RunRule{}, false
}

// digest is of what the lines say, without their ids.
func digest(lines []Line) (string, error) {
	h := sha256.New()
	for _, l := range lines {
		l.ID = ""
		b, err := json.Marshal(l)
		if err != nil {
			return "", err
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// subject is who earns by what: a person by a rule, of a team rule in a team, of a
// contest by a kind of prize.
func (l *Line) subject() string {
	team := ""
	if l.Kind == Team || l.Shared {
		team = l.TeamID
	}
	parts := []string{l.RuleID, l.PersonID, team}
	if l.Kind == Compete || l.Kind == Draw {
		parts = append(parts, l.Pays, l.GiftID)
	}
	return strings.Join(parts, " ")
}

// differences are lines of what was reckoned now against what was approved
// before; what did not change is left out, what is earned no more is taken back.
func differences(now, before []Line) []Line {
	paid := map[string]int64{}
	last := map[string]Line{}
	var order []string
	for _, l := range before {
		k := l.subject()
		if _, there := last[k]; !there {
			order = append(order, k)
		}
		paid[k] += l.Amount
		last[k] = l
	}
	out := []Line{}
	for _, l := range now {
		k := l.subject()
		l.Paid = paid[k]
		l.Amount = l.Reckoned - l.Paid
		delete(last, k)
		if l.Amount != 0 {
			out = append(out, l)
		}
	}
	for _, k := range order {
		l, gone := last[k]
		if !gone || paid[k] == 0 {
			continue
		}
		l.Reckoned, l.Paid, l.Amount, l.State = 0, paid[k], -paid[k], Nothing
		l.Values, l.Steps = []Value{}, []Step{}
		out = append(out, l)
	}
	return out
}
