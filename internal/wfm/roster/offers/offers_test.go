package offers_test

import (
	"context"
	"sync"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster/offers"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/rosters/rosterstest"
	"github.com/lingting/lingting/internal/wfm/timeoff"
)

var (
	agent  = []string{rosters.PermissionOwn}
	leader = []string{rosters.PermissionOwn, rosters.PermissionRead, offers.PermissionOffer}
)

type room struct {
	*rosterstest.Centre
	*offers.Service
}

func onBoth(t *testing.T, test func(t *testing.T, r room)) {
	rosterstest.OnBoth(t, func(t *testing.T, c *rosterstest.Centre) {
		test(t, room{c, offers.New(c.DB, c.Rosters, c.Setup, c.Leave, c.Org, c.Clock, nil)})
	})
}

// ask looks for people of the skill on a day of the roster.
func (r room) ask(kind string, day, from, to, people int) offers.AskIn {
	return offers.AskIn{Kind: kind, SkillID: r.Skill, On: rosterstest.Monday.Add(day).String(), From: from, To: to, People: people}
}

func code(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return ""
}

func why(p offers.Proposal, personID string) string {
	for _, x := range p.Not {
		if x.PersonID == personID {
			return x.Why
		}
	}
	for _, x := range p.Fits {
		if x.PersonID == personID {
			return "fits"
		}
	}
	return ""
}

// Who fits is found by shift, leave, caps and rules; the first to accept have it,
// the next is asked when one declines, and the roster carries the overtime.
func TestOvertime(t *testing.T) {
	onBoth(t, func(t *testing.T, r room) {
		must := rosterstest.Must[offers.Offer]
		// Wednesday: the first and the second, the third and the fourth work until 17:00; the fifth is off.
		p := rosterstest.Must(r.Propose(r.Ctx, r.ask(offers.Overtime, 2, 1020, 1080, 2)))
		if len(p.Fits) != 4 || why(p, r.People[0]) != "fits" || why(p, r.People[5]) != "" {
			t.Fatalf("%+v", p)
		}
		for _, x := range p.Fits {
			if x.PersonID == r.People[0] && (x.Minutes != 60 || x.DayKind != offers.Workday || x.Percent != 150 || x.After.Ends != 1080 || x.After.Late != 60) {
				t.Errorf("longer: %+v", x)
			}
			if x.PersonID == r.People[4] {
				t.Errorf("comes in for an hour: %+v", x)
			}
		}
		for _, x := range rosterstest.Must(r.Propose(r.Ctx, r.ask(offers.Overtime, 2, 1020, 1140, 2))).Fits {
			if x.PersonID == r.People[4] && (x.DayKind != offers.RestDay || x.Percent != 200 || x.After.Begins != 1020 || x.After.Ends != 1140) {
				t.Errorf("on the day off: %+v", x)
			}
		}
		if p := rosterstest.Must(r.Propose(r.Ctx, r.ask(offers.Overtime, 2, 1020, 1140, 2))); why(p, r.People[0]) != "cap_day" || why(p, r.People[4]) != "fits" {
			t.Errorf("two hours more of a day, of which one is the most: %+v", p)
		}
		if p := rosterstest.Must(r.Propose(r.Ctx, r.ask(offers.Overtime, 2, 600, 660, 1))); why(p, r.People[0]) != "works" {
			t.Errorf("works then: %+v", p)
		}
		if p := rosterstest.Must(r.Propose(r.Ctx, r.ask(offers.Overtime, 2, 1200, 1260, 1))); why(p, r.People[0]) != "not_adjacent" {
			t.Errorf("later: %+v", p)
		}
		// Until 23:00 on the day before a shift at 9:00 leaves ten hours of eleven.
		if p := rosterstest.Must(r.Propose(r.Ctx, r.ask(offers.Overtime, 2, 1260, 1380, 1))); why(p, r.People[4]) != "rules" {
			t.Errorf("too little rest: %+v", p)
		}
		gone := rosterstest.Must(r.Leave.Ask(r.Ctx, timeoff.AskIn{PersonID: r.People[4], KindID: "personal", FromOn: "2026-11-25", ToOn: "2026-11-25"}))
		rosterstest.Must(r.Leave.Decide(r.Ctx, gone.ID, timeoff.DecideIn{Approve: true, Despite: true}))
		if p := rosterstest.Must(r.Propose(r.Ctx, r.ask(offers.Overtime, 2, 1020, 1140, 2))); why(p, r.People[4]) != "leave" {
			t.Errorf("on leave: %+v", p)
		}
		if p := rosterstest.Must(r.Propose(r.As(0, leader, r.Teams[1]), r.ask(offers.Overtime, 2, 1020, 1080, 2))); why(p, r.People[0]) != "" || why(p, r.People[3]) != "fits" {
			t.Errorf("beyond reach: %+v", p)
		}
		x := must(r.Send(r.Ctx, offers.SendIn{AskIn: r.ask(offers.Overtime, 2, 1020, 1080, 2), PersonIDs: []string{r.People[0], r.People[1], r.People[2]}}))
		if again := must(r.Send(r.Ctx, offers.SendIn{AskIn: r.ask(offers.Overtime, 2, 1020, 1080, 2)})); again.ID != x.ID || x.AskedNow != 3 || len(x.Invites) != 4 {
			t.Errorf("sent twice: %+v", again)
		}
		if own := rosterstest.Must(r.Own(r.As(3, agent))); len(own.Offers) != 0 {
			t.Errorf("asked before the turn: %+v", own)
		}
		if _, err := r.Accept(r.As(3, agent), x.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("accepted by who is not asked: %v", err)
		}
		one := rosterstest.Must(r.Accept(r.As(0, agent), x.ID))
		if again := rosterstest.Must(r.Accept(r.As(0, agent), x.ID)); again.Left != 1 || one.Mine.State != offers.Accepted {
			t.Errorf("accepted twice: %+v", again)
		}
		rosterstest.Must(r.Decline(r.As(1, agent), x.ID))
		rosterstest.Must(r.Decline(r.As(1, agent), x.ID))
		if own := rosterstest.Must(r.Own(r.As(3, agent))); len(own.Offers) != 1 {
			t.Fatalf("the next is asked: %+v", own)
		}
		rosterstest.Must(r.Accept(r.As(3, agent), x.ID))
		if _, err := r.Accept(r.As(2, agent), x.ID); code(err) != "offers.filled" {
			t.Errorf("beyond the places: %v", err)
		}
		if x = must(r.Get(r.Ctx, x.ID)); x.State != offers.Filled || x.Taken != 2 || x.Minutes != 120 {
			t.Errorf("%+v", x)
		}
		d := r.Day(0, 2)
		if d.Ends != 1080 || d.Overtime == nil || d.Overtime.Minutes != 60 || d.Overtime.Percent != 150 || d.Overtime.OfferID != x.ID {
			t.Errorf("the roster: %+v", d)
		}
		if broken := rosterstest.Must(r.Rosters.Violations(r.Ctx, rosterstest.RosterID)); len(broken) != 0 {
			t.Errorf("overtime breaks the week's hours: %+v", broken)
		}
		// Next time those who have had none come first.
		p = rosterstest.Must(r.Propose(r.Ctx, r.ask(offers.Overtime, 3, 1020, 1080, 1)))
		if last := p.Fits[len(p.Fits)-1]; last.Recent != 60 || p.Fits[0].Recent != 0 {
			t.Errorf("the order: %+v", p.Fits)
		}
		accounts := rosterstest.Must(r.Accounts(r.Ctx, offers.AccountsIn{Month: "2026-11", Sort: "name"}))
		if len(accounts.Items) != 2 || accounts.Items[0].Workday != 60 || accounts.Items[0].Weighted != 90 {
			t.Errorf("the account: %+v", accounts.Items)
		}
		// Made anew, what was agreed stays.
		in := rosterstest.Asked("再排")
		in.BasedOn = rosterstest.RosterID
		rosterstest.Must(r.Rosters.Make(r.Ctx, "r2", in, nil))
		for _, l := range rosterstest.Must(r.Rosters.Lines(r.Ctx, "r2")) {
			for _, c := range l.Cells {
				if l.PersonID == r.People[0] && c.Day == 2 && (c.Overtime == nil || c.Ends != 1080) || c.Overtime != nil && (c.Day != 2 || l.PersonID != r.People[0] && l.PersonID != r.People[3]) {
					t.Errorf("made anew: %s %+v", l.Name, c)
				}
			}
		}
		// The planner can lock it, and take the overtime out.
		edit := rosters.Edit{PersonID: r.People[0], Day: 2, TypeID: d.TypeID, Begins: d.Begins, Skill: d.Skill}
		if got := rosterstest.Must(r.Rosters.Change(r.Ctx, rosterstest.RosterID, []rosters.Edit{edit}, "解锁", -1, false)); len(got.Cells) != 1 || got.Cells[0].Overtime == nil {
			t.Errorf("unlocked: %+v", got.Cells)
		}
		edit.Plain = true
		if got := rosterstest.Must(r.Rosters.Change(r.Ctx, rosterstest.RosterID, []rosters.Edit{edit}, "不加了", -1, false)); len(got.Cells) != 1 || got.Cells[0].Ends != 1020 || got.Cells[0].Overtime != nil {
			t.Errorf("taken out: %+v", got.Cells)
		}
	})
}

// People go earlier, come later or stay at home of their own will; what is over or
// closed is told.
func TestRelease(t *testing.T) {
	onBoth(t, func(t *testing.T, r room) {
		must := rosterstest.Must[offers.Offer]
		x := must(r.Send(r.Ctx, offers.SendIn{AskIn: r.ask(offers.Release, 3, 900, 1080, 1), PersonIDs: r.People[0:1]}))
		rosterstest.Must(r.Accept(r.As(0, agent), x.ID))
		if d := r.Day(0, 3); d.Ends != 900 || d.Late != -120 || d.Overtime != nil {
			t.Errorf("earlier: %+v", d)
		}
		y := must(r.Send(r.Ctx, offers.SendIn{AskIn: r.ask(offers.Release, 4, 480, 660, 1), PersonIDs: r.People[0:1]}))
		rosterstest.Must(r.Accept(r.As(0, agent), y.ID))
		if d := r.Day(0, 4); d.Begins != 660 || d.Early != -120 {
			t.Errorf("later: %+v", d)
		}
		z := must(r.Send(r.Ctx, offers.SendIn{AskIn: r.ask(offers.Release, 5, 480, 1140, 1), PersonIDs: r.People[1:2]}))
		rosterstest.Must(r.Accept(r.As(1, agent), z.ID))
		if d := r.Day(1, 5); d.TypeID != "" {
			t.Errorf("not at all: %+v", d)
		}
		if broken := rosterstest.Must(r.Rosters.Violations(r.Ctx, rosterstest.RosterID)); len(broken) != 0 {
			t.Errorf("%+v", broken)
		}
		if a := rosterstest.Must(r.Accounts(r.Ctx, offers.AccountsIn{Month: "2026-11", Sort: "-released"})).Items; len(a) != 2 || a[0].Released != 450 || a[1].Released != 240 {
			t.Errorf("the account: %+v", a)
		}
		c := must(r.Send(r.Ctx, offers.SendIn{AskIn: r.ask(offers.Release, 9, 900, 1020, 1), PersonIDs: r.People[0:1]}))
		if c = must(r.Close(r.Ctx, c.ID)); c.State != offers.Closed || c.AskedNow != 0 {
			t.Errorf("%+v", c)
		}
		must(r.Close(r.Ctx, c.ID))
		if _, err := r.Accept(r.As(0, agent), c.ID); code(err) != "offers.answered" {
			t.Errorf("closed: %v", err)
		}
		e := must(r.Send(r.Ctx, offers.SendIn{AskIn: r.ask(offers.Release, 7, 900, 1020, 1), PersonIDs: r.People[0:1]}))
		r.Clock.Set(7*24 + 8)
		if _, err := r.Accept(r.As(0, agent), e.ID); code(err) != "offers.over" {
			t.Errorf("over: %v", err)
		}
		for _, bad := range []offers.AskIn{r.ask("more", 9, 0, 60, 1), r.ask(offers.Overtime, 9, 600, 540, 1), r.ask(offers.Overtime, 9, 0, 600, 1), r.ask(offers.Overtime, 2, 1020, 1080, 1), r.ask(offers.Overtime, 9, 1020, 1080, 0), {Kind: offers.Overtime, On: "x", SkillID: "none"}} {
			if _, err := r.Propose(r.Ctx, bad); code(err) != "offers.invalid" {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if _, err := r.Propose(r.As(0, agent), r.ask(offers.Overtime, 9, 1020, 1080, 1)); !fault.Is(err, fault.Denied) {
			t.Errorf("proposed by an agent: %v", err)
		}
		if p := rosterstest.Must(r.List(r.Ctx, offers.ListIn{Kind: offers.Release, State: offers.Filled, Search: "信用"})); len(p.Items) != 3 {
			t.Errorf("%d listed", len(p.Items))
		}
	})
}

// Of many who accept at once as many have it as there are places, and nobody's
// change is lost.
func TestAllAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r room) {
		x := rosterstest.Must(r.Send(r.Ctx, offers.SendIn{AskIn: r.ask(offers.Overtime, 9, 1020, 1080, 2)}))
		var wait sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wait.Go(func() { _, errs[i] = r.Accept(context.WithoutCancel(r.As(i, agent)), x.ID) })
		}
		wait.Wait()
		won, longer := 0, 0
		for i, err := range errs {
			if err == nil {
				won++
			} else if code(err) != "offers.filled" && code(err) != "offers.answered" {
				t.Errorf("%v", err)
			}
			if r.Day(i, 9).Overtime != nil {
				longer++
			}
		}
		if won != 2 || longer != 2 {
			t.Errorf("%d have accepted, %d work longer", won, longer)
		}
	})
}
