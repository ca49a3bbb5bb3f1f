package adherence

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	calc "github.com/lingting/lingting/calc/adherence"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Codes of the activities that are always there.
const (
	Work = "work" // of a shift, what is no break of it
	Rest = "break"
	Off  = "off" // where nothing is scheduled
)

// Activity is something that can be scheduled, and what fits it.
type Activity struct {
	Code    string   `json:"code" maxLength:"20"`
	Name    string   `json:"name" maxLength:"40"`
	NameEN  string   `json:"name_en,omitempty" maxLength:"40"`
	OnQueue bool     `json:"on_queue" doc:"contacts are to be taken: it is scheduled time of conformance"`
	Counts  bool     `json:"counts" doc:"it is in scope of adherence; of the activity off: work where nothing is scheduled is a deviation, and its time is added to both sides"`
	Names   []string `json:"names" maxItems:"30" doc:"what rosters call it"`
	States  []string `json:"states" maxItems:"60" doc:"that fit: signed_out, ready, ringing, talking, hold, wrap_up, aux for any reason, aux:… for a reason code or a class of them (break, meal, training, meeting, other)"`
}

// Settings are what a rule says.
type Settings struct {
	StartEarly int        `json:"start_early_s" minimum:"0" maximum:"3600" doc:"seconds somebody may work before the schedule begins"`
	StartLate  int        `json:"start_late_s" minimum:"0" maximum:"3600" doc:"seconds a deviation may last that begins with a piece of the schedule"`
	EndEarly   int        `json:"end_early_s" minimum:"0" maximum:"3600" doc:"seconds a deviation may last that ends with a piece"`
	EndLate    int        `json:"end_late_s" minimum:"0" maximum:"3600" doc:"seconds somebody may work after the schedule has ended"`
	DaysBack   int        `json:"days_back" minimum:"1" maximum:"366" doc:"days that are reckoned anew when what they are made of changes late; older ones stay"`
	Activities []Activity `json:"activities" maxItems:"30"`
}

// Rule is the centre's rule of adherence.
type Rule struct {
	Settings
	Rev       int64  `json:"rev" doc:"0: the rule the product comes with"`
	ChangedMs int64  `json:"changed_ms,omitempty"`
	ChangedBy string `json:"changed_by,omitempty"`
}

var queueStates = []string{telephony.StateReady, telephony.StateRinging, telephony.StateTalking, telephony.StateHold, telephony.StateWrapUp}

// Classes of reason codes.
var classes = map[telephony.AgentMeasure]string{
	telephony.AgentAuxBreak: "break", telephony.AgentAuxMeal: "meal", telephony.AgentAuxTraining: "training", telephony.AgentAuxMeeting: "meeting", telephony.AgentAuxOther: "other",
}

const auxOf = telephony.StateAux + ":"

// defaultRule holds until somebody sets another.
func defaultRule() Rule {
	return Rule{Settings: Settings{StartEarly: 300, StartLate: 180, EndEarly: 180, EndLate: 300, DaysBack: 30, Activities: []Activity{
		{Code: Work, Name: "在线", NameEN: "On queue", OnQueue: true, Counts: true, Names: []string{}, States: slices.Clone(queueStates)},
		{Code: Rest, Name: "小休", NameEN: "Break", Counts: true, Names: []string{"小休", "休息", "Break"}, States: []string{"aux:break", "aux:meal"}},
		{Code: "meal", Name: "用餐", NameEN: "Meal", Counts: true, Names: []string{"用餐", "午餐", "晚餐", "夜餐", "早餐", "Meal", "Lunch", "Dinner"}, States: []string{"aux:meal", "aux:break"}},
		{Code: "meeting", Name: "会议", NameEN: "Meeting", Counts: true, Names: []string{"会议", "班前会", "班后会", "辅导", "Meeting", "Coaching"}, States: []string{"aux:meeting", "aux:training"}},
		{Code: "training", Name: "培训", NameEN: "Training", Counts: true, Names: []string{"培训", "Training"}, States: []string{"aux:training", "aux:meeting"}},
		{Code: "task", Name: "线下工作", NameEN: "Off-phone work", Counts: true, Names: []string{"线下工作", "书面业务", "书面工作", "Off-phone work"}, States: []string{"aux:written", "aux:task", "aux:线下工作"}},
		{Code: Off, Name: "班外", NameEN: "Off", Names: []string{}, States: []string{telephony.StateSignedOut, telephony.StateAux}},
	}}}
}

const (
	mostName = 40
	mostText = 60
)

// check gives every wrong field at once, and tidies texts.
func (r *Settings) check() error {
	var w fault.Collector
	for _, g := range []struct {
		field string
		value int
	}{{"start_early_s", r.StartEarly}, {"start_late_s", r.StartLate}, {"end_early_s", r.EndEarly}, {"end_late_s", r.EndLate}} {
		if g.value < 0 || g.value > 3600 {
			w.Add("body."+g.field, "range", "must be from 0 to 3600 seconds")
		}
	}
	if r.DaysBack < 1 || r.DaysBack > 366 {
		w.Add("body.days_back", "range", "must be from 1 to 366 days")
	}
	codes, names := map[string]bool{}, map[string]string{}
	for i := range r.Activities {
		a := &r.Activities[i]
		at := fmt.Sprintf("body.activities[%d].", i)
		a.Code, a.Name, a.NameEN = strings.TrimSpace(a.Code), strings.TrimSpace(a.Name), strings.TrimSpace(a.NameEN)
		w.Require(at+"code", a.Code)
		w.Require(at+"name", a.Name)
		if utf8.RuneCountInString(a.Code) > 20 || utf8.RuneCountInString(a.Name) > mostName || utf8.RuneCountInString(a.NameEN) > mostName {
			w.Add(at+"name", "too_long", "codes must have at most 20 characters, names at most 40")
		}
		if codes[a.Code] {
			w.Add(at+"code", "not_unique", "each activity once")
		}
		codes[a.Code] = true
		a.Names, a.States = tidy(a.Names), tidy(a.States)
		for _, n := range a.Names {
			if of, taken := names[sqldb.Fold(n)]; taken && of != a.Code {
				w.Add(at+"names", "not_unique", "a name can mean one activity only: "+n)
			}
			names[sqldb.Fold(n)] = a.Code
		}
		for _, s := range a.States {
			if !slices.Contains(queueStates, s) && s != telephony.StateAux && s != telephony.StateSignedOut && (!strings.HasPrefix(s, auxOf) || s == auxOf) || utf8.RuneCountInString(s) > mostText {
				w.Add(at+"states", "one_of", "must be signed_out, ready, ringing, talking, hold, wrap_up, aux or aux: with a reason code")
			}
		}
		if len(a.States) == 0 {
			w.Add(at+"states", "required", "must not be empty")
		}
	}
	for _, code := range []string{Work, Rest, Off} {
		if !codes[code] {
			w.Add("body.activities", "required", "the activities work, break and off must be there")
			break
		}
	}
	return w.Err("adherence.rule.invalid", "The rule has wrong values.")
}

// tidy trims texts and drops those that are empty or there already.
func tidy(list []string) []string {
	out := []string{}
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (r *Rule) at(code string) int {
	return slices.IndexFunc(r.Activities, func(a Activity) bool { return a.Code == code })
}

// named is the activity that a roster's name for a break means.
func (r *Rule) named(name string) int {
	for i := range r.Activities {
		if slices.ContainsFunc(r.Activities[i].Names, func(n string) bool { return sqldb.Fold(n) == sqldb.Fold(name) }) {
			return i
		}
	}
	return r.at(Rest)
}

// fits reports whether a state of the telephony fits an activity.
func (a *Activity) fits(state, reason string) bool {
	return slices.ContainsFunc(a.States, func(s string) bool {
		if of, with := strings.CutPrefix(s, auxOf); with {
			return state == telephony.StateAux && (sqldb.Fold(of) == sqldb.Fold(reason) || of == classes[telephony.AuxMeasure(reason)])
		}
		return s == state
	})
}

// said is a state with its reason.
type said struct{ state, reason string }

// judge is the rule as the formulas take it, with the states met so far.
type judge struct {
	*Rule
	calc   calc.Rule
	places map[said]int
	states []said
}

func (r *Rule) judge() *judge {
	j := &judge{Rule: r, places: map[said]int{}}
	j.calc = calc.Rule{StartEarly: int64(r.StartEarly), StartLate: int64(r.StartLate), EndEarly: int64(r.EndEarly), EndLate: int64(r.EndLate)}
	for _, a := range r.Activities {
		j.calc.Activities = append(j.calc.Activities, calc.Activity{OnQueue: a.OnQueue, Counts: a.Counts && a.Code != Off})
		if a.Code == Off {
			j.calc.Outside = a.Counts
		}
	}
	return j
}

// state is the place of a state among those met.
func (j *judge) state(x said) int {
	if i, known := j.places[x]; known {
		return i
	}
	s := calc.State{OnQueue: slices.Contains(queueStates, x.state), SignedOut: x.state == telephony.StateSignedOut, Group: len(j.states)}
	if s.OnQueue {
		s.Group = -1 // whatever somebody does on queue is one deviation
	}
	for i := range j.Activities {
		s.Fits = append(s.Fits, j.Activities[i].fits(x.state, x.reason))
	}
	s.Outside = s.Fits[j.at(Off)]
	j.places[x] = len(j.states)
	j.states = append(j.states, x)
	j.calc.States = append(j.calc.States, s)
	return j.places[x]
}

// did is what was told, in whole seconds.
func (j *judge) did(spans []telephony.AgentSpan, fromMs, toMs int64) []calc.Did {
	out := make([]calc.Did, 0, len(spans))
	for _, s := range spans {
		end := s.ToMs
		if end == 0 || end > toMs {
			end = toMs
		}
		from, to := max(s.FromMs, fromMs)/1000, end/1000
		if from < to {
			out = append(out, calc.Did{From: from, To: to, State: j.state(said{s.State, s.Reason})})
		}
	}
	return out
}
