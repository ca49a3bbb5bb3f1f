package care

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionRead = "care.read"   // see and answer notices about people one leads oneself
	PermissionSums = "people.edit" // see sums of weeks
)

// Service looks for signs of strain.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	rosters Rosters
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service and registers its job; rosters, work and rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, rosters Rosters, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, org: organisation, numbers: numbers, rosters: rosters, clk: clk, rec: rec}
	if work != nil {
		work.Register(JobLook, s.lookJob)
	}
	return s
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func asRoom(ctx context.Context) context.Context { return authz.With(ctx, authz.System("care")) }

// world is the organisation as of today.
type world struct {
	dir   org.Directory
	today civil.Date
	week  civil.Date // first day of the last whole week
}

func (s *Service) world(ctx context.Context, tx *sqldb.Tx) (w world, err error) {
	if w.dir, err = s.org.Directory(ctx, tx); err != nil {
		return w, err
	}
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return w, err
	}
	text, err := s.org.Today(ctx, tx)
	if err != nil {
		return w, err
	}
	w.today, err = civil.Parse(text)
	w.week = w.today.WeekFrom(centre.Weekday()).Add(-7)
	return w, err
}

// leads reports whether the actor leads a person today, in the team a notice is
// of. No scope, however wide, stands for it.
func (w *world) leads(ctx context.Context, personID, teamID string) bool {
	a, _ := authz.From(ctx)
	today := w.today.String()
	return a.PersonID != "" && a.PersonID != personID && teamID != "" && w.dir.LeaderOf(teamID, today) == a.PersonID && w.dir.TeamOf(personID, today) == teamID
}

func (w *world) fill(x *Notice) {
	person, _ := w.dir.Person(x.PersonID)
	team, _ := w.dir.Team(x.teamID)
	x.Name, x.AgentNo, x.TeamName = person.Name, person.AgentNo, team.Name
}

// NoticesIn asks for one page of notices.
type NoticesIn struct {
	Search string // part of the name or number
	State  string
	Sort   string // week (default: -week) or name; a leading - turns it round
	Cursor string
	Limit  int
}

// Notices gives the notices about people the actor leads, and keeps who was looked
// at. Needs the permission care.read.
func (s *Service) Notices(ctx context.Context, in NoticesIn) (out page.Of[Notice], err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	search := sqldb.Fold(in.Search)
	var w world
	rows := []Notice{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		all, err := loadNotices(ctx, tx, w.today.Add(-keptDays).String())
		for i := range all {
			x := &all[i]
			w.fill(x)
			old := x.State == Open && x.WeekOn < w.today.Add(-shownDays-7).String()
			if !w.leads(ctx, x.PersonID, x.teamID) || old || in.State != "" && x.State != in.State || search != "" && !strings.Contains(sqldb.Fold(x.Name+"\n"+x.AgentNo), search) {
				continue
			}
			rows = append(rows, *x)
		}
		return err
	})
	if err != nil {
		return out, err
	}
	out, err = page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-week"), Cursor: in.Cursor, Limit: in.Limit}, "care.sort", map[string]func(Notice) string{
		"week": func(x Notice) string { return x.WeekOn },
		"name": func(x Notice) string { return x.Name },
	}, func(x Notice) string { return x.ID })
	if err != nil || len(out.Items) == 0 {
		return out, err
	}
	return out, s.looked(ctx, &w, out.Items)
}

// looked keeps in the audit log whom the actor looked at, each once a day.
func (s *Service) looked(ctx context.Context, w *world, shown []Notice) error {
	a, _ := authz.From(ctx)
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		for i := range shown {
			first, err := addLook(ctx, tx, a.UserID, w.today.String(), shown[i].PersonID)
			if err == nil && first {
				err = s.record(ctx, tx, authz.Entry{Action: "care.look", Object: "person", ObjectID: shown[i].PersonID})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Answer keeps what the leader did about a notice. rev is the revision that was
// read, or below 0 for any. The words stay with the leader: the audit log has that
// there was an answer. Needs the permission care.read.
func (s *Service) Answer(ctx context.Context, noticeID string, in Answer, rev int64) (out Notice, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		before, err := loadNotice(ctx, tx, noticeID)
		if errors.Is(err, sqldb.ErrNotFound) || err == nil && !w.leads(ctx, before.PersonID, before.teamID) {
			return fault.NotFoundf("care.not_found", "There is no such notice about somebody you lead.")
		}
		if err != nil {
			return err
		}
		from, err := civil.Parse(before.WeekOn)
		if err != nil {
			return err
		}
		if err := in.check(from.Add(-7), w.today); err != nil {
			return err
		}
		out = before
		w.fill(&out)
		if before.Answer == in {
			return nil
		}
		a, _ := authz.From(ctx)
		out.Answer, out.Rev, out.ChangedMs, out.ChangedBy = in, before.Rev+1, clock.Ms(s.clk), cmp.Or(a.Name, a.Login)
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = putAnswer(ctx, tx, &out, before.Rev)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("care.stale", "The notice was answered meanwhile; load it again.")
		}
		return s.record(ctx, tx, authz.Entry{Action: "care.answer", Object: "person", ObjectID: out.PersonID, After: map[string]any{"state": out.State}})
	})
	return out, err
}

// Sums gives how many people weeks told of, the latest first; of a few not how
// many. Needs the permission people.edit for the whole centre.
func (s *Service) Sums(ctx context.Context) (out []Week, err error) {
	if err := authz.RequireCentre(ctx, PermissionSums); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = loadWeeks(ctx, tx)
		return err
	})
	for i := range out {
		if n := *out[i].Told; n > 0 && n < fewest {
			out[i].Told = nil
		}
	}
	return out, err
}

// Merge moves the notices of a person who turned out to be another.
func (s *Service) Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error {
	if object != "person" {
		return nil
	}
	return moveNotices(ctx, tx, from, into)
}

// FactsOf tells nothing: numbers do not depend on notices.
func (s *Service) FactsOf(context.Context, *sqldb.Tx, string, string) (org.Facts, error) {
	return org.Facts{}, nil
}
