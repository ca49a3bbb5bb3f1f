package swaps_test

import (
	"sync"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/rosters/rosterstest"
	"github.com/lingting/lingting/internal/wfm/roster/swaps"
)

var (
	agent  = []string{rosters.PermissionOwn}
	leader = []string{rosters.PermissionOwn, rosters.PermissionRead, swaps.PermissionDecide}
)

type room struct {
	*rosterstest.Centre
	*swaps.Service
}

func onBoth(t *testing.T, test func(t *testing.T, r room)) {
	rosterstest.OnBoth(t, func(t *testing.T, c *rosterstest.Centre) {
		test(t, room{c, swaps.New(c.DB, c.Rosters, c.Setup, c.Leave, c.Org, c.Clock, nil)})
	})
}

func (r room) offer(who, day, whom, back int) swaps.OfferIn {
	in := swaps.OfferIn{On: rosterstest.Monday.Add(day).String()}
	if whom >= 0 {
		in.ForID = r.People[whom]
	}
	if back >= 0 {
		in.BackOn = rosterstest.Monday.Add(back).String()
	}
	return in
}

func code(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return ""
}

// A shift is given to whoever may take it; the leader approves; both see it.
func TestGift(t *testing.T) {
	onBoth(t, func(t *testing.T, r room) {
		must := rosterstest.Must[swaps.Swap]
		giver, quick, busy := r.As(0, agent), r.As(3, agent), r.As(1, agent)
		x := must(r.Offer(giver, r.offer(0, 4, -1, -1)))
		if again := must(r.Offer(giver, r.offer(0, 4, -1, -1))); again.ID != x.ID {
			t.Error("the same offer is there twice")
		}
		if _, err := r.Offer(giver, r.offer(0, 4, 3, -1)); code(err) != "swaps.offered_already" {
			t.Errorf("a second offer of the shift: %v", err)
		}
		if own := rosterstest.Must(r.Own(quick)); len(own.Open) != 1 || own.Open[0].Giver != "坐席1" || own.Open[0].Shift.Code != "A1" {
			t.Errorf("open to who is off: %+v", own.Open)
		}
		if own := rosterstest.Must(r.Own(r.As(2, agent))); len(own.Open) != 0 {
			t.Errorf("open to who works: %+v", own.Open)
		}
		if own := rosterstest.Must(r.Own(r.As(5, agent))); len(own.Open) != 0 {
			t.Errorf("open to who has no skill: %+v", own.Open)
		}
		// Five shifts of 450 minutes and a sixth are above forty hours.
		if told := rosterstest.Must(r.CheckTaking(busy, x.ID)); len(told.Violations) == 0 || !told.Violations[0].Hard || told.Violations[0].Rule != "paid_minutes" || told.Violations[0].Name != "坐席2" {
			t.Errorf("above the week's hours: %+v", told)
		}
		if _, err := r.Take(busy, x.ID); code(err) != "swaps.rules" {
			t.Errorf("taken against a rule: %v", err)
		}
		x = must(r.Take(quick, x.ID))
		if x.State != swaps.Taken || r.Day(0, 4).TypeID == "" {
			t.Errorf("without the leader: %+v", x)
		}
		if again := must(r.Take(quick, x.ID)); again.State != swaps.Taken || again.Rev != x.Rev {
			t.Errorf("taken twice: %+v", again)
		}
		if _, err := r.Take(r.As(4, agent), x.ID); code(err) != "swaps.gone" {
			t.Errorf("taken by another: %v", err)
		}
		if _, err := r.Decide(r.As(5, leader, "other"), x.ID, true, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("decided beyond reach: %v", err)
		}
		if _, err := r.Decide(r.As(0, leader, r.Teams[0]), x.ID, true, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("decided by the giver: %v", err)
		}
		leads := r.As(5, leader, r.Teams[0])
		if p := rosterstest.Must(r.List(leads, swaps.ListIn{Search: "坐席4", State: swaps.Taken, Sort: "-on"})); len(p.Items) != 1 {
			t.Errorf("the leader's list: %+v", p.Items)
		}
		r.Clock.Set(1)
		x = must(r.Decide(leads, x.ID, true, ""))
		if again := must(r.Decide(leads, x.ID, true, "")); again.Rev != x.Rev || x.State != swaps.Done {
			t.Errorf("decided twice: %+v", again)
		}
		if r.Day(0, 4).TypeID != "" || r.Day(3, 4).TypeID != r.Type.ID || len(r.Day(3, 4).Breaks) != 2 {
			t.Errorf("the roster: %+v, %+v", r.Day(0, 4), r.Day(3, 4))
		}
		told := rosterstest.Must(r.Rosters.Changes(r.Ctx, rosterstest.RosterID))
		if len(told) < 2 || told[0].Reason == "" || !told[0].Published {
			t.Errorf("the changes: %+v", told[:1])
		}
		if own := rosterstest.Must(r.Rosters.Own(giver, "2026-11-27", "2026-11-27")); own.Days[0].TypeID != "" || own.Days[0].ChangedMs == 0 {
			t.Errorf("the giver's day: %+v", own.Days)
		}
		if own := rosterstest.Must(r.Own(quick)); len(own.Mine) != 1 || own.Mine[0].State != swaps.Done {
			t.Errorf("the taker's swaps: %+v", own.Mine)
		}
	})
}

// Shifts are exchanged, at once where the terms say so; what a planner changed
// meanwhile, what is too late and what has expired is told.
func TestExchange(t *testing.T) {
	onBoth(t, func(t *testing.T, r room) {
		must := rosterstest.Must[swaps.Swap]
		me, you := r.As(0, agent), r.As(1, agent)
		colleagues := rosterstest.Must(r.Colleagues(me, "2026-11-26"))
		at := -1
		for i, c := range colleagues {
			if c.PersonID == r.People[1] {
				at = i
			}
		}
		if at < 0 || !colleagues[at].Off || len(colleagues[at].Back) == 0 {
			t.Fatalf("colleagues %+v", colleagues)
		}
		if told := rosterstest.Must(r.Check(me, r.offer(0, 3, 1, 5))); len(told.Violations) != 0 {
			t.Errorf("an exchange within a week: %+v", told)
		}
		x := must(r.Offer(me, r.offer(0, 3, 1, 5)))
		if _, err := r.Take(r.As(3, agent), x.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("taken by who was not asked: %v", err)
		}
		if own := rosterstest.Must(r.Own(you)); len(own.ToMe) != 1 || own.ToMe[0].Back.Code != "A1" {
			t.Errorf("asked: %+v", own.ToMe)
		}
		if declined := must(r.Decline(you, x.ID, "有事")); declined.State != swaps.Declined || declined.Answer != "有事" {
			t.Errorf("%+v", declined)
		}
		must(r.Decline(you, x.ID, ""))
		if _, err := r.Take(you, x.ID); code(err) != "swaps.decided" {
			t.Errorf("taken after all: %v", err)
		}
		if _, err := r.SetTerms(me, swaps.Terms{}, -1); !fault.Is(err, fault.Denied) {
			t.Errorf("terms set by an agent: %v", err)
		}
		if _, err := r.SetTerms(r.Ctx, swaps.Terms{NoticeHours: -1}, -1); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
		set := rosterstest.Must(r.SetTerms(r.Ctx, swaps.Terms{Automatic: true, NoticeHours: 24}, 0))
		if again := rosterstest.Must(r.SetTerms(r.Ctx, swaps.Terms{Automatic: true, NoticeHours: 24}, 0)); again.Rev != set.Rev || set.Rev != 1 {
			t.Errorf("terms %+v, %+v", set, again)
		}
		x = must(r.Offer(me, r.offer(0, 3, 1, 5)))
		if x = must(r.Take(you, x.ID)); x.State != swaps.Done || x.DecidedBy != "" {
			t.Errorf("%+v", x)
		}
		if r.Day(0, 3).TypeID != "" || r.Day(1, 3).TypeID == "" || r.Day(0, 5).TypeID == "" || r.Day(1, 5).TypeID != "" {
			t.Error("the roster is not changed")
		}
		// The planner changes the shift that is offered.
		y := must(r.Offer(me, r.offer(0, 10, -1, -1)))
		rosterstest.Must(r.Rosters.Change(r.Ctx, rosterstest.RosterID, []rosters.Edit{{PersonID: r.People[0], Day: 10, TypeID: r.Type.ID, Begins: 570, Skill: r.Skill}}, "晚半小时", -1, false))
		if _, err := r.Take(r.As(3, agent), y.ID); err == nil || code(err) != "swaps.changed" {
			t.Errorf("taken though changed: %v", err)
		}
		if y = must(r.Withdraw(me, y.ID)); y.State != swaps.Withdrawn {
			t.Errorf("%+v", y)
		}
		must(r.Withdraw(me, y.ID))
		for _, bad := range []struct {
			in   swaps.OfferIn
			code string
		}{{r.offer(0, 1, -1, -1), "swaps.too_late"}, {r.offer(0, 6, -1, -1), "swaps.invalid"}, {r.offer(0, 7, 0, -1), "swaps.invalid"}, {r.offer(0, 7, 1, -1), "swaps.works_already"}, {swaps.OfferIn{On: "no", BackOn: "2026-11-30"}, "swaps.invalid"}} {
			if _, err := r.Offer(me, bad.in); code(err) != bad.code {
				t.Errorf("%+v: %v", bad.in, err)
			}
		}
		z := must(r.Offer(me, r.offer(0, 9, -1, -1)))
		r.Clock.Set(9 * 24)
		if _, err := r.Take(r.As(4, agent), z.ID); code(err) != "swaps.expired" {
			t.Errorf("taken after its time: %v", err)
		}
		for _, mine := range rosterstest.Must(r.Own(me)).Mine {
			if mine.ID == z.ID && mine.State != swaps.Expired {
				t.Errorf("%+v", mine)
			}
		}
	})
}

// Of two who take the same shift at the same time one wins, and the other is told.
func TestRace(t *testing.T) {
	onBoth(t, func(t *testing.T, r room) {
		rosterstest.Must(r.SetTerms(r.Ctx, swaps.Terms{Automatic: true, NoticeHours: 24}, 0))
		x := rosterstest.Must(r.Offer(r.As(1, agent), r.offer(1, 9, -1, -1)))
		// Both have four shifts in that week; who works on the third day already is freed of it.
		rosterstest.Must(r.Rosters.Change(r.Ctx, rosterstest.RosterID, []rosters.Edit{{PersonID: r.People[2], Day: 9}, {PersonID: r.People[3], Day: 9}}, "腾出", -1, false))
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			wait.Go(func() { _, errs[i] = r.Take(r.As(2+i, agent), x.ID) })
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case code(err) != "swaps.gone":
				t.Errorf("the other: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d have won", won)
		}
		at := 0
		for i := range 2 {
			if r.Day(2+i, 9).TypeID != "" {
				at++
			}
		}
		if at != 1 || r.Day(1, 9).TypeID != "" {
			t.Errorf("%d have the shift", at)
		}
	})
}
