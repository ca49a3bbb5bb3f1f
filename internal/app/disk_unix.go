//go:build unix

package app

import "syscall"

// diskFree is how many bytes this user may still write below dir.
func diskFree(dir string) (free uint64, known bool) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return uint64(st.Bavail) * uint64(st.Bsize), true //nolint:unconvert // types differ between systems
}
