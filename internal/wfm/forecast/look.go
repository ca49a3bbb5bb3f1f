package forecast

import (
	"context"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// maxBefore is for how many days before the forecast actuals are shown.
const maxBefore = 90

// sheet is what a page of a version is made from.
type sheet struct {
	version Version
	queueID string // the queue that was asked for, or what it was merged into; "": all
	days    []queueDay
	holiday org.Calendar
	zone    *time.Location
	today   civil.Date
}

// load reads the days of a version, of one queue or ("") of all.
func (s *Service) load(ctx context.Context, versionID, queueID string, r *civil.Range) (sh sheet, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return sh, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		merged := mergesOf(dir)
		if queueID != "" {
			queueID = merged.to(queueID)
		}
		sh.queueID = queueID
		if sh.version, err = s.version(ctx, tx, versionID); err != nil {
			return err
		}
		if queueID != "" && !sh.version.has(queueID) {
			return fault.NotFoundf("forecast.queue_not_found", "The forecast does not have this queue.")
		}
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		// Slots are by the clock the version was made by.
		if sh.zone, err = time.LoadLocation(sh.version.Timezone); err != nil {
			sh.zone = centre.Location()
		}
		sh.today = dayOf(s.clk.Now().In(sh.zone))
		if sh.holiday, err = s.org.Calendar(ctx, tx); err != nil {
			return err
		}
		sh.days, err = editedDays(ctx, tx, sh.version, merged, queueID, r)
		return err
	})
	return sh, err
}

// editedDays are the days of a version in the range (nil: all) with its edits.
// An edit may copy from any day, so all are read as soon as one does. Edits are
// of queues as they were; then those that were merged are one.
func editedDays(ctx context.Context, tx *sqldb.Tx, v Version, merged merges, queueID string, r *civil.Range) ([]queueDay, error) {
	edits, err := loadEdits(ctx, tx, v.ID)
	if err != nil {
		return nil, err
	}
	all := civil.Range{From: v.FirstOn, To: v.LastOn}
	only := all
	if r != nil {
		only = *r
	}
	read := only
	if slices.ContainsFunc(edits, func(e Edit) bool { return e.Kind == EditCopy }) {
		read = all
	}
	load := queueID
	if merged.leads(queueID) {
		load = ""
	}
	days, err := loadDays(ctx, tx, v.ID, load, read)
	if err != nil {
		return nil, err
	}
	days = merged.fold(edited(days, edits, v.GrainMinutes), v.Settings.Together.or())
	return slices.DeleteFunc(days, func(d queueDay) bool { return !only.Has(d.On) || queueID != "" && d.queueID != queueID }), nil
}

func (v Version) has(queueID string) bool {
	for _, q := range v.Queues {
		if q.QueueID == queueID {
			return true
		}
	}
	return false
}

// queueIDs are the queues the version forecasts, or the one that was asked.
func (v Version) queueIDs(only string) []string {
	if only != "" {
		return []string{only}
	}
	out := []string{}
	for _, q := range v.Queues {
		if q.Outcome == OutcomeMade {
			out = append(out, q.QueueID)
		}
	}
	return out
}

// Days gives the days of a version, of a queue or (queueID "") of all its
// queues together, with what came, from some days before on. Needs the
// permission forecast.read.
func (s *Service) Days(ctx context.Context, versionID, queueID string, before int) ([]DayFigures, error) {
	sh, err := s.load(ctx, versionID, queueID, nil)
	if err != nil {
		return nil, err
	}
	v, queueID := sh.version, sh.queueID
	first := v.FirstOn.Add(-min(max(before, 0), maxBefore))
	n := v.LastOn.Sub(first) + 1
	tallies, open := newTallies(n, v.Settings.Together.or().Day), make([]bool, n)
	for _, d := range sh.days {
		i := d.On.Sub(first)
		d.sayDay(&tallies[i])
		tallies[i].model = fine(tallies[i].model + sum(d.Model))
		for p, values := range d.Parts {
			tallies[i].part(p, sum(values))
		}
		open[i] = open[i] || !d.Closed
	}
	over := civil.Range{From: first, To: v.LastOn}
	if sh.today.Before(over.To) {
		over.To = sh.today
	}
	days, err := s.hear(ctx, sh, over, metric.GrainDay, func(c came) {
		tallies[c.on.Sub(first)].hear(c.offered, c.answered, c.seconds)
	})
	if err != nil {
		return nil, err
	}
	out := make([]DayFigures, n)
	for i := range out {
		on := first.Add(i)
		if days[on.String()] && !tallies[i].cameKnown {
			tallies[i].hear(0, 0, 0)
		}
		day := sh.holiday.Day(on, queueID)
		f := DayFigures{On: on, Closed: tallies[i].known && !open[i], Partial: on == sh.today, Figures: tallies[i].figures(), MakeUp: day.Kind == org.MakeupWorkday}
		if day.Kind == org.Holiday {
			f.Holiday = day.Name
		}
		for _, e := range day.Events {
			f.Events = append(f.Events, e.Name)
		}
		out[i] = f
	}
	return out, nil
}

// Slots gives the slots of a day of a version with their parts, of a queue or
// (queueID "") of all its queues together. Needs the permission forecast.read.
func (s *Service) Slots(ctx context.Context, versionID, queueID, on string) ([]SlotFigures, error) {
	day, err := civil.Parse(on)
	if err != nil {
		return nil, fault.Invalidf("forecast.day", "The day cannot be shown.").WithField("query.on", "date", "must be a date, YYYY-MM-DD")
	}
	only := civil.Range{From: day, To: day}
	sh, err := s.load(ctx, versionID, queueID, &only)
	if err != nil {
		return nil, err
	}
	if !sh.version.covers(day) {
		return nil, fault.NotFoundf("forecast.day", "The forecast does not have the day %s; it reaches from %s to %s.", day, sh.version.FirstOn, sh.version.LastOn)
	}
	grain := sh.version.GrainMinutes
	tallies := newTallies(slotsOf(grain), sh.version.Settings.Together.or().Slot)
	for _, d := range sh.days {
		for k, v := range d.Slots {
			spread := d.Bands
			if !d.Closed {
				spread = d.Spread[k]
			}
			tallies[k].say(v, spread, d.Workload(k))
			d.sayHandleOf(&tallies[k], k)
			tallies[k].model = fine(tallies[k].model + d.Model[k])
			for p, values := range d.Parts {
				tallies[k].part(p, values[k])
			}
		}
	}
	if !sh.today.Before(day) {
		days, err := s.hear(ctx, sh, only, grainOf(grain), func(c came) {
			tallies[c.slot].hear(c.offered, c.answered, c.seconds)
		})
		if err != nil {
			return nil, err
		}
		until := len(tallies)
		if day == sh.today { // of a day that is not over only slots that are
			_, until = slotAt(s.clk.Now().UnixMilli(), grain, sh.zone)
		}
		if days[day.String()] {
			for k := range until {
				if !tallies[k].cameKnown {
					tallies[k].hear(0, 0, 0)
				}
			}
		}
	}
	out := make([]SlotFigures, len(tallies))
	for k := range out {
		out[k] = SlotFigures{At: slotTime(k, grain), Figures: tallies[k].figures()}
	}
	return out, nil
}

// hear asks what came to the queues of a version and tells it by day and slot;
// days are those of which there are numbers at all.
func (s *Service) hear(ctx context.Context, sh sheet, r civil.Range, grain metric.Grain, fn func(came)) (days map[string]bool, err error) {
	queues := sh.version.queueIDs(sh.queueID)
	if r.Days() == 0 || len(queues) == 0 {
		return nil, nil
	}
	known, err := s.knownPast(ctx, r, sh.zone)
	if err != nil {
		return nil, err
	}
	a, err := s.numbers.Query(ctx, metric.Query{From: r.From.String(), To: r.To.String(), Grain: grain, By: []metric.Dimension{metric.ByQueue},
		Metrics: []string{metricOffered, metricHandle}, Filter: metric.Filter{Queues: queues}, Zone: sh.zone.String()})
	if err != nil {
		return nil, err
	}
	for i := range a.Rows {
		c, err := cameOf(&a.Rows[i], sh.version.GrainMinutes, sh.zone)
		if err != nil {
			return nil, err
		}
		fn(c)
	}
	return known.days, nil
}
