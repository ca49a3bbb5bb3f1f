package sources

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// A real bank's day, played by a FreeSWITCH in small parts, with pauses,
// repeated and in the wrong order, gives the numbers of the queue_log.
func TestADayOverESLGivesTheNumbersOfTheQueueLog(t *testing.T) {
	const day = "1999-02-02"
	lines := bankLines(t, day)
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		want := open(t, sqldbtest.Open(t, db.Engine()), bankZone)
		want.tell("bank", "queue-log", bankDay(t, day))
		r := open(t, db, bankZone)
		f := newFreeswitch(t, lines, manners{chunked: true, slow: true, repeat: true, mix: true})
		r.runs()
		src := r.connect("bank", KindESL, Settings{Address: f.ln.Addr().String()})
		f.awaited(1)
		f.playAll(lines)
		r.quiet()
		same(t, "over ESL", r.numbers(day), want.numbers(day))
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
	lines := eslDay()
	const zone = "Asia/Shanghai"
	day := dayOfLines(lines, zone)
	db := sqldbtest.Open(t, sqldb.SQLite)
	want := open(t, sqldbtest.Open(t, sqldb.SQLite), zone)
	want.tell("pbx", "queue-log", eventsOf(t, lines))
	r := open(t, db, zone)
	r.sweep = 300 * time.Millisecond
	f := newFreeswitch(t, lines, manners{chunked: true, repeat: true, mix: true})
	r.runs()
	src := r.connect("pbx", KindESL, Settings{Address: f.ln.Addr().String()})
	f.awaited(1)
	f.playAll(lines[:len(lines)/2])
	time.Sleep(500 * time.Millisecond) // the switch has sent it all; now the line breaks
	f.drop()
	f.awaited(2)
	f.playAll(lines[len(lines)/2:])
	r.quiet()
	// Who hung up is not told by a FreeSWITCH.
	comparable := func(m map[string]string) map[string]string {
		maps.DeleteFunc(m, func(k, _ string) bool { return strings.Contains(k, "hangup") })
		return m
	}
	same(t, "a generated day over ESL", comparable(r.numbers(day)), comparable(want.numbers(day)))
	src = r.heard(src.ID, func(s Source) bool { return s.Status.Reconnects == 1 })
	if src.Status.State != StateConnected {
		t.Errorf("%+v", src.Status)
	}
}
