package contacts

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/telephony"
)

// manyLanes is up to how many queues or agents are walked side by side; for
// more, all contacts are walked and the others left out.
const manyLanes = 48

// fewFound is up to how many hits of a search are gathered and sorted.
const fewFound = 4000

// List gives the contacts of a filter that the actor may see.
func (s *Service) List(ctx context.Context, f Filter) (page.Of[Contact], error) {
	var out page.Of[Contact]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	limit := page.Limit(f.Limit)
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		l, err := s.lens(ctx, tx)
		if err != nil {
			return err
		}
		p, err := f.ready(l.dir, l.zone, l.sources)
		if err != nil {
			return err
		}
		at := p.begin()
		if _, err := web.DecodeCursor(f.Cursor, &at.ms, &at.id); err != nil {
			return err
		}
		rows := make([]telephony.Contact, 0, limit+1)
		err = s.walk(ctx, tx, p, authz.ScopeOf(ctx, PermissionRead), at, limit+1, func(c *telephony.Contact) (bool, error) {
			rows = append(rows, *c)
			return len(rows) <= limit, nil
		})
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			out.NextCursor = web.EncodeCursor(rows[limit-1].EnteredMs, rows[limit-1].ID)
		}
		out.Items = make([]Contact, len(rows))
		for i := range rows {
			out.Items[i] = l.view(&rows[i])
		}
		return nil
	})
	return out, err
}

// walk gives fn the contacts of p in the scope, after at, in order, until fn
// says false. about is how many are likely wanted; 0: all of them.
func (s *Service) walk(ctx context.Context, tx *sqldb.Tx, p pick, scope authz.Scope, at place, about int, fn func(*telephony.Contact) (bool, error)) error {
	look := &sight{scope: scope, dir: p.dir, zone: p.zone}
	if p.search != "" {
		found, ok, err := s.found(ctx, tx, p, at)
		if err != nil {
			return err
		}
		if ok {
			for i := range found {
				if !look.sees(&found[i]) {
					continue
				}
				if more, err := fn(&found[i]); err != nil || !more {
					return err
				}
			}
			return nil
		}
	}
	lanes := lanesFor(p, look, at, about)
	for {
		var best *lane
		for _, l := range lanes {
			if err := l.fill(ctx, tx, p); err != nil {
				return err
			}
			if len(l.rows) > 0 && (best == nil || p.before(&l.rows[0], &best.rows[0])) {
				best = l
			}
		}
		if best == nil {
			return nil
		}
		c := &best.rows[0]
		best.rows = best.rows[1:]
		if !p.takes(c) || !look.sees(c) {
			continue
		}
		if more, err := fn(c); err != nil || !more {
			return err
		}
	}
}

// found gathers what a search finds through an index, sorted.
func (s *Service) found(ctx context.Context, tx *sqldb.Tx, p pick, at place) (rows []telephony.Contact, ok bool, err error) {
	ids, ok, err := loadFound(ctx, tx, p.search, fewFound)
	if err != nil || !ok {
		return nil, false, err
	}
	slices.Sort(ids)
	err = loadByIDs(ctx, tx, slices.Compact(ids), func(c *telephony.Contact) error {
		if p.takes(c) && p.after(c, at) {
			rows = append(rows, *c)
		}
		return nil
	})
	slices.SortFunc(rows, func(a, b telephony.Contact) int {
		if p.before(&a, &b) {
			return -1
		}
		return 1
	})
	return rows, true, err
}

// lane is one walk: of all contacts, or of one queue or agent.
type lane struct {
	ways  ways
	of    string
	at    place
	rows  []telephony.Contact
	chunk int
	done  bool
}

func lanesFor(p pick, look *sight, at place, about int) []*lane {
	agents := p.agents
	if len(agents) == 0 {
		agents = look.agents()
	}
	one, keys := qAll, []string{""}
	switch {
	case len(agents) > 0 && len(agents) <= manyLanes:
		one, keys = qAgent, agents
	case len(p.queues) > 0 && len(p.queues) <= manyLanes:
		one, keys = qQueue, p.queues
	case p.flag != 0:
		one = qFlagged
	}
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	chunk := 1000
	if about > 0 {
		chunk = min(max(about/len(keys)+8, 16), 1000)
	}
	out := make([]*lane, len(keys))
	for i, k := range keys {
		out[i] = &lane{ways: one, of: k, at: at, chunk: chunk}
	}
	return out
}

func (l *lane) fill(ctx context.Context, tx *sqldb.Tx, p pick) (err error) {
	if len(l.rows) > 0 || l.done {
		return nil
	}
	if l.rows, err = step(ctx, tx, l.ways, p, l.at, l.of, l.chunk); err != nil {
		return err
	}
	if len(l.rows) < l.chunk {
		l.done = true
	} else {
		last := &l.rows[len(l.rows)-1]
		l.at = place{last.EnteredMs, last.ID}
	}
	l.chunk = min(l.chunk*2, 2000)
	return nil
}
