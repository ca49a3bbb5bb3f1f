package sources

import (
	"context"

	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Sealed counts the passwords that a store keeps sealed, and names the sources
// whose password the key of box does not open.
func Sealed(ctx context.Context, db *sqldb.DB, box *seal.Box) (kept int, closed []string, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		kept, closed = 0, nil
		list, err := sqldb.All(ctx, tx, qList, scan, int64(0))
		if err != nil {
			return err
		}
		for i := range list {
			if list[i].secret == "" {
				continue
			}
			kept++
			if _, err := box.Open(list[i].secret, sealedFor(list[i].ID)); err != nil {
				closed = append(closed, list[i].Name)
			}
		}
		return nil
	})
	return kept, closed, err
}
