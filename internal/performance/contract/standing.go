package contract

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Standing is somebody's place by the totals of their contracts.
type Standing struct {
	PersonID   string
	Position   string  // among whose contracts
	Total      float64 // mean by days
	Rank, Of   int     // 1 is the best; who is equal has the same
	ContractID string  // the latest
}

// Standings gives the places of people by the totals of their scored contracts
// that lie within the days, among those of the same position: the mean by days.
// Who has none has no place. Needs the permission performance.read for the whole
// centre.
func (s *Service) Standings(ctx context.Context, fromOn, toOn string) (out []Standing, err error) {
	if err := authz.RequireCentre(ctx, PermissionRead); err != nil {
		return nil, err
	}
	var all []Head
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err = loadHeads(ctx, tx, fromOn, toOn)
		return err
	})
	if err != nil {
		return nil, err
	}
	return standings(all, fromOn, toOn), nil
}

// standings ranks; the order of heads does not matter.
func standings(all []Head, fromOn, toOn string) []Standing {
	type sums struct {
		points, days float64
		last         Head
	}
	found := map[string]*sums{} // by person; a person who changed position counts with the latest
	for i := range all {
		h := &all[i]
		if h.Scope != ScopePerson || h.Total == nil || h.State != Scored && h.State != Signed && h.State != Closed || h.FromOn < fromOn || h.ToOn > toOn {
			continue
		}
		from, _ := civil.Parse(h.FromOn)
		to, _ := civil.Parse(h.ToOn)
		days := float64(to.Sub(from) + 1)
		x := found[h.PersonID]
		if x == nil {
			x = &sums{last: *h}
			found[h.PersonID] = x
		}
		x.points, x.days = x.points+*h.Total*days, x.days+days
		if h.ToOn > x.last.ToOn || h.ToOn == x.last.ToOn && h.ID > x.last.ID {
			x.last = *h
		}
	}
	out := make([]Standing, 0, len(found))
	for id, x := range found {
		out = append(out, Standing{PersonID: id, Position: x.last.Position, Total: math.Round(100*x.points/x.days) / 100, ContractID: x.last.ID})
	}
	slices.SortFunc(out, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(b.Total, a.Total), cmp.Compare(a.PersonID, b.PersonID))
	})
	for begin := 0; begin < len(out); {
		end := begin
		for end < len(out) && out[end].Position == out[begin].Position {
			end++
		}
		for i := begin; i < end; i++ {
			out[i].Rank, out[i].Of = i-begin+1, end-begin
			if i > begin && out[i].Total == out[i-1].Total {
				out[i].Rank = out[i-1].Rank
			}
		}
		begin = end
	}
	return out
}
