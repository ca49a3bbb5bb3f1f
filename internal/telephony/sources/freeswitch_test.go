package sources

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// freeswitch is a scripted switch that speaks the event socket: it plays a log
// as the callcenter::info events a real one would send, and answers the list
// commands from where it stands.
type freeswitch struct {
	t    testing.TB
	ln   net.Listener
	rnd  *rand.Rand
	mu   sync.Mutex
	conn net.Conn // of the one who subscribed
	core string
	boot int64

	manners

	members map[string]*freeswitchMember // by call and queue
	agents  map[string]string
	since   map[string]int64
	stale   []string // rows the switch forgot to remove
	logins  int
	asked   int
}

type freeswitchMember struct {
	uuid, call, queue, agent, number string
	joined, bridged                  int64
}

func newFreeswitch(t testing.TB, lines []logLine, how manners) *freeswitch {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &freeswitch{t: t, ln: ln, manners: how, rnd: rand.New(rand.NewPCG(80, 21)), core: "core-1", boot: lines[0].at - 5000,
		members: map[string]*freeswitchMember{}, agents: map[string]string{}, since: map[string]int64{}}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go f.serve(c)
		}
	}()
	t.Cleanup(func() { _ = ln.Close(); f.drop() })
	return f
}

func (f *freeswitch) write(c net.Conn, text string) {
	for len(text) > 0 {
		n := len(text)
		if f.chunked || f.slow {
			n = min(n, 1+f.rnd.IntN(900))
		}
		if _, err := c.Write([]byte(text[:n])); err != nil {
			return
		}
		if f.slow && f.rnd.IntN(1500) == 0 {
			time.Sleep(30 * time.Millisecond)
		}
		text = text[n:]
	}
}

func (f *freeswitch) serve(c net.Conn) {
	in := bufio.NewReader(c)
	f.mu.Lock()
	f.write(c, "Content-Type: auth/request\n\n")
	f.mu.Unlock()
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		f.mu.Lock()
		f.answer(c, line)
		f.mu.Unlock()
	}
}

func (f *freeswitch) answer(c net.Conn, line string) {
	reply := func(text string) { f.write(c, "Content-Type: command/reply\nReply-Text: "+text+"\n\n") }
	body := func(text string) {
		f.write(c, fmt.Sprintf("Content-Type: api/response\nContent-Length: %d\n\n%s", len(text), text))
	}
	command, is := strings.CutPrefix(line, "api ")
	switch {
	case line == "auth s3cret":
		f.logins++
		reply("+OK accepted")
	case strings.HasPrefix(line, "auth "):
		reply("-ERR invalid")
	case strings.HasPrefix(line, "event plain"):
		f.conn = c
		reply("+OK event listener enabled plain")
	case !is:
		reply("-ERR command not found")
	case command == "uptime":
		body(strconv.FormatInt(time.Now().Unix()-f.boot, 10) + "\n")
	case command == "global_getvar core_uuid":
		body(f.core)
	case command == "callcenter_config agent list":
		text := "name|instance_id|uuid|type|contact|status|state|max_no_answer|last_status_change\n"
		for a, s := range f.agents {
			text += fmt.Sprintf("%s|single_box||callback|user/%s|%s|Waiting|3|%d\n", a, a, s, f.since[a])
		}
		body(text + "+OK\n")
	case command == "callcenter_config queue list":
		text := "name|strategy|moh_sound|time_base_score\n"
		seen := map[string]bool{"sales": true}
		for _, m := range f.members {
			seen[m.queue] = true
		}
		for q := range seen {
			text += q + "|longest-idle-agent|silence|queue\n"
		}
		body(text + "+OK\n")
	case strings.HasPrefix(command, "callcenter_config queue list members "):
		f.asked++
		queue := strings.TrimPrefix(command, "callcenter_config queue list members ")
		text := "queue|instance_id|uuid|session_uuid|cid_number|cid_name|system_epoch|joined_epoch|rejoined_epoch|bridge_epoch|abandoned_epoch|base_score|skill_score|serving_agent|serving_system|state\n"
		for _, m := range f.members {
			state := "Waiting"
			if m.bridged > 0 {
				state = "Answered"
			}
			if m.queue == queue {
				text += fmt.Sprintf("%s|single_box|%s|%s|%s||0|%d|0|%d|0|0|0|%s||%s\n", queue, m.uuid, m.call, m.number, m.joined, m.bridged, m.agent, state)
			}
		}
		for _, row := range f.stale {
			if strings.HasPrefix(row, queue+"|") {
				text += row + "\n"
			}
		}
		body(text + "+OK\n")
	case strings.HasPrefix(command, "uuid_exists "):
		exists := false
		for _, m := range f.members {
			exists = exists || m.call == strings.TrimPrefix(command, "uuid_exists ")
		}
		body(strconv.FormatBool(exists))
	default:
		body("-USAGE: unknown\n")
	}
}

// event is one event on the wire; values are URL-encoded.
func (f *freeswitch) event(at int64, action string, fields ...string) string {
	var b strings.Builder
	put := func(k, v string) { fmt.Fprintf(&b, "%s: %s\n", k, url.PathEscape(v)) }
	put("Event-Subclass", "callcenter::info")
	put("Event-Name", "CUSTOM")
	put("Core-UUID", f.core)
	put("Event-Date-Timestamp", fmt.Sprintf("%d000000", at))
	put("CC-Action", action)
	for i := 0; i+1 < len(fields); i += 2 {
		put(fields[i], fields[i+1])
	}
	b.WriteString("\n")
	return fmt.Sprintf("Content-Length: %d\nContent-Type: text/event-plain\n\n%s", b.Len(), b.String())
}

// play is one line of the log happening.
func (f *freeswitch) play(l logLine) {
	x := strings.Split(l.text, "|")
	for len(x) < 10 {
		x = append(x, "")
	}
	at, call, queue, agent, event, data := l.at, x[1], x[2], x[3], x[4], x[5:]
	id := call + " " + queue
	m := f.members[id]
	if m == nil {
		m = &freeswitchMember{uuid: "m-" + call + "-" + strconv.FormatInt(at, 10), call: call, queue: queue}
	}
	secs := func(n int64) string { return strconv.FormatInt(n, 10) }
	number := func(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }
	who := []string{"CC-Queue", queue, "CC-Member-UUID", m.uuid, "CC-Member-Session-UUID", call, "CC-Member-CID-Name", "张三 100%", "CC-Member-CID-Number", data[1]}
	var out []string
	tell := func(action string, fields ...string) {
		out = append(out, f.event(at, action, append(fields, who...)...))
	}
	leave := func(reason string) {
		delete(f.members, id)
		tell("member-queue-end", "CC-Cause", "Cancel", "CC-Cancel-Reason", reason, "CC-Member-Joined-Time", secs(m.joined), "CC-Member-Leaving-Time", secs(at))
	}
	status := func(s string) {
		f.agents[agent], f.since[agent] = s, at
		out = append(out, f.event(at, "agent-status-change", "CC-Agent", agent, "CC-Agent-Status", s), f.event(at, "agent-state-change", "CC-Agent", agent, "CC-Agent-State", "Waiting"),
			f.event(at, "agent-status-get", "CC-Agent", agent, "CC-Agent-Status", "On Break"))
	}
	switch event {
	case "ENTERQUEUE":
		m.joined, m.number = at, data[1]
		f.members[id] = m
		tell("member-queue-start")
	case "RINGNOANSWER":
		called := at - number(data[0])/1000
		tell("agent-offering", "CC-Agent", agent)
		tell("bridge-agent-fail", "CC-Agent", agent, "CC-Hangup-Cause", "NO_ANSWER", "CC-Agent-Called-Time", secs(called), "CC-Agent-Aborted-Time", secs(at), "CC-Member-Joined-Time", secs(m.joined))
	case "CONNECT":
		m.bridged, m.agent = at, agent
		tell("agent-offering", "CC-Agent", agent)
		tell("bridge-agent-start", "CC-Agent", agent, "CC-Agent-Called-Time", secs(at-number(data[2])), "CC-Agent-Answered-Time", secs(at), "CC-Member-Joined-Time", secs(m.joined))
	case "COMPLETECALLER", "COMPLETEAGENT":
		delete(f.members, id)
		answered := at - number(data[1])
		m.bridged, m.joined = answered, answered-number(data[0])
		tell("bridge-agent-end", "CC-Agent", agent, "CC-Hangup-Cause", "NORMAL_CLEARING", "CC-Agent-Bridged", "true", "CC-Agent-Answered-Time", secs(m.bridged), "CC-Bridge-Terminated-Time", secs(at), "CC-Member-Joined-Time", secs(m.joined))
		tell("member-queue-end", "CC-Agent", agent, "CC-Cause", "Terminated", "CC-Agent-Answered-Time", secs(m.bridged), "CC-Member-Leaving-Time", secs(at), "CC-Member-Joined-Time", secs(m.joined))
	case "ABANDON":
		leave("BREAK_OUT")
	case "EXITWITHTIMEOUT":
		leave("TIMEOUT")
	case "EXITEMPTY":
		leave("NO_AGENT_TIMEOUT")
	case "EXITWITHKEY":
		leave("EXIT_WITH_KEY")
	case "AGENTLOGIN", "UNPAUSEALL":
		status("Available")
	case "PAUSEALL":
		status("On Break")
	case "AGENTLOGOFF":
		status("Logged Out")
	default:
		f.t.Fatalf("the switch cannot play %s", l.text)
	}
	if f.conn == nil {
		return
	}
	if f.mix && strings.HasPrefix(event, "COMPLETE") && f.rnd.IntN(3) == 0 {
		out[0], out[1] = out[1], out[0]
	}
	for _, text := range out {
		f.write(f.conn, text)
		if f.repeat && f.rnd.IntN(5) == 0 {
			f.write(f.conn, text)
		}
	}
	if f.rnd.IntN(60) == 0 {
		f.write(f.conn, f.event(at, "members-count", "CC-Queue", queue, "CC-Count", "3"))
	}
}

func (f *freeswitch) drop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conn == nil {
		return
	}
	f.write(f.conn, "Content-Length: 900\nContent-Type: text/event-plain\n\nEvent-Sub")
	_ = f.conn.Close()
	f.conn = nil
}

func (f *freeswitch) playAll(lines []logLine) {
	for _, l := range lines {
		f.mu.Lock()
		f.play(l)
		f.mu.Unlock()
	}
}

func (f *freeswitch) awaited(logins int) {
	f.t.Helper()
	for range 2400 {
		f.mu.Lock()
		ok := f.logins >= logins && f.conn != nil
		f.mu.Unlock()
		if ok {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	f.t.Fatalf("nobody logged in %d times", logins)
}
