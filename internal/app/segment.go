package app

import (
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/performance/segment"
)

func (a *App) buildSegment() {
	a.Segment = segment.New(a.DB, a.Org, a.Metric, a.Jobs, a.Clock, teller{a})
	a.Segment.Register(a.Web.API)
	a.Org.Follow(a.Segment)
	a.backgroundOf(conf.Work, "make segments each night", a.Segment.Nightly)
}
