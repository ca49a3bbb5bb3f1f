package contract

import (
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// AppealIn is what the person says against a line.
type AppealIn struct {
	Line  string `json:"line" maxLength:"10" doc:"key"`
	Words string `json:"words" maxLength:"8000"`
}

// Appeal objects to a line of a scored contract. Needs the permission
// performance.own.
func (s *Service) Appeal(ctx context.Context, contractID string, in AppealIn, rev int64) (View, error) {
	return s.owned(ctx, contractID, "appeal", rev, func(k *work) error {
		c := k.c
		if c.State != Scored && c.State != Signed {
			return wrongState(c)
		}
		var bad fault.Collector
		in.Words = textFits(&bad, "body.words", in.Words, mostText)
		bad.Require("body.words", in.Words)
		if c.line(in.Line) == nil {
			bad.Add("body.line", "unknown", "there is no such line")
		}
		if err := bad.Err("contract.invalid", "The contract has wrong values."); err != nil {
			return err
		}
		if i := slices.IndexFunc(c.Objections, func(a Appeal) bool { return a.Line == in.Line && a.State == Open }); i >= 0 {
			if c.Objections[i].Words == in.Words {
				return nil
			}
			return fault.Conflictf("contract.appeal_open", "An appeal is not decided yet.")
		}
		c.Objections = append(c.Objections, Appeal{ID: id.New(s.clk), Line: in.Line, Words: in.Words, AtMs: k.at, State: Open})
		k.move("appealed", in.Words, nil)
		return nil
	})
}

// decides is nil when the actor may decide appeals of the contract: neither the
// person, nor the superior, nor who signed the total.
func (c *Contract) decides(ctx context.Context) error {
	a, _ := authz.From(ctx)
	if a.PersonID != "" && (a.PersonID == c.PersonID || a.PersonID == c.SuperiorID) || c.ScorerID != "" && a.UserID == c.ScorerID {
		return fault.Newf(fault.Denied, "contract.not_decider", "An appeal is decided by somebody else than the person, the superior, and who signed the total.")
	}
	return nil
}

// DecideIn is how an appeal is decided.
type DecideIn struct {
	Uphold bool     `json:"uphold"`
	Value  *float64 `json:"value,omitempty" doc:"of an upheld one: what counts instead; none: the line is counted again from its rows"`
	Words  string   `json:"words" maxLength:"8000"`
}

// Decide decides an appeal. An upheld one has its line counted again, or counted
// with the value that was decided; the ledger keeps both. Needs the permission
// contract.decide.
func (s *Service) Decide(ctx context.Context, contractID, appealID string, in DecideIn, rev int64) (View, error) {
	if err := authz.RequireCentre(ctx, PermissionDecide); err != nil {
		return View{}, err
	}
	var c Contract
	var w world
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if w, err = s.world(ctx, tx); err == nil {
			c, err = loadContract(ctx, tx, contractID)
		}
		return err
	})
	if err != nil {
		return View{}, err
	}
	at := slices.IndexFunc(c.Objections, func(a Appeal) bool { return a.ID == appealID })
	if at < 0 {
		return View{}, notFound()
	}
	if err := c.decides(ctx); err != nil {
		return View{}, err
	}
	var bad fault.Collector
	in.Words = textFits(&bad, "body.words", in.Words, mostText)
	bad.Require("body.words", in.Words)
	if in.Value != nil && (!in.Uphold || math.IsNaN(*in.Value) || math.Abs(*in.Value) > 1e12) {
		bad.Add("body.value", "range", "must be a number, of an appeal that is upheld")
	}
	if err := bad.Err("contract.invalid", "The contract has wrong values."); err != nil {
		return View{}, err
	}
	if in.Uphold && in.Value != nil {
		decided := map[string]float64{c.Objections[at].Line: *in.Value}
		for key, v := range c.Decided {
			if key != c.Objections[at].Line {
				decided[key] = v
			}
		}
		c.Decided = decided
	}
	found, err := s.compute(ctx, []*Contract{&c}, w.today)
	if err != nil {
		return View{}, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		now, err := loadContract(ctx, tx, contractID)
		if err != nil {
			return err
		}
		if now.Rev != c.Rev {
			return stale()
		}
		return s.change(ctx, tx, w, &now, SideDecider, "decide", rev, func(k *work) error {
			a := &k.c.Objections[at]
			if a.State != Open {
				return fault.Conflictf("contract.decided", "The appeal is decided already.")
			}
			a.State, a.Answer, a.Value, a.DecidedMs, a.DecidedBy = Rejected, in.Words, in.Value, k.at, k.name
			if !in.Uphold {
				k.move("rejected", in.Words, nil)
				return nil
			}
			a.State = Upheld
			k.c.Decided = c.Decided
			k.move("upheld", in.Words, nil)
			_, err := s.enter(ctx, k, &found[0], CauseDecision)
			return err
		})
	})
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, contractID)
}
