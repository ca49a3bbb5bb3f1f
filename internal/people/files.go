package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// ListIn asks for one page of people.
type ListIn struct {
	On      string // as of this day; default: today
	Search  string // part of the name or agent number
	Team    string // id
	Level   string
	State   string // default: all
	RunsOut bool   // only with something that runs out
	Sort    string // agent (default, who has left last), name, team, level, entered, days, expiry; a leading - turns it round
	Cursor  string
	Limit   int
}

// List gives a page of people within the actor's reach on the day, with the
// heads of their files. Needs the permission people.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Summary], error) {
	_, rows, err := s.rows(ctx, in)
	if err != nil {
		return page.Of[Summary]{}, err
	}
	summaries := make([]Summary, 0, len(rows))
	for _, r := range rows {
		summaries = append(summaries, r.Summary)
	}
	sort := in.Sort
	if sort == "" {
		sort = "agent"
	}
	return page.Sorted(summaries, page.Ask{Sort: sort, Cursor: in.Cursor, Limit: in.Limit}, "people.file.sort", map[string]func(Summary) string{
		"agent":   func(x Summary) string { return leftLast[x.State] + x.AgentNo },
		"name":    func(x Summary) string { return x.Name },
		"team":    func(x Summary) string { return x.TeamName },
		"level":   func(x Summary) string { return fmt.Sprint(slices.Index(Levels, x.Level)) },
		"entered": func(x Summary) string { return x.EnteredOn },
		"days":    func(x Summary) string { return fmt.Sprintf("%08d", x.Days) },
		"expiry":  func(x Summary) string { return orLast(x.NextExpiryOn) },
	}, func(x Summary) string { return x.PersonID })
}

func orLast(day string) string {
	if day == "" {
		return "9999"
	}
	return day
}

// leftLast puts who has left after the others.
var leftLast = map[string]string{Employed: "0", NoFile: "0", Left: "1"}

// rows are the files within reach that fit what is asked.
func (s *Service) rows(ctx context.Context, in ListIn) (w world, out []File, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return w, nil, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	search := sqldb.Fold(in.Search)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if w, err = s.world(ctx, tx, in.On); err != nil {
			return err
		}
		files, err := loadFiles(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range w.dir.People {
			k, there := files[p.ID]
			if !p.Active && !there || !w.dir.Reaches(scope, p.ID, w.on) {
				continue
			}
			r := w.seen(ctx, k.record)
			x := w.summary(p, &r)
			if search != "" && !strings.Contains(sqldb.Fold(x.Name), search) && !strings.Contains(sqldb.Fold(x.AgentNo), search) ||
				in.Team != "" && x.TeamID != in.Team || in.Level != "" && x.Level != in.Level || in.State != "" && x.State != in.State || in.RunsOut && !x.RunsOut {
				continue
			}
			out = append(out, File{Summary: x, On: w.on, Record: r, Rev: k.rev, ChangedMs: k.changedMs, ChangedBy: k.changedBy})
		}
		return nil
	})
	return w, out, err
}

// seen is what of a file is told on the day to the actor.
func (w *world) seen(ctx context.Context, r Record) Record {
	if w.on < w.today {
		r = r.asOf(w.on)
	}
	if authz.Require(ctx, PermissionEdit) != nil {
		r = r.open()
	}
	r.tidy(w.today)
	return r
}

// Get gives the file of a person as of a day. Needs the permission people.read,
// and the person within reach on that day.
func (s *Service) Get(ctx context.Context, personID, on string) (f File, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return f, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, on)
		if err != nil {
			return err
		}
		if _, ok := w.dir.Person(personID); !ok || !w.dir.Reaches(scope, personID, w.on) {
			return notFound()
		}
		f, err = s.file(ctx, tx, &w, personID)
		return err
	})
	return f, err
}

func (s *Service) file(ctx context.Context, tx *sqldb.Tx, w *world, personID string) (File, error) {
	k, err := loadFile(ctx, tx, personID)
	if err != nil {
		return File{}, err
	}
	p, _ := w.dir.Person(personID)
	r := w.seen(ctx, k.record)
	f := File{Summary: w.summary(p, &r), On: w.on, Record: r, Stays: w.stays(personID), Skills: []string{}, Rev: k.rev, ChangedMs: k.changedMs, ChangedBy: k.changedBy}
	held, err := s.org.SkillsOfPeople(ctx, tx)
	for _, id := range held[personID] {
		skill, _ := w.dir.Skill(id)
		f.Skills = append(f.Skills, skill.Name)
	}
	return f, err
}

// Own is one's own file.
type Own struct {
	Linked bool  `json:"linked" doc:"the account belongs to a person"`
	File   *File `json:"file,omitempty"`
}

// Own gives the actor's own file. Needs the permission people.own.
func (s *Service) Own(ctx context.Context) (out Own, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, "")
		if err != nil {
			return err
		}
		if _, out.Linked = w.dir.Person(a.PersonID); !out.Linked {
			return nil
		}
		f, err := s.file(ctx, tx, &w, a.PersonID)
		f.Record = f.Record.open()
		out.File = &f
		return err
	})
	return out, err
}

// Save saves the file of a person as a whole; the same once more changes
// nothing. rev is the revision that was read, 0 for a new file, or below 0 for
// any. Needs the permission people.edit.
func (s *Service) Save(ctx context.Context, personID string, in Record, rev int64) (f File, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return f, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, "")
		if err != nil {
			return err
		}
		if _, ok := w.dir.Person(personID); !ok {
			return notFound()
		}
		if err := s.save(ctx, tx, &w, personID, in, rev); err != nil {
			return err
		}
		f, err = s.file(ctx, tx, &w, personID)
		return err
	})
	return f, err
}

func (s *Service) save(ctx context.Context, tx *sqldb.Tx, w *world, personID string, in Record, rev int64) error {
	in.tidy(w.today)
	before, err := loadFile(ctx, tx, personID)
	if err != nil {
		return err
	}
	named := func(id string) bool { return mayName(w.reasons, &before.record, id) }
	if err := in.check(w.today, func(id string) bool { _, ok := w.dir.Skill(id); return ok }, named); err != nil {
		return err
	}
	in.Praises = before.record.Praises
	if before.rev > 0 && before.record.same(&in) {
		return nil
	}
	done := rev < 0 || rev == before.rev
	if done {
		done, err = saveFile(ctx, tx, kept{personID, in, before.rev + 1, clock.Ms(s.clk), actorName(ctx)})
	}
	if err != nil {
		return err
	}
	if !done {
		return fault.Conflictf("people.file.stale", "Somebody has changed the file meanwhile; load it again.")
	}
	e := authz.Entry{Action: "people.file.update", Object: "people_file", ObjectID: personID, Before: before.record, After: in}
	if before.rev == 0 {
		e.Action, e.Before = "people.file.create", nil
	}
	return s.tell(ctx, tx, e)
}

func notFound() error {
	return fault.NotFoundf("people.file.not_found", "There is no such person.")
}

// Keep keeps in a file what somebody was sent, for the room that sends it; it asks
// for no permission.
func (s *Service) Keep(ctx context.Context, tx *sqldb.Tx, personID string, p Praise) error {
	k, err := loadFile(ctx, tx, personID)
	if err != nil {
		return err
	}
	k.record.Praises = append(k.record.Praises, p)
	done, err := saveFile(ctx, tx, kept{personID, k.record, k.rev + 1, clock.Ms(s.clk), actorName(ctx)})
	if err != nil {
		return err
	}
	if !done {
		return fault.Conflictf("people.file.stale", "Somebody has changed the file meanwhile; load it again.")
	}
	return s.tell(ctx, tx, authz.Entry{Action: "people.file.praise", Object: "people_file", ObjectID: personID, After: p})
}
