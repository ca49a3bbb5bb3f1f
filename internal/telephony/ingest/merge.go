package ingest

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// FactsOf counts what is kept under a queue or person of the organisation.
func (s *Service) FactsOf(ctx context.Context, tx *sqldb.Tx, object, id string) (org.Facts, error) {
	if object == "queue" {
		return queueFacts(ctx, tx, id)
	}
	return agentFacts(ctx, tx, id)
}

// Merge moves contacts, imported intervals and agent events from one queue or
// person to another and marks every day that counts differently. The journal
// of calls keeps the source's names, which lead to the other from now on.
func (s *Service) Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error {
	epoch, err := alone(ctx, tx)
	if err != nil {
		return err
	}
	if object == "queue" {
		return moveQueue(ctx, tx, from, into, epoch)
	}
	return moveAgent(ctx, tx, from, into, epoch)
}

// forgetMerged forgets which ids names have when the organisation merged some
// since they were learnt, here or on another node. The transaction holds its
// parts, so no merge can happen before it ends.
func (s *Service) forgetMerged(ctx context.Context, tx *sqldb.Tx) error {
	merges, err := s.org.Merges(ctx, tx)
	if err == nil && merges != s.names.merges {
		s.names = newNames()
		s.names.merges = merges
	}
	return err
}
