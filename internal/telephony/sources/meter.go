package sources

import (
	"context"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// meter counts what one source told since it was last noted.
type meter struct {
	mu      sync.Mutex
	now     count
	dirty   bool
	problem *problem
	was     bool // connected before
}

// connected notes that a connection stands.
func (m *meter) connected(nowMs int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dirty = true
	if m.was {
		m.now.reconnects++
	}
	m.was = true
	m.now.state, m.now.connectedMs, m.now.heardMs = StateConnected, nowMs, nowMs
}

// alive notes a sign of life.
func (m *meter) alive(nowMs int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dirty = true
	m.now.heardMs = nowMs
}

// stopped notes that nothing runs any more.
func (m *meter) stopped() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dirty, m.was = true, false
	m.now.state, m.now.connectedMs = StateWaiting, 0
}

type problem struct {
	code, message string
	ms            int64
}

func (s *Service) meter(sourceID string) *meter {
	v, _ := s.meters.LoadOrStore(sourceID, &meter{now: count{state: StateWaiting, delayMs: -1}})
	return v.(*meter)
}

// heard counts events that were taken.
func (m *meter) heard(nowMs int64, events []telephony.Event, refused int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dirty = true
	m.now.heardMs = nowMs
	m.now.events += int64(len(events))
	m.now.refused += refused
	newest := int64(0)
	for i := range events {
		newest = max(newest, events[i].At)
	}
	if newest > 0 {
		m.now.eventMs = max(m.now.eventMs, newest)
		m.now.delayMs = max(nowMs-newest, 0)
	}
	m.now.state = StateConnected
}

// refused counts events that could not be taken.
func (m *meter) refused(nowMs, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dirty = true
	m.now.heardMs = nowMs
	m.now.refused += n
}

// failed notes what went wrong.
func (m *meter) failed(nowMs int64, err error) {
	code, message := "internal", "Something went wrong on our side; the log knows more."
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		code, message = f.Code, f.Message
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.problem = &problem{code, message, nowMs}
	if f, ok := fault.As(err); ok && f.Kind == fault.TooMany {
		return // it tells; it only has to wait
	}
	m.now.state, m.now.connectedMs = StateFailed, 0
}

// take gives what is to be noted and begins anew.
func (m *meter) take() (c count, p *problem, due bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, p, due = m.now, m.problem, m.dirty || m.problem != nil
	m.dirty, m.problem = false, nil
	m.now.events, m.now.refused, m.now.reconnects, m.now.delayMs = 0, 0, 0, -1
	return c, p, due
}

// back puts what could not be noted back.
func (m *meter) back(c count, p *problem) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dirty = true
	m.now.events += c.events
	m.now.refused += c.refused
	m.now.reconnects += c.reconnects
	if m.problem == nil {
		m.problem = p
	}
}

// Note writes what the sources told into the store until ctx ends.
func (s *Service) Note(ctx context.Context) error {
	tick := time.NewTicker(s.pace.note)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			late, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer stop()
			return s.note(late)
		case <-tick.C:
			if err := s.note(ctx); err != nil && ctx.Err() == nil {
				return err
			}
		}
	}
}

func (s *Service) note(ctx context.Context) error {
	var err error
	noted := false
	s.meters.Range(func(k, v any) bool {
		m := v.(*meter)
		c, p, due := m.take()
		if !due {
			return true
		}
		err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
			if err := saveCount(ctx, tx, k.(string), c); err != nil {
				return err
			}
			if p == nil {
				return nil
			}
			_, err := tx.Exec(ctx, qProblem, k.(string), p.code, p.message, p.ms)
			return err
		})
		if err != nil {
			m.back(c, p)
			return false
		}
		noted = true
		return true
	})
	if noted {
		s.changed()
	}
	return err
}

func (s *Service) nowMs() int64 { return clock.Ms(s.clk) }
