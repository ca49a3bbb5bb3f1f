package whatif

import (
	"context"
	"math"
	"runtime"
	"slices"
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
	out := &Outcome{BusiestDay: r.busiest, Every: r.every, Queues: []QueueCase{}, Curve: []Point{}, Cross: saved}
	var sheets [3]sheet
	reach := r.together()
	points := make([][]Point, len(all))
	for i := range base.Queues {
		q, x := &base.Queues[i], &all[i]
		out.Queues = append(out.Queues, QueueCase{QueueID: q.ID, Base: before.of(&x.base), Kept: before.of(&x.kept), Adapted: after.of(&x.adapted)})
		s := shareOf(saved, q.ID)
		for _, y := range []*sheet{&x.base, &x.kept, &x.adapted} {
			y.draw(reach)
		}
		sheets[0].merge(&x.base, 1, 1, 1)
		sheets[1].merge(&x.kept, 1, 1, 1)
		sheets[2].merge(&x.adapted, 1-s.Share, 1-s.Low, 1-s.High)
		points[i] = slices.Clone(x.curve)
		for k := range points[i] {
			p := &points[i][k]
			p.Adapted, p.Low, p.High = p.Adapted*(1-s.Share), p.Low*(1-s.High), p.High*(1-s.Low)
		}
	}
	out.Curve = curve(points, base.ApartSlots)
	r.peaks(all, saved, &sheets)
	out.Base, out.Kept, out.Adapted = before.of(&sheets[0]), before.of(&sheets[1]), after.of(&sheets[2])
	for _, c := range levers.Cross {
		out.Once += float64(c.People) * costs.PerTrained
	}
	out.Once, out.Payback = rough(out.Once), payback(out.Once, out.Base.Money-out.Adapted.Money)
	out.Attrition = r.attrition(out.Adapted.FTE, costs)
	return out, nil
}

// together is how far the sum of all queues goes towards the ends when the sum
// of each queue is at the end of its band: queues err apart in part.
func (r *reckoning) together() (out [2]float64) {
	for end := range out {
		sum, squares := 0.0, 0.0
		for i := range r.base.Queues {
			q := &r.base.Queues[i]
			off := 0.0
			reach := q.reach()
			for _, slots := range q.Days {
				for k := range slots {
					_, contacts := toward(&slots[k], end, reach)
					off += math.Abs(contacts-slots[k].Contacts) * slots[k].Handle
				}
			}
			sum, squares = sum+off, squares+off*off
		}
		out[end] = 1
		if sum > 0 {
			out[end] = together(sum, squares, r.base.Apart) / sum
		}
	}
	return out
}

// together is how far a sum is off of parts that err apart in part.
func together(sum, squares, apart float64) float64 {
	return math.Sqrt((1-apart)*sum*sum + apart*squares)
}

// curve sums the queues' points.
func curve(queues [][]Point, apart float64) []Point {
	out := []Point{}
	var off [2][]float64 // squares
	for _, points := range queues {
		for k, p := range points {
			if k == len(out) {
				out = append(out, Point{})
				off[0], off[1] = append(off[0], 0), append(off[1], 0)
			}
			o := &out[k]
			o.Base, o.Kept, o.Adapted, o.Low, o.High = o.Base+p.Base, o.Kept+p.Kept, o.Adapted+p.Adapted, o.Low+p.Low, o.High+p.High
			off[0][k] += (p.Adapted - p.Low) * (p.Adapted - p.Low)
			off[1][k] += (p.High - p.Adapted) * (p.High - p.Adapted)
		}
	}
	for k := range out {
		o := &out[k]
		low, high := together(o.Adapted-o.Low, off[0][k], apart), together(o.High-o.Adapted, off[1][k], apart)
		*o = Point{Base: rough(o.Base), Kept: rough(o.Kept), Adapted: rough(o.Adapted), Low: rough(max(o.Adapted-low, 0)), High: rough(o.Adapted + high)}
	}
	return out
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
	w := worker{r: r, q: q, change: r.levers.of(q.ID), out: &out, reach: q.reach()}
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
