package live

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// alarmChange is an alarm that began or ended, to be kept.
type alarmChange struct {
	alarm   Alarm
	cleared bool
}

// later hands a change to the keeper; false when its queue is full: the alarm
// is then not in the history.
func (s *Service) later(c alarmChange) bool {
	select {
	case s.alarm <- c:
		return true
	default:
		return false
	}
}

// keepAlarms writes what the floor raised and cleared, so that a turn never
// waits for the store.
func (s *Service) keepAlarms(ctx context.Context) {
	for {
		var changes []alarmChange
		select {
		case <-ctx.Done():
			return
		case c := <-s.alarm:
			changes = append(changes, c)
		}
		for more := true; more && len(changes) < 200; {
			select {
			case c := <-s.alarm:
				changes = append(changes, c)
			default:
				more = false
			}
		}
		for try := 0; ; try++ {
			err := s.keep(ctx, changes)
			if err == nil || ctx.Err() != nil {
				break
			}
			warn(ctx, "alarms wait to be kept", err)
			select {
			case <-ctx.Done():
			case <-time.After(min(time.Duration(try+1)*time.Second, 30*time.Second)):
			}
		}
	}
}

func (s *Service) keep(ctx context.Context, changes []alarmChange) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		foreign := false
		for _, c := range changes {
			if !c.cleared {
				added, err := addAlarm(ctx, tx, c.alarm)
				if err != nil {
					return err
				}
				foreign = foreign || !added // another node was first: its row is shown
				continue
			}
			ended, err := clearAlarm(ctx, tx, c.alarm)
			if err != nil {
				return err
			}
			if ended && c.alarm.ID != "" {
				if stored, err := loadAlarm(ctx, tx, c.alarm.ID); err == nil && stored.AckedMs > 0 {
					if err := addAction(ctx, tx, c.alarm.ID, "system", Action{ID: id.New(s.clk), AtMs: clock.Ms(s.clk), Kind: ActionCleared}); err != nil {
						return err
					}
				}
			}
		}
		if !foreign {
			return nil
		}
		return bus.Emit(ctx, tx, "live.alarm.changed", ChangedFact{V: 1, Object: "alarm"})
	})
}
