package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/web"
)

// Session is a command's way to the data: exactly one of Remote and Local is
// set.
type Session struct {
	Remote *Client  // a server runs on the data folder
	Local  *app.App // the command has the folder to itself; started
	Ctx    context.Context
	log    func(error)
}

// Connect reaches the data: through the server that runs on the data folder,
// else by opening the folder itself. Ctx of the session carries an actor that
// may do everything.
func (e *Env) Connect(ctx context.Context) (*Session, error) {
	s := &Session{Ctx: authz.With(ctx, authz.System("command line")), log: func(err error) { e.Log.Error("stop", "err", err) }}
	if h, busy := app.InUse(e.Conf.Data); busy && h.Address != "" && h.Token != "" {
		s.Remote = &Client{base: "http://" + h.Address + web.Prefix, token: h.Token, http: &http.Client{}}
		return s, nil
	}
	a, err := app.New(ctx, app.Options{Conf: e.Conf, Version: e.Version, Command: "lingting " + e.Command, Log: e.Log})
	if err != nil {
		return nil, err
	}
	s.Local = a
	if err := a.Start(ctx); err != nil {
		return nil, errors.Join(err, s.stop(ctx))
	}
	return s, nil
}

// Close ends the session; what a local one has begun is finished or put back.
func (s *Session) Close() {
	if err := s.stop(context.Background()); err != nil {
		s.log(err)
	}
}

func (s *Session) stop(ctx context.Context) error {
	if s.Local == nil {
		return nil
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	return s.Local.Stop(stop)
}

// Client speaks to a running server as its command line.
type Client struct {
	base, token string
	http        *http.Client
}

// Get reads a JSON answer into out; query may be nil.
func (c *Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.Do(ctx, http.MethodGet, path, nil, out)
}

// Do sends in as JSON (nil: no body) and reads the JSON answer into out (nil:
// not wanted). An answer that is an error comes as the fault it was.
func (c *Client) Do(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	return c.send(ctx, method, path, "application/json", body, out)
}

// Upload sends a file as the multipart field "file", streaming it.
func (c *Client) Upload(ctx context.Context, path, name string, file io.Reader, out any) error {
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		part, err := form.CreateFormFile("file", filepath.Base(name))
		if err == nil {
			_, err = io.Copy(part, file)
		}
		if err == nil {
			err = form.Close()
		}
		_ = w.CloseWithError(err)
	}()
	err := c.send(ctx, http.MethodPost, path, form.FormDataContentType(), r, out)
	_ = r.Close()
	return err
}

func (c *Client) send(ctx context.Context, method, path, contentType string, body io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return fault.New(fault.Unavailable, "cli.server", "The server on this data folder does not answer.").WithCause(err)
	}
	defer res.Body.Close()
	if res.StatusCode >= 400 {
		return problem(res)
	}
	if out == nil || res.StatusCode == http.StatusNoContent {
		return nil
	}
	if w, ok := out.(io.Writer); ok {
		_, err := io.Copy(w, res.Body)
		return err
	}
	return json.NewDecoder(res.Body).Decode(out)
}

// problem turns an error answer back into the fault it was.
func problem(res *http.Response) error {
	var p web.Problem
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&p); err != nil || p.Code == "" {
		return fault.Newf(fault.Internal, "cli.answer", "The server answered %s.", res.Status)
	}
	kind := fault.Internal
	switch {
	case res.StatusCode == http.StatusUnauthorized:
		kind = fault.Unauthenticated
	case res.StatusCode == http.StatusForbidden:
		kind = fault.Denied
	case res.StatusCode == http.StatusNotFound:
		kind = fault.NotFound
	case res.StatusCode == http.StatusConflict || res.StatusCode == http.StatusPreconditionFailed:
		kind = fault.Conflict
	case res.StatusCode == http.StatusTooManyRequests:
		kind = fault.TooMany
	case res.StatusCode == http.StatusServiceUnavailable:
		kind = fault.Unavailable
	case res.StatusCode < 500:
		kind = fault.Invalid
	}
	f := fault.New(kind, p.Code, p.Detail)
	for _, x := range p.Errors {
		f = f.WithField(x.Location, x.Code, x.Message)
	}
	if kind == fault.Internal && p.RequestID != "" {
		f.Message += fmt.Sprintf(" (request %s)", p.RequestID)
	}
	return f
}

// WaitJob waits for a job of the server to be over, telling progress on the
// way (progress may be nil).
func (c *Client) WaitJob(ctx context.Context, jobID string, progress func(fraction float64, detail string)) (result any, err error) {
	var j struct {
		State     string  `json:"state"`
		Progress  float64 `json:"progress"`
		Detail    string  `json:"detail"`
		Result    any     `json:"result"`
		Error     string  `json:"error"`
		ErrorCode string  `json:"error_code"`
	}
	for {
		if err := c.Get(ctx, "/jobs/"+url.PathEscape(jobID), nil, &j); err != nil {
			return nil, err
		}
		if progress != nil {
			progress(j.Progress, j.Detail)
		}
		switch j.State {
		case "done":
			return j.Result, nil
		case "failed":
			return j.Result, fault.New(fault.Invalid, j.ErrorCode, j.Error)
		case "cancelled":
			return j.Result, fault.New(fault.Conflict, "jobs.cancelled", "The job was cancelled.")
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}
