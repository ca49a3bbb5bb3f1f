package audit

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// NoteExport keeps that the actor's page writes rows it shows into a file.
// Pages do so before they write it; what the server writes itself it notes
// itself.
func (s *Service) NoteExport(ctx context.Context, what string, rows int, filter map[string]string) error {
	if err := authz.Require(ctx, ""); err != nil {
		return err
	}
	type exported struct {
		Rows   int               `json:"rows"`
		Filter map[string]string `json:"filter,omitempty"`
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.Record(ctx, tx, authz.Entry{Action: "page.export", Object: "page", ObjectID: what, After: exported{rows, filter}})
	})
}
