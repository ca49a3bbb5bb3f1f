package app

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
)

// localAuth lets the command line of the data folder's owner in, by the token
// in run.json.
type localAuth struct {
	mu    sync.Mutex
	token string
}

func (l *localAuth) allow(token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.token = token
}

func (l *localAuth) check(bearer string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.token != "" && subtle.ConstantTimeCompare([]byte(l.token), []byte(bearer)) == 1
}

// Authenticate tells who sends a request: the command line of this machine,
// or someone signed in.
func (a *App) Authenticate(ctx context.Context, r *http.Request) (authz.Actor, string, bool, error) {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if a.local.check(bearer) {
			return authz.System("command line"), "", true, nil
		}
		return authz.Actor{}, "", false, fault.New(fault.Unauthenticated, "identity.bad_token", "The token is not this server's; it changes with every start.")
	}
	if a.signIn == nil {
		return authz.Actor{}, "", false, nil
	}
	return a.signIn.Authenticate(ctx, r)
}
