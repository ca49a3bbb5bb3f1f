package forecast

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// peopleSheet writes what people bring to handle times, if there are any the
// reader may see.
func (b *Workbook) peopleSheet(f *excelize.File) error {
	some := false
	for _, people := range b.people {
		some = some || len(people) > 0
	}
	if !some {
		return nil
	}
	name := b.text("人员与处理时长", "People and handle time")
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	head := []any{b.text("队列代码", "Queue code"), b.text("队列", "Queue"), b.text("工号", "Agent no."), b.text("姓名", "Name"), b.text("班组", "Team"),
		b.text("与平均相差 %", "Against the mean, %"), "80% " + b.text("下限", "low"), "80% " + b.text("上限", "high"), b.text("近 12 周接起量", "Contacts in 12 weeks"), b.text("新人，初次出现", "New, first seen"), b.text("已用于预测", "Used in the forecast")}
	if err := f.SetSheetRow(name, "A1", &head); err != nil {
		return err
	}
	line := 1
	for _, q := range b.sheet.version.Queues {
		for _, p := range b.people[q.QueueID] {
			team := ""
			if p.Team != nil {
				team = p.Team.Name
			}
			line++
			cells := []any{q.Code, q.Name, p.AgentNo, p.Name, team, rough(100 * p.Effect), rough(100 * p.Low), rough(100 * p.High), p.Contacts, p.Since, b.text(map[bool]string{true: "是", false: "否"}[q.People.Used], map[bool]string{true: "yes", false: "no"}[q.People.Used])}
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", line), &cells); err != nil {
				return err
			}
		}
	}
	return f.SetColWidth(name, "A", "K", 14)
}
