package scorecard_test

import (
	"context"
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/performance/scorecard"
)

func TestBoards(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for i, p := range r.people {
			r.tell("qa", p, "2026-10", 80+float64(i/2)*4, 10)
			r.tell("qa", p, "2026-11", 80+float64(i)*2, 10)
		}
		ask := scorecard.BoardRequest{Name: "质量榜", Of: scorecard.OfPeople, Period: scorecard.Week, Metric: "qa-score", Teams: []string{}, Levels: []string{}, Top: 2, Active: true}
		b := must(r.SaveBoard(r.boss, "", ask, -1))
		if again := must(r.SaveBoard(r.boss, "", ask, -1)); again.ID != b.ID || len(r.audit) != 1 {
			t.Errorf("added twice: %v", r.audit)
		}
		v := must(r.View(r.agents[2], b.ID, ""))
		// The first two, and the own place; nobody else of the end of the list.
		var who []string
		for _, x := range v.Rows {
			who = append(who, x.ID)
		}
		if !slices.Equal(who, []string{r.people[7], r.people[6], r.people[2]}) || v.Ranked != 8 || v.Own.Rank != 6 || !v.Rows[2].Own {
			t.Errorf("%v, own %+v", who, v.Own)
		}
		// With equals: in October two each share a place.
		v = must(r.View(r.agents[2], b.ID, "2026-10-20"))
		if v.Own.Rank != 5 || len(v.Rows) != 3 || v.Rows[0].Rank != 1 || v.Rows[1].Rank != 1 {
			t.Errorf("%+v", v.Rows)
		}
		// Who has handled too little has no place, and is told what is missing.
		ask.MinContacts = 30
		b = must(r.SaveBoard(r.boss, b.ID, ask, b.Rev))
		if v = must(r.View(r.agents[2], b.ID, "")); v.Ranked != 0 || v.Own == nil || v.Own.Rank != 0 || v.Missing != 30 {
			t.Errorf("%+v, %d missing", v.Own, v.Missing)
		}
		if _, err := r.SaveBoard(r.boss, b.ID, scorecard.BoardRequest{Name: "x", Of: scorecard.OfPeople, Period: scorecard.Week, Top: 3}, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("an older revision: %v", err)
		}
		ask.MinContacts, ask.Of, ask.Name = 0, scorecard.OfTeams, "班组榜"
		teams := must(r.SaveBoard(r.boss, "", ask, -1))
		v = must(r.View(r.agents[2], teams.ID, ""))
		if len(v.Rows) != 2 || v.Rows[0].ID != r.teams[1] || *v.Rows[0].Value != 91 || v.Own.ID != r.teams[0] || len(v.Progress) != 6 {
			t.Errorf("%+v, own %+v, %d weeks", v.Rows, v.Own, len(v.Progress))
		}
		ask.Active = false
		must(r.SaveBoard(r.boss, teams.ID, ask, teams.Rev))
		if got := must(r.Boards(r.agents[0])); len(got) != 1 {
			t.Errorf("an agent sees %d boards", len(got))
		}
		if _, err := r.View(r.agents[0], teams.ID, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("a board that does not hang out: %v", err)
		}
		for _, ctx := range []context.Context{r.agents[0], r.leaders[0]} {
			if _, err := r.SaveBoard(ctx, "", ask, -1); !fault.Is(err, fault.Denied) {
				t.Errorf("saved without the permission: %v", err)
			}
			if err := r.DropBoard(ctx, b.ID); !fault.Is(err, fault.Denied) {
				t.Errorf("dropped without the permission: %v", err)
			}
		}
		nobody := authz.With(t.Context(), authz.Actor{UserID: "x"})
		if _, err := r.Boards(nobody); !fault.Is(err, fault.Denied) {
			t.Errorf("listed without the permission: %v", err)
		}
		if _, err := r.View(nobody, b.ID, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("seen without the permission: %v", err)
		}
		if err := r.DropBoard(r.boss, b.ID); err != nil {
			t.Fatal(err)
		}
		if err := r.DropBoard(r.boss, b.ID); err != nil {
			t.Errorf("dropped twice: %v", err)
		}
		bad := scorecard.BoardRequest{Of: scorecard.OfPeople, Period: scorecard.Week, Metric: "offered", Teams: []string{"none"}, Levels: []string{"chief"}, MinContacts: -1}
		if _, err := r.SaveBoard(r.boss, "", bad, -1); !fault.Is(err, fault.Invalid) {
			t.Errorf("a board with mistakes: %v", err)
		}
	})
}

func TestCompare(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		// All at 90 % of 400 answers but one at 70 %, and one of two answers who has none.
		for i, p := range r.people {
			value, answers := 90.0, 400.0
			switch i {
			case 1:
				value = 70
			case 2:
				value, answers = 50, 2
			}
			r.tell("satisfaction", p, "2026-10", value, answers)
		}
		out := must(r.Compare(r.boss, scorecard.CompareIn{Metric: "csat", Period: scorecard.Month, On: "2026-10-05"}))
		if len(out.Teams) != 2 || out.Teams[0].ID != r.teams[1] || *out.Teams[0].Value != 90 || out.Teams[0].Spread.Middle != 90 || out.ValueOf != "" {
			t.Fatalf("%+v", out.Teams)
		}
		verdicts := map[string]string{}
		for _, x := range out.Funnel.Spots {
			verdicts[x.ID] = x.Verdict
		}
		if out.Funnel.Kind != scorecard.FunnelRate || verdicts[r.people[1]] != scorecard.VerdictAction || verdicts[r.people[2]] != scorecard.VerdictUsual {
			t.Errorf("%s %v", out.Funnel.Kind, verdicts)
		}
		last := 0.0
		for _, b := range out.Funnel.Bounds {
			if b.Volume < last || b.ActionLow > b.WatchLow || b.WatchLow > *out.Funnel.Centre || b.WatchHigh < *out.Funnel.Centre || b.ActionHigh < b.WatchHigh {
				t.Errorf("%+v", b)
			}
			last = b.Volume
		}
		teams := must(r.Compare(r.boss, scorecard.CompareIn{Metric: "csat", Of: scorecard.OfTeams, Period: scorecard.Month}))
		if len(teams.Funnel.Spots) != 2 || teams.ValueOf != "2026-10-01" {
			t.Errorf("%+v of %s", teams.Funnel.Spots, teams.ValueOf)
		}
		if own := must(r.Compare(r.leaders[0], scorecard.CompareIn{Metric: "csat", Period: scorecard.Month})); len(own.Teams) != 1 || len(own.Funnel.Spots) != 4 {
			t.Errorf("a leader sees %d teams, %d people", len(own.Teams), len(own.Funnel.Spots))
		}
		if _, err := r.Compare(r.agents[0], scorecard.CompareIn{Period: scorecard.Month}); !fault.Is(err, fault.Denied) {
			t.Errorf("without the permission: %v", err)
		}
		if _, err := r.Compare(r.boss, scorecard.CompareIn{Metric: "nothing", Period: scorecard.Month}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an unknown metric: %v", err)
		}
		must(r.Compare(r.boss, scorecard.CompareIn{Metric: "aht", Period: scorecard.Day}))
	})
}
