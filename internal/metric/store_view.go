package metric

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	viewsSeen = sqldb.Q(`select id, owner_id, owner_name, name, page, params, shared, rev, created_ms from metric_view
		where owner_id = $1 or shared = 1 order by name_fold, id`)
	viewsAll   = sqldb.Q(`select id, owner_id, owner_name, name, page, params, shared, rev, created_ms from metric_view order by name_fold, id`)
	viewByID   = sqldb.Q(`select id, owner_id, owner_name, name, page, params, shared, rev, created_ms from metric_view where id = $1`)
	viewByName = sqldb.Q(`select id, owner_id, owner_name, name, page, params, shared, rev, created_ms from metric_view
		where owner_id = $1 and page = $2 and name_fold = $3`)
	viewCount = sqldb.Q(`select count(*) from metric_view where owner_id = $1`)
	viewAdd   = sqldb.Q(`insert into metric_view (id, owner_id, owner_name, name, name_fold, page, params, shared, rev, created_ms, changed_ms)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9) on conflict (owner_id, page, name_fold) do nothing`)
	viewSave = sqldb.Q(`update metric_view set name = $1, name_fold = $2, params = $3, shared = $4, rev = rev + 1, changed_ms = $5
		where id = $6 and rev = $7`)
	viewRemove = sqldb.Q(`delete from metric_view where id = $1`)
)

func scanView(r sqldb.Row) (View, error) {
	var (
		v      View
		params string
		shared int
	)
	if err := r.Scan(&v.ID, &v.OwnerID, &v.OwnerName, &v.Name, &v.Page, &params, &shared, &v.Rev, &v.CreatedMs); err != nil {
		return v, err
	}
	v.Shared = shared != 0
	if err := json.Unmarshal([]byte(params), &v.Params); err != nil {
		return v, fmt.Errorf("view %s: %w", v.ID, err)
	}
	return v, nil
}

func loadViewsSeen(ctx context.Context, tx *sqldb.Tx, ownerID string) ([]View, error) {
	return sqldb.All(ctx, tx, viewsSeen, scanView, ownerID)
}

func loadViews(ctx context.Context, tx *sqldb.Tx) ([]View, error) {
	return sqldb.All(ctx, tx, viewsAll, scanView)
}

func loadView(ctx context.Context, tx *sqldb.Tx, id string) (View, error) {
	return sqldb.One(ctx, tx, viewByID, scanView, id)
}

func loadViewByName(ctx context.Context, tx *sqldb.Tx, ownerID, page, name string) (View, error) {
	return sqldb.One(ctx, tx, viewByName, scanView, ownerID, page, sqldb.Fold(name))
}

func countViews(ctx context.Context, tx *sqldb.Tx, ownerID string) (int64, error) {
	return sqldb.One(ctx, tx, viewCount, sqldb.Value[int64], ownerID)
}

// addView reports whether the owner had no view of that name on the page.
func addView(ctx context.Context, tx *sqldb.Tx, v View, nowMs int64) (bool, error) {
	params, err := json.Marshal(v.Params)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, viewAdd, v.ID, v.OwnerID, v.OwnerName, v.Name, sqldb.Fold(v.Name), v.Page, string(params), flag(v.Shared), nowMs)
	return n == 1, err
}

// saveView reports whether the view still had the revision.
func saveView(ctx context.Context, tx *sqldb.Tx, v View, nowMs int64) (bool, error) {
	params, err := json.Marshal(v.Params)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, viewSave, v.Name, sqldb.Fold(v.Name), string(params), flag(v.Shared), nowMs, v.ID, v.Rev)
	return n == 1, err
}

func removeView(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, viewRemove, id)
	return err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
