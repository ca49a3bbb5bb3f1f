package intraday

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// course is what is told and expected of a queue's day, by the intervals of the
// roster's requirement.
type course struct {
	said, contacts []float64
	handle         float64 // seconds, of the mean contact of the day
	unsure         float64
}

// courses brings the forecasts of the queues to the grain of the roster's
// requirement. A queue without a forecast in use goes on as its requirement has
// it. until is the minute up to which everything is over and told.
func courses(day *rosters.Day, running []forecast.RunningDay, nowMinute int) (out []course, until int) {
	n := dayMinutes / day.GrainMinutes
	out = make([]course, len(day.Queues))
	until = -1
	for i := range day.Queues {
		q := &day.Queues[i]
		c := course{said: make([]float64, n), contacts: make([]float64, n)}
		at := slices.IndexFunc(running, func(r forecast.RunningDay) bool { return r.QueueID == q.QueueID })
		work, sum := 0.0, 0.0
		if at < 0 {
			for k, s := range q.Slots {
				if k < n && s.Seconds > 0 {
					c.said[k], c.contacts[k] = s.Contacts, s.Contacts
					work, sum = work+s.Contacts*s.Handle, sum+s.Contacts
				}
			}
		} else {
			r := &running[at]
			for k := range r.Contacts {
				share(c.said, r.Said[k], k, r.GrainMinutes, day.GrainMinutes)
				share(c.contacts, r.Contacts[k], k, r.GrainMinutes, day.GrainMinutes)
				if r.Handle != nil && k >= r.Until {
					work, sum = work+r.Contacts[k]*r.Handle[k], sum+r.Contacts[k]
				}
			}
			c.unsure = r.Unsure
			over := r.Until * r.GrainMinutes
			if until < 0 || over < until {
				until = over
			}
			if sum == 0 {
				for k, s := range q.Slots {
					if k < n && s.Handle > 0 {
						work, sum = work+s.Contacts*s.Handle, sum+s.Contacts
					}
				}
			}
		}
		if sum > 0 {
			c.handle = work / sum
		}
		out[i] = c
	}
	if until < 0 {
		until = nowMinute
	}
	return out, until / day.GrainMinutes * day.GrainMinutes
}

// share adds what interval k of one grain has to the intervals of another.
func share(to []float64, v float64, k, grain, toGrain int) {
	if grain >= toGrain {
		per := grain / toGrain
		for i := range per {
			if at := k*per + i; at < len(to) {
				to[at] += v / float64(per)
			}
		}
		return
	}
	if at := k * grain / toGrain; at < len(to) {
		to[at] += v
	}
}

// rates are what comes from a minute less the run-up on.
func rates(day *rosters.Day, of []course, from int) (out []rosters.Rate) {
	first := max(from-runUp, 0) / day.GrainMinutes
	for i := range day.Queues {
		q := &day.Queues[i]
		if of[i].handle <= 0 {
			continue
		}
		r := rosters.Rate{Queue: &q.Queue, SkillID: q.SkillID, PerHour: make([]float64, dayMinutes/day.GrainMinutes), Handle: of[i].handle, Unsure: of[i].unsure}
		for k := first; k < len(r.PerHour); k++ {
			r.PerHour[k] = of[i].contacts[k] * 60 / float64(day.GrainMinutes)
		}
		out = append(out, r)
	}
	return out
}

// needs are the agents that the queues of each skill need by interval for what is
// expected now.
func needs(day *rosters.Day, of []course) map[string][]float64 {
	out := map[string][]float64{}
	for i := range day.Queues {
		q := &day.Queues[i]
		sum := out[q.SkillID]
		if sum == nil {
			sum = make([]float64, dayMinutes/day.GrainMinutes)
			out[q.SkillID] = sum
		}
		for k := range sum {
			sum[k] += float64(q.Needed(k, of[i].contacts[k], of[i].handle))
		}
	}
	return out
}

// attend holds the shifts against who is signed in at a minute of the day: who is
// there comes for sure, who is not ten minutes after the beginning stays away,
// who is there without a shift stays for an hour.
func attend(day *rosters.Day, at int, signedIn map[string]bool, known bool, names func(id string) (name string, skills []string)) ([]rosters.Duty, Staff) {
	out := slices.Clone(day.Duty)
	staff := Staff{Known: known, Missing: []Person{}, Extra: []Person{}}
	planned := map[string]bool{}
	for i := range out {
		d := &out[i]
		if d.Begins > at || d.Ends <= at {
			continue
		}
		planned[d.PersonID] = true
		staff.Planned++
		switch {
		case !known:
		case signedIn[d.PersonID]:
			staff.Here++
			d.Absence = 0
		case d.Begins+patience <= at:
			d.Absence = 1
			staff.Missing = append(staff.Missing, Person{d.PersonID, d.Name})
		}
	}
	if !known {
		return out, staff
	}
	for id := range signedIn {
		if planned[id] {
			continue
		}
		name, skills := names(id)
		var of []string
		for _, s := range skills {
			if slices.ContainsFunc(day.Queues, func(q rosters.DayQueue) bool { return q.SkillID == s }) {
				of = append(of, s)
			}
		}
		if of == nil {
			continue
		}
		staff.Extra = append(staff.Extra, Person{id, name})
		out = append(out, rosters.Duty{PersonID: id, Name: name, Cell: rosters.Cell{TypeID: "extra", Begins: at - runUp, Ends: at + extraMinutes}, Skills: of})
	}
	byName := func(a, b Person) int {
		if a.Name != b.Name && a.Name < b.Name || a.Name == b.Name && a.PersonID < b.PersonID {
			return -1
		}
		return 1
	}
	staff.Absent, staff.Extras = len(staff.Missing), len(staff.Extra)
	slices.SortFunc(staff.Missing, byName)
	slices.SortFunc(staff.Extra, byName)
	slices.SortFunc(out, func(a, b rosters.Duty) int {
		if a.PersonID != b.PersonID && a.PersonID < b.PersonID || a.PersonID == b.PersonID && a.Begins < b.Begins {
			return -1
		}
		return 1
	})
	return out, staff
}

// was is the service level of a queue by interval so far, counted as the
// requirement counts it: what was in time and what counts.
type was struct{ inTime, counted []float64 }

// level is of the intervals first … end-1; NaN when nothing counts.
func (w was) level(first, end int) float64 {
	good, asked := 0.0, 0.0
	for k := first; k < min(end, len(w.counted)); k++ {
		good, asked = good+w.inTime[k], asked+w.counted[k]
	}
	return 100 * good / asked
}

// happened asks what the service levels of a day were.
func (s *Service) happened(ctx context.Context, day *rosters.Day, zone *time.Location) ([]was, error) {
	out := make([]was, len(day.Queues))
	n := dayMinutes / day.GrainMinutes
	grain := metric.Grain30m
	switch day.GrainMinutes {
	case 15:
		grain = metric.Grain15m
	case 60:
		grain = metric.Grain60m
	}
	for i := range day.Queues {
		out[i] = was{make([]float64, n), make([]float64, n)}
		rows, err := s.ask(ctx, &day.Queues[i], civil.Range{From: day.On, To: day.On}, grain, zone)
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			t := x.at.In(zone)
			k := (t.Hour()*60 + t.Minute()) / day.GrainMinutes
			if k < n {
				out[i].inTime[k] += x.inTime
				out[i].counted[k] += x.counted
			}
		}
	}
	return out, nil
}

// asked is a row of service levels.
type asked struct {
	at              time.Time
	inTime, counted float64
}

// ask asks for a queue's service levels, counted as its requirement counts them.
func (s *Service) ask(ctx context.Context, q *rosters.DayQueue, r civil.Range, grain metric.Grain, zone *time.Location) (out []asked, err error) {
	id := string(q.Target.Variant)
	if id == "" {
		id = "sl-off"
	}
	threshold := int64(q.Threshold() * 1000)
	a, err := s.numbers.Query(asIntraday(ctx), metric.Query{From: r.From.String(), To: r.To.String(), Grain: grain, Metrics: []string{id},
		Filter: metric.Filter{Queues: []string{q.QueueID}}, ThresholdMs: &threshold, Zone: zone.String()})
	if err != nil {
		return nil, err
	}
	for i := range a.Rows {
		at, err := time.Parse(time.RFC3339, a.Rows[i].Start)
		if err != nil {
			return nil, fmt.Errorf("the beginning %q of a row of numbers: %w", a.Rows[i].Start, err)
		}
		if v := a.Rows[i].Values.Of(id); v.Value != nil {
			out = append(out, asked{at, *v.Value / 100 * v.Den, v.Den})
		}
	}
	return out, nil
}

// minuteOf is the minute of the day of the clock.
func minuteOf(ms int64, on civil.Date, zone *time.Location) int {
	if on != civil.At(ms, zone) {
		return dayMinutes
	}
	t := time.UnixMilli(ms).In(zone)
	return t.Hour()*60 + t.Minute()
}

func pointer(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	v = tidy(v)
	return &v
}
