package calibration

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/calc/sim"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Job is the kind of the job that replays days. Its result has the
// calibration's id.
const Job = "staffing.calibration"

// Result is the result of a job that replayed days.
type Result struct {
	CalibrationID string `json:"calibration_id"`
	Days          int    `json:"days" doc:"with contacts"`
	Within        int    `json:"within" doc:"of them within 3 points"`
}

// Run starts the job that replays days. Needs the permission staffing.edit.
func (s *Service) Run(ctx context.Context, in Request) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return "", err
	}
	if err := in.check(); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		if in.LastOn.String() >= today {
			return fault.Invalidf("staffing.calibration.invalid", "The days cannot be replayed as it is asked for.").
				WithField("body.last_on", "staffing.calibration.not_past", "must be before today")
		}
		jobID, err = jobs.Start(ctx, tx, Job, in)
		return err
	})
	return jobID, err
}

func (s *Service) job(ctx context.Context, r *jobs.Run) error {
	var in Request
	if err := r.Input(&in); err != nil {
		return err
	}
	c, _, err := s.Make(ctx, r.ID, in, r.Progress)
	if err != nil {
		return err
	}
	r.Result(Result{CalibrationID: c.ID, Days: c.Whole.Days, Within: c.Whole.Within})
	return nil
}

// NewID is an id for Make.
func (s *Service) NewID() string { return id.New(s.clk) }

// ground is what a calibration stands on.
type ground struct {
	centre  org.Centre
	dir     org.Directory
	history *history
	learnt  *learnt
	frames  []frame
	chosen  []int // queues of the history
	left    []float64
	numbers map[string]map[civil.Date]Side // by queue id, "" for all
	metrics map[string]int
}

// Make replays the days and stores the calibration with the id; made twice, the
// first stands. progress (may be nil) hears how far it is. Needs the
// permissions staffing.edit and metric.read.
func (s *Service) Make(ctx context.Context, calibrationID string, in Request, progress func(float64, string)) (Calibration, []Figures, error) {
	var c Calibration
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return c, nil, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	if err := in.check(); err != nil {
		return c, nil, err
	}
	g, err := s.prepare(ctx, in)
	if err != nil {
		return c, nil, err
	}
	names := make([]string, len(g.frames))
	for i := range names {
		names[i] = in.FirstOn.Add(i).String()
	}
	found, err := jobs.Each(ctx, names, progress, func(ctx context.Context, i int, _ func(float64)) ([]Figures, error) {
		return g.day(ctx, in, in.FirstOn.Add(i), g.frames[i])
	})
	if err != nil {
		return c, nil, err
	}
	days := slices.Concat(found...)
	c = Calibration{ID: calibrationID, Name: in.Name, FirstOn: in.FirstOn, LastOn: in.LastOn, About: g.about(in, days), CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx)}
	return c, days, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		added, err := add(ctx, tx, c, days)
		if err != nil || !added {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "staffing.calibration.create", Object: "staffing_calibration", ObjectID: c.ID, After: c.head()})
	})
}

// prepare reads everything and learns from it.
func (s *Service) prepare(ctx context.Context, in Request) (*ground, error) {
	g := &ground{}
	r := civil.Range{From: in.FirstOn, To: in.LastOn}
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if g.centre, err = s.org.Centre(ctx, tx); err != nil {
			return err
		}
		if g.dir, err = s.org.Directory(ctx, tx); err != nil {
			return err
		}
		for i, id := range in.QueueIDs {
			if _, ok := g.dir.Queue(id); !ok {
				return fault.Invalidf("staffing.calibration.invalid", "The days cannot be replayed as it is asked for.").
					WithField("body.queue_ids."+number(i), "unknown", "there is no such queue")
			}
		}
		from, to := r.Bounds(g.centre.Location())
		g.history, err = s.gather(ctx, tx, g.dir, from, to)
		return err
	}); err != nil {
		return nil, err
	}
	h := g.history
	if !slices.ContainsFunc(h.visits, func(v visit) bool { return v.answered() }) {
		return nil, fault.Invalidf("staffing.calibration.no_contacts", "No single answered contacts are kept of these days, so there is nothing to replay. Imported interval reports do not tell single contacts.").
			WithField("body.first_on", "no_contacts", "no single contacts are kept of these days")
	}
	for q, id := range h.queues {
		if len(in.QueueIDs) == 0 || slices.Contains(in.QueueIDs, id) {
			g.chosen = append(g.chosen, q)
		}
	}
	slices.SortFunc(g.chosen, func(a, b int) int { return cmp.Compare(g.code(a), g.code(b)) })
	g.left = h.leftShares()
	g.learnt = h.learn()
	g.frames = frames(r, g.centre, g.dir, h)
	return g, s.ask(ctx, g, in)
}

// leftShares are, by queue, how many of those gone left for something else.
func (h *history) leftShares() []float64 {
	gone, left := make([]float64, len(h.queues)), make([]float64, len(h.queues))
	for i := range h.visits {
		if v := &h.visits[i]; v.gone() && !v.lost() {
			gone[v.queue]++
			if v.how != telephony.CodeAbandoned {
				left[v.queue]++
			}
		}
	}
	for q := range left {
		left[q] /= max(gone[q], 1)
	}
	return left
}

// ask takes the actual numbers from the metric module.
func (s *Service) ask(ctx context.Context, g *ground, in Request) error {
	g.numbers, g.metrics = map[string]map[civil.Date]Side{}, map[string]int{}
	level := g.centre.ServiceLevelVariant
	ids := []string{}
	for _, q := range g.chosen {
		ids = append(ids, g.history.queues[q])
	}
	for _, by := range [][]metric.Dimension{{metric.ByQueue}, nil} {
		a, err := s.numbers.Query(ctx, metric.Query{From: in.FirstOn.String(), To: in.LastOn.String(), Grain: metric.GrainDay, By: by,
			Metrics: []string{"offered", "answered", level, "asa"}, Filter: metric.Filter{Queues: ids, Channels: []string{voice}}})
		if err != nil {
			return err
		}
		for _, d := range a.Metrics {
			g.metrics[d.ID] = max(g.metrics[d.ID], d.Version)
		}
		for i := range a.Rows {
			row := &a.Rows[i]
			on, err := civil.Parse(row.Start[:min(len(row.Start), 10)])
			if err != nil {
				return err
			}
			id := row.Dims[metric.ByQueue].ID
			if g.numbers[id] == nil {
				g.numbers[id] = map[civil.Date]Side{}
			}
			value := func(metricID string) float64 {
				if v := row.Values.Of(metricID).Value; v != nil {
					return *v
				}
				return 0
			}
			n := row.Values.Of(level)
			side := Side{Offered: value("offered"), Answered: value("answered"), Num: n.Num, Den: n.Den, Level: percent(n.Num, n.Den)}
			side.Gone = side.Offered - side.Answered
			if v := row.Values.Of("asa").Value; v != nil {
				asa := round(*v, 100)
				side.ASA = &asa
			}
			g.numbers[id][on] = side
		}
	}
	return nil
}

// day replays a day.
func (g *ground) day(ctx context.Context, in Request, on civil.Date, f frame) ([]Figures, error) {
	h, l := g.history, g.learnt
	r := l.replay(h, f)
	// Days must not meet the same chance: each has seeds of its own.
	runs, err := r.simulate(ctx, uint64(in.Seed)*1_000_003+uint64(on.Sub(civil.Date{}))*1009, in.Replications)
	if err != nil {
		return nil, err
	}
	signs := l.look(h, f)
	var everybody seen
	for q := range signs {
		everybody.add(&signs[q])
	}
	variant := g.centre.ServiceLevelVariant
	var out []Figures
	whole := Figures{On: on}
	all := make([]outcome, in.Replications)
	var sign seen
	var left, gone, actualWork float64
	complete := true
	for _, q := range g.chosen {
		d := Figures{QueueID: h.queues[q], On: on}
		d.Actual = g.numbers[d.QueueID][on]
		if signs[q].contacts == 0 && d.Actual.Offered == 0 {
			continue
		}
		if r.known[q] {
			d.Simulated, d.HalfWidth, d.Spread = shown(runs[q], variant, g.left[q])
		}
		d.settle(&signs[q], &everybody, l.dead, l.pooled[q])
		out = append(out, d)
		for k := range all {
			all[k].add(runs[q][k], 1)
			gone += runs[q][k].gone
			left += runs[q][k].gone * g.left[q]
		}
		complete = complete && r.known[q]
		sign.add(&signs[q])
	}
	if sign.contacts == 0 {
		return nil, nil
	}
	for i := range h.visits {
		if v := &h.visits[i]; v.entered >= f.from && v.entered < f.to && v.answered() {
			actualWork += v.ring + v.talk + v.wrapUp
		}
	}
	whole.Actual = g.numbers[""][on]
	if complete {
		whole.Simulated, whole.HalfWidth, whole.Spread = shown(all, variant, left/max(gone, 1e-9))
	}
	if r.duty > 0 && len(g.chosen) == len(h.queues) {
		simulated := 0.0
		for k := range all {
			simulated += all[k].handled / float64(len(all))
		}
		duty := round(r.duty, 100)
		whole.DutyHours = &duty
		whole.Actual.Occupancy, whole.Simulated.Occupancy = percent(actualWork/3600, r.duty), percent(simulated/3600, r.duty)
	}
	whole.settle(&sign, &sign, l.dead, false)
	return append([]Figures{whole}, out...), nil
}

// settle fills in how far the two sides are apart, and why.
func (d *Figures) settle(signs, all *seen, dead []float64, pooled bool) {
	if d.Actual.Level != nil && d.Simulated.Level != nil {
		v := round(*d.Simulated.Level-*d.Actual.Level, 100)
		d.Deviation = &v
	}
	d.Causes = signs.causes(&d.Sides, all, dead, pooled)
}

func (g *ground) code(q int) string {
	if known, ok := g.dir.Queue(g.history.queues[q]); ok {
		return known.Code
	}
	return g.history.queues[q]
}

// about says what the calibration was made from and what came of it.
func (g *ground) about(in Request, days []Figures) About {
	h, l := g.history, g.learnt
	a := About{ModelVersion: ModelVersion, Engine: sim.Version, Timezone: g.centre.Timezone, Variant: g.centre.ServiceLevelVariant, Metrics: g.metrics,
		Replications: in.Replications, Seed: in.Seed, Agents: len(h.agents), Queues: []Learnt{}}
	for _, inferred := range l.inferred {
		if inferred {
			a.Inferred++
		}
	}
	if len(l.dead) > 0 {
		v := round(total(l.dead)/float64(len(l.dead)), 10)
		a.DeadMean = &v
	}
	of := map[string][]Figures{}
	for _, d := range days {
		of[d.QueueID] = append(of[d.QueueID], d)
	}
	a.Whole = summarise(of[""])
	var cells []Figures
	for _, q := range g.chosen {
		one := Learnt{QueueID: h.queues[q], Code: g.code(q), Name: g.code(q), PatiencePooled: l.pooled[q], HeadStart: round(l.head[q], 1), Month: summarise(of[h.queues[q]])}
		if known, ok := g.dir.Queue(one.QueueID); ok {
			one.Name = known.Name
		}
		for i := range h.visits {
			v := &h.visits[i]
			if v.queue != q || v.entered < g.frames[0].from || v.entered >= g.frames[len(g.frames)-1].to {
				continue
			}
			one.Contacts++
			if v.gone() {
				one.Gone++
			}
			if v.lost() {
				one.Lost++
			}
		}
		a.Contacts += one.Contacts
		if len(l.patience[q]) > 0 {
			v := round(l.patience[q][len(l.patience[q])/2], 10)
			one.Patience = &v
		}
		if n := len(l.handle[q]); n > 0 {
			v := round((total(l.handle[q])+total(l.wrapUp[q]))/float64(n), 10)
			one.Handle = &v
		}
		for _, has := range l.skills {
			if has[q] {
				one.Agents++
			}
		}
		a.Queues = append(a.Queues, one)
		cells = append(cells, of[one.QueueID]...)
	}
	a.Cells = summarise(cells)
	return a
}
