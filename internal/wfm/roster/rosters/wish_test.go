package rosters_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
	"github.com/lingting/lingting/internal/wfm/roster/rosters/rosterstest"
)

var own = []string{rosters.PermissionOwn}

// Wishes are taken until the round closes, a roster keeps what it can, and tells whose
// it could not.
func TestWishes(t *testing.T) {
	rosterstest.OnBoth(t, func(t *testing.T, c *rosterstest.Centre) {
		must := rosterstest.Must[roster.WishRound]
		in := roster.WishRoundRequest{Name: "十二月", FirstOn: "2026-11-30", LastOn: "2026-12-06", CloseOn: "2026-11-27", Most: 2}
		r := must(c.Setup.SaveRound(c.Ctx, "", in, -1))
		if again := must(c.Setup.SaveRound(c.Ctx, "", in, -1)); again.ID != r.ID || !r.Open {
			t.Errorf("twice: %+v", again)
		}
		for _, bad := range []roster.WishRoundRequest{{}, {Name: "x", FirstOn: "2026-12-01", LastOn: "2026-12-08", CloseOn: "2026-11-27", Most: 2}, {Name: "x", FirstOn: "2026-12-10", LastOn: "2026-12-12", CloseOn: "2026-12-10", Most: 0}} {
			if _, err := c.Setup.SaveRound(c.Ctx, "", bad, -1); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		monday := rosterstest.Monday.Add(7)
		wishes := []roster.DayWish{{On: monday.Add(1), Kind: roster.WishOff, Strength: 3}, {On: monday, Kind: roster.WishNot, TypeID: c.Type.ID, Strength: 3}}
		rosterstest.Must(c.Setup.Wish(c.As(0, own), r.ID, wishes))
		rosterstest.Must(c.Setup.Wish(c.As(1, own), r.ID, []roster.DayWish{{On: monday.Add(2), Kind: roster.WishShift, TypeID: c.Type.ID, Strength: 3}}))
		for _, bad := range [][]roster.DayWish{append(wishes, roster.DayWish{On: monday.Add(3), Kind: roster.WishOff, Strength: 1}), {{On: monday.Add(-1), Kind: "x", Strength: 4}}, {{On: monday, Kind: roster.WishShift, TypeID: "none", Strength: 1}}} {
			if _, err := c.Setup.Wish(c.As(0, own), r.ID, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		made := rosterstest.Asked("有意愿")
		made.FirstOn, made.Moves = "2026-11-30", 4000
		rosterstest.Must(c.Rosters.Make(c.Ctx, "r2", made, nil))
		kept := rosterstest.Must(c.Rosters.WishesKept(c.Ctx, "r2"))
		if len(kept) != 2 || kept[0].Total+kept[1].Total != 3 || kept[0].Kept+kept[1].Kept != 3 {
			t.Errorf("strong wishes that cost little are kept: %+v", kept)
		}
		// What is published knows nothing of them.
		mine := rosterstest.Must(c.Rosters.OwnWishes(c.As(0, own)))
		if len(mine.Rounds) != 1 || len(mine.Rounds[0].Mine) != 2 || !mine.Rounds[0].Mine[0].Known || mine.Rounds[0].Mine[0].Kept {
			t.Errorf("one's own: %+v", mine.Rounds)
		}
		c.Clock.Set(5 * 24)
		if _, err := c.Setup.Wish(c.As(0, own), r.ID, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("after it closed: %v", err)
		}
		if err := c.Setup.DropRound(c.Ctx, r.ID); err != nil || len(rosterstest.Must(c.Setup.WishesOver(c.Ctx, monday, monday.Add(6)))) != 0 {
			t.Errorf("dropped: %v", err)
		}
	})
}

// A feed gives the own published shifts to who knows its secret, until it is revoked.
func TestFeed(t *testing.T) {
	rosterstest.OnBoth(t, func(t *testing.T, c *rosterstest.Centre) {
		me := c.As(0, own)
		if f := rosterstest.Must(c.Rosters.OwnFeed(me)); f.MadeMs != 0 || f.PersonID == "" {
			t.Errorf("%+v", f)
		}
		read := func(key string) string {
			var out bytes.Buffer
			w, err := c.Rosters.Calendar(t.Context(), key)
			if err != nil {
				return codeOf(err)
			}
			if _, err := w.WriteTo(&out); err != nil {
				t.Error(err)
			}
			return out.String()
		}
		f := rosterstest.Must(c.Rosters.MakeFeed(me))
		text := read(f.Key)
		if strings.Count(text, "BEGIN:VEVENT") != 10 || !strings.Contains(text, "DTSTART:20261123T010000Z\r\nDTEND:20261123T090000Z") || !strings.Contains(text, "SUMMARY:A1 日班") {
			t.Errorf("%s", text)
		}
		if got := rosterstest.Must(c.Rosters.OwnFeed(me)); got.Key != "" || got.ReadMs == 0 {
			t.Errorf("%+v", got)
		}
		again := rosterstest.Must(c.Rosters.MakeFeed(me))
		if read(f.Key) != "roster.own.no_feed" || read("") != "roster.own.no_feed" || read(again.Key) != text {
			t.Error("the old key is of use, or the new one is not")
		}
		if err := c.Rosters.DropFeed(me); err != nil || read(again.Key) != "roster.own.no_feed" {
			t.Errorf("revoked: %v", err)
		}
		if err := c.Rosters.DropFeed(me); err != nil {
			t.Error(err)
		}
	})
}
