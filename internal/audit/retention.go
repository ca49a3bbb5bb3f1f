package audit

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/retention"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// KindEntries is the kind of data of the audit log.
const KindEntries = "audit.entries"

// leastDays is how long entries are kept at least: half a year, as the law on
// network security asks of logs.
const leastDays = 183

// actionAnchor is the action of the entry that tells where the chain begins.
const actionAnchor = "audit.anchor"

// anchored is what that entry says.
type anchored struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

func anchorOf(r row) head {
	var a anchored
	if json.Unmarshal([]byte(r.after), &a) != nil {
		return head{}
	}
	return head{a.Seq, a.Hash}
}

// Retention is how the log grows old. The chain then begins at an anchor: the
// number and hash of the last entry that goes. An entry of the chain tells the
// same, so that the anchor cannot be moved unseen.
func (s *Service) Retention() retention.Rule {
	return retention.Rule{
		Kind: KindEntries, Least: leastDays,
		Count: func(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error) {
			return sqldb.One(ctx, tx, oldCount, sqldb.Value[int64], before.UnixMilli())
		},
		Begin: func(ctx context.Context, before time.Time) error {
			return s.db.Write(ctx, func(tx *sqldb.Tx) error {
				last, err := sqldb.One(ctx, tx, oldLast, scanHeadRow, before.UnixMilli())
				if errors.Is(err, sqldb.ErrNotFound) {
					return nil
				}
				if err != nil {
					return err
				}
				n, err := tx.Exec(ctx, anchorSet, last.seq, last.hash)
				if err != nil || n == 0 {
					return err
				}
				return s.Record(ctx, tx, authz.Entry{Action: actionAnchor, Object: "audit", ObjectID: "anchor", After: anchored{last.seq, last.hash}})
			})
		},
		Delete: func(ctx context.Context, tx *sqldb.Tx, _ time.Time, limit int) (int64, error) {
			return tx.Exec(ctx, oldDrop, limit)
		},
	}
}
