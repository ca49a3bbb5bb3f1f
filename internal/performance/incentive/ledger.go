package incentive

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// move keeps an entry between a person and an account; done once, it is not done
// again. A person's account never holds less than nothing.
func (s *Service) move(ctx context.Context, tx *sqldb.Tx, e Entry, other string) error {
	today, err := s.org.Today(ctx, tx)
	if err != nil {
		return err
	}
	e.ID, e.OnDay, e.AtMs, e.By = id.New(s.clk), today, clock.Ms(s.clk), actorName(ctx)
	e.from, e.to = other, accountOf(e.PersonID)
	points := e.Points
	if points < 0 {
		e.from, e.to, points = e.to, e.from, -points
	}
	if done, err := addEntry(ctx, tx, e); err != nil || !done {
		return err
	}
	enough, err := transfer(ctx, tx, e.from, e.to, points)
	if err != nil {
		return err
	}
	if !enough {
		return fault.Conflictf("incentive.points.short", "There are not enough points.")
	}
	return nil
}

// book keeps the points of a run that is approved.
func (s *Service) book(ctx context.Context, tx *sqldb.Tx, r *Run) error {
	lines, err := loadLines(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if err := s.handOut(ctx, tx, r, lines); err != nil {
		return err
	}
	held, err := loadAccounts(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range r.entries(lines, func(account string) int64 { return held[account] }) {
		if err := s.move(ctx, tx, e, accountCentre); err != nil {
			return err
		}
	}
	return nil
}

// handOut keeps the gifts of an approved run, to be handed over like those that are
// taken for points. A correction takes back those that were not handed over yet.
func (s *Service) handOut(ctx context.Context, tx *sqldb.Tx, r *Run, lines []Line) error {
	for i := range lines {
		l := &lines[i]
		if l.Pays != Gifts || l.Amount == 0 {
			continue
		}
		if l.Amount < 0 {
			all, err := loadTakings(ctx, tx, l.PersonID)
			if err != nil {
				return err
			}
			for _, t := range all {
				if t.RunID != "" && t.RunID == r.CorrectsID && t.GiftID == l.GiftID && t.State == Asked {
					t.State, t.DoneMs, t.DoneBy = Cancelled, clock.Ms(s.clk), actorName(ctx)
					if err := s.stock(ctx, tx, t.GiftID, 1); err != nil {
						return err
					}
					if err := setTaking(ctx, tx, t); err != nil {
						return err
					}
				}
			}
			continue
		}
		t := Taking{ID: id.New(s.clk), GiftID: l.GiftID, Gift: l.Gift, PersonID: l.PersonID, Name: l.Name, AgentNo: l.AgentNo, State: Asked, AskedMs: clock.Ms(s.clk), Prize: l.Rule, RunID: cmp.Or(r.CorrectsID, r.ID)}
		done, err := addTaking(ctx, tx, "run "+r.ID+" "+l.subject(), t)
		if err != nil {
			return err
		}
		if done {
			if err := s.stock(ctx, tx, l.GiftID, -1); err != nil {
				return err
			}
		}
	}
	return nil
}

// stock adds to the stock of a gift, or takes from it.
func (s *Service) stock(ctx context.Context, tx *sqldb.Tx, giftID string, n int64) error {
	all, err := loadGifts(ctx, tx)
	if err != nil {
		return err
	}
	for _, g := range all {
		if g.ID != giftID {
			continue
		}
		if g.Stock += n; g.Stock < 0 {
			return fault.Conflictf("incentive.gift.out", "This gift is out of stock.")
		}
		return s.saveGift(ctx, tx, &g, authz.Entry{})
	}
	return giftNotFound()
}

// PeopleOf are who earn something in a run, for who tells them of it; it asks for
// no permission.
func (s *Service) PeopleOf(ctx context.Context, tx *sqldb.Tx, runID string) ([]string, error) {
	lines, err := loadLines(ctx, tx, runID)
	var out []string
	for _, l := range lines {
		if l.Amount != 0 {
			out = append(out, l.PersonID)
		}
	}
	return out, err
}

// Praise sends somebody within reach today a message, a badge or points; nobody
// sends it themselves. It is kept in the employee file. Sent again with the same
// key it is sent once. Needs the permission incentive.give.
func (s *Service) Praise(ctx context.Context, in PraiseIn) (p Praise, err error) {
	if err := authz.Require(ctx, PermissionGive); err != nil {
		return p, err
	}
	in.Words = strings.TrimSpace(in.Words)
	actor, _ := authz.From(ctx)
	var bad fault.Collector
	one(&bad, "body.kind", in.Kind, []string{Message, Badge, Gifted})
	bad.Require("body.words", in.Words)
	short(&bad, "body.words", in.Words, mostPraise)
	if in.Kind == Badge {
		one(&bad, "body.badge", in.Badge, Badges)
	} else {
		in.Badge = ""
	}
	if in.Kind != Gifted {
		in.Points = 0
	} else if in.Points < 1 || in.Points > mostGiven {
		bad.Add("body.points", "range", "must be from 1 to 1000")
	}
	if len(in.Key) < 8 {
		bad.Add("body.key", "required", "must be made by the sender")
	}
	if err := bad.Err("incentive.praise.invalid", "What is sent has wrong values."); err != nil {
		return p, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		if _, ok := dir.Person(in.PersonID); !ok || !dir.Reaches(authz.ScopeOf(ctx, PermissionGive), in.PersonID, today) {
			return fault.NotFoundf("incentive.person.not_found", "There is no such person.")
		}
		if in.PersonID == actor.PersonID {
			return fault.Newf(fault.Denied, "incentive.praise.own", "Nobody encourages themselves.")
		}
		p = Praise{ID: id.New(s.clk), Kind: in.Kind, Badge: in.Badge, Points: in.Points, Words: in.Words, PersonID: in.PersonID, OnDay: today, AtMs: clock.Ms(s.clk), By: actorName(ctx)}
		key := account(ctx) + " " + in.Key
		done, err := addPraise(ctx, tx, key, p)
		if err != nil {
			return err
		}
		if !done {
			p, err = praiseBy(ctx, tx, key)
			return err
		}
		if p.Points > 0 {
			if err := s.move(ctx, tx, Entry{Kind: EntryGiven, PersonID: p.PersonID, Points: p.Points, About: p.Words, key: "praise " + p.ID}, accountCentre); err != nil {
				return err
			}
		}
		if err := s.files.Keep(ctx, tx, p.PersonID, p); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "incentive.praise.create", Object: "incentive_praise", ObjectID: p.ID, After: p})
	})
	return p, err
}

// EntriesIn asks for one page of the ledger.
type EntriesIn struct {
	Search string // part of the name, agent number or what it is about
	Kind   string
	Sort   string // -at (default), at, name or points; a leading - turns it round
	Cursor string
	Limit  int
}

// Entries gives the ledger of the people within reach today. Needs the permission
// performance.read.
func (s *Service) Entries(ctx context.Context, in EntriesIn) (page.Of[Entry], error) {
	var none page.Of[Entry]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	search := sqldb.Fold(in.Search)
	rows := []Entry{}
	err := s.within(ctx, PermissionRead, func(tx *sqldb.Tx, dir org.Directory, reaches func(string) bool) error {
		all, err := loadEntries(ctx, tx, "")
		if err != nil {
			return err
		}
		for _, e := range all {
			p, _ := dir.Person(e.PersonID)
			e.Name, e.AgentNo = p.Name, p.AgentNo
			if !reaches(e.PersonID) || in.Kind != "" && e.Kind != in.Kind || !strings.Contains(sqldb.Fold(e.Name+" "+e.AgentNo+" "+e.About), search) {
				continue
			}
			rows = append(rows, e)
		}
		return nil
	})
	if err != nil {
		return none, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-at"), Cursor: in.Cursor, Limit: in.Limit}, "incentive.sort", map[string]func(Entry) string{
		"at":     func(x Entry) string { return fmt.Sprintf("%015d", x.AtMs) },
		"name":   func(x Entry) string { return x.Name },
		"points": func(x Entry) string { return fmt.Sprintf("%020d", x.Points+1_000_000_000_000) },
	}, func(x Entry) string { return x.ID })
}

// within reads with the reach of a permission as of today.
func (s *Service) within(ctx context.Context, permission string, fn func(tx *sqldb.Tx, dir org.Directory, reaches func(personID string) bool) error) error {
	return s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		scope := authz.ScopeOf(ctx, permission)
		return fn(tx, dir, func(personID string) bool { return dir.Reaches(scope, personID, today) })
	})
}

// Gifts are all gifts, by price; who cannot change them sees those that are
// offered. Needs the permission performance.own or incentive.edit.
func (s *Service) Gifts(ctx context.Context) ([]Gift, error) {
	edits := authz.RequireCentre(ctx, PermissionEdit) == nil
	if err := authz.Require(ctx, PermissionOwn); err != nil && !edits {
		return nil, err
	}
	out := []Gift{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := loadGifts(ctx, tx)
		for _, g := range all {
			if edits || g.Offered {
				out = append(out, g)
			}
		}
		return err
	})
	return out, err
}

// SaveGift adds a gift (no id) or changes one; the same once more changes
// nothing. rev is the revision that was read, or below 0 for any. Needs the
// permission incentive.edit.
func (s *Service) SaveGift(ctx context.Context, giftID string, in GiftIn, rev int64) (g Gift, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return g, err
	}
	in.Name, in.Note = strings.TrimSpace(in.Name), strings.TrimSpace(in.Note)
	var bad fault.Collector
	bad.Require("body.name", in.Name)
	short(&bad, "body.name", in.Name, mostName)
	short(&bad, "body.note", in.Note, mostNote)
	if in.Price < 1 || in.Price > mostPrice {
		bad.Add("body.price", "range", "must be from 1 to 1,000,000")
	}
	if in.Stock < 0 || in.Stock > mostPrice {
		bad.Add("body.stock", "range", "must be from 0 to 1,000,000")
	}
	if err := bad.Err("incentive.gift.invalid", "The gift has wrong values."); err != nil {
		return g, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadGifts(ctx, tx)
		if err != nil {
			return err
		}
		g = Gift{}
		e := authz.Entry{Action: "incentive.gift.create", Object: "incentive_gift"}
		for _, x := range all {
			if giftID != "" && x.ID == giftID || giftID == "" && x.Name == in.Name {
				g = x
			}
		}
		same := g.ID != "" && GiftIn{g.Name, g.Note, g.Price, g.Stock, g.Offered} == in
		switch {
		case same:
			return nil
		case g.ID == "" && giftID != "":
			return giftNotFound()
		case g.ID == "":
			g.ID = id.New(s.clk)
		case giftID == "":
			return fault.Conflictf("incentive.gift.name", "There is another gift of this name.").WithField("body.name", "not_unique", "is the name of another gift")
		case rev >= 0 && rev != g.Rev:
			return fault.Conflictf("incentive.gift.stale", "Somebody has changed or taken the gift meanwhile; load it again.")
		default:
			e.Action, e.Before = "incentive.gift.update", g
		}
		g.Name, g.Note, g.Price, g.Stock, g.Offered = in.Name, in.Note, in.Price, in.Stock, in.Offered
		g.ChangedMs, g.ChangedBy = clock.Ms(s.clk), actorName(ctx)
		return s.saveGift(ctx, tx, &g, e)
	})
	return g, err
}

func giftNotFound() error {
	return fault.NotFoundf("incentive.gift.not_found", "There is no such gift.")
}

func (s *Service) saveGift(ctx context.Context, tx *sqldb.Tx, g *Gift, e authz.Entry) error {
	g.Rev++
	done, err := setGift(ctx, tx, *g)
	if err != nil {
		return err
	}
	if !done {
		return fault.Conflictf("incentive.gift.stale", "Somebody has changed or taken the gift meanwhile; load it again.")
	}
	if e.Action == "" {
		return nil
	}
	e.ObjectID, e.After = g.ID, *g
	return s.tell(ctx, tx, e)
}

// Take takes a gift for one's own points; with the same key it is taken once.
// Needs the permission performance.own.
func (s *Service) Take(ctx context.Context, giftID, key string) (t Taking, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return t, err
	}
	if utf8.RuneCountInString(key) < 8 {
		return t, fault.Invalidf("incentive.gift.key", "The taking has wrong values.").WithField("body.key", "required", "must be made by the sender")
	}
	actor, _ := authz.From(ctx)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadGifts(ctx, tx)
		if err != nil {
			return err
		}
		var g Gift
		for _, x := range all {
			if x.ID == giftID && x.Offered {
				g = x
			}
		}
		p, ok := dir.Person(actor.PersonID)
		switch {
		case g.ID == "":
			return giftNotFound()
		case !ok:
			return fault.Conflictf("incentive.person.none", "This account belongs to no person.")
		}
		t = Taking{ID: id.New(s.clk), GiftID: g.ID, Gift: g.Name, PersonID: p.ID, Name: p.Name, AgentNo: p.AgentNo, Points: g.Price, State: Asked, AskedMs: clock.Ms(s.clk)}
		unique := p.ID + " " + key
		done, err := addTaking(ctx, tx, unique, t)
		if err != nil {
			return err
		}
		if !done {
			t, err = takingBy(ctx, tx, unique)
			return err
		}
		if g.Stock < 1 {
			return fault.Conflictf("incentive.gift.out", "This gift is out of stock.")
		}
		if err := s.move(ctx, tx, Entry{Kind: EntryTaken, PersonID: p.ID, Points: -g.Price, About: g.Name, key: "taking " + t.ID}, accountShop); err != nil {
			return err
		}
		g.Stock--
		if err := s.saveGift(ctx, tx, &g, authz.Entry{}); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "incentive.taking.create", Object: "incentive_taking", ObjectID: t.ID, After: t})
	})
	return t, err
}

// Finish hands a gift over, or cancels it and gives points and gift back. It is
// done for people within reach by who may give, and cancelled by the person too.
// The same once more changes nothing.
func (s *Service) Finish(ctx context.Context, takingID string, handed bool) (t Taking, err error) {
	gives, own := authz.Require(ctx, PermissionGive) == nil, authz.Require(ctx, PermissionOwn)
	if !gives && own != nil {
		return t, own
	}
	actor, _ := authz.From(ctx)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		if t, err = loadTaking(ctx, tx, takingID); err != nil {
			return err
		}
		mine := !handed && actor.PersonID != "" && actor.PersonID == t.PersonID
		if !mine && (!gives || !dir.Reaches(authz.ScopeOf(ctx, PermissionGive), t.PersonID, today)) {
			return takingNotFound()
		}
		if !mine && actor.PersonID == t.PersonID {
			return fault.Newf(fault.Denied, "incentive.taking.own", "A gift is handed over by somebody else.")
		}
		state := Cancelled
		if handed {
			state = Handed
		}
		if t.State == state {
			return nil
		}
		if t.State != Asked {
			return fault.Conflictf("incentive.taking.done", "This gift was handed over or cancelled already.")
		}
		e := authz.Entry{Action: "incentive.taking." + state, Object: "incentive_taking", ObjectID: t.ID, Before: t}
		t.State, t.DoneMs, t.DoneBy = state, clock.Ms(s.clk), actorName(ctx)
		if !handed {
			if t.Points > 0 { // a prize costs none
				if err := s.move(ctx, tx, Entry{Kind: EntryReturned, PersonID: t.PersonID, Points: t.Points, About: t.Gift, key: "cancelled " + t.ID}, accountShop); err != nil {
					return err
				}
			}
			if err := s.stock(ctx, tx, t.GiftID, 1); err != nil {
				return err
			}
		}
		if err := setTaking(ctx, tx, t); err != nil {
			return err
		}
		e.After = t
		return s.tell(ctx, tx, e)
	})
	return t, err
}

func takingNotFound() error {
	return fault.NotFoundf("incentive.taking.not_found", "Nobody within reach has taken this gift.")
}

// TakingsIn asks for one page of what was taken.
type TakingsIn struct {
	Search string // part of the name, agent number or gift
	State  string
	Sort   string // -asked (default), asked, name or gift; a leading - turns it round
	Cursor string
	Limit  int
}

// Takings gives what people within reach took for points. Needs the permission
// performance.read.
func (s *Service) Takings(ctx context.Context, in TakingsIn) (page.Of[Taking], error) {
	var none page.Of[Taking]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	search := sqldb.Fold(in.Search)
	rows := []Taking{}
	err := s.within(ctx, PermissionRead, func(tx *sqldb.Tx, _ org.Directory, reaches func(string) bool) error {
		all, err := loadTakings(ctx, tx, "")
		for _, t := range all {
			if reaches(t.PersonID) && (in.State == "" || t.State == in.State) && strings.Contains(sqldb.Fold(t.Name+" "+t.AgentNo+" "+t.Gift), search) {
				rows = append(rows, t)
			}
		}
		return err
	})
	if err != nil {
		return none, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-asked"), Cursor: in.Cursor, Limit: in.Limit}, "incentive.sort", map[string]func(Taking) string{
		"asked": func(x Taking) string { return fmt.Sprintf("%015d", x.AskedMs) },
		"name":  func(x Taking) string { return x.Name },
		"gift":  func(x Taking) string { return x.Gift },
	}, func(x Taking) string { return x.ID })
}
