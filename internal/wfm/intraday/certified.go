package intraday

import (
	"context"
	"math"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// Certified holds what a roster's certificate said against what happened.
type Certified struct {
	RosterID string         `json:"roster_id"`
	Days     []CertifiedDay `json:"days" doc:"that are over, of all queues and of each; none: no day is over, or it was not simulated"`
	Inside   int            `json:"inside" doc:"days and queues within the 80 % band"`
	Of       int            `json:"of"`
}

// CertifiedDay is a day of a queue or (no id) of all.
type CertifiedDay struct {
	On       string  `json:"on" format:"date"`
	QueueID  string  `json:"queue_id,omitempty"`
	Queue    string  `json:"queue,omitempty"`
	Target   float64 `json:"target_percent"`
	Level    float64 `json:"level_percent" doc:"as certified"`
	Low      float64 `json:"low_percent"`
	High     float64 `json:"high_percent"`
	Happened float64 `json:"happened_percent"`
	Inside   bool    `json:"inside" doc:"within the band"`
	Forecast float64 `json:"forecast" doc:"contacts the certificate was made for"`
	Contacts float64 `json:"contacts" doc:"that count for the level"`
}

// Certified holds the certificate of a roster against the days that are over.
// Needs the permission intraday.read.
func (s *Service) Certified(ctx context.Context, rosterID string) (out Certified, err error) {
	out = Certified{RosterID: rosterID, Days: []CertifiedDay{}}
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	c, err := s.rosters.Certificate(asIntraday(ctx), rosterID, -1)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil || len(c.Days) == 0 {
		return out, err
	}
	var w world
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { w, err = s.world(ctx, tx); return err }); err != nil {
		return out, err
	}
	first, err := civil.Parse(c.Days[0].On)
	if err != nil || !first.Before(w.on) {
		return out, err
	}
	day, err := s.rosters.PublishedDay(asIntraday(ctx), first)
	if err != nil {
		return out, err
	}
	levels := map[string]map[string]was{} // by queue and day
	for i := range day.Queues {
		q := &day.Queues[i]
		if levels[q.QueueID], err = s.daysOf(ctx, q, civil.Range{From: first, To: w.on.Add(-1)}, w.zone); err != nil {
			return out, err
		}
	}
	for i := range c.Days {
		d := &c.Days[i]
		if d.On >= w.on.String() {
			continue
		}
		all := was{[]float64{0}, []float64{0}}
		for id, days := range levels {
			if x, ok := days[d.On]; ok && (d.QueueID == "" || d.QueueID == id) {
				all.inTime[0] += x.inTime[0]
				all.counted[0] += x.counted[0]
			}
		}
		level := all.level(0, 1)
		if math.IsNaN(level) {
			continue
		}
		x := CertifiedDay{On: d.On, QueueID: d.QueueID, Queue: d.Queue, Target: d.Target, Level: d.Level, Low: d.Low, High: d.High, Happened: tidy(level), Forecast: d.Contacts, Contacts: all.counted[0]}
		x.Inside = x.Happened >= x.Low && x.Happened <= x.High
		out.Days = append(out.Days, x)
		out.Of++
		if x.Inside {
			out.Inside++
		}
	}
	return out, nil
}

// daysOf are the service levels of a queue by day, counted as its requirement
// counts them.
func (s *Service) daysOf(ctx context.Context, q *rosters.DayQueue, r civil.Range, zone *time.Location) (map[string]was, error) {
	rows, err := s.ask(ctx, q, r, metric.GrainDay, zone)
	out := map[string]was{}
	for _, x := range rows {
		out[civil.At(x.at.UnixMilli(), zone).String()] = was{[]float64{x.inTime}, []float64{x.counted}}
	}
	return out, err
}
