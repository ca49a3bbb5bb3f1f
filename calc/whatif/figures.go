package whatif

import "math"

// Figures are what a case takes and how contacts fare; hours and contacts are
// of a week, money of a month.
type Figures struct {
	Contacts   float64  `json:"contacts" doc:"a week"`
	Workload   float64  `json:"workload_h" doc:"a week"`
	AgentHours float64  `json:"agent_h" doc:"a week: agents there for contacts"`
	PaidHours  float64  `json:"paid_h" doc:"a week, with shrinkage"`
	FTE        float64  `json:"fte" doc:"paid hours ÷ hours of a full-time person"`
	Peak       float64  `json:"peak" doc:"agents of the busiest interval"`
	Money      float64  `json:"money" doc:"a month: paid hours, and those hired in place of leavers"`
	Level      *float64 `json:"level_percent" doc:"service level, weighted by contacts"`
	ASA        *float64 `json:"asa_s" doc:"mean wait of the answered; null: nobody is, or in overloaded intervals it has no end"`
	Abandoned  *float64 `json:"abandonment_percent"`
	Occupancy  *float64 `json:"occupancy_percent"`
	Overloaded int      `json:"overloaded" doc:"intervals in which more work comes than can ever be done while nobody gives up (Erlang C)"`
}

// End is a case at an end of the band of the forecast.
type End struct {
	PaidHours float64  `json:"paid_h" doc:"a week, as the targets would take; of kept staffing as it is"`
	FTE       float64  `json:"fte"`
	Money     float64  `json:"money" doc:"a month"`
	Level     *float64 `json:"level_percent" doc:"with the staffing for the forecast itself"`
	ASA       *float64 `json:"asa_s"`
	Abandoned *float64 `json:"abandonment_percent"`
	Occupancy *float64 `json:"occupancy_percent"`
}

// Case is figures with their 80 % band.
type Case struct {
	Figures
	AtLow  End `json:"at_low" doc:"when as few contacts come on all days together as the 80 % band of their sum has"`
	AtHigh End `json:"at_high" doc:"when as many come"`
}

// tally sums intervals.
type tally struct {
	contacts, seconds, agentHours, paidHours, peak  float64
	weight, level, abandoned, asa, answered, worked float64
	overloaded                                      int
}

// add adds an interval: agents and paid people of it, and how contacts fare.
func (t *tally) add(s *Slot, contacts, agents, paid float64, f faring) {
	hours := s.Seconds / 3600
	t.contacts += contacts
	t.seconds += contacts * s.Handle
	t.agentHours += agents * hours
	t.paidHours += paid * hours
	t.peak = max(t.peak, agents)
	t.worked += f.Occupancy * agents * hours
	if contacts == 0 || s.Handle == 0 {
		return
	}
	t.weight += contacts
	t.level += contacts * f.Level
	t.abandoned += contacts * f.Abandoned
	if f.overloaded {
		t.overloaded++
		return
	}
	answered := contacts * (1 - f.Abandoned)
	t.answered += answered
	t.asa += answered * f.ASA
}

// merge adds another tally of other intervals, with a part of its people.
func (t *tally) merge(o tally, people float64) {
	t.contacts, t.seconds = t.contacts+o.contacts, t.seconds+o.seconds
	t.agentHours, t.paidHours = t.agentHours+o.agentHours*people, t.paidHours+o.paidHours*people
	t.weight, t.level, t.abandoned = t.weight+o.weight, t.level+o.level, t.abandoned+o.abandoned
	t.asa, t.answered, t.worked = t.asa+o.asa, t.answered+o.answered, t.worked+o.worked
	t.overloaded += o.overloaded
	t.peak = max(t.peak, o.peak*people)
}

// measures are service level, ASA, abandonment and occupancy; NaN: not known.
func (t *tally) measures() [4]float64 {
	asa := t.asa / t.answered
	if t.overloaded > 0 {
		asa = math.NaN()
	}
	return [4]float64{100 * t.level / t.weight, asa, 100 * t.abandoned / t.weight, 100 * t.worked / t.agentHours}
}

// sheet is a case of some queues: all intervals, and those the band is
// reckoned of, in the middle and at its ends.
type sheet struct{ all, middle, low, high tally }

func (s *sheet) merge(o *sheet, people, most, least float64) {
	s.all.merge(o.all, people)
	s.middle.merge(o.middle, people)
	s.low.merge(o.low, least)
	s.high.merge(o.high, most)
}

// draw moves the ends towards the middle: of a sum whose parts do not all err to
// the same side.
func (s *sheet) draw(reach [2]float64) {
	s.low, s.high = s.middle.toward(&s.low, reach[0]), s.middle.toward(&s.high, reach[1])
}

// toward is a tally a part of the way to another.
func (t *tally) toward(o *tally, part float64) tally {
	between := func(a, b float64) float64 { return a + part*(b-a) }
	return tally{
		contacts: between(t.contacts, o.contacts), seconds: between(t.seconds, o.seconds), agentHours: between(t.agentHours, o.agentHours), paidHours: between(t.paidHours, o.paidHours), peak: between(t.peak, o.peak),
		weight: between(t.weight, o.weight), level: between(t.level, o.level), abandoned: between(t.abandoned, o.abandoned), asa: between(t.asa, o.asa), answered: between(t.answered, o.answered), worked: between(t.worked, o.worked),
		overloaded: max(t.overloaded, o.overloaded),
	}
}

// scale turns sums into figures.
type scale struct {
	weeks, fullTime float64
	costs           Costs
	leaving         float64 // part of people hired anew in a month
}

func (c scale) money(paidWeek float64) float64 {
	return paidWeek*monthDays/7*c.costs.PerHour + paidWeek/c.fullTime*c.leaving*c.costs.PerHire
}

func (c scale) of(s *sheet) Case {
	m := s.all.measures()
	paid := s.all.paidHours / c.weeks
	out := Case{Figures: Figures{Contacts: rough(s.all.contacts / c.weeks), Workload: rough(s.all.seconds / 3600 / c.weeks), AgentHours: rough(s.all.agentHours / c.weeks), PaidHours: rough(paid),
		FTE: rough(paid / c.fullTime), Peak: rough(s.all.peak), Money: rough(c.money(paid)), Level: known(m[0]), ASA: known(m[1]), Abandoned: known(m[2]), Occupancy: known(m[3]), Overloaded: s.all.overloaded}}
	out.AtLow, out.AtHigh = c.end(s, &s.low, m), c.end(s, &s.high, m)
	return out
}

// end carries what the sampled intervals tell of an end of the band over to all.
func (c scale) end(s *sheet, at *tally, m [4]float64) End {
	paid := s.all.paidHours / c.weeks
	if s.middle.paidHours > 0 {
		paid *= at.paidHours / s.middle.paidHours
	}
	middle, end := s.middle.measures(), at.measures()
	var v [4]*float64
	for i, most := range []float64{100, math.Inf(1), 100, 100} {
		v[i] = known(min(max(m[i]+end[i]-middle[i], 0), most))
	}
	return End{PaidHours: rough(paid), FTE: rough(paid / c.fullTime), Money: rough(c.money(paid)), Level: v[0], ASA: v[1], Abandoned: v[2], Occupancy: v[3]}
}

func rough(v float64) float64 { return math.Round(v*100) / 100 }

func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	v = rough(v)
	return &v
}
