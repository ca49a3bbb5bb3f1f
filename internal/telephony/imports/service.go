package imports

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// Permissions of the module.
const (
	Permission     = "telephony.import" // to import and to look at imports
	PermissionRead = "quality.read"
)

// JobKind is the kind of job that runs an import.
const JobKind = "telephony.import"

// Service imports files.
type Service struct {
	db     *sqldb.DB
	ingest *ingest.Service
	rollup *rollup.Service
	jobs   *jobs.Service
	org    *org.Service
	dir    string // of uploads
	limit  int64  // bytes of an upload
	clk    clock.Clock
	rec    authz.Recorder

	one  chan struct{} // held by the import that runs
	wake func()
}

// New makes the service. uploads is the folder of uploaded files and limit
// their largest size. work runs the imports started over HTTP and may be nil
// where only Run is used; rec may be nil in tests.
func New(db *sqldb.DB, in *ingest.Service, roll *rollup.Service, work *jobs.Service, organisation *org.Service, uploads string, limit int64, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, ingest: in, rollup: roll, jobs: work, org: organisation, dir: uploads, limit: limit, clk: clk, rec: rec, one: make(chan struct{}, 1)}
	if work != nil {
		work.Register(JobKind, s.job)
	}
	return s
}

// OnChange is called when an import's state or progress changed.
func (s *Service) OnChange(fn func()) { s.wake = fn }

func (s *Service) changed() {
	if s.wake != nil {
		s.wake()
	}
}

// create makes the row of a checked request.
func (s *Service) create(ctx context.Context, tx *sqldb.Tx, req Request) (row, error) {
	actor, _ := authz.From(ctx)
	v := row{id: id.New(s.clk), name: req.FileName, source: req.Source, kind: req.Kind, request: req, state: StateWaiting,
		createdBy: actor.UserID, createdMs: clock.Ms(s.clk)}
	if err := insert(ctx, tx, v); err != nil {
		return v, err
	}
	return v, s.record(ctx, tx, "start", v.id, map[string]any{"file": v.name, "kind": v.kind, "source": v.source, "timezone": req.Zone,
		"good_rows_only": req.GoodRowsOnly, "dry_run": req.DryRun})
}

// Start begins the import of an uploaded file as a job.
func (s *Service) Start(ctx context.Context, req Request) (importID, jobID string, err error) {
	if err := authz.Require(ctx, Permission); err != nil {
		return "", "", err
	}
	if authz.Require(ctx, "settings.manage") != nil {
		req.AdoptZone = false
	}
	up, path, err := s.upload(ctx, req.UploadID)
	if err != nil {
		return "", "", err
	}
	req.Path, req.FileName = path, up.Name
	if err := req.check(); err != nil {
		return "", "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		v, err := s.create(ctx, tx, req)
		if err != nil {
			return err
		}
		importID = v.id
		if jobID, err = jobs.Start(ctx, tx, JobKind, jobInput{importID}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, qJob, v.id, jobID)
		return err
	})
	return importID, jobID, err
}

type jobInput struct {
	ImportID string `json:"import_id"`
}

func (s *Service) job(ctx context.Context, run *jobs.Run) error {
	var in jobInput
	if err := run.Input(&in); err != nil {
		return err
	}
	var v row
	var err error
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		v, err = load(ctx, tx, in.ImportID)
		return err
	}); err != nil {
		return err
	}
	if v.state != StateWaiting && v.state != StateRunning {
		return nil
	}
	out, err := s.run(ctx, v, func(p Progress) { run.Progress(p.Fraction, p.Phase) })
	run.Result(out)
	if err == nil && !v.request.DryRun {
		s.dropUpload(context.WithoutCancel(ctx), v.request.UploadID)
	}
	if ctx.Err() == nil {
		return err
	}
	// Either someone cancelled it, or the process stops and another goes on.
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer stop()
	return errors.Join(err, s.db.Write(late, func(tx *sqldb.Tx) error {
		now, err := load(late, tx, v.id)
		if err == nil && now.state == StateCancelled && !now.cancelAsked {
			_, err = tx.Exec(late, qState, v.id, StateWaiting, int64(0))
		}
		return err
	}))
}

// Cancel stops an import; what was read stays.
func (s *Service) Cancel(ctx context.Context, importID string) (Import, error) {
	var out Import
	if err := authz.Require(ctx, Permission); err != nil {
		return out, err
	}
	var v row
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if v, err = s.find(ctx, tx, importID); err != nil {
			return err
		}
		if v.state != StateWaiting && v.state != StateRunning {
			return fault.Conflictf("telephony.import.over", "This import is already %s.", v.state)
		}
		if _, err := tx.Exec(ctx, qAsk, importID); err != nil {
			return err
		}
		if v.state == StateWaiting {
			if _, err := tx.Exec(ctx, qState, importID, StateCancelled, clock.Ms(s.clk)); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, "cancel", importID, nil)
	})
	if err != nil {
		return out, err
	}
	if s.jobs != nil && v.jobID != "" {
		if _, err := s.jobs.Cancel(ctx, v.jobID); err != nil && !fault.Is(err, fault.Conflict) {
			return out, err
		}
	}
	s.changed()
	return s.Get(ctx, importID)
}

func (s *Service) find(ctx context.Context, tx *sqldb.Tx, importID string) (row, error) {
	v, err := load(ctx, tx, importID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return v, fault.NotFoundf("telephony.import.not_found", "There is no import %s.", importID)
	}
	return v, err
}

// Get gives one import with its first bad rows.
func (s *Service) Get(ctx context.Context, importID string) (Import, error) {
	var out Import
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		v, err := s.find(ctx, tx, importID)
		if err != nil {
			return err
		}
		out, err = s.view(ctx, tx, v, firstErrors)
		return err
	})
	return out, err
}

// List gives imports, the newest first, without their bad rows.
func (s *Service) List(ctx context.Context, cursor string, limit int) (page.Of[Import], error) {
	var out page.Of[Import]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	parts, err := page.Parse(cursor, 1)
	if err != nil {
		return out, err
	}
	limit = page.Limit(limit)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		rows, err := listBefore(ctx, tx, parts[0], limit+1)
		if err != nil {
			return err
		}
		items := make([]Import, len(rows))
		for i := range rows {
			if items[i], err = s.view(ctx, tx, rows[i], 0); err != nil {
				return err
			}
		}
		out = page.Cut(items, limit, 0, func(v Import) string { return page.Cursor(v.ID) })
		return nil
	})
	return out, err
}

// ErrorsCSV writes every noted bad row of an import; long numbers are masked
// for those who may not import.
func (s *Service) ErrorsCSV(ctx context.Context, importID string, out io.Writer) error {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return err
	}
	if err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := s.find(ctx, tx, importID); err != nil {
			return err
		}
		return s.record(ctx, tx, "export", importID, nil)
	}); err != nil {
		return err
	}
	masked := authz.Require(ctx, Permission) != nil
	return s.db.Read(ctx, func(tx *sqldb.Tx) error {
		// The mark lets Excel read the text as UTF-8.
		if _, err := io.WriteString(out, "\ufeff"); err != nil {
			return err
		}
		w := csv.NewWriter(out)
		if err := w.Write([]string{"line", "column", "value", "expected", "reason"}); err != nil {
			return err
		}
		for after := int64(0); ; {
			rows, err := loadErrors(ctx, tx, importID, after, 1000)
			if err != nil {
				return err
			}
			for _, e := range rows {
				if masked {
					e.Value = telephony.MaskNumbers(e.Value)
				}
				if err := w.Write([]string{strconv.FormatInt(e.Line, 10), plain(e.Column), plain(e.Value), plain(e.Expected), e.Reason}); err != nil {
					return err
				}
				after = e.n
			}
			if len(rows) == 0 {
				break
			}
		}
		w.Flush()
		return w.Error()
	})
}

// plain keeps a spreadsheet from taking a value for a formula.
func plain(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t') {
		return "'" + s
	}
	return s
}

// view shows an import with its first bad rows.
func (s *Service) view(ctx context.Context, tx *sqldb.Tx, v row, errs int) (Import, error) {
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return Import{}, err
	}
	zone := centre.Location()
	at := func(ms int64) *string {
		if ms == 0 {
			return nil
		}
		t := time.UnixMilli(ms).In(zone).Format("2006-01-02T15:04:05.000Z07:00")
		return &t
	}
	out := Import{ID: v.id, Name: v.name, Kind: v.kind, Source: v.source, Zone: v.request.Zone, State: v.state, Progress: v.progress, Counts: v.counts,
		BadRows: v.bad, GoodRowsOnly: v.request.GoodRowsOnly, DryRun: v.request.DryRun, Resumed: v.request.Resumed, CentreTimezone: v.request.Adopted,
		Errors: []RowError{}, Error: v.err, ErrorCode: v.errCode, JobID: v.jobID, CreatedAt: *at(v.createdMs), StartedAt: at(v.startedMs), EndedAt: at(v.endedMs)}
	if errs == 0 || v.bad == 0 {
		return out, nil
	}
	list, err := loadErrors(ctx, tx, v.id, 0, errs)
	masked := authz.Require(ctx, Permission) != nil
	for _, e := range list {
		if masked {
			e.Value = telephony.MaskNumbers(e.Value)
		}
		out.Errors = append(out.Errors, e.RowError)
	}
	return out, err
}
