package metric

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// PermissionReport is the permission to tell reported values.
const PermissionReport = "metric.report"

// named puts the name of its subject into a reported value.
func named(v Reported, dir *org.Directory) Reported {
	switch v.Level {
	case LevelSite:
		s, _ := dir.Site(v.subjectID)
		v.Subject = &Name{v.subjectID, s.Code, s.Name}
	case LevelTeam:
		t, _ := dir.Team(v.subjectID)
		v.Subject = &Name{v.subjectID, t.Code, t.Name}
	case LevelPerson:
		p, _ := dir.Person(v.subjectID)
		v.Subject = &Name{v.subjectID, p.AgentNo, p.Name}
	}
	return v
}

// subject finds whom a new value is about, by id or code.
func subject(dir *org.Directory, level Level, asked string) (string, bool) {
	switch level {
	case LevelCentre:
		return "", asked == ""
	case LevelSite:
		got := find(dir.Sites, func(s org.Site) (string, string) { return s.ID, s.Code }, asked)
		return got, got != ""
	case LevelTeam:
		got := find(dir.Teams, func(t org.Team) (string, string) { return t.ID, t.Code }, asked)
		return got, got != ""
	case LevelPerson:
		got := find(dir.People, func(p org.DirectoryPerson) (string, string) { return p.ID, p.AgentNo }, asked)
		return got, got != ""
	}
	return "", false
}

// ReportedIn asks for one page of reported values.
type ReportedIn struct {
	Figure, Level string
	From, To      string // days; "" for no limit
	Search        string // part of the subject's name or number, of the source or evidence
	Sort          string // from_on, figure, subject, value or changed; a leading - turns it round
	Cursor        string
	Limit         int
}

// ListReported gives a page of the reported values within the actor's scope:
// those of people and teams out of it are left out. Needs metric.read.
func (s *Service) ListReported(ctx context.Context, in ReportedIn) (page.Of[Reported], error) {
	rows, err := s.reportedFor(ctx, in)
	if err != nil {
		return page.Of[Reported]{}, err
	}
	number := func(v float64) string { return strconv.FormatFloat(v+1e13, 'f', 4, 64) }
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-from_on"), Cursor: in.Cursor, Limit: in.Limit}, "metric.sort", map[string]func(Reported) string{
		"from_on": func(v Reported) string { return v.FromOn + v.ToOn },
		"figure":  func(v Reported) string { return v.Figure },
		"subject": func(v Reported) string {
			if v.Subject == nil {
				return ""
			}
			return v.Subject.Code
		},
		"value":   func(v Reported) string { return number(v.Value) },
		"changed": func(v Reported) string { return number(float64(v.ChangedMs)) },
	}, func(v Reported) string { return v.ID })
}

func (s *Service) reportedFor(ctx context.Context, in ReportedIn) (out []Reported, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	var bad fault.Collector
	for field, day := range map[string]string{"query.from": in.From, "query.to": in.To} {
		if _, err := civil.Parse(day); day != "" && err != nil {
			bad.Add(field, "bad_day", "expected a day like 2026-11-01")
		}
	}
	if err := bad.Err("metric.query_invalid", "The question cannot be answered as it is asked."); err != nil {
		return nil, err
	}
	scope, search := authz.ScopeOf(ctx, PermissionRead), sqldb.Fold(in.Search)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadReportedWithin(ctx, tx, cmp.Or(in.From, "0000-01-01"), cmp.Or(in.To, "9999-12-31"))
		if err != nil {
			return err
		}
		for _, v := range all {
			v = named(v, &dir)
			text := v.Source + "\n" + v.Evidence
			if v.Subject != nil {
				text += "\n" + v.Subject.Code + "\n" + v.Subject.Name
			}
			if in.Figure != "" && v.Figure != in.Figure || in.Level != "" && string(v.Level) != in.Level || !reaches(&dir, scope, &v) || !strings.Contains(sqldb.Fold(text), search) {
				continue
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

// reaches reports whether a scope may see a reported value. What is told of the
// centre or a site as a whole is open to everybody who may read numbers.
func reaches(dir *org.Directory, scope authz.Scope, v *Reported) bool {
	if scope.Centre {
		return true
	}
	switch v.Level {
	case LevelPerson:
		return dir.Reaches(scope, v.subjectID, v.ToOn)
	case LevelTeam:
		return dir.CoversTeam(scope, v.subjectID)
	}
	return true
}

// prepare checks a new value wholly and gives it as it will be kept.
func (s *Service) prepare(ctx context.Context, dir *org.Directory, in NewReported) (Reported, error) {
	f, bad := in.check()
	who, ok := subject(dir, in.Level, in.SubjectID)
	if !ok {
		bad.Add("body.subject", "unknown", "leads to no "+string(in.Level))
	}
	if err := bad.Err("metric.reported.invalid", "The value cannot be kept as it is."); err != nil {
		return Reported{}, err
	}
	actor, _ := authz.From(ctx)
	v := Reported{Figure: in.Figure, Level: in.Level, FromOn: in.FromOn, ToOn: in.ToOn, Source: in.Source, Evidence: in.Evidence, ChangedMs: clock.Ms(s.clk), ChangedBy: actor.Name, subjectID: who}
	v.num, v.den = f.parts(in.Value, in.Base)
	v.Value, v.Base = f.written(v.num, v.den)
	return v, nil
}

// overlapping refuses a value whose period overlaps another of the same figure
// and subject: it would count twice.
func overlapping(others []Reported, v Reported) error {
	for _, o := range others {
		if o.ID != v.ID {
			return fault.Conflictf("metric.reported.overlaps", "There is a value of this figure and subject from %s to %s already; change that one, or choose days beside it.", o.FromOn, o.ToOn).
				WithField("body.from_on", "overlaps", "the period overlaps "+o.FromOn+" to "+o.ToOn)
		}
	}
	return nil
}

// same reports whether two values say the same.
func (v Reported) same(o Reported) bool {
	return v.Figure == o.Figure && v.Level == o.Level && v.subjectID == o.subjectID && v.FromOn == o.FromOn && v.ToOn == o.ToOn && v.num == o.num && v.den == o.den && v.Source == o.Source && v.Evidence == o.Evidence
}

// Report keeps a new value; sent again it answers the one that is kept. Needs
// metric.report.
func (s *Service) Report(ctx context.Context, in NewReported) (Reported, error) {
	return s.writeReported(ctx, func(tx *sqldb.Tx, dir *org.Directory) (Reported, error) {
		v, err := s.prepare(ctx, dir, in)
		if err != nil {
			return v, err
		}
		return s.addReported(ctx, tx, v)
	})
}

func (s *Service) addReported(ctx context.Context, tx *sqldb.Tx, v Reported) (Reported, error) {
	others, err := loadReportedSame(ctx, tx, v)
	if err != nil {
		return v, err
	}
	if len(others) == 1 && others[0].same(v) {
		return others[0], nil
	}
	if err := overlapping(others, v); err != nil {
		return v, err
	}
	v.ID, v.Rev = id.New(s.clk), 1
	if ok, err := addReported(ctx, tx, v); err != nil || !ok {
		return v, orStale(err)
	}
	return v, s.record(ctx, tx, authz.Entry{Action: "metric.reported.add", Object: "metric_reported", ObjectID: v.ID, After: v})
}

// CorrectReported changes a value; the audit log keeps the one before. rev 0
// takes whatever is there. Needs metric.report.
func (s *Service) CorrectReported(ctx context.Context, key string, rev int64, in NewReported) (Reported, error) {
	return s.writeReported(ctx, func(tx *sqldb.Tx, dir *org.Directory) (Reported, error) {
		before, ok, err := loadReported(ctx, tx, key)
		if err != nil {
			return before, err
		}
		if !ok {
			return before, noReported()
		}
		v, err := s.prepare(ctx, dir, in)
		if err != nil {
			return v, err
		}
		return s.setReported(ctx, tx, before, v, rev)
	})
}

func (s *Service) setReported(ctx context.Context, tx *sqldb.Tx, before, v Reported, rev int64) (Reported, error) {
	if v.same(before) {
		return before, nil
	}
	if rev != 0 && rev != before.Rev {
		return v, stale()
	}
	v.ID, v.Rev = before.ID, before.Rev+1
	others, err := loadReportedSame(ctx, tx, v)
	if err != nil {
		return v, err
	}
	if err := overlapping(others, v); err != nil {
		return v, err
	}
	if ok, err := setReported(ctx, tx, v); err != nil || !ok {
		return v, orStale(err)
	}
	return v, s.record(ctx, tx, authz.Entry{Action: "metric.reported.correct", Object: "metric_reported", ObjectID: v.ID, Before: before, After: v})
}

// WithdrawReported takes a value back; what is gone already stays gone. Needs
// metric.report.
func (s *Service) WithdrawReported(ctx context.Context, key string, rev int64) error {
	_, err := s.writeReported(ctx, func(tx *sqldb.Tx, _ *org.Directory) (Reported, error) {
		v, ok, err := loadReported(ctx, tx, key)
		if err != nil || !ok {
			return v, err
		}
		if rev != 0 && rev != v.Rev {
			return v, stale()
		}
		if ok, err := dropReported(ctx, tx, key, v.Rev); err != nil || !ok {
			return v, orStale(err)
		}
		return v, s.record(ctx, tx, authz.Entry{Action: "metric.reported.withdraw", Object: "metric_reported", ObjectID: key, Before: v})
	})
	return err
}

func noReported() error {
	return fault.NotFoundf("metric.reported.not_found", "There is no such reported value; it may have been withdrawn.")
}

// writeReported does one change with the organisation as it is.
func (s *Service) writeReported(ctx context.Context, do func(*sqldb.Tx, *org.Directory) (Reported, error)) (out Reported, err error) {
	if err := authz.RequireCentre(ctx, PermissionReport); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		if out, err = do(tx, &dir); err == nil {
			out = named(out, &dir)
		}
		return err
	})
	return out, err
}
