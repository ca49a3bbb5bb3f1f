package calibration

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Service replays days and keeps what came of them.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	facts   Facts
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service; its job is registered with work. rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, facts Facts, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, org: organisation, numbers: numbers, facts: facts, clk: clk, rec: rec}
	work.Register(Job, s.job)
	return s
}

// ListIn asks for one page of calibrations.
type ListIn struct {
	Search string // part of the name or of who made it
	Queue  string // id: only those that show it; "" for all
	Sort   string // created (the newest first by default), name, first_on, deviation; a leading - turns it round
	Cursor string
	Limit  int
}

// List gives a page of calibrations. Needs the permission staffing.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Calibration], error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return page.Of[Calibration]{}, err
	}
	if in.Sort == "" {
		in.Sort = "-created"
	}
	var all []Calibration
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = loadAll(ctx, tx)
		return err
	}); err != nil {
		return page.Of[Calibration]{}, err
	}
	search := sqldb.Fold(in.Search)
	rows := slices.DeleteFunc(all, func(c Calibration) bool {
		return in.Queue != "" && !slices.ContainsFunc(c.Queues, func(q Learnt) bool { return q.QueueID == in.Queue }) ||
			!strings.Contains(sqldb.Fold(c.Name+"\n"+c.CreatedBy), search)
	})
	return page.Sorted(rows, page.Ask{Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit}, "staffing.sort", map[string]func(Calibration) string{
		"created":  func(c Calibration) string { return c.ID },
		"name":     func(c Calibration) string { return sqldb.Fold(c.Name) },
		"first_on": func(c Calibration) string { return c.FirstOn.String() },
		"deviation": func(c Calibration) string {
			if c.Whole.Absolute == nil {
				return ""
			}
			return strings.Repeat("0", max(0, 9-len(strconv.FormatFloat(*c.Whole.Absolute, 'f', 2, 64)))) + strconv.FormatFloat(*c.Whole.Absolute, 'f', 2, 64)
		},
	}, func(c Calibration) string { return c.ID })
}

// Opened is a calibration with its days.
type Opened struct {
	Calibration
	Days []Figures `json:"days" doc:"by day; queue_id is empty for all queues together, which come first"`
}

// Open gives a calibration with its days. Needs the permission staffing.read.
func (s *Service) Open(ctx context.Context, calibrationID string) (o Opened, err error) {
	if err := authz.Require(ctx, staffing.PermissionRead); err != nil {
		return o, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if o.Calibration, err = load(ctx, tx, calibrationID); err != nil {
			return err
		}
		if o.Days, err = loadDays(ctx, tx, calibrationID); err != nil {
			return err
		}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		for i, q := range o.Queues {
			if known, ok := dir.Queue(q.QueueID); ok {
				o.Queues[i].Code, o.Queues[i].Name = known.Code, known.Name
			}
		}
		slices.SortFunc(o.Queues, func(a, b Learnt) int { return cmp.Compare(a.Code, b.Code) })
		return nil
	})
	return o, err
}

// Delete takes a calibration away. One that is gone already is no error. Needs
// the permission staffing.edit.
func (s *Service) Delete(ctx context.Context, calibrationID string) error {
	if err := authz.RequireCentre(ctx, staffing.PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := load(ctx, tx, calibrationID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := drop(ctx, tx, calibrationID); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "staffing.calibration.delete", Object: "staffing_calibration", ObjectID: calibrationID, Before: c.head()})
	})
}

// changed tells the fact of a change and records it.
func (s *Service) changed(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "staffing.calibration.changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}

// record notes what was done in the audit log.
func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

// head is what the audit log remembers.
func (c Calibration) head() map[string]any {
	return map[string]any{"name": c.Name, "first_on": c.FirstOn.String(), "last_on": c.LastOn.String(), "days": c.Whole.Days, "within": c.Whole.Within}
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	if a.Name == "" {
		return a.Login
	}
	return a.Name
}

func number(i int) string { return strconv.Itoa(i) }
