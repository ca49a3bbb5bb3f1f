package app

import (
	"net/http"
	"testing"
)

// noticesTried tries what only leaders may as somebody who leads nobody; who sees
// which notice is tested by the room.
func noticesTried(t *testing.T, v *visitor) []string {
	if rec := v.send("GET", "/care-notices", nil); rec.Code != http.StatusForbidden {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := v.send("PUT", "/care-notices/none", []byte(`{"state":"dismissed","words":"x"}`)); rec.Code != http.StatusForbidden {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := v.send("GET", "/care-sums", nil); rec.Code != http.StatusForbidden {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	return []string{"GET /care-notices", "PUT /care-notices/{id}"}
}
