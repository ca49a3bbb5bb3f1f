package imports

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/retention"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// KindImports is the kind of data of the history of imports.
const KindImports = "telephony.imports"

// Retention is how the history of imports grows old, with the rows that could
// not be read. What was imported is not touched.
func (*Service) Retention() retention.Rule {
	return retention.Rule{
		Kind: KindImports,
		Count: func(ctx context.Context, tx *sqldb.Tx, before time.Time) (int64, error) {
			return sqldb.One(ctx, tx, qOldImports, sqldb.Value[int64], before.UnixMilli())
		},
		Delete: func(ctx context.Context, tx *sqldb.Tx, before time.Time, limit int) (int64, error) {
			ids, err := sqldb.All(ctx, tx, qOldImportIDs, sqldb.Value[string], before.UnixMilli(), limit)
			if err != nil {
				return 0, err
			}
			for _, id := range ids {
				for _, q := range []*sqldb.Query{qErrorClear, qDropOldImport} {
					if _, err := tx.Exec(ctx, q, id); err != nil {
						return 0, err
					}
				}
			}
			return int64(len(ids)), nil
		},
	}
}
