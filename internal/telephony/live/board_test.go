package live

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

func TestBoardsStandOnTheirGrid(t *testing.T) {
	good := Board{Name: "大屏", Theme: "dark", Blocks: []Block{{ID: "a", Type: "number", W: 3, H: 2}, {ID: "b", Type: "queues", X: 3, W: 9, H: 8}}}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Board){
		"no name":       func(b *Board) { b.Name = " " },
		"another theme": func(b *Board) { b.Theme = "pink" },
		"overlap":       func(b *Board) { b.Blocks[1].X = 2 },
		"off the grid":  func(b *Board) { b.Blocks[1].W = 10 },
		"same id":       func(b *Board) { b.Blocks[1].ID = "a" },
		"unknown type":  func(b *Board) { b.Blocks[0].Type = "pie" },
	} {
		b := good
		b.Blocks = append([]Block{}, good.Blocks...)
		change(&b)
		if err := b.check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAScreenLinkExpiresAndIsRevoked(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		ctx := h.ctx()
		b, err := h.SaveBoard(ctx, Board{Name: "大厅", Theme: "dark", Blocks: []Block{{ID: "a", Type: "number", W: 3, H: 2, Config: json.RawMessage(`{"metric":"waiting"}`)}}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.SaveBoard(ctx, Board{Name: "大厅 ", Theme: "dark"}, 0); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same name: %v", err)
		}
		b.Name = "一楼大厅"
		changed, err := h.SaveBoard(ctx, b, 1)
		if err != nil || changed.Rev != 2 {
			t.Fatalf("%+v %v", changed, err)
		}
		if _, err := h.SaveBoard(ctx, b, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale: %v", err)
		}
		p, err := h.SavePlaylist(ctx, Playlist{Name: "轮播", Entries: []Entry{{b.ID, 20}, {b.ID, 30}}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.SavePlaylist(ctx, Playlist{Name: "空", Entries: []Entry{{"none", 20}}}, 0); !fault.Is(err, fault.NotFound) {
			t.Errorf("a board that is not there: %v", err)
		}
		if err := h.RemoveBoard(ctx, b.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a board of a playlist: %v", err)
		}
		if _, _, err := h.AddScreen(ctx, Screen{Name: "x", BoardID: b.ID, PlaylistID: p.ID}, 1); !fault.Is(err, fault.Invalid) {
			t.Errorf("both: %v", err)
		}
		x, token, err := h.AddScreen(ctx, Screen{Name: "前台", PlaylistID: p.ID}, 2)
		if err != nil || token == "" {
			t.Fatal(err)
		}
		shown, err := h.Screen(t.Context(), token)
		if err != nil || len(shown.Shows) != 2 || shown.Shows[1].Seconds != 30 || shown.Shows[0].Board.Name != "一楼大厅" {
			t.Fatalf("%+v %v", shown, err)
		}
		sub, held, err := h.FollowScreen(t.Context(), token)
		if err != nil || !held() {
			t.Fatal(err)
		}
		defer h.Leave(sub)
		for _, wrong := range []string{"", "x", token + "x"} {
			if _, err := h.Screen(t.Context(), wrong); !fault.Is(err, fault.NotFound) {
				t.Errorf("token %q: %v", wrong, err)
			}
		}
		h.clk.at = h.clk.at.Add(49 * time.Hour)
		if _, err := h.Screen(t.Context(), token); !fault.Is(err, fault.NotFound) || held() {
			t.Errorf("expired: %v", err)
		}
		h.clk.at = h.clk.at.Add(-48 * time.Hour)
		if !held() {
			t.Error("it holds again before its end")
		}
		if err := h.RevokeScreen(ctx, x.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.FollowScreen(t.Context(), token); !fault.Is(err, fault.NotFound) || held() {
			t.Errorf("revoked: %v", err)
		}
	})
}
