package imports

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

var adapterStart adapter.Checkpoint

const (
	batchEvents = 1000      // things in a batch
	batchBytes  = 512 << 10 // and their raw text
	mostRaw     = 512 << 10 // a longer raw row is kept cut
	window      = 16        // batches on their way to the log
	saveEvery   = 20        // batches
	mostErrors  = 100_000   // bad rows noted of one file
	firstErrors = 100       // bad rows shown with an import
)

func (c *checkpoint) count(it *adapter.Item) {
	c.Rows++
	c.EventsRead += int64(len(it.Events))
	switch {
	case it.Ignored:
		c.Ignored++
	case it.Bad != nil:
		c.Bad++
	case it.Interval != nil:
		c.Intervals++
	}
}

// chunk is a batch and the checkpoint once it is safe.
type chunk struct {
	batch ingest.Batch
	at    checkpoint
	bad   []RowError
}

// gather reads items into chunks.
type gather struct {
	in    adapter.Reader
	file  *input
	proto ingest.Batch // what every batch carries
	how   []byte       // settings, for batches with bad rows
	fill  chunk
	bytes int
	done  checkpoint // after the last whole row
}

// run reads the file to its end and gives chunks to out.
func (g *gather) run(ctx context.Context, name string, out chan<- chunk) error {
	g.fill.batch = g.proto
	for {
		it, err := g.in.Next()
		if errors.Is(err, io.EOF) {
			return g.flush(ctx, out)
		}
		if err != nil {
			// What came before the break is good: it is kept.
			return errors.Join(g.flush(ctx, out), broken(name, g.in.Checkpoint().Line, err))
		}
		if err := g.add(ctx, &it, out); err != nil {
			return err
		}
		if len(g.fill.batch.Events)+len(g.fill.batch.Intervals)+len(g.fill.batch.Bad) >= batchEvents || g.bytes >= batchBytes {
			if err := g.flush(ctx, out); err != nil {
				return err
			}
		}
	}
}

func (g *gather) add(ctx context.Context, it *adapter.Item, out chan<- chunk) error {
	b := &g.fill.batch
	for i := range it.Events {
		e := &it.Events[i]
		if len(e.Raw) > mostRaw {
			e.Raw = cut(e.Raw, mostRaw)
			if i > 0 {
				e.Raw = "" // the row's first event keeps it
			}
		}
		if i > 0 && g.bytes >= batchBytes {
			if err := g.part(ctx, out); err != nil {
				return err
			}
		}
		b.Events = append(b.Events, *e)
		g.bytes += len(e.Raw) + 64
	}
	if it.Interval != nil {
		b.Intervals = append(b.Intervals, *it.Interval)
		g.bytes += len(it.Interval.Raw) + 64
	}
	if it.Bad != nil {
		bad := *it.Bad
		bad.Raw, bad.Value = cut(bad.Raw, mostRaw), cut(bad.Value, 4000)
		b.Bad, b.Settings = append(b.Bad, bad), g.how
		g.bytes += len(bad.Raw) + 64
		g.fill.bad = append(g.fill.bad, rowError(&bad))
	}
	g.done.count(it)
	return nil
}

// part sends what there is in the middle of a row: the checkpoint stays
// before the row.
func (g *gather) part(ctx context.Context, out chan<- chunk) error { return g.send(ctx, out) }

// flush sends what there is after a whole row.
func (g *gather) flush(ctx context.Context, out chan<- chunk) error {
	g.done.At = g.in.Checkpoint()
	g.done.Position = g.file.pos.Load()
	g.fill.at = g.done
	return g.send(ctx, out)
}

func (g *gather) send(ctx context.Context, out chan<- chunk) error {
	if g.fill.batch.Rows() == 0 && g.fill.at.Rows == 0 {
		return nil
	}
	select {
	case out <- g.fill:
	case <-ctx.Done():
		return ctx.Err()
	}
	g.fill = chunk{batch: g.proto, at: g.fill.at}
	g.bytes = 0
	return nil
}

// sent is a chunk on its way to the log.
type sent struct {
	chunk
	pending *bus.Pending
}

// publish reads the file from the checkpoint on and publishes it. The log's
// acknowledgements are awaited in order, so the checkpoint never runs ahead
// of what is safe.
func (r *runner) publish(ctx context.Context) error {
	v := &r.v
	f, err := openInput(v.request.Path, v.name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	from := checkpoint{}
	if v.checkpoint != nil {
		from = *v.checkpoint
	}
	in, err := r.settings.Open(f.text, v.source, v.name, from.At)
	if err != nil {
		return err
	}
	g := &gather{in: in, file: f, proto: ingest.Batch{Source: v.source, Kind: v.kind, Zone: r.settings.Zone}, how: r.settings.raw(), done: from}
	g.fill.at = from
	reading, stop := context.WithCancel(ctx)
	chunks := make(chan chunk, 4)
	read := make(chan error, 1)
	go func() {
		defer close(chunks)
		read <- g.run(reading, v.name, chunks)
	}()
	p := &publisher{r: r, file: f}
	err = nil
	for c := range chunks {
		if err == nil {
			err = p.send(ctx, c)
		}
		if err != nil {
			stop() // let the reader end
		}
	}
	stop()
	if e := <-read; err == nil || !errors.Is(e, context.Canceled) {
		err = errors.Join(err, e)
	}
	// Also of an import that ends early, what is on its way counts.
	late, over := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer over()
	for len(p.way) > 0 {
		if e := p.ack(late); e != nil {
			return errors.Join(err, e)
		}
	}
	if e := r.report(late, PhaseRead, f.share(), true); e != nil {
		return errors.Join(err, e)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return unjoin(err)
}

// unjoin gives the fault of a joined error as itself.
func unjoin(err error) error {
	if f, ok := fault.As(err); ok {
		return f
	}
	return err
}

type publisher struct {
	r     *runner
	file  *input
	way   []sent
	acked int
}

func (p *publisher) send(ctx context.Context, c chunk) error {
	if p.r.v.request.strict() && len(c.bad) > 0 && !p.r.v.request.GoodRowsOnly {
		return fault.Invalidf("telephony.import.changed", "%s changed while it was imported; import it again.", p.r.v.name)
	}
	s := sent{chunk: c}
	if c.batch.Rows() > 0 {
		var err error
		if s.pending, err = p.r.ingest.PublishAsync(ctx, c.batch); err != nil {
			return err
		}
	}
	s.batch = ingest.Batch{}
	p.way = append(p.way, s)
	if len(p.way) < window {
		return nil
	}
	return p.ack(ctx)
}

// ack waits for the oldest batch on its way.
func (p *publisher) ack(ctx context.Context) error {
	s := p.way[0]
	if s.pending != nil {
		seq, err := s.pending.Wait(ctx)
		if err != nil {
			return err
		}
		p.r.head = max(p.r.head, seq)
	}
	p.way = p.way[1:]
	v := &p.r.v
	v.checkpoint = &s.at
	v.counts, v.bad = s.at.counts(), s.at.Bad
	if !v.request.strict() {
		p.r.bad = append(p.r.bad, s.bad...)
	}
	p.acked++
	return p.r.report(ctx, PhaseRead, p.file.share(), p.acked%saveEvery == 0)
}
