package incentive_test

import (
	"context"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/performance/incentive"
)

// pointed is an approved run of October that gives a point for each contact.
func (r *room) pointed(calls ...float64) incentive.Run {
	for i, n := range calls {
		r.numbers.of["answered"][r.people[i]] = n
	}
	must(r.AddRule(r.boss, incentive.Body{Name: "积分", Kind: incentive.Piece, Pays: incentive.Points, EffectiveOn: "2026-01-01", Formula: "calls", Variables: []incentive.Variable{{Key: "calls", Metric: "answered"}}}))
	run := must(r.Prepare(r.boss, incentive.RunIn{}))
	if err := r.Calculate(r.boss, run.ID); err != nil {
		panic(err)
	}
	return must(r.Decide(r.chief, run.ID, incentive.DecideIn{Approve: true}, -1))
}

func TestPointsAreEarnedSpentAndGivenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		run := r.pointed(100, 30)
		me := r.agents[0]
		own := must(r.Own(me))
		if !own.Linked || own.Points != 100 || len(own.Entries) != 1 || own.Entries[0].RunID != run.ID || len(own.Paid) != 1 || own.Paid[0].Points != 100 || len(own.Lines) != 1 || own.Lines[0].PersonID != r.people[0] || own.FromOn != "2026-11-01" {
			t.Fatalf("%+v", own)
		}
		mug := must(r.SaveGift(r.boss, "", incentive.GiftIn{Name: "马克杯", Price: 60, Stock: 2, Offered: true}, -1))
		if again := must(r.SaveGift(r.boss, "", incentive.GiftIn{Name: "马克杯", Price: 60, Stock: 2, Offered: true}, -1)); again.ID != mug.ID || again.Rev != 1 {
			t.Errorf("%+v", again)
		}
		hidden := must(r.SaveGift(r.boss, "", incentive.GiftIn{Name: "旧礼品", Price: 1, Stock: 1}, -1))
		taken := must(r.Take(me, mug.ID, "key-00001"))
		if again := must(r.Take(me, mug.ID, "key-00001")); again.ID != taken.ID {
			t.Error("taken twice")
		}
		if own = must(r.Own(me)); own.Points != 40 || own.Takings[0].State != incentive.Asked {
			t.Errorf("%+v", own)
		}
		for key, want := range map[string]string{mug.ID: "incentive.points.short", hidden.ID: "incentive.gift.not_found"} {
			if _, err := r.Take(me, key, "key-00002"); code(err) != want {
				t.Error(want, err)
			}
		}
		if g := must(r.Gifts(me)); len(g) != 1 || g[0].Stock != 1 {
			t.Errorf("%+v", g)
		}
		// Given up, points and gift come back, once.
		for range 2 {
			if x := must(r.Finish(me, taken.ID, false)); x.State != incentive.Cancelled {
				t.Errorf("%+v", x)
			}
		}
		if own = must(r.Own(me)); own.Points != 100 || must(r.Gifts(me))[0].Stock != 2 {
			t.Errorf("%+v", own)
		}
		if _, err := r.Finish(r.leaders[0], taken.ID, true); code(err) != "incentive.taking.own" {
			t.Error("handed over to oneself:", err)
		}
		if _, err := r.Finish(r.boss, taken.ID, true); code(err) != "incentive.taking.done" {
			t.Error(err)
		}
		// A correction takes back no more than is there.
		must(r.Take(me, mug.ID, "key-00003"))
		r.numbers.of["answered"][r.people[0]] = 20
		fix := must(r.PrepareCorrection(r.boss, run.ID))
		if err := r.Calculate(r.boss, fix.ID); err != nil {
			t.Fatal(err)
		}
		must(r.Decide(r.chief, fix.ID, incentive.DecideIn{Approve: true}, -1))
		if own = must(r.Own(me)); own.Points != 0 || len(must(r.Entries(r.boss, incentive.EntriesIn{Kind: incentive.EntryCorrected, Search: "1001"})).Items) != 1 {
			t.Errorf("%+v", own)
		}
		sum := int64(0)
		for _, e := range must(r.Entries(r.boss, incentive.EntriesIn{Search: "1001"})).Items {
			sum += e.Points
		}
		if sum != 0 {
			t.Error("the entries do not add up to what is held:", sum)
		}
		if len(must(r.Entries(r.leaders[1], incentive.EntriesIn{})).Items) != 0 || len(must(r.Takings(r.leaders[1], incentive.TakingsIn{})).Items) != 0 || len(must(r.Takings(r.leaders[0], incentive.TakingsIn{State: incentive.Asked, Search: "杯"})).Items) != 1 {
			t.Error("a leader sees other people's points")
		}
		weeks := must(r.OwnWeeks(me)).Weeks
		total := int64(0)
		for _, w := range weeks {
			total += w.Points
		}
		if len(weeks) != 5 || weeks[0].FromOn != "2026-11-01" || weeks[4].ToOn != "2026-11-25" || total != 20 {
			t.Errorf("%+v", weeks)
		}
	})
}

func TestPraiseReachesThePersonAndStaysInTheFile(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		in := incentive.PraiseIn{PersonID: r.people[1], Kind: incentive.Gifted, Points: 50, Words: " 帮新人顶班 ", Key: "key-00001"}
		p := must(r.Praise(r.leaders[0], in))
		if again := must(r.Praise(r.leaders[0], in)); again.ID != p.ID || len(r.files.kept) != 1 || r.files.kept[0].Words != "帮新人顶班" {
			t.Errorf("%+v %+v", again, r.files.kept)
		}
		must(r.Praise(r.leaders[0], incentive.PraiseIn{PersonID: r.people[1], Kind: incentive.Badge, Badge: "helper", Words: "互助", Key: "key-00002"}))
		own := must(r.Own(r.agents[1]))
		if own.Points != 50 || len(own.Praises) != 2 || own.Praises[0].Badge+own.Praises[1].Badge != "helper" || len(r.audit) != 2 {
			t.Errorf("%+v", own)
		}
		for want, in := range map[string]incentive.PraiseIn{
			"incentive.person.not_found": {PersonID: r.people[3], Kind: incentive.Message, Words: "x", Key: "key-00003"},
			"incentive.praise.own":       {PersonID: r.people[0], Kind: incentive.Message, Words: "x", Key: "key-00004"},
			"incentive.praise.invalid":   {PersonID: r.people[1], Kind: incentive.Badge, Badge: "none", Key: "key-00005"},
		} {
			if _, err := r.Praise(r.leaders[0], in); code(err) != want {
				t.Error(want, err)
			}
		}
		// Who turns out to be another takes what they hold along.
		if err := r.db.Write(t.Context(), func(tx *sqldb.Tx) error { return r.Merge(r.boss, tx, "person", r.people[1], r.people[2]) }); err != nil {
			t.Fatal(err)
		}
		if own := must(r.Own(r.agents[2])); own.Points != 50 || len(own.Praises) != 2 {
			t.Errorf("%+v", own)
		}
	})
}

func TestWhoMayOfPoints(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		nobody := actor(t, "nobody", authz.Scope{Centre: true})
		for name, do := range map[string]func(ctx context.Context) error{
			"own":     func(ctx context.Context) error { return second(r.Own(ctx)) },
			"weeks":   func(ctx context.Context) error { return second(r.OwnWeeks(ctx)) },
			"entries": func(ctx context.Context) error { return second(r.Entries(ctx, incentive.EntriesIn{})) },
			"gifts":   func(ctx context.Context) error { return second(r.Gifts(ctx)) },
			"save":    func(ctx context.Context) error { return second(r.SaveGift(ctx, "", incentive.GiftIn{}, -1)) },
			"take":    func(ctx context.Context) error { return second(r.Take(ctx, "x", "key-00001")) },
			"finish":  func(ctx context.Context) error { return second(r.Finish(ctx, "x", true)) },
			"takings": func(ctx context.Context) error { return second(r.Takings(ctx, incentive.TakingsIn{})) },
			"praise":  func(ctx context.Context) error { return second(r.Praise(ctx, incentive.PraiseIn{})) },
		} {
			if err := do(nobody); !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, err := range map[string]error{"entries": second(r.Entries(r.agents[1], incentive.EntriesIn{})), "save": second(r.SaveGift(r.leaders[0], "", incentive.GiftIn{}, -1)), "praise": second(r.Praise(r.agents[1], incentive.PraiseIn{}))} {
			if !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
