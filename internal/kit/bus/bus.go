package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/obs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Config says where the log is.
type Config struct {
	Dir      string        // folder of the in-process server; used when URL is empty
	URL      string        // of an external cluster: nats://user:password@host:4222,…
	Replicas int           // of every stream on an external cluster; default 3
	DB       *sqldb.DB     // outbox and inbox; nil: no facts
	Log      *slog.Logger  // default: slog.Default()
	Clock    clock.Clock   // default: the machine's
	Tick     time.Duration // how often the relay looks without being woken; default 2 s
	AckWait  time.Duration // a worker not heard of for so long is taken for dead; default 30 s
	NoSync   bool          // leave flushing to the system: for tests and throw-away data only
}

// Bus is an open log.
type Bus struct {
	cfg    Config
	srv    *server.Server // nil on an external cluster
	nc     *nats.Conn
	js     jetstream.JetStream
	ctx    context.Context // ends the loops
	cancel context.CancelFunc
	loops  sync.WaitGroup
	relay  *relay
	once   sync.Once
}

// makeWait is how long making a stream or a durable consumer may take.
const makeWait = 15 * time.Second

// maxPayload is the largest message the in-process server takes.
const maxPayload = 8 << 20

// Open starts the in-process server, or connects to the cluster, and opens the
// streams for facts. Facts flow once Start is called.
func Open(ctx context.Context, cfg Config) (*Bus, error) {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System()
	}
	if cfg.Tick <= 0 {
		cfg.Tick = 2 * time.Second
	}
	if cfg.AckWait <= 0 {
		cfg.AckWait = 30 * time.Second
	}
	if cfg.Replicas <= 0 {
		cfg.Replicas = 3
	}
	if cfg.URL == "" {
		cfg.Replicas = 1
	}
	b := &Bus{cfg: cfg}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	if err := b.connect(); err != nil {
		b.shutdown()
		return nil, err
	}
	// Of a cluster that lost its leader a question may stay unanswered: ask again soon.
	answer := 10 * time.Second
	if cfg.URL != "" {
		answer = 2 * time.Second
	}
	var err error
	b.js, err = jetstream.New(b.nc, jetstream.WithPublishAsyncMaxPending(asyncWindow), jetstream.WithPublishAsyncTimeout(15*time.Second), jetstream.WithDefaultTimeout(answer))
	if err != nil {
		b.shutdown()
		return nil, fmt.Errorf("event log: %w", err)
	}
	if cfg.DB != nil {
		if err := b.openFacts(ctx); err != nil {
			b.shutdown()
			return nil, err
		}
	}
	return b, nil
}

func (b *Bus) connect() error {
	opts := []nats.Option{
		nats.Name("lingting"), nats.MaxReconnects(-1), nats.ReconnectWait(500 * time.Millisecond),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				b.cfg.Log.Warn("event log disconnected", "err", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { b.cfg.Log.Info("event log connected again") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			if err != nil {
				b.cfg.Log.Warn("event log", "err", err)
			}
		}),
	}
	if b.cfg.URL != "" {
		// A server whose machine lost its power says no goodbye: it is left
		// after some four seconds, not after the library's minutes.
		opts = append(opts, nats.PingInterval(time.Second), nats.MaxPingsOutstanding(3), nats.Timeout(2*time.Second))
		nc, err := nats.Connect(b.cfg.URL, opts...)
		if err != nil {
			return fault.Newf(fault.Unavailable, "bus.unreachable", "The NATS server at %s does not answer; check nats.url and that the server runs.", obs.RedactURL(b.cfg.URL)).WithCause(err)
		}
		b.nc = nc
		return nil
	}
	srv, err := server.NewServer(&server.Options{
		ServerName:             "lingting",
		DontListen:             true,
		NoSigs:                 true,
		JetStream:              true,
		DisableJetStreamBanner: true,
		StoreDir:               b.cfg.Dir,
		JetStreamMaxMemory:     256 << 20,
		JetStreamMaxStore:      1 << 50, // streams are bounded one by one; the disk is the doctor's matter
		SyncAlways:             !b.cfg.NoSync,
		MaxPayload:             maxPayload,
	})
	if err != nil {
		return fmt.Errorf("event log: %w", err)
	}
	b.srv = srv
	srv.SetLoggerV2(serverLog{b.cfg.Log}, false, false, false)
	srv.Start()
	if !srv.ReadyForConnections(20 * time.Second) {
		return fault.Newf(fault.Unavailable, "bus.not_ready", "The event log in %s did not become ready.", b.cfg.Dir)
	}
	b.nc, err = nats.Connect("", append(opts, nats.InProcessServer(srv))...)
	if err != nil {
		return fmt.Errorf("event log: %w", err)
	}
	return nil
}

// Start begins to relay the outbox.
func (b *Bus) Start() {
	if b.relay != nil {
		b.relay.start()
	}
}

// Ready is nil when the log answers.
func (b *Bus) Ready(ctx context.Context) error {
	if _, err := b.js.AccountInfo(ctx); err != nil {
		return unavailable(err)
	}
	return nil
}

// Stop ends consumers and the relay and closes the log; running handlers have
// until ctx ends to finish. The in-process server is down when Stop returns.
func (b *Bus) Stop(ctx context.Context) error {
	var err error
	b.once.Do(func() {
		if b.relay != nil {
			b.relay.stop()
		}
		b.cancel()
		done := make(chan struct{})
		go func() { b.loops.Wait(); close(done) }()
		select {
		case <-done:
		case <-ctx.Done():
			err = errors.New("event log: consumers did not finish in time")
		}
		b.shutdown()
	})
	return err
}

func (b *Bus) shutdown() {
	b.cancel()
	if b.nc != nil {
		b.nc.Close()
	}
	if b.srv != nil {
		b.srv.Shutdown()
		b.srv.WaitForShutdown()
	}
}

// unavailable classes an error of the log for callers.
func unavailable(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	var api *jetstream.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode {
		case 10077, 10122, 10054: // maximum bytes, per subject, message size
			return fault.New(fault.Unavailable, "bus.full", "The event log is full or the message too large; nothing was accepted. Free space or raise its limits.").WithCause(err)
		}
	}
	return fault.New(fault.Unavailable, "bus.unavailable", "The event log does not answer; nothing was accepted. Try again.").WithCause(err)
}

// serverLog passes the server's complaints on.
type serverLog struct{ log *slog.Logger }

func (serverLog) Noticef(string, ...any) {}
func (serverLog) Debugf(string, ...any)  {}
func (serverLog) Tracef(string, ...any)  {}

// Warnf passes a warning on.
func (l serverLog) Warnf(f string, v ...any) { l.log.Warn("event log: " + fmt.Sprintf(f, v...)) }

// Errorf passes an error on.
func (l serverLog) Errorf(f string, v ...any) { l.log.Error("event log: " + fmt.Sprintf(f, v...)) }

// Fatalf passes an error on; the process decides for itself when to end.
func (l serverLog) Fatalf(f string, v ...any) { l.Errorf(f, v...) }
