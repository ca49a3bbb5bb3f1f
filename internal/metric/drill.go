package metric

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// Part says which side of a number is opened.
type Part string

// The parts.
const (
	PartNum Part = "num"
	PartDen Part = "den"
)

// Kinds of counted rows.
const (
	KindContact   = "contact"
	KindInterval  = "interval"
	KindAgentSlot = "agent_slot"
	KindReported  = "reported"
)

// Counted is one row a number was counted from, and how much it adds.
type Counted struct {
	Kind     string                  `json:"kind" enum:"contact,interval,agent_slot,reported"`
	ID       string                  `json:"id,omitempty"`
	AtMs     int64                   `json:"at_ms"`
	Adds     float64                 `json:"adds" doc:"what the row adds to the part; for a maximum its value"`
	Interval *telephony.IntervalSums `json:"interval,omitempty"`
	QueueID  string                  `json:"queue_id,omitempty"`
	AgentID  string                  `json:"agent_id,omitempty"`
	Gone     bool                    `json:"gone,omitempty" doc:"the contact itself is not kept any more"`
	Reported *Reported               `json:"reported,omitempty"`
}

// Drilled is a page of the rows a number was counted from.
type Drilled struct {
	Items []Counted
	Total int     // rows on all pages
	Sum   float64 // what all rows add up to: the cell's part
	Adds  bool    // rows add up; false for a maximum or a formula that is no sum
	Next  int     // offset of the next page; 0 when this is the last
}

// hit is a counted row before it is named.
type hit struct {
	at    int64
	adds  float64
	sheet int32 // index into the drill's sheets; -1 for an agent slot, rowReported for a reported value
	row   int32 // contact of the sheet; -1-n for interval n; number of the agent
}

// rowReported stands for the sheet of a row that is a reported value.
const rowReported = -2

// Drill gives the rows of one part of one cell: q's FromMs and ToMs are the
// cell's stretch of time, q's filter its dimension values. Needs the
// permission metric.read.
func (s *Service) Drill(ctx context.Context, q Query, part Part, offset, limit int) (Drilled, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return Drilled{}, err
	}
	if actor, ok := authz.From(ctx); ok && !actor.ScopeOf(PermissionRead).Centre && !q.personal() {
		return Drilled{}, fault.New(fault.Denied, "metric.rows_out_of_scope", "These rows are not only of your people; ask for your own team or yourself to open them.")
	}
	if part != PartNum && part != PartDen {
		return Drilled{}, fault.Invalidf("metric.query_invalid", "The part of a number is num or den.").WithField("query.part", "unknown", "expected num or den")
	}
	var out Drilled
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.drill(ctx, tx, q, part, offset, limit)
		return err
	})
	return out, err
}

func (s *Service) drill(ctx context.Context, tx *sqldb.Tx, q Query, part Part, offset, limit int) (Drilled, error) {
	if q.FromMs == 0 {
		q.Grain = GrainTotal
	}
	q.By = nil
	r, m, err := s.oneMetric(ctx, tx, q)
	if err != nil {
		return Drilled{}, err
	}
	if err := m.notKept(r.starts[0], r.centre.Location()); err != nil {
		return Drilled{}, err
	}
	if _, err := r.group(noSplit); err != nil {
		return Drilled{}, err
	}
	d := driller{r: r, m: m, part: part, adds: true, max: math.Inf(-1), perDay: map[int64]int{}}
	if err := d.pass(ctx, tx, math.MinInt64, math.MaxInt64); err != nil {
		return Drilled{}, err
	}
	return d.page(ctx, tx, offset, limit)
}

// driller goes over the rows of a number twice: once to count them by day and
// add them up, and once more over the days of the page that is wanted.
type driller struct {
	r      *run
	m      asked
	part   Part
	adds   bool
	max    float64 // of a part that is a maximum
	total  int
	sum    float64
	perDay map[int64]int // UTC day → rows

	collect  bool
	from, to int64 // UTC days to collect, both included
	hits     []hit
	sheets   []*telephony.Sheet
	agents   []string
	told     []Reported
}

func (d *driller) pass(ctx context.Context, tx *sqldb.Tx, from, to int64) error {
	d.from, d.to = from, to
	for i := range d.m.segments {
		if err := d.segment(ctx, tx, &d.m.segments[i], d.part); err != nil {
			return err
		}
	}
	return nil
}

// weigh gives the measures of a part with their weights. A part that is no
// weighted sum counts every row that any of its measures counts.
func (seg *askedSegment) weigh(part Part) (weights []Weight, adds bool, biggest bool) {
	weights, adds = seg.NumWeights, seg.NumAdds
	src := seg.Numerator
	if part == PartDen {
		weights, adds, src = seg.DenWeights, seg.DenAdds, seg.Denominator
	}
	if adds {
		return weights, true, false
	}
	if part == PartDen && seg.Denominator == "" {
		return nil, true, false
	}
	if i, ok := MeasureIndex(src); ok {
		return []Weight{{Measure: i, By: 1}}, measures[i].Distinct, measures[i].Max
	}
	for _, i := range seg.Needs() {
		weights = append(weights, Weight{Measure: i, By: 1})
	}
	return weights, false, false
}

func (d *driller) segment(ctx context.Context, tx *sqldb.Tx, seg *askedSegment, part Part) error {
	weights, adds, biggest := seg.weigh(part)
	d.adds = d.adds && adds
	var rows, slots, told []Weight
	for _, w := range weights {
		switch measures[w.Measure].Fact {
		case FactAgentTime:
			slots = append(slots, w)
		case FactReported:
			told = append(told, w)
		default:
			rows = append(rows, w)
		}
	}
	if len(rows) > 0 {
		if err := d.contacts(ctx, tx, seg, rows, biggest); err != nil {
			return err
		}
	}
	if len(slots) > 0 && d.r.knowsAgentTime() {
		if err := d.agentSlots(ctx, tx, seg, slots); err != nil {
			return err
		}
	}
	if len(told) > 0 && d.r.knowsReported() {
		return d.reportedRows(ctx, tx, seg, told)
	}
	return nil
}

func (d *driller) contacts(ctx context.Context, tx *sqldb.Tx, seg *askedSegment, weights []Weight, biggest bool) error {
	r := d.r
	l := r.lensOf(&seg.Definition)
	l.fromMs, l.toMs = seg.fromMs, seg.toMs
	first, last := telephony.DayOf(r.starts[0]), telephony.DayOf(r.end-1)
	if l.attribution != AttributionArrival {
		first--
	}
	for _, w := range weights {
		l.needsRepeat = l.needsRepeat || measures[w.Measure].ID == "repeat_answered"
	}
	if l.needsRepeat {
		if err := r.findRepeats(ctx, tx, first, last, r.longestWindow(&l)); err != nil {
			return err
		}
	}
	return r.s.facts.Sheets(ctx, tx, max(first, d.from), min(last, d.to), r.wantsQueue, func(s *telephony.Sheet) error {
		q, _ := r.dir.Queue(s.QueueID)
		q.ID = s.QueueID
		if d.collect {
			d.sheets = append(d.sheets, s)
		}
		parts := r.parts(&l, s)
		for i := range parts {
			if err := d.sheetPart(s, &parts[i], q, weights, biggest); err != nil {
				return err
			}
		}
		return nil
	})
}

// sheetPart keeps the rows of a sheet that count through a part of a lens.
func (d *driller) sheetPart(s *telephony.Sheet, p *part, q org.DirectoryQueue, weights []Weight, biggest bool) error {
	r := d.r
	cells := r.room(s.Len())
	if err := r.places(s, &p.lens, &p.limits, q, cells); err != nil {
		return err
	}
	number := int32(len(d.sheets) - 1)
	gaps := r.repeatsOf(s, &p.lens)
	for i, cell := range cells {
		if cell < 0 {
			continue
		}
		var adds float64
		for _, w := range weights {
			adds += w.By * float64(contactValues[measures[w.Measure].ID](s, i, &p.limits, gaps))
		}
		d.keep(hit{at: s.Day*telephony.DayMs + int64(s.Entered[i]), adds: adds, sheet: number, row: int32(i)}, biggest)
	}
	for i := range s.Intervals {
		v := &s.Intervals[i]
		cell, err := r.intervalCell(v, &p.lens, q)
		if err != nil {
			return err
		}
		if cell < 0 {
			continue
		}
		var adds float64
		for _, w := range weights {
			n, _ := intervalValue(measures[w.Measure].ID, v, &p.limits)
			adds += w.By * float64(n)
		}
		d.keep(hit{at: v.StartMs, adds: adds, sheet: number, row: int32(-1 - i)}, biggest)
	}
	return nil
}

// keep takes a row that adds something; of a maximum only the greatest.
func (d *driller) keep(h hit, biggest bool) {
	switch {
	case !biggest && h.adds == 0, biggest && h.adds < d.max:
		return
	case d.collect:
		d.hits = append(d.hits, h)
		return
	case biggest && h.adds > d.max:
		d.max, d.total = h.adds, 0
		clear(d.perDay)
	}
	d.total++
	d.sum += h.adds
	d.perDay[telephony.DayOf(h.at)]++
}

func (d *driller) agentSlots(ctx context.Context, tx *sqldb.Tx, seg *askedSegment, weights []Weight) error {
	r := d.r
	seen := map[string]bool{}
	// An agent that counts once counts at its first slot, so every day is read.
	return r.s.facts.AgentDays(ctx, tx, telephony.DayOf(r.starts[0]), telephony.DayOf(r.end-1), func(agent string, day int64, sums *telephony.AgentDay) error {
		if r.filter.agents != nil && !r.filter.agents[agent] {
			return nil
		}
		for i := range sums.Slots {
			at := day*telephony.DayMs + int64(i)*telephony.AgentSlotMs
			if at < seg.fromMs || at >= seg.toMs || r.bucket(at, 0) < 0 {
				continue
			}
			if _, ok := r.agentKey(agent, at); !ok {
				continue
			}
			var adds float64
			for _, w := range weights {
				v := agentValue(measures[w.Measure].ID, &sums.Slots[i])
				if measures[w.Measure].Distinct {
					if v == 0 || seen[agent] {
						continue
					}
					seen[agent] = true
					v = 1
				}
				adds += w.By * float64(v)
			}
			if d.collect && (day < d.from || day > d.to) {
				continue
			}
			h := hit{at: at, adds: adds, sheet: -1}
			if d.collect && adds != 0 {
				h.row = int32(len(d.agents))
				d.agents = append(d.agents, agent)
			}
			d.keep(h, false)
		}
		return nil
	})
}

// page names the rows of one page, ordered by time.
func (d *driller) page(ctx context.Context, tx *sqldb.Tx, offset, limit int) (Drilled, error) {
	out := Drilled{Items: []Counted{}, Total: d.total, Sum: d.sum, Adds: d.adds}
	if !d.adds && !math.IsInf(d.max, -1) {
		out.Sum = d.max
	}
	if offset >= d.total {
		return out, nil
	}
	end := min(offset+limit, d.total)
	if end < d.total {
		out.Next = end
	}
	// The days whose rows are on the page, and how many rows come before them.
	days := slices.Sorted(maps.Keys(d.perDay))
	before, first, last, n := 0, int64(math.MaxInt64), int64(0), 0
	for _, day := range days {
		if n+d.perDay[day] <= offset {
			before = n + d.perDay[day]
		} else if n < end {
			first, last = min(first, day), day
		}
		n += d.perDay[day]
	}
	d.collect = true
	if err := d.pass(ctx, tx, first, last); err != nil {
		return out, err
	}
	slices.SortFunc(d.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.sheet, b.sheet), cmp.Compare(a.row, b.row))
	})
	offset, end = offset-before, min(end-before, len(d.hits))
	ids := map[int32][]string{}
	for _, h := range d.hits[offset:end] {
		c := Counted{AtMs: h.at, Adds: h.adds}
		switch {
		case h.sheet == rowReported:
			v := d.told[h.row]
			c.Kind, c.ID, c.Reported = KindReported, v.ID, &v
		case h.sheet < 0:
			c.Kind, c.AgentID = KindAgentSlot, d.agents[h.row]
		case h.row < 0:
			s := d.sheets[h.sheet]
			v := s.Intervals[-1-h.row]
			c.Kind, c.QueueID, c.Interval = KindInterval, s.QueueID, &v
		default:
			s := d.sheets[h.sheet]
			if s.Day < d.r.kept.Contacts {
				c.Kind, c.QueueID, c.Gone = KindContact, s.QueueID, true
				if a := s.Agent[h.row]; a >= 0 {
					c.AgentID = s.Names[a]
				}
				break
			}
			if ids[h.sheet] == nil {
				var err error
				if ids[h.sheet], err = d.r.s.facts.ContactIDs(ctx, tx, s); err != nil {
					return out, err
				}
			}
			if int(h.row) >= len(ids[h.sheet]) {
				return out, fault.New(fault.Unavailable, "metric.facts_changed", "The facts changed while this number was being opened; try again.")
			}
			c.Kind, c.ID, c.QueueID = KindContact, ids[h.sheet][h.row], s.QueueID
		}
		out.Items = append(out.Items, c)
	}
	return out, nil
}
