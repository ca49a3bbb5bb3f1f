package scorecard_test

import (
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/performance/scorecard"
)

func TestTalks(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		ask := scorecard.TalkRequest{On: "2026-11-20", Words: "保持太久", Action: "记下常查的三个问题", FollowOn: "2026-11-24", Attitude: 4}
		x := must(r.Talk(r.leaders[0], r.people[1], ask))
		if again := must(r.Talk(r.leaders[0], r.people[1], ask)); again.ID != x.ID || !slices.Equal(r.audit, []string{"scorecard.talk.create"}) {
			t.Errorf("written twice: %v", r.audit)
		}
		if !x.Due || !x.Mine {
			t.Errorf("%+v", x)
		}
		secret := ask
		secret.Private, secret.FollowOn = true, ""
		must(r.Talk(r.leaders[0], r.people[1], secret))
		if got := must(r.Talks(r.leaders[0], scorecard.TalksIn{})); got.Total != 2 {
			t.Errorf("the author sees %d", got.Total)
		}
		if got := must(r.Talks(r.leaders[0], scorecard.TalksIn{Due: true, Search: "保持"})); got.Total != 1 {
			t.Errorf("%d are due", got.Total)
		}
		if got := must(r.Talks(r.boss, scorecard.TalksIn{})); got.Total != 1 {
			t.Errorf("the manager sees %d", got.Total)
		}
		own := must(r.OwnTalks(r.agents[1], scorecard.TalksIn{}))
		if own.Total != 1 || own.Items[0].Attitude != 0 || own.Items[0].Mine {
			t.Errorf("the person sees %+v", own.Items)
		}
		if got := must(r.OwnTalks(r.agents[2], scorecard.TalksIn{})); got.Total != 0 {
			t.Errorf("another sees %d", got.Total)
		}
		if got := must(r.Talks(r.leaders[1], scorecard.TalksIn{})); got.Total != 0 {
			t.Errorf("another leader sees %d", got.Total)
		}
		// The person goes to the other team: the talk stays with the team of its day.
		must(r.org.Join(r.boss, r.people[1], org.NewMembership{TeamID: r.teams[1], FromOn: "2026-11-24", Correction: true, Why: "moved"}))
		if got := must(r.Talks(r.leaders[1], scorecard.TalksIn{})); got.Total != 0 {
			t.Errorf("the new leader sees %d", got.Total)
		}
		ask.DoneOn, ask.Outcome = "2026-11-24", "好多了"
		x = must(r.ChangeTalk(r.leaders[0], x.ID, ask, x.Rev))
		if x.Due || x.Rev != 2 {
			t.Errorf("%+v", x)
		}
		if _, err := r.ChangeTalk(r.leaders[0], x.ID, scorecard.TalkRequest{On: "2026-11-20", Words: "x"}, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("an older revision: %v", err)
		}
		if _, err := r.ChangeTalk(r.boss, x.ID, ask, -1); !fault.Is(err, fault.NotFound) {
			t.Errorf("changed by somebody else: %v", err)
		}
		for _, bad := range []scorecard.TalkRequest{{}, {On: "2026-11-26", Words: "x"}, {On: "2026-11-20", Words: "x", FollowOn: "2026-11-19", Action: "y"}, {On: "2026-11-20", Words: "x", FollowOn: "2026-11-30"}, {On: "2026-11-20", Words: "x", Attitude: 6}} {
			if _, err := r.Talk(r.leaders[0], r.people[2], bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		fine := scorecard.TalkRequest{On: "2026-11-25", Words: "x"}
		if _, err := r.Talk(r.leaders[0], r.people[5], fine); !fault.Is(err, fault.NotFound) {
			t.Errorf("with somebody of another team: %v", err)
		}
		if _, err := r.Talk(r.leaders[0], r.people[0], fine); !fault.Is(err, fault.Invalid) {
			t.Errorf("with oneself: %v", err)
		}
		if _, err := r.Talk(r.agents[1], r.people[2], fine); !fault.Is(err, fault.Denied) {
			t.Errorf("written without the permission: %v", err)
		}
		if _, err := r.ChangeTalk(r.agents[1], x.ID, fine, -1); !fault.Is(err, fault.Denied) {
			t.Errorf("changed without the permission: %v", err)
		}
		if _, err := r.Talks(r.agents[1], scorecard.TalksIn{}); !fault.Is(err, fault.Denied) {
			t.Errorf("listed without the permission: %v", err)
		}
		if err := r.db.Write(r.boss, func(tx *sqldb.Tx) error { return r.Merge(r.boss, tx, "person", r.people[1], r.people[2]) }); err != nil {
			t.Fatal(err)
		}
		if got := must(r.OwnTalks(r.agents[2], scorecard.TalksIn{})); got.Total != 1 {
			t.Errorf("after the merge %d", got.Total)
		}
	})
}
