package rollup

import (
	"context"

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

// SettleAgents makes up to limit agent days that are due and reports whether
// more are.
func (s *Service) SettleAgents(ctx context.Context, limit int) (more bool, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		list, err := loadDue(ctx, tx, limit)
		if err != nil || len(list) == 0 {
			return err
		}
		more = len(list) == limit
		abouts := map[string]telephony.Surroundings{}
		touched := map[key]bool{}
		for _, d := range list {
			about, ok := abouts[d.source]
			if !ok {
				if about, err = surroundings(ctx, tx, d.source); err != nil {
					return err
				}
				abouts[d.source] = about
			}
			if err := s.agentDay(ctx, tx, d, about, touched); err != nil {
				return err
			}
		}
		epoch, err := sqldb.One(ctx, tx, qBumpEpoch, sqldb.Value[int64])
		if err != nil {
			return err
		}
		for k := range touched {
			if _, err := tx.Exec(ctx, qTouchDay, k.day, k.queue, epoch); err != nil {
				return err
			}
		}
		return nil
	})
	return more, err
}

func surroundings(ctx context.Context, tx *sqldb.Tx, source string) (about telephony.Surroundings, err error) {
	if about.Restarts, err = sqldb.All(ctx, tx, qRestarts, sqldb.Value[int64], source); err != nil {
		return about, err
	}
	about.HorizonMs, err = sqldb.One(ctx, tx, qHorizon, sqldb.Value[int64], source)
	return about, err
}

func (s *Service) agentDay(ctx context.Context, tx *sqldb.Tx, d due, about telephony.Surroundings, touched map[key]bool) error {
	// A silence is known only once it has lasted, so the day after is read too.
	from, to := (d.day-1)*telephony.DayMs, (d.day+1)*telephony.DayMs+telephony.AgentSilenceMs
	events, err := loadAgentEvents(ctx, tx, d.agent, from, to)
	if err != nil {
		return err
	}
	contacts, err := loadAgentContacts(ctx, tx, d.agent, from, to)
	if err != nil {
		return err
	}
	busy := make([]telephony.Busy, 0, len(contacts))
	for i := range contacts {
		if b, ok := telephony.BusyOf(&contacts[i]); ok {
			busy = append(busy, b)
		}
	}
	if err := markOverlaps(ctx, tx, contacts, d.day, touched); err != nil {
		return err
	}
	about.HorizonMs = min(about.HorizonMs, to) // what came later does not change the day
	sums := telephony.FoldAgentDay(d.day*telephony.DayMs, events, busy, about)
	if sums.Empty() {
		_, err = tx.Exec(ctx, qAgentDayDrop, d.agent, d.day)
	} else {
		_, err = tx.Exec(ctx, qAgentDaySave, d.agent, d.day, int64(0), sums.Encode())
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qDueDone, d.agent, d.day)
	return err
}

// overlapMs is how long two voice conversations of one agent must overlap to
// be told apart from rounding to whole seconds.
const overlapMs = 2000

// markOverlaps sets FlagTalkOverlap on voice conversations that reach into
// the agent's next one: a sign that the rows of a transfer are missing.
func markOverlaps(ctx context.Context, tx *sqldb.Tx, contacts []telephony.Contact, day int64, touched map[key]bool) error {
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
		if want == c.Flags {
			continue
		}
		if _, err := tx.Exec(ctx, qSetFlags, c.ID, int64(want)); err != nil {
			return err
		}
		touched[key{telephony.DayOf(c.EnteredMs), c.QueueID}] = true
	}
	return nil
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
		if more, err = s.SettleAgents(ctx, 200); err != nil {
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
