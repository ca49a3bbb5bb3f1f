package app

import (
	"github.com/lingting/lingting/internal/wfm/staffing"
	"github.com/lingting/lingting/internal/wfm/staffing/calibration"
	"github.com/lingting/lingting/internal/wfm/staffing/hiring"
	"github.com/lingting/lingting/internal/wfm/staffing/shared"
	"github.com/lingting/lingting/internal/wfm/staffing/whatif"
)

func (a *App) buildStaffing() {
	a.Staffing = staffing.New(a.DB, a.Org, a.Metric, a.Forecast, a.Jobs, a.Clock, a.Audit)
	a.Staffing.Register(a.Web.API)
	a.Hiring = hiring.New(a.DB, a.Forecast, a.Clock, a.Audit)
	a.Hiring.Register(a.Web.API)
	a.Shared = shared.New(a.DB, a.Staffing, a.Org, a.Jobs, a.Clock, a.Audit)
	a.Shared.Register(a.Web.API)
	a.Calibration = calibration.New(a.DB, a.Org, a.Metric, a.Rollup, a.Jobs, a.Clock, a.Audit)
	a.Calibration.Register(a.Web.API)
	a.WhatIf = whatif.New(a.DB, a.Staffing, a.Clock, a.Audit)
	a.WhatIf.Register(a.Web.API)
}
