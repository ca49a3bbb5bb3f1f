package rollup

import (
	"cmp"
	"container/list"
	"context"
	"slices"
	"sync"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Day is one queue's UTC day that has facts, and the epoch of its last change.
type Day struct {
	Day     int64
	QueueID string
	Epoch   int64
}

type key struct {
	day   int64
	queue string
}

type cached struct {
	key   key
	epoch int64
	sheet *telephony.Sheet
}

// Service gives sheets and agent days.
type Service struct {
	db       *sqldb.DB
	maxBytes int

	mu    sync.Mutex
	index index
	cache map[key]*list.Element
	used  *list.List // of *cached, most recently used first
	bytes int

	refused int
}

// index lists the days that have facts, as of an epoch; immutable.
type index struct {
	epoch int64
	days  []Day // ordered by (Day, QueueID)
}

// New makes the service. maxBytes bounds the memory held by sheets kept for
// the next question.
func New(db *sqldb.DB, maxBytes int) *Service {
	return &Service{db: db, maxBytes: maxBytes, cache: map[key]*list.Element{}, used: list.New()}
}

// Sheets calls fn for the sheet of every queue's UTC day from firstDay to
// lastDay, both included, ordered by day and queue, as of tx's snapshot. want
// leaves queues out. A sheet is shared: fn must not change it.
func (s *Service) Sheets(ctx context.Context, tx *sqldb.Tx, firstDay, lastDay int64, want func(queueID string) bool, fn func(*telephony.Sheet) error) error {
	kept, err := s.Kept(ctx, tx)
	if err != nil {
		return err
	}
	firstDay = max(firstDay, kept.Sheets) // the index may remember days that are gone
	idx, err := s.current(ctx, tx)
	if err != nil || firstDay > lastDay {
		return err
	}
	lo, _ := slices.BinarySearchFunc(idx.days, Day{Day: firstDay}, compareDays)
	hi, _ := slices.BinarySearchFunc(idx.days, Day{Day: lastDay + 1}, compareDays)
	days := idx.days[lo:hi]
	const chunk = 2048
	for len(days) > 0 {
		n := min(chunk, len(days))
		if err := s.chunk(ctx, tx, days[:n], want, fn); err != nil {
			return err
		}
		days = days[n:]
	}
	return nil
}

func (s *Service) chunk(ctx context.Context, tx *sqldb.Tx, days []Day, want func(string) bool, fn func(*telephony.Sheet) error) error {
	got := make([]*telephony.Sheet, len(days))
	missing := 0
	s.mu.Lock()
	for i, d := range days {
		if want != nil && !want(d.QueueID) {
			continue
		}
		if e, ok := s.cache[key{d.Day, d.QueueID}]; ok && e.Value.(*cached).epoch == d.Epoch {
			s.used.MoveToFront(e)
			got[i] = e.Value.(*cached).sheet
			continue
		}
		missing++
	}
	s.mu.Unlock()
	if missing > 0 {
		if err := s.load(ctx, tx, days, want, got, missing); err != nil {
			return err
		}
	}
	for _, sheet := range got {
		if sheet == nil {
			continue
		}
		if err := fn(sheet); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) load(ctx context.Context, tx *sqldb.Tx, days []Day, want func(string) bool, got []*telephony.Sheet, missing int) error {
	stored := map[key]storedSheet{}
	keep := func(r sqldb.Row) error {
		v, err := scanSheet(r)
		if err == nil && v.sheet != nil {
			stored[key{v.Day.Day, v.QueueID}] = v
		}
		return err
	}
	var err error
	if missing > 16 {
		err = sqldb.Each(ctx, tx, qSheetsRange, keep, days[0].Day, days[len(days)-1].Day)
	}
	if err != nil {
		return err
	}
	for i, d := range days {
		if got[i] != nil || (want != nil && !want(d.QueueID)) {
			continue
		}
		k := key{d.Day, d.QueueID}
		if missing <= 16 {
			if err := sqldb.Each(ctx, tx, qSheet, keep, d.Day, d.QueueID); err != nil {
				return err
			}
		}
		if v, ok := stored[k]; ok && v.Epoch == d.Epoch {
			got[i] = v.sheet
		} else if got[i], err = makeSheet(ctx, tx, d.Day, d.QueueID); err != nil {
			return err
		}
		s.remember(k, d.Epoch, got[i])
	}
	return nil
}

func (s *Service) remember(k key, epoch int64, sheet *telephony.Sheet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.cache[k]; ok {
		s.bytes -= e.Value.(*cached).sheet.Bytes()
		s.used.Remove(e)
		delete(s.cache, k)
	}
	if sheet.Bytes() > s.maxBytes/4 {
		return
	}
	// A question over more than fits must not drive everything out that the
	// next one needs: once full, one sheet in eight takes the oldest's place.
	if s.refused++; s.bytes+sheet.Bytes() > s.maxBytes && s.refused%8 != 0 {
		return
	}
	s.cache[k] = s.used.PushFront(&cached{k, epoch, sheet})
	s.bytes += sheet.Bytes()
	for s.bytes > s.maxBytes {
		last := s.used.Back()
		c := last.Value.(*cached)
		s.used.Remove(last)
		delete(s.cache, c.key)
		s.bytes -= c.sheet.Bytes()
	}
}

// current is the index as of tx's snapshot.
func (s *Service) current(ctx context.Context, tx *sqldb.Tx) (index, error) {
	epoch, err := loadEpoch(ctx, tx)
	if err != nil {
		return index{}, err
	}
	s.mu.Lock()
	have := s.index
	s.mu.Unlock()
	switch {
	case have.epoch == epoch:
		return have, nil
	case have.epoch > epoch:
		have = index{} // a snapshot older than the index: read it whole
	}
	changed, err := loadChanged(ctx, tx, have.epoch)
	if err != nil {
		return index{}, err
	}
	next := index{epoch: epoch, days: mergeDays(have.days, changed)}
	s.mu.Lock()
	if s.index.epoch < epoch {
		s.index = next
	}
	s.mu.Unlock()
	return next, nil
}

func compareDays(a, b Day) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.QueueID, b.QueueID))
}

// mergeDays is old with changed put in; both keyed by day and queue.
func mergeDays(old, changed []Day) []Day {
	slices.SortFunc(changed, compareDays)
	out := make([]Day, 0, len(old)+len(changed))
	for len(old) > 0 || len(changed) > 0 {
		switch {
		case len(changed) == 0:
			return append(out, old...)
		case len(old) == 0:
			return append(out, changed...)
		}
		switch c := compareDays(old[0], changed[0]); {
		case c < 0:
			out, old = append(out, old[0]), old[1:]
		case c > 0:
			out, changed = append(out, changed[0]), changed[1:]
		default:
			out, old, changed = append(out, changed[0]), old[1:], changed[1:]
		}
	}
	return out
}

// ContactIDs gives the ids of a sheet's contacts in the sheet's order.
func (s *Service) ContactIDs(ctx context.Context, tx *sqldb.Tx, sheet *telephony.Sheet) ([]string, error) {
	return sqldb.All(ctx, tx, qDayIDs, sqldb.Value[string], sheet.QueueID, sheet.Day*telephony.DayMs, (sheet.Day+1)*telephony.DayMs)
}

// AgentDays calls fn for every agent's UTC day from firstDay to lastDay, both
// included, ordered by day and agent.
func (s *Service) AgentDays(ctx context.Context, tx *sqldb.Tx, firstDay, lastDay int64, fn func(agentID string, day int64, sums *telephony.AgentDay) error) error {
	return sqldb.Each(ctx, tx, qAgentDays, func(r sqldb.Row) error {
		var agent string
		var day int64
		var raw []byte
		if err := r.Scan(&agent, &day, &raw); err != nil {
			return err
		}
		sums, err := telephony.DecodeAgentDay(raw)
		if err != nil {
			return err
		}
		return fn(agent, day, &sums)
	}, firstDay, lastDay)
}

// Kept tells from which day on rows are kept.
func (s *Service) Kept(ctx context.Context, tx *sqldb.Tx) (telephony.Kept, error) {
	return sqldb.One(ctx, tx, qKept, func(r sqldb.Row) (k telephony.Kept, err error) {
		err = r.Scan(&k.Journal, &k.Contacts, &k.Sheets)
		return k, err
	})
}

// DataUntil is the newest instant told by any source, ms UTC; 0: none.
func (s *Service) DataUntil(ctx context.Context, tx *sqldb.Tx) (int64, error) {
	return sqldb.One(ctx, tx, qDataUntil, sqldb.Value[int64])
}
