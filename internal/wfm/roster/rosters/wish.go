package rosters

import (
	"cmp"
	"context"
	"slices"

	engine "github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// wish prices what people would like: a day on which the wish is not kept costs its
// price, whatever they work instead.
func (b *basis) wish(p *engine.Problem) {
	for _, x := range b.wishes {
		who := slices.IndexFunc(b.people, func(y person) bool { return y.id == x.PersonID })
		if who < 0 {
			continue
		}
		day := x.On.Sub(b.days.From)
		against := func(shift int) {
			p.Wishes = append(p.Wishes, engine.Wish{Person: who, Day: day, Shift: shift, Price: x.Price()})
		}
		if x.Kind == roster.WishOff {
			p.Wishes = append(p.Wishes, engine.Wish{Person: who, Day: day, Shift: engine.Free, For: true, Price: x.Price()})
			continue
		}
		if !x.Kept("") {
			against(engine.Free)
		}
		for k := range b.starts {
			if b.starts[k].as == nil && !x.Kept(b.starts[k].TypeID) {
				against(k)
			}
		}
	}
}

// WishKept is a wish and whether a roster keeps it.
type WishKept struct {
	roster.DayWish
	Known bool `json:"known" doc:"the day is in a roster"`
	Kept  bool `json:"kept"`
}

// KeptOf are a person's wishes and how many a roster keeps.
type KeptOf struct {
	PersonID string     `json:"person_id"`
	Name     string     `json:"name"`
	AgentNo  string     `json:"agent_no"`
	Total    int        `json:"total"`
	Kept     int        `json:"kept"`
	Wishes   []WishKept `json:"wishes"`
}

// WishesKept gives the wishes of a roster's people within the actor's reach and
// whether it keeps them; those of whom the least share is kept come first. Needs the
// permission roster.read.
func (s *Service) WishesKept(ctx context.Context, id string) ([]KeptOf, error) {
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return nil, err
	}
	wishes, err := s.setup.WishesOver(asRoster(ctx), v.FirstOn, v.LastOn)
	if err != nil {
		return nil, err
	}
	out := []KeptOf{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.people.Directory(ctx, tx)
		if err != nil {
			return err
		}
		for i := range lines {
			l := &lines[i]
			if !dir.Reaches(authz.ScopeOf(ctx, PermissionRead), l.PersonID, v.FirstOn.String()) {
				continue
			}
			k := KeptOf{PersonID: l.PersonID, Wishes: []WishKept{}}
			for _, x := range wishes {
				if x.PersonID != l.PersonID {
					continue
				}
				kept := x.Kept(l.at(x.On.Sub(v.FirstOn)).TypeID)
				k.Wishes = append(k.Wishes, WishKept{x.DayWish, true, kept})
				if k.Total++; kept {
					k.Kept++
				}
			}
			if k.Total == 0 {
				continue
			}
			p, _ := dir.Person(l.PersonID)
			k.Name, k.AgentNo = p.Name, p.AgentNo
			out = append(out, k)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b KeptOf) int {
		return cmp.Or(cmp.Compare(a.Kept*b.Total, b.Kept*a.Total), cmp.Compare(a.AgentNo, b.AgentNo))
	})
	return out, err
}

// OwnRound is a round with the actor's wishes, and whether what is published keeps
// them.
type OwnRound struct {
	roster.WishRound
	Mine []WishKept `json:"mine"`
}

// OwnWishes are the rounds whose days are not over.
type OwnWishes struct {
	PersonID string             `json:"person_id" doc:"empty: there is no person behind the account"`
	Rounds   []OwnRound         `json:"rounds"`
	Types    []roster.ShiftType `json:"shift_types" doc:"that may be wished for"`
}

// OwnWishes gives the actor's wishes. Needs the permission roster.own.
func (s *Service) OwnWishes(ctx context.Context) (out OwnWishes, err error) {
	out.Rounds, out.Types = []OwnRound{}, []roster.ShiftType{}
	rounds, err := s.setup.OwnRounds(ctx)
	if err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	if out.PersonID = a.PersonID; a.PersonID == "" {
		return out, nil
	}
	if out.Types, err = s.setup.ShiftTypes(asRoster(ctx)); err != nil {
		return out, err
	}
	for _, r := range rounds {
		days, err := s.PublishedDays(ctx, r.FirstOn, r.LastOn, []string{a.PersonID})
		if err != nil {
			return out, err
		}
		own := OwnRound{WishRound: r.WishRound, Mine: []WishKept{}}
		for _, x := range r.Mine {
			k := WishKept{DayWish: x}
			if i := slices.IndexFunc(days, func(d PublishedDay) bool { return d.On == x.On }); i >= 0 {
				k.Known, k.Kept = true, x.Kept(days[i].TypeID)
			}
			own.Mine = append(own.Mine, k)
		}
		out.Rounds = append(out.Rounds, own)
	}
	return out, nil
}
