package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qGoals     = sqldb.Q(`select goals, rev from live_goal where id = 'centre'`)
	qGoalsSave = sqldb.Q(`insert into live_goal (id, goals, rev, changed_ms) values ('centre', $1, $2, $3)
		on conflict (id) do update set goals = excluded.goals, rev = excluded.rev, changed_ms = excluded.changed_ms`)
)

type versioned struct {
	text string
	rev  int64
}

func scanVersioned(r sqldb.Row) (v versioned, err error) {
	err = r.Scan(&v.text, &v.rev)
	return v, err
}

func loadGoals(ctx context.Context, tx *sqldb.Tx) (g Goals, rev int64, err error) {
	v, err := sqldb.One(ctx, tx, qGoals, scanVersioned)
	if errors.Is(err, sqldb.ErrNotFound) {
		return g, 0, nil
	}
	if err != nil {
		return g, 0, err
	}
	if err := json.Unmarshal([]byte(v.text), &g); err != nil {
		return g, 0, fmt.Errorf("the targets of the floor cannot be read: %w", err)
	}
	return g, v.rev, nil
}

func saveGoals(ctx context.Context, tx *sqldb.Tx, g Goals, rev, nowMs int64) error {
	text, err := json.Marshal(g)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qGoalsSave, string(text), rev, nowMs)
	return err
}

var (
	qBoards      = sqldb.Q(`select id, name, layout, rev, changed_ms, changed_by from live_board order by name_fold, id`)
	qBoard       = sqldb.Q(`select id, name, layout, rev, changed_ms, changed_by from live_board where id = $1`)
	qBoardAdd    = sqldb.Q(`insert into live_board (id, name, name_fold, layout, rev, changed_ms, changed_by) values ($1, $2, $3, $4, 1, $5, $6) on conflict (name_fold) do nothing`)
	qBoardSave   = sqldb.Q(`update live_board set name = $1, name_fold = $2, layout = $3, rev = rev + 1, changed_ms = $4, changed_by = $5 where id = $6 and rev = $7`)
	qBoardRemove = sqldb.Q(`delete from live_board where id = $1`)

	qPlaylists      = sqldb.Q(`select id, name, entries, rev from live_playlist order by name_fold, id`)
	qPlaylist       = sqldb.Q(`select id, name, entries, rev from live_playlist where id = $1`)
	qPlaylistAdd    = sqldb.Q(`insert into live_playlist (id, name, name_fold, entries, rev, changed_ms) values ($1, $2, $3, $4, 1, $5) on conflict (name_fold) do nothing`)
	qPlaylistSave   = sqldb.Q(`update live_playlist set name = $1, name_fold = $2, entries = $3, rev = rev + 1, changed_ms = $4 where id = $5 and rev = $6`)
	qPlaylistRemove = sqldb.Q(`delete from live_playlist where id = $1`)

	qScreens      = sqldb.Q(`select id, name, board_id, playlist_id, scope, created_ms, created_by, expires_ms, revoked_ms, used_ms from live_kiosk order by created_ms desc, id desc`)
	qScreen       = sqldb.Q(`select id, name, board_id, playlist_id, scope, created_ms, created_by, expires_ms, revoked_ms, used_ms from live_kiosk where id = $1`)
	qScreenByHash = sqldb.Q(`select id, name, board_id, playlist_id, scope, created_ms, created_by, expires_ms, revoked_ms, used_ms from live_kiosk where token_hash = $1`)
	qScreenAdd    = sqldb.Q(`insert into live_kiosk (id, name, token_hash, board_id, playlist_id, scope, created_ms, created_by, expires_ms, revoked_ms, used_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)`)
	qScreenRevoke = sqldb.Q(`update live_kiosk set revoked_ms = $1 where id = $2 and revoked_ms = 0`)
	qScreenUsed   = sqldb.Q(`update live_kiosk set used_ms = $1 where id = $2`)
)

// layout is what is kept of a board in one text.
type layout struct {
	Theme  string  `json:"theme"`
	Blocks []Block `json:"blocks"`
}

func scanBoard(r sqldb.Row) (b Board, err error) {
	var text string
	if err := r.Scan(&b.ID, &b.Name, &text, &b.Rev, &b.ChangedMs, &b.ChangedBy); err != nil {
		return b, err
	}
	var l layout
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return b, fmt.Errorf("the board %s cannot be read: %w", b.ID, err)
	}
	b.Theme, b.Blocks = l.Theme, l.Blocks
	return b, nil
}

func loadBoards(ctx context.Context, tx *sqldb.Tx) ([]Board, error) {
	return sqldb.All(ctx, tx, qBoards, scanBoard)
}

func loadBoard(ctx context.Context, tx *sqldb.Tx, id string) (Board, error) {
	return sqldb.One(ctx, tx, qBoard, scanBoard, id)
}

// addBoard reports whether the name was free.
func addBoard(ctx context.Context, tx *sqldb.Tx, b Board) (bool, error) {
	text, err := json.Marshal(layout{b.Theme, b.Blocks})
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qBoardAdd, b.ID, b.Name, sqldb.Fold(b.Name), string(text), b.ChangedMs, b.ChangedBy)
	return n == 1, err
}

// saveBoard reports whether the board still had the revision.
func saveBoard(ctx context.Context, tx *sqldb.Tx, b Board) (bool, error) {
	text, err := json.Marshal(layout{b.Theme, b.Blocks})
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qBoardSave, b.Name, sqldb.Fold(b.Name), string(text), b.ChangedMs, b.ChangedBy, b.ID, b.Rev)
	return n == 1, err
}

func removeBoard(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qBoardRemove, id)
	return err
}

func scanPlaylist(r sqldb.Row) (p Playlist, err error) {
	var text string
	if err := r.Scan(&p.ID, &p.Name, &text, &p.Rev); err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(text), &p.Entries); err != nil {
		return p, fmt.Errorf("the playlist %s cannot be read: %w", p.ID, err)
	}
	return p, nil
}

func loadPlaylists(ctx context.Context, tx *sqldb.Tx) ([]Playlist, error) {
	return sqldb.All(ctx, tx, qPlaylists, scanPlaylist)
}

func loadPlaylist(ctx context.Context, tx *sqldb.Tx, id string) (Playlist, error) {
	return sqldb.One(ctx, tx, qPlaylist, scanPlaylist, id)
}

func addPlaylist(ctx context.Context, tx *sqldb.Tx, p Playlist, nowMs int64) (bool, error) {
	text, err := json.Marshal(p.Entries)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qPlaylistAdd, p.ID, p.Name, sqldb.Fold(p.Name), string(text), nowMs)
	return n == 1, err
}

func savePlaylist(ctx context.Context, tx *sqldb.Tx, p Playlist, nowMs int64) (bool, error) {
	text, err := json.Marshal(p.Entries)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qPlaylistSave, p.Name, sqldb.Fold(p.Name), string(text), nowMs, p.ID, p.Rev)
	return n == 1, err
}

func removePlaylist(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qPlaylistRemove, id)
	return err
}

func scanScreen(r sqldb.Row) (s Screen, err error) {
	var scope string
	if err := r.Scan(&s.ID, &s.Name, &s.BoardID, &s.PlaylistID, &scope, &s.CreatedMs, &s.CreatedBy, &s.ExpiresMs, &s.RevokedMs, &s.UsedMs); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(scope), &s.scope)
}

func loadScreens(ctx context.Context, tx *sqldb.Tx) ([]Screen, error) {
	return sqldb.All(ctx, tx, qScreens, scanScreen)
}

func loadScreen(ctx context.Context, tx *sqldb.Tx, id string) (Screen, error) {
	return sqldb.One(ctx, tx, qScreen, scanScreen, id)
}

func loadScreenByHash(ctx context.Context, tx *sqldb.Tx, hash string) (Screen, error) {
	return sqldb.One(ctx, tx, qScreenByHash, scanScreen, hash)
}

func addScreen(ctx context.Context, tx *sqldb.Tx, s Screen, hash string) error {
	scope, err := json.Marshal(s.scope)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qScreenAdd, s.ID, s.Name, hash, s.BoardID, s.PlaylistID, string(scope), s.CreatedMs, s.CreatedBy, s.ExpiresMs)
	return err
}

func revokeScreen(ctx context.Context, tx *sqldb.Tx, id string, nowMs int64) (bool, error) {
	n, err := tx.Exec(ctx, qScreenRevoke, nowMs, id)
	return n == 1, err
}

func useScreen(ctx context.Context, tx *sqldb.Tx, id string, nowMs int64) error {
	_, err := tx.Exec(ctx, qScreenUsed, nowMs, id)
	return err
}
