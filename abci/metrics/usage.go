package metrics

import (
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// Usage collects how many bytes the folders of a home have. It looks at most once in an interval: a folder
// may have thousands of files.
type Usage struct {
	parts    []home.Part
	interval time.Duration

	mu     sync.Mutex
	looked time.Time
	bytes  []int64
}

// NewUsage returns the collector of folders.
func NewUsage(parts []home.Part, interval time.Duration) *Usage {
	return &Usage{parts: parts, interval: interval, bytes: make([]int64, len(parts))}
}

var diskBytes = described("disk_bytes", "Bytes of the files of the data, by part.", "part")

// Describe implements prometheus.Collector.
func (u *Usage) Describe(to chan<- *prometheus.Desc) { to <- diskBytes }

// Collect implements prometheus.Collector.
func (u *Usage) Collect(to chan<- prometheus.Metric) {
	for i, bytes := range u.Bytes() {
		to <- value(diskBytes, float64(bytes), u.parts[i].Name)
	}
}

// Bytes are the sizes of the folders, in their order.
func (u *Usage) Bytes() []int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	if time.Since(u.looked) >= u.interval {
		for i, p := range u.parts {
			u.bytes[i] = size(p.Path)
		}
		u.looked = time.Now()
	}
	return slices.Clone(u.bytes)
}

// size is the bytes of the files in a folder. Files that vanish meanwhile, and a folder that is not there,
// have none.
func size(folder string) (sum int64) {
	_ = filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			sum += info.Size()
		}
		return nil
	})
	return sum
}
