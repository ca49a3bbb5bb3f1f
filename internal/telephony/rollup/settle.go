package rollup

import (
	"context"
	"sort"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Pending tells how many agent days and sheets wait to be made.
func (s *Service) Pending(ctx context.Context) (agentDays, sheets int64, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if agentDays, err = sqldb.One(ctx, tx, qDueCount, sqldb.Value[int64]); err != nil {
			return err
		}
		sheets, err = sqldb.One(ctx, tx, qUnbuiltCount, sqldb.Value[int64])
		return err
	})
	return agentDays, sheets, err
}

// settleBlock is how many agent days are made in one transaction.
const settleBlock = 200

// madeDay is an agent day as it was reckoned from one snapshot.
type madeDay struct {
	due
	sums  telephony.AgentDay
	flags []flagged // contacts whose flags are to change
}

type flagged struct {
	contact, queue string
	day            int64 // the contact's
	flags          telephony.Flag
}

// SettleAgents makes up to limit agent days that are due and reports whether
// more are. They are reckoned beside whoever writes; a day that became due
// again meanwhile stays due.
func (s *Service) SettleAgents(ctx context.Context, limit int) (more bool, err error) {
	var made []madeDay
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		list, err := loadDue(ctx, tx, limit)
		if err != nil {
			return err
		}
		more = len(list) == limit
		made, err = makeAgentDays(ctx, tx, list)
		return err
	}); err != nil || len(made) == 0 {
		return false, err
	}
	return more, s.db.Write(ctx, func(tx *sqldb.Tx) error { return saveAgentDays(ctx, tx, made) })
}

// makeAgentDays reckons days that are due, ordered by agent and day.
func makeAgentDays(ctx context.Context, tx *sqldb.Tx, list []due) (made []madeDay, err error) {
	abouts := map[string]telephony.Surroundings{}
	for _, days := range runs(list) {
		source := days[0].source
		about, ok := abouts[source]
		if !ok {
			if about, err = surroundings(ctx, tx, source); err != nil {
				return nil, err
			}
			abouts[source] = about
		}
		if made, err = agentDays(ctx, tx, days, about, made); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// saveAgentDays keeps the days that nothing has changed since they were
// reckoned. The rows of contacts come before the epoch and the days that are
// due after it, in the order in which who folds takes them.
func saveAgentDays(ctx context.Context, tx *sqldb.Tx, made []madeDay) error {
	touched := map[key]bool{}
	for i := range made {
		m := &made[i]
		if len(m.flags) == 0 {
			continue
		}
		n, err := sqldb.One(ctx, tx, qDueAsOf, sqldb.Value[int64], m.agent, m.day, m.epoch)
		if err != nil {
			return err
		}
		if n == 0 {
			continue // it changed, stays due and is reckoned again, flags and all
		}
		for _, x := range m.flags {
			if _, err := tx.Exec(ctx, qSetFlags, x.contact, int64(x.flags)); err != nil {
				return err
			}
			touched[key{x.day, x.queue}] = true
		}
	}
	epoch, err := sqldb.One(ctx, tx, qBumpEpoch, sqldb.Value[int64])
	if err != nil {
		return err
	}
	for i := range made {
		m := &made[i]
		n, err := tx.Exec(ctx, qDueDone, m.agent, m.day, m.epoch)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if m.sums.Empty() {
			_, err = tx.Exec(ctx, qAgentDayDrop, m.agent, m.day)
		} else {
			_, err = tx.Exec(ctx, qAgentDaySave, m.agent, m.day, epoch, m.sums.Encode())
		}
		if err != nil {
			return err
		}
	}
	for k := range touched {
		if _, err := tx.Exec(ctx, qTouchDay, k.day, k.queue, epoch); err != nil {
			return err
		}
	}
	return nil
}

func surroundings(ctx context.Context, tx *sqldb.Tx, source string) (about telephony.Surroundings, err error) {
	if about.Restarts, err = sqldb.All(ctx, tx, qRestarts, sqldb.Value[int64], source); err != nil {
		return about, err
	}
	about.HorizonMs, err = sqldb.One(ctx, tx, qHorizon, sqldb.Value[int64], source)
	return about, err
}

// runs splits what is due, ordered by agent and day, into runs of one agent
// and source whose days follow each other: their rows are read once.
func runs(list []due) [][]due {
	var out [][]due
	from := 0
	for i := 1; i <= len(list); i++ {
		if i < len(list) && list[i].agent == list[from].agent && list[i].source == list[from].source && list[i].day == list[i-1].day+1 {
			continue
		}
		out = append(out, list[from:i])
		from = i
	}
	return out
}

// spanOf is the stretch whose rows decide an agent's day: a state may have
// begun the day before, and a silence is known only once it has lasted.
func spanOf(day int64) (fromMs, toMs int64) {
	return (day - 1) * telephony.DayMs, (day+1)*telephony.DayMs + telephony.AgentSilenceMs
}

// agentDays reckons a run of one agent's days and adds them to made.
func agentDays(ctx context.Context, tx *sqldb.Tx, days []due, about telephony.Surroundings, made []madeDay) ([]madeDay, error) {
	from, _ := spanOf(days[0].day)
	_, to := spanOf(days[len(days)-1].day)
	events, err := loadAgentEvents(ctx, tx, days[0].agent, from, to)
	if err != nil {
		return nil, err
	}
	contacts, err := loadAgentContacts(ctx, tx, days[0].agent, from, to)
	if err != nil {
		return nil, err
	}
	for _, d := range days {
		from, to := spanOf(d.day)
		made = append(made, agentDay(d, between(events, from, to, func(e *telephony.Event) int64 { return e.At }),
			between(contacts, from, to, func(c *telephony.Contact) int64 { return c.AnsweredMs }), about))
	}
	return made, nil
}

// between is the part of rows, ordered by at, from fromMs to before toMs.
func between[T any](rows []T, fromMs, toMs int64, at func(*T) int64) []T {
	first := sort.Search(len(rows), func(i int) bool { return at(&rows[i]) >= fromMs })
	return rows[first:sort.Search(len(rows), func(i int) bool { return at(&rows[i]) >= toMs })]
}

func agentDay(d due, events []telephony.Event, contacts []telephony.Contact, about telephony.Surroundings) madeDay {
	busy := make([]telephony.Busy, 0, len(contacts))
	for i := range contacts {
		if b, ok := telephony.BusyOf(&contacts[i]); ok {
			busy = append(busy, b)
		}
	}
	_, to := spanOf(d.day)
	about.HorizonMs = min(about.HorizonMs, to) // what came later does not change the day
	return madeDay{d, telephony.FoldAgentDay(d.day*telephony.DayMs, events, busy, about), overlaps(contacts, d.day)}
}

// overlapMs is how long two voice conversations of one agent must overlap to
// be told apart from rounding to whole seconds.
const overlapMs = 2000

// overlaps tells which voice conversations of a day are to have another
// FlagTalkOverlap: those that reach into the agent's next one have it, a sign
// that the rows of a transfer are missing.
func overlaps(contacts []telephony.Contact, day int64) (out []flagged) {
	for i := range contacts {
		c := &contacts[i]
		if c.Channel != "voice" || telephony.DayOf(c.AnsweredMs) != day {
			continue
		}
		overlaps := false
		for k := i + 1; k < len(contacts) && !overlaps; k++ {
			if contacts[k].Channel == "voice" {
				overlaps = contacts[k].AnsweredMs+overlapMs < c.AnsweredMs+c.TalkMs+c.HoldMs
				break
			}
		}
		want := c.Flags &^ telephony.FlagTalkOverlap
		if overlaps {
			want |= telephony.FlagTalkOverlap
		}
		if want != c.Flags {
			out = append(out, flagged{c.ID, c.QueueID, telephony.DayOf(c.EnteredMs), want})
		}
	}
	return out
}

// SettleSheets stores up to limit sheets of days that have not changed since
// the epoch before, and reports whether more wait. before of 0 means all.
func (s *Service) SettleSheets(ctx context.Context, before int64, limit int) (more bool, err error) {
	if before == 0 {
		before = 1<<62 - 1
	}
	type built struct {
		day Day
		raw []byte
	}
	var made []built
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		list, err := sqldb.All(ctx, tx, qUnbuilt, scanDay, before, limit)
		if err != nil {
			return err
		}
		more = len(list) == limit
		for _, d := range list {
			sheet, err := makeSheet(ctx, tx, d.Day, d.QueueID)
			if err != nil {
				return err
			}
			made = append(made, built{d, sheet.Encode()})
		}
		return nil
	})
	if err != nil || len(made) == 0 {
		return false, err
	}
	return more, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		for _, m := range made {
			if _, err := tx.Exec(ctx, qSheetSave, m.day.Day, m.day.QueueID, m.day.Epoch, m.raw); err != nil {
				return err
			}
		}
		return nil
	})
}

// Settle makes everything that waits, for the end of an import.
func (s *Service) Settle(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = s.SettleAgents(ctx, settleBlock); err != nil {
			return err
		}
	}
	for more := true; more; {
		var err error
		if more, err = s.SettleSheets(ctx, 0, 200); err != nil {
			return err
		}
	}
	return nil
}

// Epoch is the epoch of the latest change of the facts.
func (s *Service) Epoch(ctx context.Context) (epoch int64, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		epoch, err = loadEpoch(ctx, tx)
		return err
	})
	return epoch, err
}
