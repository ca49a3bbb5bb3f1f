package cluster

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"go.yaml.in/yaml/v3"

	"github.com/lingting/lingting/internal/cli"
	"github.com/lingting/lingting/internal/kit/conf"
)

const deploy = "../../deploy"

// The example of deploy/cluster is a configuration that the server takes.
func TestExampleOfNATS(t *testing.T) {
	t.Setenv("NATS_PASSWORD", "a-password-of-the-tests")
	o, err := server.ProcessConfigFile("../../deploy/cluster/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	if !o.JetStream || !o.SyncAlways || o.MaxPayload < 8_000_000 || o.Cluster.Name != "lingting" || o.Username != "lingting" || o.Password == "" || o.Cluster.Password == "" {
		t.Errorf("%+v", o)
	}
}

// configured loads what a node of an example is given, as the program does.
func configured(t *testing.T, what string, env []string) *conf.Conf {
	t.Helper()
	c, err := conf.Load(conf.Source{File: os.DevNull, Env: env})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return c
}

// The nodes of the Compose example are configured as the program takes it, and
// share what they must share.
func TestExampleOfCompose(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(deploy, "cluster", "compose.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Services map[string]struct {
			Image       string            `yaml:"image"`
			Command     []string          `yaml:"command"`
			Environment map[string]string `yaml:"environment"`
			Volumes     []string          `yaml:"volumes"`
			DependsOn   map[string]any    `yaml:"depends_on"`
		} `yaml:"services"`
		Volumes map[string]any `yaml:"volumes"`
	}
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	secret := strings.NewReplacer("${POSTGRES_PASSWORD:?set it in .env}", "a-b1", "${NATS_PASSWORD:?set it in .env}", "a-c2", "${NATS_PASSWORD}", "a-c2")
	roles, keys := map[string]int{}, map[string]bool{}
	for name, s := range doc.Services {
		for _, v := range s.Volumes {
			from, _, _ := strings.Cut(v, ":")
			if _, ok := doc.Volumes[from]; !ok && !strings.HasPrefix(from, "./") {
				t.Errorf("%s has the volume %s, which is not declared", name, from)
			}
		}
		for other := range s.DependsOn {
			if _, ok := doc.Services[other]; !ok {
				t.Errorf("%s waits for %s, which is no service", name, other)
			}
		}
		if s.Image != "lingting" {
			continue
		}
		var env []string
		for k, v := range s.Environment {
			env = append(env, k+"="+secret.Replace(v))
		}
		if len(s.Command) != 3 || s.Command[0] != "serve" || s.Command[1] != "--roles" {
			t.Errorf("%s runs %v", name, s.Command)
			continue
		}
		c := configured(t, name, append(env, "LINGTING_ROLES="+s.Command[2]))
		if !c.Shared() {
			t.Errorf("%s does not share store and log", name)
		}
		roles[s.Command[2]]++
		keys[c.SealKeyPath()] = true
		mounted := strings.Join(s.Volumes, " ")
		for _, path := range []string{c.UploadDir(), filepath.Dir(c.SealKeyPath())} {
			if !strings.Contains(mounted, ":"+path) {
				t.Errorf("%s writes %s, which is no volume: %s", name, path, mounted)
			}
		}
	}
	if roles[conf.Web] < 2 || roles[conf.Ingest] < 2 || roles[conf.Work] < 1 || len(keys) != 1 {
		t.Errorf("nodes by role: %v; keys: %v", roles, keys)
	}
}

// systemd takes the units, and the program the environment beside them.
func TestExampleOfSystemd(t *testing.T) {
	env, err := os.ReadFile(filepath.Join(deploy, "systemd", "environment.example"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for line := range strings.Lines(string(env)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
	if c := configured(t, "environment.example", list); len(list) == 0 || !c.SecureCookie {
		t.Errorf("%v", list)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("there is no systemd-analyze: the units are not verified here")
		return
	}
	units, err := filepath.Glob(filepath.Join(deploy, "systemd", "lingting*"))
	if err != nil || len(units) != 3 {
		t.Fatal(units, err)
	}
	dir, args := t.TempDir(), []string{"verify", "--man=no"}
	for _, u := range units {
		b, err := os.ReadFile(u)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, filepath.Base(u))
		// The program need not be installed where this runs.
		if err := os.WriteFile(to, []byte(strings.ReplaceAll(string(b), "/usr/local/bin/lingting", "/bin/true")), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, to)
	}
	out, err := exec.CommandContext(t.Context(), analyze, args...).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "lingting") {
			t.Error(line)
		}
	}
	if _, failed := errors.AsType[*exec.ExitError](err); failed {
		t.Logf("systemd-analyze verify ended with %v:\n%s", err, out)
	}
}

// The commands that the units run are commands of the program.
func TestExampleCommands(t *testing.T) {
	root := cli.Root(&cli.Env{})
	for file, commands := range map[string][][]string{
		"systemd/lingting.service":        {{"serve", "--data"}},
		"systemd/lingting-backup.service": {{"backup", "--data"}},
		"container/Containerfile":         {{"serve"}},
	} {
		b, err := os.ReadFile(filepath.Join(deploy, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range commands {
			c, _, err := root.Find(words[:1])
			if err != nil || c == root {
				t.Errorf("%s: there is no command %s", file, words[0])
			}
			for _, w := range words {
				if !strings.Contains(string(b), w) {
					t.Errorf("%s does not run %v", file, words)
				}
			}
		}
	}
}
