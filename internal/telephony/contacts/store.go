package contacts

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

const columns = `id, source_id, call_id, visit, queue_id, agent_id, channel, call_type, customer, entered_ms, answered_ms, ended_ms,
	wait_ms, ring_ms, talk_ms, hold_ms, wrap_up_ms, outcome, left_reason, ended_by, sent_to, offers, missed, holds, transferred, flags`

// Whole lists of ids are read in statements of a few fixed sizes; the rest of
// one is filled with its last id.
var idChunks = []struct {
	size int
	q    *sqldb.Query
}{{8, qByIDs8}, {64, qByIDs64}, {500, qByIDs500}}

var (
	qByIDs8   = sqldb.Q(`select ` + columns + ` from telephony_contact where id in (` + places(8) + `)`)
	qByIDs64  = sqldb.Q(`select ` + columns + ` from telephony_contact where id in (` + places(64) + `)`)
	qByIDs500 = sqldb.Q(`select ` + columns + ` from telephony_contact where id in (` + places(500) + `)`)

	qByID    = sqldb.Q(`select ` + columns + ` from telephony_contact where id = $1`)
	qOfCall  = sqldb.Q(`select ` + columns + ` from telephony_contact where source_id = $1 and call_id = $2 order by visit`)
	qKept    = sqldb.Q(`select journal_day, contact_day, sheet_day from telephony_kept`)
	qJournal = sqldb.Q(`select events from telephony_call where source_id = $1 and call_id = $2`)
	qSources = sqldb.Q(`select id, name, horizon_ms from telephony_source order by name`)

	// The ways to walk the contacts in the order of (entered_ms, id): all,
	// those with flags, those of a queue, those of an agent.
	qAll     = walk(``)
	qFlagged = walkFlagged()
	qQueue   = walk(` and queue_id = $10`)
	qAgent   = walk(` and agent_id = $10 and agent_id <> ''`)

	// What a search may find through an index: only where text is compared
	// byte by byte, which is so on SQLite.
	qCallsLike = sqldb.Q(`select c.id from telephony_source s cross join telephony_contact c where c.source_id = s.id and c.call_id >= $1 and c.call_id < $2 limit $3`)
	qCustomers = sqldb.Q(`select id from telephony_contact where customer <> '' and customer >= $1 and customer < $2 limit $3`)
)

func places(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = "$" + strconv.Itoa(i+1)
	}
	return strings.Join(out, ", ")
}

// ways is one walk in both directions.
type ways struct{ asc, desc *sqldb.Query }

const others = ` and ($5 = '' or outcome = $5) and ($6 = 0 or (flags & $6) <> 0) and ($7 = '' or source_id = $7)
	and ($8 = '' or substr(call_id, 1, length($8)) = $8 or customer = $8 or ($9 > 0 and length(customer) >= $9 and substr(customer, 1, length($8)) = $8))`

func walk(where string) ways {
	return ways{
		asc:  sqldb.Q(`select ` + columns + ` from telephony_contact where (entered_ms, id) > ($1, $2) and entered_ms < $3` + where + others + ` order by entered_ms, id limit $4`),
		desc: sqldb.Q(`select ` + columns + ` from telephony_contact where (entered_ms, id) < ($1, $2) and entered_ms >= $3` + where + others + ` order by entered_ms desc, id desc limit $4`),
	}
}

// walkFlagged orders by an expression of the id, so that SQLite takes the
// small index of contacts with flags and not the one that has the order.
func walkFlagged() ways {
	return ways{
		asc: sqldb.Q(`select ` + columns + ` from telephony_contact where flags <> 0 and entered_ms >= $1 and (entered_ms > $1 or id > $2) and entered_ms < $3` +
			others + ` order by entered_ms, id || '' limit $4`),
		desc: sqldb.Q(`select ` + columns + ` from telephony_contact where flags <> 0 and entered_ms <= $1 and (entered_ms < $1 or id < $2) and entered_ms >= $3` +
			others + ` order by entered_ms desc, id || '' desc limit $4`),
	}
}

func scanContact(r sqldb.Row) (c telephony.Contact, err error) {
	var transferred int
	err = r.Scan(&c.ID, &c.SourceID, &c.Call, &c.Visit, &c.QueueID, &c.AgentID, &c.Channel, &c.CallType, &c.Customer, &c.EnteredMs, &c.AnsweredMs, &c.EndedMs,
		&c.WaitMs, &c.RingMs, &c.TalkMs, &c.HoldMs, &c.WrapUpMs, &c.Outcome, &c.LeftReason, &c.EndedBy, &c.To, &c.Offers, &c.Missed, &c.Holds, &transferred, &c.Flags)
	c.Transferred = transferred != 0
	return c, err
}

// loadByIDs reads contacts in no order; unknown ids are left out.
func loadByIDs(ctx context.Context, tx *sqldb.Tx, ids []string, fn func(*telephony.Contact) error) error {
	for len(ids) > 0 {
		chunk := idChunks[len(idChunks)-1]
		for _, c := range idChunks {
			if c.size >= len(ids) {
				chunk = c
				break
			}
		}
		n := min(chunk.size, len(ids))
		args := make([]any, chunk.size)
		for i := range args {
			args[i] = ids[min(i, n-1)]
		}
		if err := sqldb.Each(ctx, tx, chunk.q, func(r sqldb.Row) error {
			c, err := scanContact(r)
			if err != nil {
				return err
			}
			return fn(&c)
		}, args...); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func loadContact(ctx context.Context, tx *sqldb.Tx, id string) (telephony.Contact, error) {
	return sqldb.One(ctx, tx, qByID, scanContact, id)
}

func loadVisits(ctx context.Context, tx *sqldb.Tx, sourceID, call string) ([]telephony.Contact, error) {
	return sqldb.All(ctx, tx, qOfCall, scanContact, sourceID, call)
}

func loadJournal(ctx context.Context, tx *sqldb.Tx, sourceID, call string) ([]telephony.Event, error) {
	stored, err := sqldb.One(ctx, tx, qJournal, sqldb.Value[[]byte], sourceID, call)
	if err != nil {
		return nil, err
	}
	events, err := telephony.DecodeEvents(stored)
	if err != nil {
		return nil, fmt.Errorf("the journal of call %s: %w", call, err)
	}
	slices.SortFunc(events, telephony.ByInstant)
	return events, nil
}

func loadKept(ctx context.Context, tx *sqldb.Tx) (telephony.Kept, error) {
	return sqldb.One(ctx, tx, qKept, func(r sqldb.Row) (k telephony.Kept, err error) {
		err = r.Scan(&k.Journal, &k.Contacts, &k.Sheets)
		return k, err
	})
}

// loadSources gives the names of sources by id, and the newest instant told.
func loadSources(ctx context.Context, tx *sqldb.Tx) (names map[string]string, newest int64, err error) {
	names = map[string]string{}
	err = sqldb.Each(ctx, tx, qSources, func(r sqldb.Row) error {
		var id, name string
		var horizon int64
		if err := r.Scan(&id, &name, &horizon); err != nil {
			return err
		}
		names[id] = name
		newest = max(newest, horizon)
		return nil
	})
	return names, newest, err
}

// step reads the next rows of one walk.
func step(ctx context.Context, tx *sqldb.Tx, w ways, p pick, from place, of string, limit int) ([]telephony.Contact, error) {
	q, bound := w.asc, p.toMs
	if p.desc {
		q, bound = w.desc, p.fromMs
	}
	args := []any{from.ms, from.id, bound, limit, p.outcome, int64(p.flag), p.source, p.search, p.prefixFrom}
	if of != "" {
		args = append(args, of)
	}
	return sqldb.All(ctx, tx, q, scanContact, args...)
}

// loadFound gives the ids a search may mean, or ok false when there are more
// than most or the engine has no index for it.
func loadFound(ctx context.Context, tx *sqldb.Tx, search string, most int) (ids []string, ok bool, err error) {
	if tx.Engine() != sqldb.SQLite {
		return nil, false, nil
	}
	after := search + "\U0010FFFF"
	for _, q := range []*sqldb.Query{qCallsLike, qCustomers} {
		got, err := sqldb.All(ctx, tx, q, sqldb.Value[string], search, after, most+1)
		if err != nil || len(got) > most {
			return nil, false, err
		}
		ids = append(ids, got...)
	}
	return ids, true, nil
}
