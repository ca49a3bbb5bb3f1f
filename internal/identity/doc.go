// Package identity knows who may sign in and what they may do: local
// accounts, their roles with a scope, and sessions.
//
// A password is kept as an argon2id hash that carries its parameters and is
// renewed when they change. A session is a random token of 256 bits in a
// cookie; the store has only its SHA-256. The token of writes (X-CSRF-Token)
// is derived from the session's and stored nowhere. Attempts are counted per
// login, known or not, before the password is looked at, so that neither many
// at once nor the answer's time or text tell more than "wrong".
//
// A role says what may be done (the table in roles.go), its scope on whom: the
// centre, a site, a team, or oneself. Grants are kept with their days. At
// least one active account keeps the role administrator for the whole centre.
//
// Others may sign people in: OpenID Connect providers and directories (see
// provider.go, admit.go, outside.go), whose groups give grants of their own. A
// second factor is a time-based code (totp.go, second_factor.go).
//
// Values that must not be seen are of type Secret, which shows itself in no
// log, message or document.
//
// Tables: identity_user, identity_grant, identity_session, identity_attempt,
// identity_guard (a row that writers of accounts lock), identity_key,
// identity_provider, identity_link, identity_totp, identity_recovery,
// identity_policy.
package identity
