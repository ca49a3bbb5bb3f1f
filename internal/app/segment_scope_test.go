package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/performance/segment"
)

// divided makes the segments of everybody, and gives an action about a person.
func (f *floor) divided(person string) string {
	f.t.Helper()
	ctx := authz.With(f.t.Context(), f.boss)
	if _, err := f.a.Segment.Make(ctx, nil); err != nil {
		f.t.Fatal(err)
	}
	day, err := civil.Parse(f.day)
	if err != nil {
		f.t.Fatal(err)
	}
	x, err := f.a.Segment.Decide(ctx, person, segment.ActionIn{Kind: segment.Coach, Words: "listen in", OwnerID: f.superior, DueOn: day.Add(30).String()})
	if err != nil {
		f.t.Fatal(err)
	}
	return x.ID
}

// Who is divided is told nothing of it: not by the operations, and not by what
// everybody may ask of themselves.
func TestNobodyIsToldOfTheirOwnSegment(t *testing.T) {
	eachStore(t, func(t *testing.T, a *App) {
		f := newFloor(t, a)
		for _, scope := range []string{"self", "team", "centre"} {
			v := f.visitor("agent", scope)
			v.signIn()
			for _, path := range []string{"/segments", "/segment-people", "/segment-people.xlsx", "/segment-people/" + f.mate.person, "/segment-actions", "/segment-schemes"} {
				if rec := v.send("GET", path, nil); rec.Code != http.StatusForbidden {
					t.Errorf("an agent with the scope %s: %s answered %d", scope, path, rec.Code)
				}
			}
			for _, path := range []string{"/scorecards/own?period=month", "/talks/own", "/own-rewards"} {
				if rec := v.send("GET", path, nil); strings.Contains(rec.Body.String(), "segment") {
					t.Errorf("%s tells of segments: %s", path, rec.Body)
				}
			}
		}
	})
}
