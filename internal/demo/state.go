package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// stateFile is where a data folder remembers its demo.
const stateFile = "demo.json"

// stateVersion goes up when the story of a seed changes, so that a folder is
// never continued with another story than it began with.
const stateVersion = 3

// State is what the data folder remembers of the demo.
type State struct {
	Version   int        `json:"version"`
	Seed      uint64     `json:"seed"`
	First     civil.Date `json:"first"`      // first operating day
	StartedMs int64      `json:"started_ms"` // history is before this instant, the living centre after
	Older     civil.Date `json:"older"`      // operating day of the history to be told next; going back
	UntilMs   int64      `json:"until_ms"`   // from StartedMs to here everything is told
}

// Complete reports whether the whole history is told.
func (s State) Complete() bool { return s.Older.Before(s.First) }

// Known reports whether the folder holds a demo.
func Known(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, stateFile))
	return err == nil
}

// readState gives the folder's demo; ok is false when it holds none.
func readState(dir string) (s State, ok bool, err error) {
	raw, err := os.ReadFile(filepath.Join(dir, stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	if err != nil {
		return s, false, fmt.Errorf("demo: %w", err)
	}
	if err := json.Unmarshal(raw, &s); err != nil || s.Version != stateVersion {
		return s, false, fault.Conflictf("demo.state", "The demo in the data folder %s is of another version or its file %s is damaged; remove the folder or choose another with --data.", dir, stateFile).WithCause(err)
	}
	return s, true, nil
}

// LastInstant is how far the folder's demo has been told, the zero time when
// it holds none. A clock that goes on from there never runs backwards.
func LastInstant(dir string) time.Time {
	s, ok, err := readState(dir)
	if err != nil || !ok {
		return time.Time{}
	}
	return time.UnixMilli(s.UntilMs)
}

// save writes the state so that a crash leaves the old or the new one.
func (s State) save(dir string) error {
	raw, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	path := filepath.Join(dir, stateFile)
	if err := os.WriteFile(path+".new", raw, 0o600); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}
