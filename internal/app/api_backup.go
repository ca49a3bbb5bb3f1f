package app

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type backupIn struct {
	EventLog bool `query:"event_log" doc:"Only the event log, without the store"`
}

// PermissionBackup is what taking a backup needs. No role has it: a backup
// holds everything, so only the command line of the server's machine takes one.
const PermissionBackup = "system.backup"

func (a *App) registerBackup() {
	web.Register(a.Web.API, huma.Operation{
		OperationID: "backup", Method: http.MethodGet, Path: "/backup", Summary: "The whole data folder as .tar.gz, for the command line only",
		Tags: []string{"Server"}, Responses: web.FileResponses("application/gzip"),
	}, PermissionBackup, func(ctx context.Context, in *backupIn) (*web.File, error) {
		name := "lingting-" + a.Clock.Now().UTC().Format(time.DateOnly) + ".tar.gz"
		return web.Download(name, "application/gzip", func(w io.Writer) error { return a.Backup(ctx, w, in.EventLog) }), nil
	})
}
