package career

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/people"
)

// PostView is a post as the actor sees it.
type PostView struct {
	Opening    Opening     `json:"opening"`
	Position   Position    `json:"position"`
	TeamName   string      `json:"team_name,omitempty"`
	Panel      []string    `json:"panel" nullable:"false" doc:"names"`
	Candidates []Candidate `json:"candidates" nullable:"false" doc:"for who decides or is of the panel"`
	Count      int         `json:"count" doc:"of candidates"`
	Filled     int         `json:"filled"`
	Open       bool        `json:"open" doc:"can be applied for today"`
	Judge      bool        `json:"judge" doc:"the actor is of the panel"`
	Own        string      `json:"own,omitempty" doc:"state of the actor's own application"`
}

func decides(ctx context.Context) bool { return authz.RequireCentre(ctx, PermissionDecide) == nil }

// Posts gives the posts, the newest first. Needs the permission people.own or
// people.read.
func (s *Service) Posts(ctx context.Context) (out []PostView, err error) {
	if authz.Require(ctx, people.PermissionOwn) != nil {
		if err := authz.Require(ctx, people.PermissionRead); err != nil {
			return nil, err
		}
	}
	out = []PostView{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, "-", "")
		if err != nil {
			return err
		}
		for _, o := range w.posts {
			v, err := w.post(ctx, tx, o)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

func (w *world) post(ctx context.Context, tx *sqldb.Tx, o Opening) (PostView, error) {
	actor, _ := authz.From(ctx)
	all, err := loadCandidates(ctx, tx, o.ID)
	if err != nil {
		return PostView{}, err
	}
	position, _ := w.ladder.Position(o.Position)
	team, _ := w.dir.Team(o.TeamID)
	v := PostView{Opening: o, Position: position, TeamName: team.Name, Panel: []string{}, Candidates: []Candidate{}, Filled: w.filled[o.ID]}
	v.Open = !o.Ended && o.OpensOn <= w.today && w.today <= o.ClosesOn && v.Filled < o.Seats
	v.Judge = actor.PersonID != "" && slices.Contains(o.Panel, actor.PersonID)
	for _, judge := range o.Panel {
		p, _ := w.dir.Person(judge)
		v.Panel = append(v.Panel, p.Name)
	}
	o.rank(all)
	for _, c := range all {
		if c.State != Withdrawn {
			v.Count++
		}
		if c.PersonID == actor.PersonID {
			v.Own = c.State
		}
		p, _ := w.dir.Person(c.PersonID)
		team, _ := w.dir.Team(w.dir.TeamOf(c.PersonID, w.today))
		c.Name, c.AgentNo, c.TeamName = p.Name, p.AgentNo, team.Name
		switch {
		case decides(ctx):
		case v.Judge: // each scores without knowing what others gave
			c.Total, c.Rank = nil, 0
			c.Scores = slices.DeleteFunc(slices.Clone(c.Scores), func(x Score) bool { return x.JudgeID != actor.PersonID })
		default:
			continue
		}
		v.Candidates = append(v.Candidates, c)
	}
	return v, nil
}

// SavePost adds a post (no id) or changes one. rev is the revision that was
// read, or below 0 for any. Needs the permission career.decide.
func (s *Service) SavePost(ctx context.Context, postID string, in OpeningRequest, rev int64) (v PostView, err error) {
	if err := authz.RequireCentre(ctx, PermissionDecide); err != nil {
		return v, err
	}
	o, err := in.opening()
	if err != nil {
		return v, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, "-", "")
		if err != nil {
			return err
		}
		if err := w.fits(&o); err != nil {
			return err
		}
		o.ChangedMs, o.ChangedBy = clock.Ms(s.clk), actorName(ctx)
		e := authz.Entry{Action: "career.post.create", Object: "career_post"}
		same := func(x Opening) bool {
			return fmt.Sprint(x.Position, x.Title, x.TeamID, x.Seats, x.OpensOn, x.ClosesOn, x.Ended, x.Words, x.Criteria, x.Panel) ==
				fmt.Sprint(o.Position, o.Title, o.TeamID, o.Seats, o.OpensOn, o.ClosesOn, o.Ended, o.Words, o.Criteria, o.Panel)
		}
		i := slices.IndexFunc(w.posts, func(x Opening) bool { return x.ID == postID || postID == "" && same(x) })
		done := true
		switch {
		case i >= 0 && same(w.posts[i]):
			v, err = w.post(ctx, tx, w.posts[i])
			return err
		case i >= 0:
			before := w.posts[i]
			o.ID, o.Rev = before.ID, before.Rev+1
			e.Action, e.Before = "career.post.update", before
			done = rev < 0 || rev == before.Rev
			if all, err := loadCandidates(ctx, tx, o.ID); err != nil {
				return err
			} else if len(o.Criteria) != len(before.Criteria) && slices.ContainsFunc(all, func(c Candidate) bool { return len(c.Scores) > 0 }) {
				return fault.Conflictf("people.career.scored", "Scores are given already; the number of criteria stays.").WithField("body.criteria", "scored", "have scores already")
			}
		case postID != "":
			return notFound("post")
		default:
			o.ID, o.Rev = id.New(s.clk), 1
		}
		if done {
			done, err = savePost(ctx, tx, o)
		}
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("people.career.post_stale", "Somebody has changed the post meanwhile; load it again.")
		}
		e.ObjectID, e.After = o.ID, o
		if err := s.tell(ctx, tx, e); err != nil {
			return err
		}
		v, err = w.post(ctx, tx, o)
		return err
	})
	return v, err
}

func (w *world) fits(o *Opening) error {
	var bad fault.Collector
	if _, ok := w.ladder.Position(o.Position); !ok {
		bad.Add("body.position", "unknown", "is no position of the ladder")
	}
	if _, ok := w.dir.Team(o.TeamID); o.TeamID != "" && !ok {
		bad.Add("body.team_id", "unknown", "there is no such team")
	}
	for _, judge := range o.Panel {
		if _, ok := w.dir.Person(judge); !ok {
			bad.Add("body.panel", "unknown", "leads to nobody")
		}
	}
	return bad.Err("people.career.post_invalid", "The post has wrong values.")
}

// Apply applies for an open post, or takes the application back. Needs the
// permission people.own.
func (s *Service) Apply(ctx context.Context, postID, words string, withdraw bool) (v PostView, err error) {
	if err := authz.Require(ctx, people.PermissionOwn); err != nil {
		return v, err
	}
	actor, _ := authz.From(ctx)
	words = strings.TrimSpace(words)
	if len([]rune(words)) > 2000 {
		return v, fault.Invalidf("people.career.application_invalid", "The application has wrong values.").WithField("body.words", "too_long", "must have at most 2000 characters")
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, "-", "")
		if err != nil {
			return err
		}
		o, err := loadPost(ctx, tx, postID)
		if err != nil {
			return err
		}
		if _, ok := w.dir.Person(actor.PersonID); !ok {
			return fault.Conflictf("people.career.no_person", "This account belongs to no person.")
		}
		if v, err = w.post(ctx, tx, o); err != nil {
			return err
		}
		c := Candidate{PersonID: actor.PersonID, Words: words, State: Applied, AppliedMs: clock.Ms(s.clk)}
		if withdraw {
			c.State = Withdrawn
		}
		switch {
		case v.Own == c.State || withdraw && v.Own == "":
			return nil
		case v.Own == Chosen || !withdraw && !v.Open:
			return fault.Conflictf("people.career.post_closed", "This post cannot be applied for any more.")
		case v.Judge:
			return fault.Conflictf("people.career.judge", "Who scores the candidates cannot be one.")
		}
		if err := setCandidate(ctx, tx, o.ID, c); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, authz.Entry{Action: "career.candidate." + c.State, Object: "career_post", ObjectID: o.ID, After: c}); err != nil {
			return err
		}
		v, err = w.post(ctx, tx, o)
		return err
	})
	return v, err
}

// ScoreIn is what one of the panel gives a candidate.
type ScoreIn struct {
	PersonID string    `json:"person_id" maxLength:"60"`
	Points   []float64 `json:"points" doc:"from 0 to 100, in the order of the criteria"`
	Note     string    `json:"note,omitempty" maxLength:"8000"`
}

// Score gives a candidate points; only who is of the panel. Needs the
// permission career.assess.
func (s *Service) Score(ctx context.Context, postID string, in ScoreIn) (v PostView, err error) {
	if err := authz.Require(ctx, PermissionAssess); err != nil {
		return v, err
	}
	actor, _ := authz.From(ctx)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx, "-", "")
		if err != nil {
			return err
		}
		o, err := loadPost(ctx, tx, postID)
		if err != nil {
			return err
		}
		if v, err = w.post(ctx, tx, o); err != nil {
			return err
		}
		if !v.Judge {
			return fault.Newf(fault.Denied, "people.career.not_judge", "Candidates are scored by the panel of the post.")
		}
		i := slices.IndexFunc(v.Candidates, func(c Candidate) bool { return c.PersonID == in.PersonID })
		if i < 0 || v.Candidates[i].State != Applied || o.Ended {
			return fault.Conflictf("people.career.no_candidate", "There is nobody to score: the application was taken back, or the competition is over.")
		}
		if len(in.Points) != len(o.Criteria) || slices.ContainsFunc(in.Points, func(p float64) bool { return math.IsNaN(p) || p < 0 || p > 100 }) {
			return fault.Invalidf("people.career.score_invalid", "The scores have wrong values.").WithField("body.points", "range", "must be from 0 to 100, one for each criterion")
		}
		score := Score{JudgeID: actor.PersonID, Judge: actorName(ctx), Points: in.Points, Note: strings.TrimSpace(in.Note), ScoredMs: clock.Ms(s.clk)}
		e := authz.Entry{Action: "career.score.set", Object: "career_post", ObjectID: o.ID, After: map[string]any{"person_id": in.PersonID, "score": score}}
		for _, x := range v.Candidates[i].Scores {
			if x.JudgeID == actor.PersonID {
				if slices.Equal(x.Points, score.Points) && x.Note == score.Note {
					return nil
				}
				e.Before = x
			}
		}
		if err := setScore(ctx, tx, o.ID, in.PersonID, score); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, e); err != nil {
			return err
		}
		v, err = w.post(ctx, tx, o)
		return err
	})
	return v, err
}

// won is how the panel ranked who is promoted to the post; the candidate is
// chosen with it.
func (s *Service) won(ctx context.Context, tx *sqldb.Tx, w *world, d *Decision, postID string) (*PackStanding, error) {
	o, err := loadPost(ctx, tx, postID)
	if err != nil {
		return nil, err
	}
	all, err := loadCandidates(ctx, tx, postID)
	if err != nil {
		return nil, err
	}
	o.rank(all)
	i := slices.IndexFunc(all, func(c Candidate) bool { return c.PersonID == d.PersonID && c.State == Applied })
	if i < 0 || o.Position != d.To || o.Ended || w.filled[o.ID] >= o.Seats {
		return nil, fault.Conflictf("people.career.no_candidate", "There is nobody to score: the application was taken back, or the competition is over.")
	}
	c := all[i]
	out := &PackStanding{PostID: o.ID, Title: o.Title, Rank: c.Rank, Judges: len(o.Panel), Scores: c.Scores}
	for _, x := range all {
		if x.Rank > 0 {
			out.Of++
		}
	}
	if c.Total != nil {
		out.Score = *c.Total
	}
	if d.Kind != Promoted {
		return out, nil
	}
	if c.Rank == 0 && len(o.Panel) > 0 {
		return nil, fault.Conflictf("people.career.not_scored", "The panel has not scored this candidate yet.")
	}
	c.State = Chosen
	return out, setCandidate(ctx, tx, o.ID, c)
}
