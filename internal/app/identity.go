package app

import (
	"context"
	"net/http"
	"time"

	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/seal"
)

// idle is how long a session lasts without being used.
const idle = 12 * time.Hour

func (a *App) buildIdentity() {
	o := identity.Options{Idle: min(idle, a.Conf.SessionLifetime), Absolute: a.Conf.SessionLifetime, SecureCookie: a.Conf.SecureCookie}
	if a.lock != nil {
		o.RunToken = identity.Secret(a.lock.token)
	}
	a.Identity = identity.New(a.DB, a.Clock, a.Audit, a.Org, seal.New(a.Conf.SealKeyPath()), o)
	a.Identity.Register(a.Web.API)
	a.Org.Follow(a.Identity)
}

// Authenticate tells who sends a request: someone signed in, or the command
// line of this machine.
func (a *App) Authenticate(ctx context.Context, r *http.Request) (authz.Actor, string, bool, error) {
	return a.Identity.Authenticate(ctx, r)
}
