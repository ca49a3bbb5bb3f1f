package people

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionOwn  = "people.own"  // see one's own file
	PermissionRead = "people.read" // see files within reach
	PermissionEdit = "people.edit" // change files
)

const factFile = "people.file.changed"

// Service keeps the files of people.
type Service struct {
	db  *sqldb.DB
	org *org.Service
	clk clock.Clock
	rec authz.Recorder
}

// New makes the service. rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, clk: clk, rec: rec}
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

// tell tells the fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, factFile, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	if a.Name == "" {
		return a.Login
	}
	return a.Name
}

// world is the organisation as of a day.
type world struct {
	dir       org.Directory
	today, on string
	reasons   []Reason
}

// world takes the day of asking, "" being today; days to come are refused.
func (s *Service) world(ctx context.Context, tx *sqldb.Tx, on string) (w world, err error) {
	if w.dir, err = s.org.Directory(ctx, tx); err != nil {
		return w, err
	}
	if w.today, err = s.org.Today(ctx, tx); err != nil {
		return w, err
	}
	reasons, err := loadReasons(ctx, tx)
	if err != nil {
		return w, err
	}
	w.reasons = reasons.Reasons
	if w.on = on; on == "" {
		w.on = w.today
	}
	if _, err := civil.Parse(w.on); err != nil || w.on > w.today {
		return w, fault.Invalidf("people.file.day", "Files are told as of today or a day before.").WithField("query.on", "date", "must be a date, YYYY-MM-DD, not after today")
	}
	return w, nil
}

// Records gives what the files hold, by person, for rooms that reckon with it;
// it asks for no permission.
func (s *Service) Records(ctx context.Context, tx *sqldb.Tx) (map[string]Record, error) {
	files, err := loadFiles(ctx, tx)
	out := make(map[string]Record, len(files))
	for id, k := range files {
		out[id] = k.record
	}
	return out, err
}

// FactsOf tells nothing: numbers do not depend on files.
func (s *Service) FactsOf(context.Context, *sqldb.Tx, string, string) (org.Facts, error) {
	return org.Facts{}, nil
}

// Merge moves the file of a person who turned out to be another; two files are
// not made one by guessing.
func (s *Service) Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error {
	if object != "person" {
		return nil
	}
	a, err := loadFile(ctx, tx, from)
	if err != nil || a.rev == 0 {
		return err
	}
	b, err := loadFile(ctx, tx, into)
	if err != nil {
		return err
	}
	if b.rev > 0 {
		return fault.Conflictf("people.file.two", "Both people have an employee file; empty one of them first.")
	}
	return moveFile(ctx, tx, from, into)
}
