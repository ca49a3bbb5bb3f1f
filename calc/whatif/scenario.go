package whatif

import (
	"context"
	"runtime"
	"sync"
)

// Point is an interval of the busiest day, agents of all queues together.
type Point struct {
	Base    float64 `json:"base" doc:"agents of the base"`
	Kept    float64 `json:"kept" doc:"of them there after shrinkage and attrition"`
	Adapted float64 `json:"adapted" doc:"agents the scenario takes"`
	Low     float64 `json:"low" doc:"agents it takes at the low end of the forecast's 80 % band"`
	High    float64 `json:"high" doc:"at the high end"`
}

// QueueCase is a queue of an outcome. What cross-training saves is not in it.
type QueueCase struct {
	QueueID string `json:"queue_id"`
	Base    Case   `json:"base"`
	Kept    Case   `json:"kept"`
	Adapted Case   `json:"adapted"`
}

// Attrition is what leavers mean over the days of the base.
type Attrition struct {
	Months  float64 `json:"months" doc:"length of the base"`
	Leavers float64 `json:"leavers" doc:"people who leave and are hired anew, full-time"`
	Missing float64 `json:"missing_fte" doc:"people missing on the last day if nobody is hired"`
	Cost    float64 `json:"cost" doc:"of hiring and training them"`
}

// Outcome is what a scenario does.
type Outcome struct {
	Base       Case        `json:"base"`
	Kept       Case        `json:"kept" doc:"the scenario with the people scheduled in the base; cross-training is not in it"`
	Adapted    Case        `json:"adapted" doc:"the scenario with as many people as its targets take"`
	Queues     []QueueCase `json:"queues"`
	BusiestDay int         `json:"busiest_day" doc:"from the first day, 0 on"`
	Curve      []Point     `json:"curve" doc:"intervals of the busiest day of the base"`
	Attrition  *Attrition  `json:"attrition,omitempty"`
	Cross      []Saved     `json:"cross" doc:"what cross-training saves, by queues that are connected by it"`
	Once       float64     `json:"once" doc:"cost of cross-training, once"`
	Payback    *float64    `json:"payback_months" doc:"of that cost by what a month costs less; null: nothing is paid, or it never comes back"`
	Every      int         `json:"band_every" doc:"one interval in so many was reckoned for bands"`
}

// sampled is how many intervals bands are reckoned of at most, about.
const sampled = 3500

// reckoning is what is shared while a scenario is reckoned.
type reckoning struct {
	base    *Base
	levers  Levers
	every   int
	busiest int
	lean    bool // hours only: neither service nor curve
}

// one is what came of a queue.
type one struct {
	base, kept, adapted sheet
	curve               []Point
	scenario            [][]Slot // with the agents it takes
}

// Try reckons a scenario. The same input gives the same outcome.
func Try(ctx context.Context, base *Base, levers *Levers, costs Costs) (*Outcome, error) {
	r := newReckoning(base, levers, false)
	if r.days() == 0 {
		return &Outcome{Queues: []QueueCase{}, Curve: []Point{}, Cross: []Saved{}, Every: 1}, nil
	}
	all, err := r.queues(ctx)
	if err != nil {
		return nil, err
	}
	saved, err := r.cross(ctx, all)
	if err != nil {
		return nil, err
	}
	before, after := r.scales(costs)
	out := &Outcome{BusiestDay: r.busiest, Every: r.every, Queues: []QueueCase{}, Cross: saved}
	var sheets [3]sheet
	for i := range base.Queues {
		q, x := &base.Queues[i], &all[i]
		out.Queues = append(out.Queues, QueueCase{QueueID: q.ID, Base: before.of(&x.base), Kept: before.of(&x.kept), Adapted: after.of(&x.adapted)})
		s := shareOf(saved, q.ID)
		sheets[0].merge(&x.base, 1, 1, 1)
		sheets[1].merge(&x.kept, 1, 1, 1)
		sheets[2].merge(&x.adapted, 1-s.Share, 1-s.Low, 1-s.High)
		for k, p := range x.curve {
			if k == len(out.Curve) {
				out.Curve = append(out.Curve, Point{})
			}
			o := &out.Curve[k]
			o.Base, o.Kept, o.Adapted = o.Base+p.Base, o.Kept+p.Kept, o.Adapted+p.Adapted*(1-s.Share)
			o.Low, o.High = o.Low+p.Low*(1-s.High), o.High+p.High*(1-s.Low)
		}
	}
	r.peaks(all, saved, &sheets)
	for k := range out.Curve {
		o := &out.Curve[k]
		*o = Point{Base: rough(o.Base), Kept: rough(o.Kept), Adapted: rough(o.Adapted), Low: rough(o.Low), High: rough(o.High)}
	}
	out.Base, out.Kept, out.Adapted = before.of(&sheets[0]), before.of(&sheets[1]), after.of(&sheets[2])
	for _, c := range levers.Cross {
		out.Once += float64(c.People) * costs.PerTrained
	}
	out.Once, out.Payback = rough(out.Once), payback(out.Once, out.Base.Money-out.Adapted.Money)
	out.Attrition = r.attrition(out.Adapted.FTE, costs)
	return out, nil
}

// payback is after how many months a cost comes back.
func payback(once, saves float64) *float64 {
	if once <= 0 || saves <= 0 {
		return nil
	}
	v := rough(once / saves)
	return &v
}

func newReckoning(base *Base, levers *Levers, lean bool) *reckoning {
	r := &reckoning{base: base, levers: levers.clone(), every: 1, lean: lean}
	n, most := 0, 0.0
	for d := range r.days() {
		people := 0.0
		for i := range base.Queues {
			for k := range base.Queues[i].Days[d] {
				people += float64(base.Queues[i].Days[d][k].Agents)
				n++
			}
		}
		if people > most {
			r.busiest, most = d, people
		}
	}
	r.every = (n + sampled - 1) / sampled
	if r.every == 0 {
		r.every = 1
	}
	return r
}

func (r *reckoning) days() int {
	if len(r.base.Queues) == 0 {
		return 0
	}
	return len(r.base.Queues[0].Days)
}

// scales are of the base and kept staffing, and of adapted staffing, in which
// leavers are replaced.
func (r *reckoning) scales(costs Costs) (before, after scale) {
	before = scale{weeks: float64(r.days()) / 7, fullTime: r.base.FullTimeHours, costs: costs}
	after = before
	after.leaving = r.levers.AttritionPercent / 100
	return before, after
}

func (r *reckoning) attrition(fte float64, costs Costs) *Attrition {
	if r.levers.AttritionPercent == 0 {
		return nil
	}
	months := float64(r.days()) / monthDays
	// Who is hired in place of a leaver may leave too: the same part of the same
	// people goes in every month.
	leavers := fte * r.levers.AttritionPercent / 100 * months
	return &Attrition{Months: rough(months), Leavers: rough(leavers), Missing: rough(fte * (1 - r.levers.staying(r.days()-1))), Cost: rough(leavers * costs.PerHire)}
}

// queues reckons all queues, some at once, and gives them in their order.
func (r *reckoning) queues(ctx context.Context) ([]one, error) {
	out := make([]one, len(r.base.Queues))
	faults := make([]error, len(out))
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range out {
		wait.Add(1)
		go func() {
			defer wait.Done()
			free <- struct{}{}
			defer func() { <-free }()
			out[i], faults[i] = r.queue(ctx, &r.base.Queues[i])
		}()
	}
	wait.Wait()
	for i, err := range faults {
		if err != nil {
			return nil, faultOf(&r.base.Queues[i], err)
		}
	}
	return out, ctx.Err()
}

// queue reckons a queue.
func (r *reckoning) queue(ctx context.Context, q *Queue) (out one, err error) {
	w := worker{r: r, q: q, change: r.levers.of(q.ID), out: &out}
	w.was = newReckoner(q, q.Targets)
	w.is = newReckoner(q, w.change.targets(q.Targets))
	out.scenario = make([][]Slot, len(q.Days))
	for d := range q.Days {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		if d == r.busiest && !r.lean {
			out.curve = make([]Point, len(q.Days[d]))
		}
		out.scenario[d] = make([]Slot, len(q.Days[d]))
		for k := range q.Days[d] {
			if err := w.slot(d, k); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// peaks are the busiest intervals of all queues together, which is not the sum
// of theirs.
func (r *reckoning) peaks(all []one, saved []Saved, sheets *[3]sheet) {
	for i := range sheets {
		sheets[i].all.peak = 0
	}
	for d := range r.days() {
		staying := r.levers.staying(d)
		for k := 0; ; k++ {
			base, kept, adapted, more := 0.0, 0.0, 0.0, false
			for i := range all {
				q := &r.base.Queues[i]
				if k >= len(q.Days[d]) {
					continue
				}
				more = true
				was, is := &q.Days[d][k], &all[i].scenario[d][k]
				base += float64(was.Agents)
				kept += present(was, is, staying)
				adapted += float64(is.Agents) * (1 - shareOf(saved, q.ID).Share)
			}
			if !more {
				break
			}
			for i, v := range []float64{base, kept, adapted} {
				sheets[i].all.peak = max(sheets[i].all.peak, v)
			}
		}
	}
}
