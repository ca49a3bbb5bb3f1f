package contract

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
)

// ChangeIn is new lines from a day on, and why.
type ChangeIn struct {
	FromOn string `json:"from_on" maxLength:"10"`
	Reason string `json:"reason" maxLength:"8000"`
	Lines  []Line `json:"lines" maxItems:"100"`
}

// ProposeChange proposes new lines for the rest of an agreed contract's period,
// signed by the superior. The parts of a period weigh by their days. Needs the
// permission contract.manage.
func (s *Service) ProposeChange(ctx context.Context, contractID string, in ChangeIn, rev int64) (View, error) {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return View{}, err
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return View{}, err
	}
	return s.managed(ctx, contractID, "change", rev, func(k *work) error {
		c := k.c
		if c.State != Agreed || c.ToOn < k.w.today {
			return wrongState(c)
		}
		if !k.w.signs(ctx, &c.Head) {
			return notSuperior()
		}
		var bad fault.Collector
		in.Reason = textFits(&bad, "body.reason", in.Reason, mostText)
		bad.Require("body.reason", in.Reason)
		checkDays(&bad, in.FromOn, c.ToOn)
		if last := c.Parts[len(c.Parts)-1].FromOn; in.FromOn <= last || in.FromOn > c.ToOn {
			bad.Add("body.from_on", "contract.part_day", "must be after "+last+" and not after "+c.ToOn)
		}
		for i := range in.Lines {
			in.Lines[i].Key = "" // a line of another part is another line
		}
		tidy(in.Lines, catalogue, &bad)
		if err := bad.Err("contract.invalid", "The contract has wrong values."); err != nil {
			return err
		}
		if c.Change {
			return fault.Conflictf("contract.change_open", "Another change waits for the person's answer.")
		}
		pin(in.Lines, catalogue)
		c.number(in.Lines)
		c.Changes = append(c.Changes, Change{ID: id.New(s.clk), FromOn: in.FromOn, Reason: in.Reason, Lines: in.Lines, State: Proposed})
		k.sign("change", in.FromOn, 0, in.Reason)
		k.move("change_proposed", in.Reason, in.Lines)
		return nil
	})
}

// AnswerChange signs or refuses a change, for the person. Needs the permission
// performance.own.
func (s *Service) AnswerChange(ctx context.Context, contractID, changeID string, agree bool, words string, rev int64) (View, error) {
	return s.owned(ctx, contractID, "answer_change", rev, func(k *work) error {
		c := k.c
		at := slices.IndexFunc(c.Changes, func(x Change) bool { return x.ID == changeID })
		if at < 0 {
			return notFound()
		}
		x := &c.Changes[at]
		if x.State != Proposed || c.State != Agreed {
			if x.State == Agreed && agree || x.State == Refused && !agree {
				return nil
			}
			return wrongState(c)
		}
		var bad fault.Collector
		words = textFits(&bad, "body.words", words, mostText)
		if !agree {
			bad.Require("body.words", words)
		}
		if err := bad.Err("contract.invalid", "The contract has wrong values."); err != nil {
			return err
		}
		x.Answer = words
		if !agree {
			x.State = Refused
			k.move("change_refused", words, nil)
			return nil
		}
		x.State = Agreed
		c.Parts = append(c.Parts, Part{FromOn: x.FromOn, Lines: slices.Clone(x.Lines)})
		k.sign("change", x.FromOn, 0, words)
		k.move("change_agreed", words, nil)
		return nil
	})
}
