package rosters

import (
	"cmp"
	"context"
	"fmt"
	"math"
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
	"github.com/lingting/lingting/internal/wfm/roster"
)

// Permissions of the module.
const (
	PermissionRead    = "roster.read"    // see rosters of the people one reaches
	PermissionEdit    = "roster.edit"    // make and change them
	PermissionPublish = "roster.publish" // publish them
	PermissionOwn     = "roster.own"     // see one's own published days
)

// Service makes and keeps rosters.
type Service struct {
	db     *sqldb.DB
	plans  Plans
	setup  Setup
	leave  Leave
	people People
	clk    clock.Clock
	rec    authz.Recorder
}

// New makes the service; its jobs are registered with work. rec may be nil.
func New(db *sqldb.DB, plans Plans, setup Setup, leave Leave, people People, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, plans: plans, setup: setup, leave: leave, people: people, clk: clk, rec: rec}
	work.Register(JobMake, s.job)
	work.Register(JobCertify, s.certifyJob)
	return s
}

// ListIn asks for one page of rosters.
type ListIn struct {
	Search string // part of the name, of the requirement's or of who made it
	Status string // draft or published; "" for all
	Sort   string // created (the newest first by default), name, first_on, changed; a leading - turns it round
	Cursor string
	Limit  int
}

// List gives a page of rosters; drafts only to those who may change them. Needs
// the permission roster.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Roster], error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return page.Of[Roster]{}, err
	}
	var all []Roster
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = sqldb.All(ctx, tx, qAll, scan)
		return err
	})
	if err != nil {
		return page.Of[Roster]{}, err
	}
	drafts := seesDrafts(ctx)
	search := sqldb.Fold(in.Search)
	rows := slices.DeleteFunc(all, func(v Roster) bool {
		return in.Status != "" && string(v.Status) != in.Status || v.Status == Draft && !drafts || !strings.Contains(sqldb.Fold(v.Name+"\n"+v.PlanName+"\n"+v.CreatedBy), search)
	})
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-created"), Cursor: in.Cursor, Limit: in.Limit}, "roster.sort", map[string]func(Roster) string{
		"created":  func(v Roster) string { return v.ID },
		"name":     func(v Roster) string { return sqldb.Fold(v.Name) },
		"first_on": func(v Roster) string { return v.FirstOn.String() },
		"changed":  func(v Roster) string { return fmt.Sprintf("%020d", v.ChangedMs) },
	}, func(v Roster) string { return v.ID })
}

// seesDrafts is whether the actor may see what is not published.
func seesDrafts(ctx context.Context) bool {
	a, _ := authz.From(ctx)
	return a.Can(PermissionEdit) || a.Can(PermissionPublish)
}

// Get gives a roster without its lines. Needs the permission roster.read.
func (s *Service) Get(ctx context.Context, id string) (v Roster, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return v, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		v, err = load(ctx, tx, id)
		return err
	})
	return seen(ctx, v, err)
}

// seen hides a draft from those who may not see it.
func seen(ctx context.Context, v Roster, err error) (Roster, error) {
	if err == nil && v.Status == Draft && !seesDrafts(ctx) {
		return Roster{}, fault.NotFoundf("roster.version.not_found", "There is no such roster.")
	}
	return v, err
}

// whole gives a roster with all its lines, without names, for who reckons with
// them. Needs the permission roster.read.
func (s *Service) whole(ctx context.Context, id string) (v Roster, lines []Line, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return v, nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if v, err = load(ctx, tx, id); err != nil {
			return err
		}
		lines, err = loadLines(ctx, tx, id)
		return err
	})
	v, err = seen(ctx, v, err)
	return v, lines, err
}

// PeopleOf are the people of a roster, for who tells them of it.
func (s *Service) PeopleOf(ctx context.Context, tx *sqldb.Tx, id string) (out []string, err error) {
	lines, err := loadLines(ctx, tx, id)
	for i := range lines {
		out = append(out, lines[i].PersonID)
	}
	return out, err
}

// basisOf is the basis of a roster that was made, with its people.
func (s *Service) basisOf(ctx context.Context, v Roster, lines []Line) (*basis, error) {
	only := make([]string, len(lines))
	for i := range lines {
		only[i] = lines[i].PersonID
	}
	b, err := s.basis(ctx, v.PlanID, v.span(), v.Settings, only)
	if err == nil {
		b.adopt(lines)
	}
	return b, err
}

// Lines gives the lines of a roster of the people the actor reaches, by team
// and number. Needs the permission roster.read.
func (s *Service) Lines(ctx context.Context, id string) ([]Line, error) {
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return nil, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	away, _, err := s.off(ctx, v.span())
	if err != nil {
		return nil, err
	}
	out := []Line{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.people.Directory(ctx, tx)
		if err != nil {
			return err
		}
		have, err := s.people.SkillsOfPeople(ctx, tx)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if !dir.Reaches(scope, l.PersonID, v.FirstOn.String()) {
				continue
			}
			name(&l, &dir, v)
			l.Skills = have[l.PersonID]
			if l.Skills == nil {
				l.Skills = []string{}
			}
			l.Away = away[l.PersonID]
			for _, c := range l.Cells {
				l.Paid += c.paid()
			}
			out = append(out, l)
		}
		team := func(l Line) string { x, _ := dir.Team(l.TeamID); return x.Name }
		slices.SortStableFunc(out, func(a, b Line) int {
			return cmp.Or(cmp.Compare(team(a), team(b)), cmp.Compare(a.AgentNo, b.AgentNo), cmp.Compare(a.PersonID, b.PersonID))
		})
		return nil
	})
	return out, err
}

// Types gives the shift types in force on some of a roster's days. Needs the
// permission roster.read.
func (s *Service) Types(ctx context.Context, id string) ([]roster.ShiftType, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.setup.ShiftTypesOver(ctx, v.FirstOn, v.LastOn)
}

func name(l *Line, dir *org.Directory, v Roster) {
	p, ok := dir.Person(l.PersonID)
	l.Name, l.AgentNo, l.TeamID = l.PersonID, "", dir.TeamOf(l.PersonID, v.FirstOn.String())
	if ok {
		l.Name, l.AgentNo = p.Name, p.AgentNo
	}
}

// Delete takes a draft away. One that is gone already is no error. Needs the
// permission roster.edit.
func (s *Service) Delete(ctx context.Context, id string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		v, err := load(ctx, tx, id)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if v.Status == Published {
			return fault.Conflictf("roster.version.published", "The roster %s is published: people plan their days by it. It can be changed, or another one published over it, but not deleted.", v.Name)
		}
		if _, err := tx.Exec(ctx, qDrop, id); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.version.delete", Object: "roster_version", ObjectID: id, Before: v})
	})
}

// tell tells that a roster changed, and records it.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "roster.version.changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	return cmp.Or(a.Name, a.Login)
}

func text(v float64) string { return strconv.FormatFloat(math.Round(v), 'f', -1, 64) }

// clockText is minutes after midnight as a clock shows them.
func clockText(minutes int) string {
	return fmt.Sprintf("%02d:%02d", minutes/60%24, minutes%60)
}
