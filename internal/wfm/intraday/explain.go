package intraday

import (
	"context"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/lingting/lingting/calc/missed"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/wfm/forecast"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

const (
	mostSimulated = 4_000_000 // contacts in all mixes together
	mostTimes     = 60        // replications of a mix
	leastTimes    = 8
	leastHere     = 10   // minutes of somebody who came
	otherShare    = 0.05 // of somebody's contacts that make a queue one that they served
	normal95      = 1.96
)

// Levels gives a day's service levels by queue and interval. Needs the permission
// intraday.read.
func (s *Service) Levels(ctx context.Context, on string) (out Missing, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	w, day, err := s.dayOf(ctx, on)
	if err != nil {
		return out, err
	}
	out = Missing{On: day.On, Grain: day.GrainMinutes, Queues: []MissingQueue{}}
	if len(day.Queues) == 0 {
		return out, nil
	}
	before, err := s.happened(ctx, &day, w.zone)
	if err != nil {
		return out, err
	}
	for i := range day.Queues {
		q := MissingQueue{QueueID: day.Queues[i].QueueID, Name: day.Queues[i].Name, Target: day.Queues[i].LevelTarget(), Level: pointer(before[i].level(0, len(before[i].counted))), Slots: []MissingSlot{}}
		for k, n := range before[i].counted {
			if n > 0 {
				q.Slots = append(q.Slots, MissingSlot{At: k * day.GrainMinutes, Contacts: n, Level: pointer(before[i].level(k, k+1))})
			}
		}
		out.Queues = append(out.Queues, q)
	}
	return out, nil
}

// dayOf is a published day that is over or running.
func (s *Service) dayOf(ctx context.Context, on string) (w world, day rosters.Day, err error) {
	date, err := civil.Parse(on)
	if err != nil {
		return w, day, fault.Invalidf("intraday.missed.invalid", "The day cannot be looked at.").WithField("query.on", "date", "must be a date, YYYY-MM-DD")
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err = s.world(ctx, tx)
		return err
	})
	if err == nil && w.on.Before(date) {
		err = fault.Invalidf("intraday.missed.invalid", "The day cannot be looked at.").WithField("query.on", "range", "is still to come")
	}
	if err != nil {
		return w, day, err
	}
	day, err = s.rosters.PublishedDay(asIntraday(ctx), date)
	return w, day, err
}

// Explain splits the difference between target and service level of a stretch
// (minutes after midnight) of a queue, or ("") of all, among its causes. Needs
// the permission intraday.read.
func (s *Service) Explain(ctx context.Context, on, queueID string, from, to int) (out Missed, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	w, day, err := s.dayOf(ctx, on)
	if err != nil {
		return out, err
	}
	if len(day.Queues) == 0 {
		return out, fault.Invalidf("intraday.missed.unpublished", "No roster was published for this day: there is no plan to hold it against.")
	}
	var bad fault.Collector
	if queueID != "" && !slices.ContainsFunc(day.Queues, func(q rosters.DayQueue) bool { return q.QueueID == queueID }) {
		bad.Add("query.queue", "unknown", "is no queue of the day's rosters")
	}
	if from < 0 || to > dayMinutes || from >= to || from%day.GrainMinutes != 0 || to%day.GrainMinutes != 0 {
		bad.Add("query.from", "range", "must be whole intervals of the day, the beginning before the end")
	}
	if day.On == w.on && to > w.now {
		bad.Add("query.to", "range", "must be over")
	}
	if err := bad.Err("intraday.missed.invalid", "The day cannot be looked at."); err != nil {
		return out, err
	}
	running, err := s.forecasts.RunningDay(asIntraday(ctx), day.On)
	if err != nil {
		return out, err
	}
	before, err := s.happened(ctx, &day, w.zone)
	if err != nil {
		return out, err
	}
	was, err := s.gather(ctx, w, &day)
	if err != nil {
		return out, err
	}
	p := plot(&day, running, was, queueID, from, to)
	contacts := 0.0
	for i := range p.Queues {
		for k, n := range p.Queues[i].Contacts.Actual {
			if at := k * day.GrainMinutes; at >= from-120 && at < to {
				contacts += n
			}
		}
	}
	times := min(max(int(mostSimulated/32/max(contacts, 1)), leastTimes), mostTimes)
	split, err := missed.Explain(ctx, p, missed.Options{Seed: uint64(day.On.Sub(civil.Of(2020, time.January, 1))), Replications: times, Workers: runtime.GOMAXPROCS(0)}) //nolint:gosec // days
	if err != nil {
		return out, fault.Invalidf("intraday.simulate", "The rest of the day cannot be simulated: %s", err.Error())
	}
	out = Missed{On: day.On, QueueID: queueID, From: from, To: to, Planned: tidy(100 * split.Planned), Explained: tidy(100 * split.Explained), Presence: was.presence}
	out.tell(&day, before, split)
	out.detail(&day, p, w.reach(ctx))
	return out, nil
}

// tell fills in the parts: they sum to what happened less the target.
func (m *Missed) tell(day *rosters.Day, before []was, split *missed.Split) {
	first, end := m.From/day.GrainMinutes, m.To/day.GrainMinutes
	good, counted, weighted := 0.0, 0.0, 0.0
	for i := range day.Queues {
		if m.QueueID != "" && day.Queues[i].QueueID != m.QueueID {
			continue
		}
		for k := first; k < end; k++ {
			good, counted = good+before[i].inTime[k], counted+before[i].counted[k]
			weighted += before[i].counted[k] * day.Queues[i].LevelTarget()
		}
		m.Target = day.Queues[i].LevelTarget()
	}
	if counted > 0 {
		m.Target = tidy(weighted / counted)
		m.Happened = pointer(100 * good / counted)
	}
	add := func(cause string, points, width float64) {
		m.Parts = append(m.Parts, Part{Cause: cause, Points: tidy(points), HalfWidth: tidy(width)})
	}
	add("plan", 100*split.Planned-m.Target, 0)
	for c, name := range map[missed.Cause]string{missed.Volume: "volume", missed.Handle: "handle", missed.Absence: "absence", missed.Adherence: "adherence", missed.Skills: "skills"} {
		add(name, 100*split.Parts[c], 100*normal95*split.Errors[c])
	}
	order := []string{"plan", "volume", "handle", "absence", "adherence", "skills"}
	slices.SortFunc(m.Parts, func(a, b Part) int { return slices.Index(order, a.Cause) - slices.Index(order, b.Cause) })
	if m.Happened != nil {
		// What rounding left over goes to chance, so that the parts sum exactly.
		rest := *m.Happened - m.Target
		for _, p := range m.Parts {
			rest -= p.Points
		}
		add("chance", rest, 0)
	}
}

// gathered is what the telephone system told of a day.
type gathered struct {
	presence bool                 // it tells who is there
	contacts [][]float64          // by queue of the day and interval
	work     [][]float64          // seconds of the answered, by queue and hour
	answered [][]float64          // by queue and hour
	took     map[string][]float64 // contacts by person and queue
	there    map[string][]missed.Stretch
}

// gather reads a day's contacts and sign-ins.
func (s *Service) gather(ctx context.Context, w world, day *rosters.Day) (*gathered, error) {
	n := len(day.Queues)
	out := &gathered{took: map[string][]float64{}, there: map[string][]missed.Stretch{}}
	for range n {
		out.contacts = append(out.contacts, make([]float64, dayMinutes/day.GrainMinutes))
		out.work, out.answered = append(out.work, make([]float64, 24)), append(out.answered, make([]float64, 24))
	}
	start := day.On.Start(w.zone)
	end := day.On.Add(1).Start(w.zone)
	first, last := telephony.DayOf(start), telephony.DayOf(end-1)
	index := func(id string) int {
		return slices.IndexFunc(day.Queues, func(q rosters.DayQueue) bool { return q.QueueID == id })
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		err := s.facts.Sheets(ctx, tx, first, last, func(id string) bool { return index(id) >= 0 }, func(sheet *telephony.Sheet) error {
			q := index(sheet.QueueID)
			for i := range sheet.Len() {
				at := sheet.Day*telephony.DayMs + int64(sheet.Entered[i])
				if at < start || at >= end {
					continue
				}
				t := time.UnixMilli(at).In(w.zone)
				out.contacts[q][(t.Hour()*60+t.Minute())/day.GrainMinutes]++
				if sheet.Outcome[i] != telephony.CodeAnswered {
					continue
				}
				out.work[q][t.Hour()] += float64(sheet.Talk[i]+sheet.Hold[i]+sheet.WrapUp[i]) / 1000
				out.answered[q][t.Hour()]++
				if a := sheet.Agent[i]; a >= 0 {
					id := sheet.Names[a]
					if out.took[id] == nil {
						out.took[id] = make([]float64, n)
					}
					out.took[id][q]++
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		people := map[string]bool{}
		for id := range out.took {
			people[id] = true
		}
		for i := range day.Duty {
			people[day.Duty[i].PersonID] = true
		}
		for id := range people {
			signed, aux, err := s.facts.AgentPresence(ctx, tx, id, first, last)
			if err != nil {
				return err
			}
			out.presence = out.presence || len(signed) > 0
			if list := atWork(signed, aux, start, end); list != nil {
				out.there[id] = list
			}
		}
		return nil
	})
	return out, err
}

// atWork are the stretches somebody was signed in and not away, in seconds of the
// day.
func atWork(signed, aux []telephony.Stretch, start, end int64) (out []missed.Stretch) {
	for _, x := range signed {
		from, to := max(x.FromMs, start), min(x.ToMs, end)
		for _, a := range aux {
			if a.ToMs <= from || a.FromMs >= to {
				continue
			}
			if a.FromMs > from {
				out = append(out, missed.Stretch{From: float64(from-start) / 1000, To: float64(a.FromMs-start) / 1000})
			}
			from = max(from, a.ToMs)
		}
		if to > from {
			out = append(out, missed.Stretch{From: float64(from-start) / 1000, To: float64(to-start) / 1000})
		}
	}
	return out
}

// plot is the day as planned and as it was.
func plot(day *rosters.Day, running []forecast.RunningDay, was *gathered, queueID string, from, to int) *missed.Day {
	d := &missed.Day{Interval: float64(day.GrainMinutes * 60), Short: day.ShortSeconds, From: float64(from * 60), To: float64(to * 60)}
	of, _ := courses(day, running, dayMinutes)
	for i := range day.Queues {
		q := &day.Queues[i]
		x := missed.Queue{Measure: string(q.Target.Variant), Threshold: q.Threshold(), Counts: queueID == "" || q.QueueID == queueID}
		if x.Measure == "" {
			x.Measure = "sl-off"
		}
		if q.Patience.Seconds > 0 {
			x.Patience = q.Patience.Seconds
		}
		x.Contacts = missed.Both[[]float64]{Planned: of[i].said, Actual: was.contacts[i]}
		x.Handle.Planned = said(day, q, running)
		x.Handle.Actual = took(was.work[i], was.answered[i], x.Handle.Planned)
		d.Queues = append(d.Queues, x)
	}
	index := func(skills []string) (out []int) {
		for _, s := range skills {
			for i := range day.Queues {
				if day.Queues[i].SkillID == s {
					out = append(out, i)
				}
			}
		}
		return out
	}
	absence := 0.0
	done := map[string]bool{}
	for i := 0; i < len(day.Duty); {
		// All of somebody's shifts of the day are one person.
		p := missed.Person{Planned: true}
		id := day.Duty[i].PersonID
		for ; i < len(day.Duty) && day.Duty[i].PersonID == id; i++ {
			p.Work.Planned = append(p.Work.Planned, rostered(&day.Duty[i].Cell)...)
			p.Serves.Planned = index(day.Duty[i].Skills)
			absence += day.Duty[i].Absence
		}
		done[id] = true
		p.Work.Actual = was.there[id]
		switch {
		case !was.presence:
			p.Came, p.Work.Actual = true, p.Work.Planned
		default:
			p.Came = within(p.Work.Actual, p.Work.Planned) >= leastHere*60
		}
		p.Serves.Actual = served(p.Serves.Planned, was.took[id])
		d.People = append(d.People, p)
	}
	if len(day.Duty) > 0 {
		d.Absence = min(absence/float64(len(day.Duty)), 0.9)
	}
	ids := make([]string, 0, len(was.there))
	for id := range was.there {
		if !done[id] && was.took[id] != nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		p := missed.Person{Came: true, Work: missed.Both[[]missed.Stretch]{Actual: was.there[id]}}
		p.Serves.Actual = served(nil, was.took[id])
		d.People = append(d.People, p)
	}
	return d
}

// rostered are the stretches of a shift without its breaks, within the day.
func rostered(c *rosters.Cell) (out []missed.Stretch) {
	from := max(c.Begins, 0)
	end := min(c.Ends, dayMinutes)
	breaks := slices.Clone(c.Breaks)
	slices.SortFunc(breaks, func(a, b rosters.Pause) int { return a.At - b.At })
	for _, b := range breaks {
		if at := min(b.At, end); at > from {
			out = append(out, missed.Stretch{From: float64(from * 60), To: float64(at * 60)})
		}
		from = max(from, b.At+b.Minutes)
	}
	if end > from {
		out = append(out, missed.Stretch{From: float64(from * 60), To: float64(end * 60)})
	}
	return out
}

// within is how many seconds of one list lie in the other.
func within(a, b []missed.Stretch) (sum float64) {
	for _, x := range a {
		for _, y := range b {
			sum += max(min(x.To, y.To)-max(x.From, y.From), 0)
		}
	}
	return sum
}

// served are the queues somebody served: those planned, unless what they took says
// otherwise.
func served(planned []int, took []float64) []int {
	total := 0.0
	for _, n := range took {
		total += n
	}
	if total == 0 {
		return planned
	}
	var out []int
	for q, n := range took {
		if n/total >= otherShare {
			out = append(out, q)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		switch {
		case took[a] > took[b]:
			return -1
		case took[a] < took[b]:
			return 1
		}
		return a - b
	})
	if len(planned) > 0 && len(out) > 0 && out[0] == planned[0] && !slices.ContainsFunc(out, func(q int) bool { return !slices.Contains(planned, q) }) {
		return planned // nothing but what was planned, and most of what comes first
	}
	return out
}

// said is the handle time by hour as it was forecast, or as the requirement has it.
func said(day *rosters.Day, q *rosters.DayQueue, running []forecast.RunningDay) []missed.Mean {
	work, contacts := make([]float64, 24), make([]float64, 24)
	at := slices.IndexFunc(running, func(r forecast.RunningDay) bool { return r.QueueID == q.QueueID && r.SaidHandle != nil })
	if at >= 0 {
		r := &running[at]
		for k := range r.Said {
			hour := k * r.GrainMinutes / 60
			work[hour], contacts[hour] = work[hour]+r.Said[k]*r.SaidHandle[k], contacts[hour]+r.Said[k]
		}
	} else {
		for k, x := range q.Slots {
			hour := k * day.GrainMinutes / 60
			work[hour], contacts[hour] = work[hour]+x.Contacts*x.Handle, contacts[hour]+x.Contacts
		}
	}
	return hourly(work, contacts, 0, []missed.Mean{{Seconds: 180}})
}

// leastAnswered contacts make a mean handle time of an hour.
const leastAnswered = 20

// took is the handle time by hour as it was; of hours with few contacts that of
// the day, of days without any that which was planned.
func took(work, answered []float64, planned []missed.Mean) []missed.Mean {
	return hourly(work, answered, leastAnswered, planned)
}

func hourly(work, contacts []float64, least float64, otherwise []missed.Mean) []missed.Mean {
	all, n := 0.0, 0.0
	for h := range work {
		all, n = all+work[h], n+contacts[h]
	}
	if n == 0 || all == 0 {
		return otherwise
	}
	out := []missed.Mean{}
	for h := range work {
		mean := all / n
		if contacts[h] > least && work[h] > 0 {
			mean = work[h] / contacts[h]
		}
		if h == 0 || math.Abs(mean-out[len(out)-1].Seconds) > 1e-9 {
			out = append(out, missed.Mean{From: float64(h * 3600), Seconds: mean})
		}
	}
	return out
}

// detail fills in what was otherwise than planned within the stretch.
func (m *Missed) detail(day *rosters.Day, p *missed.Day, reaches func(string) bool) {
	m.Contacts, m.Handle, m.Absent, m.Away, m.Served = []Differs{}, []Differs{}, []Differs{}, []Differs{}, []Served{}
	for k := m.From / day.GrainMinutes; k < m.To/day.GrainMinutes; k++ {
		x := Differs{Name: clockText(k * day.GrainMinutes)}
		for i := range p.Queues {
			if p.Queues[i].Counts {
				x.Planned, x.Was = x.Planned+p.Queues[i].Contacts.Planned[k], x.Was+p.Queues[i].Contacts.Actual[k]
			}
		}
		x.Planned = tidy(x.Planned)
		m.Contacts = append(m.Contacts, x)
	}
	for i := range p.Queues {
		if p.Queues[i].Counts {
			m.Handle = append(m.Handle, Differs{ID: day.Queues[i].QueueID, Name: day.Queues[i].Name, Planned: tidy(over(p.Queues[i].Handle.Planned, p.From, p.To)), Was: tidy(over(p.Queues[i].Handle.Actual, p.From, p.To))})
		}
	}
	stretch := []missed.Stretch{{From: p.From, To: p.To}}
	next := 0
	for i := 0; i < len(day.Duty); next++ {
		d := &day.Duty[i]
		for i < len(day.Duty) && day.Duty[i].PersonID == d.PersonID {
			i++
		}
		x := &p.People[next]
		planned, is := within(x.Work.Planned, stretch)/60, within(x.Work.Actual, stretch)/60
		row := Differs{ID: d.PersonID, Name: d.Name, Planned: tidy(planned), Was: tidy(is)}
		switch {
		case !reaches(d.PersonID):
		case !x.Came && planned > 0:
			m.Absent = append(m.Absent, row)
		case x.Came && math.Abs(planned-is) >= 1:
			m.Away = append(m.Away, row)
		}
		if reaches(d.PersonID) && x.Came && !slices.Equal(x.Serves.Planned, x.Serves.Actual) {
			name := func(list []int) []string {
				out := []string{}
				for _, q := range list {
					out = append(out, day.Queues[q].Name)
				}
				return out
			}
			m.Served = append(m.Served, Served{Person{d.PersonID, d.Name}, name(x.Serves.Planned), name(x.Serves.Actual)})
		}
	}
	slices.SortStableFunc(m.Away, func(a, b Differs) int {
		switch x, y := a.Was-a.Planned, b.Was-b.Planned; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
}

// over is a mean by time of day over a stretch.
func over(means []missed.Mean, from, to float64) float64 {
	sum := 0.0
	for i, x := range means {
		end := float64(dayMinutes * 60)
		if i+1 < len(means) {
			end = means[i+1].From
		}
		sum += x.Seconds * max(min(end, to)-max(x.From, from), 0)
	}
	return sum / (to - from)
}
