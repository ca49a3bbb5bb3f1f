package contract

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// View is a contract with its numbers, and what the actor may do with it.
type View struct {
	Contract
	Today       string       `json:"today" format:"date"`
	Own         bool         `json:"own" doc:"the actor's own"`
	Computation *Computation `json:"computation,omitempty" doc:"of a running one so far; else the last of the ledger"`
	Ledger      []Entry      `json:"ledger" nullable:"false" doc:"in order of time"`
	May         May          `json:"may"`
}

// May says which steps the actor can take now.
type May struct {
	Edit    bool `json:"edit" doc:"and propose, and withdraw"`
	Accept  bool `json:"accept" doc:"what the person countered"`
	Answer  bool `json:"answer" doc:"sign or counter what is proposed"`
	Change  bool `json:"change" doc:"propose new lines from a day"`
	Agree   bool `json:"agree" doc:"sign or refuse a change"`
	Score   bool `json:"score" doc:"count again"`
	SignOff bool `json:"sign_off"`
	Take    bool `json:"take" doc:"accept the result"`
	Appeal  bool `json:"appeal"`
	Decide  bool `json:"decide" doc:"an open appeal"`
}

// ListIn asks for one page of contracts.
type ListIn struct {
	From, To string // periods that touch these days; "": all
	Search   string // part of the name, agent number or position
	Team     string // id
	State    string
	Waiting  bool   // only with an appeal, a change or a total that waits
	Sort     string // agent (default), name, team, position, from, state or total; a leading - turns it round
	Cursor   string
	Limit    int
}

func (in *ListIn) fits(h *Head) bool {
	search := sqldb.Fold(in.Search)
	return (search == "" || strings.Contains(sqldb.Fold(h.Name), search) || strings.Contains(sqldb.Fold(h.AgentNo), search) || strings.Contains(sqldb.Fold(h.Position), search)) &&
		(in.Team == "" || h.TeamID == in.Team) && (in.State == "" || h.State == in.State) &&
		(!in.Waiting || h.Appeals > 0 || h.Change || h.Pending != nil || h.State == Countered || h.State == Scored)
}

// List gives a page of the contracts within the actor's reach. Needs the
// permission performance.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Head], error) {
	rows, err := s.heads(ctx, in)
	if err != nil {
		return page.Of[Head]{}, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-from"), Cursor: in.Cursor, Limit: in.Limit}, "contract.sort", map[string]func(Head) string{
		"agent":    func(h Head) string { return h.AgentNo },
		"name":     func(h Head) string { return h.Name },
		"team":     func(h Head) string { return h.TeamName },
		"position": func(h Head) string { return h.Position },
		"from":     func(h Head) string { return h.FromOn + h.ToOn },
		"state":    func(h Head) string { return fmt.Sprintf("%02d", slices.Index(States, h.State)) },
		"total": func(h Head) string {
			if h.Total == nil {
				return ""
			}
			return fmt.Sprintf("%09.3f", *h.Total)
		},
	}, func(h Head) string { return h.ID })
}

func (s *Service) heads(ctx context.Context, in ListIn) (out []Head, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	out = []Head{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadHeads(ctx, tx, cmp.Or(in.From, never), cmp.Or(in.To, always))
		if err != nil {
			return err
		}
		for i := range all {
			h := &all[i]
			if !w.reaches(ctx, PermissionRead, h) {
				continue
			}
			if w.name(h); in.fits(h) {
				out = append(out, *h)
			}
		}
		return nil
	})
	return out, err
}

// Own are the actor's own contracts, the newest first; drafts are not shown.
// Linked says whether the account belongs to a person. Needs the permission
// performance.own.
func (s *Service) Own(ctx context.Context) (out []Head, linked bool, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return nil, false, err
	}
	out = []Head{}
	a, _ := authz.From(ctx)
	if a.PersonID == "" {
		return out, false, nil
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		all, err := loadHeadsOf(ctx, tx, a.PersonID)
		for i := range all {
			if isOwn(ctx, &all[i]) {
				w.name(&all[i])
				out = append(out, all[i])
			}
		}
		return err
	})
	return out, true, err
}

// Get gives a contract within reach. Needs the permission performance.read.
func (s *Service) Get(ctx context.Context, id string) (View, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return View{}, err
	}
	return s.seen(ctx, id, func(w *world, c *Contract) bool { return w.reaches(ctx, PermissionRead, &c.Head) })
}

// GetOwn gives one of the actor's own contracts. Needs the permission
// performance.own.
func (s *Service) GetOwn(ctx context.Context, id string) (View, error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return View{}, err
	}
	return s.seen(ctx, id, func(_ *world, c *Contract) bool { return isOwn(ctx, &c.Head) })
}

// view is what a step answers with.
func (s *Service) view(ctx context.Context, id string) (View, error) {
	return s.seen(ctx, id, func(*world, *Contract) bool { return true })
}

func (s *Service) seen(ctx context.Context, id string, may func(w *world, c *Contract) bool) (v View, err error) {
	var w world
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		if v.Contract, err = loadContract(ctx, tx, id); err != nil {
			return err
		}
		if !may(&w, &v.Contract) {
			return notFound()
		}
		v.Ledger, err = loadLedger(ctx, tx, id)
		return err
	})
	if err != nil {
		return View{}, err
	}
	if v.Ledger == nil {
		v.Ledger = []Entry{}
	}
	v.Today = w.today
	v.May = w.may(ctx, &v.Contract)
	v.Own = isOwn(ctx, &v.Head)
	switch {
	case len(v.Ledger) > 0:
		v.Computation = &v.Ledger[len(v.Ledger)-1].Computation
	case v.State == Agreed && v.FromOn <= w.today:
		found, err := s.compute(ctx, []*Contract{&v.Contract}, w.today)
		if err != nil {
			return View{}, err
		}
		v.Computation = &found[0]
		v.take(&found[0], v.ComputedMs)
	}
	w.name(&v.Head)
	return v, nil
}

// may says what the actor can do with the contract as it is.
func (w *world) may(ctx context.Context, c *Contract) May {
	a, _ := authz.From(ctx)
	var m May
	own := isOwn(ctx, &c.Head)
	manages := !own && a.Can(PermissionManage) && w.reaches(ctx, PermissionManage, &c.Head) && (a.PersonID == "" || a.PersonID != c.PersonID)
	over := c.ToOn < w.today
	m.Edit = manages && (c.State == Draft || c.State == Countered || c.State == Proposed)
	m.Accept = manages && c.State == Countered && w.signs(ctx, &c.Head)
	m.Change = manages && c.State == Agreed && !over && !c.Change && w.signs(ctx, &c.Head)
	m.Score = manages && (c.State == Agreed && over || c.State == Scored || c.State == Signed || c.State == Closed)
	m.SignOff = manages && c.State == Scored && c.Appeals == 0 && w.signs(ctx, &c.Head)
	own = own && a.Can(PermissionOwn)
	m.Answer = own && c.State == Proposed
	m.Agree = own && c.Change && c.State == Agreed
	m.Take = own && c.State == Signed && c.Appeals == 0
	m.Appeal = own && (c.State == Scored || c.State == Signed)
	m.Decide = c.Appeals > 0 && authz.RequireCentre(ctx, PermissionDecide) == nil && c.decides(ctx) == nil
	return m
}
