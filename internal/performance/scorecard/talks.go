package scorecard

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// PermissionTalk lets write talks with people within reach.
const PermissionTalk = "performance.talk"

// TalksIn asks for one page of talks.
type TalksIn struct {
	Person string // id
	Search string // part of name, number, words or action
	Due    bool   // only those that are to be looked at again
	Sort   string // on (default: -on), follow or name; a leading - turns it round
	Cursor string
	Limit  int
}

// Talks gives the talks with people within reach on the day of the talk; a private
// one only to who wrote it. Needs the permission performance.talk.
func (s *Service) Talks(ctx context.Context, in TalksIn) (page.Of[Talk], error) {
	if err := authz.Require(ctx, PermissionTalk); err != nil {
		return page.Of[Talk]{}, err
	}
	scope := authz.ScopeOf(ctx, PermissionTalk)
	return s.talks(ctx, in, func(dir *org.Directory, x *Talk) bool {
		return dir.Reaches(scope, x.PersonID, x.On) && (x.Mine || !x.Private)
	})
}

// OwnTalks gives the actor's own talks that are not private. Needs the permission
// performance.own.
func (s *Service) OwnTalks(ctx context.Context, in TalksIn) (page.Of[Talk], error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return page.Of[Talk]{}, err
	}
	a, _ := authz.From(ctx)
	in.Person = cmp.Or(a.PersonID, "-")
	out, err := s.talks(ctx, in, func(_ *org.Directory, x *Talk) bool { return !x.Private })
	for i := range out.Items {
		out.Items[i].Attitude = 0 // an impression of the author
	}
	return out, err
}

func (s *Service) talks(ctx context.Context, in TalksIn, sees func(*org.Directory, *Talk) bool) (page.Of[Talk], error) {
	w, err := s.world(ctx)
	if err != nil {
		return page.Of[Talk]{}, err
	}
	var all []Talk
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err = loadTalks(ctx, tx, in.Person)
		return err
	})
	if err != nil {
		return page.Of[Talk]{}, err
	}
	search := sqldb.Fold(in.Search)
	rows := []Talk{}
	for i := range all {
		x := &all[i]
		w.fill(ctx, x)
		if !sees(&w.dir, x) || in.Due && !x.Due || search != "" && !strings.Contains(sqldb.Fold(strings.Join([]string{x.Name, x.AgentNo, x.Words, x.Action}, "\n")), search) {
			continue
		}
		rows = append(rows, *x)
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-on"), Cursor: in.Cursor, Limit: in.Limit}, "scorecard.talk_sort", map[string]func(Talk) string{
		"on":     func(x Talk) string { return x.On },
		"follow": func(x Talk) string { return cmp.Or(x.FollowOn, "9999") },
		"name":   func(x Talk) string { return x.Name },
	}, func(x Talk) string { return x.ID })
}

// fill tells what a talk is to the actor today.
func (w *world) fill(ctx context.Context, x *Talk) {
	a, _ := authz.From(ctx)
	p, _ := w.dir.Person(x.PersonID)
	team, _ := w.dir.Team(w.dir.TeamOf(x.PersonID, x.On))
	x.Name, x.AgentNo, x.TeamName = p.Name, p.AgentNo, team.Name
	x.Mine, x.Due = a.UserID == x.AuthorID, x.due(w.today)
}

// Talk writes a talk with a person within reach on its day. Writing the same twice
// writes it once. Needs the permission performance.talk.
func (s *Service) Talk(ctx context.Context, personID string, in TalkRequest) (out Talk, err error) {
	if err := authz.Require(ctx, PermissionTalk); err != nil {
		return out, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	if err := in.check(w.today); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	if _, ok := w.dir.Person(personID); !ok || !w.dir.Reaches(authz.ScopeOf(ctx, PermissionTalk), personID, in.On) {
		return out, notFound()
	}
	if personID == a.PersonID {
		return out, fault.Invalidf("scorecard.talk_own", "A talk is with somebody else.")
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		there, err := loadTalks(ctx, tx, personID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(there, func(x Talk) bool { return x.TalkRequest == in && x.AuthorID == a.UserID }); i >= 0 {
			out = there[i]
			return nil
		}
		out = Talk{TalkRequest: in, ID: id.New(s.clk), PersonID: personID, AuthorID: a.UserID, Rev: 1, ChangedMs: clock.Ms(s.clk), ChangedBy: actorName(ctx)}
		if err := addTalk(ctx, tx, &out); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "scorecard.talk.create", Object: "scorecard_talk", ObjectID: out.ID, After: noted(out)})
	})
	w.fill(ctx, &out)
	return out, err
}

// noted is what the audit log keeps of a talk: of a private one not its words.
func noted(x Talk) Talk {
	if x.Private {
		x.Words, x.Action, x.Outcome = "", "", ""
	}
	return x
}

// ChangeTalk changes a talk; only who wrote it may. rev is the revision that was
// read, or below 0 for any. Needs the permission performance.talk.
func (s *Service) ChangeTalk(ctx context.Context, talkID string, in TalkRequest, rev int64) (out Talk, err error) {
	if err := authz.Require(ctx, PermissionTalk); err != nil {
		return out, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	if err := in.check(w.today); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadTalk(ctx, tx, talkID)
		if errors.Is(err, sqldb.ErrNotFound) || err == nil && (before.AuthorID != a.UserID || !w.dir.Reaches(authz.ScopeOf(ctx, PermissionTalk), before.PersonID, before.On)) {
			return fault.NotFoundf("scorecard.talk_not_found", "There is no such talk, or somebody else wrote it.")
		}
		if err != nil {
			return err
		}
		if !w.dir.Reaches(authz.ScopeOf(ctx, PermissionTalk), before.PersonID, in.On) {
			return notFound()
		}
		if out = before; before.TalkRequest == in {
			return nil
		}
		out.TalkRequest, out.Rev, out.ChangedMs, out.ChangedBy = in, before.Rev+1, clock.Ms(s.clk), actorName(ctx)
		done := rev < 0 || rev == before.Rev
		if done {
			done, err = putTalk(ctx, tx, &out, before.Rev)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("scorecard.talk_stale", "The talk was changed meanwhile; load it again.")
		}
		return s.tell(ctx, tx, authz.Entry{Action: "scorecard.talk.update", Object: "scorecard_talk", ObjectID: talkID, Before: noted(before), After: noted(out)})
	})
	w.fill(ctx, &out)
	return out, err
}

// Merge moves the talks of a person who turned out to be another.
func (s *Service) Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error {
	if object != "person" {
		return nil
	}
	return moveTalks(ctx, tx, from, into)
}

// FactsOf tells nothing: numbers do not depend on talks.
func (s *Service) FactsOf(context.Context, *sqldb.Tx, string, string) (org.Facts, error) {
	return org.Facts{}, nil
}
