package scorecard

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const talkColumns = `id, person_id, author_id, talked_on, follow_on, done_on, body, rev, changed_ms, changed_by`

var (
	qTalks     = sqldb.Q(`select ` + talkColumns + ` from scorecard_talk order by talked_on, id`)
	qTalksOf   = sqldb.Q(`select ` + talkColumns + ` from scorecard_talk where person_id = $1 order by talked_on, id`)
	qTalk      = sqldb.Q(`select ` + talkColumns + ` from scorecard_talk where id = $1`)
	qTalkAdd   = sqldb.Q(`insert into scorecard_talk (` + talkColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qTalkPut   = sqldb.Q(`update scorecard_talk set talked_on = $2, follow_on = $3, done_on = $4, body = $5, rev = rev + 1, changed_ms = $6, changed_by = $7 where id = $1 and rev = $8`)
	qTalksMove = sqldb.Q(`update scorecard_talk set person_id = $2 where person_id = $1`)
)

func scanTalk(r sqldb.Row) (x Talk, err error) {
	var body string
	if err = r.Scan(&x.ID, &x.PersonID, &x.AuthorID, &x.On, &x.FollowOn, &x.DoneOn, &body, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
		return x, err
	}
	return x, json.Unmarshal([]byte(body), &x.TalkRequest)
}

// loadTalks are those of a person, or of everybody (""), in order of days.
func loadTalks(ctx context.Context, tx *sqldb.Tx, personID string) ([]Talk, error) {
	if personID == "" {
		return sqldb.All(ctx, tx, qTalks, scanTalk)
	}
	return sqldb.All(ctx, tx, qTalksOf, scanTalk, personID)
}

func loadTalk(ctx context.Context, tx *sqldb.Tx, id string) (Talk, error) {
	return sqldb.One(ctx, tx, qTalk, scanTalk, id)
}

func addTalk(ctx context.Context, tx *sqldb.Tx, x *Talk) error {
	body, err := json.Marshal(x.TalkRequest)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qTalkAdd, x.ID, x.PersonID, x.AuthorID, x.On, x.FollowOn, x.DoneOn, string(body), x.Rev, x.ChangedMs, x.ChangedBy)
	return err
}

// putTalk reports whether the talk still had the revision.
func putTalk(ctx context.Context, tx *sqldb.Tx, x *Talk, rev int64) (bool, error) {
	body, err := json.Marshal(x.TalkRequest)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qTalkPut, x.ID, x.On, x.FollowOn, x.DoneOn, string(body), x.ChangedMs, x.ChangedBy, rev)
	return n == 1, err
}

func moveTalks(ctx context.Context, tx *sqldb.Tx, from, into string) error {
	_, err := tx.Exec(ctx, qTalksMove, from, into)
	return err
}
