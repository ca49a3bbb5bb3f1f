package rosters

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"slices"

	"github.com/lingting/lingting/calc/sim"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// JobCertify is the kind of the job that simulates a roster.
const JobCertify = "roster.certify"

// Certificate is what a simulation of a roster says will happen: each day is
// simulated many times with everybody's shifts and breaks, real skills, absence
// and the uncertainty of the forecast.
type Certificate struct {
	Rev          int64       `json:"rev" doc:"of the roster that was simulated; another than the roster's: it was changed since"`
	MadeMs       int64       `json:"made_ms"`
	MadeBy       string      `json:"made_by"`
	Engine       string      `json:"engine" doc:"version of the simulator"`
	Replications int         `json:"replications" doc:"days simulated of each day"`
	Seed         uint64      `json:"seed"`
	Days         []CertDay   `json:"days"`
	Weak         []WeakSpot  `json:"weak_spots" doc:"intervals most likely to miss, by contacts late beyond the target"`
	Fairness     []Fairness  `json:"fairness"`
	Slots        []CertSlots `json:"slots,omitempty" doc:"of the day asked for, by queue"`
}

// CertDay is a day of a certificate, of a queue or (no id) of all.
type CertDay struct {
	Day       int      `json:"day"`
	On        string   `json:"on" format:"date"`
	QueueID   string   `json:"queue_id,omitempty"`
	Queue     string   `json:"queue,omitempty"`
	Target    float64  `json:"target_percent"`
	Contacts  float64  `json:"contacts"`
	Level     float64  `json:"level_percent" doc:"expected: of all simulated contacts together"`
	Low       float64  `json:"low_percent" doc:"below it in a tenth of the days"`
	High      float64  `json:"high_percent" doc:"above it in a tenth of the days"`
	Holds     float64  `json:"holds_percent" doc:"days on which the target holds"`
	Occupancy *float64 `json:"occupancy_percent,omitempty" doc:"of all agents; only with all queues"`
	Weak      int      `json:"weak_intervals" doc:"in which the target holds on fewer than half the days"`
}

// CertSlots are the intervals of a queue on a day.
type CertSlots struct {
	QueueID string     `json:"queue_id"`
	Queue   string     `json:"queue"`
	Target  float64    `json:"target_percent"`
	Slots   []CertSlot `json:"slots"`
}

// CertSlot is an interval.
type CertSlot struct {
	At       string  `json:"at"`
	Contacts float64 `json:"contacts"`
	Level    float64 `json:"level_percent"`
	Low      float64 `json:"low_percent"`
	High     float64 `json:"high_percent"`
	Holds    float64 `json:"holds_percent" doc:"days on which the target holds in the interval"`
}

// WeakSpot is an interval that will likely miss, and how many more people would
// bring it to what is required.
type WeakSpot struct {
	Day     int     `json:"day"`
	On      string  `json:"on" format:"date"`
	At      string  `json:"at"`
	QueueID string  `json:"queue_id"`
	Queue   string  `json:"queue"`
	Level   float64 `json:"level_percent"`
	Holds   float64 `json:"holds_percent"`
	Late    float64 `json:"late_contacts" doc:"late beyond what the target allows, on average"`
	More    int     `json:"more_people" doc:"of the skill in the interval, to what is required; 0: enough are there, chance and uncertainty remain"`
	slot    int
	Cures   []Cure `json:"cures" doc:"what was found to mend it, each simulated; what takes least first"`
}

// Fairness is how evenly something is given to people.
type Fairness struct {
	What  string  `json:"what" enum:"nights,weekends,early,late,paid_h"`
	Mean  float64 `json:"mean"`
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
	Gini  float64 `json:"gini" doc:"0: everybody the same; 1: one person has all"`
}

const codeNoCertificate = "roster.version.no_certificate"

const (
	certDays     = 200 // simulated days of each day
	mostWeak     = 12
	usualTarget  = 80 // per cent, of a queue without one
	normalTenth  = 1.2815515655446004
	certFairness = 5
	certShare    = 0.8 // of the work, before the cures of weak spots
)

// certify is the input of the job.
type certify struct {
	RosterID string `json:"roster_id"`
}

// RunCertificate starts the job that simulates a roster. Needs the permission
// roster.edit.
func (s *Service) RunCertificate(ctx context.Context, id string) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return "", err
	}
	if _, err := s.Get(ctx, id); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		jobID, err = jobs.Start(ctx, tx, JobCertify, certify{id})
		return err
	})
	return jobID, err
}

func (s *Service) certifyJob(ctx context.Context, r *jobs.Run) error {
	var in certify
	if err := r.Input(&in); err != nil {
		return err
	}
	if err := s.Certify(ctx, in.RosterID, r.Progress); err != nil {
		return err
	}
	r.Result(Result{RosterID: in.RosterID})
	return nil
}

// Certify simulates a roster and keeps what came of it, in place of an earlier
// certificate. Needs the permission roster.edit.
func (s *Service) Certify(ctx context.Context, id string, progress func(float64, string)) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return err
	}
	b, err := s.basisOf(ctx, v, lines)
	if err != nil {
		return err
	}
	if b.unsure, err = s.unsure(ctx, v.PlanID); err != nil {
		return err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	out := Certificate{Rev: v.Rev, Engine: sim.Version, Replications: certDays, Seed: v.Settings.Seed, Days: []CertDay{}, Weak: []WeakSpot{}, Fairness: b.fairness(lines)}
	slots := make([][]CertSlots, b.days.Days())
	p := b.presence()
	b.fill(p, lines)
	for day := range slots {
		on := b.days.From.Add(day)
		progress(certShare*float64(day)/float64(len(slots)), on.String())
		sums, of, weak, err := s.certifyDay(ctx, b, p, lines, day, v.Settings.Seed)
		if err != nil {
			return err
		}
		slots[day] = of
		out.Days = append(out.Days, sums...)
		out.Weak = append(out.Weak, weak...)
	}
	slices.SortStableFunc(out.Weak, func(x, y WeakSpot) int { return cmp.Compare(y.Late, x.Late) })
	out.Weak = out.Weak[:min(len(out.Weak), mostWeak)]
	for i := range out.Weak {
		progress(certShare+(1-certShare)*float64(i)/float64(len(out.Weak)), out.Weak[i].On+" "+out.Weak[i].At)
		if out.Weak[i].Cures, err = s.cures(ctx, b, lines, &out.Weak[i], v.Settings.Seed); err != nil {
			return err
		}
	}
	about, aboutErr := json.Marshal(out)
	days, daysErr := json.Marshal(slots)
	if err := errors.Join(aboutErr, daysErr); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := load(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qCertificatePut, id, v.Rev, string(about), string(days), clock.Ms(s.clk), actorName(ctx)); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.version.certify", Object: "roster_version", ObjectID: id, After: map[string]any{"rev": v.Rev}})
	})
}

// Certificate gives the certificate of a roster, with the intervals of a day
// (below 0: of none). Needs the permission roster.read.
func (s *Service) Certificate(ctx context.Context, id string, day int) (out Certificate, err error) {
	if _, err := s.Get(ctx, id); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		var days string
		_, err := sqldb.One(ctx, tx, qCertificate, func(r sqldb.Row) (x struct{}, err error) {
			var about string
			var rev, madeMs int64
			var by string
			if err = r.Scan(&rev, &about, &days, &madeMs, &by); err != nil {
				return x, err
			}
			err = json.Unmarshal([]byte(about), &out)
			out.Rev, out.MadeMs, out.MadeBy = rev, madeMs, by
			out.veil(authz.RequireCentre(ctx, PermissionEdit) == nil)
			return x, err
		}, id)
		if errors.Is(err, sqldb.ErrNotFound) {
			return fault.NotFoundf(codeNoCertificate, "The roster was not simulated yet.")
		}
		if err != nil || day < 0 {
			return err
		}
		var all [][]CertSlots
		if err := json.Unmarshal([]byte(days), &all); err != nil {
			return err
		}
		if day < len(all) {
			out.Slots = all[day]
		}
		return nil
	})
	return out, err
}

// veil leaves out whose days a cure would change, for those who may not change
// them; a certificate of before there were cures has none.
func (c *Certificate) veil(edits bool) {
	for i := range c.Weak {
		if c.Weak[i].Cures == nil {
			c.Weak[i].Cures = []Cure{}
		}
		for k := range c.Weak[i].Cures {
			if !edits {
				c.Weak[i].Cures[k].Edits = nil
			}
		}
	}
}

// unsure is how unsure each queue's forecast is, over the plan's intervals: the
// width of the band in which contacts come on average with 80 %.
func (s *Service) unsure(ctx context.Context, planID string) (map[string]float64, error) {
	basis, err := s.plans.Basis(asRoster(ctx), planID)
	if err != nil {
		return nil, err
	}
	width, mean := map[string]float64{}, map[string]float64{}
	for _, d := range basis.Days {
		for _, x := range d.Slots {
			width[d.QueueID] += (x.High - x.Low) / (2 * normalTenth)
			mean[d.QueueID] += x.Contacts
		}
	}
	for id, m := range mean {
		if m > 0 {
			width[id] /= m
		}
	}
	return width, nil
}

// counted are a queue's intervals of the simulated days.
type counted struct {
	x            Rate
	measure      int
	level        [][]float64 // by interval, of the days with contacts
	above, below []float64
	days         []float64 // level of each day
}

// lived are the simulated days of one day.
type lived struct {
	queues     []counted
	days       []float64 // level of all queues, of each day with contacts
	inTime     float64   // contacts of a day served in time, of all queues, on average
	busy, duty float64   // of agents
}

// live simulates a day; ok is false when nothing comes or nobody is there.
func (b *basis) live(ctx context.Context, rates []Rate, duty []Duty, day int, seed uint64) (out lived, ok bool, err error) {
	m, ok := Simulated(b.grain, b.plan.ShortSeconds, rates, duty)
	if !ok {
		return out, false, nil
	}
	program, err := sim.Compile(m)
	if err != nil {
		return out, false, simulateFault(b.days.From.Add(day), err)
	}
	out.queues = make([]counted, len(rates))
	for i, x := range rates {
		at, ok := sim.MeasureIndex(string(cmp.Or(x.Queue.Target.Variant, "sl-off")))
		if !ok {
			at, _ = sim.MeasureIndex("sl-off")
		}
		out.queues[i] = counted{x: x, measure: at, level: make([][]float64, program.Intervals()), above: make([]float64, program.Intervals()), below: make([]float64, program.Intervals())}
	}
	err = sim.Each(ctx, program, sim.Options{Seed: seed*1000 + uint64(day), Replications: certDays, Workers: runtime.GOMAXPROCS(0)}, func(_ int, c sim.Counts) {
		got, asked := 0.0, 0.0
		for i := range out.queues {
			q := &out.queues[i]
			above, below := 0.0, 0.0
			for k := range q.level {
				x, y := c.Contacts(q.measure, k, i)
				if y > 0 {
					q.level[k] = append(q.level[k], x/y)
				}
				q.above[k], q.below[k] = q.above[k]+x, q.below[k]+y
				above, below = above+x, below+y
			}
			if below > 0 {
				q.days = append(q.days, above/below)
			}
			got, asked = got+above, asked+below
		}
		if asked > 0 {
			out.days = append(out.days, got/asked)
		}
		out.inTime += got / certDays
		for g := range program.Groups() {
			for k := range program.Intervals() {
				x, y := c.Agents(k, g)
				out.busy, out.duty = out.busy+x, out.duty+y
			}
		}
	})
	return out, true, err
}

// certifyDay simulates a day.
func (s *Service) certifyDay(ctx context.Context, b *basis, p *presence, lines []Line, day int, seed uint64) (sums []CertDay, of []CertSlots, weak []WeakSpot, err error) {
	all := CertDay{Day: day, On: b.days.From.Add(day).String()}
	lived, ok, err := b.live(ctx, b.rates(day), b.duty(lines, day), day, seed)
	if err != nil || !ok {
		return nil, []CertSlots{}, nil, err
	}
	queues, days := lived.queues, lived.days
	weighted := 0.0
	perDay := dayMinutes / b.grain
	for i := range queues {
		q := &queues[i]
		d := CertDay{Day: day, On: all.On, QueueID: q.x.Queue.QueueID, Queue: q.x.Queue.Name, Target: q.x.target(), Contacts: tidy(q.x.contacts(b.grain))}
		slots := CertSlots{QueueID: d.QueueID, Queue: d.Queue, Target: d.Target}
		above, below := 0.0, 0.0
		for k := range q.level {
			if q.x.PerHour[k] <= 0 || q.below[k] == 0 {
				continue
			}
			above, below = above+q.above[k], below+q.below[k]
			x := CertSlot{At: clockText(k * b.grain), Contacts: tidy(q.x.PerHour[k] * float64(b.grain) / 60), Level: percent(q.above[k] / q.below[k])}
			x.Low, x.High = Band(q.level[k])
			x.Holds = Holds(q.level[k], d.Target)
			slots.Slots = append(slots.Slots, x)
			if x.Holds >= 50 {
				continue
			}
			d.Weak++
			skill := b.skillOf(q.x.SkillID)
			_, agents := b.slotsOf(skill, day, k)
			short := float64(agents)/(1-b.away) - p.there[skill][day*perDay+k]
			weak = append(weak, WeakSpot{Day: day, slot: k, On: d.On, At: x.At, QueueID: d.QueueID, Queue: d.Queue, Level: x.Level, Holds: x.Holds,
				Late: tidy(max(d.Target-x.Level, 0) / 100 * x.Contacts), More: int(max(math.Ceil(short-1e-6), 0)), Cures: []Cure{}})
		}
		if below > 0 {
			d.Level = percent(above / below)
			d.Low, d.High = Band(q.days)
			d.Holds = Holds(q.days, d.Target)
			sums = append(sums, d)
		}
		if slots.Slots != nil {
			of = append(of, slots)
		}
		all.Contacts += d.Contacts
		all.Weak += d.Weak
		weighted += d.Contacts * d.Target
	}
	if len(days) > 0 && all.Contacts > 0 {
		mean := 0.0
		for _, v := range days {
			mean += v / float64(len(days))
		}
		all.Target, all.Level, all.Contacts = tidy(weighted/all.Contacts), percent(mean), tidy(all.Contacts)
		all.Low, all.High = Band(days)
		all.Holds = Holds(days, all.Target)
		if lived.duty > 0 {
			occupancy := percent(lived.busy / lived.duty)
			all.Occupancy = &occupancy
		}
		sums = append([]CertDay{all}, sums...)
	}
	return sums, of, weak, nil
}

func percent(v float64) float64 { return math.Round(1e4*v) / 100 }

// Band is between the tenth and the ninetieth of a hundred values, in per cent.
func Band(values []float64) (low, high float64) {
	if len(values) == 0 {
		return 0, 0
	}
	v := slices.Sorted(slices.Values(values))
	at := func(share float64) float64 {
		x := share * float64(len(v)-1)
		k := int(x)
		if k+1 >= len(v) {
			return v[len(v)-1]
		}
		return v[k] + (x-float64(k))*(v[k+1]-v[k])
	}
	return percent(at(0.1)), percent(at(0.9))
}

// Holds is in how many of a hundred values a target in per cent holds.
func Holds(values []float64, target float64) float64 {
	n := 0
	for _, v := range values {
		if 100*v >= target-1e-9 {
			n++
		}
	}
	return percent(float64(n) / float64(max(len(values), 1)))
}

// fairness is how evenly nights, weekends, early and late shifts and paid hours
// are given.
func (b *basis) fairness(lines []Line) []Fairness {
	counts := make([][]float64, certFairness)
	for k := range counts {
		counts[k] = make([]float64, len(lines))
	}
	for i := range lines {
		weekends := map[int]bool{}
		for _, c := range lines[i].Cells {
			if c.TypeID == "" {
				continue
			}
			counts[4][i] += float64(b.paid(c)) / 60
			if on := b.days.From.Add(c.Day); on.SinceMonday() >= 5 {
				weekends[(c.Day+b.days.From.SinceMonday())/7] = true
			}
			at := slices.IndexFunc(b.starts, func(x start) bool { return x.TypeID == c.TypeID && x.Begin == c.Begins })
			switch {
			case at >= 0 && b.starts[at].Night:
				counts[0][i]++
			case c.Begins < 9*60:
				counts[2][i]++
			case c.Begins >= 12*60:
				counts[3][i]++
			}
		}
		counts[1][i] = float64(len(weekends))
	}
	out := []Fairness{}
	for k, what := range []string{"nights", "weekends", "early", "late", "paid_h"} {
		v := slices.Sorted(slices.Values(counts[k]))
		if len(v) == 0 {
			continue
		}
		f := Fairness{What: what, Least: tidy(v[0]), Most: tidy(v[len(v)-1])}
		sum, rank := 0.0, 0.0
		for i, x := range v {
			sum += x
			rank += float64(2*(i+1)-len(v)-1) * x
		}
		f.Mean = tidy(sum / float64(len(v)))
		if sum > 0 {
			f.Gini = tidy(rank / (float64(len(v)) * sum))
		}
		out = append(out, f)
	}
	return out
}
