package demo

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/telephony/live"
)

// boards are the wallboards that hang in the centre.
func boards(c Centre, have known) []live.Board {
	hall := live.Board{Name: "大厅总览", Theme: "dark", Blocks: []live.Block{
		block("clock", 0, 0, 2, 1, nil),
		block("text", 2, 0, 10, 1, map[string]any{"text": c.Name}),
		block("number", 0, 1, 2, 2, map[string]any{"metric": "waiting"}),
		block("number", 2, 1, 2, 2, map[string]any{"metric": "longest"}),
		block("target", 4, 1, 3, 2, map[string]any{"metric": "level"}),
		block("target", 7, 1, 3, 2, map[string]any{"metric": "abandon"}),
		block("number", 10, 1, 2, 2, map[string]any{"metric": "ready"}),
		block("queues", 0, 3, 7, 3, nil),
		block("trend", 7, 3, 5, 3, map[string]any{"metric": "offered"}),
		block("states", 0, 6, 7, 1, nil),
		block("heat", 0, 7, 7, 1, nil),
		block("alarms", 7, 6, 5, 2, nil),
	}}
	out := []live.Board{hall}
	for _, t := range c.Teams {
		team := map[string]any{"team": have.teams[t.Code]}
		out = append(out, live.Board{Name: t.Name, Theme: "dark", Blocks: []live.Block{
			block("text", 0, 0, 10, 1, map[string]any{"text": t.Name}),
			block("clock", 10, 0, 2, 1, nil),
			block("states", 0, 1, 12, 1, team),
			block("tiles", 0, 2, 9, 6, team),
			block("over_limit", 9, 2, 3, 3, team),
			block("alarms", 9, 5, 3, 3, team),
		}})
	}
	return out
}

func block(kind string, x, y, w, h int, config map[string]any) live.Block {
	b := live.Block{ID: fmt.Sprintf("%s-%d-%d", kind, x, y), Type: kind, X: x, Y: y, W: w, H: h}
	if config != nil {
		b.Config, _ = json.Marshal(config) // words and numbers
	}
	return b
}

// SetUpBoards hangs the wallboards up and shows them in turn, unless there are
// some already.
func SetUpBoards(ctx context.Context, svc *live.Service, have known, c Centre) error {
	hung, err := svc.Boards(ctx)
	if err != nil || len(hung) > 0 {
		return err
	}
	turn := live.Playlist{Name: "大厅轮播"}
	for _, b := range boards(c, have) {
		made, err := svc.SaveBoard(ctx, b, 0)
		if err != nil {
			return fmt.Errorf("hang up the wallboard %s: %w", b.Name, err)
		}
		turn.Entries = append(turn.Entries, live.Entry{BoardID: made.ID, Seconds: 30})
	}
	_, err = svc.SavePlaylist(ctx, turn, 0)
	return err
}
