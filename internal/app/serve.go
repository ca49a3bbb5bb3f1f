package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
)

// drainTime is how long begun requests may take when the server stops.
const drainTime = 15 * time.Second

// Serve answers HTTP on the configured address until ctx ends, then lets
// begun requests finish. up is told the address once the server listens.
func (a *App) Serve(ctx context.Context, up func(address string)) error {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", a.Conf.Listen)
	if err != nil {
		return fault.Newf(fault.Conflict, "app.listen", "Cannot listen on %s: %v. Another program may use the port; choose one with --listen.", a.Conf.Listen, err)
	}
	srv := &http.Server{
		Handler:           a.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	if !a.Conf.Has(conf.Web) {
		a.lock.token = "" // nothing for the command line to talk to
	}
	if err := a.lock.announce(nearAddress(ln.Addr()), a.version); err != nil {
		_ = ln.Close()
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	if up != nil {
		up(ln.Addr().String())
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	a.Log.Info("stopping")
	a.setReady(false)
	a.Web.Close() // event streams end; their pages connect again elsewhere
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := srv.Shutdown(drain); err != nil {
		a.Log.Warn("requests were cut off", "err", err)
		_ = srv.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// nearAddress is how programs of this machine reach the listener.
func nearAddress(at net.Addr) string {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return at.String()
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
}
