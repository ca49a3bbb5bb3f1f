package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/metric"
)

// reportedMonths are how many whole months were reported.
const reportedMonths = 4

// reported are the figures the centre's people tell every month: quality,
// complaints, satisfaction and training of each person, satisfaction and cost of
// the centre.
func (p *planning) reported(ctx context.Context) error {
	if there, err := p.in.Metric.ListReported(ctx, metric.ReportedIn{Limit: 1}); err != nil || len(there.Items) > 0 {
		return err
	}
	rng := rand.New(rand.NewPCG(p.c.seed, 0x7265706f7274))
	answers := rand.New(rand.NewPCG(p.c.seed, 0x616e7377657273))
	talent := make([]float64, len(p.c.People))
	for i := range talent {
		talent[i] = 4 * rng.NormFloat64()
	}
	var file strings.Builder
	file.WriteString("Figure,Level,Subject,From,To,Value,Base,Source,Evidence\n")
	end := p.today.Month()
	for month := range reportedMonths {
		last := end.Add(-1)
		first := last.Month()
		end = first
		row := func(figure, level, subject string, value float64, base int, source string) {
			fmt.Fprintf(&file, "%s,%s,%s,%s,%s,%.1f,%d,%s,%s\n", figure, level, subject, first, last, value, base, source, evidence(source, first))
		}
		for i, who := range p.c.People {
			row("qa", "person", who.AgentNo, min(100, max(60, 90+talent[i]+2*rng.NormFloat64()-0.3*float64(month))), 4+rng.IntN(4), "质检组")
			row("service-quality", "person", who.AgentNo, min(100, max(60, 92+talent[i]+2*rng.NormFloat64())), 10, "质检组")
			row("satisfaction", "person", who.AgentNo, min(100, max(70, 92+0.7*talent[i]+2*answers.NormFloat64())), 15+answers.IntN(15), "满意度回访")
			row("training-hours", "person", who.AgentNo, float64(4+rng.IntN(9)), 1, "培训组")
			upheld := 0
			if rng.Float64() < 0.10-0.01*talent[i] {
				upheld = 1
			}
			row("complaints", "person", who.AgentNo, float64(upheld), 1, "投诉组")
			major := 0.0
			if upheld == 1 && rng.Float64() < 0.15 {
				major = 1
			}
			row("complaints-major", "person", who.AgentNo, major, 1, "投诉组")
		}
		row("satisfaction", "centre", "", 93+1.5*rng.NormFloat64(), 1200+rng.IntN(300), "满意度回访")
		row("cost", "centre", "", 486_000+9000*rng.NormFloat64(), 1, "财务部")
		row("attrition", "centre", "", max(0, 3+rng.NormFloat64()), len(p.c.People), "人力资源部")
		row("employee-satisfaction", "centre", "", 84+1.5*rng.NormFloat64(), 50+rng.IntN(10), "员工调查")
	}
	_, err := p.in.Metric.ImportReported(ctx, metric.FileIn{Content: []byte(file.String())})
	return err
}

func evidence(source string, first civil.Date) string {
	return source + "月报 " + first.String()[:7]
}
