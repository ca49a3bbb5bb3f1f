package imports

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// keepUploads is how long an uploaded file waits to be imported.
const keepUploads = 24 * time.Hour

// Upload is an uploaded file.
type Upload struct {
	ID        string
	Name      string // as the sender called it, made safe
	Size      int64
	CreatedBy string
	CreatedMs int64
}

// Keep stores an uploaded file. The name is made safe to show; the file itself
// is stored under its id.
func (s *Service) Keep(ctx context.Context, name string, from io.Reader) (Upload, error) {
	var up Upload
	if err := authz.Require(ctx, Permission); err != nil {
		return up, err
	}
	s.dropOld(ctx)
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return up, err
	}
	actor, _ := authz.From(ctx)
	up = Upload{ID: id.New(s.clk), Name: cleanName(name), CreatedBy: actor.UserID, CreatedMs: clock.Ms(s.clk)}
	path := s.path(up.ID)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return up, err
	}
	src := &sender{Reader: from}
	up.Size, err = io.Copy(file, io.LimitReader(src, s.limit+1))
	if src.err != nil {
		err = fault.Invalidf("telephony.upload.broken", "The upload broke off; send the file again.").WithCause(src.err)
		if tooBig := (*http.MaxBytesError)(nil); errors.As(src.err, &tooBig) {
			err = s.tooLarge()
		}
	}
	if err == nil && up.Size > s.limit {
		err = s.tooLarge()
	}
	if err == nil && up.Size == 0 {
		err = fault.Invalidf("telephony.upload.empty", "The file is empty.")
	}
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = s.db.Write(ctx, func(tx *sqldb.Tx) error { return addUpload(ctx, tx, up) })
	}
	if err != nil {
		_ = os.Remove(path)
		return up, unjoin(err)
	}
	return up, nil
}

// sender tells a sender that broke off from a disk that is full.
type sender struct {
	io.Reader
	err error
}

// Read reads what is sent.
func (s *sender) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func (s *Service) path(uploadID string) string { return filepath.Join(s.dir, uploadID) }

// upload finds an uploaded file of the actor.
func (s *Service) upload(ctx context.Context, uploadID string) (up Upload, path string, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		up, err = loadUpload(ctx, tx, uploadID)
		return err
	})
	gone := fault.NotFoundf("telephony.upload.not_found", "There is no uploaded file %s; it was imported or is older than a day. Upload it again.", uploadID).
		WithField("body.upload_id", "not_found", "is not an uploaded file")
	if errors.Is(err, sqldb.ErrNotFound) {
		return up, "", gone
	}
	if err != nil {
		return up, "", err
	}
	if actor, _ := authz.From(ctx); up.CreatedBy != actor.UserID {
		return up, "", gone
	}
	path = s.path(up.ID)
	if _, err := os.Stat(path); err != nil {
		return up, "", gone
	}
	return up, path, nil
}

// dropUpload removes an uploaded file.
func (s *Service) dropUpload(ctx context.Context, uploadID string) {
	if uploadID == "" {
		return
	}
	err := os.Remove(s.path(uploadID))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		slog.WarnContext(ctx, "an uploaded file could not be removed", "upload", uploadID, "error", err)
		return
	}
	if err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, qUploadDrop, uploadID)
		return err
	}); err != nil {
		slog.WarnContext(ctx, "an uploaded file could not be forgotten", "upload", uploadID, "error", err)
	}
}

// dropOld removes uploaded files nobody imported for a day.
func (s *Service) dropOld(ctx context.Context) {
	var old []string
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		old, err = sqldb.All(ctx, tx, qUploadsOld, sqldb.Value[string], s.clk.Now().Add(-keepUploads).UnixMilli())
		return err
	})
	if err != nil {
		slog.WarnContext(ctx, "old uploaded files were not looked for", "error", err)
	}
	for _, uploadID := range old {
		s.dropUpload(ctx, uploadID)
	}
}

func (s *Service) tooLarge() error {
	return fault.Invalidf("telephony.upload.too_large", "The file is larger than %d MiB; compress it with gzip, import it from the command line, or raise upload_limit.", s.limit>>20)
}
