package cli

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
)

// startProfile writes a CPU profile to path until the result is called.
func startProfile(path string) (stop func(), err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
	}, nil
}

// profileInto writes profiles of processor and memory into a folder: cpu.pprof
// until the result is called, heap.pprof then.
func profileInto(folder string) (stop func(), err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	end, err := startProfile(filepath.Join(folder, "cpu.pprof"))
	if err != nil {
		return nil, err
	}
	return func() {
		end()
		f, err := os.Create(filepath.Join(folder, "heap.pprof"))
		if err != nil {
			return
		}
		runtime.GC()
		_ = pprof.WriteHeapProfile(f)
		_ = f.Close()
	}, nil
}
