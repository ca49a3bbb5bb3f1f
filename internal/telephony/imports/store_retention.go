package imports

import "github.com/lingting/lingting/internal/kit/sqldb"

// An import that can be taken up again is not over.
var (
	qOldImports    = sqldb.Q(`select count(*) from telephony_import where created_ms < $1 and state not in ('waiting', 'running')`)
	qOldImportIDs  = sqldb.Q(`select id from telephony_import where created_ms < $1 and state not in ('waiting', 'running') order by id limit $2`)
	qDropOldImport = sqldb.Q(`delete from telephony_import where id = $1`)
)
