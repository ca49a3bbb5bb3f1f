package app

import (
	"archive/tar"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/sources"
	"github.com/lingting/lingting/schema"
)

// Manifest is the last file of a backup: what is in it, and how to tell that
// it is whole.
type Manifest struct {
	Format  int                        `json:"format"`
	Version string                     `json:"version"`           // of the program that wrote it
	Taken   string                     `json:"taken"`             // RFC 3339
	Store   int64                      `json:"store,omitempty"`   // version of the store; 0: the store is not in it
	Applied []int64                    `json:"applied,omitempty"` // migrations of a store on PostgreSQL
	Tables  []manifestTable            `json:"tables,omitempty"`  // of a store on PostgreSQL, in the order to fill them
	Streams map[string]json.RawMessage `json:"streams"`           // what the log needs to restore each
	Sums    map[string]string          `json:"sums"`              // name in the archive → SHA-256

	Sealed  int    `json:"sealed,omitempty"`   // secrets in the store that only the seal key opens
	SealKey string `json:"seal_key,omitempty"` // fingerprint of that key, which is not in the backup
	Lacking string `json:"-"`                  // what Restore did not find
}

type manifestTable struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

const (
	tablesDir    = "tables"
	manifestName = "manifest.json"
	storeName    = "lingting.db"
	streamDir    = "streams"
	uploadsDir   = "uploads"
	backupFormat = 2 // 1 had no tables
)

// Backup writes the whole data folder as of one moment to w: .tar.gz of the
// store, the streams of the event log, the uploaded files and a manifest.
// Writes wait while an SQLite store is copied, and on PostgreSQL while the
// small streams are; reads and imports into the event log go on. logOnly leaves
// the store out, for a store on PostgreSQL that is saved with its own tools.
func (a *App) Backup(ctx context.Context, w io.Writer, logOnly bool) error {
	tmp, err := os.MkdirTemp(a.Conf.Data, "backup-")
	if err != nil {
		return fault.New(fault.Unavailable, "app.data", "There is no place for the backup in the data folder.").WithCause(err)
	}
	defer os.RemoveAll(tmp)
	m := Manifest{Format: backupFormat, Version: a.version, Taken: a.Clock.Now().UTC().Format(time.RFC3339), Streams: map[string]json.RawMessage{}, Sums: map[string]string{}}
	if a.Conf.Postgres() && !logOnly {
		err = a.copyPostgres(ctx, tmp, &m)
	} else {
		// While this transaction is open nothing else is written: facts between
		// outbox, log and inbox stand still, and store and log fit together.
		err = a.DB.Write(ctx, func(*sqldb.Tx) error {
			if !logOnly {
				if m.Store, err = copyStore(ctx, a.DB.Path(), filepath.Join(tmp, storeName)); err != nil {
					return err
				}
			}
			return a.copyStreams(ctx, filepath.Join(tmp, streamDir), &m, func(string) bool { return true })
		})
	}
	if err != nil {
		return err
	}
	if !logOnly {
		box := seal.New(a.Conf.SealKeyPath())
		if m.Sealed, _, err = sealedSecrets(ctx, a.DB, box); err != nil {
			return err
		}
		if m.SealKey, err = box.Fingerprint(); err != nil {
			return err
		}
	}
	gz := gzip.NewWriter(w)
	out := &archive{tar: tar.NewWriter(gz), sums: m.Sums, at: a.Clock.Now()}
	if err := out.folder(ctx, tmp, ""); err != nil {
		return err
	}
	if err := out.folder(ctx, a.Conf.UploadDir(), uploadsDir); err != nil {
		return err
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := out.add(manifestName, int64(len(b)), bytes.NewReader(b)); err != nil {
		return err
	}
	if err := errors.Join(out.tar.Close(), gz.Close()); err != nil {
		return err
	}
	return a.noteBackup(ctx, m, logOnly)
}

// noteBackup keeps when the last backup was taken, and by whom: it holds
// everything.
func (a *App) noteBackup(ctx context.Context, m Manifest, logOnly bool) error {
	if logOnly {
		return nil // half a backup
	}
	return a.DB.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, backupNoted, m.Taken, clock.Ms(a.Clock)); err != nil {
			return err
		}
		return a.Audit.Record(ctx, tx, authz.Entry{Action: "system.backup.export", Object: "backup", ObjectID: m.Taken})
	})
}

// sealedSecrets counts the secrets of all rooms that the store keeps sealed,
// and names those that the key of box does not open.
func sealedSecrets(ctx context.Context, db *sqldb.DB, box *seal.Box) (kept int, closed []string, err error) {
	for _, of := range []func(context.Context, *sqldb.DB, *seal.Box) (int, []string, error){sources.Sealed, identity.Sealed} {
		n, names, err := of(ctx, db, box)
		if err != nil {
			return 0, nil, err
		}
		kept, closed = kept+n, append(closed, names...)
	}
	return kept, closed, nil
}

// sealKeyMissing says what a restored store lacks besides the backup; empty
// when its sealed passwords can be opened.
func (m Manifest) sealKeyMissing(c *conf.Conf) string {
	if m.Sealed == 0 {
		return ""
	}
	have, err := seal.New(c.SealKeyPath()).Fingerprint()
	switch {
	case err == nil && have == m.SealKey:
		return ""
	case err == nil && have == "":
		return fmt.Sprintf("%d secrets (passwords for other systems, authenticators of users) are sealed with a key that a backup does not hold: put the seal.key of the server that was saved (fingerprint %s) at %s; else enter the passwords again, and reset the second factors.", m.Sealed, m.SealKey, c.SealKeyPath())
	}
	return fmt.Sprintf("%d secrets (passwords for other systems, authenticators of users) are sealed with another key (fingerprint %s) than the one at %s (%s): put the key of the server that was saved there; else enter the passwords again, and reset the second factors.", m.Sealed, m.SealKey, c.SealKeyPath(), have)
}

// copyStore copies the SQLite store at from, through a connection of its own.
func copyStore(ctx context.Context, from, to string) (version int64, err error) {
	db, err := sqldb.Open(ctx, from)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Handle().ExecContext(ctx, "vacuum into $1", to); err != nil {
		return 0, fault.New(fault.Unavailable, "app.backup", "The store could not be copied: the disk may be full.").WithCause(err)
	}
	version, _, err = sqldb.Version(ctx, db, schema.Files)
	return version, err
}

func (a *App) copyStreams(ctx context.Context, dir string, m *Manifest, wanted func(name string) bool) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	names, err := a.Bus.StreamNames(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !wanted(name) {
			continue
		}
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		meta, err := a.Bus.Snapshot(ctx, name, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		m.Streams[name] = meta
	}
	return nil
}

// archive writes files and their sums.
type archive struct {
	tar  *tar.Writer
	sums map[string]string
	at   time.Time
}

func (a *archive) folder(ctx context.Context, dir, as string) error {
	var names []string
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Type().IsRegular() && !strings.HasSuffix(p, ".part") {
			names = append(names, p)
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	slices.Sort(names)
	for _, p := range names {
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		f, err := os.Open(p)
		if errors.Is(err, os.ErrNotExist) {
			continue // an uploaded file whose work ended meanwhile
		}
		if err != nil {
			return err
		}
		info, err := f.Stat()
		if err == nil {
			err = a.add(path.Join(as, filepath.ToSlash(rel)), info.Size(), f)
		}
		_ = f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) add(name string, size int64, r io.Reader) error {
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: a.at, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(a.tar, sum), io.LimitReader(r, size)); err != nil {
		return err
	}
	a.sums[name] = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// Restore makes a data folder from a backup. The folder must not hold a store
// or an event log. Nothing of a backup that is not whole is used.
// The manifest's Lacking says what is needed besides the backup.
func Restore(ctx context.Context, c *conf.Conf, clk clock.Clock, r io.Reader) (m Manifest, err error) {
	defer func() { m.Lacking = m.sealKeyMissing(c) }()
	lock, err := lockFolder(c.Data, "lingting restore", clk)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	occupied := []string{c.LogDir()}
	if !c.Postgres() {
		occupied = append(occupied, c.StoreTarget())
	}
	for _, p := range occupied {
		if _, err := os.Stat(p); err == nil {
			return m, fault.Conflictf("app.restore_occupied", "%s is there already: restore into an empty data folder.", p)
		}
	}
	tmp := filepath.Join(c.Data, "restore.tmp")
	if err := os.RemoveAll(tmp); err != nil {
		return m, err
	}
	defer os.RemoveAll(tmp)
	if m, err = unpack(ctx, tmp, r); err != nil {
		return m, err
	}
	if newest := newestMigration(); m.Store > newest {
		return m, fault.Conflictf("app.store_newer", "The backup's store has version %d, this program knows up to %d: use the newer program.", m.Store, newest)
	}
	if m.Store > 0 && c.Postgres() != (len(m.Tables) > 0) {
		return m, fault.Invalidf("app.backup_engine", "The backup is of another engine than the store of this configuration: restore it with --store %s.", map[bool]string{true: "sqlite", false: "postgres://…"}[c.Postgres()])
	}
	if len(m.Tables) > 0 {
		if err := loadPostgres(ctx, c, tmp, m); err != nil {
			return m, err
		}
	}
	if err := restoreStreams(ctx, c, tmp, m); err != nil {
		return m, errors.Join(err, os.RemoveAll(c.LogDir()))
	}
	if _, err := os.Stat(filepath.Join(tmp, uploadsDir)); err == nil {
		if err := os.Rename(filepath.Join(tmp, uploadsDir), c.UploadDir()); err != nil {
			return m, err
		}
	}
	if m.Store == 0 || len(m.Tables) > 0 {
		return m, nil
	}
	return m, os.Rename(filepath.Join(tmp, storeName), c.StoreTarget())
}

func newestMigration() (newest int64) {
	names, err := schema.Files.ReadDir(".")
	if err != nil {
		return 0
	}
	for _, n := range names {
		var v int64
		if _, err := fmt.Sscanf(n.Name(), "%d_", &v); err == nil {
			newest = max(newest, v)
		}
	}
	return newest
}

func restoreStreams(ctx context.Context, c *conf.Conf, dir string, m Manifest) error {
	b, err := bus.Open(ctx, bus.Config{Dir: c.LogDir(), URL: c.NATSURL(), Replicas: c.NATSReplicas})
	if err != nil {
		return err
	}
	for name, meta := range m.Streams {
		f, err := os.Open(filepath.Join(dir, streamDir, name))
		if err == nil {
			err = b.Restore(ctx, meta, f)
			_ = f.Close()
		}
		if err != nil {
			return errors.Join(err, b.Stop(ctx))
		}
	}
	return b.Stop(ctx)
}

// unpack writes the archive's files into dir and checks them against the
// manifest.
func unpack(ctx context.Context, dir string, r io.Reader) (Manifest, error) {
	var m Manifest
	broken := func(err error) error {
		return fault.Invalidf("app.backup_broken", "This is not a whole backup of Lingting: %v.", err)
	}
	gz, err := gzip.NewReader(r)
	if err != nil {
		return m, broken(err)
	}
	sums := map[string]string{}
	in := tar.NewReader(gz)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, broken(err)
		}
		if ctx.Err() != nil {
			return m, ctx.Err()
		}
		if !filepath.IsLocal(h.Name) || h.Typeflag != tar.TypeReg {
			return m, broken(fmt.Errorf("%q is not a name of a backup", h.Name))
		}
		if h.Name == manifestName {
			if err := json.NewDecoder(in).Decode(&m); err != nil {
				return m, broken(err)
			}
			continue
		}
		if sums[h.Name], err = unpackFile(filepath.Join(dir, filepath.FromSlash(h.Name)), in); err != nil {
			if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrChecksum) || isFlate(err) {
				err = broken(err)
			}
			return m, err
		}
	}
	// The archive ends before the compressed file does: its sum comes last, and
	// covers what no file's sum does.
	if _, err := io.Copy(io.Discard, gz); err != nil { //nolint:gosec // what is left is not kept
		return m, broken(err)
	}
	if m.Format < 1 || m.Format > backupFormat {
		return m, broken(fmt.Errorf("its format is %d, this program reads %d", m.Format, backupFormat))
	}
	for name, want := range m.Sums {
		if name != manifestName && sums[name] != want {
			return m, broken(fmt.Errorf("%s is missing or damaged", name))
		}
	}
	return m, nil
}

// isFlate reports whether err says that compressed data is damaged.
func isFlate(err error) bool {
	_, ok := errors.AsType[flate.CorruptInputError](err)
	return ok
}

func unpackFile(to string, r io.Reader) (sum string, err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return "", err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, h), r) //nolint:gosec // a backup is as large as it is
	if err == nil {
		err = f.Sync()
	}
	return hex.EncodeToString(h.Sum(nil)), errors.Join(err, f.Close())
}
