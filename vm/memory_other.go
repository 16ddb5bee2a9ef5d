//go:build !linux

package vm

import (
	"context"

	"github.com/tetratelabs/wazero/api"
)

// regions, region and file stand for what only Linux has: memories as private views of an
// image. Elsewhere the engine allocates memories, and they are compared page by page.
type (
	regions struct{}
	region  struct{}
	file    struct{}
)

func (*regions) withRegion(ctx context.Context) (context.Context, **region) { return ctx, new(*region) }
func (*regions) close()                                                     {}
func (*region) revert(*image) bool                                          { return false }
func (*region) cut(api.Memory, int)                                         {}
func newFile([]part) *file                                                  { return nil }
func (*file) close()                                                        {}
