// Package directory asks an LDAP server or Active Directory who someone is:
// it finds the person by a filter, tries the password by a bind as that
// person, and reads the groups. It keeps nothing.
//
// A connection is made for every sign-in, over TLS (LDAPS or StartTLS);
// without TLS only to this machine. What is typed is escaped before it becomes
// part of a filter, and an empty password is never sent: a server takes it for
// an anonymous bind and says yes.
package directory
