package sources

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// A real bank's day, played by a FreeSWITCH in small parts, with pauses,
// repeated and in the wrong order, gives the numbers of the queue_log.
func TestADayOverESLGivesTheNumbersOfTheQueueLog(t *testing.T) {
	t.Parallel()
	const day = "1999-02-02"
	lines := bankLines(t, day)
	want := expected(t, "bank", bankZone, day, "bank", bankDay(t, day))
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db, bankZone)
		f := newFreeswitch(t, lines, manners{chunked: true, slow: true, repeat: true, mix: true})
		r.runs()
		src := r.connect("bank", KindESL, Settings{Address: f.ln.Addr().String()})
		f.awaited(1)
		f.playAll(lines)
		r.comes("over ESL", day, want, nil)
		src = r.heard(src.ID, func(s Source) bool { return s.Status.State == StateConnected && s.Status.Events > 1000 })
		if src.Status.Reconnects != 0 || src.Status.Problem != "" {
			t.Errorf("%+v", src.Status)
		}
	})
}

// eslDay is what a FreeSWITCH can tell of a generated day: its agents sign in as a
// whole and it knows no transfers.
func eslDay() []logLine {
	var out []logLine
	seen := map[string]bool{}
	for _, l := range generatedDay(7, false) {
		f := strings.Split(l.text, "|")
		agentRow := map[string]string{"ADDMEMBER": "AGENTLOGIN", "REMOVEMEMBER": "AGENTLOGOFF", "PAUSE": "PAUSEALL", "UNPAUSE": "UNPAUSEALL"}[f[4]]
		switch {
		case agentRow != "":
			text := fmt.Sprintf("%d|NONE|NONE|%s|%s|", l.at, f[3], agentRow)
			if agentRow == "PAUSEALL" {
				text += "On Break"
			}
			if !seen[text] {
				out = append(out, logLine{l.at, text})
			}
			seen[text] = true
		case f[4] == "BLINDTRANSFER": // data: extension, context, hold, call
			out = append(out, logLine{l.at, strings.Join(f[:4], "|") + "|COMPLETECALLER|" + strings.Join(f[7:], "|")})
		default:
			out = append(out, l)
		}
	}
	return out
}

// The connection is broken while nothing is said and made again; what the
// lists hold is the same, so nothing is lost and nothing counted twice.
func TestAGeneratedDayOverESLWithABrokenConnection(t *testing.T) {
	t.Parallel()
	lines := eslDay()
	const zone = "Asia/Shanghai"
	day := dayOfLines(lines, zone)
	want := expected(t, fmt.Sprint("a generated day ", lines[0].at), zone, day, "pbx", eventsOf(t, lines))
	r := open(t, sqldbtest.Open(t, sqldb.SQLite), zone)
	r.pace.sweep = 300 * time.Millisecond
	f := newFreeswitch(t, lines, manners{chunked: true, repeat: true, mix: true})
	r.runs()
	src := r.connect("pbx", KindESL, Settings{Address: f.ln.Addr().String()})
	f.awaited(1)
	half := len(lines) / 2
	for !strings.Contains(lines[half].text, "|ENTERQUEUE|") {
		half++
	}
	f.playAll(lines[:half+1])
	entered := "contact " + strings.Split(lines[half].text, "|")[1] + " 0"
	r.until("the half of the day is told", func() bool { return r.contacts()[entered] != "" })
	f.drop()
	f.awaited(2)
	f.playAll(lines[half+1:])
	// Who hung up is not told by a FreeSWITCH.
	r.comes("a generated day over ESL", day, want, func(k, _ string) bool { return strings.Contains(k, "hangup") })
	src = r.heard(src.ID, func(s Source) bool { return s.Status.Reconnects == 1 })
	if src.Status.State != StateConnected {
		t.Errorf("%+v", src.Status)
	}
}
