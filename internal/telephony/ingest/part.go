package ingest

import (
	"context"
	"hash/fnv"
	"io"
	"slices"
	"strconv"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Parts is into how many parts the event log is divided for folding: no more
// nodes than that can fold at once. A call with all the queues it visits, an
// agent of a source and a queue's imported intervals belong to one part each.
//
// The schema has a position for every part; another number is a migration.
const Parts = 8

// AllParts are all parts of the event log, for a node that folds alone.
func AllParts() []int {
	all := make([]int, Parts)
	for i := range all {
		all[i] = i
	}
	return all
}

// parts are some parts of the event log.
type parts [Parts]bool

func partsOf(list []int) (p parts) {
	for _, i := range list {
		p[i] = true
	}
	return p
}

func (p parts) all() bool { return !slices.Contains(p[:], false) }

// has reports whether what the source tells of the thing belongs to the parts.
func (p parts) has(source, thing string) bool {
	return p.all() || p[partOf(source, thing)]
}

// behind are those of the parts that are not folded up to seq.
func (p parts) behind(at [Parts]uint64, seq uint64) (out parts) {
	for i, mine := range p {
		out[i] = mine && at[i] < seq
	}
	return out
}

// first is the position of the part that is furthest behind.
func (p parts) first(at [Parts]uint64) uint64 {
	least := slices.Max(at[:])
	for i, mine := range p {
		if mine {
			least = min(least, at[i])
		}
	}
	return least
}

// partOf is the part that what a source tells of a thing belongs to.
func partOf(source, thing string) int {
	h := fnv.New32a()
	_, _ = io.WriteString(h, source) // never fails
	_, _ = h.Write([]byte{0})
	_, _ = io.WriteString(h, thing)
	return int(h.Sum32() % Parts)
}

// What begins with these names no call: a call's own name begins with none.
const (
	thingAgent  = "\x01"
	thingQueue  = "\x02"
	thingSource = "\x03"
)

func positionOf(part int) string { return Stream + "/" + strconv.Itoa(part) }

// holdParts gives the positions of the parts, whose rows are held until the
// transaction ends: nobody else folds them meanwhile.
func holdParts(ctx context.Context, tx *sqldb.Tx, p parts) (at [Parts]uint64, err error) {
	for i, mine := range p {
		if !mine {
			continue
		}
		seq, err := sqldb.One(ctx, tx, qPartHold, sqldb.Value[int64], positionOf(i))
		if err != nil {
			return at, err
		}
		at[i] = uint64(seq) //nolint:gosec // a position is never negative
	}
	return at, nil
}

// loadParts gives the positions of all parts.
func loadParts(ctx context.Context, tx *sqldb.Tx) (at [Parts]uint64, err error) {
	for i := range at {
		seq, _, err := loadPosition(ctx, tx, positionOf(i))
		if err != nil {
			return at, err
		}
		at[i] = seq
	}
	return at, nil
}

// saveParts records the position of parts, and how far all parts are: what
// readers of facts take the position to be. The caller holds the epoch.
func saveParts(ctx context.Context, tx *sqldb.Tx, p parts, seq uint64, nowMs int64) (all uint64, err error) {
	for i, mine := range p {
		if !mine {
			continue
		}
		if _, err := tx.Exec(ctx, qPartSave, positionOf(i), int64(seq), nowMs); err != nil { //nolint:gosec // a log has not that many messages
			return 0, err
		}
	}
	if !p.all() {
		at, err := loadParts(ctx, tx)
		if err != nil {
			return 0, err
		}
		seq = slices.Min(at[:])
	}
	_, err = tx.Exec(ctx, qPartSave, Stream, int64(seq), nowMs) //nolint:gosec // as above
	return seq, err
}

// alone keeps everybody from folding until the transaction ends, and gives the
// epoch of a change that begins now. Parts are held before the epoch, as whoever
// folds does.
func alone(ctx context.Context, tx *sqldb.Tx) (epoch int64, err error) {
	if _, err := holdParts(ctx, tx, partsOf(AllParts())); err != nil {
		return 0, err
	}
	return nextEpoch(ctx, tx, Stream)
}
