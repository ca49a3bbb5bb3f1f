package imports

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/lingting/lingting/internal/telephony/adapter"
)

// Detected is what an uploaded file looks like: a guess for a person to
// correct.
type Detected = adapter.Detected

func (s *Service) detect(_ context.Context, up Upload) (Detected, error) {
	f, err := os.Open(s.path(up.ID))
	if err != nil {
		return Detected{}, err
	}
	defer f.Close()
	start := make([]byte, adapter.DetectLen)
	n, err := io.ReadFull(f, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Detected{}, err
	}
	return adapter.Detect(start[:n]), nil
}
