package roster

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const permissionOwn = "roster.own"

const factWish = "roster.wish.changed"

// RoundsIn asks for one page of rounds.
type RoundsIn struct {
	Search string // part of the name
	Sort   string // first_on, close_on or name; a leading - turns it round; default -first_on
	Cursor string
	Limit  int
}

// WishRounds gives a page of rounds, the newest days first. Needs the permission
// roster.read.
func (s *Service) WishRounds(ctx context.Context, in RoundsIn) (page.Of[WishRound], error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return page.Of[WishRound]{}, err
	}
	rows, err := s.rounds(ctx)
	if err != nil {
		return page.Of[WishRound]{}, err
	}
	search := sqldb.Fold(in.Search)
	rows = slices.DeleteFunc(rows, func(r WishRound) bool { return !strings.Contains(sqldb.Fold(r.Name), search) })
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-first_on"), Cursor: in.Cursor, Limit: in.Limit}, "roster.sort", map[string]func(WishRound) string{
		"first_on": func(r WishRound) string { return r.FirstOn.String() },
		"close_on": func(r WishRound) string { return r.CloseOn.String() },
		"name":     func(r WishRound) string { return sqldb.Fold(r.Name) },
	}, func(r WishRound) string { return r.ID })
}

func (s *Service) rounds(ctx context.Context) (out []WishRound, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		if out, err = loadRounds(ctx, tx); err != nil {
			return err
		}
		all, err := loadWishes(ctx, tx)
		for i := range out {
			out[i].Open = !out[i].CloseOn.Before(today)
			for _, x := range all {
				if x.round == out[i].ID && len(x.list) > 0 {
					out[i].People++
					out[i].Wishes += len(x.list)
				}
			}
		}
		return err
	})
	return out, err
}

// SaveRound adds a round, or changes the one of the id. The days of rounds do not
// overlap. Needs the permission roster.edit.
func (s *Service) SaveRound(ctx context.Context, roundID string, in WishRoundRequest, rev int64) (r WishRound, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return r, err
	}
	if r, err = in.round(); err != nil {
		return r, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadRounds(ctx, tx)
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		before := slices.IndexFunc(all, func(x WishRound) bool { return x.ID == roundID })
		if roundID != "" && before < 0 {
			return noRound()
		}
		for _, x := range all {
			same := x.Name == r.Name && x.FirstOn == r.FirstOn && x.LastOn == r.LastOn && x.CloseOn == r.CloseOn && x.Most == r.Most
			if same && (roundID == "" || x.ID == roundID) {
				r = x
				r.Open = !r.CloseOn.Before(today)
				return nil
			}
			if x.ID != roundID && !x.LastOn.Before(r.FirstOn) && !r.LastOn.Before(x.FirstOn) {
				return fault.Invalidf("roster.wish.round_invalid", "The round has wrong values.").WithField("body.first_on", "overlap", "overlaps the round "+x.Name)
			}
		}
		r.ID, r.Rev, r.ChangedMs, r.ChangedBy, r.Open = roundID, 1, clock.Ms(s.clk), actorName(ctx), !r.CloseOn.Before(today)
		e := authz.Entry{Action: "roster.wish_round.create", Object: "roster_wish_round", After: &r}
		if before >= 0 {
			if rev >= 0 && all[before].Rev != rev {
				return staleRound()
			}
			r.Rev, e.Action, e.Before = all[before].Rev+1, "roster.wish_round.update", all[before]
			if done, err := setRound(ctx, tx, r); err != nil || !done {
				return cmp.Or(err, staleRound())
			}
		} else {
			r.ID = id.New(s.clk)
			if err := addRound(ctx, tx, r); err != nil {
				return err
			}
		}
		e.ObjectID = r.ID
		return s.tell(ctx, tx, factWish, e)
	})
	return r, err
}

func noRound() error { return fault.NotFoundf("roster.wish.not_found", "There is no such round.") }

func staleRound() error {
	return fault.Conflictf("roster.wish.stale", "Somebody has changed the round meanwhile; load it again.")
}

// DropRound deletes a round and its wishes. One that is gone is no error. Needs the
// permission roster.edit.
func (s *Service) DropRound(ctx context.Context, roundID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, qRoundDrop, roundID)
		if err != nil || n == 0 {
			return err
		}
		return s.tell(ctx, tx, factWish, authz.Entry{Action: "roster.wish_round.delete", Object: "roster_wish_round", ObjectID: roundID})
	})
}

// OwnRound is a round and the actor's wishes in it.
type OwnRound struct {
	WishRound
	Mine []DayWish `json:"mine"`
}

// OwnRounds gives the rounds whose days are not over, with the actor's wishes. Needs
// the permission roster.own.
func (s *Service) OwnRounds(ctx context.Context) (out []OwnRound, err error) {
	out = []OwnRound{}
	if err := authz.Require(ctx, permissionOwn); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	all, err := s.rounds(ctx)
	if err != nil || a.PersonID == "" {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		wishes, err := loadWishes(ctx, tx)
		for _, r := range all {
			if r.LastOn.Before(today) {
				continue
			}
			own := OwnRound{WishRound: r, Mine: []DayWish{}}
			for _, x := range wishes {
				if x.round == r.ID && x.person == a.PersonID {
					own.Mine = x.list
				}
			}
			out = append(out, own)
		}
		return err
	})
	return out, err
}

// Wish sets the actor's wishes for a round, all at once, as long as it is open. The
// same once more changes nothing. Needs the permission roster.own.
func (s *Service) Wish(ctx context.Context, roundID string, list []DayWish) ([]DayWish, error) {
	if err := authz.Require(ctx, permissionOwn); err != nil {
		return nil, err
	}
	a, _ := authz.From(ctx)
	if a.PersonID == "" {
		return nil, fault.Conflictf("roster.own.no_person", "There is no person behind this account; an administrator can set one.")
	}
	types, err := s.ShiftTypes(authz.With(ctx, authz.System("wishes")))
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	if list == nil {
		list = []DayWish{}
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadRounds(ctx, tx)
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(r WishRound) bool { return r.ID == roundID })
		switch {
		case at < 0:
			return noRound()
		case all[at].CloseOn.Before(today):
			return fault.Conflictf("roster.wish.closed", "The round has closed; no more wishes are taken.")
		}
		if err := all[at].check(list, types); err != nil {
			return err
		}
		slices.SortFunc(list, func(x, y DayWish) int { return x.On.Sub(y.On) })
		wishes, err := loadWishes(ctx, tx)
		if err != nil {
			return err
		}
		before := []DayWish{}
		for _, x := range wishes {
			if x.round == roundID && x.person == a.PersonID {
				before = x.list
			}
		}
		if slices.Equal(before, list) {
			return nil
		}
		if err := setWishes(ctx, tx, roundID, a.PersonID, list, clock.Ms(s.clk)); err != nil {
			return err
		}
		return s.tell(ctx, tx, factWish, authz.Entry{Action: "roster.wish.update", Object: "roster_wish", ObjectID: roundID, Before: before, After: list})
	})
	return list, err
}

// WishesOver are everybody's wishes for days from one to another. Rosters are made
// with them. Needs the permission roster.read.
func (s *Service) WishesOver(ctx context.Context, from, to civil.Date) (out []PersonWish, err error) {
	if err := authz.RequireCentre(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := loadWishes(ctx, tx)
		for _, x := range all {
			for _, y := range x.list {
				if !y.On.Before(from) && !to.Before(y.On) {
					out = append(out, PersonWish{x.person, y})
				}
			}
		}
		return err
	})
	return out, err
}
