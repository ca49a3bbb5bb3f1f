package org

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Names says which queue and which person a source means by a name: what
// EnsureQueue and EnsureAgent would answer, as of one moment and in memory.
type Names struct {
	queues, people aliases
}

type aliases struct {
	byAlias map[Alias]string
	byCode  map[string]string // folded
}

func (a aliases) find(source, external string) string {
	external = strings.TrimSpace(external)
	if id := a.byAlias[Alias{source, external}]; id != "" {
		return id
	}
	return a.byCode[sqldb.Fold(external)]
}

// Queue is the id of the queue, "" when nobody knows it yet.
func (n Names) Queue(source, external string) string { return n.queues.find(source, external) }

// Person is the id of the person, "" when nobody knows them yet.
func (n Names) Person(source, external string) string { return n.people.find(source, external) }

// Names reads the names all sources use.
func (s *Service) Names(ctx context.Context, tx *sqldb.Tx) (Names, error) {
	d, err := s.Directory(ctx, tx)
	if err != nil {
		return Names{}, err
	}
	queues := make(map[string]string, len(d.Queues))
	for _, q := range d.Queues {
		queues[sqldb.Fold(q.Code)] = q.ID
	}
	people := make(map[string]string, len(d.People))
	for _, p := range d.People {
		people[sqldb.Fold(p.AgentNo)] = p.ID
	}
	out := Names{queues: aliases{byCode: queues}, people: aliases{byCode: people}}
	if out.queues.byAlias, err = queueAliases.byName(ctx, tx); err != nil {
		return Names{}, err
	}
	out.people.byAlias, err = personAliases.byName(ctx, tx)
	return out, err
}

func (a aliasing) byName(ctx context.Context, tx *sqldb.Tx) (map[Alias]string, error) {
	owners, err := a.byOwner(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	out := make(map[Alias]string, len(owners))
	for id, list := range owners {
		for _, x := range list {
			out[x] = id
		}
	}
	return out, nil
}
