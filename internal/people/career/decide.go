package career

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/people"
)

// LadderOut is the ladder with its revision; 0 is the template.
type LadderOut struct {
	Ladder Ladder `json:"ladder"`
	Rev    int64  `json:"rev" doc:"0: the template that is shipped"`
}

// Ladder gives the ladder. Needs the permission people.own or people.read.
func (s *Service) Ladder(ctx context.Context) (out LadderOut, err error) {
	if authz.Require(ctx, people.PermissionRead) != nil {
		if err := authz.Require(ctx, people.PermissionOwn); err != nil {
			return out, err
		}
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out.Ladder, out.Rev, err = loadLadder(ctx, tx)
		return err
	})
	return out, err
}

// SaveLadder saves the ladder as a whole; the same once more changes nothing.
// rev is the revision that was read, or below 0 for any. Needs the permission
// career.decide.
func (s *Service) SaveLadder(ctx context.Context, in Ladder, rev int64) (out LadderOut, err error) {
	if err := authz.RequireCentre(ctx, PermissionDecide); err != nil {
		return out, err
	}
	in.tidy()
	if err := in.check(); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, stored, err := loadLadder(ctx, tx)
		if err != nil {
			return err
		}
		if reflect.DeepEqual(before, in) {
			out = LadderOut{in, stored}
			return nil
		}
		done := rev < 0 || rev == stored
		if done {
			done, err = saveLadder(ctx, tx, in, stored+1, clock.Ms(s.clk), actorName(ctx))
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("people.career.ladder_stale", "Somebody has changed the ladder meanwhile; load it again.")
		}
		out = LadderOut{in, stored + 1}
		return s.tell(ctx, tx, authz.Entry{Action: "career.ladder.update", Object: "career_ladder", ObjectID: "ladder", Before: before, After: in})
	})
	return out, err
}

// StateIn says what an assessor states.
type StateIn struct {
	Condition string `json:"condition" maxLength:"60" doc:"key"`
	Met       bool   `json:"met"`
	Evidence  string `json:"evidence" maxLength:"8000" doc:"what was seen"`
	Link      string `json:"link,omitempty" maxLength:"4000"`
}

// State states a condition of a person within reach today; nobody states their
// own. The same once more on the same day changes nothing. Needs the permission
// career.assess.
func (s *Service) State(ctx context.Context, personID string, in StateIn) (Career, error) {
	if err := authz.Require(ctx, PermissionAssess); err != nil {
		return Career{}, err
	}
	actor, _ := authz.From(ctx)
	in.Evidence, in.Link = strings.TrimSpace(in.Evidence), strings.TrimSpace(in.Link)
	w, err := s.look(ctx, personID, "")
	if err != nil {
		return Career{}, err
	}
	if !w.reaches(ctx, PermissionAssess, personID) {
		return Career{}, notFound("person")
	}
	if actor.PersonID == personID {
		return Career{}, fault.Newf(fault.Denied, "people.career.own", "One's own conditions are stated by somebody else.")
	}
	var bad fault.Collector
	if !w.asksFor(in.Condition) {
		bad.Add("body.condition", "unknown", "is no condition of the ladder")
	}
	bad.Require("body.evidence", in.Evidence)
	if len([]rune(in.Evidence)) > 2000 {
		bad.Add("body.evidence", "too_long", "must have at most 2000 characters")
	}
	if in.Link != "" && !strings.HasPrefix(in.Link, "https://") && !strings.HasPrefix(in.Link, "http://") && !strings.HasPrefix(in.Link, "/") {
		bad.Add("body.link", "url", "must be an address that begins with https:// or http://")
	}
	if err := bad.Err("people.career.statement_invalid", "The statement has wrong values."); err != nil {
		return Career{}, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		x := Statement{ID: id.New(s.clk), PersonID: personID, Condition: in.Condition, Met: in.Met, Evidence: in.Evidence, Link: in.Link, On: w.today, StatedMs: clock.Ms(s.clk), By: actorName(ctx)}
		there, err := loadStatements(ctx, tx, personID)
		if err != nil {
			return err
		}
		w.stated[personID] = there
		if slices.ContainsFunc(there, func(o Statement) bool {
			o.ID, o.StatedMs = x.ID, x.StatedMs
			return o == x
		}) {
			return nil
		}
		w.stated[personID] = append(there, x)
		if err := addStatement(ctx, tx, x); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "career.statement.create", Object: "career_statement", ObjectID: personID, After: x})
	})
	return w.career(personID), err
}

func (w *world) asksFor(condition string) bool {
	return slices.ContainsFunc(w.ladder.Steps, func(s Step) bool {
		return slices.ContainsFunc(s.Conditions, func(c Condition) bool { return c.Key == condition })
	})
}

// DecideIn says what is decided of a step.
type DecideIn struct {
	Step    string `json:"step" maxLength:"60" doc:"key"`
	Promote bool   `json:"promote"`
	FromOn  string `json:"from_on,omitempty" maxLength:"10" doc:"from when it holds; default: today, not earlier"`
	Reason  string `json:"reason,omitempty" maxLength:"8000" doc:"needed to decline"`
	PostID  string `json:"post_id,omitempty" maxLength:"60" doc:"of the competition that was won"`
}

// Decide decides a step of a person's: promoted is only who meets every
// condition at this moment. What it was decided on is kept with it. The same
// once more gives the decision that is there. Needs the permission
// career.decide.
func (s *Service) Decide(ctx context.Context, personID string, in DecideIn) (d Decision, err error) {
	if err := authz.RequireCentre(ctx, PermissionDecide); err != nil {
		return d, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	seen, err := s.look(ctx, personID, "")
	if err != nil {
		return d, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, personID, "")
		if err != nil {
			return err
		}
		w.readings, w.places = seen.readings, seen.places
		if in.FromOn == "" {
			in.FromOn = w.today
		}
		kind := Declined
		if in.Promote {
			kind = Promoted
		}
		if _, ok := w.dir.Person(personID); !ok {
			return notFound("person")
		}
		if i := slices.IndexFunc(w.decisions[personID], func(o Decision) bool {
			return o.Kind == kind && o.Step == in.Step && o.FromOn == in.FromOn && o.Reason == in.Reason
		}); i >= 0 {
			d = w.decisions[personID][i]
			return nil
		}
		step, ok := w.ladder.Step(in.Step)
		k := w.known(personID)
		if err := decidable(w, k, step, ok, in); err != nil {
			return err
		}
		p := w.summary(personID)
		outlook := k.outlook(step)
		if in.Promote && !outlook.Eligible {
			return fault.Conflictf("people.career.not_eligible", "%d conditions are not met and %d are not known.", outlook.Unmet, outlook.Unknown)
		}
		to, _ := w.ladder.Position(step.To)
		d = Decision{ID: id.New(s.clk), PersonID: personID, Kind: kind, Step: step.Key, From: k.position.Code, To: step.To, FromOn: in.FromOn, Reason: in.Reason, DecidedMs: clock.Ms(s.clk), DecidedBy: actorName(ctx),
			Pack: &Pack{V: 1, On: w.on.String(), LadderRev: w.rev, Person: PackPerson{p.Name, p.AgentNo, p.TeamName, p.EnteredOn, p.Level}, FromName: k.position.Name, ToName: to.Name, Outlook: outlook}}
		if in.PostID != "" {
			if d.Pack.Contest, err = s.won(ctx, tx, w, &d, in.PostID); err != nil {
				return err
			}
		}
		if err := addDecision(ctx, tx, d); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "career.decision.create", Object: "career_decision", ObjectID: personID, After: d})
	})
	return d, err
}

// decidable checks what is to be decided.
func decidable(w *world, k *known, step Step, there bool, in DecideIn) error {
	var bad fault.Collector
	if !there || !slices.Contains(step.From, k.position.Code) {
		bad.Add("body.step", "unknown", "does not begin at the position the person holds")
	}
	if _, err := civil.Parse(in.FromOn); err != nil || in.FromOn < w.today {
		bad.Add("body.from_on", "date", "must be a date, YYYY-MM-DD, not before today")
	}
	if !in.Promote {
		bad.Require("body.reason", in.Reason)
	}
	if len([]rune(in.Reason)) > 2000 {
		bad.Add("body.reason", "too_long", "must have at most 2000 characters")
	}
	return bad.Err("people.career.decision_invalid", "The decision has wrong values.")
}

// PlaceIn puts a person on a position without a step.
type PlaceIn struct {
	PersonID string `json:"person_id" maxLength:"60"`
	Position string `json:"position" maxLength:"40" doc:"code"`
	FromOn   string `json:"from_on" maxLength:"10"`
	Reason   string `json:"reason" maxLength:"8000"`
}

// Place puts people on positions without a step: those who were there before
// the ladder, by appointment, or back. Nothing is placed when one is wrong; who
// is there already stays. Needs the permission career.decide.
func (s *Service) Place(ctx context.Context, in []PlaceIn) (placed int, err error) {
	if err := authz.RequireCentre(ctx, PermissionDecide); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, "", "")
		if err != nil {
			return err
		}
		var bad fault.Collector
		for _, x := range in {
			if _, ok := w.dir.Person(x.PersonID); !ok {
				bad.Add("body.person_id", "unknown", "leads to nobody")
			}
			if _, ok := w.ladder.Position(x.Position); !ok {
				bad.Add("body.position", "unknown", "is no position of the ladder")
			}
			if _, err := civil.Parse(x.FromOn); err != nil || x.FromOn > w.today {
				bad.Add("body.from_on", "date", "must be a date, YYYY-MM-DD, not after today")
			}
			bad.Require("body.reason", x.Reason)
		}
		if err := bad.Err("people.career.placement_invalid", "The placement has wrong values."); err != nil {
			return err
		}
		for _, x := range in {
			before, since := positionOn(w.decisions[x.PersonID], x.FromOn)
			if before == x.Position && since == x.FromOn {
				continue
			}
			d := Decision{ID: id.New(s.clk), PersonID: x.PersonID, Kind: Placed, From: before, To: x.Position, FromOn: x.FromOn, Reason: strings.TrimSpace(x.Reason), DecidedMs: clock.Ms(s.clk), DecidedBy: actorName(ctx)}
			if err := addDecision(ctx, tx, d); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, authz.Entry{Action: "career.decision.place", Object: "career_decision", ObjectID: x.PersonID, After: d}); err != nil {
				return err
			}
			placed++
		}
		return nil
	})
	return placed, err
}
