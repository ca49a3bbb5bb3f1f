package imports

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
)

type client struct {
	t    *testing.T
	base string
}

// serve answers HTTP; the header X-Can carries the caller's permissions.
func serve(t *testing.T, r *room) client {
	t.Helper()
	w := web.New(web.Options{Log: slog.New(slog.DiscardHandler), Auth: web.AuthFunc(func(_ context.Context, req *http.Request) (authz.Actor, string, bool, error) {
		can := map[string]bool{}
		for _, p := range strings.Fields(req.Header.Get("X-Can")) {
			can[p] = true
		}
		return authz.Actor{UserID: "ann", Login: "ann", Permissions: can, Scope: authz.Scope{Centre: true}}, "", true, nil
	})})
	r.Register(w.API)
	h := httptest.NewServer(w.Handler())
	t.Cleanup(h.Close)
	return client{t, h.URL + web.Prefix}
}

func (c client) call(method, path, can, contentType string, body io.Reader, into any) (int, string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("X-Can", can)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			c.t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, b)
		}
	}
	return res.StatusCode, string(b)
}

func (c client) json(method, path, can string, in, into any) (int, string) {
	c.t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.call(method, path, can, "application/json", bytes.NewReader(b), into)
}

func form(t *testing.T, field, name string, content []byte) (string, io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("note", "something else first")
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = w.Close()
	return w.FormDataContentType(), &b
}

const all = Permission + " " + PermissionRead

func TestHTTP(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(t, db)
		c := serve(t, r)
		var up UploadView
		ct, body := form(t, "file", "calls 二月.csv", []byte(callsCSV))
		if code, text := c.call("POST", "/uploads", all, ct, body, &up); code != 200 || up.Name != "calls 二月.csv" || up.Size != int64(len(callsCSV)) || up.Detected.Kind == "" || len(up.Detected.Columns) != 7 {
			t.Fatal(code, text)
		}
		for name, x := range map[string]struct {
			can, field, content string
			status              int
		}{
			"without permission": {PermissionRead, "file", "x", 403}, "no file": {all, "other", "x", 422}, "empty": {all, "file", "", 422}, "too large": {all, "file", strings.Repeat("x", 1<<20+1), 422},
		} {
			ct, body := form(t, x.field, "a", []byte(x.content))
			if code, text := c.call("POST", "/uploads", x.can, ct, body, nil); code != x.status {
				t.Errorf("%s: %d %s", name, code, text)
			}
		}
		if code, text := c.call("POST", "/uploads", all, "text/plain", strings.NewReader("x"), nil); code != 422 {
			t.Errorf("no form: %d %s", code, text)
		}
		// A form that breaks off in the middle of the file.
		ct, body = form(t, "file", "a", bytes.Repeat([]byte("x"), 5000))
		if code, text := c.call("POST", "/uploads", all, ct, io.LimitReader(body, 3000), nil); code < 400 || code >= 500 {
			t.Errorf("broken form: %d %s", code, text)
		}
		if left, _ := os.ReadDir(r.dir); len(left) != 1 {
			t.Errorf("%d files are kept", len(left))
		}

		start := map[string]any{"upload_id": up.UploadID, "kind": "calls", "source": "bank", "timezone": "Asia/Jerusalem", "mapping": callsMapping(t)}
		var begun struct {
			ImportID string `json:"import_id"`
			JobID    string `json:"job_id"`
		}
		finish := func() (got Import) {
			t.Helper()
			if code, text := c.json("POST", "/imports", all, start, &begun); code != 202 || begun.JobID == "" {
				t.Fatal(code, text)
			}
			if _, err := r.work.Wait(t.Context(), begun.JobID); err != nil {
				t.Fatal(err)
			}
			if code, text := c.call("GET", "/imports/"+begun.ImportID, PermissionRead, "", nil, &got); code != 200 {
				t.Fatal(code, text)
			}
			return got
		}
		if got := finish(); got.State != StateRefused || got.BadRows != 2 || len(got.Errors) != 2 || got.Errors[1].Value != "yesterday 138******78" || got.ErrorCode != "telephony.import.refused" || got.EndedAt == nil {
			t.Fatalf("%+v", got)
		}
		if code, text := c.call("GET", "/imports/"+begun.ImportID+"/errors.csv", PermissionRead, "", nil, nil); code != 200 || strings.Count(text, "\n") != 3 || !strings.Contains(text, "5,start,yesterday 138******78,") {
			t.Fatal(code, text)
		}
		if code, text := c.call("GET", "/imports/"+begun.ImportID+"/errors.csv", all, "", nil, nil); code != 200 || !strings.Contains(text, "yesterday 13812345678") {
			t.Fatal(code, text)
		}
		start["dry_run"], start["good_rows_only"] = true, true
		if got := finish(); got.State != StateDone || !got.DryRun || got.Contacts != 0 {
			t.Fatalf("%+v", got)
		}
		start["dry_run"] = false
		if got := finish(); got.State != StateDone || got.Contacts != 3 || got.Quarantined != 2 {
			t.Fatalf("%+v", got)
		}
		if code, text := c.json("POST", "/imports", all, start, nil); code != 404 {
			t.Errorf("the same upload again: %d %s", code, text)
		}
		start["mapping"] = map[string]any{"kind": "calls", "colour": "red"}
		if code, text := c.json("POST", "/imports", all, start, nil); code != 422 || !strings.Contains(text, "colour") {
			t.Errorf("a mapping with a wrong key: %d %s", code, text)
		}
		var list struct {
			Items []Import `json:"items"`
		}
		if code, text := c.call("GET", "/imports?limit=2", PermissionRead, "", nil, &list); code != 200 || len(list.Items) != 2 || list.Items[0].ID != begun.ImportID {
			t.Fatal(code, text)
		}
		if code, text := c.call("GET", "/imports/nothing", PermissionRead, "", nil, nil); code != 404 {
			t.Error(code, text)
		}
		if code, text := c.call("GET", "/imports/nothing/errors.csv", PermissionRead, "", nil, nil); code != 404 {
			t.Error(code, text)
		}

		var saved Mapping
		if code, text := c.json("POST", "/mappings", all, map[string]any{"name": "Bank", "kind": "calls", "mapping": callsMapping(t)}, &saved); code != 200 || saved.ID == "" {
			t.Fatal(code, text)
		}
		var mappings struct {
			Items []Mapping `json:"items"`
		}
		if code, text := c.call("GET", "/mappings?kind=calls", all, "", nil, &mappings); code != 200 || len(mappings.Items) != 1 || len(mappings.Items[0].Mapping.Fields) != 7 {
			t.Fatal(code, text)
		}
		if code, text := c.call("DELETE", "/mappings/"+saved.ID, all, "", nil, nil); code != 204 {
			t.Fatal(code, text)
		}
	})
}
