package rosters

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// PersonDay is a person's day as it is published: a shift, or a day off when it
// has no type. Of several rosters with the day the one published last holds.
type PersonDay struct {
	PersonID string
	On       civil.Date
	RosterID string
	Cell
}

// PublishedOver gives the published days of everybody, or of one person, over
// some days, by person and day. Needs the permission roster.read for the whole
// centre.
func (s *Service) PublishedOver(ctx context.Context, tx *sqldb.Tx, days civil.Range, personID string) ([]PersonDay, error) {
	if err := authz.RequireCentre(ctx, PermissionRead); err != nil {
		return nil, err
	}
	lines, err := loadPublished(ctx, tx, days, personID)
	if err != nil {
		return nil, err
	}
	type key struct {
		person string
		on     civil.Date
	}
	holds := map[key]PersonDay{}
	for i := range lines {
		l := &lines[i]
		for on := l.first; !l.last.Before(on); on = on.Add(1) {
			if days.Has(on) {
				holds[key{l.PersonID, on}] = PersonDay{l.PersonID, on, l.rosterID, l.at(on.Sub(l.first))}
			}
		}
	}
	out := make([]PersonDay, 0, len(holds))
	for _, p := range holds {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b PersonDay) int { return cmp.Or(cmp.Compare(a.PersonID, b.PersonID), a.On.Sub(b.On)) })
	return out, nil
}
