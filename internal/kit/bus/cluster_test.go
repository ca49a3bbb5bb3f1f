package bus_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/lingting/lingting/internal/kit/bus"
)

// cluster starts three NATS servers that know each other.
func cluster(t *testing.T) (servers []*server.Server, urls string) {
	t.Helper()
	routes := make([]*url.URL, 3)
	ports := make([]int, 3)
	for i := range routes {
		l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // only to find a free port
		if err != nil {
			t.Fatal(err)
		}
		ports[i] = l.Addr().(*net.TCPAddr).Port
		_ = l.Close()
		routes[i] = &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", ports[i])}
	}
	var all []string
	for i := range routes {
		s, err := server.NewServer(&server.Options{
			ServerName: fmt.Sprintf("n%d", i), Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true,
			JetStream: true, StoreDir: t.TempDir(), JetStreamMaxMemory: 64 << 20, JetStreamMaxStore: 1 << 40,
			Cluster: server.ClusterOpts{Name: "c", Host: "127.0.0.1", Port: ports[i]}, Routes: routes,
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		servers = append(servers, s)
	}
	for _, s := range servers {
		if !s.ReadyForConnections(20 * time.Second) {
			t.Fatal("a server did not start")
		}
		all = append(all, s.ClientURL())
	}
	eventually(t, "the cluster has a leader", func() bool {
		for _, s := range servers {
			if s.JetStreamIsLeader() {
				return true
			}
		}
		return false
	})
	return servers, strings.Join(all, ",")
}

// An external cluster keeps three copies: one server less loses nothing and
// stops nobody.
func TestCluster(t *testing.T) {
	servers, urls := cluster(t)
	ctx := t.Context()
	b, err := bus.Open(ctx, bus.Config{URL: urls, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, b)
	eventually(t, "the stream is made", func() bool {
		once, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		return b.Stream(once, events) == nil
	})
	got := make(chan uint64, 1000)
	reading, end := context.WithCancel(ctx)
	read := make(chan error, 1)
	go func() {
		read <- b.Consume(reading, "EVENTS", 1, 50, func(ms []bus.Msg) error {
			for _, m := range ms {
				got <- m.Seq
			}
			return nil
		})
	}()
	publish := func(n int) {
		t.Helper()
		for i := range n {
			id := fmt.Sprint(time.Now().UnixNano(), "-", i)
			eventually(t, "a message is taken", func() bool {
				once, cancel := context.WithTimeout(ctx, 3*time.Second)
				defer cancel()
				_, err := b.Publish(once, "event.a", id, []byte("x"))
				return err == nil
			})
		}
	}
	publish(100)
	servers[0].Shutdown()
	servers[0].WaitForShutdown()
	publish(100)
	for want := uint64(1); want <= 200; want++ {
		select {
		case seq := <-got:
			if seq != want {
				t.Fatalf("got %d, want %d", seq, want)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("message %d does not come", want)
		}
	}
	if in, err := b.Info(ctx, "EVENTS"); err != nil || in.Messages != 200 {
		t.Errorf("%+v %v", in, err)
	}
	end()
	if err := <-read; err != nil {
		t.Error(err)
	}
}
