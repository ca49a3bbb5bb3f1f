package quality

import (
	"context"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// Permissions of the module.
const (
	PermissionSources = "telephony.read" // see which sources there are
	PermissionRead    = "quality.read"
	PermissionReplay  = "quality.replay"
)

// JobKind is the kind of job that replays quarantine.
const JobKind = "telephony.replay"

// Service tells the state of the data.
type Service struct {
	db     *sqldb.DB
	intake Intake
	org    *org.Service
	clk    clock.Clock
	rec    authz.Recorder
	wake   func()

	mu     sync.Mutex
	counts counts
}

// counts are what takes long to count, kept while nothing changes.
type counts struct {
	epoch              int64
	madeMs             int64
	contacts, repaired map[string]int64 // by source id
}

// New makes the service. work runs replays; rec may be nil in tests.
func New(db *sqldb.DB, intake Intake, work *jobs.Service, organisation *org.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, intake: intake, org: organisation, clk: clk, rec: rec, counts: counts{epoch: -1}}
	if work != nil {
		work.Register(JobKind, s.job)
	}
	return s
}

// OnChange is called when quarantine changed.
func (s *Service) OnChange(fn func()) { s.wake = fn }

func (s *Service) changed() {
	if s.wake != nil {
		s.wake()
	}
}

// Sources gives every source that ever told anything.
func (s *Service) Sources(ctx context.Context) ([]Source, error) {
	if err := authz.Require(ctx, PermissionSources); err != nil {
		return nil, err
	}
	var out []Source
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		out, err = s.sources(ctx, tx, centre.Location())
		return err
	})
	return out, err
}

func (s *Service) sources(ctx context.Context, tx *sqldb.Tx, zone *time.Location) ([]Source, error) {
	rows, err := loadSources(ctx, tx)
	if err != nil {
		return nil, err
	}
	n, err := s.counted(ctx, tx)
	if err != nil {
		return nil, err
	}
	bad, err := countBy(ctx, tx, qOpen)
	if err != nil {
		return nil, err
	}
	live, err := loadLive(ctx, tx, zone)
	if err != nil {
		return nil, err
	}
	byName := make(map[string]*Live, len(live))
	for _, l := range live {
		byName[l.name] = l
	}
	for i := range rows {
		rows[i].Live = byName[rows[i].Name]
		delete(byName, rows[i].Name)
	}
	for _, l := range live {
		if byName[l.name] != nil { // it told nothing yet
			rows = append(rows, sourceRow{Source: Source{ID: l.ID, Name: l.name, Kind: l.kind, Timezone: zone.String(), Live: l}})
		}
	}
	now := clock.Ms(s.clk)
	out := make([]Source, len(rows))
	for i := range rows {
		r := &rows[i]
		r.LastEventAt, r.LastSeenAt = atOrNull(r.newestMs, zone), atOrNull(r.seenMs, zone)
		r.Contacts, r.Repaired, r.Quarantined = n.contacts[r.ID], n.repaired[r.ID], bad[r.ID]
		r.Grade = telephony.Grade(r.Repaired, r.Contacts)
		r.judge(now, r.newestMs, r.seenMs)
		out[i] = r.Source
	}
	return out, nil
}

// freshMs is how long counts are shown although facts have changed since.
const freshMs = 5000

// counted gives the contacts and repaired contacts of every source, counted
// anew when facts changed, every few seconds at most.
func (s *Service) counted(ctx context.Context, tx *sqldb.Tx) (counts, error) {
	epoch, err := sqldb.One(ctx, tx, qEpoch, sqldb.Value[int64])
	if err != nil {
		return counts{}, err
	}
	now := clock.Ms(s.clk)
	s.mu.Lock()
	have := s.counts
	s.mu.Unlock()
	if have.epoch == epoch || have.epoch >= 0 && now-have.madeMs < freshMs {
		return have, nil
	}
	made := counts{epoch: epoch, madeMs: now}
	if made.contacts, err = countBy(ctx, tx, qContacts); err != nil {
		return counts{}, err
	}
	if made.repaired, err = countBy(ctx, tx, qRepaired, int64(telephony.Repairs)); err != nil {
		return counts{}, err
	}
	s.mu.Lock()
	s.counts = made
	s.mu.Unlock()
	return made, nil
}

// mostDays is how many days one report may span.
const mostDays = 400

// Report tells the state of the data from day to day, both included; empty:
// the last 30 days there is data of.
func (s *Service) Report(ctx context.Context, from, to string) (Report, error) {
	var out Report
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	var err error
	if out.Ingest.StreamPending, err = s.intake.Pending(ctx); err != nil {
		return out, err
	}
	if out.Ingest.Position, _, err = s.intake.Position(ctx); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		zone := centre.Location()
		out.Timezone = zone.String()
		first, last, err := s.days(ctx, tx, from, to, zone)
		if err != nil {
			return err
		}
		out.From, out.To = first.Format(time.DateOnly), last.Format(time.DateOnly)
		if out.Sources, err = s.sources(ctx, tx, zone); err != nil {
			return err
		}
		sets, err := loadFlags(ctx, tx, first.UnixMilli(), next(last).UnixMilli())
		if err != nil {
			return err
		}
		out.Flags = flagCounts(sets)
		out.ByDay = []Day{}
		for d := first; !d.After(last); d = next(d) {
			day, err := s.day(ctx, tx, d)
			if err != nil {
				return err
			}
			out.Contacts += day.Contacts
			out.Repaired += day.Repaired
			out.ByDay = append(out.ByDay, day)
		}
		out.Grade = telephony.Grade(out.Repaired, out.Contacts)
		return nil
	})
	return out, err
}

func (s *Service) day(ctx context.Context, tx *sqldb.Tx, d time.Time) (Day, error) {
	from, to := d.UnixMilli(), next(d).UnixMilli()
	out := Day{Day: d.Format(time.DateOnly)}
	var goneMs, rowsMs int64
	err := sqldb.Each(ctx, tx, qKept, func(r sqldb.Row) error { return r.Scan(&goneMs, &rowsMs) })
	if err != nil {
		return out, err
	}
	out.Gone, out.RowsGone = from < goneMs*telephony.DayMs, from < rowsMs
	if out.Gone { // some of them may still be there
		out.Quarantined, err = sqldb.One(ctx, tx, qDayBad, sqldb.Value[int64], from, to)
		return out, err
	}
	if out.Contacts, err = sqldb.One(ctx, tx, qDayContacts, sqldb.Value[int64], from, to); err != nil {
		return out, err
	}
	if out.Repaired, err = sqldb.One(ctx, tx, qDayRepaired, sqldb.Value[int64], from, to, int64(telephony.Repairs)); err != nil {
		return out, err
	}
	if out.Quarantined, err = sqldb.One(ctx, tx, qDayBad, sqldb.Value[int64], from, to); err != nil {
		return out, err
	}
	if out.Contacts > 0 {
		out.Grade = telephony.Grade(out.Repaired, out.Contacts)
	}
	return out, nil
}

// next is the start of the next day, whatever the clocks do in between.
func next(d time.Time) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day()+1, 0, 0, 0, 0, d.Location())
}

func (s *Service) days(ctx context.Context, tx *sqldb.Tx, from, to string, zone *time.Location) (first, last time.Time, err error) {
	newest, err := sqldb.One(ctx, tx, qNewest, sqldb.Value[int64])
	if err != nil {
		return first, last, err
	}
	if newest == 0 {
		newest = clock.Ms(s.clk)
	}
	var w fault.Collector
	read := func(name, text string, none time.Time) time.Time {
		if text == "" {
			return none
		}
		t, err := time.ParseInLocation(time.DateOnly, text, zone)
		if err != nil {
			w.Add("query."+name, "date", "must be a date, YYYY-MM-DD")
		}
		return t
	}
	end := time.UnixMilli(newest).In(zone)
	last = read("to", to, time.Date(end.Year(), end.Month(), end.Day(), 0, 0, 0, 0, zone))
	first = read("from", from, time.Date(last.Year(), last.Month(), last.Day()-29, 0, 0, 0, 0, zone))
	if first.After(last) {
		w.Add("query.from", "order", "must not be after to")
	}
	if last.Sub(first) > mostDays*24*time.Hour {
		w.Add("query.from", "range", "must be at most 400 days before to")
	}
	return first, last, w.Err("telephony.quality.range", "The range of days cannot be read.")
}
