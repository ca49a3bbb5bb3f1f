package career

// Kinds of decisions.
const (
	Promoted = "promoted"
	Declined = "declined"
	Placed   = "placed" // put on a position without a step: at the beginning, by appointment, or back
)

// Statement is what a named assessor says of a condition.
type Statement struct {
	ID        string `json:"id"`
	PersonID  string `json:"person_id"`
	Condition string `json:"condition" doc:"key"`
	Met       bool   `json:"met"`
	Evidence  string `json:"evidence"`
	Link      string `json:"link,omitempty"`
	On        string `json:"on"`
	StatedMs  int64  `json:"stated_ms"`
	By        string `json:"by"`
}

// Decision is a step that was decided, with what it was decided on.
type Decision struct {
	ID        string `json:"id"`
	PersonID  string `json:"person_id"`
	Kind      string `json:"kind" enum:"promoted,declined,placed"`
	Step      string `json:"step,omitempty"`
	From      string `json:"from" doc:"code of the position before"`
	To        string `json:"to"`
	FromOn    string `json:"from_on" doc:"from when it holds"`
	Reason    string `json:"reason,omitempty"`
	Pack      *Pack  `json:"pack,omitempty" doc:"what it was decided on, as it was"`
	DecidedMs int64  `json:"decided_ms"`
	DecidedBy string `json:"decided_by"`
}

// Pack is the evidence of a decision: every condition with its value and
// source, and the panel's scores of a competition.
type Pack struct {
	V         int           `json:"v"`
	On        string        `json:"on" doc:"the day it was held against"`
	LadderRev int64         `json:"ladder_rev" doc:"0: the template"`
	Person    PackPerson    `json:"person"`
	FromName  string        `json:"from_name"`
	ToName    string        `json:"to_name"`
	Outlook   Outlook       `json:"outlook"`
	Contest   *PackStanding `json:"contest,omitempty"`
}

// PackPerson is who it was about, as they were.
type PackPerson struct {
	Name      string `json:"name"`
	AgentNo   string `json:"agent_no"`
	TeamName  string `json:"team_name,omitempty"`
	EnteredOn string `json:"entered_on,omitempty"`
	Level     string `json:"level,omitempty"`
}

// PackStanding is how the panel of a post ranked the candidate.
type PackStanding struct {
	PostID string  `json:"post_id"`
	Title  string  `json:"title"`
	Rank   int     `json:"rank"`
	Of     int     `json:"of"`
	Score  float64 `json:"score"`
	Judges int     `json:"judges"`
	Scores []Score `json:"scores" nullable:"false"`
}

// positionOn is the code of the position that decisions, in order of days, give
// on a day; "" when none does.
func positionOn(all []Decision, on string) (code, since string) {
	for _, d := range all {
		if d.FromOn <= on && d.Kind != Declined {
			code, since = d.To, d.FromOn
		}
	}
	return code, since
}

// holding are the latest statements by condition that hold on a day: made by
// then, and not longer ago than they last.
func holding(all []Statement, since, on string) map[string]Statement {
	out := map[string]Statement{}
	for _, x := range all {
		if x.On <= on && x.On > since {
			out[x.Condition] = x
		}
	}
	return out
}
