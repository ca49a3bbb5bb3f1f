package whatif

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/calc/whatif"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Question is what is asked of a plan.
type Question struct {
	PlanID string        `json:"plan_id" maxLength:"60" doc:"the base"`
	Levers whatif.Levers `json:"levers"`
	Costs  whatif.Costs  `json:"costs"`
}

// Steps are by how much each lever is priced; 0 leaves one out.
type Steps struct {
	HandleSeconds    float64      `json:"handle_s" doc:"handle time shorter by"`
	LevelPoints      float64      `json:"level_points" doc:"service-level target lower by"`
	VolumePercent    float64      `json:"volume_percent" doc:"fewer contacts by"`
	ShrinkagePoints  float64      `json:"shrinkage_points" doc:"in-office shrinkage less by"`
	AttritionPercent float64      `json:"attrition_percent" doc:"people who leave in a month"`
	Cross            whatif.Cross `json:"cross" doc:"people cross-trained; fewer than two queues: left out"`
}

// LeverPrice is what one lever alone brings.
type LeverPrice struct {
	Lever  string        `json:"lever" enum:"cross,handle,level,volume,shrinkage,attrition"`
	Levers whatif.Levers `json:"levers" doc:"the scenario that was priced"`
	whatif.Price
}

// About is what an answer was made from and by.
type About struct {
	PlanName        string      `json:"plan_name"`
	ForecastName    string      `json:"forecast_name"`
	FirstOn         civil.Date  `json:"first_on" format:"date"`
	LastOn          civil.Date  `json:"last_on" format:"date"`
	GrainMinutes    int         `json:"grain_minutes"`
	FullTimeHours   float64     `json:"full_time_hours" doc:"of a full-time person in a week"`
	PlanVersion     int         `json:"plan_model_version" doc:"of the formulas when the plan was made; where it differs from formula_version the base is not quite comparable"`
	FormulaVersion  int         `json:"formula_version" doc:"of Erlang A and C"`
	ScenarioVersion int         `json:"scenario_version" doc:"of the reckoning of scenarios, the simulation of cross-training with it"`
	Queues          []QueueName `json:"queues" doc:"of the plan, with a requirement"`
	Kinds           []KindOf    `json:"kinds" doc:"kinds of shrinkage, with what is planned of each"`
}

// KindOf is a kind of shrinkage.
type KindOf struct {
	Kind     staffing.Kind `json:"kind"`
	InOffice bool          `json:"in_office"`
	Planned  float64       `json:"planned_percent" doc:"of scheduled time, as planned now for the plan's first day"`
}

// QueueName is a queue of a base.
type QueueName struct {
	QueueID string         `json:"queue_id"`
	Code    string         `json:"code"`
	Name    string         `json:"name"`
	Model   queueing.Model `json:"model" doc:"the formula: erlang-a, or erlang-c where patience is not known"`
	Level   float64        `json:"level_percent" doc:"service-level target; 0: none"`
}

// Answer is what a scenario does.
type Answer struct {
	About   About          `json:"about"`
	Outcome whatif.Outcome `json:"outcome"`
}

// Summary is an answer in a few figures, for lists.
type Summary struct {
	PlanName  string   `json:"plan_name"`
	FTE       float64  `json:"fte"`
	FTEChange float64  `json:"fte_change" doc:"against the base"`
	Money     float64  `json:"money" doc:"a month"`
	Change    float64  `json:"money_change" doc:"a month, against the base"`
	Level     *float64 `json:"kept_level_percent" doc:"service level when nobody is hired or let go"`
	Version   int      `json:"scenario_version"`
}

// Scenario is a scenario as it is kept.
type Scenario struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Note string `json:"note"`
	Question
	Summary   Summary `json:"summary"`
	Answer    *Answer `json:"answer,omitempty" doc:"as it was told; not in lists"`
	Rev       int64   `json:"rev"`
	CreatedMs int64   `json:"created_ms"`
	CreatedBy string  `json:"created_by"`
	ChangedMs int64   `json:"changed_ms"`
	ChangedBy string  `json:"changed_by"`
}

// Request asks to keep a scenario.
type Request struct {
	Name string `json:"name" maxLength:"200"`
	Note string `json:"note,omitempty" maxLength:"1000"`
	Question
	Rev int64 `json:"rev,omitempty" doc:"that was read; If-Match does the same"`
}

func summary(a *Answer) Summary {
	o := &a.Outcome
	return Summary{PlanName: a.About.PlanName, FTE: o.Adapted.FTE, FTEChange: o.Adapted.FTE - o.Base.FTE, Money: o.Adapted.Money, Change: o.Adapted.Money - o.Base.Money, Level: o.Kept.Level, Version: a.About.ScenarioVersion}
}

func (r *Request) check() error {
	var w fault.Collector
	r.Name, r.Note = strings.TrimSpace(r.Name), strings.TrimSpace(r.Note)
	switch n := utf8.RuneCountInString(r.Name); {
	case n == 0:
		w.Add("body.name", "required", "must not be empty")
	case n > 100:
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	if utf8.RuneCountInString(r.Note) > 500 {
		w.Add("body.note", "too_long", "must have at most 500 characters")
	}
	r.collect(&w)
	return invalid(&w)
}

func (q *Question) check() error {
	var w fault.Collector
	q.collect(&w)
	return invalid(&w)
}

func invalid(w *fault.Collector) error {
	return w.Err("staffing.scenario.invalid", "The scenario cannot be reckoned as it is asked for.")
}

func within(w *fault.Collector, field string, v, low, high float64) {
	if !(v >= low && v <= high) {
		w.Add("body."+field, "range", "must be from "+number(low)+" to "+number(high))
	}
}

// Limits of what can be asked.
const (
	mostCross   = 6
	mostPeople  = 5000
	mostSpent   = 1e9
	mostPercent = 300
)

func (q *Question) collect(w *fault.Collector) {
	w.Require("body.plan_id", q.PlanID)
	l := &q.Levers
	l.Own, l.Cross = some(l.Own), some(l.Cross)
	checkChange(w, "levers.all", l.All)
	seen := []string{}
	for i, o := range l.Own {
		field := "levers.own." + strconv.Itoa(i)
		if o.QueueID == "" || slices.Contains(seen, o.QueueID) {
			w.Add("body."+field+".queue_id", "duplicate", "must be another queue")
		}
		seen = append(seen, o.QueueID)
		checkChange(w, field, o.Change)
	}
	within(w, "levers.in_office_points", l.InOfficePoints, -80, 80)
	within(w, "levers.out_of_office_points", l.OutOfficePoints, -80, 80)
	for i := range l.Kinds {
		k := &l.Kinds[i]
		field := "levers.kinds." + strconv.Itoa(i)
		k.InOffice = slices.Contains(staffing.InOffice, staffing.Kind(k.Kind))
		if !k.InOffice && !slices.Contains(staffing.OutOfOffice, staffing.Kind(k.Kind)) {
			w.Add("body."+field+".kind", "one_of", "must be a kind of shrinkage")
		}
		if slices.ContainsFunc(l.Kinds[:i], func(o whatif.Kind) bool { return o.Kind == k.Kind }) {
			w.Add("body."+field+".kind", "duplicate", "must be another kind")
		}
		within(w, field+".points", k.Points, -80, 80)
	}
	within(w, "levers.attrition_percent", l.AttritionPercent, 0, 50)
	if len(l.Cross) > mostCross {
		w.Add("body.levers.cross", "too_many", "must be at most 6")
	}
	for i := range l.Cross {
		checkCross(w, "levers.cross."+strconv.Itoa(i), &l.Cross[i])
	}
	checkCosts(w, q.Costs)
}

func checkChange(w *fault.Collector, field string, c whatif.Change) {
	within(w, field+".volume_percent", c.VolumePercent, -90, mostPercent)
	within(w, field+".handle_percent", c.HandlePercent, -80, mostPercent)
	within(w, field+".handle_s", c.HandleSeconds, -3600, 3600)
	within(w, field+".level_points", c.LevelPoints, -90, 90)
	within(w, field+".threshold_s", c.ThresholdSeconds, -3600, 3600)
}

func checkCross(w *fault.Collector, field string, c *whatif.Cross) {
	ids := slices.Clone(c.QueueIDs)
	slices.Sort(ids)
	if len(slices.Compact(ids)) < 2 {
		w.Add("body."+field+".queue_ids", "too_few", "two queues or more are needed")
	}
	within(w, field+".people", float64(c.People), 1, mostPeople)
}

func checkCosts(w *fault.Collector, c whatif.Costs) {
	within(w, "costs.per_hour", c.PerHour, 0, mostSpent)
	within(w, "costs.per_hire", c.PerHire, 0, mostSpent)
	within(w, "costs.per_trained", c.PerTrained, 0, mostSpent)
}

// some is a list that is never null.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// each are the levers that steps ask to price, with their names.
func (s *Steps) each() (names []string, levers []whatif.Levers) {
	add := func(name string, asked bool, l whatif.Levers) {
		if asked {
			l.Own, l.Cross = some(l.Own), some(l.Cross)
			names, levers = append(names, name), append(levers, l)
		}
	}
	add("cross", len(s.Cross.QueueIDs) >= 2, whatif.Levers{Cross: []whatif.Cross{s.Cross}})
	add("handle", s.HandleSeconds != 0, whatif.Levers{All: whatif.Change{HandleSeconds: -s.HandleSeconds}})
	add("level", s.LevelPoints != 0, whatif.Levers{All: whatif.Change{LevelPoints: -s.LevelPoints}})
	add("volume", s.VolumePercent != 0, whatif.Levers{All: whatif.Change{VolumePercent: -s.VolumePercent}})
	add("shrinkage", s.ShrinkagePoints != 0, whatif.Levers{InOfficePoints: -s.ShrinkagePoints})
	add("attrition", s.AttritionPercent != 0, whatif.Levers{AttritionPercent: s.AttritionPercent})
	return names, levers
}

func (s *Steps) check(w *fault.Collector) {
	within(w, "steps.handle_s", s.HandleSeconds, 0, 3600)
	within(w, "steps.level_points", s.LevelPoints, 0, 90)
	within(w, "steps.volume_percent", s.VolumePercent, 0, 90)
	within(w, "steps.shrinkage_points", s.ShrinkagePoints, 0, 80)
	within(w, "steps.attrition_percent", s.AttritionPercent, 0, 50)
	if len(s.Cross.QueueIDs) > 0 {
		checkCross(w, "steps.cross", &s.Cross)
	}
}

// base is a plan as calc/whatif takes it, and what is told about it.
func base(b staffing.Basis) (*whatif.Base, About) {
	p := &b.Plan
	about := About{PlanName: p.Name, ForecastName: p.ForecastName, FirstOn: p.FirstOn, LastOn: p.LastOn, GrainMinutes: p.GrainMinutes, FullTimeHours: p.Settings.FullTimeHours,
		PlanVersion: p.ModelVersion, FormulaVersion: queueing.Version, ScenarioVersion: whatif.Version, Queues: []QueueName{}, Kinds: []KindOf{}}
	for _, k := range b.Kinds {
		about.Kinds = append(about.Kinds, KindOf{Kind: k.Kind, InOffice: k.InOffice, Planned: k.Percent})
	}
	out := &whatif.Base{FullTimeHours: p.Settings.FullTimeHours, Apart: b.Apart.Days, ApartSlots: b.Apart.Slots}
	days := p.LastOn.Sub(p.FirstOn) + 1
	at := map[string]int{}
	for i := range p.Queues {
		q := &p.Queues[i]
		if q.Outcome != staffing.OutcomeMade {
			continue
		}
		t := q.Target
		at[q.QueueID] = len(out.Queues)
		out.Queues = append(out.Queues, whatif.Queue{ID: q.QueueID, Model: q.Model, Patience: q.Patience.Seconds, Least: t.LeastAgents, Days: make([][]whatif.Slot, days),
			Targets: queueing.Targets{Level: t.LevelPercent / 100, Variant: t.Variant, Threshold: t.ThresholdSeconds, Short: p.ShortSeconds, ASA: t.ASASeconds, Abandonment: t.AbandonmentPercent / 100, Occupancy: t.OccupancyPercent / 100}})
		about.Queues = append(about.Queues, QueueName{QueueID: q.QueueID, Code: q.Code, Name: q.Name, Model: q.Model, Level: t.LevelPercent})
	}
	for _, s := range b.Sums {
		if q, ok := at[s.QueueID]; ok {
			out.Queues[q].SumLow, out.Queues[q].SumHigh = s.Low, s.High
		}
	}
	for i := range b.Days {
		d := &b.Days[i]
		q, ok := at[d.QueueID]
		day := d.On.Sub(p.FirstOn)
		if !ok || day < 0 || day >= days {
			continue
		}
		slots := make([]whatif.Slot, len(d.Slots))
		for k, s := range d.Slots {
			slots[k] = whatif.Slot{Seconds: s.Seconds, Contacts: s.Contacts, Planned: s.Planned, Low: s.Low, High: s.High, Handle: s.Handle, Agents: s.Agents,
				Service: whatif.Service{Level: s.Level, ASA: s.ASA, Abandoned: s.Abandoned, Occupancy: s.Occupancy}, InOffice: s.InOffice, OutOffice: s.OutOffice}
		}
		out.Queues[q].Days[day] = slots
	}
	return out, about
}

// fits checks what can only be said of a scenario with its plan at hand.
func (q *Question) fits(b *whatif.Base) error {
	var w fault.Collector
	known := func(id string) bool {
		return slices.ContainsFunc(b.Queues, func(x whatif.Queue) bool { return x.ID == id })
	}
	for i, o := range q.Levers.Own {
		if !known(o.QueueID) {
			w.Add("body.levers.own."+strconv.Itoa(i)+".queue_id", "unknown", "the plan does not have this queue")
		}
	}
	for i, c := range q.Levers.Cross {
		for _, id := range c.QueueIDs {
			if !known(id) {
				w.Add("body.levers.cross."+strconv.Itoa(i)+".queue_ids", "unknown", "the plan does not have the queue "+id)
			}
		}
	}
	return invalid(&w)
}

// reckonFault is an error of the formulas as a fault of the scenario.
func reckonFault(about About, err error) error {
	var f *whatif.Fault
	if !errors.As(err, &f) {
		return err
	}
	name := f.QueueID
	for _, q := range about.Queues {
		if q.QueueID == f.QueueID {
			name = q.Name
		}
	}
	return fault.Invalidf("staffing.scenario.reckon", "The queue %s cannot be reckoned so: %s.", name, f.Cause)
}
