package metric

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// noteExport keeps in the audit log which numbers leave as a workbook.
func (s *Service) noteExport(ctx context.Context, q QueryIn, rows int) error {
	type exported struct {
		From    string `json:"from"`
		To      string `json:"to"`
		Grain   string `json:"grain"`
		By      string `json:"by"`
		Metrics string `json:"metrics"`
		Rows    int    `json:"rows"`
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, authz.Entry{Action: "metric.numbers.export", Object: "metric", After: exported{q.From, q.To, q.Grain, q.By, q.Metrics, rows}})
	})
}
