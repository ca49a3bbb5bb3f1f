package contract

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Request says what contracts are to be drawn up: the same lines for each of
// the people.
type Request struct {
	PersonIDs  []string `json:"person_ids" maxItems:"2000"`
	Position   string   `json:"position" maxLength:"400"`
	SuperiorID string   `json:"superior_id,omitempty" maxLength:"60" doc:"none: who leads the person's team"`
	ScopeTeam  string   `json:"scope_team,omitempty" maxLength:"60" doc:"the team whose numbers count; none: the person's own"`
	FromOn     string   `json:"from_on" maxLength:"10"`
	ToOn       string   `json:"to_on" maxLength:"10"`
	TemplateID string   `json:"template_id,omitempty" maxLength:"60" doc:"where position and lines come from"`
	Lines      []Line   `json:"lines,omitempty" maxItems:"100" doc:"without a template"`
}

// DrawnUp is what came of a request.
type DrawnUp struct {
	Made []string `json:"made" nullable:"false" doc:"ids of the contracts"`
	Left []Left   `json:"left" nullable:"false"`
}

// Left is somebody who was left out.
type Left struct {
	PersonID   string `json:"person_id,omitempty"`
	ContractID string `json:"contract_id,omitempty"`
	Name       string `json:"name"`
	Reason     string `json:"reason" doc:"exists, own, no_superior; of proposals also state, weights or lines"`
}

const longest = 366 // days of a period

func textFits(w *fault.Collector, field, text string, most int) string {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > most {
		w.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", most))
	}
	return text
}

// DrawUp makes drafts for people within reach; who has a contract of the
// position and period already, and oneself, is left out. Needs the permission
// contract.manage.
func (s *Service) DrawUp(ctx context.Context, in Request) (out DrawnUp, err error) {
	out = DrawnUp{Made: []string{}, Left: []Left{}}
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return out, err
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		if in.TemplateID != "" {
			t, err := loadTemplate(ctx, tx, in.TemplateID)
			if err != nil {
				return err
			}
			in.Lines = t.Lines
			if strings.TrimSpace(in.Position) == "" {
				in.Position = t.Position
			}
		}
		var bad fault.Collector
		in.Position = textFits(&bad, "body.position", in.Position, mostName)
		bad.Require("body.position", in.Position)
		checkDays(&bad, in.FromOn, in.ToOn)
		tidy(in.Lines, catalogue, &bad)
		if len(in.PersonIDs) == 0 {
			bad.Add("body.person_ids", "required", "name at least one person")
		}
		if in.ScopeTeam != "" {
			if len(in.PersonIDs) > 1 {
				bad.Add("body.scope_team", "one", "a team's contract is signed by one person")
			}
			if _, ok := w.dir.Team(in.ScopeTeam); !ok || !w.dir.CoversTeam(authz.ScopeOf(ctx, PermissionManage), in.ScopeTeam) {
				bad.Add("body.scope_team", "unknown", "there is no such team")
			}
		}
		if _, ok := w.dir.Person(in.SuperiorID); in.SuperiorID != "" && !ok {
			bad.Add("body.superior_id", "unknown", "there is no such person")
		}
		for i, personID := range in.PersonIDs {
			h := Head{PersonID: personID, FromOn: in.FromOn, ToOn: in.ToOn}
			if _, ok := w.dir.Person(personID); !ok || !w.reaches(ctx, PermissionManage, &h) {
				bad.Add(fmt.Sprintf("body.person_ids[%d]", i), "unknown", "there is no such person")
			}
		}
		if err := bad.Err("contract.invalid", "The contract has wrong values."); err != nil {
			return err
		}
		for _, personID := range in.PersonIDs {
			made, left, err := s.drawUp(ctx, tx, &w, personID, &in)
			if err != nil {
				return err
			}
			if left != nil {
				out.Left = append(out.Left, *left)
			} else {
				out.Made = append(out.Made, made)
			}
		}
		return nil
	})
	return out, err
}

func checkDays(bad *fault.Collector, fromOn, toOn string) {
	from, err1 := civil.Parse(fromOn)
	to, err2 := civil.Parse(toOn)
	if err1 != nil {
		bad.Add("body.from_on", "date", "must be a date, YYYY-MM-DD")
	}
	if err2 != nil {
		bad.Add("body.to_on", "date", "must be a date, YYYY-MM-DD")
	}
	if err1 == nil && err2 == nil && (to.Before(from) || to.Sub(from) >= longest) {
		bad.Add("body.to_on", "order", "must be within a year after the first day")
	}
}

func (s *Service) drawUp(ctx context.Context, tx *sqldb.Tx, w *world, personID string, in *Request) (string, *Left, error) {
	p, _ := w.dir.Person(personID)
	left := &Left{PersonID: personID, Name: p.Name}
	if a, _ := authz.From(ctx); a.PersonID == personID && a.PersonID != "" {
		left.Reason = "own"
		return "", left, nil
	}
	there, err := loadHeadsOf(ctx, tx, personID)
	if err != nil {
		return "", nil, err
	}
	if slices.ContainsFunc(there, func(h Head) bool {
		return h.FromOn == in.FromOn && h.ToOn == in.ToOn && h.Position == in.Position && h.ScopeTeam == in.ScopeTeam && h.State != Withdrawn
	}) {
		left.Reason = "exists"
		return "", left, nil
	}
	c := Contract{Signatures: []Signature{}, Changes: []Change{}, Objections: []Appeal{}}
	c.Head = Head{ID: id.New(s.clk), PersonID: personID, Scope: ScopePerson, ScopeTeam: in.ScopeTeam, Position: in.Position, SuperiorID: in.SuperiorID, FromOn: in.FromOn, ToOn: in.ToOn, State: Draft}
	if in.ScopeTeam != "" {
		c.Scope = ScopeTeam
	}
	if c.SuperiorID == "" {
		on := c.on(w.today)
		team := w.dir.TeamOf(personID, on)
		c.SuperiorID = cmp.Or(w.dir.LeaderOf(team, on), w.dir.LeaderOf(team, w.today))
	}
	if c.SuperiorID == "" || c.SuperiorID == personID {
		left.Reason = "no_superior"
		return "", left, nil
	}
	lines := slices.Clone(in.Lines)
	for i := range lines {
		lines[i].Key, lines[i].Version = "", 0
	}
	c.number(lines)
	c.Parts = []Part{{FromOn: in.FromOn, Lines: lines}}
	c.Rev, c.ChangedMs, c.ChangedBy = 1, clock.Ms(s.clk), actorName(ctx)
	k := &work{c: &c, at: c.ChangedMs, name: c.ChangedBy, side: SideSuperior}
	k.move("drawn", "", nil)
	if _, err := saveContract(ctx, tx, &c); err != nil {
		return "", nil, err
	}
	return c.ID, nil, s.tell(ctx, tx, authz.Entry{Action: "contract.contract.create", Object: "contract", ObjectID: c.ID, After: c})
}

// Terms are what both sides negotiate.
type Terms struct {
	Lines []Line `json:"lines" maxItems:"100"`
	Words string `json:"words,omitempty" maxLength:"8000"`
}

func (s *Service) tidied(ctx context.Context, in *Terms) error {
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return err
	}
	var bad fault.Collector
	in.Words = textFits(&bad, "body.words", in.Words, mostText)
	tidy(in.Lines, catalogue, &bad)
	return bad.Err("contract.invalid", "The contract has wrong values.")
}

// Save changes the lines of a contract that is not agreed; what was proposed is
// a draft again. Needs the permission contract.manage.
func (s *Service) Save(ctx context.Context, contractID string, in Terms, rev int64) (View, error) {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return View{}, err
	}
	if err := s.tidied(ctx, &in); err != nil {
		return View{}, err
	}
	return s.managed(ctx, contractID, "update", rev, func(k *work) error {
		c := k.c
		if c.State != Draft && c.State != Proposed && c.State != Countered {
			return wrongState(c)
		}
		c.adopt(in.Lines)
		if reflect.DeepEqual(c.Parts[0].Lines, in.Lines) && c.State != Proposed {
			return nil
		}
		if c.State == Proposed {
			c.State, c.Signatures = Draft, []Signature{}
		}
		c.Parts[0].Lines = in.Lines
		k.move("saved", in.Words, nil)
		return nil
	})
}

// Propose signs the lines for the superior and shows them to the person; the
// definitions are pinned as they are in force. Needs the permission
// contract.manage.
func (s *Service) Propose(ctx context.Context, contractID, words string, rev int64) (View, error) {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return View{}, err
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return View{}, err
	}
	return s.managed(ctx, contractID, "propose", rev, func(k *work) error {
		c := k.c
		if c.State == Proposed {
			return nil
		}
		if c.State != Draft && c.State != Countered {
			return wrongState(c)
		}
		if !k.w.signs(ctx, &c.Head) {
			return notSuperior()
		}
		var bad fault.Collector
		words = textFits(&bad, "body.words", words, mostText)
		tidy(c.Parts[0].Lines, catalogue, &bad)
		if err := bad.Err("contract.invalid", "The contract has wrong values."); err != nil {
			return err
		}
		pin(c.Parts[0].Lines, catalogue)
		c.State, c.Signatures = Proposed, []Signature{}
		k.sign("contract", c.FromOn, 0, words)
		k.move("proposed", words, c.Parts[0].Lines)
		return nil
	})
}

func notSuperior() error {
	return fault.Newf(fault.Denied, "contract.not_superior", "Only the superior of the contract, the leader of the team, or who manages the whole centre signs it.")
}

// ProposeAll proposes several contracts; those that cannot be are left out.
// Needs the permission contract.manage.
func (s *Service) ProposeAll(ctx context.Context, ids []string, words string) (out DrawnUp, err error) {
	out = DrawnUp{Made: []string{}, Left: []Left{}}
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return out, err
	}
	for _, one := range ids {
		v, err := s.Propose(ctx, one, words, -1)
		f, ok := fault.As(err)
		switch {
		case err == nil:
			out.Made = append(out.Made, v.ID)
		case ok && (f.Kind == fault.Conflict || f.Kind == fault.Invalid || f.Kind == fault.Denied):
			out.Left = append(out.Left, Left{ContractID: one, Name: v.Name, Reason: f.Code})
		default:
			return out, err
		}
	}
	return out, nil
}

// Agree signs what is proposed, for the person: the contract is agreed. Needs
// the permission performance.own.
func (s *Service) Agree(ctx context.Context, contractID, words string, rev int64) (View, error) {
	return s.owned(ctx, contractID, "agree", rev, func(k *work) error {
		c := k.c
		if c.State == Agreed {
			return nil
		}
		if c.State != Proposed {
			return wrongState(c)
		}
		c.State = Agreed
		k.sign("contract", c.FromOn, 0, words)
		k.move("agreed", words, nil)
		return nil
	})
}

// Counter answers what is proposed with lines and words of the person's own.
// Needs the permission performance.own.
func (s *Service) Counter(ctx context.Context, contractID string, in Terms, rev int64) (View, error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return View{}, err
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return View{}, err
	}
	var bad fault.Collector
	in.Words = textFits(&bad, "body.words", in.Words, mostText)
	bad.Require("body.words", in.Words)
	tidy(in.Lines, catalogue, &bad)
	if err := bad.Err("contract.invalid", "The contract has wrong values."); err != nil {
		return View{}, err
	}
	return s.owned(ctx, contractID, "counter", rev, func(k *work) error {
		c := k.c
		if c.State != Proposed {
			return wrongState(c)
		}
		pin(in.Lines, catalogue)
		c.adopt(in.Lines)
		c.State = Countered
		k.move("countered", in.Words, in.Lines)
		return nil
	})
}

// AcceptCounter signs what the person countered: both have signed it. Needs the
// permission contract.manage.
func (s *Service) AcceptCounter(ctx context.Context, contractID, words string, rev int64) (View, error) {
	return s.managed(ctx, contractID, "agree", rev, func(k *work) error {
		c := k.c
		if c.State == Agreed {
			return nil
		}
		if c.State != Countered {
			return wrongState(c)
		}
		if !k.w.signs(ctx, &c.Head) {
			return notSuperior()
		}
		at := slices.IndexFunc(c.Trail, func(m Move) bool { return m.Kind == "countered" })
		for i, m := range c.Trail {
			if m.Kind == "countered" {
				at = i
			}
		}
		m := c.Trail[at]
		c.Parts[0].Lines = slices.Clone(m.Lines)
		c.State = Agreed
		c.Signatures = []Signature{{Side: SidePerson, What: "contract", FromOn: c.FromOn, Name: m.Name, AtMs: m.AtMs, Words: m.Words}}
		k.sign("contract", c.FromOn, 0, words)
		k.move("agreed", words, nil)
		return nil
	})
}

// Withdraw gives up a contract that is not agreed. Needs the permission
// contract.manage.
func (s *Service) Withdraw(ctx context.Context, contractID, words string, rev int64) (View, error) {
	return s.managed(ctx, contractID, "withdraw", rev, func(k *work) error {
		c := k.c
		if c.State == Withdrawn {
			return nil
		}
		if c.State != Draft && c.State != Proposed && c.State != Countered {
			return wrongState(c)
		}
		c.State = Withdrawn
		k.move("withdrawn", words, nil)
		return nil
	})
}
