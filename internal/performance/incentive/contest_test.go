package incentive_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/performance/incentive"
)

// on is the room at nine in the morning of a day of November.
func (r *room) on(day int) *incentive.Service {
	return r.At(clock.Fixed(time.Date(2026, time.November, day, 1, 0, 0, 0, time.UTC)))
}

func contest() incentive.ContestBody {
	return incentive.ContestBody{Kind: incentive.Compete, Name: "双十一冲刺", FromOn: "2026-11-10", ToOn: "2026-11-12", WaitDays: 2, Of: incentive.OfPeople, Formula: "calls", Gate: "qa >= 85", LeastOf: "calls", Least: 10, Ties: incentive.TiesSplit, Top: 1,
		Variables: []incentive.Variable{{Key: "calls", Metric: "answered"}, {Key: "qa", Metric: "qa-score"}}, Prizes: []incentive.Prize{{Pays: incentive.Money, Amount: 500_00}, {Pays: incentive.Money, Amount: 300_01}, {Pays: incentive.Points, Amount: 50}}}
}

func lot() incentive.ContestBody {
	b := contest()
	b.Kind, b.Name, b.Formula, b.LeastOf, b.Cap, b.ClaimDays = incentive.Draw, "月度抽奖", "calls / 100", "", 3, 5
	b.Prizes = []incentive.Prize{{Pays: incentive.Points, Amount: 80, Count: 2}}
	return b
}

func none(float64, string) {}

func (r *room) score(calls ...float64) {
	for i, n := range calls {
		r.numbers.of["answered"][r.people[i]], r.numbers.of["qa-score"][r.people[i]] = n, 90
	}
}

func TestAContestRunsClosesAndIsPaidOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.score(40, 40, 30, 9)
		c := must(r.on(1).AddContest(r.boss, contest()))
		if again := must(r.on(1).AddContest(r.boss, contest())); again.ID != c.ID || c.State != incentive.Planned || c.ClosesOn != "2026-11-15" {
			t.Fatalf("%+v", again)
		}
		changed := contest()
		changed.Top = 2
		c = must(r.on(9).ChangeContest(r.boss, c.ID, changed, c.Rev))
		if _, err := r.on(10).ChangeContest(r.boss, c.ID, contest(), -1); code(err) != "incentive.contest.begun" {
			t.Error("a running contest was changed:", err)
		}
		for _, day := range []int{10, 11, 12, 13, 14} {
			if err := r.on(day).UpdateContests(r.boss, none); err != nil {
				t.Fatal(err)
			}
			if day == 11 {
				r.numbers.of["answered"][r.people[2]] = 50
			}
		}
		c = must(r.on(14).Contest(r.boss, c.ID))
		if c.State != incentive.Waiting || c.ThroughOn != "2026-11-12" || c.Entries != 3 || c.RunID != "" {
			t.Fatalf("%+v", c)
		}
		places := must(r.on(14).Places(r.boss, c.ID, incentive.PlacesIn{})).Items
		if len(places) != 4 || places[0].PersonID != r.people[2] || places[1].Place != 2 || places[2].Place != 2 || places[3].State != incentive.Few || places[3].Place != 0 {
			t.Fatalf("%+v", places)
		}
		if first := must(r.on(14).Places(r.boss, c.ID, incentive.PlacesIn{On: "2026-11-10"})).Items; first[0].PersonID != r.people[0] {
			t.Errorf("%+v", first)
		}
		if second := must(r.on(14).Places(r.boss, c.ID, incentive.PlacesIn{On: "2026-11-11"})).Items; *second[0].Moved != 2 {
			t.Errorf("%+v", second)
		}
		// A leader sees the first places and the own team; an agent the first places and the own one.
		if seen := must(r.Places(r.leaders[1], c.ID, incentive.PlacesIn{})).Items; len(seen) != 4 || len(seen[1].Values) != 0 || len(seen[0].Values) != 2 {
			t.Errorf("%+v", seen)
		}
		if _, err := r.Places(r.boss, c.ID, incentive.PlacesIn{Sort: "-place"}); code(err) != "incentive.sort" {
			t.Error("there is a list from the bottom:", err)
		}
		own := must(r.on(14).OwnContests(r.agents[3]))
		if len(own) != 1 || own[0].Own.State != incentive.Few || len(own[0].Best) != 3 || len(own[0].Best[0].Values) != 0 {
			t.Fatalf("%+v", own)
		}
		// Closed once, the prizes wait for somebody to approve them; 300.01 and 50 points are split by two.
		for range 2 {
			if err := r.on(15).UpdateContests(r.boss, none); err != nil {
				t.Fatal(err)
			}
		}
		c = must(r.on(15).Contest(r.boss, c.ID))
		run := must(r.Run(r.boss, c.RunID))
		if c.State != incentive.Over || run.State != incentive.Calculated || run.Sum.Cents != 800_01 || run.Sum.Points != 50 || run.Sum.People != 3 || len(must(r.Runs(r.boss, incentive.RunsIn{})).Items) != 1 {
			t.Fatalf("%+v %+v", c, run)
		}
		lines := must(r.Lines(r.boss, run.ID, incentive.LinesIn{Search: "1001"})).Items
		if len(lines) != 2 || lines[0].Amount != 150_01 || lines[1].Amount != 25 {
			t.Errorf("%+v", lines)
		}
		if _, err := r.Decide(r.boss, run.ID, incentive.DecideIn{Approve: true}, -1); code(err) != "incentive.run.own" {
			t.Error("approved by who closed it:", err)
		}
		must(r.Decide(r.chief, run.ID, incentive.DecideIn{Approve: true}, -1))
		must(r.Decide(r.chief, run.ID, incentive.DecideIn{Approve: true}, -1))
		if own := must(r.Own(r.agents[0])); own.Points != 25 || len(own.Paid) != 1 || own.Paid[0].Cents != 150_01 {
			t.Errorf("%+v", own)
		}
		// A record was corrected: the differences are lines of their own, and the first standing is kept.
		r.numbers.of["qa-score"][r.people[0]] = 70
		fix := must(r.PrepareCorrection(r.boss, run.ID))
		if err := r.Calculate(r.boss, fix.ID); err != nil {
			t.Fatal(err)
		}
		fix = must(r.Run(r.boss, fix.ID))
		if fix.Sum.Cents != 0 || fix.Sum.Points != -50 || fix.Lines != 4 {
			t.Errorf("%+v", fix)
		}
		must(r.Decide(r.chief, fix.ID, incentive.DecideIn{Approve: true}, -1))
		if own := must(r.Own(r.agents[0])); own.Points != 0 {
			t.Errorf("%+v", own)
		}
		if old := must(r.Places(r.boss, c.ID, incentive.PlacesIn{Version: 1})).Items; old[1].PersonID != r.people[0] || old[1].Place != 2 {
			t.Errorf("%+v", old)
		}
		if last := must(r.Places(r.boss, c.ID, incentive.PlacesIn{State: incentive.Closed})).Items; len(last) != 1 || last[0].PersonID != r.people[0] {
			t.Errorf("%+v", last)
		}
	})
}

func TestADrawIsCommittedWitnessedAndCountedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.score(250, 99, 1000, 100)
		c := must(r.on(1).AddContest(r.boss, lot()))
		if len(c.Commitment) != 64 || c.Seed != "" || strings.Contains(text(r.audit), `"lot"`) {
			t.Fatalf("%+v", c)
		}
		if err := r.on(15).UpdateContests(r.boss, none); err != nil {
			t.Fatal(err)
		}
		c = must(r.on(15).Contest(r.boss, c.ID))
		if c.State != incentive.Over || c.Entries != 3 || c.Tickets != 6 || c.Seed != "" || c.RunID != "" {
			t.Fatalf("%+v", c)
		}
		if own := must(r.on(15).OwnContests(r.agents[2])); own[0].Own.Score != 3 {
			t.Errorf("%+v", own)
		}
		if _, err := r.Witness(r.boss, c.ID, -1); code(err) != "incentive.draw.not_asked" {
			t.Error(err)
		}
		must(r.on(15).AskDrawing(r.chief, c.ID, -1))
		if _, err := r.on(15).Witness(r.chief, c.ID, -1); code(err) != "incentive.draw.own" {
			t.Error("drawn without a witness:", err)
		}
		c = must(r.on(15).Witness(r.boss, c.ID, -1))
		if again := must(r.on(15).Witness(r.boss, c.ID, -1)); text(again) != text(c) {
			t.Error("drawn twice")
		}
		h := sha256.Sum256([]byte(c.Seed))
		if hex.EncodeToString(h[:]) != c.Commitment || c.State != incentive.Drawn || len(c.Rounds) != 1 || len(c.Rounds[0].Picks) != 2 || c.Rounds[0].Drawer != "chief" || c.Rounds[0].Witness != "boss" {
			t.Fatalf("%+v", c)
		}
		// Counted again by hand: the tickets of 1001, 2001, 2002 are 1–2, 3–5, 6.
		check := must(r.CheckDraw(r.agents[1], c.ID))
		if text(check.Entries) != `[{"agent_no":"1001","tickets":2,"from":1,"to":2},{"agent_no":"2001","tickets":3,"from":3,"to":5},{"agent_no":"2002","tickets":1,"from":6,"to":6}]` || check.Seed != c.Seed {
			t.Error(text(check))
		}
		for _, p := range c.Rounds[0].Picks {
			h := sha256.Sum256(fmt.Appendf(nil, "%s:%d", c.Seed, p.K))
			if hex.EncodeToString(h[:]) != p.Hash {
				t.Errorf("%+v", p)
			}
		}
		// One claims; what the other leaves is drawn again for somebody else.
		agent := map[string]context.Context{}
		for i, person := range r.people {
			agent[person] = r.agents[i]
		}
		one, two := c.Rounds[0].Picks[0], c.Rounds[0].Picks[1]
		if _, err := r.on(15).Settle(r.boss, c.ID); code(err) != "incentive.draw.unclaimed" {
			t.Error(err)
		}
		for range 2 {
			if x := must(r.on(20).Claim(agent[one.PersonID], c.ID)); len(x.Won) != 1 || x.Won[0].ClaimedMs == 0 {
				t.Errorf("%+v", x)
			}
		}
		if _, err := r.on(20).Claim(r.agents[1], c.ID); code(err) != "incentive.draw.no_prize" {
			t.Error(err)
		}
		if _, err := r.on(20).AskDrawing(r.chief, c.ID, -1); code(err) != "incentive.draw.not_closed" {
			t.Error("drawn again before the time is over:", err)
		}
		if _, err := r.on(21).Claim(agent[two.PersonID], c.ID); code(err) != "incentive.draw.lapsed" {
			t.Error(err)
		}
		run := must(r.on(20).Settle(r.boss, c.ID))
		if run.Sum.Points != 80 || run.ContestID != c.ID {
			t.Errorf("%+v", run)
		}
		must(r.Decide(r.chief, run.ID, incentive.DecideIn{Approve: true}, -1))
		must(r.on(21).AskDrawing(r.chief, c.ID, -1))
		c = must(r.on(21).Witness(r.boss, c.ID, -1))
		last := c.Rounds[1].Picks
		if len(last) != 1 || last[0].PersonID == one.PersonID || last[0].PersonID == two.PersonID || last[0].K <= two.K || last[0].Prize != two.Prize || c.Lapsed != 0 {
			t.Fatalf("%+v", c.Rounds)
		}
		must(r.on(22).Claim(agent[last[0].PersonID], c.ID))
		fix := must(r.PrepareCorrection(r.boss, run.ID))
		if err := r.Calculate(r.boss, fix.ID); err != nil {
			t.Fatal(err)
		}
		if fix = must(r.Run(r.boss, fix.ID)); fix.Sum.Points != 80 || fix.Lines != 1 {
			t.Errorf("%+v", fix)
		}
	})
}

func TestGiftsAreWonOnceAndTakenFromStock(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.score(100, 100)
		mug := must(r.SaveGift(r.boss, "", incentive.GiftIn{Name: "马克杯", Price: 60, Stock: 2, Offered: true}, -1))
		b := contest()
		b.Ties, b.Prizes = incentive.TiesAll, []incentive.Prize{{Pays: incentive.Gifts, GiftID: mug.ID}}
		c := must(r.on(1).AddContest(r.boss, b))
		if again := must(r.on(1).AddContest(r.boss, b)); again.ID != c.ID || c.Prizes[0].Gift != "马克杯" {
			t.Errorf("%+v", c)
		}
		if err := r.on(15).UpdateContests(r.boss, none); err != nil {
			t.Fatal(err)
		}
		c = must(r.Contest(r.boss, c.ID))
		must(r.Decide(r.chief, c.RunID, incentive.DecideIn{Approve: true}, -1))
		own := must(r.Own(r.agents[1]))
		if len(own.Takings) != 1 || own.Takings[0].Prize != c.Name || own.Takings[0].Points != 0 || must(r.Gifts(r.boss))[0].Stock != 0 || own.Paid[0].Gifts != 1 {
			t.Fatalf("%+v", own)
		}
		must(r.Finish(r.leaders[0], own.Takings[0].ID, true))
		// Corrected, what was not handed over comes back; what was handed over stays.
		delete(r.numbers.of["answered"], r.people[0])
		delete(r.numbers.of["answered"], r.people[1])
		fix := must(r.PrepareCorrection(r.boss, c.RunID))
		if err := r.Calculate(r.boss, fix.ID); err != nil {
			t.Fatal(err)
		}
		must(r.Decide(r.chief, fix.ID, incentive.DecideIn{Approve: true}, -1))
		if g := must(r.Gifts(r.boss))[0]; g.Stock != 1 {
			t.Errorf("%+v", g)
		}
		if own := must(r.Own(r.agents[0])); own.Takings[0].State != incentive.Cancelled {
			t.Errorf("%+v", own.Takings)
		}
	})
}

func TestPeopleTakePartAsTheyWereOnEachDay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.score(10, 20, 30, 40)
		system := authz.With(t.Context(), authz.System("test"))
		// The second leaves the first team on the second day; the third comes on the third.
		must(r.org.Join(system, r.people[1], org.NewMembership{TeamID: r.teams[1], FromOn: "2026-11-27"}))
		must(r.org.Join(system, r.people[2], org.NewMembership{TeamID: r.teams[0], FromOn: "2026-11-28"}))
		b := contest()
		b.FromOn, b.ToOn = "2026-11-26", "2026-11-28"
		b.For.Teams, b.Gate, b.LeastOf = []string{r.teams[0]}, "", ""
		c := must(r.on(1).AddContest(r.boss, b))
		must(r.on(1).CancelContest(r.boss, must(r.on(1).AddContest(r.boss, func() incentive.ContestBody { x := b; x.Name = "另一个"; return x }())).ID, "预算取消", -1))
		if err := r.on(31).UpdateContests(r.boss, none); err != nil {
			t.Fatal(err)
		}
		days := map[string]string{}
		for _, p := range must(r.Places(r.boss, c.ID, incentive.PlacesIn{})).Items {
			days[p.PersonID] = p.FromOn[8:] + "-" + p.ToOn[8:]
		}
		if len(days) != 3 || days[r.people[0]] != "26-28" || days[r.people[1]] != "26-26" || days[r.people[2]] != "28-28" {
			t.Errorf("%v", days)
		}
		// Of teams: what a team wins is shared by the days people were in it.
		r.numbers.teams["answered"] = map[string]float64{r.teams[0]: 100, r.teams[1]: 50}
		b.Name, b.Of, b.For.Teams, b.Prizes = "班组赛", incentive.OfTeams, nil, []incentive.Prize{{Pays: incentive.Money, Amount: 100_00}}
		team := must(r.on(1).AddContest(r.boss, b))
		if err := r.on(31).UpdateContests(r.boss, none); err != nil {
			t.Fatal(err)
		}
		team = must(r.Contest(r.boss, team.ID))
		got := map[string]int64{}
		for _, l := range must(r.Lines(r.boss, team.RunID, incentive.LinesIn{})).Items {
			got[l.PersonID] = l.Amount
		}
		if len(got) != 3 || got[r.people[0]] != 60_00 || got[r.people[1]] != 20_00 || got[r.people[2]] != 20_00 {
			t.Errorf("%v", got)
		}
	})
}

func TestContestsAreCheckedAndWhoMay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		wrong := contest()
		wrong.Name, wrong.ToOn, wrong.WaitDays, wrong.Formula, wrong.LeastOf, wrong.Ties, wrong.Top = "", "2026-11-01", 99, "x +", "y", "none", 99
		wrong.Prizes = []incentive.Prize{{Pays: "gold"}, {Pays: incentive.Gifts, GiftID: "none"}}
		_, err := r.on(1).AddContest(r.boss, wrong)
		f, _ := fault.As(err)
		if len(f.Fields) < 9 || f.Code != "incentive.contest.invalid" {
			t.Errorf("%+v", f)
		}
		if _, err := r.on(30).AddContest(r.boss, contest()); code(err) != "incentive.contest.invalid" {
			t.Error("a contest that is over:", err)
		}
		for name, do := range map[string]func(ctx context.Context) error{
			"add":     func(ctx context.Context) error { return second(r.AddContest(ctx, contest())) },
			"change":  func(ctx context.Context) error { return second(r.ChangeContest(ctx, "x", contest(), -1)) },
			"cancel":  func(ctx context.Context) error { return second(r.CancelContest(ctx, "x", "y", -1)) },
			"refresh": func(ctx context.Context) error { return second(r.RefreshContest(ctx, "x")) },
			"update":  func(ctx context.Context) error { return r.UpdateContests(ctx, none) },
			"ask":     func(ctx context.Context) error { return second(r.AskDrawing(ctx, "x", -1)) },
			"witness": func(ctx context.Context) error { return second(r.Witness(ctx, "x", -1)) },
			"settle":  func(ctx context.Context) error { return second(r.Settle(ctx, "x")) },
		} {
			for _, who := range []context.Context{r.leaders[0], r.agents[1]} {
				if err := do(who); !fault.Is(err, fault.Denied) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		nobody := actor(t, "nobody", authz.Scope{Centre: true})
		for name, err := range map[string]error{"list": second(r.Contests(r.agents[1], incentive.ContestsIn{})), "one": second(r.Contest(r.agents[1], "x")), "places": second(r.Places(r.agents[1], "x", incentive.PlacesIn{})),
			"own": second(r.OwnContests(nobody)), "claim": second(r.Claim(nobody, "x")), "check": second(r.CheckDraw(nobody, "x"))} {
			if !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if p := must(r.Contests(r.leaders[0], incentive.ContestsIn{Search: "x", Kind: incentive.Draw, State: incentive.Planned})); len(p.Items) != 0 {
			t.Errorf("%+v", p)
		}
	})
}
