package metric

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// maxCells bounds the memory one question may take.
const maxCells = 4_000_000

// groupKey is one combination of dimension values; each field is an index
// into the run's words of that dimension, -1 when not split by it.
type groupKey struct {
	queue, skill, site, team, agent, channel, callType, hour, weekday int32
}

// splits are the dimensions a question tells apart.
type splits struct{ queue, skill, site, team, agent, channel, callType, hour, weekday bool }

var noSplit = groupKey{-1, -1, -1, -1, -1, -1, -1, -1, -1}

// words numbers the values of one dimension.
type words struct {
	index map[string]int32
	list  []string
}

func (w *words) number(s string) int32 {
	if i, ok := w.index[s]; ok {
		return i
	}
	if w.index == nil {
		w.index = map[string]int32{}
	}
	i := int32(len(w.list))
	w.list = append(w.list, s)
	w.index[s] = i
	return i
}

// lens is one way of looking at rows: which stretch of time each counts in
// and with which parameters it is measured.
type lens struct {
	attribution string
	strict      bool // "<" instead of "≤"
	// Limits the question or the definition fixes; -1: as the period has them.
	threshold, short, repeatWindowMs int64
	fromMs, toMs                     int64 // the definition's version is in force
	arrivedFromMs, arrivedToMs       int64 // of attribution by event
	needsRepeat                      bool
	sumsAgentTime                    bool
	sumsContactRows                  bool
	sumsReported                     bool
}

// noneYet is a maximum of nothing: a longest wait where nobody waited is not 0.
const noneYet = -1

// run answers one question over one snapshot.
type run struct {
	s       *Service
	query   Query
	centre  org.Centre
	dir     org.Directory
	home    *time.Location // the centre's, whatever zone the question counts in
	nowMs   int64
	periods map[string][]period // by queue; "" the centre's
	zone    zone
	starts  []int64
	end     int64
	lenses  []lens
	columns []*column
	filter  rowFilter
	scope   *authz.Scope // nil: the question is answered over everyone's rows
	by      splits
	groups  map[groupKey]int
	keys    []groupKey
	words   map[Dimension]*words

	kept telephony.Kept

	contacts []int64 // per cell, by arrival
	repaired []int64
	seen     []bool // the cell has rows

	agentSeen map[agentCell]bool
	repeats   map[sheetKey][]int64 // since the customer's contact before, ms

	scratch      []int32
	scratchParts []part
	scratchSpans []span
}

type sheetKey struct {
	day   int64
	queue string
}

type agentCell struct {
	cell  int
	agent string
}

func (s *Service) newRun(ctx context.Context, tx *sqldb.Tx, q Query) (*run, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	r := &run{s: s, query: q, groups: map[groupKey]int{}, words: map[Dimension]*words{}, repeats: map[sheetKey][]int64{}, periods: map[string][]period{}, nowMs: s.clk.Now().UnixMilli()}
	var err error
	if r.centre, err = s.org.Centre(ctx, tx); err != nil {
		return nil, err
	}
	if r.kept, err = s.facts.Kept(ctx, tx); err != nil {
		return nil, err
	}
	r.home = r.centre.Location()
	r.centre.Timezone = cmp.Or(q.Zone, r.centre.Timezone)
	if r.dir, err = s.org.Directory(ctx, tx); err != nil {
		return nil, err
	}
	if r.starts, r.end, err = q.buckets(r.centre); err != nil {
		return nil, err
	}
	r.zone = newZone(r.centre.Location(), r.starts[0]-3*telephony.DayMs, r.end+3*telephony.DayMs)
	for _, d := range Dimensions {
		r.words[d] = &words{}
	}
	has := func(d Dimension) bool { return slices.Contains(q.By, d) }
	r.by = splits{queue: has(ByQueue), skill: has(BySkill), site: has(BySite), team: has(ByTeam), agent: has(ByAgent), channel: has(ByChannel),
		callType: has(ByCallType), hour: has(ByHour), weekday: has(ByWeekday)}
	if actor, ok := authz.From(ctx); ok && q.personal() {
		if scope := actor.ScopeOf(PermissionRead); !scope.Centre {
			r.scope = &scope
		}
	}
	return r, r.readFilter()
}

// personal reports whether the question tells people or teams apart. Sums
// over whole queues are open to whoever may read numbers, as a wallboard is;
// what single people did only within the actor's scope.
func (q *Query) personal() bool {
	return slices.Contains(q.By, ByAgent) || slices.Contains(q.By, ByTeam) || len(q.Filter.Agents) > 0 || len(q.Filter.Teams) > 0
}

// look gives the number of a lens, made when it is new.
func (r *run) look(l lens) int {
	if i := slices.Index(r.lenses, l); i >= 0 {
		return i
	}
	r.lenses = append(r.lenses, l)
	return len(r.lenses) - 1
}

// columnOf gives the number of the column of a measure through a lens.
func (r *run) columnOf(l lens, measure int) int {
	m := measures[measure]
	l.sumsAgentTime, l.sumsContactRows, l.sumsReported = m.Fact == FactAgentTime, m.Fact == FactContact, m.Fact == FactReported
	if l.sumsAgentTime || l.sumsReported { // these count where they pass, whatever the clock
		l = lens{fromMs: l.fromMs, toMs: l.toMs, sumsAgentTime: l.sumsAgentTime, sumsReported: l.sumsReported}
	} else if l.needsRepeat = m.ID == "repeat_answered"; !l.needsRepeat {
		l.repeatWindowMs = 0
	}
	n := r.look(l)
	for i, c := range r.columns {
		if c.lens == n && c.measure == measure {
			return i
		}
	}
	r.columns = append(r.columns, &column{lens: n, measure: measure, max: m.Max, id: m.ID})
	return len(r.columns) - 1
}

// count goes over the rows once and fills the columns.
func (r *run) count(ctx context.Context, tx *sqldb.Tx) error {
	if err := r.grow(); err != nil {
		return err
	}
	var window int64
	contactRows, agentTime, reported, late := false, false, false, false
	for i := range r.lenses {
		contactRows = contactRows || r.lenses[i].sumsContactRows
		agentTime = agentTime || r.lenses[i].sumsAgentTime
		reported = reported || r.lenses[i].sumsReported
		late = late || (r.lenses[i].sumsContactRows && r.lenses[i].attribution != AttributionArrival)
		if r.lenses[i].needsRepeat {
			window = max(window, r.longestWindow(&r.lenses[i]))
		}
	}
	if contactRows {
		first, last := telephony.DayOf(r.starts[0]), telephony.DayOf(r.end-1)
		if late {
			first-- // a contact counted when it ends may have come the day before
		}
		if window > 0 {
			if err := r.findRepeats(ctx, tx, first, last, window); err != nil {
				return err
			}
		}
		count, crew := r.sheet, newCrew(r)
		if crew != nil {
			count = crew.sheet
		}
		if err := r.s.facts.Sheets(ctx, tx, first, last, r.wantsQueue, count); err != nil {
			return err
		}
		if crew != nil {
			if err := crew.into(r); err != nil {
				return err
			}
		}
	}
	if agentTime {
		if err := r.agentTime(ctx, tx); err != nil {
			return err
		}
	}
	if reported {
		return r.reported(ctx, tx)
	}
	return nil
}

// group gives the number of a combination of dimension values.
func (r *run) group(k groupKey) (int, error) {
	if g, ok := r.groups[k]; ok {
		return g, nil
	}
	g := len(r.keys)
	r.groups[k] = g
	r.keys = append(r.keys, k)
	return g, r.grow()
}

// grow makes room for the cells of all groups.
func (r *run) grow() error {
	n := len(r.keys) * len(r.starts)
	if n > maxCells {
		return fault.Invalidf("metric.too_many_cells", "This question has more than %d cells; choose a coarser grain, fewer dimensions or a shorter range.", maxCells)
	}
	for _, c := range r.columns {
		had := len(c.cells)
		c.cells = extend(c.cells, n)
		if c.max {
			for i := had; i < n; i++ {
				c.cells[i] = noneYet
			}
		}
	}
	r.contacts, r.repaired, r.seen = extend(r.contacts, n), extend(r.repaired, n), extend(r.seen, n)
	return nil
}

func extend[T any](list []T, n int) []T {
	if n <= len(list) {
		return list
	}
	if n <= cap(list) {
		return list[:n]
	}
	out := make([]T, n, max(n, min(2*cap(list), maxCells)))
	copy(out, list)
	return out
}

// bucket finds the stretch of time of an instant, starting the search at
// hint; -1 when it is outside all.
func (r *run) bucket(ms int64, hint int) int {
	if ms < r.starts[0] || ms >= r.end {
		return -1
	}
	if hint < 0 {
		hint = 0
	}
	if ms < r.starts[hint] || (hint+8 < len(r.starts) && ms >= r.starts[hint+8]) {
		i, found := slices.BinarySearch(r.starts, ms)
		if found {
			return i
		}
		return i - 1
	}
	for hint+1 < len(r.starts) && r.starts[hint+1] <= ms {
		hint++
	}
	return hint
}

// when is the instant in whose stretch of time a contact counts.
func (l *lens) when(s *telephony.Sheet, i int, lim *limits) int64 {
	at := s.Day*telephony.DayMs + int64(s.Entered[i])
	switch l.attribution {
	case AttributionAnswer:
		if answered(s, i) {
			at += int64(s.Wait[i])
		}
	case AttributionEnd:
		at += int64(s.Wait[i]) + int64(s.Talk[i]) + int64(s.Hold[i])
	case AttributionEvent:
		if at < l.arrivedFromMs || at >= l.arrivedToMs {
			return math.MinInt64
		}
		if s.Outcome[i] == telephony.CodeWaiting {
			return at + lim.within
		}
		at += min(int64(s.Wait[i]), lim.within)
	}
	return at
}

// places puts into out the cell of every contact of the sheet, -1 for those
// that do not count.
func (r *run) places(s *telephony.Sheet, l *lens, lim *limits, q org.DirectoryQueue, out []int32) error {
	base := r.baseKey(q)
	nb := len(r.starts)
	bucket := -1
	if !r.splitsRows() {
		g, ok := -1, false
		for i := range out {
			at := l.when(s, i, lim)
			if at < l.fromMs || at >= l.toMs {
				out[i] = -1
				continue
			}
			b := r.bucket(at, bucket)
			if b < 0 {
				out[i] = -1
				continue
			}
			if !ok {
				var err error
				if g, err = r.group(base); err != nil {
					return err
				}
				ok = true
			}
			bucket = b
			out[i] = int32(g*nb + b)
		}
		return nil
	}
	p := &people{r: r, sheet: s}
	asked := r.asked(s)
	lastKey, lastGroup := noSplit, -1
	for i := range out {
		out[i] = -1
		if !about(asked, s.Agent[i]) {
			continue
		}
		at := l.when(s, i, lim)
		if at < l.fromMs || at >= l.toMs {
			continue
		}
		b := r.bucket(at, bucket)
		if b < 0 {
			continue
		}
		bucket = b
		k, ok := r.keyOf(p, q, base, i, at)
		if !ok {
			continue
		}
		if lastGroup < 0 || k != lastKey {
			g, err := r.group(k)
			if err != nil {
				return err
			}
			lastKey, lastGroup = k, g
		}
		out[i] = int32(lastGroup*nb + b)
	}
	return nil
}

// spansOf gives the contacts of a sheet by the cell they count in.
func (r *run) spansOf(s *telephony.Sheet, l *lens, lim *limits, q org.DirectoryQueue) ([]span, error) {
	if l.attribution == AttributionArrival && !r.splitsRows() {
		return r.spansByArrival(s, l, q)
	}
	cells := r.room(s.Len())
	if err := r.places(s, l, lim, q, cells); err != nil {
		return nil, err
	}
	out := r.scratchSpans[:0]
	for i := 0; i < len(cells); {
		from, cell := i, cells[i]
		for i < len(cells) && cells[i] == cell {
			i++
		}
		if cell >= 0 {
			out = append(out, span{int(cell), from, i})
		}
	}
	r.scratchSpans = out
	return out, nil
}

// spansByArrival is spansOf for contacts that count when they arrive and are
// not told apart: a sheet holds them in that order, so one walk along the
// stretches of time finds all.
func (r *run) spansByArrival(s *telephony.Sheet, l *lens, q org.DirectoryQueue) ([]span, error) {
	begin := s.Day * telephony.DayMs
	from, to := max(l.fromMs, r.starts[0])-begin, min(l.toMs, r.end)-begin
	first, _ := slices.BinarySearchFunc(s.Entered, from, compareInstant)
	last, _ := slices.BinarySearchFunc(s.Entered, to, compareInstant)
	if first >= last {
		return nil, nil
	}
	g, err := r.group(r.baseKey(q))
	if err != nil {
		return nil, err
	}
	out := r.scratchSpans[:0]
	b := r.bucket(begin+int64(s.Entered[first]), -1)
	next := r.endOf(b) - begin
	for i := first; i < last; {
		from := i
		for i < last && int64(s.Entered[i]) < next {
			i++
		}
		if i > from {
			out = append(out, span{g*len(r.starts) + b, from, i})
		}
		if i < last {
			b++
			next = r.endOf(b) - begin
		}
	}
	r.scratchSpans = out
	return out, nil
}

func compareInstant(ofDay int32, at int64) int { return cmp.Compare(int64(ofDay), at) }

// sheet counts the contacts and intervals of one queue's day.
func (r *run) sheet(s *telephony.Sheet) error {
	q, _ := r.dir.Queue(s.QueueID)
	q.ID = s.QueueID
	graded := false
	for li := range r.lenses {
		l := &r.lenses[li]
		if !l.sumsContactRows {
			continue
		}
		parts := r.parts(l, s)
		for i := range parts {
			p := &parts[i]
			spans, err := r.sheetPart(s, li, p, q)
			if err != nil {
				return err
			}
			if !graded && p.attribution == AttributionArrival && p.fromMs <= r.starts[0] && p.toMs >= r.end {
				r.grade(s, spans)
				graded = true
			}
		}
	}
	if graded {
		return nil
	}
	arrival := lens{attribution: AttributionArrival, fromMs: math.MinInt64, toMs: math.MaxInt64}
	spans, err := r.spansOf(s, &arrival, &limits{}, q)
	if err != nil {
		return err
	}
	r.grade(s, spans)
	return nil
}

// sheetPart counts a sheet through a part of a lens and gives the spans it
// counted.
func (r *run) sheetPart(s *telephony.Sheet, li int, p *part, q org.DirectoryQueue) ([]span, error) {
	spans, err := r.spansOf(s, &p.lens, &p.limits, q)
	if err != nil {
		return nil, err
	}
	gaps := r.repeatsOf(s, &p.lens)
	for _, c := range r.columns {
		if c.lens == li {
			c.add(s, spans, &p.limits, gaps)
		}
	}
	for _, sp := range spans {
		r.seen[sp.cell] = true
	}
	return spans, r.intervals(s, li, p, q)
}

// room is scratch for one number per contact of a sheet.
func (r *run) room(n int) []int32 {
	if cap(r.scratch) < n {
		r.scratch = make([]int32, n, 2*n)
	}
	return r.scratch[:n]
}

// intervals adds the imported intervals of the sheet. They have no agent and
// no call type, so a question about those leaves them out.
func (r *run) intervals(s *telephony.Sheet, li int, p *part, q org.DirectoryQueue) error {
	for i := range s.Intervals {
		v := &s.Intervals[i]
		cell, err := r.intervalCell(v, &p.lens, q)
		if err != nil {
			return err
		}
		if cell < 0 {
			continue
		}
		r.seen[cell] = true
		for _, c := range r.columns {
			if c.lens != li {
				continue
			}
			n, known := intervalValue(c.id, v, &p.limits)
			switch {
			case !known:
				c.cells[cell] = math.NaN()
			case c.max:
				c.cells[cell] = math.Max(c.cells[cell], float64(n))
			default:
				c.cells[cell] += float64(n)
			}
		}
	}
	return nil
}

func (r *run) intervalCell(v *telephony.IntervalSums, l *lens, q org.DirectoryQueue) (int, error) {
	f := &r.filter
	b := r.bucket(v.StartMs, 0)
	if !r.inScope("", "", q.SiteID) {
		return -1, nil
	}
	if b < 0 || v.StartMs < l.fromMs || v.StartMs >= l.toMs || v.StartMs < l.arrivedFromMs || v.StartMs >= l.arrivedToMs || f.agents != nil || f.teams != nil || f.callTypes != nil ||
		f.channels != nil && !f.channels[v.Channel] || f.sites != nil && !f.sites[q.SiteID] {
		return -1, nil
	}
	local := r.zone.local(v.StartMs)
	if f.hours != nil && !f.hours[hourOf(local)] || f.weekdays != nil && !f.weekdays[weekdayOf(local)] {
		return -1, nil
	}
	k := r.baseKey(q)
	number := func(split bool, d Dimension, value string, into *int32) {
		if split {
			*into = r.words[d].number(value)
		}
	}
	number(r.by.agent, ByAgent, "", &k.agent)
	number(r.by.team, ByTeam, "", &k.team)
	number(r.by.site, BySite, q.SiteID, &k.site)
	number(r.by.channel, ByChannel, v.Channel, &k.channel)
	number(r.by.callType, ByCallType, "", &k.callType)
	number(r.by.hour, ByHour, strconv.Itoa(hourOf(local)), &k.hour)
	number(r.by.weekday, ByWeekday, strconv.Itoa(weekdayOf(local)), &k.weekday)
	g, err := r.group(k)
	if err != nil {
		return -1, err
	}
	return g*len(r.starts) + b, nil
}
