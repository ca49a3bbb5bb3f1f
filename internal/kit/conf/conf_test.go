package conf_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/golden"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lingting.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLayers(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := conf.Load(conf.Source{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.MemoryLimit != 400<<20 || c.SessionLifetime != 168*time.Hour || c.SecureCookie || c.StoreTarget() != filepath.Join("data", "lingting.db") || c.NATSURL() != "" {
		t.Errorf("defaults: %+v", c)
	}
	path := file(t, "listen: 0.0.0.0:1\nlog_level: debug\nsession_lifetime: 2h\nmemory_limit: 1073741824\nsecure_cookie: true\ndata: /from/file\n")
	c, err = conf.Load(conf.Source{
		File:  path,
		Env:   []string{"LINGTING_LISTEN=0.0.0.0:2", "LINGTING_LOG_LEVEL=warn", "LINGTING_TEST_POSTGRES=x", "HOME=/"},
		Flags: map[string]string{"listen": "0.0.0.0:3", "upload_limit": "5MB"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "0.0.0.0:3" || c.LogLevel != "warn" || c.SessionLifetime != 2*time.Hour || c.MemoryLimit != 1<<30 || !c.SecureCookie || c.Data != "/from/file" || c.UploadLimit != 5e6 {
		t.Errorf("layers: %+v", c)
	}
	if c, err = conf.Load(conf.Source{Env: []string{"LINGTING_CONFIG=" + path}}); err != nil || c.Data != "/from/file" {
		t.Errorf("file named by a variable: %+v %v", c, err)
	}
}

func TestMistakes(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		name   string
		source conf.Source
		says   string
	}{
		{"key in file", conf.Source{File: file(t, "log_levle: debug\n")}, `did you mean "log_level"?`},
		{"flag", conf.Source{Flags: map[string]string{"listne": ""}}, `did you mean "listen"?`},
		{"variable", conf.Source{Env: []string{"LINGTING_STROE=x"}}, "did you mean LINGTING_STORE?"},
		{"no file", conf.Source{File: "/nowhere/x.yaml"}, "/nowhere/x.yaml"},
		{"not yaml", conf.Source{File: file(t, "{{")}, "is not YAML"},
		{"a list", conf.Source{File: file(t, "- a\n")}, "is not YAML"},
		{"duration", conf.Source{File: file(t, "session_lifetime: soon\n")}, "session_lifetime"},
		{"size", conf.Source{Flags: map[string]string{"upload_limit": "much"}}, "upload_limit"},
		{"follow", conf.Source{Flags: map[string]string{"follow": "/var/log/queue_log"}}, "follow"},
		{"follow twice", conf.Source{Flags: map[string]string{"follow": "a=/x, a=/y"}}, "follow"},
		{"bool", conf.Source{Env: []string{"LINGTING_SECURE_COOKIE=perhaps"}}, "secure_cookie"},
		{"listen", conf.Source{Flags: map[string]string{"listen": "8080"}}, "listen"},
		{"port", conf.Source{Flags: map[string]string{"listen": "h:99999"}}, "listen"},
		{"store", conf.Source{Flags: map[string]string{"store": "mysql://x"}}, "store"},
		{"nats", conf.Source{Flags: map[string]string{"nats": "http://x"}}, "nats"},
		{"replicas", conf.Source{Flags: map[string]string{"nats_replicas": "2"}}, "nats_replicas"},
		{"level", conf.Source{Flags: map[string]string{"log_level": "loud"}}, "log_level"},
		{"memory", conf.Source{Flags: map[string]string{"memory_limit": "1MiB"}}, "memory_limit"},
		{"proxies", conf.Source{Flags: map[string]string{"trusted_proxies": "10.0.0.0/8, me"}}, "trusted_proxies"},
		{"data", conf.Source{Flags: map[string]string{"data": " "}}, "data"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := conf.Load(c.source)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want it to say %s", err, c.says)
			}
		})
	}
}

func TestBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := conf.Bytes(rapid.Int64Range(0, 1<<62).Draw(t, "b"))
		var back conf.Bytes
		if err := back.UnmarshalText([]byte(b.String())); err != nil || back != b {
			t.Fatalf("%d → %s → %d %v", int64(b), b, int64(back), err)
		}
	})
}

func TestReference(t *testing.T) {
	golden.Equal(t, "docs/operations/configuration.md", conf.Markdown())
	golden.Equal(t, "docs/operations/configuration.schema.json", conf.JSONSchema())
}
