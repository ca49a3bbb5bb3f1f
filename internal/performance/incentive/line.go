package incentive

// States of a line.
const (
	Earned  = "earned"
	Nothing = "nothing" // the formula says nothing is earned
	Closed  = "closed"  // the gate does not hold
	Unknown = "unknown" // a value is missing
)

// Line is what a person earns by a rule in a period, and how it came about.
type Line struct {
	ID       string  `json:"id"`
	RuleID   string  `json:"rule_id"`
	Rule     string  `json:"rule" doc:"name"`
	Version  int     `json:"version" doc:"of the rule"`
	Kind     string  `json:"kind"`
	PersonID string  `json:"person_id"`
	Name     string  `json:"name"`
	AgentNo  string  `json:"agent_no"`
	TeamID   string  `json:"team_id,omitempty" doc:"on the last day of the period; of a team rule, the team whose sum is shared"`
	TeamName string  `json:"team_name,omitempty"`
	Level    string  `json:"level,omitempty"`
	State    string  `json:"state" enum:"earned,nothing,closed,unknown"`
	Pays     string  `json:"pays" enum:"money,points,gift"`
	Amount   int64   `json:"amount" doc:"in hundredths of the currency, or in points; of a correction, the difference"`
	Reckoned int64   `json:"reckoned" doc:"what is earned in all"`
	Paid     int64   `json:"paid" doc:"what was approved before"`
	GiftID   string  `json:"gift_id,omitempty" doc:"of a prize"`
	Gift     string  `json:"gift,omitempty"`
	Shared   bool    `json:"shared,omitempty" doc:"a share of what the team won"`
	Values   []Value `json:"values" nullable:"false"`
	Steps    []Step  `json:"steps" nullable:"false" doc:"how the formula came to the sum"`
}

// Value is what a variable was, and where its rows are.
type Value struct {
	Key     string   `json:"key"`
	Metric  string   `json:"metric"`
	NameZH  string   `json:"name_zh"`
	NameEN  string   `json:"name_en"`
	Unit    string   `json:"unit"`
	Seconds *int     `json:"seconds,omitempty"`
	Value   *float64 `json:"value"`
	Version int      `json:"version,omitempty" doc:"of the metric"`
	Link    string   `json:"link,omitempty"`
}

// What a step does.
const (
	StepGate    = "gate"
	StepFormula = "formula"
	StepRound   = "round"
	StepShare   = "share"
	StepCap     = "cap"
	StepPrize   = "prize"
)

// Step is one step from the values to the sum.
type Step struct {
	What   string   `json:"what" enum:"gate,formula,round,share,cap,prize"`
	Text   string   `json:"text,omitempty" doc:"the formula, with the values put in"`
	Of     *float64 `json:"of,omitempty" doc:"of a share: what all shares add up to; of a prize: among how many it was split"`
	Part   *float64 `json:"part,omitempty" doc:"of a share: this person's part of it; of a prize: which place"`
	Result *float64 `json:"result" doc:"in the currency or in points; of the gate 1 or 0; null: not known"`
}
