package offers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const (
	columns       = `id, kind, state, skill_id, on_day, from_minute, to_minute, people, taken, note, asked_ms, asked_by, until_ms, closed_ms, rev`
	inviteColumns = `person_id, place, state, minutes, day_kind, percent, before, after, recent, answered_ms`
)

var (
	qAll = sqldb.Q(`select ` + columns + ` from roster_offer where on_day >= $1 and on_day <= $2 order by id`)
	qOne = sqldb.Q(`select ` + columns + ` from roster_offer where id = $1`)
	qOf  = sqldb.Q(`select ` + columns + ` from roster_offer where on_day >= $2 and id in (select offer_id from roster_offer_person where person_id = $1 and state <> 'waiting') order by id desc`)
	qAdd = sqldb.Q(`insert into roster_offer (` + columns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`)
	// One more has accepted, when there still is room.
	qTake = sqldb.Q(`update roster_offer set taken = taken + 1, rev = rev + 1, state = case when taken + 1 >= people then 'filled' else state end where id = $1 and state = 'open' and taken < people`)
	qShut = sqldb.Q(`update roster_offer set state = 'closed', closed_ms = $2, rev = rev + 1 where id = $1 and state = 'open'`)

	qInvites   = sqldb.Q(`select offer_id, ` + inviteColumns + ` from roster_offer_person where offer_id in (select id from roster_offer where on_day >= $1 and on_day <= $2) order by offer_id, place`)
	qInvitesOf = sqldb.Q(`select offer_id, ` + inviteColumns + ` from roster_offer_person where offer_id = $1 order by place`)
	qInviteAdd = sqldb.Q(`insert into roster_offer_person (offer_id, ` + inviteColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qAnswer    = sqldb.Q(`update roster_offer_person set state = $3, minutes = $4, day_kind = $5, percent = $6, before = $7, after = $8, answered_ms = $9 where offer_id = $1 and person_id = $2 and state = 'asked'`)
	qMiss      = sqldb.Q(`update roster_offer_person set state = 'missed' where offer_id = $1 and state in ('asked', 'waiting')`)
	qNext      = sqldb.Q(`update roster_offer_person set state = 'asked' where offer_id = $1 and state = 'waiting'
		and place = (select min(place) from roster_offer_person where offer_id = $1 and state = 'waiting')`)
)

func scan(r sqldb.Row) (x Offer, err error) {
	var on string
	if err = r.Scan(&x.ID, &x.Kind, &x.State, &x.SkillID, &on, &x.From, &x.To, &x.People, &x.Taken, &x.Note, &x.AskedMs, &x.AskedBy, &x.UntilMs, &x.ClosedMs, &x.Rev); err != nil {
		return x, err
	}
	if x.On, err = civil.Parse(on); err != nil {
		err = fmt.Errorf("the offer %s cannot be read: %w", x.ID, err)
	}
	return x, err
}

// invited is an invite and its offer's id.
type invited struct {
	offerID string
	Invite
}

func scanInvite(r sqldb.Row) (x invited, err error) {
	var before, after string
	if err = r.Scan(&x.offerID, &x.PersonID, &x.Place, &x.State, &x.Minutes, &x.DayKind, &x.Percent, &before, &after, &x.Recent, &x.AnsweredMs); err != nil {
		return x, err
	}
	return x, errors.Join(json.Unmarshal([]byte(before), &x.Before), json.Unmarshal([]byte(after), &x.After))
}

// load gives an offer with its invites.
func load(ctx context.Context, tx *sqldb.Tx, id string) (Offer, error) {
	x, err := sqldb.One(ctx, tx, qOne, scan, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		return x, notFound()
	}
	if err != nil {
		return x, err
	}
	all, err := sqldb.All(ctx, tx, qInvitesOf, scanInvite, id)
	for _, y := range all {
		x.Invites = append(x.Invites, y.Invite)
	}
	return x, err
}

func notFound() error { return fault.NotFoundf("offers.not_found", "There is no such offer.") }

// loadAll gives the offers of some days with their invites.
func loadAll(ctx context.Context, tx *sqldb.Tx, from, to civil.Date) ([]Offer, error) {
	out, err := sqldb.All(ctx, tx, qAll, scan, from.String(), to.String())
	if err != nil {
		return nil, err
	}
	all, err := sqldb.All(ctx, tx, qInvites, scanInvite, from.String(), to.String())
	at := map[string]int{}
	for i := range out {
		at[out[i].ID] = i
	}
	for _, y := range all {
		if i, ok := at[y.offerID]; ok {
			out[i].Invites = append(out[i].Invites, y.Invite)
		}
	}
	return out, err
}

func cells(x *Invite) (before, after string, err error) {
	b, err := json.Marshal(x.Before)
	if err != nil {
		return "", "", err
	}
	a, err := json.Marshal(x.After)
	return string(b), string(a), err
}

func add(ctx context.Context, tx *sqldb.Tx, x Offer) error {
	if _, err := tx.Exec(ctx, qAdd, x.ID, x.Kind, x.State, x.SkillID, x.On.String(), x.From, x.To, x.People, x.Taken, x.Note, x.AskedMs, x.AskedBy, x.UntilMs, x.ClosedMs, x.Rev); err != nil {
		return err
	}
	for i := range x.Invites {
		y := &x.Invites[i]
		before, after, err := cells(y)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qInviteAdd, x.ID, y.PersonID, y.Place, y.State, y.Minutes, y.DayKind, y.Percent, before, after, y.Recent, y.AnsweredMs); err != nil {
			return err
		}
	}
	return nil
}

// answer reports whether the person still was asked.
func answer(ctx context.Context, tx *sqldb.Tx, offerID string, y *Invite) (bool, error) {
	before, after, err := cells(y)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qAnswer, offerID, y.PersonID, y.State, y.Minutes, y.DayKind, y.Percent, before, after, y.AnsweredMs)
	return n == 1, err
}
