package segment

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
)

// The dimensions.
const (
	Discipline = "discipline" // keeping to the plan
	Work       = "work"       // quality of work
	Serving    = "service"    // what customers and checks say of the service
	Attitude   = "attitude"   // as the leader says
)

// DimensionKeys lists them.
var DimensionKeys = []string{Discipline, Work, Serving, Attitude}

// Levels of a dimension.
const (
	High    = "high"
	Middle  = "middle"
	Low     = "low"
	Unknown = "unknown" // too little is told
)

// Levels lists them.
var Levels = []string{High, Middle, Low, Unknown}

// What happens to a dimension when a line of it is not told.
const (
	Leave    = "leave"    // the other lines speak, and the share that is known is told
	Withhold = "withhold" // the dimension is unknown
)

// Actions that fit segments.
const (
	Praise  = "praise"
	Promote = "promote"
	Coach   = "coach"
	Train   = "train"
	Talk    = "talk"
	Plan    = "plan"  // an improvement plan with goals and days
	Watch   = "watch" // look closely at every day
	Nothing = "none"
)

// Actions lists them.
var Actions = []string{Praise, Promote, Coach, Train, Talk, Plan, Watch, Nothing}

const (
	mostLines      = 10
	mostRules      = 30
	mostSegments   = 12
	mostText       = 500
	wholeWeight    = 100.0
	sameWeight     = 1e-6
	fewestAnchored = 3
	mostAnchored   = 5
	bestAnswer     = 5
	mostPoints     = scoring.AtStretch
)

// Line is a metric of a dimension.
type Line struct {
	Metric  string         `json:"metric" maxLength:"100" doc:"id in the catalogue"`
	Weight  float64        `json:"weight" doc:"per cent of the dimension"`
	Rule    string         `json:"rule" enum:"linear,step,capped"`
	Points  scoring.Points `json:"points" doc:"of a count: per month"`
	Least   float64        `json:"least" doc:"the least denominator (contacts, checks, seconds scheduled) it speaks of; 0: any"`
	Missing string         `json:"missing" enum:"leave,withhold" doc:"when it is not told: the others speak, or the dimension is unknown"`
}

// Dimension is what one side of a person's work is made of.
type Dimension struct {
	Key    string  `json:"key" enum:"discipline,work,service,attitude"`
	Lines  []Line  `json:"lines" nullable:"false" maxItems:"10" doc:"none of attitude"`
	Known  float64 `json:"known" doc:"per cent of the weight that must be told; of attitude: of the months"`
	HighAt float64 `json:"high_at" doc:"points from which it is high"`
	LowTo  float64 `json:"low_to" doc:"points below which it is low"`
}

// Statement is one of the anchored statements of the attitude form.
type Statement struct {
	Key    string `json:"key" maxLength:"30"`
	NameZH string `json:"name_zh" maxLength:"100"`
	NameEN string `json:"name_en" maxLength:"100"`
	LowZH  string `json:"low_zh" maxLength:"500" doc:"what 1 looks like"`
	LowEN  string `json:"low_en" maxLength:"500"`
	MidZH  string `json:"mid_zh" maxLength:"500" doc:"what 3 looks like"`
	MidEN  string `json:"mid_en" maxLength:"500"`
	HighZH string `json:"high_zh" maxLength:"500" doc:"what 5 looks like"`
	HighEN string `json:"high_en" maxLength:"500"`
}

// Segment is a group of people who are led alike.
type Segment struct {
	Key     string `json:"key" maxLength:"30"`
	NameZH  string `json:"name_zh" maxLength:"100"`
	NameEN  string `json:"name_en" maxLength:"100"`
	Action  string `json:"action" enum:"praise,promote,coach,train,talk,plan,watch,none"`
	WordsZH string `json:"words_zh" maxLength:"500" doc:"how they are led"`
	WordsEN string `json:"words_en" maxLength:"500"`
}

// Condition is a dimension that must have one of some levels.
type Condition struct {
	Dimension string   `json:"dimension" enum:"discipline,work,service,attitude"`
	Levels    []string `json:"levels" nullable:"false" maxItems:"4" enum:"high,middle,low,unknown"`
}

// Rule says which levels make a segment; the first that fits holds.
type Rule struct {
	When    []Condition `json:"when" nullable:"false" maxItems:"4" doc:"all of them; a dimension that is not named may be anything"`
	Segment string      `json:"segment" maxLength:"30"`
}

// Body is what a scheme says.
type Body struct {
	Dimensions []Dimension `json:"dimensions" nullable:"false" maxItems:"4"`
	Statements []Statement `json:"statements" nullable:"false" maxItems:"5"`
	Segments   []Segment   `json:"segments" nullable:"false" maxItems:"12"`
	Rules      []Rule      `json:"rules" nullable:"false" maxItems:"30"`
	Otherwise  string      `json:"otherwise" maxLength:"30" doc:"segment of whom no rule fits"`
}

// Scheme is what people are divided by from a day on.
type Scheme struct {
	FromOn string `json:"from_on" format:"date"`
	Body
	Rev       int64  `json:"rev" doc:"0: the one that is shipped"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

// fits reports whether levels satisfy the rule.
func (r *Rule) fits(levels map[string]string) bool {
	for _, c := range r.When {
		if !slices.Contains(c.Levels, levels[c.Dimension]) {
			return false
		}
	}
	return true
}

// rule is the first rule that fits, -1 for none.
func (b *Body) rule(levels map[string]string) int {
	return slices.IndexFunc(b.Rules, func(r Rule) bool { return r.fits(levels) })
}

// segment finds a segment.
func (b *Body) segment(key string) (Segment, bool) {
	i := slices.IndexFunc(b.Segments, func(x Segment) bool { return x.Key == key })
	if i < 0 {
		return Segment{}, false
	}
	return b.Segments[i], true
}

// everyCombination calls fn with each way the levels may be.
func everyCombination(fn func(levels map[string]string)) {
	levels := map[string]string{}
	var walk func(i int)
	walk = func(i int) {
		if i == len(DimensionKeys) {
			fn(levels)
			return
		}
		for _, l := range Levels {
			levels[DimensionKeys[i]] = l
			walk(i + 1)
		}
	}
	walk(0)
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,29}$`)

// check gives every wrong field at once.
func (b *Body) check(known map[string]metric.Metric) error {
	var bad fault.Collector
	b.checkDimensions(&bad, known)
	if n := len(b.Statements); n < fewestAnchored || n > mostAnchored {
		bad.Add("body.statements", "range", fmt.Sprintf("must be %d to %d", fewestAnchored, mostAnchored))
	}
	keys := map[string]bool{}
	for i := range b.Statements {
		x := &b.Statements[i]
		at := fmt.Sprintf("body.statements[%d]", i)
		checkKey(&bad, at, x.Key, keys)
		for field, text := range map[string]*string{"name_zh": &x.NameZH, "name_en": &x.NameEN, "low_zh": &x.LowZH, "low_en": &x.LowEN, "mid_zh": &x.MidZH, "mid_en": &x.MidEN, "high_zh": &x.HighZH, "high_en": &x.HighEN} {
			checkText(&bad, at+"."+field, text)
		}
	}
	if n := len(b.Segments); n == 0 || n > mostSegments {
		bad.Add("body.segments", "range", fmt.Sprintf("must be 1 to %d", mostSegments))
	}
	keys = map[string]bool{}
	for i := range b.Segments {
		x := &b.Segments[i]
		at := fmt.Sprintf("body.segments[%d]", i)
		checkKey(&bad, at, x.Key, keys)
		for field, text := range map[string]*string{"name_zh": &x.NameZH, "name_en": &x.NameEN, "words_zh": &x.WordsZH, "words_en": &x.WordsEN} {
			checkText(&bad, at+"."+field, text)
		}
		if !slices.Contains(Actions, x.Action) {
			bad.Add(at+".action", "one_of", "must be one of "+strings.Join(Actions, ", "))
		}
	}
	if !keys[b.Otherwise] {
		bad.Add("body.otherwise", "unknown", "is no segment of the scheme")
	}
	b.checkRules(&bad, keys)
	return bad.Err("segment.scheme_invalid", "The scheme is not complete.")
}

func checkKey(bad *fault.Collector, at, key string, seen map[string]bool) {
	if !keyForm.MatchString(key) || seen[key] {
		bad.Add(at+".key", "taken", "must be small letters, digits and -, and not there yet")
	}
	seen[key] = true
}

func checkText(bad *fault.Collector, at string, text *string) {
	*text = strings.TrimSpace(*text)
	if n := utf8.RuneCountInString(*text); n == 0 || n > mostText {
		bad.Add(at, "length", fmt.Sprintf("must have 1 to %d characters", mostText))
	}
}

func (b *Body) checkDimensions(bad *fault.Collector, known map[string]metric.Metric) {
	if len(b.Dimensions) != len(DimensionKeys) {
		bad.Add("body.dimensions", "range", "must be discipline, work, service and attitude")
		return
	}
	for i := range b.Dimensions {
		d := &b.Dimensions[i]
		at := fmt.Sprintf("body.dimensions[%d]", i)
		if d.Key != DimensionKeys[i] {
			bad.Add(at+".key", "one_of", "must be "+DimensionKeys[i])
		}
		if !(d.LowTo > 0 && d.LowTo < d.HighAt && d.HighAt <= mostPoints) {
			bad.Add(at+".high_at", "order", fmt.Sprintf("must be above the points of low, and at most %g", mostPoints))
		}
		if !(d.Known >= 0 && d.Known <= wholeWeight) {
			bad.Add(at+".known", "range", "must be 0 to 100")
		}
		if d.Key == Attitude {
			if len(d.Lines) > 0 {
				bad.Add(at+".lines", "attitude", "attitude is what a leader says, and never reckoned")
			}
			continue
		}
		d.checkLines(bad, at, known)
	}
}

func (d *Dimension) checkLines(bad *fault.Collector, at string, known map[string]metric.Metric) {
	if n := len(d.Lines); n == 0 || n > mostLines {
		bad.Add(at+".lines", "range", fmt.Sprintf("must be 1 to %d", mostLines))
	}
	sum, seen := 0.0, map[string]bool{}
	for k := range d.Lines {
		l := &d.Lines[k]
		here := fmt.Sprintf("%s.lines[%d]", at, k)
		m, ok := known[l.Metric]
		switch {
		case !ok:
			bad.Add(here+".metric", "unknown", "is not in the catalogue")
		case seen[l.Metric]:
			bad.Add(here+".metric", "taken", "is in the dimension already")
		case m.Direction == metric.DirectionNone:
			bad.Add(here+".metric", "direction", "the metric has no better and worse")
		case m.Unit == metric.UnitCount && m.Group != metric.GroupReported:
			bad.Add(here+".metric", "count", "a count depends on the days worked: take one per hour or per contact")
		}
		seen[l.Metric] = true
		if !(l.Weight > 0 && l.Weight <= wholeWeight) {
			bad.Add(here+".weight", "range", "must be above 0, up to 100")
		}
		sum += l.Weight
		if !slices.Contains([]string{scoring.Linear, scoring.Step, scoring.Capped}, l.Rule) {
			bad.Add(here+".rule", "one_of", "must be linear, step or capped")
		}
		if !(l.Least >= 0) || math.IsInf(l.Least, 0) {
			bad.Add(here+".least", "range", "must be 0 or more")
		}
		if l.Missing != Leave && l.Missing != Withhold {
			bad.Add(here+".missing", "one_of", "must be leave or withhold")
		}
		switch err := l.Points.Check(m.Direction == metric.DirectionDown); {
		case errors.Is(err, scoring.ErrStretch):
			bad.Add(here+".points.stretch", "order", err.Error())
		case errors.Is(err, scoring.ErrThreshold):
			bad.Add(here+".points.threshold", "order", err.Error())
		case err != nil:
			bad.Add(here+".points.target", "number", err.Error())
		}
	}
	if len(d.Lines) > 0 && math.Abs(sum-wholeWeight) > sameWeight {
		bad.Add(at+".lines", "weights", fmt.Sprintf("the weights are %g %% together, %g %% are missing", sum, wholeWeight-sum))
	}
}

// checkRules finds also rules that can never hold, since others before them
// always do.
func (b *Body) checkRules(bad *fault.Collector, segments map[string]bool) {
	if n := len(b.Rules); n == 0 || n > mostRules {
		bad.Add("body.rules", "range", fmt.Sprintf("must be 1 to %d", mostRules))
	}
	for i := range b.Rules {
		r := &b.Rules[i]
		at := fmt.Sprintf("body.rules[%d]", i)
		if !segments[r.Segment] {
			bad.Add(at+".segment", "unknown", "is no segment of the scheme")
		}
		if len(r.When) == 0 {
			bad.Add(at+".when", "required", "a rule without a condition is what otherwise says")
		}
		seen := map[string]bool{}
		for k, c := range r.When {
			here := fmt.Sprintf("%s.when[%d]", at, k)
			if !slices.Contains(DimensionKeys, c.Dimension) || seen[c.Dimension] {
				bad.Add(here+".dimension", "taken", "must be a dimension that the rule has not named yet")
			}
			seen[c.Dimension] = true
			if len(c.Levels) == 0 || slices.ContainsFunc(c.Levels, func(l string) bool { return !slices.Contains(Levels, l) }) {
				bad.Add(here+".levels", "one_of", "must be some of high, middle, low and unknown")
			}
		}
	}
	holds := map[int]bool{}
	everyCombination(func(levels map[string]string) { holds[b.rule(levels)] = true })
	for i := range b.Rules {
		if !holds[i] {
			bad.Add(fmt.Sprintf("body.rules[%d].when", i), "covered", "never holds: rules before it always fit first")
		}
	}
}
