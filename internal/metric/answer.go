package metric

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/lingting/lingting/calc/formula"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Name is a dimension's value: its id, its code and what people call it.
type Name struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// Number is one metric in one cell. Value is null when it cannot be computed;
// Reason then says why.
type Number struct {
	Value         *float64 `json:"value"`
	Num           float64  `json:"num"`
	Den           float64  `json:"den"`
	Version       int      `json:"version"`
	Mixed         bool     `json:"mixed,omitempty" doc:"the stretch of time spans versions of the definition"`
	Grade         string   `json:"grade" enum:"A,B,C,D"`
	RepairedShare float64  `json:"repaired_share" doc:"share of contacts with a figure put in by a rule, 0 to 1"`
	Reason        string   `json:"reason,omitempty"`
	Target        *float64 `json:"target,omitempty" doc:"of a service level: in force on the last day of the stretch that is not yet to come"`
	TargetMixed   bool     `json:"target_mixed,omitempty" doc:"the stretch has had another target before"`
	Compare       *Number  `json:"compare,omitempty"`
}

// Row is one stretch of time and one combination of dimension values.
type Row struct {
	Start  string             `json:"start,omitempty"`
	End    string             `json:"end,omitempty"`
	Dims   map[Dimension]Name `json:"dims"`
	Values Numbers            `json:"values"`
	bucket int
	key    groupKey
}

// Answer is what a question gets.
type Answer struct {
	Rows      []Row        `json:"rows"`
	Total     *Row         `json:"total,omitempty"`
	Metrics   []Definition `json:"metrics"`
	InForce   []InForce    `json:"parameters" doc:"what the numbers of the range depend on, the centre's first"`
	Timezone  string       `json:"timezone"`
	DataUntil string       `json:"data_until,omitempty"`
	KeptSince string       `json:"kept_since,omitempty" doc:"numbers of days before are not kept; empty: all are"`
	RowsSince string       `json:"rows_since,omitempty" doc:"contacts of days before are not kept, their numbers are"`
	ElapsedMs int64        `json:"elapsed_ms"`
}

// asked is one metric of a question: its segments with their columns.
type asked struct {
	ref      string
	segments []askedSegment
}

// measureColumn is where a measure's sums are.
type measureColumn struct{ measure, column int }

type askedSegment struct {
	*Compiled
	columns      []measureColumn
	fromMs, toMs int64
	knownFromMs  int64 // of the time before, rows are not kept
}

// Query answers a question. Needs the permission metric.read.
func (s *Service) Query(ctx context.Context, q Query) (Answer, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return Answer{}, err
	}
	begin := s.clk.Now()
	var out Answer
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.answer(ctx, tx, q)
		return err
	})
	out.ElapsedMs = s.clk.Now().Sub(begin).Milliseconds()
	return out, err
}

func (s *Service) answer(ctx context.Context, tx *sqldb.Tx, q Query) (Answer, error) {
	r, metrics, err := s.counted(ctx, tx, q)
	if err != nil {
		return Answer{}, err
	}
	out := Answer{Rows: r.rows(metrics), Timezone: r.centre.Timezone, InForce: r.inForce(),
		KeptSince: telephony.Since(r.kept.Sheets, r.centre.Location()), RowsSince: telephony.Since(r.kept.Contacts, r.centre.Location())}
	for _, m := range metrics {
		for _, seg := range m.segments {
			out.Metrics = append(out.Metrics, seg.Definition)
		}
	}
	if q.Grain != GrainTotal || len(q.By) > 0 {
		total := r.total(metrics)
		r.aim(metrics, &total, r.starts[0], r.end)
		out.Total = &total
	}
	if err := s.compare(ctx, tx, q, r, metrics, out.Rows); err != nil {
		return Answer{}, err
	}
	until, err := s.facts.DataUntil(ctx, tx)
	if err != nil {
		return Answer{}, err
	}
	if until > 0 {
		out.DataUntil = time.UnixMilli(until).In(r.centre.Location()).Format(time.RFC3339)
	}
	return out, nil
}

// counted plans a question and goes over the rows.
func (s *Service) counted(ctx context.Context, tx *sqldb.Tx, q Query) (*run, []asked, error) {
	r, err := s.newRun(ctx, tx, q)
	if err != nil {
		return nil, nil, err
	}
	metrics := make([]asked, 0, len(q.Metrics))
	for _, ref := range q.Metrics {
		m, err := s.plan(ctx, tx, r, ref)
		if err != nil {
			return nil, nil, err
		}
		metrics = append(metrics, m)
	}
	if q.Grain == GrainTotal && len(q.By) == 0 {
		// The one row of a total stands even when nothing happened.
		if _, err := r.group(noSplit); err != nil {
			return nil, nil, err
		}
		r.seen[0] = true
	}
	return r, metrics, r.count(ctx, tx)
}

// plan finds the versions of a metric that the range touches and the columns
// they need.
func (s *Service) plan(ctx context.Context, tx *sqldb.Tx, r *run, ref string) (asked, error) {
	var segments []Segment
	var err error
	if d := r.query.draft; d != nil && ref == d.ID {
		segments = []Segment{{Definition: *d}}
	} else if segments, err = s.Resolve(ctx, tx, ref); err != nil {
		return asked{}, err
	}
	m := asked{ref: ref}
	loc := r.centre.Location()
	midnight := func(day string, otherwise int64) int64 {
		d, err := civil.Parse(day)
		if err != nil {
			return otherwise
		}
		return d.Start(loc)
	}
	for _, seg := range segments {
		from, to := midnight(seg.From, math.MinInt64), midnight(seg.To, math.MaxInt64)
		if from >= r.end || to <= r.starts[0] {
			continue
		}
		if r.query.untilMs != 0 {
			to = min(to, r.query.untilMs)
		}
		c, err := seg.Definition.Compile()
		if err != nil {
			return asked{}, err
		}
		l := r.lensOf(&seg.Definition)
		l.fromMs, l.toMs = from, to
		a := askedSegment{Compiled: c, fromMs: from, toMs: to}
		for _, measure := range c.Needs() {
			a.columns = append(a.columns, measureColumn{measure, r.columnOf(l, measure)})
		}
		a.knownFromMs = r.knownFrom(&a, &l)
		m.segments = append(m.segments, a)
	}
	return m, nil
}

// lensOf is how a definition looks at rows: the question's parameters win,
// then those the definition pins; those of the queue and the centre are left
// to the period a contact counts in.
func (r *run) lensOf(d *Definition) lens {
	l := lens{attribution: cmp.Or(d.Attribution, AttributionArrival), strict: d.Comparison == CompareLess, threshold: -1, short: -1, repeatWindowMs: -1,
		arrivedFromMs: math.MinInt64, arrivedToMs: math.MaxInt64}
	if v, ok := d.Pinned(ParamThreshold); ok {
		l.threshold = int64(v)
	}
	if v, ok := d.Pinned(ParamShortAbandon); ok {
		l.short = int64(v)
	}
	if v, ok := d.Pinned(ParamRepeatWindow); ok {
		l.repeatWindowMs = int64(v * 3_600_000)
	}
	if v := r.query.ThresholdMs; v != nil {
		l.threshold = *v
	}
	if v := r.query.ShortAbandonMs; v != nil {
		l.short = *v
	}
	if v := r.query.RepeatWindowHours; v != nil {
		l.repeatWindowMs = *v * 3_600_000
	}
	return l
}

// rows makes the rows of the cells that have any, by time and then by the
// values of the dimensions.
func (r *run) rows(metrics []asked) []Row {
	nb := len(r.starts)
	names := make([]map[Dimension]Name, len(r.keys))
	groups := make([]int, len(r.keys))
	for g, k := range r.keys {
		names[g], groups[g] = r.namesOf(k), g
	}
	slices.SortStableFunc(groups, func(a, b int) int {
		for _, d := range r.query.By {
			if c := compareNames(d, names[a][d], names[b][d]); c != 0 {
				return c
			}
		}
		return 0
	})
	n := 0
	for _, seen := range r.seen {
		if seen {
			n++
		}
	}
	out := make([]Row, 0, n)
	room := newBlocks(metrics)
	values := make([]float64, len(measures))
	loc := r.centre.Location()
	for b := range nb {
		var start, end string
		for _, g := range groups {
			cell := g*nb + b
			if !r.seen[cell] {
				continue
			}
			if start == "" {
				start, end = time.UnixMilli(r.starts[b]).In(loc).Format(time.RFC3339), time.UnixMilli(r.endOf(b)).In(loc).Format(time.RFC3339)
			}
			row := Row{Start: start, End: end, Dims: names[g], Values: room.row(), bucket: b, key: r.keys[g]}
			for i := range metrics {
				row.Values.list[i] = r.number(&metrics[i], cell, b, values, room)
			}
			r.aim(metrics, &row, r.starts[b], r.endOf(b))
			out = append(out, row)
		}
	}
	return out
}

func compareNames(d Dimension, a, b Name) int {
	if d == ByHour || d == ByWeekday {
		return cmp.Or(cmp.Compare(len(a.Code), len(b.Code)), cmp.Compare(a.Code, b.Code))
	}
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID))
}

func (r *run) endOf(b int) int64 {
	if b+1 < len(r.starts) {
		return r.starts[b+1]
	}
	return r.end
}

// total is the row over all cells, from their sums.
func (r *run) total(metrics []asked) Row {
	all := &run{query: r.query, starts: r.starts[:1], end: r.end, contacts: []int64{0}, repaired: []int64{0}}
	for _, c := range r.columns {
		sum := 0.0
		if c.max {
			sum = noneYet
		}
		for _, v := range c.cells {
			if c.max {
				sum = math.Max(sum, v)
			} else {
				sum += v
			}
		}
		if measures[c.measure].Distinct {
			agents := map[string]bool{}
			for k := range r.agentSeen {
				agents[k.agent] = true
			}
			sum = float64(len(agents))
		}
		all.columns = append(all.columns, &column{cells: []float64{sum}})
	}
	for cell := range r.contacts {
		all.contacts[0] += r.contacts[cell]
		all.repaired[0] += r.repaired[cell]
	}
	room := newBlocks(metrics)
	row := Row{Dims: map[Dimension]Name{}, Values: room.row()}
	values := make([]float64, len(measures))
	for i := range metrics {
		row.Values.list[i] = all.number(&metrics[i], 0, 0, values, room)
	}
	return row
}

// reasonNoContacts is why a longest wait is null where nobody waited.
const reasonNoContacts = "no_contacts"

// number computes a metric in a cell. values is scratch of len(Measures).
func (r *run) number(m *asked, cell, b int, values []float64, room *blocks) Number {
	out := Number{Grade: telephony.Grade(r.repaired[cell], r.contacts[cell])}
	if n := r.contacts[cell]; n > 0 {
		out.RepairedShare = float64(r.repaired[cell]) / float64(n)
	}
	from, to := r.starts[b], r.endOf(b)
	parts := 0
	var value float64
	var ok bool
	var last *Compiled
	for i := range m.segments {
		seg := &m.segments[i]
		if seg.toMs <= from || seg.fromMs >= to {
			continue
		}
		if from < seg.knownFromMs {
			return Number{Reason: reasonNotKept, Version: seg.Version, Grade: out.Grade}
		}
		nobody := false
		for _, at := range seg.columns {
			v := r.columns[at.column].cells[cell]
			if v == noneYet && measures[at.measure].Max {
				v, nobody = math.NaN(), true
			}
			values[at.measure] = v
		}
		v, num, den, fine, reason := seg.Eval(values)
		if nobody && reason == formula.ReasonMissing {
			reason = reasonNoContacts
		}
		out.Num += num
		if seg.Denominator != "" {
			out.Den += den
		} else {
			out.Den = 1
		}
		value, ok, out.Reason, out.Version, last = v, fine, reason, seg.Version, seg.Compiled
		parts++
	}
	if parts > 1 {
		// Over versions the sums go together, never the values.
		out.Mixed = true
		ok = out.Den != 0
		value, out.Reason = scaledRatio(last.Scale, out.Num, out.Den), ""
		if !ok {
			out.Reason = formula.ReasonDivisionByZero
		}
	}
	if ok {
		out.Value = room.value(value)
	}
	return out
}

func (r *run) namesOf(k groupKey) map[Dimension]Name {
	out := map[Dimension]Name{}
	for _, d := range r.query.By {
		out[d] = r.nameOf(d, r.words[d].list[k.of(d)])
	}
	return out
}

func (k groupKey) of(d Dimension) int32 {
	switch d {
	case ByQueue:
		return k.queue
	case BySkill:
		return k.skill
	case ByTeam:
		return k.team
	case ByAgent:
		return k.agent
	case BySite:
		return k.site
	case ByChannel:
		return k.channel
	case ByCallType:
		return k.callType
	case ByHour:
		return k.hour
	}
	return k.weekday
}

func (r *run) nameOf(d Dimension, id string) Name {
	switch d {
	case ByQueue:
		if q, ok := r.dir.Queue(id); ok {
			return Name{id, q.Code, q.Name}
		}
	case BySkill:
		if v, ok := r.dir.Skill(id); ok {
			return Name{id, v.Code, v.Name}
		}
	case ByTeam:
		if v, ok := r.dir.Team(id); ok {
			return Name{id, v.Code, v.Name}
		}
	case ByAgent:
		if v, ok := r.dir.Person(id); ok {
			return Name{id, v.AgentNo, v.Name}
		}
	case BySite:
		if v, ok := r.dir.Site(id); ok {
			return Name{id, v.Code, v.Name}
		}
	case ByHour:
		text := id
		if len(id) == 1 {
			text = "0" + id
		}
		return Name{id, id, text + ":00"}
	}
	return Name{id, id, id}
}

// compare puts the compared number beside each number.
func (s *Service) compare(ctx context.Context, tx *sqldb.Tx, q Query, r *run, metrics []asked, rows []Row) error {
	switch q.Compare {
	case CompareLastWeek:
		return s.compareWeeks(ctx, tx, q, r, metrics, rows, 1)
	case CompareWeekdayMean:
		return s.compareWeeks(ctx, tx, q, r, metrics, rows, 4)
	}
	return nil
}

// compareWeeks compares with the same stretch of the weeks before: ratios
// over their sums, plain sums per week that has rows.
func (s *Service) compareWeeks(ctx context.Context, tx *sqldb.Tx, q Query, r *run, metrics []asked, rows []Row, weeks int) error {
	type place struct {
		bucket int
		dims   string
	}
	placeOf := func(r *run, row *Row) place {
		p := place{bucket: row.bucket}
		for _, d := range r.query.By {
			p.dims += row.Dims[d].ID + "\x00"
		}
		return p
	}
	type sum struct {
		num, den, best float64
		n              int
	}
	until, err := s.facts.DataUntil(ctx, tx)
	if err != nil {
		return err
	}
	sums := map[place]map[string]*sum{}
	for week := 1; week <= weeks; week++ {
		earlierQuery := q.shifted(week)
		if until < r.end {
			// Of a running day only the hours that have passed are compared.
			earlierQuery.untilMs = until - int64(week)*7*telephony.DayMs
		}
		before, asked, err := s.counted(ctx, tx, earlierQuery)
		if err != nil {
			return err
		}
		if len(before.starts) != len(r.starts) {
			continue // a day of 23 or 25 hours at a fine grain has no twin
		}
		earlier := before.rows(asked)
		for i := range earlier {
			p := placeOf(before, &earlier[i])
			if sums[p] == nil {
				sums[p] = map[string]*sum{}
			}
			for ref, n := range earlier[i].Values.All() {
				if n.Value == nil {
					continue
				}
				if sums[p][ref] == nil {
					sums[p][ref] = &sum{}
				}
				t := sums[p][ref]
				t.num, t.den, t.n, t.best = t.num+n.Num, t.den+n.Den, t.n+1, t.best+*n.Value
			}
		}
	}
	for i := range rows {
		at := sums[placeOf(r, &rows[i])]
		for place := range metrics {
			m := &metrics[place]
			t := at[m.ref]
			if t == nil || len(m.segments) == 0 {
				continue
			}
			last := m.segments[len(m.segments)-1].Compiled
			c := Number{Num: t.num, Den: t.den, Version: last.Version, Grade: telephony.GradeA}
			if last.Denominator == "" {
				c.Num, c.Den = t.num/float64(t.n), 1
			}
			if last.NumAdds && c.Den != 0 {
				v := scaledRatio(last.Scale, c.Num, c.Den)
				c.Value = &v
			} else {
				v := t.best / float64(t.n)
				c.Value = &v
			}
			rows[i].Values.list[place].Compare = &c
		}
	}
	return nil
}

// oneMetric is the plan of a single metric, for drilling.
func (s *Service) oneMetric(ctx context.Context, tx *sqldb.Tx, q Query) (*run, asked, error) {
	r, err := s.newRun(ctx, tx, q)
	if err != nil {
		return nil, asked{}, err
	}
	if len(q.Metrics) != 1 {
		return nil, asked{}, fault.Invalidf("metric.query_invalid", "Open one metric at a time.")
	}
	m, err := s.plan(ctx, tx, r, q.Metrics[0])
	return r, m, err
}
