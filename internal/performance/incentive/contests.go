package incentive

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// At is the service at another time, for what a demo did in the past.
func (s *Service) At(clk clock.Clock) *Service {
	x := *s
	x.clk = clk
	return &x
}

// today is the day of the centre by the service's own clock.
func (s *Service) today(ctx context.Context, tx *sqldb.Tx) (string, error) {
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return "", err
	}
	return dayOf(s.clk.Now(), centre.Location()), nil
}

// newSeed is a seed nobody can know beforehand.
func newSeed() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// AddContest adds a contest or a draw, whose seed is drawn and committed to now;
// the same once more gives the one that is there. Needs the permission
// incentive.edit.
func (s *Service) AddContest(ctx context.Context, in ContestBody) (out Contest, err error) {
	return s.saveContest(ctx, "", in, -1)
}

// ChangeContest changes a contest that has not begun. rev is the revision that was
// read, or below 0 for any. Needs the permission incentive.edit.
func (s *Service) ChangeContest(ctx context.Context, contestID string, in ContestBody, rev int64) (Contest, error) {
	if contestID == "" {
		return Contest{}, contestNotFound()
	}
	return s.saveContest(ctx, contestID, in, rev)
}

func (s *Service) saveContest(ctx context.Context, contestID string, in ContestBody, rev int64) (out Contest, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	k, err := s.known(ctx)
	if err != nil {
		return out, err
	}
	in.tidy()
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadContests(ctx, tx)
		if err != nil {
			return err
		}
		c := keptContest{Stage: stageOpen}
		if contestID != "" {
			if c, err = loadContest(ctx, tx, contestID); err != nil {
				return err
			}
		}
		for _, o := range all {
			if o.Stage == Ended || o.Name != in.Name || o.ID == contestID {
				continue
			}
			if contestID == "" && in.named(&o.ContestBody) {
				out = o.view(ctx, today)
				return nil
			}
			return fault.Conflictf("incentive.contest.name", "There is another contest of this name.").WithField("body.name", "not_unique", "is the name of another contest")
		}
		if err := s.checkContest(ctx, tx, k, &in); err != nil {
			return err
		}
		switch {
		case contestID != "" && c.same(&in):
			out = c.view(ctx, today)
			return nil
		case in.ToOn < today:
			return fault.Invalidf("incentive.contest.invalid", "The contest has wrong values.").WithField("body.to_on", "past", "must not be over already")
		case contestID == "":
			c.ID, c.CreatedMs, c.CreatedBy = id.New(s.clk), clock.Ms(s.clk), actorName(ctx)
		case c.state(today) != Planned:
			return fault.Conflictf("incentive.contest.begun", "A contest that has begun is not changed.")
		case rev >= 0 && rev != c.Rev:
			return contestStale()
		}
		e := authz.Entry{Action: "incentive.contest.update", Before: c.Contest}
		if contestID == "" {
			e = authz.Entry{Action: "incentive.contest.create"}
		}
		c.ContestBody = in
		if c.Lot, c.Commitment = "", ""; in.Kind == Draw {
			c.Lot = newSeed()
			c.Commitment = commitment(c.Lot)
		}
		if err := s.keepContest(ctx, tx, &c, e); err != nil {
			return err
		}
		out = c.view(ctx, today)
		return nil
	})
	return out, err
}

// named reports whether it says the same, but for the names of gifts, which are
// put in when it is kept.
func (b ContestBody) named(o *ContestBody) bool {
	b.Prizes = append([]Prize{}, b.Prizes...)
	for i := range b.Prizes {
		if i < len(o.Prizes) && b.Prizes[i].GiftID == o.Prizes[i].GiftID {
			b.Prizes[i].Gift = o.Prizes[i].Gift
		}
	}
	return b.same(o)
}

func (s *Service) checkContest(ctx context.Context, tx *sqldb.Tx, k *known, in *ContestBody) error {
	all, err := loadGifts(ctx, tx)
	if err != nil {
		return err
	}
	gifts := make(map[string]Gift, len(all))
	for _, g := range all {
		gifts[g.ID] = g
	}
	for i := range in.Prizes {
		if p := &in.Prizes[i]; p.Pays == Gifts {
			p.Gift = gifts[p.GiftID].Name
		}
	}
	return in.check(k, gifts)
}

func contestStale() error {
	return fault.Conflictf("incentive.contest.stale", "Somebody has changed the contest meanwhile; load it again.")
}

// keepContest keeps a contest with its next revision, and tells of it. The seed is
// told to nobody.
func (s *Service) keepContest(ctx context.Context, tx *sqldb.Tx, c *keptContest, e authz.Entry) error {
	c.Rev++
	c.ChangedMs, c.ChangedBy = clock.Ms(s.clk), actorName(ctx)
	if c.Rounds == nil {
		c.Rounds = []Round{}
	}
	done, err := setContest(ctx, tx, c)
	if err != nil {
		return err
	}
	if !done {
		return contestStale()
	}
	e.Object, e.ObjectID, e.After = "incentive_contest", c.ID, c.Contest
	return s.tell(ctx, tx, e)
}

// view is a contest as the actor sees it on a day.
func (c *keptContest) view(ctx context.Context, today string) Contest {
	out := c.Contest
	out.State, out.ClosesOn = c.state(today), c.closesOn()
	out.OwnDrawing = c.Drawer != "" && c.Asker == account(ctx)
	out.Lapsed = len(c.lapsed(today))
	if c.Stage == Drawn {
		out.Seed = c.Lot
	}
	if out.Rounds == nil {
		out.Rounds = []Round{}
	}
	return out
}

// CancelContest ends a contest that nothing was won in yet, with words. The same
// once more changes nothing. Needs the permission incentive.edit.
func (s *Service) CancelContest(ctx context.Context, contestID, words string, rev int64) (Contest, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Contest{}, err
	}
	words = strings.TrimSpace(words)
	var bad fault.Collector
	bad.Require("body.words", words)
	short(&bad, "body.words", words, mostNote)
	if err := bad.Err("incentive.contest.words", "Say why it is cancelled."); err != nil {
		return Contest{}, err
	}
	return s.withContest(ctx, contestID, rev, func(_ *sqldb.Tx, c *keptContest, _ string) (string, error) {
		if c.Stage == Ended && c.Words == words {
			return "", nil
		}
		if c.Stage != stageOpen && (c.Kind != Draw || c.Stage != Over) {
			return "", fault.Conflictf("incentive.contest.over", "The contest is over: what was won stands.")
		}
		c.Stage, c.Words, c.Drawer, c.Asker = Ended, words, "", ""
		return "incentive.contest.cancel", nil
	})
}

// withContest changes a contest; no action: there is nothing to change.
func (s *Service) withContest(ctx context.Context, contestID string, rev int64, do func(tx *sqldb.Tx, c *keptContest, today string) (action string, err error)) (out Contest, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := loadContest(ctx, tx, contestID)
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		before, err := loadContest(ctx, tx, contestID) // of its own: what it holds is changed
		if err != nil {
			return err
		}
		action, err := do(tx, &c, today)
		if err != nil {
			return err
		}
		if action != "" {
			if rev >= 0 && rev != c.Rev {
				return contestStale()
			}
			if err := s.keepContest(ctx, tx, &c, authz.Entry{Action: action, Before: before.Contest}); err != nil {
				return err
			}
		}
		out = c.view(ctx, today)
		return nil
	})
	return out, err
}

// ContestsIn asks for one page of contests.
type ContestsIn struct {
	Search string // part of the name
	Kind   string
	State  string
	Sort   string // -from (default), from, to, name or state; a leading - turns it round
	Cursor string
	Limit  int
}

// Contests gives a page of contests and draws. Needs the permission
// performance.read.
func (s *Service) Contests(ctx context.Context, in ContestsIn) (page.Of[Contest], error) {
	var none page.Of[Contest]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	search := sqldb.Fold(in.Search)
	rows := []Contest{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadContests(ctx, tx)
		for i := range all {
			c := all[i].view(ctx, today)
			if (in.Kind == "" || c.Kind == in.Kind) && (in.State == "" || c.State == in.State) && strings.Contains(sqldb.Fold(c.Name), search) {
				rows = append(rows, c)
			}
		}
		return err
	})
	if err != nil {
		return none, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-from"), Cursor: in.Cursor, Limit: in.Limit}, "incentive.sort", map[string]func(Contest) string{
		"from":  func(x Contest) string { return x.FromOn + x.ToOn },
		"to":    func(x Contest) string { return x.ToOn },
		"name":  func(x Contest) string { return x.Name },
		"state": func(x Contest) string { return x.State },
	}, func(x Contest) string { return x.ID })
}

// Contest gives a contest. Needs the permission performance.read.
func (s *Service) Contest(ctx context.Context, contestID string) (out Contest, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		c, err := loadContest(ctx, tx, contestID)
		out = c.view(ctx, today)
		return err
	})
	return out, err
}

// PlacesIn asks for one page of a standing.
type PlacesIn struct {
	On      string // a day while it ran; default: the last standing
	Version int    // of the final standing; 0: the last
	Search  string // part of the name or agent number
	State   string
	Sort    string // place (default), agent, name or team
	Cursor  string
	Limit   int
}

// Places gives the standing of a day: the first places, the people within reach
// on their days, and the actor; there is no list from the bottom. Needs the
// permission performance.read.
func (s *Service) Places(ctx context.Context, contestID string, in PlacesIn) (page.Of[Place], error) {
	var none page.Of[Place]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	if in.Sort == "-place" {
		return none, fault.Invalidf("incentive.sort", "The list cannot be sorted by this column.")
	}
	search := sqldb.Fold(in.Search)
	rows := []Place{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := loadContest(ctx, tx, contestID)
		if err != nil {
			return err
		}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadStanding(ctx, tx, &c, in.On, in.Version)
		if err != nil {
			return err
		}
		scope := authz.ScopeOf(ctx, PermissionRead)
		for _, p := range all {
			if !c.shows(ctx, &p, dir, scope) || in.State != "" && p.State != in.State || !strings.Contains(sqldb.Fold(p.Name+" "+p.AgentNo+" "+p.TeamName), search) {
				continue
			}
			rows = append(rows, p)
		}
		return nil
	})
	if err != nil {
		return none, err
	}
	at := map[string]int{}
	for i, p := range rows {
		at[p.ID] = i
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "place"), Cursor: in.Cursor, Limit: in.Limit}, "incentive.sort", map[string]func(Place) string{
		"place": func(x Place) string { return fmt.Sprintf("%06d", at[x.ID]) },
		"agent": func(x Place) string { return x.AgentNo },
		"name":  func(x Place) string { return x.Name },
		"team":  func(x Place) string { return x.TeamName },
	}, func(x Place) string { return x.ID })
}

// shows reports whether the actor may see how somebody stands; of who is not
// within reach only the place is left.
func (c *Contest) shows(ctx context.Context, p *Place, dir org.Directory, scope authz.Scope) bool {
	actor, _ := authz.From(ctx)
	near := dir.CoversTeam(scope, p.TeamID)
	if p.PersonID != "" {
		near = dir.Reaches(scope, p.PersonID, p.ToOn) || p.PersonID == actor.PersonID
	}
	if near {
		return true
	}
	p.Values, p.Steps = []Value{}, []Step{}
	return p.Place > 0 && p.Place <= c.Top
}
