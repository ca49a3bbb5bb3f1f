// Command intake shows how a program tells Lingting its events over HTTP: in
// batches, again when no answer came, later when the server asks to wait.
//
// It reads normal events as JSON lines from standard input:
//
//	LINGTING_KEY=ltk_… intake -to https://lingting.example < events.jsonl
//
// Every event has an id of the sender's, so sending a batch again is harmless.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"time"
)

func main() {
	to := flag.String("to", "http://127.0.0.1:8080", "address of the server")
	size := flag.Int("batch", 500, "events in a batch, at most 1000")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdin, *to, os.Getenv("LINGTING_KEY"), *size); err != nil {
		fmt.Fprintln(os.Stderr, "intake:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to be stopped
	}
}

func run(ctx context.Context, in io.Reader, to, key string, size int) error {
	if key == "" {
		return errors.New("set LINGTING_KEY to an intake key of the source")
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), 1<<20)
	var batch []json.RawMessage
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := send(ctx, to, key, batch)
		batch = batch[:0]
		return err
	}
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		batch = append(batch, bytes.Clone(lines.Bytes()))
		if len(batch) >= size {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return errors.Join(lines.Err(), flush())
}

type answer struct {
	Accepted int `json:"accepted"`
	Errors   []struct {
		Index   int    `json:"index"`
		ID      string `json:"id"`
		Field   string `json:"field"`
		Message string `json:"message"`
	} `json:"errors"`
}

// send posts one batch until it is taken. Only what will never be taken is an error.
func send(ctx context.Context, to, key string, batch []json.RawMessage) error {
	body, err := json.Marshal(map[string]any{"events": batch})
	if err != nil {
		return err
	}
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		status, wait, text, err := post(ctx, to, key, body)
		switch {
		case err == nil && status == http.StatusAccepted:
			var a answer
			if err := json.Unmarshal(text, &a); err != nil {
				return err
			}
			for _, e := range a.Errors {
				fmt.Fprintf(os.Stderr, "not taken: event %d (id %s): %s %s\n", e.Index, e.ID, e.Field, e.Message)
			}
			fmt.Printf("%d events taken\n", a.Accepted)
			return nil
		case err == nil && status < 500 && status != http.StatusTooManyRequests:
			return fmt.Errorf("the server refused the batch: %d %s", status, text)
		}
		pause = max(pause, wait)
		fmt.Fprintf(os.Stderr, "trying again in %v (%d %v)\n", pause, status, err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

func post(ctx context.Context, to, key string, body []byte) (status int, wait time.Duration, text []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to+"/api/v1/intake/events", bytes.NewReader(body))
	if err != nil {
		return 0, 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Intake-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, 0, nil, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err = io.ReadAll(io.LimitReader(res.Body, 1<<20))
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	return res.StatusCode, time.Duration(seconds) * time.Second, text, err
}
