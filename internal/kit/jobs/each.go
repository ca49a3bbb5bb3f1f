package jobs

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Each does something with every one of the named things on all cores and
// gives what came of it in their order. progress hears how much of all is done
// and which was the last; what is done may say how much of its own, from 0 to
// 1, is. The first error ends all.
func Each[T any](ctx context.Context, names []string, progress func(float64, string), do func(ctx context.Context, i int, part func(float64)) (T, error)) ([]T, error) {
	results := make([]T, len(names))
	var mu sync.Mutex
	done, parts := 0, make([]float64, len(names))
	tell := func(i int, part float64) {
		mu.Lock()
		defer mu.Unlock()
		parts[i] = part
		if part == 1 {
			done++
		}
		all := 0.0
		for _, v := range parts {
			all += v
		}
		progress(all/float64(len(parts)), fmt.Sprintf("%s (%d/%d)", names[i], done, len(parts)))
	}
	work, inner := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range names {
		work.Go(func() error {
			if err := inner.Err(); err != nil {
				return err
			}
			one, err := do(inner, i, func(part float64) { tell(i, min(part, 0.99)) })
			if err != nil {
				return fmt.Errorf("%s: %w", names[i], err)
			}
			results[i] = one
			tell(i, 1)
			return nil
		})
	}
	return results, work.Wait()
}
