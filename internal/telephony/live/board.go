package live

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
)

// A board's grid.
const (
	BoardColumns = 12
	BoardRows    = 8
	mostBlocks   = BoardColumns * BoardRows
)

// BlockTypes are the kinds of blocks a board is made of.
var BlockTypes = []string{"number", "target", "queues", "states", "over_limit", "tiles", "heat", "trend", "ranking", "clock", "text", "alarms", "share"}

// Block is one block of a board: where it stands on the grid and what it shows.
type Block struct {
	ID     string          `json:"id" maxLength:"40"`
	Type   string          `json:"type" enum:"number,target,queues,states,over_limit,tiles,heat,trend,ranking,clock,text,alarms,share"`
	X      int             `json:"x" minimum:"0" maximum:"11"`
	Y      int             `json:"y" minimum:"0" maximum:"7"`
	W      int             `json:"w" minimum:"1" maximum:"12"`
	H      int             `json:"h" minimum:"1" maximum:"8"`
	Config json.RawMessage `json:"config,omitempty" doc:"what the block shows: metric, queues, team, text …"`
}

// Board is a wallboard: blocks on a grid of 12 by 8.
type Board struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Theme     string  `json:"theme" enum:"dark,light"`
	Blocks    []Block `json:"blocks"`
	Rev       int64   `json:"rev"`
	ChangedMs int64   `json:"changed_ms"`
	ChangedBy string  `json:"changed_by"`
}

func checkName(w *fault.Collector, name string) {
	switch {
	case strings.TrimSpace(name) == "":
		w.Add("body.name", "required", "must not be empty")
	case utf8.RuneCountInString(name) > 80:
		w.Add("body.name", "too_long", "must have at most 80 characters")
	}
}

func (b *Board) check() error {
	var w fault.Collector
	checkName(&w, b.Name)
	if b.Theme != "dark" && b.Theme != "light" {
		w.Add("body.theme", "one_of", "must be dark or light")
	}
	if len(b.Blocks) > mostBlocks {
		w.Add("body.blocks", "too_many", fmt.Sprintf("at most %d blocks", mostBlocks))
	}
	var taken [BoardRows][BoardColumns]bool
	ids := map[string]bool{}
	for i := range b.Blocks {
		x := &b.Blocks[i]
		field := fmt.Sprintf("body.blocks[%d]", i)
		if !slices.Contains(BlockTypes, x.Type) {
			w.Add(field, "one_of", "the type must be one of "+strings.Join(BlockTypes, ", "))
		}
		if x.ID == "" || ids[x.ID] {
			w.Add(field, "not_unique", "needs an id of its own")
		}
		ids[x.ID] = true
		if len(x.Config) > 4000 {
			w.Add(field, "too_long", "shows too much")
		}
		if x.X < 0 || x.Y < 0 || x.W < 1 || x.H < 1 || x.X+x.W > BoardColumns || x.Y+x.H > BoardRows {
			w.Add(field, "range", "leaves the grid of 12 by 8")
			continue
		}
		for r := x.Y; r < x.Y+x.H; r++ {
			for c := x.X; c < x.X+x.W; c++ {
				if taken[r][c] {
					w.Add(field, "overlap", "lies on another block")
					r = BoardRows
					break
				}
				taken[r][c] = true
			}
		}
	}
	return w.Err("telephony.floor.board_invalid", "The wallboard has wrong values.")
}

// Entry is one board of a playlist.
type Entry struct {
	BoardID string `json:"board_id" maxLength:"60"`
	Seconds int    `json:"seconds" minimum:"5" maximum:"3600"`
}

// Playlist shows boards in turn.
type Playlist struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Entries []Entry `json:"entries"`
	Rev     int64   `json:"rev"`
}

func (p *Playlist) check() error {
	var w fault.Collector
	checkName(&w, p.Name)
	if len(p.Entries) == 0 || len(p.Entries) > 50 {
		w.Add("body.entries", "required", "needs 1 to 50 boards")
	}
	for i, e := range p.Entries {
		if e.Seconds < 5 || e.Seconds > 3600 {
			w.Add(fmt.Sprintf("body.entries[%d].seconds", i), "range", "must be from 5 to 3600")
		}
	}
	return w.Err("telephony.floor.playlist_invalid", "The playlist has wrong values.")
}

// Screen is a link that shows a board or a playlist where nobody signs in.
type Screen struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	BoardID    string `json:"board_id,omitempty"`
	PlaylistID string `json:"playlist_id,omitempty"`
	CreatedMs  int64  `json:"created_ms"`
	CreatedBy  string `json:"created_by"`
	ExpiresMs  int64  `json:"expires_ms"`
	RevokedMs  int64  `json:"revoked_ms" doc:"0: not revoked"`
	UsedMs     int64  `json:"used_ms" doc:"when it was opened last; 0: never"`

	scope authz.Scope
}

// mostScreenDays is how long a link can hold.
const mostScreenDays = 366

func (s *Screen) check(days int) error {
	var w fault.Collector
	checkName(&w, s.Name)
	if days < 1 || days > mostScreenDays {
		w.Add("body.days", "range", "must be from 1 to 366")
	}
	if (s.BoardID == "") == (s.PlaylistID == "") {
		w.Add("body.board_id", "required", "names a board or a playlist, and not both")
	}
	return w.Err("telephony.floor.screen_invalid", "The screen link has wrong values.")
}

// open reports whether the link may be used.
func (s *Screen) open(nowMs int64) bool { return s.RevokedMs == 0 && nowMs < s.ExpiresMs }
