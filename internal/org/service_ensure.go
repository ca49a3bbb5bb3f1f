package org

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// EnsureQueue gives the id of the queue that the source calls external: by
// its alias, else by a code equal to it, else a discovered queue is made. The
// name becomes an alias. It is part of the caller's write and asks for no
// permission. An unknown channel counts as voice.
func (s *Service) EnsureQueue(ctx context.Context, tx *sqldb.Tx, source, external, channel string) (string, error) {
	channel = strings.ToLower(channel)
	if !slices.Contains(Channels, channel) {
		channel = "voice"
	}
	return s.ensure(ctx, tx, queueKnown, "queue", source, external, channel)
}

// EnsureAgent gives the id of the person that the source calls external, in
// the same way; a discovered person has it as agent number and name.
func (s *Service) EnsureAgent(ctx context.Context, tx *sqldb.Tx, source, external string) (string, error) {
	return s.ensure(ctx, tx, personKnown, "person", source, external)
}

func (s *Service) ensure(ctx context.Context, tx *sqldb.Tx, k known, object, source, external string, more ...any) (string, error) {
	external = strings.TrimSpace(external)
	if external == "" || source == "" {
		return "", fault.Invalidf("org.alias.empty", "A %s needs the source and the name the source gives it.", object)
	}
	found, err := k.find(ctx, tx, source, external)
	if err != nil || found != "" {
		return found, err
	}
	// Who makes something new waits here for the others: two that make the same
	// names in another order would wait for each other for ever.
	if err := bump(ctx, tx); err != nil {
		return "", err
	}
	if found, err = k.find(ctx, tx, source, external); err != nil || found != "" {
		return found, err
	}
	found, err = k.findCode(ctx, tx, external)
	if err != nil {
		return "", err
	}
	action := "org." + object + ".alias"
	if found == "" {
		made := id.New(s.clk)
		n, err := tx.Exec(ctx, k.insert, append([]any{made, external, sqldb.Fold(external)}, more...)...)
		if err != nil {
			return "", err
		}
		if n == 1 {
			action = "org." + object + ".discover"
		}
		// Someone else may have made it in the same moment: theirs is used.
		if found, err = k.findCode(ctx, tx, external); err != nil {
			return "", err
		}
	}
	if found == "" {
		return "", errors.New("org: a " + object + " just made is not there")
	}
	n, err := tx.Exec(ctx, k.alias, source, external, found)
	if err != nil {
		return "", err
	}
	if n == 0 { // the same race: the alias that was first stands
		return k.find(ctx, tx, source, external)
	}
	return found, s.changed(ctx, tx, authz.Entry{Action: action, Object: object, ObjectID: found, After: Alias{source, external}})
}
