package whatif

import (
	"context"

	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Plans are what trials need of wfm/staffing.
type Plans interface {
	Basis(ctx context.Context, planID string) (staffing.Basis, error)
}
