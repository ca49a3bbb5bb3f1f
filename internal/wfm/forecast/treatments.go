package forecast

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// usualWeeks is in how many weeks before a day its weekday's usual is looked
// for.
const usualWeeks = 8

// Treat says how a day of a queue's history is to be taken by every forecast
// from now on, instead of what held of it. rev is the revision that was read
// (0: nothing held), or below 0 for any. Said twice, the first stands. Needs
// the permission forecast.edit.
func (s *Service) Treat(ctx context.Context, queueID string, on civil.Date, r TreatmentRule, reason string, rev int64) (t Treatment, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return t, err
	}
	if r.How != TreatRepair {
		r.FromMinute, r.ToMinute = 0, 0
	}
	t = Treatment{ID: id.New(s.clk), QueueID: queueID, On: on, TreatmentRule: r, Reason: strings.TrimSpace(reason), CreatedMs: clock.Ms(s.clk), CreatedBy: actorName(ctx)}
	var zone *time.Location
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		if _, ok := dir.Queue(queueID); !ok {
			return fault.Invalidf("forecast.treatment.invalid", "The day cannot be treated as it is asked for.").
				WithField("body.queue_id", "unknown", "there is no such queue")
		}
		centre, err := s.org.Centre(ctx, tx)
		zone = centre.Location()
		return err
	}); err != nil {
		return t, err
	}
	today := dayOf(s.clk.Now().In(zone))
	if on.Before(today) {
		if t.Actual, t.Usual, err = s.cameUsually(ctx, queueID, on, zone); err != nil {
			return t, err
		}
	}
	if err := t.check(today); err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, held, err := treatmentOn(ctx, tx, queueID, on)
		if err != nil {
			return err
		}
		if held && before.same(t) {
			t = before
			return nil
		}
		if rev >= 0 && rev != before.CreatedMs {
			return staleTreatment()
		}
		var was any
		if held {
			was = before
			before.UndoneMs, before.UndoneBy = t.CreatedMs, t.CreatedBy
			if _, err := undoTreatment(ctx, tx, before); err != nil {
				return err
			}
		}
		added, err := addTreatment(ctx, tx, t)
		if err != nil {
			return err
		}
		if !added {
			return staleTreatment()
		}
		return s.tell(ctx, tx, factTreatment, authz.Entry{Action: "forecast.treatment.set", Object: "forecast_treatment", ObjectID: t.ID, Before: was, After: t})
	})
	return t, err
}

// factTreatment is told when something was said of a day, or taken back.
const factTreatment = "forecast.treatment.changed"

func staleTreatment() error {
	return fault.Conflictf("forecast.treatment.stale", "Somebody has said something else of this day meanwhile; load it again.")
}

// UndoTreatment takes back what was said of a day: the rule holds again. What
// is taken back already stays so. Needs the permission forecast.edit.
func (s *Service) UndoTreatment(ctx context.Context, treatmentID string) (t Treatment, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if t, err = loadTreatment(ctx, tx, treatmentID); err != nil {
			if errors.Is(err, sqldb.ErrNotFound) {
				return fault.NotFoundf("forecast.treatment.not_found", "Nothing like this was said of a day.")
			}
			return err
		}
		if t.UndoneMs != 0 {
			return nil
		}
		before := t
		t.UndoneMs, t.UndoneBy = clock.Ms(s.clk), actorName(ctx)
		done, err := undoTreatment(ctx, tx, t)
		if err != nil || !done {
			return err
		}
		return s.tell(ctx, tx, factTreatment, authz.Entry{Action: "forecast.treatment.undo", Object: "forecast_treatment", ObjectID: t.ID, Before: before, After: t})
	})
	return t, err
}

// cameUsually is what came to a queue on a day, and the median of what came on
// the same weekday in the eight weeks before; nil: not known.
func (s *Service) cameUsually(ctx context.Context, queueID string, on civil.Date, zone *time.Location) (actual, usual *float64, err error) {
	from := on.Add(-7 * usualWeeks)
	known, err := s.knownPast(ctx, civil.Range{From: from, To: on}, zone)
	if err != nil {
		return nil, nil, err
	}
	h, err := s.history(ctx, queueID, from, on, 30, zone, known.days)
	if err != nil {
		return nil, nil, err
	}
	var before []float64
	for d := 0; d < h.Days()-1; d += 7 {
		if v := h.total(d); v > 0 {
			before = append(before, v)
		}
	}
	if n := len(before); n > 0 {
		slices.Sort(before)
		usual = finite((before[(n-1)/2] + before[n/2]) / 2)
	}
	return finite(h.total(h.Days() - 1)), usual, nil
}

// HistoryDaysIn asks for one page of days of the past.
type HistoryDaysIn struct {
	Search  string // part of a queue's name or code, of the reason or of who said it
	QueueID string // "" for all
	On      string // a day; "" for all
	Found   string // closed, partial, outlier, outage or none; "" for all
	State   string // ruled, treated or taken_back; "" for all
	Sort    string // on (the newest first by default), queue, found, actual, usual; a leading - turns it round
	Cursor  string
	Limit   int
}

// HistoryDays gives a page of the days of the history that stand out, by what
// the newest forecast of each queue found, and of those a planner said
// something about. Needs the permission forecast.read.
func (s *Service) HistoryDays(ctx context.Context, in HistoryDaysIn) (page.Of[HistoryDay], error) {
	var none page.Of[HistoryDay]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	after, err := page.Parse(in.Cursor, 2)
	if err != nil {
		return none, err
	}
	if in.Sort == "" {
		in.Sort = "-on"
	}
	key := map[string]func(HistoryDay) string{
		"on":     func(d HistoryDay) string { return d.On.String() },
		"queue":  func(d HistoryDay) string { return sqldb.Fold(d.Queue) },
		"found":  func(d HistoryDay) string { return d.Found },
		"actual": func(d HistoryDay) string { return sortable(d.Actual) },
		"usual":  func(d HistoryDay) string { return sortable(d.Usual) },
	}[strings.TrimPrefix(in.Sort, "-")]
	if key == nil {
		return none, fault.Invalidf("forecast.sort", "The list cannot be sorted by %s.", in.Sort).
			WithField("query.sort", "one_of", "must be on, queue, found, actual or usual, with a leading - for the other direction")
	}
	var rows []HistoryDay
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		rows, err = s.historyDays(ctx, tx)
		return err
	})
	if err != nil {
		return none, err
	}
	search := sqldb.Fold(in.Search)
	rows = slices.DeleteFunc(rows, func(d HistoryDay) bool { return !in.wants(d, search) })
	turn := 1
	if strings.HasPrefix(in.Sort, "-") {
		turn = -1
	}
	order := func(a, b string, d, e string) int { return turn * cmp.Or(cmp.Compare(a, b), cmp.Compare(d, e)) }
	slices.SortFunc(rows, func(a, b HistoryDay) int { return order(key(a), key(b), a.place(), b.place()) })
	total := int64(len(rows))
	if in.Cursor != "" {
		rows = slices.DeleteFunc(rows, func(d HistoryDay) bool { return order(key(d), after[0], d.place(), after[1]) <= 0 })
	}
	return page.Cut(rows, page.Limit(in.Limit), total, func(d HistoryDay) string { return page.Cursor(key(d), d.place()) }), nil
}

// place is what sorts days that are alike.
func (d HistoryDay) place() string {
	return d.On.String() + " " + sqldb.Fold(d.Queue) + " " + d.QueueID
}

// sortable is a number from 0 on as text that sorts like it.
func sortable(v *float64) string {
	if v == nil {
		return ""
	}
	n := int64(math.Round(*v))
	text := []byte("000000000000")
	for i := len(text) - 1; i >= 0 && n > 0; i-- {
		text[i], n = byte('0'+n%10), n/10
	}
	return string(text)
}

func (in HistoryDaysIn) wants(d HistoryDay, search string) bool {
	found := d.Found
	if found == "" {
		found = "none"
	}
	if in.QueueID != "" && d.QueueID != in.QueueID || in.On != "" && d.On.String() != in.On || in.Found != "" && in.Found != found || in.State != "" && in.State != d.State() {
		return false
	}
	text := d.Queue + "\n" + d.Code
	for _, t := range []*Treatment{d.Treatment, d.TakenBack} {
		if t != nil {
			text += "\n" + t.Reason + "\n" + t.CreatedBy
		}
	}
	return strings.Contains(sqldb.Fold(text), search)
}

// historyDays joins what was found and what was said.
func (s *Service) historyDays(ctx context.Context, tx *sqldb.Tx) ([]HistoryDay, error) {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	newest, err := newestOfQueues(ctx, tx, dir)
	if err != nil {
		return nil, err
	}
	said, err := loadTreatments(ctx, tx)
	if err != nil {
		return nil, err
	}
	type place struct {
		queueID string
		on      civil.Date
	}
	at := map[place]*HistoryDay{}
	row := func(queueID string, on civil.Date) *HistoryDay {
		p := place{queueID, on}
		if at[p] == nil {
			q, _ := dir.Queue(queueID)
			at[p] = &HistoryDay{QueueID: queueID, Code: q.Code, Queue: q.Name, On: on}
		}
		return at[p]
	}
	for queueID, v := range newest {
		for _, f := range v.queue.Flags {
			d := row(queueID, f.Day)
			d.Actual, d.FromMinute, d.ToMinute = f.Actual, f.FromMinute, f.ToMinute
			if f.Kind != string(series.FlagLeftOut) {
				d.Found = f.Kind
			}
			if f.Expected > 0 {
				usual := f.Expected
				d.Usual = &usual
			}
		}
	}
	for i := range said { // in order: the last one stands
		t := &said[i]
		d := row(t.QueueID, t.On)
		if d.Actual == nil {
			d.Actual = t.Actual
		}
		if d.Usual == nil {
			d.Usual = t.Usual
		}
		if t.UndoneMs == 0 {
			d.Treatment, d.Rev, d.TakenBack = t, t.CreatedMs, nil
		} else if d.Treatment == nil {
			d.TakenBack = t
		}
	}
	out := make([]HistoryDay, 0, len(at))
	for _, d := range at {
		v, ok := newest[d.QueueID]
		if ok {
			d.VersionID, d.VersionName = v.version.ID, v.version.Name
		}
		used := ""
		for _, t := range v.version.Inputs.Treatments {
			if t.QueueID == d.QueueID && t.On == d.On {
				used, d.Used = t.ID, t.How
			}
		}
		holds := ""
		if d.Treatment != nil {
			holds = d.Treatment.ID
		}
		d.Pending = holds != used
		out = append(out, *d)
	}
	return out, nil
}

// newestVersion is the version of a queue that knows the most.
type newestVersion struct {
	version Version
	queue   Queue
}

// mostLooked is in how many versions a queue's newest is looked for.
const mostLooked = 40

// newestOfQueues gives of every queue the version whose history reaches
// furthest, of those the one made last.
func newestOfQueues(ctx context.Context, tx *sqldb.Tx, dir org.Directory) (map[string]newestVersion, error) {
	all, err := loadVersions(ctx, tx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Version) int {
		return cmp.Or(b.HistoryTo.Sub(a.HistoryTo), cmp.Compare(b.CreatedMs, a.CreatedMs), cmp.Compare(b.ID, a.ID))
	})
	out := map[string]newestVersion{}
	for i, head := range all {
		if i >= mostLooked || len(out) == len(dir.Queues) {
			break
		}
		v, err := loadVersion(ctx, tx, head.ID)
		if err != nil {
			return nil, err
		}
		for _, q := range v.Queues {
			if _, had := out[q.QueueID]; !had && q.Outcome == OutcomeMade {
				out[q.QueueID] = newestVersion{v, q}
			}
		}
	}
	return out, nil
}
