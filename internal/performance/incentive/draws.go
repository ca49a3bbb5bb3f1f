package incentive

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// AskDrawing asks that a draw that is closed is drawn, or what was not claimed in
// time drawn again; it waits for a witness. Needs the permission
// incentive.approve.
func (s *Service) AskDrawing(ctx context.Context, contestID string, rev int64) (Contest, error) {
	if err := authz.RequireCentre(ctx, PermissionApprove); err != nil {
		return Contest{}, err
	}
	return s.withContest(ctx, contestID, rev, func(_ *sqldb.Tx, c *keptContest, today string) (string, error) {
		switch {
		case c.Kind != Draw || c.Stage != Over && len(c.lapsed(today)) == 0:
			return "", fault.Conflictf("incentive.draw.not_closed", "Only a draw that is closed is drawn, and again only what was not claimed in time.")
		case c.Drawer != "":
			return "", nil // it waits for a witness already
		}
		c.Drawer, c.Asker = actorName(ctx), account(ctx)
		return "incentive.draw.ask", nil
	})
}

// Witness draws what somebody asked for, in the presence of a second person who
// sees all of it. Sent again it changes nothing. Needs the permission
// performance.read of the centre.
func (s *Service) Witness(ctx context.Context, contestID string, rev int64) (Contest, error) {
	if err := authz.RequireCentre(ctx, PermissionRead); err != nil {
		return Contest{}, err
	}
	return s.withContest(ctx, contestID, rev, func(tx *sqldb.Tx, c *keptContest, today string) (string, error) {
		switch {
		case c.Drawer == "" && c.Stage == Drawn:
			return "", nil // it is done
		case c.Drawer == "":
			return "", fault.Conflictf("incentive.draw.not_asked", "Nobody has asked for the drawing.")
		case c.Asker == account(ctx):
			return "", fault.Newf(fault.Denied, "incentive.draw.own", "The witness is somebody else than who draws.")
		}
		entries, err := loadStanding(ctx, tx, c, "", 0)
		if err != nil {
			return "", err
		}
		if entriesDigest(entries) != c.Digest {
			return "", fault.Conflictf("incentive.draw.entries", "The entries are not those that were closed.")
		}
		c.Rounds = append(c.Rounds, Round{AtMs: clock.Ms(s.clk), Drawer: c.Drawer, Witness: actorName(ctx), Picks: c.next(entries, today)})
		c.Stage, c.Drawer, c.Asker = Drawn, "", ""
		if c.ClaimDays == 0 {
			if err := s.pay(ctx, tx, c, c.winnings(entries)); err != nil {
				return "", err
			}
		}
		return "incentive.draw.drawn", nil
	})
}

// Claim claims what the actor's own person has won. Sent again it changes
// nothing. Needs the permission performance.own.
func (s *Service) Claim(ctx context.Context, contestID string) (OwnContest, error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return OwnContest{}, err
	}
	actor, _ := authz.From(ctx)
	_, err := s.withContest(ctx, contestID, -1, func(_ *sqldb.Tx, c *keptContest, today string) (string, error) {
		for i := range c.Rounds {
			for k := range c.Rounds[i].Picks {
				p := &c.Rounds[i].Picks[k]
				if actor.PersonID == "" || p.PersonID != actor.PersonID || p.ClaimBy == "" {
					continue
				}
				switch {
				case p.ClaimedMs > 0:
					return "", nil
				case p.ClaimBy < today:
					return "", fault.Conflictf("incentive.draw.lapsed", "The time to claim the prize is over.")
				}
				p.ClaimedMs = clock.Ms(s.clk)
				return "incentive.draw.claim", nil
			}
		}
		return "", fault.NotFoundf("incentive.draw.no_prize", "You have won nothing to claim here.")
	})
	if err != nil {
		return OwnContest{}, err
	}
	all, err := s.OwnContests(ctx)
	for _, x := range all {
		if x.ID == contestID {
			return x, err
		}
	}
	return OwnContest{}, err
}

// Settle makes the run of the prizes that were claimed, or brings it up to date:
// while it is not approved it is calculated again, then it is corrected. Needs the
// permission incentive.edit.
func (s *Service) Settle(ctx context.Context, contestID string) (Run, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Run{}, err
	}
	runID, correct := "", false
	_, err := s.withContest(ctx, contestID, -1, func(tx *sqldb.Tx, c *keptContest, _ string) (string, error) {
		if c.Kind != Draw || c.Stage != Drawn {
			return "", fault.Conflictf("incentive.draw.not_drawn", "The draw is not drawn yet.")
		}
		if runID = c.RunID; runID != "" {
			r, err := loadRun(ctx, tx, runID)
			correct = r.State == Approved
			return "", err
		}
		entries, err := loadStanding(ctx, tx, c, "", 0)
		if err != nil {
			return "", err
		}
		if err := s.pay(ctx, tx, c, c.winnings(entries)); err != nil {
			return "", err
		}
		if c.RunID == "" {
			return "", fault.Conflictf("incentive.draw.unclaimed", "Nobody has claimed a prize yet.")
		}
		return "incentive.contest.settle", nil
	})
	if err != nil {
		return Run{}, err
	}
	switch {
	case runID == "":
		c, err := s.Contest(ctx, contestID)
		if err != nil {
			return Run{}, err
		}
		return s.Run(ctx, c.RunID)
	case correct:
		return s.Correct(ctx, runID)
	}
	return s.Recalculate(ctx, runID)
}

// Check is all that is needed to draw a draw again by hand.
type Check struct {
	State      string       `json:"state"`
	Commitment string       `json:"commitment"`
	Seed       string       `json:"seed,omitempty"`
	Digest     string       `json:"digest,omitempty" doc:"SHA-256 of the entries, each a line of number, space and tickets"`
	Entries    []CheckEntry `json:"entries" nullable:"false"`
	Rounds     []Round      `json:"rounds" nullable:"false"`
}

// CheckEntry is one entry with its tickets.
type CheckEntry struct {
	AgentNo string `json:"agent_no"`
	Tickets int64  `json:"tickets"`
	From    int64  `json:"from" doc:"its first ticket while all are in"`
	To      int64  `json:"to"`
}

// CheckDraw gives the entries of a draw that is closed, in order, and the numbers
// that were drawn. Anybody may count again. Needs the permission
// performance.own.
func (s *Service) CheckDraw(ctx context.Context, contestID string) (out Check, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		kept, err := loadContest(ctx, tx, contestID)
		if err != nil {
			return err
		}
		if kept.Kind != Draw {
			return contestNotFound()
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		c := kept.view(ctx, today)
		out = Check{State: c.State, Commitment: c.Commitment, Seed: c.Seed, Digest: c.Digest, Entries: []CheckEntry{}, Rounds: c.Rounds}
		if c.Digest == "" {
			return nil // the entries may change until it is closed
		}
		entries, err := loadStanding(ctx, tx, &kept, "", 0)
		next := int64(1)
		for _, e := range entries {
			if e.State == Earned {
				out.Entries = append(out.Entries, CheckEntry{AgentNo: e.AgentNo, Tickets: e.Score, From: next, To: next + e.Score - 1})
				next += e.Score
			}
		}
		return err
	})
	return out, err
}

// OwnContest is a contest as one of those who take part sees it.
type OwnContest struct {
	Contest
	Own  *Place  `json:"own,omitempty" doc:"how one stands oneself"`
	Best []Place `json:"best" nullable:"false" doc:"the first places"`
	Won  []Pick  `json:"won" nullable:"false" doc:"what one has won by lot"`
}

const ownDays = 60 // that a contest is shown after its end

// OwnContests are the contests and draws that are for the actor's own person,
// with their place or tickets, the newest first. Needs the permission
// performance.own.
func (s *Service) OwnContests(ctx context.Context) ([]OwnContest, error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return nil, err
	}
	actor, _ := authz.From(ctx)
	out := []OwnContest{}
	if actor.PersonID == "" {
		return out, nil
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		levels, err := s.files.Levels(ctx, tx, today)
		if err != nil {
			return err
		}
		positions, err := s.files.Positions(ctx, tx, today)
		if err != nil {
			return err
		}
		team := dir.TeamOf(actor.PersonID, today)
		me := &someone{id: actor.PersonID, teamID: team, level: levels[actor.PersonID], position: positions[actor.PersonID], days: map[string]int{team: 1}}
		all, err := loadContests(ctx, tx)
		if err != nil {
			return err
		}
		for i := range all {
			c := &all[i]
			if c.Stage == Ended || after(c.closesOn(), ownDays) < today {
				continue
			}
			places, err := loadStanding(ctx, tx, c, "", 0)
			if err != nil {
				return err
			}
			x, mine := c.own(places, me)
			if mine {
				x.Contest = c.view(ctx, today)
				out = append(out, x)
			}
		}
		return nil
	})
	return out, err
}

// own is a contest for somebody; false: it is not for them.
func (c *keptContest) own(places []Place, me *someone) (x OwnContest, mine bool) {
	x.Best, x.Won = []Place{}, []Pick{}
	mine = c.Stage == stageOpen && me.teamID != "" && c.For.fits(me) && c.For.inTeams(me)
	for _, p := range places {
		if p.PersonID == me.id || p.PersonID == "" && p.TeamID == me.teamID {
			own := p
			x.Own, mine = &own, true
		}
		if p.Place > 0 && p.Place <= c.Top {
			p.Values, p.Steps = []Value{}, []Step{}
			x.Best = append(x.Best, p)
		}
	}
	for _, r := range c.Rounds {
		for _, p := range r.Picks {
			if p.PersonID == me.id {
				x.Won = append(x.Won, p)
			}
		}
	}
	return x, mine
}
