package headcount

import (
	"math"
	"slices"

	"github.com/lingting/lingting/calc/hiring"
	"github.com/lingting/lingting/calc/stats"
	"github.com/lingting/lingting/internal/kit/civil"
)

// fewSeen: beyond the days that so many people were seen for, the survival curve
// is not trusted.
const fewSeen = 10

// normal80 is half the width of a band of 80 %, in standard deviations.
const normal80 = 1.2815515655446004

// Curve is how long people stay. Beyond Seen days leaving is as likely each day as
// it was over all days of all people.
type Curve struct {
	People int              `json:"people" doc:"employments it was made from"`
	Left   int              `json:"left"`
	Seen   int              `json:"seen" doc:"days up to which the curve itself is used"`
	Rate   float64          `json:"rate" doc:"of leaving, by day, beyond them"`
	Steps  []stats.Survived `json:"steps" nullable:"false"`
}

func curveOf(all []stats.Lifetime) Curve {
	c := Curve{People: len(all), Steps: []stats.Survived{}}
	days, lengths := 0, make([]int, 0, len(all))
	for _, x := range all {
		days += x.Days
		lengths = append(lengths, x.Days)
		if x.Ended {
			c.Left++
		}
	}
	if days > 0 {
		c.Rate = float64(c.Left) / float64(days)
	}
	slices.Sort(lengths)
	if len(lengths) >= fewSeen {
		c.Seen = lengths[len(lengths)-fewSeen]
	}
	for _, s := range stats.Survival(all) {
		if s.At <= c.Seen {
			c.Steps = append(c.Steps, s)
		}
	}
	return c
}

func (c *Curve) share(days int) float64 {
	return stats.ShareAt(c.Steps, min(days, c.Seen)) * math.Exp(-c.Rate*float64(max(days-c.Seen, 0)))
}

// stays is how likely somebody who has been there so many days is there after
// others.
func (c *Curve) stays(from, to int) float64 {
	if before := c.share(from); before > 0 {
		return c.share(to) / before
	}
	return math.Exp(-c.Rate * float64(to-from))
}

// Member is somebody of whom a plan is reckoned.
type Member struct {
	PersonID  string `json:"person_id"`
	EnteredOn string `json:"entered_on"`
	LeftOn    string `json:"left_on,omitempty" doc:"the last day, when it was known"`
}

// Base is what a plan is reckoned on: as it was known on a day.
type Base struct {
	AsOfOn      string       `json:"as_of_on"`
	Members     []Member     `json:"members"`
	Untold      int          `json:"untold"`
	Curve       Curve        `json:"curve"`
	Requirement *Requirement `json:"requirement,omitempty"`
}

// Outcome is what a plan comes to.
type Outcome struct {
	AsOfOn     string  `json:"as_of_on" format:"date" doc:"what was known on this day"`
	Heads      int     `json:"heads" doc:"on the day, trained, leading no team"`
	InTraining int     `json:"in_training" doc:"on the day"`
	Until      Flow    `json:"until" doc:"from the day to the first month"`
	Untold     int     `json:"untold" doc:"people without a day of entry; they are not counted"`
	Curve      Curve   `json:"curve"`
	Months     []Month `json:"months" nullable:"false"`
	Totals     Totals  `json:"totals"`
	Without    Totals  `json:"without" doc:"if no class of the plan began"`
}

// Flow is how heads came and went: closing = opening + graduates − leavers − moved.
type Flow struct {
	Opening   float64 `json:"opening"`
	Graduates float64 `json:"graduates" doc:"finish their training"`
	Leavers   float64 `json:"leavers"`
	Moved     float64 `json:"moved" doc:"promoted or moved away"`
	Closing   float64 `json:"closing"`
}

// Totals are those of the months with a requirement.
type Totals struct {
	Missing    float64 `json:"missing" doc:"full-time months"`
	Overtime   float64 `json:"overtime" doc:"of them covered by overtime"`
	Uncovered  float64 `json:"uncovered_h" doc:"hours of work that nobody does"`
	GapCost    float64 `json:"gap_cost" doc:"overtime, and what missing people are taken to cost"`
	HireCost   float64 `json:"hire_cost" doc:"of classes, beside the pay"`
	WorstMonth string  `json:"worst_month,omitempty"`
	WorstGap   float64 `json:"worst_gap"`
	ShortIn    int     `json:"short_in" doc:"months in which people are missing"`
}

// Month is a month of a plan.
type Month struct {
	Month string `json:"month" doc:"YYYY-MM"`
	Flow
	Dated           int      `json:"dated" doc:"of the leavers, those whose day is in the files"`
	LeaversLow      float64  `json:"leavers_low"`
	LeaversHigh     float64  `json:"leavers_high"`
	Low             float64  `json:"low" doc:"of the closing heads; eight in ten are to lie within"`
	High            float64  `json:"high"`
	Starts          int      `json:"starts" doc:"entries in the month that the files know"`
	Begin           int      `json:"begin" doc:"people of classes beside them"`
	Offers          int      `json:"offers" doc:"to be made for the classes"`
	InTraining      float64  `json:"in_training" doc:"at the end"`
	TrainingLeavers float64  `json:"training_leavers" doc:"leave while in training"`
	Effective       float64  `json:"effective" doc:"what heads are worth in the mean of the month"`
	EffectiveLow    float64  `json:"effective_low"`
	EffectiveHigh   float64  `json:"effective_high"`
	WithoutClasses  float64  `json:"without_classes" doc:"effective heads if no class began"`
	Required        *float64 `json:"required" doc:"null: not known"`
	Gap             *float64 `json:"gap" doc:"effective − required"`
	Overtime        float64  `json:"overtime" doc:"covers the gap as far as it goes"`
	Short           float64  `json:"short" doc:"full-time people who are missing after all"`
	UncoveredShare  float64  `json:"uncovered_percent" doc:"of the work, that nobody does"`
	GapCost         float64  `json:"gap_cost"`
	HireCost        float64  `json:"hire_cost"`
	Came            *Came    `json:"came,omitempty" doc:"as it happened, once the month has begun"`
}

// track is one person, or people alike, followed along the months.
type track struct {
	people  float64
	entered civil.Date
	trained civil.Date // the first day as a head
	begins  civil.Date // there, or certain to come, up to the end of the day before
	left    civil.Date
	dated   bool
	passes  float64 // share that is there on the day trained; 0: as the curve says
}

// alive is how likely a track is there at the end of a day.
func (t *track) alive(c *Curve, on civil.Date) float64 {
	if t.dated {
		if on.Before(t.left) {
			return 1
		}
		return 0
	}
	if on.Before(t.begins) {
		return 1
	}
	if t.passes > 0 {
		if on.Before(t.trained) {
			return 1
		}
		return t.passes * c.stays(t.trained.Sub(t.entered), on.Sub(t.entered)+1)
	}
	return c.stays(max(t.begins.Sub(t.entered), 0), on.Sub(t.entered)+1)
}

// step is what a track does in a month whose days run from the one after before to last.
type step struct {
	graduates, leavers, training, lost, effective float64
	dated                                         bool
	closes, leaves, worth                         float64 // chances, for the bands
}

func (t *track) step(c *Curve, before, last civil.Date, ramp int) (s step) {
	if last.Before(t.entered) {
		return s
	}
	first := last.Month()
	end := t.alive(c, last)
	if last.Before(t.trained) {
		s.training, s.lost = end, t.alive(c, before)-end
		return s
	}
	from, part := before, 1.0
	start := t.alive(c, before)
	if before.Before(t.trained) {
		from = t.trained.Add(-1)
		there := t.alive(c, from)
		if t.passes > 0 {
			there = t.passes
		}
		s.graduates, s.lost = there, start-there
		start = there
		part = float64(last.Sub(t.trained)+1) / float64(last.Sub(first)+1)
	}
	s.leavers = start - end
	s.dated = t.dated && from.Before(t.left) && !last.Before(t.left)
	s.worth = min(1, float64(max(monthsBetween(t.trained, first), 0)+1)/float64(ramp+1))
	s.closes, s.leaves = end, s.leavers
	s.effective = s.worth * part * (start + end) / 2
	return s
}

// sum is what all tracks come to in a month.
type sum struct {
	step
	dated                 int
	heads, leavers, worth float64 // variances
}

func (x *sum) add(s step, people float64) {
	x.graduates += people * s.graduates
	x.step.leavers += people * s.leavers
	x.training += people * s.training
	x.lost += people * s.lost
	x.effective += people * s.effective
	if s.dated {
		x.dated++
	}
	spread := people * s.closes * (1 - s.closes)
	x.heads += spread
	x.worth += s.worth * s.worth * spread
	x.leavers += people * s.leaves * (1 - s.leaves)
}

// scene is a plan made ready for reckoning.
type scene struct {
	in     *Request
	base   *Base
	asOf   civil.Date
	lead   int // months from the one of the day to the first of the plan
	ends   []civil.Date
	tracks []track
	own    []sum // of the members alone
	starts []int
	need   map[string]Need
}

func mustDay(text string) civil.Date {
	d, err := civil.Parse(text)
	if err != nil {
		panic("a day that was checked cannot be read: " + text)
	}
	return d
}

// trainedOn is the first day as a head.
func trainedOn(entered civil.Date, months int) civil.Date {
	y, m, d := entered.Civil()
	to := civil.Of(y, m, 1)
	next := later(to, months+1)
	to = later(to, months).Add(d - 1)
	if !to.Before(next) { // 31 January and a month: the end of February
		to = next.Add(-1)
	}
	return to
}

func (m *Member) track(asOf civil.Date, training int) track {
	t := track{people: 1, entered: mustDay(m.EnteredOn)}
	t.trained = trainedOn(t.entered, training)
	if t.begins = asOf.Add(1); t.begins.Before(t.entered) {
		t.begins = t.entered
	}
	if m.LeftOn != "" {
		t.left, t.dated = mustDay(m.LeftOn), true
	}
	return t
}

func (c *Class) track(people float64) track {
	first, _ := monthOf(c.Month)
	return track{people: people, entered: first, begins: first, trained: later(first, c.TrainingMonths), passes: c.GraduationPercent / 100}
}

func newScene(in *Request, base *Base) *scene {
	s := &scene{in: in, base: base, asOf: mustDay(base.AsOfOn), need: map[string]Need{}}
	first, _ := monthOf(in.FirstMonth)
	s.lead = monthsBetween(s.asOf, first)
	n := s.lead + in.Months
	s.own, s.starts = make([]sum, n), make([]int, n)
	for k := range n {
		s.ends = append(s.ends, later(s.asOf, k+1).Add(-1))
	}
	for i := range base.Members {
		t := base.Members[i].track(s.asOf, in.Terms.TrainingMonths)
		s.tracks = append(s.tracks, t)
		before := s.asOf
		for k, last := range s.ends {
			if before.Before(t.entered) && !last.Before(t.entered) {
				s.starts[k]++
			}
			s.own[k].add(t.step(&base.Curve, before, last, in.Terms.RampMonths), 1)
			before = last
		}
	}
	if base.Requirement != nil {
		for _, m := range base.Requirement.Months {
			s.need[m.Month] = m
		}
	}
	return s
}

// classes adds what classes do. Who the files know to enter in the month of a
// class is one of its people.
func (s *scene) classes(all []sum, classes []Class) (begin, offers []int) {
	begin, offers = make([]int, len(all)), make([]int, len(all))
	known := slices.Clone(s.starts)
	for i := range classes {
		c := &classes[i]
		first, _ := monthOf(c.Month)
		at := monthsBetween(s.asOf, first)
		if at < 0 || at >= len(all) {
			continue
		}
		taken := min(known[at], c.People)
		known[at] -= taken
		people := c.People - taken
		begin[at] += people
		offers[at] += int(math.Ceil(float64(people)*100/c.YieldPercent - 1e-9))
		t := c.track(float64(people))
		for k := at; k < len(all); k++ {
			all[k].add(t.step(&s.base.Curve, first.Add(-1), s.ends[k], c.RampMonths), t.people)
			first = s.ends[k].Add(1)
		}
	}
	return begin, offers
}

// reckon is what a plan comes to; the same request on the same base gives the same.
func reckon(in *Request, base *Base) Outcome {
	s := newScene(in, base)
	out := s.outcome(in.Classes)
	bare := s.outcome(nil)
	out.Without = bare.Totals
	for i := range out.Months {
		out.Months[i].WithoutClasses = bare.Months[i].Effective
	}
	return out
}

func (s *scene) outcome(classes []Class) Outcome {
	out := Outcome{AsOfOn: s.base.AsOfOn, Untold: s.base.Untold, Curve: s.base.Curve, Months: []Month{}}
	for _, t := range s.tracks {
		if s.asOf.Before(t.entered) || t.dated && !s.asOf.Before(t.left) {
			continue
		}
		if s.asOf.Before(t.trained) {
			out.InTraining++
		} else {
			out.Heads++
		}
	}
	all := slices.Clone(s.own)
	begin, offers := s.classes(all, classes)
	heads, gone := float64(out.Heads), 0.0
	out.Until = Flow{Opening: heads, Closing: heads}
	for k := range all {
		x := &all[k]
		m := Month{Month: nameOf(s.ends[k]), Flow: Flow{Opening: heads, Graduates: x.graduates, Leavers: x.step.leavers}}
		if k >= s.lead {
			m.Moved = s.moved(m.Month, max(m.Opening+m.Graduates-m.Leavers, 0))
		}
		m.Closing = m.Opening + m.Graduates - m.Leavers - m.Moved
		heads = m.Closing
		gone += m.Moved
		if k < s.lead {
			out.Until.Graduates += m.Graduates
			out.Until.Leavers += m.Leavers
			out.Until.Closing = m.Closing
			continue
		}
		m.Dated, m.Starts, m.Begin, m.Offers = x.dated, s.starts[k], begin[k], offers[k]
		m.InTraining, m.TrainingLeavers = x.training, x.lost
		m.LeaversLow, m.LeaversHigh = band(m.Leavers, x.leavers)
		m.Low, m.High = band(m.Closing, x.heads)
		m.Effective = max(x.effective-gone, 0)
		m.EffectiveLow, m.EffectiveHigh = band(m.Effective, x.worth)
		s.hold(&m, &out.Totals)
		out.Months = append(out.Months, m)
	}
	return out
}

func (s *scene) moved(month string, most float64) float64 {
	people := 0
	for _, x := range s.in.Moves {
		if x.Month == month {
			people += x.People
		}
	}
	return min(float64(people), most)
}

// hold holds a month against what is required, as the staffing reckons it.
func (s *scene) hold(m *Month, total *Totals) {
	r := s.base.Requirement
	need, known := s.need[m.Month]
	if r == nil {
		return
	}
	if m.Begin > 0 {
		m.HireCost = math.Ceil(float64(m.Begin)/float64(max(r.MostClass, 1)))*r.PerClass + float64(m.Begin)*r.PerHire
		total.HireCost += m.HireCost
	}
	if !known {
		return
	}
	required := need.Need * s.in.SharePercent / 100
	gap := m.Effective - required
	m.Required, m.Gap = &required, &gap
	p := hiring.Problem{Overtime: r.OvertimePercent / 100, OvertimePay: r.OvertimePay, PerShortfall: r.PerShortfall}
	m.Overtime, _, m.Short, m.GapCost = p.Settle(required, m.Effective)
	if required > 0 {
		m.UncoveredShare = 100 * m.Short / required
	}
	total.Overtime += m.Overtime
	total.Missing += max(-gap, 0)
	total.GapCost += m.GapCost
	total.Uncovered += m.Short * r.Hours * (1 - r.ShrinkagePercent/100) * r.OccupancyPercent / 100
	if gap < -nearly {
		total.ShortIn++
		if gap < total.WorstGap {
			total.WorstGap, total.WorstMonth = gap, m.Month
		}
	}
}

// nearly is how many people may be missing without saying so.
const nearly = 0.05

func band(mean, variance float64) (low, high float64) {
	wide := normal80 * math.Sqrt(max(variance, 0))
	return max(mean-wide, 0), mean + wide
}
