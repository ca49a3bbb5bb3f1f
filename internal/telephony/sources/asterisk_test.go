package sources

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// asterisk is a scripted switch that speaks the manager interface: it plays a
// queue_log as the messages a real switch would send, to whoever is logged in,
// and answers QueueStatus and CoreShowChannels from where it stands.
type asterisk struct {
	t    testing.TB
	ln   net.Listener
	rnd  *rand.Rand
	mu   sync.Mutex
	conn net.Conn // of the one who is logged in
	log  *os.File // its queue_log, when it writes one
	boot int64    // seconds

	manners
	denied bool // CoreShowChannels is not permitted

	waiting map[[2]string]int64 // call, queue → since
	talking map[string]bool
	members map[[2]string]*asteriskMember // agent, queue
	logins  int
}

type asteriskMember struct {
	login, lastPause int64
	reason           string
	paused           bool
}

// manners are how a scripted switch sends.
type manners struct {
	chunked bool // in small parts
	slow    bool // with pauses in the middle of a message
	repeat  bool // some messages twice
	mix     bool // some messages of one second in the wrong order
}

func newAsterisk(t testing.TB, lines []logLine, how manners) *asterisk {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &asterisk{t: t, ln: ln, manners: how, rnd: rand.New(rand.NewPCG(5, 38)), boot: lines[0].at - 5000,
		waiting: map[[2]string]int64{}, talking: map[string]bool{}, members: map[[2]string]*asteriskMember{}}
	go a.accept()
	t.Cleanup(func() { _ = ln.Close(); a.drop() })
	return a
}

func (a *asterisk) accept() {
	for {
		c, err := a.ln.Accept()
		if err != nil {
			return
		}
		go a.serve(c)
	}
}

// write sends text in the parts the script wants.
func (a *asterisk) write(c net.Conn, text string) {
	for len(text) > 0 {
		n := len(text)
		if a.chunked || a.slow {
			n = min(n, 1+a.rnd.IntN(700))
		}
		if _, err := c.Write([]byte(text[:n])); err != nil {
			return
		}
		if a.slow && a.rnd.IntN(1500) == 0 {
			time.Sleep(40 * time.Millisecond)
		}
		text = text[n:]
	}
}

func (a *asterisk) serve(c net.Conn) {
	in := bufio.NewReader(c)
	a.mu.Lock()
	a.write(c, "Asterisk Call Manager/9.0.0\r\n")
	a.mu.Unlock()
	for {
		action := map[string]string{}
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			if line = strings.TrimRight(line, "\r\n"); line == "" {
				break
			}
			k, v, _ := strings.Cut(line, ": ")
			action[k] = v
		}
		if action["Action"] == "QueueStatus" { // the switch goes on before it answers
			time.Sleep(20 * time.Millisecond)
		}
		a.mu.Lock()
		a.answer(c, action)
		a.mu.Unlock()
	}
}

func (a *asterisk) answer(c net.Conn, action map[string]string) {
	id := "ActionID: " + action["ActionID"] + "\r\n"
	switch action["Action"] {
	case "Login":
		if action["Username"] != "lingting" || action["Secret"] != "s3cret" {
			a.write(c, "Response: Error\r\n"+id+"Message: Authentication failed\r\n\r\n")
			_ = c.Close()
			return
		}
		a.logins++
		a.conn = c
		a.write(c, "Response: Success\r\n"+id+"Message: Authentication accepted\r\n\r\n")
		a.write(c, fmt.Sprintf("Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: %d\r\nLastReload: 1\r\nStatus: Fully Booted\r\n\r\n", time.Now().Unix()-a.boot))
	case "QueueStatus":
		a.write(c, "Response: Success\r\n"+id+"EventList: start\r\nMessage: Queue status will follow\r\n\r\n")
		a.write(c, "Event: QueueParams\r\n"+id+"Queue: sales\r\nMax: 0\r\nStrategy: rrmemory\r\nCalls: 1\r\nHoldtime: 3\r\nTalkTime: 1\r\nCompleted: 9\r\nAbandoned: 2\r\nServiceLevel: 60\r\nServicelevelPerf: 88.9\r\nWeight: 0\r\n\r\n")
		for k, m := range a.members {
			a.write(c, "Event: QueueMember\r\n"+id+a.member(k, m)+"\r\n")
		}
		for k, since := range a.waiting {
			a.write(c, fmt.Sprintf("Event: QueueEntry\r\n%sQueue: %s\r\nPosition: 1\r\nChannel: SIP/in-1\r\nUniqueid: %s\r\nCallerIDNum: <unknown>\r\nCallerIDName: <unknown>\r\nWait: %d\r\nPriority: 0\r\n\r\n",
				id, k[1], k[0], time.Now().Unix()-since))
		}
		a.write(c, "Event: QueueStatusComplete\r\n"+id+"EventList: Complete\r\nListItems: 1\r\n\r\n")
	case "CoreShowChannels":
		if a.denied {
			a.write(c, "Response: Error\r\n"+id+"Message: Permission denied\r\n\r\n")
			return
		}
		a.write(c, "Response: Success\r\n"+id+"EventList: start\r\nMessage: Channels will follow\r\n\r\n")
		for k := range a.waiting {
			a.channel(c, id, k[0])
		}
		for call := range a.talking {
			a.channel(c, id, call)
		}
		a.write(c, "Event: CoreShowChannelsComplete\r\n"+id+"EventList: Complete\r\nListItems: 2\r\n\r\n")
	case "Ping":
		a.write(c, "Response: Success\r\n"+id+"Ping: Pong\r\nTimestamp: 1.000000\r\n\r\n")
	}
}

func (a *asterisk) channel(c net.Conn, id, call string) {
	a.write(c, "Event: CoreShowChannel\r\n"+id+"Channel: SIP/in-1\r\nUniqueid: "+call+"\r\nLinkedid: "+call+"\r\nApplication: Queue\r\nDuration: 00:00:10\r\n\r\n")
}

func (a *asterisk) member(k [2]string, m *asteriskMember) string {
	paused := "0"
	if m.paused {
		paused = "1"
	}
	return fmt.Sprintf("Queue: %s\r\nName: %s\r\nMemberName: %s\r\nLocation: SIP/%s\r\nInterface: SIP/%s\r\nStateInterface: SIP/x\r\nMembership: dynamic\r\nPenalty: 0\r\nCallsTaken: 4\r\nLastCall: 0\r\n"+
		"LastPause: %d\r\nLoginTime: %d\r\nInCall: 0\r\nStatus: 1\r\nPaused: %s\r\nPausedReason: %s\r\nWrapuptime: 0\r\n", k[1], k[0], k[0], k[0], k[0], m.lastPause, m.login, paused, m.reason)
}

// play is one line of the log happening: it is logged, and told to whoever listens.
func (a *asterisk) play(l logLine) {
	f := strings.Split(l.text, "|")
	for len(f) < 10 {
		f = append(f, "")
	}
	at, call, queue, agent, event, data := l.at, f[1], f[2], f[3], f[4], f[5:]
	who := [2]string{agent, queue}
	caller := fmt.Sprintf("Channel: SIP/in-1\r\nChannelState: 6\r\nChannelStateDesc: Up\r\nCallerIDNum: %s\r\nCallerIDName: <unknown>\r\nConnectedLineNum: <unknown>\r\nUniqueid: %s\r\nLinkedid: %s\r\nQueue: %s\r\n",
		or(data[1], event == "ENTERQUEUE"), call, call, queue)
	dest := fmt.Sprintf("DestChannel: SIP/%s-1\r\nDestUniqueid: d%d\r\nInterface: SIP/%s\r\nMemberName: %s\r\n", agent, at, agent, agent)
	var out []string
	tell := func(name, fields string) {
		out = append(out, fmt.Sprintf("Event: %s\r\nPrivilege: agent,all\r\nTimestamp: %d.000000\r\n%s\r\n", name, at, fields))
	}
	switch event {
	case "ENTERQUEUE":
		a.waiting[[2]string{call, queue}] = at
		tell("QueueCallerJoin", caller+"Position: 1\r\nCount: 1\r\n")
	case "RINGNOANSWER":
		tell("AgentCalled", caller+dest)
		tell("AgentRingNoAnswer", caller+dest+"RingTime: "+data[0]+"\r\n")
	case "CONNECT":
		delete(a.waiting, [2]string{call, queue})
		a.talking[call] = true
		tell("AgentCalled", caller+dest)
		tell("QueueCallerLeave", caller+"Position: 1\r\nCount: 0\r\n")
		tell("AgentConnect", caller+dest+"HoldTime: "+data[0]+"\r\nRingTime: "+data[2]+"\r\n")
	case "COMPLETECALLER", "COMPLETEAGENT":
		delete(a.talking, call)
		tell("AgentComplete", caller+dest+"HoldTime: "+data[0]+"\r\nTalkTime: "+data[1]+"\r\nReason: "+strings.ToLower(strings.TrimPrefix(event, "COMPLETE"))+"\r\n")
	case "BLINDTRANSFER":
		delete(a.talking, call)
		tell("AgentComplete", caller+dest+"HoldTime: "+data[2]+"\r\nTalkTime: "+data[3]+"\r\nReason: transfer\r\n")
	case "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY":
		delete(a.waiting, [2]string{call, queue})
		tell("QueueCallerAbandon", caller+"Position: 1\r\nOriginalPosition: 1\r\nHoldTime: "+data[2]+"\r\n")
		tell("QueueCallerLeave", caller+"Position: 1\r\nCount: 0\r\n")
	case "EXITWITHKEY":
		delete(a.waiting, [2]string{call, queue})
		tell("QueueCallerLeave", caller+"Position: 1\r\nCount: 0\r\n")
	case "ADDMEMBER":
		a.members[who] = &asteriskMember{login: at}
		tell("QueueMemberAdded", a.member(who, a.members[who]))
	case "REMOVEMEMBER":
		if m := a.members[who]; m != nil {
			tell("QueueMemberRemoved", a.member(who, m))
			delete(a.members, who)
		}
	case "PAUSE", "UNPAUSE":
		if m := a.members[who]; m != nil {
			m.paused, m.reason = event == "PAUSE", data[0]
			if m.paused {
				m.lastPause = at
			}
			tell("QueueMemberStatus", a.member(who, m))
			tell("QueueMemberPause", a.member(who, m))
		}
	case "QUEUESTART":
		a.boot = at
		clear(a.waiting)
		clear(a.talking)
		clear(a.members)
	default:
		a.t.Fatalf("the switch cannot play %s", l.text)
	}
	if a.log != nil {
		if _, err := a.log.WriteString(l.text + "\n"); err != nil {
			a.t.Error(err)
		}
	}
	if a.conn == nil {
		return
	}
	if a.mix && len(out) > 1 && a.rnd.IntN(4) == 0 {
		slices.Reverse(out)
	}
	for _, text := range out {
		a.write(a.conn, text)
		if a.repeat && a.rnd.IntN(5) == 0 {
			a.write(a.conn, text)
		}
		if a.rnd.IntN(50) == 0 {
			a.write(a.conn, "Event: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: SIP/x\r\nState: INUSE\r\n\r\n")
		}
	}
}

func or(v string, ok bool) string {
	if !ok || v == "" {
		return "<unknown>"
	}
	return v
}

// drop breaks the connection in the middle of a message.
func (a *asterisk) drop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn == nil {
		return
	}
	a.write(a.conn, "Event: QueueCallerJoin\r\nUniqueid: half")
	_ = a.conn.Close()
	a.conn = nil
}

func (a *asterisk) playAll(lines []logLine) {
	for _, l := range lines {
		a.mu.Lock()
		a.play(l)
		a.mu.Unlock()
	}
}

func (a *asterisk) awaited(logins int) {
	a.t.Helper()
	for range 2400 {
		a.mu.Lock()
		n := a.logins
		on := a.conn != nil
		a.mu.Unlock()
		if n >= logins && on {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	a.t.Fatalf("nobody logged in %d times", logins)
}

func (a *asterisk) settings() Settings {
	return Settings{Address: a.ln.Addr().String(), User: "lingting"}
}

// runs starts the supervisor of a room for the test.
func (r *room) runs() {
	r.t.Helper()
	ctx, done := r.t.Context(), make(chan error, 2)
	go func() { done <- r.Run(ctx) }()
	go func() { done <- r.Note(ctx) }()
	r.t.Cleanup(func() {
		for range 2 {
			if err := <-done; err != nil {
				r.t.Error(err)
			}
		}
	})
}

// heard waits until the source has connected and its log is folded and nothing
// more comes.
func (r *room) heard(sourceID string, state func(Source) bool) Source {
	r.t.Helper()
	var src Source
	for range 2400 {
		var err error
		if src, err = r.Get(boss(r.t.Context()), sourceID); err != nil {
			r.t.Fatal(err)
		}
		if state(src) {
			return src
		}
		time.Sleep(50 * time.Millisecond)
	}
	r.t.Fatalf("%+v", src)
	return src
}

func (r *room) connect(name, kind string, set Settings) Source {
	r.t.Helper()
	src, err := r.Create(boss(r.t.Context()), New{Name: name, Kind: kind, Enabled: true, Settings: set, Secret: "s3cret"})
	if err != nil {
		r.t.Fatal(err)
	}
	return src
}

func dayOfLines(lines []logLine, zone string) string {
	z, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	return time.Unix(lines[len(lines)/2].at, 0).In(z).Format(time.DateOnly)
}
