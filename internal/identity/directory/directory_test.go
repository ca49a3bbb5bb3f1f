package directory_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/identity/directory"
	"github.com/lingting/lingting/internal/identity/directory/directorytest"
)

func settings(s *directorytest.Server) directory.Settings {
	return directory.Settings{Server: s.TLS, Certificate: s.Certificate, BindDN: directorytest.SearchDN, Password: directorytest.Password, BaseDN: directorytest.People,
		UserFilter: "(&(objectClass=inetOrgPerson)(uid={login}))", Login: "uid", Name: "cn", AgentNo: "employeeNumber", Subject: "entryUUID", Groups: "memberOf"}
}

func TestADirectorySignsPeopleIn(t *testing.T) {
	s := directorytest.Start(t)
	const password = "wagon lamp 71"
	wang := s.Person("wang.fang", "王芳", password, "employeeNumber", "8101")
	s.Person("li(na)*", "李娜", password)
	leaders := s.Group("Team Leaders", wang)
	d := settings(s)

	e, err := d.SignIn(t.Context(), "Wang.Fang", password)
	if err != nil || e.DN != wang || e.Login != "wang.fang" || e.Name != "王芳" || e.AgentNo != "8101" || len(e.Subject) != 36 ||
		!slices.Contains(e.Groups, leaders) || !slices.Contains(e.Groups, "Team Leaders") {
		t.Fatalf("%+v, %v", e, err)
	}
	again, err := d.Find(t.Context(), "wang.fang")
	if err != nil || again.Subject != e.Subject {
		t.Fatalf("%+v, %v", again, err)
	}
	for _, wrong := range []string{"wagon lamp 72", "", " "} { // the server says yes to an empty one
		if _, err := d.SignIn(t.Context(), "wang.fang", wrong); !errors.Is(err, directory.ErrWrong) {
			t.Errorf("password %q: %v", wrong, err)
		}
	}
	// What is typed is text, never a part of the filter.
	for _, login := range []string{"*", "wang*", "wang.fang)(uid=*", "*)(objectClass=*", "wang.fang)(|(uid=*", "\x00", `\2a`, "nobody", ""} {
		if _, err := d.SignIn(t.Context(), login, password); !errors.Is(err, directory.ErrUnknown) {
			t.Errorf("login %q: %v", login, err)
		}
	}
	if e, err := d.SignIn(t.Context(), "li(na)*", password); err != nil || e.Name != "李娜" {
		t.Errorf("a login with letters of filters: %+v, %v", e, err)
	}
	// Groups that are searched for, nested or not, instead of memberOf.
	d.Groups, d.GroupBase, d.GroupFilter = "", directorytest.Groups, "(&(objectClass=groupOfNames)(member={dn}))"
	if e, err := d.SignIn(t.Context(), "wang.fang", password); err != nil || !slices.Contains(e.Groups, "Team Leaders") || !slices.Contains(e.Groups, leaders) {
		t.Errorf("%+v, %v", e, err)
	}
	// Two of one login are nobody.
	d = settings(s)
	d.UserFilter = "(|(uid={login})(objectClass=inetOrgPerson))"
	if _, err := d.SignIn(t.Context(), "wang.fang", password); err == nil || errors.Is(err, directory.ErrUnknown) || errors.Is(err, directory.ErrWrong) {
		t.Errorf("several people: %v", err)
	}
	// Closed accounts, as Active Directory and others mark them.
	d = settings(s)
	s.Set(wang, "userAccountControl", "514")
	if _, err := d.SignIn(t.Context(), "wang.fang", password); !errors.Is(err, directory.ErrDisabled) {
		t.Errorf("a closed account: %v", err)
	}
	if _, err := d.SignIn(t.Context(), "wang.fang", "wrong"); !errors.Is(err, directory.ErrWrong) {
		t.Errorf("a closed account is told of to who does not know the password: %v", err)
	}
	s.Set(wang, "userAccountControl", "512")
	if _, err := d.SignIn(t.Context(), "wang.fang", password); err != nil {
		t.Errorf("an open account: %v", err)
	}
	// Identifiers of Active Directory are bytes.
	s.Set(wang, "objectGUID", "ABCDEFGHIJKLMNOP")
	d.Subject = "objectGUID"
	if e, err := d.SignIn(t.Context(), "wang.fang", password); err != nil || e.Subject != "4142434445464748494a4b4c4d4e4f50" {
		t.Errorf("%+v, %v", e, err)
	}
	if _, err := d.SignIn(t.Context(), "li(na)*", password); err == nil {
		t.Error("somebody without the identifier signs in")
	}
}

func TestADirectoryIsReachedSafely(t *testing.T) {
	s := directorytest.Start(t)
	s.Person("wang", "王芳", "wagon lamp 71")
	good := settings(s)
	good.Server, good.StartTLS = s.Plain, true
	if _, err := good.SignIn(t.Context(), "wang", "wagon lamp 71"); err != nil {
		t.Fatalf("StartTLS: %v", err)
	}
	plain := settings(s)
	plain.Server = s.Plain // this machine
	if _, err := plain.SignIn(t.Context(), "wang", "wagon lamp 71"); err != nil {
		t.Fatalf("without TLS on this machine: %v", err)
	}
	for name, spoil := range map[string]func(*directory.Settings){
		"an unknown authority":           func(d *directory.Settings) { d.Certificate = "" },
		"an unknown authority, StartTLS": func(d *directory.Settings) { d.Server, d.StartTLS, d.Certificate = s.Plain, true, "" },
		"another name":                   func(d *directory.Settings) { d.Server = strings.Replace(d.Server, "127.0.0.1", "localhost", 1) },
		"without TLS":                    func(d *directory.Settings) { d.Server = "ldap://directory.example" },
		"a wrong password of ours":       func(d *directory.Settings) { d.Password = "x" },
		"nobody listens":                 func(d *directory.Settings) { d.Server = "ldaps://127.0.0.1:1" },
		"no such place":                  func(d *directory.Settings) { d.BaseDN = "ou=none,dc=example,dc=com" },
	} {
		d := settings(s)
		spoil(&d)
		if _, err := d.SignIn(t.Context(), "wang", "wagon lamp 71"); err == nil || errors.Is(err, directory.ErrUnknown) || errors.Is(err, directory.ErrWrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A server that accepts and then says nothing is given up with the request.
func TestASilentDirectoryIsGivenUp(t *testing.T) {
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close() //nolint:errcheck // nothing was written
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		c, err := ln.Accept()
		if err == nil {
			defer c.Close() //nolint:errcheck // nothing was written
			cancel()
			<-t.Context().Done()
		}
	}()
	d := directory.Settings{Server: "ldap://" + ln.Addr().String(), BindDN: "cn=x", Password: "y", BaseDN: "dc=x", UserFilter: "(uid={login})", Login: "uid", Name: "cn", Subject: "entryUUID"}
	done := make(chan error, 1)
	go func() { _, err := d.SignIn(ctx, "wang", "secret"); done <- err }()
	select {
	case err := <-done:
		if err == nil {
			t.Fatal("a silent server signs in")
		}
	case <-time.After(time.Minute):
		t.Fatal("a silent server is waited for")
	}
}

func TestGroupsAndAddresses(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Leaders", "leaders", true}, {"CN=Leaders, OU=Groups,DC=x", "cn=leaders,ou=groups,dc=x", true}, {"cn=leaders,ou=a", "cn=leaders,ou=b", false}, {"a", "b", false}, {"a=b=c,", "a=b", false},
	} {
		if directory.SameGroup(c.a, c.b) != c.same {
			t.Errorf("%s and %s: %v", c.a, c.b, !c.same)
		}
	}
	for server, good := range map[string]bool{
		"ldaps://d.example": true, "ldaps://d.example:636": true, "ldap://d.example": false, "ldap://127.0.0.1:389": true, "ldap://localhost": true, "ldap://[::1]:389": true,
		"http://d.example": false, "d.example:389": false, "": false, "ldaps://u:p@d.example": false, "ldaps://d.example/dc=x": false, "ldapi://%2Fx": false,
	} {
		if got := (directory.Settings{Server: server}).CheckServer(); (got == "") != good {
			t.Errorf("%s: %q", server, got)
		}
	}
	if (directory.Settings{Server: "ldap://d.example", StartTLS: true}).CheckServer() != "" || (directory.Settings{Server: "ldaps://d.example", StartTLS: true}).CheckServer() == "" {
		t.Error("StartTLS belongs to ldap://")
	}
}
