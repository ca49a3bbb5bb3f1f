package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Holder is who works on a data folder, as its run.json tells.
type Holder struct {
	PID     int    `json:"pid"`
	Command string `json:"command"`
	Since   string `json:"since"`
	Address string `json:"address,omitempty"` // of the web server, when one runs
	Token   string `json:"token,omitempty"`   // lets the command line of the same user in
	Version string `json:"version,omitempty"`
}

// folderLock keeps a data folder to one process. The lock is the kernel's and
// goes with the process, however it ends.
type folderLock struct {
	flock *flock.Flock
	path  string // of run.json
	token string // of the command line, told in run.json once a server listens
	who   Holder
}

func lockPath(dir string) string { return filepath.Join(dir, "lock") }
func runPath(dir string) string  { return filepath.Join(dir, "run.json") }

func lockFolder(dir, command string, c clock.Clock) (*folderLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Newf(fault.Unavailable, "app.data", "The data folder %s cannot be made: %v.", dir, err)
	}
	l := &folderLock{flock: flock.New(lockPath(dir), flock.SetPermissions(0o600)), path: runPath(dir), token: rand.Text()}
	// Someone may only be asking whether the folder is in use: try for a moment.
	wait, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	ok, err := l.flock.TryLockContext(wait, 50*time.Millisecond)
	if err != nil && wait.Err() == nil {
		return nil, fault.Newf(fault.Unavailable, "app.data", "The data folder %s cannot be locked: %v.", dir, err)
	}
	if !ok {
		who := "another process"
		if h, err := ReadHolder(dir); err == nil {
			who = fmt.Sprintf("process %d (%s, since %s", h.PID, h.Command, h.Since)
			if h.Address != "" {
				who += ", serving http://" + h.Address
			}
			who += ")"
		}
		return nil, fault.Newf(fault.Conflict, "app.locked", "The data folder %s is in use by %s.", dir, who)
	}
	l.who = Holder{PID: os.Getpid(), Command: command, Since: c.Now().UTC().Format(time.RFC3339)}
	if err := l.write(); err != nil {
		return nil, errors.Join(err, l.flock.Unlock())
	}
	return l, nil
}

// announce tells where the server is and the token of the command line.
func (l *folderLock) announce(address, version string) error {
	l.who.Address, l.who.Version, l.who.Token = address, version, l.token
	return l.write()
}

// write replaces run.json; only the owner of the process may read it.
func (l *folderLock) write() error {
	b, err := json.MarshalIndent(l.who, "", "  ")
	if err != nil {
		return err
	}
	next := l.path + ".new"
	if err := os.WriteFile(next, append(b, '\n'), 0o600); err != nil {
		return fault.Newf(fault.Unavailable, "app.data", "The data folder cannot be written: %v.", err)
	}
	return os.Rename(next, l.path)
}

func (l *folderLock) release() error {
	_ = os.Remove(l.path)
	return l.flock.Unlock()
}

// ReadHolder tells who works on the data folder. It may be out of date: only
// InUse asks the lock itself.
func ReadHolder(dir string) (Holder, error) {
	var h Holder
	b, err := os.ReadFile(runPath(dir))
	if err != nil {
		return h, err
	}
	return h, json.Unmarshal(b, &h)
}

// InUse reports whether a process works on the data folder, and which.
func InUse(dir string) (Holder, bool) {
	if _, err := os.Stat(lockPath(dir)); err != nil {
		return Holder{}, false
	}
	f := flock.New(lockPath(dir), flock.SetPermissions(0o600))
	if ok, err := f.TryLock(); err != nil || ok {
		_ = f.Unlock()
		return Holder{}, false
	}
	h, err := ReadHolder(dir)
	return h, err == nil || h.PID == 0
}
