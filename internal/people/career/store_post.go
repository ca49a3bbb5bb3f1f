package career

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qPosts        = sqldb.Q(`select id, body, rev, changed_ms, changed_by from career_post order by id desc`)
	qPost         = sqldb.Q(`select id, body, rev, changed_ms, changed_by from career_post where id = $1`)
	qPostAdd      = sqldb.Q(`insert into career_post (id, body, rev, changed_ms, changed_by) values ($1, $2, $3, $4, $5)`)
	qPostSet      = sqldb.Q(`update career_post set body = $1, rev = $2, changed_ms = $3, changed_by = $4 where id = $5 and rev = $2 - 1`)
	qCandidates   = sqldb.Q(`select person_id, words, state, applied_ms from career_candidate where post_id = $1 order by applied_ms, person_id`)
	qCandidateAll = sqldb.Q(`select post_id, person_id, state from career_candidate`)
	qCandidateSet = sqldb.Q(`insert into career_candidate (post_id, person_id, words, state, applied_ms) values ($1, $2, $3, $4, $5)
		on conflict (post_id, person_id) do update set words = excluded.words, state = excluded.state, applied_ms = excluded.applied_ms`)
	qScores   = sqldb.Q(`select person_id, body from career_score where post_id = $1 order by judge_id`)
	qScoreSet = sqldb.Q(`insert into career_score (post_id, person_id, judge_id, body, scored_ms) values ($1, $2, $3, $4, $5)
		on conflict (post_id, person_id, judge_id) do update set body = excluded.body, scored_ms = excluded.scored_ms`)
)

func scanPost(r sqldb.Row) (o Opening, err error) {
	var id, body, by string
	var rev, at int64
	if err = r.Scan(&id, &body, &rev, &at, &by); err != nil {
		return o, err
	}
	err = json.Unmarshal([]byte(body), &o)
	o.ID, o.Rev, o.ChangedMs, o.ChangedBy = id, rev, at, by
	return o, err
}

func loadPosts(ctx context.Context, tx *sqldb.Tx) ([]Opening, error) {
	return sqldb.All(ctx, tx, qPosts, scanPost)
}

func loadPost(ctx context.Context, tx *sqldb.Tx, id string) (Opening, error) {
	o, err := sqldb.One(ctx, tx, qPost, scanPost, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = notFound("post")
	}
	return o, err
}

// savePost reports whether the post still had the revision before.
func savePost(ctx context.Context, tx *sqldb.Tx, o Opening) (bool, error) {
	body, err := json.Marshal(o)
	if err != nil {
		return false, err
	}
	if o.Rev == 1 {
		n, err := tx.Exec(ctx, qPostAdd, o.ID, string(body), o.Rev, o.ChangedMs, o.ChangedBy)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, qPostSet, string(body), o.Rev, o.ChangedMs, o.ChangedBy, o.ID)
	return n == 1, err
}

func loadCandidates(ctx context.Context, tx *sqldb.Tx, postID string) ([]Candidate, error) {
	all, err := sqldb.All(ctx, tx, qCandidates, func(r sqldb.Row) (c Candidate, err error) {
		c.Scores = []Score{}
		return c, r.Scan(&c.PersonID, &c.Words, &c.State, &c.AppliedMs)
	}, postID)
	if err != nil {
		return nil, err
	}
	type given struct {
		person string
		score  Score
	}
	scores, err := sqldb.All(ctx, tx, qScores, func(r sqldb.Row) (g given, err error) {
		var body string
		if err = r.Scan(&g.person, &body); err != nil {
			return g, err
		}
		return g, json.Unmarshal([]byte(body), &g.score)
	}, postID)
	for _, g := range scores {
		for i := range all {
			if all[i].PersonID == g.person {
				all[i].Scores = append(all[i].Scores, g.score)
			}
		}
	}
	return all, err
}

// candidacy is who applied for what.
type candidacy struct{ post, person, state string }

func loadCandidacies(ctx context.Context, tx *sqldb.Tx) ([]candidacy, error) {
	return sqldb.All(ctx, tx, qCandidateAll, func(r sqldb.Row) (c candidacy, err error) { return c, r.Scan(&c.post, &c.person, &c.state) })
}

func setCandidate(ctx context.Context, tx *sqldb.Tx, postID string, c Candidate) error {
	_, err := tx.Exec(ctx, qCandidateSet, postID, c.PersonID, c.Words, c.State, c.AppliedMs)
	return err
}

func setScore(ctx context.Context, tx *sqldb.Tx, postID, personID string, s Score) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qScoreSet, postID, personID, s.JudgeID, string(body), s.ScoredMs)
	return err
}
