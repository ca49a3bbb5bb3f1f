package sources

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

// logLine is a line of a queue_log with its instant in seconds.
type logLine struct {
	at   int64
	text string
}

// generatedDay is nine hours of a small centre as its switch would log them:
// every outcome, missed offers, transfers between queues, sign-ins and pauses,
// and, when asked, a crash in the middle. It ends before now.
func generatedDay(seed uint64, crash bool) []logLine {
	rnd := rand.New(rand.NewPCG(seed, 81))
	begin := time.Now().Truncate(time.Second).Add(-11 * time.Hour).Unix()
	const length = 9 * 3600
	crashAt := int64(0)
	if crash {
		crashAt = begin + length/2
	}
	var out []logLine
	put := func(at int64, call, queue, agent, event string, data ...any) {
		text := fmt.Sprintf("%d|%s|%s|%s|%s", at, call, queue, agent, event)
		for _, d := range data {
			text += fmt.Sprintf("|%v", d)
		}
		out = append(out, logLine{at, text})
	}
	queues := []string{"sales", "service", "complaints"}
	agents := make([]string, 12)
	for i := range agents {
		agents[i] = fmt.Sprintf("Agent %02d", i)
	}
	in := func(at int64) {
		for i, a := range agents {
			for k, q := range queues {
				if (i+k)%3 != 0 {
					put(at+int64(i*7), "REALTIME", q, a, "ADDMEMBER", "")
				}
			}
		}
	}
	in(begin - 600)
	if crash {
		put(crashAt, "NONE", "NONE", "NONE", "QUEUESTART", "")
		in(crashAt + 5)
	}
	for i, a := range agents {
		for t := begin + int64(600+i*40); t < begin+length; t += 5400 {
			if crash && t <= crashAt+120 && t+400 >= crashAt {
				continue
			}
			reason := []string{"小休", "lunch", "training"}[rnd.IntN(3)]
			for k, q := range queues {
				if (i+k)%3 != 0 {
					put(t, "NONE", q, a, "PAUSE", reason)
					put(t+240, "NONE", q, a, "UNPAUSE", "")
				}
			}
		}
		for k, q := range queues {
			if (i+k)%3 != 0 {
				put(begin+length+1800+int64(i), "REALTIME", q, a, "REMOVEMEMBER", "")
			}
		}
	}
	for n := 0; n < 1200; n++ {
		at := begin + rnd.Int64N(length)
		call := fmt.Sprintf("pbx-%d.%d", at, n)
		queue := queues[rnd.IntN(3)]
		for hop := 0; hop < 2; hop++ {
			wait, talk, ring := rnd.Int64N(90), 10+rnd.Int64N(400), 1+rnd.Int64N(8)
			agent := agents[rnd.IntN(len(agents))]
			put(at, call, queue, "NONE", "ENTERQUEUE", "", fmt.Sprintf("1380000%04d", n), 1)
			if rnd.IntN(5) == 0 && wait > 20 {
				put(at+15, call, queue, agents[rnd.IntN(len(agents))], "RINGNOANSWER", 12000)
			}
			left := at + wait
			switch x := rnd.IntN(20); {
			case x < 12:
				wait = max(wait, ring)
				put(at+wait, call, queue, agent, "CONNECT", wait, call+"b", ring)
				put(at+wait+talk, call, queue, agent, []string{"COMPLETECALLER", "COMPLETEAGENT"}[rnd.IntN(2)], wait, talk, 1)
			case x < 13:
				wait = max(wait, ring)
				put(at+wait, call, queue, agent, "CONNECT", wait, call+"b", ring)
				put(at+wait+talk, call, queue, agent, "BLINDTRANSFER", "700", "from-queue", wait, talk, 1)
				at, queue = at+wait+talk+2, queues[rnd.IntN(3)]
				continue
			case x < 16:
				put(left, call, queue, "NONE", "ABANDON", 1, 1, wait)
			case x < 18:
				put(left, call, queue, "NONE", "EXITWITHTIMEOUT", 1, 1, wait)
			case x < 19:
				put(left, call, queue, "NONE", "EXITEMPTY", 1, 1, wait)
			default:
				put(left, call, queue, "NONE", "EXITWITHKEY", 1, 1, 1, wait)
			}
			break
		}
	}
	slices.SortStableFunc(out, func(a, b logLine) int { return int(a.at - b.at) })
	if crash { // what was open when it crashed was never ended
		cut := map[string]bool{}
		for _, l := range out {
			if f := strings.Split(l.text, "|"); l.at <= crashAt && strings.HasPrefix(f[1], "pbx-") {
				cut[f[1]] = true
			}
		}
		out = slices.DeleteFunc(out, func(l logLine) bool { return l.at > crashAt && cut[strings.Split(l.text, "|")[1]] })
	}
	return out
}

func eventsOf(t testing.TB, lines []logLine) []telephony.Event {
	t.Helper()
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text + "\n")
	}
	in, err := adapter.Open(adapter.KindQueueLog, strings.NewReader(b.String()), adapter.Options{Source: "pbx"})
	if err != nil {
		t.Fatal(err)
	}
	var out []telephony.Event
	for {
		it, err := in.Next()
		if err == io.EOF { //nolint:errorlint // the reader gives it as it is
			return out
		}
		if err != nil || it.Bad != nil {
			t.Fatal(err, it.Bad)
		}
		out = append(out, it.Events...)
	}
}

// bankLines is a day of the bank's log as lines.
func bankLines(t testing.TB, day string) []logLine {
	t.Helper()
	var out []logLine
	for _, e := range bankDay(t, day) {
		out = append(out, logLine{e.At / 1000, e.Raw})
	}
	return out
}
