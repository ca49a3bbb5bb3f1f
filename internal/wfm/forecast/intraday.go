package forecast

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// Intraday is the running day of the centre: what was forecast of it, what
// came, and what is expected of the rest.
type Intraday struct {
	On           civil.Date      `json:"on" format:"date"`
	Until        string          `json:"until" doc:"intervals that begin before it, like 13:30, are over and told; 24:00 at the end of the day"`
	GrainMinutes int             `json:"grain_minutes" doc:"of the intervals: the coarsest of the forecasts in use"`
	DataUntil    string          `json:"data_until,omitempty" doc:"the newest instant any source told"`
	Total        RunningFigures  `json:"total" doc:"all queues with a forecast in use, or the one that was asked"`
	Queues       []QueueIntraday `json:"queues" doc:"every queue with a forecast in use, by code"`
	Slots        []SlotIntraday  `json:"slots" doc:"of all queues together, or the one that was asked"`
	Without      []string        `json:"without,omitempty" doc:"names of queues in use that have no forecast in use today"`
}

// RunningFigures are the figures of a day that is not over.
type RunningFigures struct {
	Forecast     float64        `json:"forecast" doc:"contacts of the whole day, as they were forecast"`
	ForecastPast float64        `json:"forecast_past" doc:"of the intervals that are over"`
	Actual       *float64       `json:"actual" doc:"contacts that came in the intervals that are over; null: not known"`
	Rest         float64        `json:"rest" doc:"contacts expected from now on, by what came"`
	ForecastRest float64        `json:"forecast_rest" doc:"as they were forecast"`
	Now          float64        `json:"now" doc:"contacts of the whole day, as they are expected now"`
	Bands        [3]series.Band `json:"bands" doc:"of now: 50, 80 and 95 %"`
	Handle       *float64       `json:"handle_s" doc:"mean handle time the forecast had for the intervals that are over"`
	ActualHandle *float64       `json:"actual_handle_s"`
	RestWorkload *float64       `json:"rest_workload_h" doc:"hours of work expected from now on, by today's contacts and handle time"`
	ForecastWork *float64       `json:"forecast_rest_workload_h" doc:"as they were forecast"`
}

// QueueIntraday is a queue's running day.
type QueueIntraday struct {
	QueueID     string `json:"queue_id"`
	Code        string `json:"code"`
	Name        string `json:"name"`
	VersionID   string `json:"version_id" doc:"the forecast in use"`
	VersionName string `json:"version_name"`
	Outside     int    `json:"outside" doc:"intervals in a row outside the 95 % band, up to the latest that is over; below 0: under it"`
	RunningFigures
}

// SlotIntraday is an interval of the running day.
type SlotIntraday struct {
	At       string          `json:"at"`
	Over     bool            `json:"over"`
	Forecast float64         `json:"forecast"`
	Bands    *[3]series.Band `json:"bands,omitempty" doc:"as it was forecast"`
	Actual   *float64        `json:"actual"`
	Now      *float64        `json:"now,omitempty" doc:"of intervals to come: what is expected by what came"`
	NowBands *[3]series.Band `json:"now_bands,omitempty"`
}

// used is a queue's day in use.
type used struct {
	queue   org.DirectoryQueue
	version Version
	day     queueDay
}

// usedOn gives the day of each queue that has a forecast in use for it, in
// the order of the queues' codes.
func (s *Service) usedOn(ctx context.Context, tx *sqldb.Tx, dir org.Directory, on civil.Date) ([]used, error) {
	merged := mergesOf(dir)
	rows, err := loadLocked(ctx, tx, merged, on)
	if err != nil {
		return nil, err
	}
	byVersion := map[string]map[string]bool{}
	for at, id := range inUse(rows, func(_ locked, d civil.Date) bool { return d == on }) {
		if byVersion[id] == nil {
			byVersion[id] = map[string]bool{}
		}
		byVersion[id][at.queueID] = true
	}
	var out []used
	for id, queues := range byVersion {
		v, err := loadVersion(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		days, err := editedDays(ctx, tx, v, merged, "", &civil.Range{From: on, To: on})
		if err != nil {
			return nil, err
		}
		for _, d := range days {
			q, known := dir.Queue(d.queueID)
			if queues[d.queueID] && known && q.Active {
				out = append(out, used{q, v, d})
			}
		}
	}
	slices.SortFunc(out, func(a, b used) int {
		return cmp.Or(cmp.Compare(a.queue.Code, b.queue.Code), cmp.Compare(a.queue.ID, b.queue.ID))
	})
	return out, nil
}

// patience is for how long after an interval's end nothing need be told for
// it to count as over.
const patience = 10 * time.Minute

// Intraday gives the running day; queueID "" is all queues together. Needs the
// permission forecast.read.
func (s *Service) Intraday(ctx context.Context, queueID string) (Intraday, error) {
	var out Intraday
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	var zone *time.Location
	var all []used
	now := clock.Ms(s.clk)
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		zone = centre.Location()
		out.On = civil.At(now, zone)
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		if all, err = s.usedOn(ctx, tx, dir, out.On); err != nil {
			return err
		}
		for _, q := range dir.Queues {
			if q.Active && !slices.ContainsFunc(all, func(u used) bool { return u.queue.ID == q.ID }) {
				out.Without = append(out.Without, q.Name)
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	slices.Sort(out.Without)
	out.GrainMinutes = 15
	for _, u := range all {
		out.GrainMinutes = max(out.GrainMinutes, u.version.GrainMinutes)
	}
	heard, err := s.today(ctx, out.On, zone, all)
	if err != nil {
		return out, err
	}
	out.DataUntil = heard.dataUntil
	out.tell(all, heard, heard.until(out.On, now, out.GrainMinutes, zone), queueID)
	return out, nil
}

// heardToday is what came today.
type heardToday struct {
	dataUntil string
	newest    int               // the minute of the day before which something came, 0: nothing
	queues    map[string][]came // by the slots of the queue's forecast
}

func (s *Service) today(ctx context.Context, on civil.Date, zone *time.Location, all []used) (heardToday, error) {
	out := heardToday{queues: map[string][]came{}}
	byGrain := map[int][]string{}
	for _, u := range all {
		byGrain[u.version.GrainMinutes] = append(byGrain[u.version.GrainMinutes], u.queue.ID)
	}
	for grain, ids := range byGrain {
		a, err := s.numbers.Query(ctx, metric.Query{From: on.String(), To: on.String(), Grain: grainOf(grain), By: []metric.Dimension{metric.ByQueue},
			Metrics: []string{metricOffered, metricHandle}, Filter: metric.Filter{Queues: ids}, Zone: zone.String()})
		if err != nil {
			return out, err
		}
		out.dataUntil = max(out.dataUntil, a.DataUntil)
		for i := range a.Rows {
			c, err := cameOf(&a.Rows[i], grain, zone)
			if err != nil {
				return out, err
			}
			id := a.Rows[i].Dims[metric.ByQueue].ID
			out.queues[id] = append(out.queues[id], c)
			out.newest = max(out.newest, (c.slot+1)*grain)
		}
	}
	return out, nil
}

// until is how many slots are over and told: their end has passed, and a
// source has told of later, or told anything not long ago. Of a centre whose
// numbers come as intervals, those up to the latest.
func (h heardToday) until(on civil.Date, nowMs int64, grain int, zone *time.Location) int {
	at := nowMs
	if t, err := time.Parse(time.RFC3339, h.dataUntil); err == nil {
		if told := t.UnixMilli(); told+patience.Milliseconds() < nowMs {
			at = told
		}
	} else if end := on.Start(zone) + int64(h.newest)*60_000; end < at {
		at = end
	}
	switch day, k := slotAt(at, grain, zone); {
	case day.Before(on):
		return 0
	case on.Before(day):
		return slotsOf(grain)
	default:
		return k
	}
}

// tell fills in the figures of the slots before until and after.
func (out *Intraday) tell(all []used, heard heardToday, until int, queueID string) {
	n := slotsOf(out.GrainMinutes)
	out.Until = "24:00"
	if until < n {
		out.Until = slotTime(until, out.GrainMinutes)
	}
	out.Queues, out.Slots = []QueueIntraday{}, make([]SlotIntraday, n)
	type both struct{ said, now tally }
	slots := make([]both, n)
	var total runningTally
	for _, u := range all {
		r := u.run(heard.queues[u.queue.ID], until*out.GrainMinutes/u.version.GrainMinutes)
		var own runningTally
		own.add(r)
		out.Queues = append(out.Queues, QueueIntraday{QueueID: u.queue.ID, Code: u.queue.Code, Name: u.queue.Name, VersionID: u.version.ID, VersionName: u.version.Name, Outside: r.outside, RunningFigures: own.figures()})
		if queueID != "" && queueID != u.queue.ID {
			continue
		}
		total.add(r)
		together := u.version.Settings.Together.or() // where versions differ that of the last queue's
		total.whole.together, total.now.together = &together.Day, &together.Day
		per := out.GrainMinutes / r.grain
		for k := range slots {
			slots[k].said.together, slots[k].now.together = &together.Slot, &together.Slot
			for i := k * per; i < (k+1)*per; i++ {
				if r.day.Spread != nil {
					slots[k].said.say(r.day.Slots[i], r.day.Spread[i], math.NaN())
				}
				if i < len(r.offered) {
					slots[k].said.hear(r.offered[i], 0, 0)
				} else {
					slots[k].now.say(fine(r.Slots[i]), r.Running.Spread[i], math.NaN())
				}
			}
		}
	}
	out.Total = total.figures()
	for k := range slots {
		said, now := slots[k].said.figures(), slots[k].now.figures()
		out.Slots[k] = SlotIntraday{At: slotTime(k, out.GrainMinutes), Over: k < until, Bands: said.Bands, Actual: said.Actual, Now: now.Forecast, NowBands: now.Bands}
		if said.Forecast != nil {
			out.Slots[k].Forecast = *said.Forecast
		}
	}
}

// run holds what came against the day's forecast, until so many of its slots.
func (u used) run(heard []came, until int) runningQueue {
	grain := u.version.GrainMinutes
	offered, answered, seconds := make([]float64, until), make([]float64, until), make([]float64, until)
	for _, c := range heard {
		if c.slot < until {
			offered[c.slot], answered[c.slot], seconds[c.slot] = c.offered, c.answered, c.seconds
		}
	}
	return run(u.day, grain, offered, answered, seconds)
}

// runningTally sums the figures of queues.
type runningTally struct {
	past, rest, restSaid float64
	whole, now, came     tally
	answered, took, said float64
	work, workSaid       float64 // seconds of the rest
	worked               bool
}

func (t *runningTally) add(r runningQueue) {
	t.whole.say(r.day.Total(), r.day.Bands, math.NaN())
	t.now.say(fine(r.Total), r.Bands, math.NaN())
	t.answered, t.took, t.said = t.answered+r.answered, t.took+r.took, t.said+r.said
	for k, f := range r.day.Slots {
		if k < len(r.offered) {
			t.past += f
			t.came.hear(r.offered[k], 0, 0)
			continue
		}
		t.rest, t.restSaid = t.rest+r.Slots[k], t.restSaid+f
		if w := r.workload(k, r.Slots[k]); !math.IsNaN(w) {
			t.worked = true
			t.work, t.workSaid = t.work+w, t.workSaid+f*r.day.Handle[k]
		}
	}
}

func (t *runningTally) figures() RunningFigures {
	whole, now := t.whole.figures(), t.now.figures()
	out := RunningFigures{ForecastPast: fine(t.past), Actual: t.came.figures().Actual, Rest: fine(t.rest), ForecastRest: fine(t.restSaid)}
	if whole.Forecast != nil {
		out.Forecast, out.Now, out.Bands = *whole.Forecast, *now.Forecast, *now.Bands
	}
	if t.answered > 0 {
		out.Handle, out.ActualHandle = hundredth(t.said/t.answered), hundredth(t.took/t.answered)
	}
	if t.worked {
		out.RestWorkload, out.ForecastWork = hundredth(t.work/3600), hundredth(t.workSaid/3600)
	}
	return out
}

func hundredth(v float64) *float64 {
	v = rough(v)
	return &v
}
