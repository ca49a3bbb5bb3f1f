package app

var roleNames = map[string]string{
	"centre_director": "总监", "operations_manager": "运营经理", "wfm_planner": "排班师", "team_leader": "班长", "qa_analyst": "质检员",
	"trainer": "培训与人事", "complaint_specialist": "投诉专员", "customer_manager": "客户经理", "agent": "坐席", "administrator": "系统管理员",
}

const permissionsIntro = `# Who may do what

Made from the code by ` + "`make gen`" + `; a test tries every operation with every role and every scope against this page.

A **role** says what may be done, its **scope** on whom: **C** the whole centre, **S** a site, **T** a team, **P** only
oneself. A cell names the scopes with which the role allows the operation; – means never. What concerns the centre as
one (` + "`C`" + ` alone) is not had with a part of it. Somebody with several roles has each permission exactly as far as the
grants that give it.

*Rows* says what is told: **all**; only what people **of the scope** did, by the team and site of the day (for oneself:
only one's own), so that foreign rows are left out of lists and are "not found" when asked for; or only one's **own**
(sessions, jobs, saved views). Numbers of whole queues are open to whoever may read numbers, like a wallboard; numbers
of single people and teams, and the rows behind any number, only within the scope.

` + "`system.backup`" + ` is had only by the command line on the server's own machine.

`

const permissionsIntroZh = `# 谁能做什么

本页由 ` + "`make gen`" + ` 从代码生成；测试按本页逐一验证每个操作、每个角色、每种范围。

**角色**决定能做什么，**范围**决定对谁：**C** 全中心，**S** 职场，**T** 班组，**P** 仅本人。单元格列出该角色在哪些范围下可以执行
此操作；– 表示不可以。涉及全中心的权限（只有 C）在部分范围下不生效。一人多角色时，每项权限只在授予它的那些范围内有效。

“数据范围”说明能看到什么：**全部**；只含**范围内**人员的数据（按当天所属班组和职场；仅本人时只有自己的），范围外的数据不出现在列表
中，直接访问时为“没有找到”；或仅**本人**的（登录、任务、视图）。队列整体指标对所有可看指标的人开放，与大屏一致；个人与班组的指标
以及任何指标背后的明细只在范围内可见。

` + "`system.backup`" + ` 只有服务器本机的命令行拥有。

`
