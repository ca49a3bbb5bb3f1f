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
	Scope       Scope            // of all roles together
	Reach       map[string]Scope // of each permission; nil: Scope holds for all of them
	RequestID   string
	system      bool
}

// Can reports whether the actor has the permission.
func (a Actor) Can(permission string) bool { return a.system || a.Permissions[permission] }

// ScopeOf says on whom the permission holds: nobody, when the actor does not
// have it.
func (a Actor) ScopeOf(permission string) Scope {
	switch {
	case a.system:
		return Scope{Centre: true}
	case a.Reach != nil:
		return a.Reach[permission]
	case a.Permissions[permission]:
		return a.Scope
	}
	return Scope{}
}

// System is an actor of the product itself, for jobs and the command line.
func System(name string) Actor {
	return Actor{UserID: "system", Login: name, Name: name, Scope: Scope{Centre: true}, system: true}
}

// IsSystem reports whether the product itself acts.
func (a Actor) IsSystem() bool { return a.system }

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

// RequireCentre is Require for what concerns the whole centre: the permission
// must hold for all of it.
func RequireCentre(ctx context.Context, permission string) error {
	if err := Require(ctx, permission); err != nil {
		return err
	}
	if a, _ := From(ctx); !a.ScopeOf(permission).Centre {
		return fault.Newf(fault.Denied, "identity.scope_centre", "Your role covers only a part of the centre; the permission %s is needed for all of it.", permission)
	}
	return nil
}

// ScopeOf is the scope of the permission for the context's actor.
func ScopeOf(ctx context.Context, permission string) Scope {
	a, _ := From(ctx)
	return a.ScopeOf(permission)
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
