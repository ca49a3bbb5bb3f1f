package forecast

import (
	"context"
	"math"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/metric"
)

// WeekFigures are the figures of a week of a version, counted from its first
// day; the last may be shorter.
type WeekFigures struct {
	From    civil.Date `json:"from" format:"date"`
	To      civil.Date `json:"to" format:"date"`
	Partial bool       `json:"partial,omitempty" doc:"the week is not over: what came is not all of it"`
	Figures
}

// Weeks gives the weeks of a version, of a queue or (queueID "") of all its
// queues together, with what came. Their bands are those of sums of days that
// err together. Needs the permission forecast.read.
func (s *Service) Weeks(ctx context.Context, versionID, queueID string) ([]WeekFigures, error) {
	sh, err := s.load(ctx, versionID, queueID, nil)
	if err != nil {
		return nil, err
	}
	v := sh.version
	n := (v.LastOn.Sub(v.FirstOn) + 7) / 7
	tallies := newTallies(n, v.Settings.Together.or().Day)
	weekOf := func(on civil.Date) int { return on.Sub(v.FirstOn) / 7 }
	for _, q := range v.Queues {
		if q.Outcome != OutcomeMade || sh.queueID != "" && sh.queueID != q.QueueID {
			continue
		}
		total, workload, model := make([]float64, n), make([]float64, n), make([]float64, n)
		for _, d := range sh.days {
			if d.queueID != q.QueueID {
				continue
			}
			w := weekOf(d.On)
			total[w], model[w] = total[w]+d.Total(), model[w]+sum(d.Model)
			for k := range d.Slots {
				workload[w] += d.Workload(k)
			}
		}
		for w := range n {
			tallies[w].say(total[w], q.weekBands(w, total[w]), workload[w])
			tallies[w].model = fine(tallies[w].model + model[w])
		}
	}
	over := civil.Range{From: v.FirstOn, To: v.LastOn}
	if sh.today.Before(over.To) {
		over.To = sh.today
	}
	if _, err := s.hear(ctx, sh, over, metric.GrainDay, func(c came) {
		tallies[weekOf(c.on)].hear(c.offered, c.answered, c.seconds)
	}); err != nil {
		return nil, err
	}
	out := make([]WeekFigures, n)
	for w := range out {
		from := v.FirstOn.Add(7 * w)
		to := from.Add(6)
		if v.LastOn.Before(to) {
			to = v.LastOn
		}
		out[w] = WeekFigures{From: from, To: to, Partial: !to.Before(sh.today), Figures: tallies[w].figures()}
	}
	return out, nil
}

// weekBands are the bands of a queue's week, moved to its total with what was
// changed by hand.
func (q Queue) weekBands(w int, total float64) (none [3]series.Band) {
	if w >= len(q.Weeks) || math.IsNaN(total) {
		return none
	}
	return moved(q.Weeks[w].Bands, q.Weeks[w].Total, total)
}
