package live

import "github.com/lingting/lingting/internal/kit/sqldb"

var (
	qAlarmsOld       = sqldb.Q(`select count(*) from live_alarm where cleared_ms > 0 and cleared_ms < $1`)
	qAlarmsOldIDs    = sqldb.Q(`select id from live_alarm where cleared_ms > 0 and cleared_ms < $1 order by raised_ms, id limit $2`)
	qAlarmActionDrop = sqldb.Q(`delete from live_alarm_action where alarm_id = $1`)
	qAlarmDrop       = sqldb.Q(`delete from live_alarm where id = $1`)
	qMutesOld        = sqldb.Q(`select count(*) from live_mute where until_ms < $1`)
	qMutesDrop       = sqldb.Q(`delete from live_mute where id in (select id from live_mute where until_ms < $1 order by until_ms, id limit $2)`)

	qNotesOld  = sqldb.Q(`select count(*) from live_note where at_ms < $1`)
	qNotesDrop = sqldb.Q(`delete from live_note where id in (select id from live_note where at_ms < $1 order by id limit $2)`)
)
