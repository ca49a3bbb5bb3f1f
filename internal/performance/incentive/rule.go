package incentive

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/formula"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Kinds of rules.
const (
	Piece = "piece" // 计件: so much for each
	Tier  = "tier"  // 阶梯: so much from a value on
	Team  = "team"  // 团队奖: a sum of the team, shared
)

// What a rule pays.
const (
	Money  = "money"
	Points = "points"
)

// How a team's sum is shared.
const (
	ShareEven     = "even"     // by days in the team
	ShareVariable = "variable" // by a variable, such as contacts
)

// Words of a rule that are one of a list.
var (
	Kinds  = []string{Piece, Tier, Team}
	Levels = []string{"newcomer", "skilled", "expert"}
)

const (
	mostName      = 100
	mostNote      = 2000
	mostFormula   = 2000
	mostVariables = 10
	mostChosen    = 200
	mostSeconds   = 3600
	mostCents     = 100_000_000_00
)

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,29}$`)

// Rule is a rule with its versions, the newest first.
type Rule struct {
	ID        string    `json:"id"`
	Archived  bool      `json:"archived"`
	Rev       int64     `json:"rev"`
	ChangedMs int64     `json:"changed_ms"`
	ChangedBy string    `json:"changed_by"`
	Versions  []Version `json:"versions" nullable:"false"`
}

// Version is one version of a rule; it never changes once made.
type Version struct {
	Version   int    `json:"version"`
	CreatedMs int64  `json:"created_ms"`
	CreatedBy string `json:"created_by"`
	Body
}

// Body is what a version says.
type Body struct {
	Name        string     `json:"name" maxLength:"400"`
	Kind        string     `json:"kind" enum:"piece,tier,team"`
	Pays        string     `json:"pays" enum:"money,points"`
	EffectiveOn string     `json:"effective_on" maxLength:"10" doc:"periods that begin on this day or later go by it"`
	For         For        `json:"for"`
	Variables   []Variable `json:"variables" nullable:"false"`
	Formula     string     `json:"formula" maxLength:"8000" doc:"over the variables, in the currency or in points; of a team rule, the sum of a team"`
	Gate        string     `json:"gate,omitempty" maxLength:"8000" doc:"a condition over the variables: nothing is paid where it does not hold"`
	Share       string     `json:"share,omitempty" maxLength:"20" doc:"of a team rule: even (by days in the team) or variable"`
	ShareBy     string     `json:"share_by,omitempty" maxLength:"40" doc:"key of the variable a team's sum is shared by"`
	CapCents    int64      `json:"cap_cents,omitempty" doc:"most for a person and period, in hundredths of the currency, or in points; 0: no cap"`
	Note        string     `json:"note,omitempty" maxLength:"8000"`
}

// For says whom a rule is for; an empty list is everybody.
type For struct {
	Levels    []string `json:"levels,omitempty" doc:"newcomer, skilled or expert, on the last day of the period"`
	Teams     []string `json:"teams,omitempty" doc:"ids; only what was done in these counts"`
	Positions []string `json:"positions,omitempty" doc:"codes of the ladder, on the last day of the period"`
}

// Variable is a metric under a short name.
type Variable struct {
	Key     string `json:"key" maxLength:"40" doc:"small letters, digits and _"`
	Metric  string `json:"metric" maxLength:"60" doc:"id"`
	Seconds *int   `json:"seconds,omitempty" doc:"of a service level"`
}

func (v *Variable) seconds() int {
	if v.Seconds == nil {
		return -1
	}
	return *v.Seconds
}

// tidy trims what was typed.
func (b *Body) tidy() {
	b.Name, b.Note = strings.TrimSpace(b.Name), strings.TrimSpace(b.Note)
	b.Formula, b.Gate = strings.TrimSpace(b.Formula), strings.TrimSpace(b.Gate)
	if b.Kind != Team {
		b.Share, b.ShareBy = "", ""
	} else if b.Share != ShareVariable {
		b.ShareBy = ""
	}
	for _, list := range []*[]string{&b.For.Levels, &b.For.Teams, &b.For.Positions} {
		*list = slices.Clone(*list)
		slices.Sort(*list)
		*list = slices.Compact(*list)
		if len(*list) == 0 {
			*list = nil // as it is read again
		}
	}
	b.Variables = append([]Variable{}, b.Variables...)
	for i := range b.Variables {
		b.Variables[i].Key = strings.TrimSpace(b.Variables[i].Key)
	}
}

func (b *Body) same(o *Body) bool { return reflect.DeepEqual(b, o) }

// vocabulary is what the formula and the gate may use.
func (b *Body) vocabulary() formula.Vocabulary {
	out := formula.Vocabulary{}
	for _, v := range b.Variables {
		out[v.Key] = formula.Entry{}
	}
	return out
}

// known is what a rule can name.
type known struct {
	metrics   map[string]Metric
	team      func(id string) bool
	positions map[string]string
}

// check gives every wrong field at once; the body must be tidy.
func (b *Body) check(k *known) error {
	var bad fault.Collector
	bad.Require("body.name", b.Name)
	short(&bad, "body.name", b.Name, mostName)
	short(&bad, "body.note", b.Note, mostNote)
	one(&bad, "body.kind", b.Kind, Kinds)
	one(&bad, "body.pays", b.Pays, []string{Money, Points})
	if _, err := civil.Parse(b.EffectiveOn); err != nil {
		bad.Add("body.effective_on", "date", "must be a date, YYYY-MM-DD")
	}
	b.For.check(&bad, k)
	checkVariables(&bad, b.Variables, k)
	checkFormula(&bad, "body.formula", b.Formula, b.vocabulary(), true)
	checkFormula(&bad, "body.gate", b.Gate, b.vocabulary(), false)
	if b.Kind == Team {
		one(&bad, "body.share", b.Share, []string{ShareEven, ShareVariable})
		if b.Share == ShareVariable && !slices.ContainsFunc(b.Variables, func(v Variable) bool { return v.Key == b.ShareBy }) {
			bad.Add("body.share_by", "unknown", "is no variable of the rule")
		}
	}
	if b.CapCents < 0 || b.CapCents > mostCents {
		bad.Add("body.cap_cents", "range", "must be from 0 to 100,000,000")
	}
	return bad.Err("incentive.rule.invalid", "The rule has wrong values.")
}

func (f *For) check(bad *fault.Collector, k *known) {
	for i, level := range f.Levels {
		one(bad, fmt.Sprintf("body.for.levels[%d]", i), level, Levels)
	}
	for i, id := range f.Teams {
		if !k.team(id) {
			bad.Add(fmt.Sprintf("body.for.teams[%d]", i), "unknown", "there is no such team")
		}
	}
	for i, code := range f.Positions {
		if _, ok := k.positions[code]; !ok {
			bad.Add(fmt.Sprintf("body.for.positions[%d]", i), "unknown", "is no position of the ladder")
		}
	}
	if len(f.Teams) > mostChosen || len(f.Positions) > mostChosen {
		bad.Add("body.for", "too_many", fmt.Sprintf("at most %d", mostChosen))
	}
}

func checkVariables(bad *fault.Collector, all []Variable, k *known) {
	if len(all) == 0 || len(all) > mostVariables {
		bad.Add("body.variables", "range", fmt.Sprintf("must be from 1 to %d", mostVariables))
	}
	seen := map[string]bool{}
	for i, v := range all {
		at := fmt.Sprintf("body.variables[%d]", i)
		switch {
		case !keyForm.MatchString(v.Key) || isFunction(v.Key) || v.Key == "null":
			bad.Add(at+".key", "key", "must begin with a small letter, then small letters, digits and _, and be no function")
		case seen[v.Key]:
			bad.Add(at+".key", "not_unique", "there is another variable of this name")
		}
		seen[v.Key] = true
		m, ok := k.metrics[v.Metric]
		switch {
		case !ok:
			bad.Add(at+".metric", "unknown", "is not in the catalogue")
		case m.TakesSeconds && v.Seconds == nil:
			bad.Add(at+".seconds", "required", "a service level needs its seconds")
		}
		if v.Seconds != nil && (*v.Seconds < 0 || *v.Seconds > mostSeconds) {
			bad.Add(at+".seconds", "range", fmt.Sprintf("must be from 0 to %d", mostSeconds))
		}
	}
}

func isFunction(word string) bool {
	return slices.ContainsFunc(formula.Functions(), func(f formula.Function) bool { return f.Name == word })
}

func checkFormula(bad *fault.Collector, field, src string, v formula.Vocabulary, needed bool) {
	if src == "" {
		if needed {
			bad.Add(field, "required", "is missing")
		}
		return
	}
	if utf8.RuneCountInString(src) > mostFormula {
		bad.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", mostFormula))
		return
	}
	for _, d := range formula.Check(src, v).Diagnostics {
		if d.Severity == formula.SeverityError {
			bad.Add(field, "formula", d.Message)
			return
		}
	}
}

func short(bad *fault.Collector, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		bad.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", most))
	}
}

func one(bad *fault.Collector, field, value string, of []string) {
	if !slices.Contains(of, value) {
		bad.Add(field, "one_of", "must be one of "+strings.Join(of, ", "))
	}
}

// inForce is the version that holds for a period that begins on the day.
func (r *Rule) inForce(firstOn string) (Version, bool) {
	for _, v := range r.Versions { // the newest first
		if v.EffectiveOn <= firstOn {
			return v, true
		}
	}
	return Version{}, false
}

// version finds a version by its number.
func (r *Rule) version(n int) (Version, bool) {
	for _, v := range r.Versions {
		if v.Version == n {
			return v, true
		}
	}
	return Version{}, false
}
