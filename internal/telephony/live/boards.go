package live

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Boards lists the wallboards, by name.
func (s *Service) Boards(ctx context.Context) ([]Board, error) {
	return readAll(ctx, s, loadBoards)
}

// Playlists lists the playlists, by name.
func (s *Service) Playlists(ctx context.Context) ([]Playlist, error) {
	return readAll(ctx, s, loadPlaylists)
}

func readAll[T any](ctx context.Context, s *Service, load func(context.Context, *sqldb.Tx) ([]T, error)) (out []T, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = load(ctx, tx)
		return err
	})
	return out, err
}

// Board is one wallboard.
func (s *Service) Board(ctx context.Context, boardID string) (b Board, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return b, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		b, err = loadBoard(ctx, tx, boardID)
		return orMissing(err, "telephony.floor.board_not_found", "There is no such wallboard.")
	})
	return b, err
}

// SaveBoard makes a board, when it has no id, or replaces one; rev is the
// revision the caller has read, 0 when it does not say.
func (s *Service) SaveBoard(ctx context.Context, b Board, rev int64) (Board, error) {
	if err := manage(ctx); err != nil {
		return b, err
	}
	b.Name = strings.TrimSpace(b.Name)
	if b.Blocks == nil {
		b.Blocks = []Block{}
	}
	if err := b.check(); err != nil {
		return b, err
	}
	actor, _ := authz.From(ctx)
	b.ChangedMs, b.ChangedBy = clock.Ms(s.clk), actor.Name
	taken := fault.Conflictf("telephony.floor.board_taken", "There is a wallboard of this name; choose another.").WithField("body.name", "taken", "is taken")
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if b.ID == "" {
			b.ID, b.Rev = id.New(s.clk), 1
			if added, err := addBoard(ctx, tx, b); err != nil || !added {
				return errors.Join(err, taken)
			}
			return s.changed(ctx, tx, authz.Entry{Action: "live.board.create", Object: "board", ObjectID: b.ID, After: b})
		}
		old, err := loadBoard(ctx, tx, b.ID)
		if err != nil {
			return orMissing(err, "telephony.floor.board_not_found", "There is no such wallboard.")
		}
		if rev != 0 && rev != old.Rev {
			return stale()
		}
		all, err := loadBoards(ctx, tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(o Board) bool { return o.ID != b.ID && sqldb.Fold(o.Name) == sqldb.Fold(b.Name) }) {
			return taken
		}
		b.Rev = old.Rev
		if ok, err := saveBoard(ctx, tx, b); err != nil || !ok {
			return errors.Join(err, stale())
		}
		b.Rev++
		return s.changed(ctx, tx, authz.Entry{Action: "live.board.update", Object: "board", ObjectID: b.ID, Before: old, After: b})
	})
	return b, err
}

// RemoveBoard deletes a board that no playlist and no open link shows.
func (s *Service) RemoveBoard(ctx context.Context, boardID string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		old, err := loadBoard(ctx, tx, boardID)
		if errors.Is(err, sqldb.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		lists, err := loadPlaylists(ctx, tx)
		if err != nil {
			return err
		}
		screens, err := loadScreens(ctx, tx)
		if err != nil {
			return err
		}
		now := clock.Ms(s.clk)
		if slices.ContainsFunc(lists, func(p Playlist) bool {
			return slices.ContainsFunc(p.Entries, func(e Entry) bool { return e.BoardID == boardID })
		}) || slices.ContainsFunc(screens, func(x Screen) bool { return x.BoardID == boardID && x.open(now) }) {
			return fault.Conflictf("telephony.floor.board_in_use", "A playlist or a screen link shows this wallboard; take it out there first.")
		}
		if err := removeBoard(ctx, tx, boardID); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "live.board.delete", Object: "board", ObjectID: boardID, Before: old})
	})
}

// SavePlaylist makes a playlist, when it has no id, or replaces one.
func (s *Service) SavePlaylist(ctx context.Context, p Playlist, rev int64) (Playlist, error) {
	if err := manage(ctx); err != nil {
		return p, err
	}
	p.Name = strings.TrimSpace(p.Name)
	if err := p.check(); err != nil {
		return p, err
	}
	taken := fault.Conflictf("telephony.floor.playlist_taken", "There is a playlist of this name; choose another.").WithField("body.name", "taken", "is taken")
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		for _, e := range p.Entries {
			if _, err := loadBoard(ctx, tx, e.BoardID); err != nil {
				return orMissing(err, "telephony.floor.board_not_found", "There is no such wallboard.")
			}
		}
		if p.ID == "" {
			p.ID, p.Rev = id.New(s.clk), 1
			if added, err := addPlaylist(ctx, tx, p, clock.Ms(s.clk)); err != nil || !added {
				return errors.Join(err, taken)
			}
			return s.changed(ctx, tx, authz.Entry{Action: "live.playlist.create", Object: "playlist", ObjectID: p.ID, After: p})
		}
		old, err := loadPlaylist(ctx, tx, p.ID)
		if err != nil {
			return orMissing(err, "telephony.floor.playlist_not_found", "There is no such playlist.")
		}
		if rev != 0 && rev != old.Rev {
			return stale()
		}
		all, err := loadPlaylists(ctx, tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(o Playlist) bool { return o.ID != p.ID && sqldb.Fold(o.Name) == sqldb.Fold(p.Name) }) {
			return taken
		}
		p.Rev = old.Rev
		if ok, err := savePlaylist(ctx, tx, p, clock.Ms(s.clk)); err != nil || !ok {
			return errors.Join(err, stale())
		}
		p.Rev++
		return s.changed(ctx, tx, authz.Entry{Action: "live.playlist.update", Object: "playlist", ObjectID: p.ID, Before: old, After: p})
	})
	return p, err
}

// RemovePlaylist deletes a playlist that no open link shows.
func (s *Service) RemovePlaylist(ctx context.Context, playlistID string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		old, err := loadPlaylist(ctx, tx, playlistID)
		if errors.Is(err, sqldb.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		screens, err := loadScreens(ctx, tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(screens, func(x Screen) bool { return x.PlaylistID == playlistID && x.open(clock.Ms(s.clk)) }) {
			return fault.Conflictf("telephony.floor.board_in_use", "A playlist or a screen link shows this wallboard; take it out there first.")
		}
		if err := removePlaylist(ctx, tx, playlistID); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "live.playlist.delete", Object: "playlist", ObjectID: playlistID, Before: old})
	})
}

// Screens lists the links for screens, the newest first. Tokens are not kept.
func (s *Service) Screens(ctx context.Context) ([]Screen, error) {
	if err := manage(ctx); err != nil {
		return nil, err
	}
	return readAll(ctx, s, loadScreens)
}

// AddScreen makes a link that holds for some days and gives its token, which
// is shown this once.
func (s *Service) AddScreen(ctx context.Context, x Screen, days int) (Screen, string, error) {
	if err := manage(ctx); err != nil {
		return x, "", err
	}
	x.Name = strings.TrimSpace(x.Name)
	if err := x.check(days); err != nil {
		return x, "", err
	}
	actor, _ := authz.From(ctx)
	now := clock.Ms(s.clk)
	x.ID, x.CreatedMs, x.CreatedBy, x.ExpiresMs, x.scope = id.New(s.clk), now, actor.Name, now+int64(days)*24*3_600_000, actor.Scope
	token := rand.Text() + rand.Text()
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := s.entriesOf(ctx, tx, x); err != nil {
			return err
		}
		if err := addScreen(ctx, tx, x, hashOf(token)); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "live.screen.create", Object: "screen", ObjectID: x.ID, After: x})
	})
	return x, token, err
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// RevokeScreen ends a link. One that is revoked already is no error.
func (s *Service) RevokeScreen(ctx context.Context, screenID string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		old, err := loadScreen(ctx, tx, screenID)
		if errors.Is(err, sqldb.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if done, err := revokeScreen(ctx, tx, screenID, clock.Ms(s.clk)); err != nil || !done {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "live.screen.revoke", Object: "screen", ObjectID: screenID, Before: old})
	})
}

// Show is one board of a screen and for how long it stands.
type Show struct {
	Board   Board `json:"board"`
	Seconds int   `json:"seconds" doc:"0: it stays"`
}

// Shown is what a screen shows.
type Shown struct {
	Name      string      `json:"name"`
	ExpiresMs int64       `json:"expires_ms"`
	Timezone  string      `json:"timezone"`
	Locale    string      `json:"locale"`
	Shows     []Show      `json:"shows"`
	Teams     []org.Named `json:"teams"`
}

// Screen gives what the link of a token shows.
func (s *Service) Screen(ctx context.Context, token string) (Shown, error) {
	var out Shown
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		x, err := s.admit(ctx, tx, token)
		if err != nil {
			return err
		}
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		out = Shown{Name: x.Name, ExpiresMs: x.ExpiresMs, Timezone: centre.Timezone, Locale: centre.Locale, Teams: []org.Named{}}
		for _, t := range dir.Teams {
			out.Teams = append(out.Teams, org.Named{ID: t.ID, Name: t.Name})
		}
		if out.Shows, err = s.entriesOf(ctx, tx, x); err != nil {
			return err
		}
		return useScreen(ctx, tx, x.ID, clock.Ms(s.clk))
	})
	return out, err
}

// admit finds the link of a token, when it may be used.
func (s *Service) admit(ctx context.Context, tx *sqldb.Tx, token string) (Screen, error) {
	refused := fault.NotFoundf("telephony.floor.screen_token", "This screen link does not exist, has expired or was revoked.")
	if token == "" {
		return Screen{}, refused
	}
	x, err := loadScreenByHash(ctx, tx, hashOf(token))
	if errors.Is(err, sqldb.ErrNotFound) || err == nil && !x.open(clock.Ms(s.clk)) {
		return x, refused
	}
	return x, err
}

// entriesOf are the boards a link shows.
func (s *Service) entriesOf(ctx context.Context, tx *sqldb.Tx, x Screen) ([]Show, error) {
	entries := []Entry{{BoardID: x.BoardID}}
	if x.PlaylistID != "" {
		p, err := loadPlaylist(ctx, tx, x.PlaylistID)
		if err != nil {
			return nil, orMissing(err, "telephony.floor.playlist_not_found", "There is no such playlist.")
		}
		entries = p.Entries
	}
	out := make([]Show, 0, len(entries))
	for _, e := range entries {
		b, err := loadBoard(ctx, tx, e.BoardID)
		if err != nil {
			return nil, orMissing(err, "telephony.floor.board_not_found", "There is no such wallboard.")
		}
		out = append(out, Show{b, e.Seconds})
	}
	return out, nil
}

// FollowScreen joins the pages of a screen; held reports whether its link
// still holds.
func (s *Service) FollowScreen(ctx context.Context, token string) (sub *Subscriber, held func() bool, err error) {
	check := func(ctx context.Context) (x Screen, err error) {
		err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
			x, err = s.admit(ctx, tx, token)
			return err
		})
		return x, err
	}
	x, err := check(ctx)
	if err != nil {
		return nil, nil, err
	}
	return s.pages.join(sight{x.scope}), func() bool {
		_, err := check(ctx)
		return err == nil
	}, nil
}
