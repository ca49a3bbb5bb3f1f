// Package authz carries who is acting, what they may do and on whom, from the
// door to the rule, and names what a write changed for the audit log.
package authz

import (
	"context"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Scope says on whom an actor's permissions hold.
type Scope struct {
	Centre bool     `json:"centre"`         // the whole centre
	Sites  []string `json:"sites,omitzero"` // site ids
	Teams  []string `json:"teams,omitzero"` // team ids
	Self   string   `json:"self,omitzero"`  // person id: only oneself
}

// Actor is who acts.
type Actor struct {
	UserID      string
	Login       string
	Name        string
	PersonID    string
	Roles       []string
	Permissions map[string]bool
	Scope       Scope
	RequestID   string
	system      bool
}

// Can reports whether the actor has the permission.
func (a Actor) Can(permission string) bool { return a.system || a.Permissions[permission] }

// System is an actor of the product itself, for jobs and the command line.
func System(name string) Actor {
	return Actor{UserID: "system", Login: name, Name: name, Scope: Scope{Centre: true}, system: true}
}

type key struct{}

// With puts the actor into the context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From takes the actor out of the context.
func From(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(key{}).(Actor)
	return a, ok
}

// Require is nil when the context's actor has the permission. An empty
// permission asks only for someone signed in.
func Require(ctx context.Context, permission string) error {
	a, ok := From(ctx)
	if !ok {
		return fault.New(fault.Unauthenticated, "identity.sign_in_needed", "Sign in first.")
	}
	if permission != "" && !a.Can(permission) {
		return fault.Newf(fault.Denied, "identity.denied", "Your roles do not include the permission %s; ask an administrator.", permission)
	}
	return nil
}

// Entry is what one write changed.
type Entry struct {
	Action   string // "org.queue.update"
	Object   string // "queue"
	ObjectID string
	Before   any // JSON-able, nil for a creation
	After    any // JSON-able, nil for a deletion
}

// Recorder keeps entries in the audit log, in the transaction of the write.
type Recorder interface {
	Record(ctx context.Context, tx *sqldb.Tx, e Entry) error
}
