package metric

import (
	"context"
	"fmt"
	"math"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Meter counts single contacts exactly as a question over them does, so that
// who keeps a day's contacts in memory shows the same numbers. It holds for
// one version of the organisation, the centre and the catalogue.
type Meter struct {
	run     *run
	metrics []asked
	scratch []float64
}

// Meter makes a meter of the metrics as they are in force on a day
// (YYYY-MM-DD). Only metrics over contacts whose sums can be taken back are
// measured: no agent time, no greatest value, no repeat contacts.
func (s *Service) Meter(ctx context.Context, tx *sqldb.Tx, refs []string, on string) (*Meter, error) {
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return nil, err
	}
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	r := &run{s: s, centre: centre, dir: dir, home: centre.Location(), periods: map[string][]period{}}
	m := &Meter{run: r, scratch: make([]float64, len(measures))}
	for _, ref := range refs {
		segments, err := s.Resolve(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		for _, seg := range segments {
			if !seg.On(on) {
				continue
			}
			c, err := seg.Definition.Compile()
			if err != nil {
				return nil, err
			}
			a := askedSegment{Compiled: c}
			l := r.lensOf(&seg.Definition)
			l.fromMs, l.toMs = math.MinInt64, math.MaxInt64
			for _, measure := range c.Needs() {
				if x := measures[measure]; x.Fact != FactContact || x.Max || x.Distinct || x.ID == "repeat_answered" {
					return nil, fmt.Errorf("metric %s: the measure %s cannot be counted contact by contact", ref, x.ID)
				}
				a.columns = append(a.columns, measureColumn{measure, r.columnOf(l, measure)})
			}
			m.metrics = append(m.metrics, asked{ref: ref, segments: []askedSegment{a}})
			break
		}
	}
	if len(m.metrics) != len(refs) {
		return nil, fmt.Errorf("metrics %v: not all are in force on %s", refs, on)
	}
	return m, nil
}

// Columns is how many sums a contact adds to.
func (m *Meter) Columns() int { return len(m.run.columns) }

// Count tells how much a contact of the queue adds to each column and at
// which instant it counts there; columns it adds nothing to are left out. Not
// for several goroutines at once.
func (m *Meter) Count(queueID string, c *telephony.Contact, add func(column int, at int64, value float64)) {
	b := telephony.NewSheetBuilder(telephony.DayOf(c.EnteredMs), queueID)
	b.Add(c)
	sheet := b.Sheet()
	for i := range m.run.lenses {
		for _, p := range m.run.parts(&m.run.lenses[i], sheet) {
			at := p.when(sheet, 0, &p.limits)
			if at < p.fromMs || at >= p.toMs {
				continue
			}
			for k, col := range m.run.columns {
				if col.lens != i {
					continue
				}
				if v := contactValues[col.id](sheet, 0, &p.limits, nil); v != 0 {
					add(k, at, float64(v))
				}
			}
		}
	}
}

// Value is metric i, in the order the meter was asked for, over sums by
// column. ok is false when it cannot be computed. Not for several goroutines
// at once.
func (m *Meter) Value(i int, sums []float64) (value, num, den float64, ok bool) {
	seg := &m.metrics[i].segments[0]
	for _, at := range seg.columns {
		m.scratch[at.measure] = sums[at.column]
	}
	value, num, den, ok, _ = seg.Eval(m.scratch)
	return value, num, den, ok
}
