package care

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const noticeColumns = `id, person_id, week_on, team_id, signs, body, rev, changed_ms, changed_by`

var (
	qNotices    = sqldb.Q(`select ` + noticeColumns + ` from care_notice where week_on >= $1 order by week_on, person_id`)
	qNotice     = sqldb.Q(`select ` + noticeColumns + ` from care_notice where id = $1`)
	qNoticeAdd  = sqldb.Q(`insert into care_notice (id, person_id, week_on, team_id, state, signs, body, rev, changed_ms, changed_by) values ($1, $2, $3, $4, $5, $6, $7, 1, $8, '') on conflict do nothing`)
	qNoticeSign = sqldb.Q(`update care_notice set signs = $3, team_id = $4 where person_id = $1 and week_on = $2 and state = 'open'`)
	qNoticeSet  = sqldb.Q(`update care_notice set state = $2, body = $3, rev = rev + 1, changed_ms = $4, changed_by = $5 where id = $1 and rev = $6`)
	qNoticeDrop = sqldb.Q(`delete from care_notice where id = $1`)
	qNoticesOld = sqldb.Q(`delete from care_notice where week_on < $1`)
	qNoticeMove = sqldb.Q(`update care_notice set person_id = $2 where person_id = $1 and week_on not in (select week_on from care_notice where person_id = $2)`)
	qNoticeGone = sqldb.Q(`delete from care_notice where person_id = $1`)

	qWeeks    = sqldb.Q(`select week_on, people, told from care_week order by week_on desc`)
	qWeekPut  = sqldb.Q(`insert into care_week (week_on, people, told) values ($1, $2, $3) on conflict (week_on) do update set people = excluded.people, told = excluded.told`)
	qWeeksOld = sqldb.Q(`delete from care_week where week_on < $1`)

	qLookAdd  = sqldb.Q(`insert into care_look (user_id, on_day, person_id) values ($1, $2, $3) on conflict do nothing`)
	qLooksOld = sqldb.Q(`delete from care_look where on_day < $1`)

	qNightMake = sqldb.Q(`insert into care_night (id, last_on) values ('night', '') on conflict do nothing`)
	qNightTake = sqldb.Q(`update care_night set last_on = $1 where id = 'night' and last_on < $1`)
)

func scanNotice(r sqldb.Row) (x Notice, err error) {
	var signs, body string
	if err = r.Scan(&x.ID, &x.PersonID, &x.WeekOn, &x.teamID, &signs, &body, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
		return x, err
	}
	return x, errors.Join(json.Unmarshal([]byte(signs), &x.Signs), json.Unmarshal([]byte(body), &x.Answer))
}

// loadNotices are those of the weeks since a day, in order of weeks.
func loadNotices(ctx context.Context, tx *sqldb.Tx, since string) ([]Notice, error) {
	return sqldb.All(ctx, tx, qNotices, scanNotice, since)
}

func loadNotice(ctx context.Context, tx *sqldb.Tx, id string) (Notice, error) {
	return sqldb.One(ctx, tx, qNotice, scanNotice, id)
}

// saveNotice adds a notice; of one that is there and open the signs are those of
// now, and an answered one stays as it was answered.
func saveNotice(ctx context.Context, tx *sqldb.Tx, x *Notice) error {
	signs, err := json.Marshal(x.Signs)
	if err != nil {
		return err
	}
	body, err := json.Marshal(x.Answer)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, qNoticeAdd, x.ID, x.PersonID, x.WeekOn, x.teamID, x.State, string(signs), string(body), x.ChangedMs)
	if err == nil && n == 0 {
		_, err = tx.Exec(ctx, qNoticeSign, x.PersonID, x.WeekOn, string(signs), x.teamID)
	}
	return err
}

// putAnswer reports whether the notice still had the revision.
func putAnswer(ctx context.Context, tx *sqldb.Tx, x *Notice, rev int64) (bool, error) {
	body, err := json.Marshal(x.Answer)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qNoticeSet, x.ID, x.State, string(body), x.ChangedMs, x.ChangedBy, rev)
	return n == 1, err
}

func dropNotice(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qNoticeDrop, id)
	return err
}

// forget drops what is older than days: notices and sums, and looks.
func forget(ctx context.Context, tx *sqldb.Tx, weeks, looks string) error {
	if _, err := tx.Exec(ctx, qNoticesOld, weeks); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qWeeksOld, weeks); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qLooksOld, looks)
	return err
}

func moveNotices(ctx context.Context, tx *sqldb.Tx, from, into string) error {
	if _, err := tx.Exec(ctx, qNoticeMove, from, into); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qNoticeGone, from)
	return err
}

func loadWeeks(ctx context.Context, tx *sqldb.Tx) ([]Week, error) {
	return sqldb.All(ctx, tx, qWeeks, func(r sqldb.Row) (x Week, err error) {
		var told int
		err = r.Scan(&x.WeekOn, &x.People, &told)
		x.Told = &told
		return x, err
	})
}

func saveWeek(ctx context.Context, tx *sqldb.Tx, weekOn string, people, told int) error {
	_, err := tx.Exec(ctx, qWeekPut, weekOn, people, told)
	return err
}

// addLook reports whether it is the first of the day.
func addLook(ctx context.Context, tx *sqldb.Tx, userID, on, personID string) (bool, error) {
	n, err := tx.Exec(ctx, qLookAdd, userID, on, personID)
	return n == 1, err
}

// takeNight reports whether the night of a day is not yet taken.
func takeNight(ctx context.Context, tx *sqldb.Tx, on string) (bool, error) {
	if _, err := tx.Exec(ctx, qNightMake); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qNightTake, on)
	return n == 1, err
}
