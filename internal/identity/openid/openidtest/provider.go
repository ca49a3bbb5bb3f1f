// Package openidtest starts a real OpenID Connect provider for one test: the
// program of test/openid, which is a module of its own.
package openidtest

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/lingting/lingting/internal/kit/golden"
)

// People are who may sign in there: by login, what the provider tells of them.
type People map[string]map[string]any

// Settings of a provider.
type Settings struct {
	ClientID string   `json:"client_id"`
	Secret   string   `json:"secret"`
	Redirect string   `json:"redirect"`
	People   People   `json:"people"`
	InUser   []string `json:"in_user_info"` // claims told at the address of user information only
	Spoil    string   `json:"spoil"`        // what to get wrong: nonce, issuer, subject
}

// Provider is a running one.
type Provider struct {
	Issuer      string `json:"issuer"`
	Certificate string `json:"certificate"` // PEM of its authority

	t   *testing.T
	in  *json.Encoder
	out *bufio.Reader
}

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "lingting-openid-")
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "openid")
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", program, ".")
	cmd.Dir = filepath.Join(golden.Root(), "test", "openid")
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return program, cmd.Run()
})

// Start starts a provider; it ends with the test.
func Start(t *testing.T, s Settings) *Provider {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatalf("the provider of test/openid cannot be built: %v", err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close() // it ends with its input
		_, _ = io.Copy(io.Discard, out)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the provider ended with %v", err)
		}
	})
	p := &Provider{t: t, in: json.NewEncoder(in), out: bufio.NewReader(out)}
	p.tell(s, p)
	return p
}

// Change replaces who may sign in, and what is told of them how.
func (p *Provider) Change(s Settings) {
	p.t.Helper()
	p.tell(s, &struct{}{})
}

func (p *Provider) tell(s Settings, answer any) {
	p.t.Helper()
	if err := p.in.Encode(s); err != nil { //nolint:gosec // G117: a test's
		p.t.Fatal(err)
	}
	line, err := p.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, answer)
	}
	if err != nil {
		p.t.Fatalf("the provider says %q: %v", line, err)
	}
}
