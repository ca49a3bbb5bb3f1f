package ingest

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Kept counts the events the store keeps of one source, by the source's own
// names of queues and agents. An event that names both counts in both.
type Kept struct {
	Events int
	Queues map[string]map[telephony.Kind]int
	Agents map[string]map[telephony.Kind]int
}

// Kept reads every event of a source: for measurements, not for pages.
func (s *Service) Kept(ctx context.Context, source string) (Kept, error) {
	k := Kept{Queues: map[string]map[telephony.Kind]int{}, Agents: map[string]map[telephony.Kind]int{}}
	count := func(in map[string]map[telephony.Kind]int, name string, kind telephony.Kind) {
		if name == "" {
			return
		}
		if in[name] == nil {
			in[name] = map[telephony.Kind]int{}
		}
		in[name][kind]++
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		return eachKept(ctx, tx, source, func(e *telephony.Event) {
			k.Events++
			count(k.Queues, e.Queue, e.Kind)
			count(k.Agents, e.Agent, e.Kind)
		})
	})
	return k, err
}
