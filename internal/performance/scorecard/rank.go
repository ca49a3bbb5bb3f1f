package scorecard

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Place is a rank among others; 1 is the best, and equals share one.
type Place struct{ Rank, Of int }

// ranked orders by value, then by key, and gives the rank of each: equal values
// have the same one, and the next is as many further. What is equal is judged at
// the digits people see.
func ranked[T any](rows []T, value func(T) float64, key func(T) string) []int {
	slices.SortStableFunc(rows, func(a, b T) int { return cmp.Or(cmp.Compare(value(b), value(a)), cmp.Compare(key(a), key(b))) })
	out := make([]int, len(rows))
	for i := range rows {
		out[i] = i + 1
		if i > 0 && value(rows[i]) == value(rows[i-1]) {
			out[i] = out[i-1]
		}
	}
	return out
}

// seen is a score as people see it.
func seen(score float64) float64 { return math.Round(score*10) / 10 }

// Ranks gives the places of everybody by the total over some days, for rooms that
// reckon with it; it asks for no permission.
func (s *Service) Ranks(ctx context.Context, fromOn, toOn string) (map[string]Place, error) {
	from, err1 := civil.Parse(fromOn)
	to, err2 := civil.Parse(toOn)
	if err1 != nil || err2 != nil || to.Before(from) {
		return nil, fault.Invalidf("scorecard.period", "The period is not one.")
	}
	w, err := s.world(ctx)
	if err != nil {
		return nil, err
	}
	x, err := s.sheet(ctx, &w, authz.Scope{Centre: true}, people{}, Period{Kind: Month, Now: civil.Range{From: from, To: to}}, false)
	if err != nil {
		return nil, err
	}
	cards := slices.DeleteFunc(x.cards(), func(c Card) bool { return c.Score == nil })
	out := make(map[string]Place, len(cards))
	for i, rank := range ranked(cards, func(c Card) float64 { return seen(*c.Score) }, func(c Card) string { return c.PersonID }) {
		out[cards[i].PersonID] = Place{rank, len(cards)}
	}
	return out, nil
}
