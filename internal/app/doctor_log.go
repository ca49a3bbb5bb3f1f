package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/lease"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/quality"
)

// log looks at the event log, and at how far it is folded.
func (d *doctor) log(ctx context.Context) {
	if d.conf.EmbeddedNATS() {
		if d.busy {
			d.say("event log", stateOK, "is with the running process")
			d.folded(ctx)
			return
		}
		if !d.logThere() {
			state := stateWarn
			if d.position > 0 {
				state = stateFail
			}
			d.say("event log", state, "%s is not there; the store has position %d", d.conf.LogDir(), d.position)
			d.advise("lingting serve makes a new one; a store that has a position needs the log of the same backup: restore both")
			return
		}
		lock, err := lockFolder(d.conf.Data, "lingting doctor", d.clk)
		if err != nil {
			d.say("event log", stateWarn, "%v", err)
			d.advise("a process has just begun to work on the folder; look again")
			return
		}
		defer lock.release() //nolint:errcheck // the kernel releases it with the process
	}
	quiet := slog.New(slog.DiscardHandler)
	b, err := bus.Open(ctx, bus.Config{Dir: d.conf.LogDir(), URL: d.conf.NATSURL(), Replicas: d.conf.NATSReplicas, Log: quiet})
	if err != nil {
		d.logSilent(err)
		return
	}
	defer b.Stop(ctx) //nolint:errcheck // only looked at
	names, err := b.StreamNames(ctx)
	if err != nil {
		d.logSilent(err)
		return
	}
	for i, name := range names {
		asked := d.clk.Now()
		in, err := b.Info(ctx, name)
		if err != nil {
			d.logSilent(fmt.Errorf("%s: %w", name, err))
			continue
		}
		if i == 0 && !d.conf.EmbeddedNATS() {
			d.clocks("NATS", asked, in.At)
		}
		d.stream(name, in)
	}
	if !slices.Contains(names, ingest.Stream) {
		d.say("event log", stateWarn, "has no stream of telephony yet; the store has position %d", d.position)
		d.advise("lingting serve makes it; if it should be there, check nats in the configuration, or restore store and log from one backup")
		return
	}
	if d.db == nil {
		return
	}
	nodes := true
	if d.conf.Shared() {
		nodes = d.lease(ctx)
	}
	d.folding(ctx, func(ctx context.Context) (uint64, error) {
		in, err := b.Info(ctx, ingest.Stream)
		return in.Last, err
	}, nodes && (d.busy || d.conf.Shared()))
}

func (d *doctor) logSilent(err error) {
	d.say("event log", stateFail, "does not answer: %v", err)
	d.advise("an external one: see that the NATS servers run and that most of them reach each other; the embedded one: see the disk, then restore a backup")
}

func (d *doctor) stream(name string, in bus.Info) {
	state, text := stateOK, "%d messages, last %d, %s"
	args := []any{in.Messages, in.Last, size(int64(in.Bytes))} //nolint:gosec // no disk has that many bytes
	switch {
	case name == ingest.Stream && in.Last < d.position:
		d.sayOf("stream", name, stateFail, "%d messages, last %d, but the store has folded up to %d", in.Messages, in.Last, d.position)
		d.advise("store and log are not of one moment: restore both from one backup")
		return
	case name == bus.ParkedStream && in.Messages > 0:
		state, text = stateWarn, "%d messages that no handler could take, last %d, %s"
	}
	d.sayOf("stream", name, state, text, args...)
	d.advise("the server's log names each (\"a message is parked\") and why: what it should have done is to be done by hand; it goes after 90 days")
}

// nodeParts are the parts of the event log that one node folds.
type nodeParts struct {
	holder string // "" is nobody
	parts  []string
	silent []string // of them those whose lease shows no life
}

// lease looks who folds, where several nodes could; false: not every part is
// folded.
func (d *doctor) lease(ctx context.Context) bool {
	look := func() (list [ingest.Parts]lease.Held, err error) {
		for i := range list {
			if list[i], err = lease.Look(ctx, d.db, lease.PartName(folding, i)); err != nil {
				return list, err
			}
		}
		return list, nil
	}
	first, err := look()
	if err != nil {
		d.unreadable("folding node", err)
		return false
	}
	now := first
	moved := func(i int) bool {
		return now[i].Holder != "" && (now[i].Beat != first[i].Beat || now[i].Term != first[i].Term)
	}
	alive := d.until(ctx, func(context.Context) bool {
		if list, err := look(); err == nil {
			now = list
		}
		for i := range now {
			if !moved(i) {
				return false
			}
		}
		return true
	})
	var nodes []*nodeParts
	for i, h := range now {
		at := slices.IndexFunc(nodes, func(n *nodeParts) bool { return n.holder == h.Holder })
		if at < 0 {
			at, nodes = len(nodes), append(nodes, &nodeParts{holder: h.Holder})
		}
		nodes[at].parts = append(nodes[at].parts, strconv.Itoa(i))
		if !moved(i) {
			nodes[at].silent = append(nodes[at].silent, strconv.Itoa(i))
		}
	}
	for _, n := range nodes {
		switch {
		case n.holder == "" && len(n.parts) == ingest.Parts:
			d.say("folding node", stateFail, "no node folds the event log")
			d.advise("start a node with the role ingest; what is told meanwhile waits in the event log")
		case n.holder == "":
			d.say("folding node", stateFail, "no node folds the parts %s of the event log", strings.Join(n.parts, ", "))
			d.advise("look again in ten seconds: parts are being shared out anew. If it stays so, see why the nodes with the role ingest cannot write to the store")
		case len(n.silent) > 0:
			d.say("folding node", stateFail, "%s has the parts %s, but gave no sign of life for %v, and no other node took over", n.holder, strings.Join(n.silent, ", "), d.patience)
			d.advise("start a node with the role ingest: it follows within ten seconds; see why the one named is gone or cannot reach the store")
		default:
			d.say("folding node", stateOK, "%s has the parts %s of %d", n.holder, strings.Join(n.parts, ", "), ingest.Parts)
		}
	}
	return alive
}

// folded looks how far the running server, which alone can look into the
// event log, has folded it.
func (d *doctor) folded(ctx context.Context) {
	if d.db == nil || d.holder.Token == "" {
		return
	}
	ask := func(ctx context.Context) (uint64, error) {
		today := d.clk.Now().UTC().Format(time.DateOnly)
		status, body, err := d.ask(ctx, web.Prefix+"/data-quality?"+url.Values{"from": {today}, "to": {today}}.Encode())
		if err != nil {
			return 0, err
		}
		var r quality.Report
		if err := json.Unmarshal(body, &r); err != nil || status != http.StatusOK {
			return 0, fmt.Errorf("the server answers %d", status)
		}
		return r.Ingest.Position + r.Ingest.StreamPending, nil
	}
	d.folding(ctx, ask, true)
}

// folding looks whether what waits in the event log is folded: while a
// message waits, the position must move. last asks for the last message of
// the log; running says that a process is there that should fold.
func (d *doctor) folding(ctx context.Context, last func(context.Context) (uint64, error), running bool) {
	service := ingest.New(d.db, nil, nil, d.clk)
	from, _, err := service.Position(ctx)
	if err != nil {
		d.unreadable("folding", err)
		return
	}
	end, err := last(ctx)
	if err != nil {
		d.logSilent(err)
		return
	}
	waiting := end - min(end, from)
	switch {
	case waiting == 0:
		d.say("folding", stateOK, "all messages of the event log are folded, up to %d", from)
		return
	case !running:
		d.say("folding", stateOK, "%d messages wait for the next start of a server", waiting)
		return
	}
	moved := d.until(ctx, func(ctx context.Context) bool {
		seq, _, err := service.Position(ctx)
		return err == nil && seq > from
	})
	if moved {
		d.say("folding", stateOK, "%d messages wait and are being folded", waiting)
		return
	}
	d.say("folding", stateFail, "stands still at %d: %d messages wait, and none was folded in %v", from, waiting, d.patience)
	d.advise("the log of the node that folds says why (\"background work failed\"): the store does not answer, is locked or its disk is full; set it right and restart the node. Nothing is lost, the event log keeps what was told")
}
