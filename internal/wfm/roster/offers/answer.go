package offers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// OwnOffer is an offer to the actor.
type OwnOffer struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind" enum:"overtime,release"`
	State   string     `json:"state" enum:"open,filled,closed,expired"`
	Skill   string     `json:"skill"`
	On      civil.Date `json:"on" format:"date"`
	Note    string     `json:"note"`
	AskedBy string     `json:"asked_by"`
	UntilMs int64      `json:"until_ms"`
	Left    int        `json:"left" doc:"places"`
	Mine    Invite     `json:"mine"`
	Before  Work       `json:"before_shift"`
	After   Work       `json:"after_shift"`
}

// Work is a shift as people know it.
type Work struct {
	Code   string `json:"code,omitempty"`
	Colour string `json:"colour,omitempty"`
}

// OwnOffers are those to the actor.
type OwnOffers struct {
	PersonID string     `json:"person_id" doc:"empty: there is no person behind the account"`
	Offers   []OwnOffer `json:"offers" doc:"the newest first"`
}

func self(ctx context.Context) (string, error) {
	if err := authz.Require(ctx, permissionOwn); err != nil {
		return "", err
	}
	a, _ := authz.From(ctx)
	if a.PersonID == "" {
		return "", fault.Conflictf("offers.no_person", "There is no person behind this account; an administrator can set one.")
	}
	return a.PersonID, nil
}

// Own gives the offers to the actor of the last month and to come. Needs the
// permission roster.own.
func (s *Service) Own(ctx context.Context) (out OwnOffers, err error) {
	out.Offers = []OwnOffer{}
	if err := authz.Require(ctx, permissionOwn); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	if out.PersonID = a.PersonID; a.PersonID == "" {
		return out, nil
	}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	types, err := s.types.ShiftTypes(asOffers(ctx))
	if err != nil {
		return out, err
	}
	var all []Offer
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		rows, err := sqldb.All(ctx, tx, qOf, scan, a.PersonID, w.today.Add(-31).String())
		if err != nil {
			return err
		}
		for _, x := range rows {
			x, err := load(ctx, tx, x.ID)
			if err != nil {
				return err
			}
			all = append(all, x)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	for _, x := range all {
		w.fill(&x)
		out.Offers = append(out.Offers, own(&x, a.PersonID, types))
	}
	return out, nil
}

func own(x *Offer, personID string, types []roster.ShiftType) OwnOffer {
	o := OwnOffer{ID: x.ID, Kind: x.Kind, State: x.State, Skill: x.Skill, On: x.On, Note: x.Note, AskedBy: x.AskedBy, UntilMs: x.UntilMs, Left: x.People - x.Taken}
	if i := slices.IndexFunc(x.Invites, func(y Invite) bool { return y.PersonID == personID }); i >= 0 {
		o.Mine = x.Invites[i]
	}
	work := func(c rosters.Cell) (out Work) {
		if i := slices.IndexFunc(types, func(t roster.ShiftType) bool { return t.ID == c.TypeID }); i >= 0 && c.TypeID != "" {
			out = Work{types[i].Code, types[i].Colour}
		}
		return out
	}
	o.Before, o.After = work(o.Mine.Before), work(o.Mine.After)
	return o
}

// Accept takes an offer up: the roster changes. It is held against the rules and
// the caps as they are now. The same once more changes nothing. Needs the
// permission roster.own.
func (s *Service) Accept(ctx context.Context, offerID string) (x OwnOffer, err error) {
	err = rosters.Retry(func() (err error) {
		x, err = s.answer(ctx, offerID, true)
		return err
	})
	return x, err
}

// Decline says no; the next in the order is asked. The same once more changes
// nothing. Needs the permission roster.own.
func (s *Service) Decline(ctx context.Context, offerID string) (OwnOffer, error) {
	return s.answer(ctx, offerID, false)
}

func (s *Service) answer(ctx context.Context, offerID string, yes bool) (out OwnOffer, err error) {
	me, err := self(ctx)
	if err != nil {
		return out, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	var x Offer
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		x, err = load(ctx, tx, offerID)
		return err
	}); err != nil {
		return out, err
	}
	w.fill(&x)
	at := slices.IndexFunc(x.Invites, func(y Invite) bool { return y.PersonID == me })
	if at < 0 || x.Invites[at].State == Waiting {
		return out, notFound()
	}
	y := &x.Invites[at]
	want := Declined
	if yes {
		want = Accepted
	}
	switch {
	case y.State == want:
		return s.own(ctx, x.ID)
	case y.State == Missed && x.State == Filled:
		return out, full()
	case y.State != Asked:
		return out, fault.Conflictf("offers.answered", "The offer does not stand any more; load it again.")
	case x.State == Filled:
		return out, full()
	case x.State != Open:
		return out, fault.Conflictf("offers.over", "The offer is over.")
	}
	before := *y
	var moved rosters.Moved
	if yes {
		if moved, err = s.again(ctx, &w, &x, y); err != nil {
			return out, err
		}
	}
	y.State, y.AnsweredMs = want, w.now
	if err := s.keep(ctx, &x, y, before, moved); err != nil {
		return out, err
	}
	return s.own(ctx, x.ID)
}

func (s *Service) own(ctx context.Context, offerID string) (out OwnOffer, err error) {
	all, err := s.Own(ctx)
	i := slices.IndexFunc(all.Offers, func(o OwnOffer) bool { return o.ID == offerID })
	if err != nil || i < 0 {
		return out, cmp.Or(err, notFound())
	}
	return all.Offers[i], nil
}

func full() error {
	return fault.Conflictf("offers.filled", "Colleagues were quicker; all places are taken.")
}

// again judges an invite as things are now.
func (s *Service) again(ctx context.Context, w *world, x *Offer, y *Invite) (moved rosters.Moved, err error) {
	days, err := s.rosters.PublishedDays(ctx, x.On, x.On, []string{y.PersonID})
	if err != nil {
		return moved, err
	}
	if len(days) == 0 {
		return moved, fault.Conflictf("offers.changed", "Your roster of that day is another one meanwhile.")
	}
	l, err := s.look(ctx, x.On, []string{y.PersonID})
	if err != nil {
		return moved, err
	}
	in := AskIn{Kind: x.Kind, SkillID: x.SkillID, On: x.On.String(), From: x.From, To: x.To, People: x.People}
	now, why, _, err := s.judge(ctx, w, l, &in, days[0])
	switch {
	case err != nil:
		return moved, err
	case why == "cap_day" || why == "cap_month":
		return moved, fault.Conflictf("offers.cap", "The most overtime that is allowed would be passed.")
	case why == "rules":
		return moved, fault.Conflictf("offers.rules", "A work rule would be broken now.")
	case why == "begun":
		return moved, fault.Conflictf("offers.over", "The offer is over.")
	case why != "" || !now.Before.Same(y.Before):
		return moved, fault.Conflictf("offers.changed", "Your roster of that day is another one meanwhile.")
	}
	if now.After.Overtime != nil {
		now.After.Overtime.OfferID = x.ID
	}
	y.Before, y.After, y.Minutes, y.DayKind, y.Percent = now.Before, now.After, now.Minutes, now.DayKind, now.Percent
	return l.judge.Try(ctx, []rosters.Move{{PersonID: y.PersonID, On: x.On, Cell: y.After}})
}

// keep keeps an answer and, when it is yes, the roster's change: of those who accept
// at once, as many have it as there are places.
func (s *Service) keep(ctx context.Context, x *Offer, y *Invite, before Invite, moved rosters.Moved) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if y.State == Accepted {
			n, err := tx.Exec(ctx, qTake, x.ID)
			if err != nil {
				return err
			}
			if n == 0 {
				return full()
			}
		}
		done, err := answer(ctx, tx, x.ID, y)
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("offers.answered", "The offer does not stand any more; load it again.")
		}
		if y.State == Accepted {
			if err := s.rosters.Apply(ctx, tx, moved, x.reason(y)); err != nil {
				return err
			}
			now, err := load(ctx, tx, x.ID)
			if err != nil {
				return err
			}
			if now.State == Filled {
				if _, err := tx.Exec(ctx, qMiss, x.ID); err != nil {
					return err
				}
			}
		} else if _, err := tx.Exec(ctx, qNext, x.ID); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.offer." + map[string]string{Accepted: "accept", Declined: "decline"}[y.State], Object: "roster_offer", ObjectID: x.ID, Before: before, After: *y})
	})
}

// reason is why the roster was changed, as its changes tell.
func (x *Offer) reason(y *Invite) string {
	if x.Kind == Release {
		return fmt.Sprintf("自愿离岗 (voluntary release) %d min", y.Minutes)
	}
	return fmt.Sprintf("加班 (overtime) %d min, %d %%", y.Minutes, y.Percent)
}

// Account is a person's overtime and release of a month, by what is published.
type Account struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	AgentNo  string `json:"agent_no"`
	Team     string `json:"team"`
	TeamID   string `json:"team_id"`
	Workday  int    `json:"workday_minutes"`
	RestDay  int    `json:"rest_day_minutes"`
	Holiday  int    `json:"holiday_minutes"`
	Total    int    `json:"total_minutes" doc:"of overtime"`
	Most     int    `json:"most_minutes" doc:"of overtime a month by the law"`
	Weighted int    `json:"weighted_minutes" doc:"each minute times the per cent of the wage that is owed"`
	Released int    `json:"released_minutes" doc:"by offers of the month's days"`
}

// AccountsIn asks for one page of accounts.
type AccountsIn struct {
	Month  string // YYYY-MM
	Search string // part of the name or the agent number
	Team   string // id
	Sort   string // total, name, weighted, released; a leading - turns it round; default -total
	Cursor string
	Limit  int
}

// Accounts gives a page of a month's overtime of people within the actor's reach
// who have some. Needs the permission roster.offer.
func (s *Service) Accounts(ctx context.Context, in AccountsIn) (page.Of[Account], error) {
	var none page.Of[Account]
	if err := authz.Require(ctx, PermissionOffer); err != nil {
		return none, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return none, err
	}
	first, err := civil.Parse(cmp.Or(in.Month, w.today.String()[:7]) + "-01")
	if err != nil {
		return none, fault.Invalidf("offers.span", "The days are not usable.").WithField("query.month", "date", "must be a month, YYYY-MM")
	}
	year, month, _ := first.Civil()
	last := civil.Of(year, month+1, 1).Add(-1)
	days, err := s.rosters.PublishedDays(ctx, first, last, nil)
	if err != nil {
		return none, err
	}
	by, scope, search := map[string]*Account{}, authz.ScopeOf(ctx, PermissionOffer), sqldb.Fold(in.Search)
	of := func(personID string, on civil.Date) *Account {
		if by[personID] == nil {
			y := Invite{PersonID: personID}
			w.name(&y, on)
			by[personID] = &Account{PersonID: personID, Name: y.Name, AgentNo: y.AgentNo, Team: y.Team, TeamID: y.TeamID, Most: lawMonthMinutes}
		}
		return by[personID]
	}
	for _, d := range days {
		o := d.Overtime
		if o == nil || !w.dir.Reaches(scope, d.PersonID, d.On.String()) {
			continue
		}
		a := of(d.PersonID, d.On)
		*map[string]*int{Workday: &a.Workday, RestDay: &a.RestDay, Holiday: &a.Holiday}[o.Kind] += o.Minutes
		a.Total += o.Minutes
		a.Weighted += o.Minutes * o.Percent / 100
	}
	released, err := s.released(ctx, first, last)
	if err != nil {
		return none, err
	}
	for who, minutes := range released {
		if w.dir.Reaches(scope, who, first.String()) || w.dir.Reaches(scope, who, last.String()) {
			of(who, last).Released = minutes
		}
	}
	rows := []Account{}
	for _, a := range by {
		if (in.Team == "" || a.TeamID == in.Team) && strings.Contains(sqldb.Fold(a.Name+"\n"+a.AgentNo), search) {
			rows = append(rows, *a)
		}
	}
	number := func(of func(Account) int) func(Account) string {
		return func(a Account) string { return fmt.Sprintf("%09d", of(a)) }
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-total"), Cursor: in.Cursor, Limit: in.Limit}, "offers.sort", map[string]func(Account) string{
		"total":    number(func(a Account) int { return a.Total }),
		"weighted": number(func(a Account) int { return a.Weighted }),
		"released": number(func(a Account) int { return a.Released }),
		"name":     func(a Account) string { return sqldb.Fold(a.Name) },
	}, func(a Account) string { return a.PersonID })
}
