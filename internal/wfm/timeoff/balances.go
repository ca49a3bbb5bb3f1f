package timeoff

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Balance is what a person has of a kind in a year, in minutes, a day being 480.
type Balance struct {
	PersonID   string `json:"person_id"`
	PersonName string `json:"person_name"`
	AgentNo    string `json:"agent_no"`
	TeamID     string `json:"team_id,omitempty" doc:"of today"`
	TeamName   string `json:"team_name,omitempty"`
	KindID     string `json:"kind_id"`
	Kind       string `json:"kind_name"`
	KindEN     string `json:"kind_name_en,omitempty"`
	Year       int    `json:"year"`
	Entitled   int    `json:"entitled_minutes"`
	Taken      int    `json:"taken_minutes" doc:"approved, also in the future"`
	Waiting    int    `json:"waiting_minutes"`
	Left       int    `json:"left_minutes" doc:"entitled without taken and waiting"`
	ChangedMs  int64  `json:"changed_ms,omitempty" doc:"of the entitlement"`
	ChangedBy  string `json:"changed_by,omitempty"`
}

const (
	firstYear   = 2000
	lastYear    = 2100
	mostBalance = 366 * DayMinutes
)

func balanceKey(person, kind string, year int) string {
	return fmt.Sprintf("%s/%s/%d", person, kind, year)
}

// balances are the balances of people (nil: all that are active or have one) in
// a year, by agent number and the order of kinds.
func (s *Service) balances(ctx context.Context, tx *sqldb.Tx, w *world, year int, of func(person string) bool) ([]Balance, error) {
	given, err := loadBalances(ctx, tx, year)
	if err != nil {
		return nil, err
	}
	first, last := civil.Of(year, 1, 1), civil.Of(year, 12, 31)
	requests, err := loadRequests(ctx, tx, first, last)
	if err != nil {
		return nil, err
	}
	have := map[string]entitled{}
	for _, b := range given {
		have[balanceKey(b.person, b.kind, year)] = b
	}
	took := map[string][2]int{}
	for i := range requests {
		r := &requests[i]
		k := w.kinds[r.KindID]
		if !r.open() || !k.Counted {
			continue
		}
		key := balanceKey(r.PersonID, r.KindID, year)
		t := took[key]
		n := 0
		if r.State == Waiting {
			n = 1
		}
		t[n] += r.spent(&k, &w.cal)[year]
		took[key] = t
	}
	out := []Balance{}
	for _, p := range w.dir.People {
		if of != nil && !of(p.ID) {
			continue
		}
		teamID := w.dir.TeamOf(p.ID, w.today.String())
		team, _ := w.dir.Team(teamID)
		for _, k := range w.list {
			key := balanceKey(p.ID, k.ID, year)
			e, entitled := have[key]
			t, taken := took[key]
			if !k.Counted || !entitled && !taken && (!p.Active || !k.Active) {
				continue
			}
			out = append(out, Balance{PersonID: p.ID, PersonName: p.Name, AgentNo: p.AgentNo, TeamID: teamID, TeamName: team.Name, KindID: k.ID, Kind: k.Name, KindEN: k.NameEN, Year: year,
				Entitled: e.minutes, Taken: t[0], Waiting: t[1], Left: e.minutes - t[0] - t[1], ChangedMs: e.changedMs, ChangedBy: e.changedBy})
		}
	}
	slices.SortStableFunc(out, func(a, b Balance) int { return strings.Compare(a.AgentNo, b.AgentNo) })
	return out, nil
}

// BalancesIn asks for one page of balances.
type BalancesIn struct {
	Year   int    // 0: this
	Search string // part of the name or agent number
	Team   string // id
	Kind   string // id
	Sort   string // agent (default), name, entitled, taken or left; a leading - turns it round
	Cursor string
	Limit  int
}

// ListBalances gives a page of balances of the people within the actor's reach
// today. Needs the permission timeoff.read.
func (s *Service) ListBalances(ctx context.Context, in BalancesIn) (page.Of[Balance], error) {
	rows, err := s.balancesFor(ctx, in.Year)
	if err != nil {
		return page.Of[Balance]{}, err
	}
	search := sqldb.Fold(in.Search)
	rows = slices.DeleteFunc(rows, func(b Balance) bool {
		return in.Team != "" && b.TeamID != in.Team || in.Kind != "" && b.KindID != in.Kind || !strings.Contains(sqldb.Fold(b.PersonName+"\n"+b.AgentNo), search)
	})
	minutes := func(n int) string { return fmt.Sprintf("%09d", n+mostBalance) }
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "agent"), Cursor: in.Cursor, Limit: in.Limit}, "timeoff.sort", map[string]func(Balance) string{
		"agent":    func(b Balance) string { return b.AgentNo },
		"name":     func(b Balance) string { return sqldb.Fold(b.PersonName) },
		"entitled": func(b Balance) string { return minutes(b.Entitled) },
		"taken":    func(b Balance) string { return minutes(b.Taken) },
		"left":     func(b Balance) string { return minutes(b.Left) },
	}, func(b Balance) string { return b.PersonID + "/" + b.KindID })
}

func (s *Service) balancesFor(ctx context.Context, year int) (rows []Balance, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		if year == 0 {
			year, _, _ = w.today.Civil()
		}
		scope := authz.ScopeOf(ctx, PermissionRead)
		rows, err = s.balances(ctx, tx, &w, year, func(person string) bool { return w.dir.Reaches(scope, person, w.today.String()) })
		return err
	})
	return rows, err
}

// BalanceSet is what a person is to have of a kind in a year.
type BalanceSet struct {
	PersonID string `json:"person_id" maxLength:"60"`
	KindID   string `json:"kind_id" maxLength:"60"`
	Year     int    `json:"year"`
	Minutes  int    `json:"entitled_minutes" doc:"a day being 480"`
}

// SetBalances sets what people have; the same once more changes nothing. Needs
// the permission timeoff.edit.
func (s *Service) SetBalances(ctx context.Context, in []BalanceSet) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		var c fault.Collector
		for i, b := range in {
			at := fmt.Sprintf("body.balances[%d]", i)
			if _, ok := w.dir.Person(b.PersonID); !ok {
				c.Add(at+".person_id", "unknown", "leads to nobody")
			}
			if k, ok := w.kinds[b.KindID]; !ok || !k.Counted {
				c.Add(at+".kind_id", "unknown", "is no kind with balances")
			}
			if b.Year < firstYear || b.Year > lastYear {
				c.Add(at+".year", "range", fmt.Sprintf("must be from %d to %d", firstYear, lastYear))
			}
			if b.Minutes < 0 || b.Minutes > mostBalance {
				c.Add(at+".entitled_minutes", "range", fmt.Sprintf("must be from 0 to %d", mostBalance))
			}
		}
		if err := c.Err("timeoff.balance.invalid", "The balances have wrong values."); err != nil {
			return err
		}
		return s.setBalances(ctx, tx, in)
	})
}

// setBalances saves what differs.
func (s *Service) setBalances(ctx context.Context, tx *sqldb.Tx, in []BalanceSet) error {
	byYear := map[int]map[string]int{}
	for _, b := range in {
		if byYear[b.Year] == nil {
			all, err := loadBalances(ctx, tx, b.Year)
			if err != nil {
				return err
			}
			byYear[b.Year] = map[string]int{}
			for _, x := range all {
				byYear[b.Year][balanceKey(x.person, x.kind, x.year)] = x.minutes
			}
		}
		key := balanceKey(b.PersonID, b.KindID, b.Year)
		before, there := byYear[b.Year][key]
		if there && before == b.Minutes || !there && b.Minutes == 0 {
			continue
		}
		if err := setBalance(ctx, tx, entitled{b.PersonID, b.KindID, b.Year, b.Minutes, clock.Ms(s.clk), actorName(ctx)}); err != nil {
			return err
		}
		byYear[b.Year][key] = b.Minutes
		e := authz.Entry{Action: "timeoff.balance.set", Object: "timeoff_balance", ObjectID: key, After: b}
		if there {
			e.Before = BalanceSet{b.PersonID, b.KindID, b.Year, before}
		}
		if err := s.tell(ctx, tx, factBalance, e); err != nil {
			return err
		}
	}
	return nil
}
