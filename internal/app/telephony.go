package app

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

// sheetCache is the memory kept for sheets of queue days.
const sheetCache = 160 << 20

func (a *App) buildTelephony() {
	a.Ingest = ingest.New(a.DB, a.Org, eventLog{a.Bus}, a.Clock)
	a.Rollup = rollup.New(a.DB, sheetCache)
	changed := throttle(time.Second, func() { a.Web.Events.Wake("telephony", "contacts", "metrics") })
	a.background("fold the event log", func(ctx context.Context) error {
		return a.Ingest.Run(ctx, func(ingest.Done) { changed() })
	})
}

// openStreams opens the event log of telephony. It is the record that facts
// can be rebuilt from: it never drops a message, it refuses new ones when full.
func (a *App) openStreams(ctx context.Context) error {
	return a.Bus.Stream(ctx, bus.StreamConfig{
		Name: ingest.Stream, Subjects: []string{ingest.Subject + ".>", ingest.Subject},
		MaxBytes: 256 << 30, MaxMsgSize: 8 << 20, Discard: bus.DiscardNew, Compress: true,
	})
}

// eventLog is the bus as the ingest asks for it.
type eventLog struct{ bus *bus.Bus }

// Publish keeps data.
func (l eventLog) Publish(ctx context.Context, subject, messageID string, data []byte) (uint64, error) {
	return l.bus.Publish(ctx, subject, messageID, data)
}

// Consume gives fn the messages from a sequence on.
func (l eventLog) Consume(ctx context.Context, stream string, from uint64, batch int, fn func([]ingest.Message) error) error {
	out := make([]ingest.Message, 0, batch)
	return l.bus.Consume(ctx, stream, from, batch, func(ms []bus.Msg) error {
		out = out[:0]
		for _, m := range ms {
			out = append(out, ingest.Message{Seq: m.Seq, Data: m.Data})
		}
		return fn(out)
	})
}
