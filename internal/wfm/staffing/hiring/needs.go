package hiring

import (
	"context"

	"github.com/lingting/lingting/internal/wfm/forecast"
)

// Outlooks are what plans need of wfm/forecast.
type Outlooks interface {
	Outlook(ctx context.Context, outlookID, queueID string) (forecast.OutlookFigures, error)
}
