package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// genesis compares the genesis document with the data.
func (p *patient) genesis() {
	doc, hash, err := home.LoadGenesis(p.dir)
	if err != nil {
		p.bad(BadGenesis, "copy it from another node of the chain", "%v", err)
		return
	}
	_, err = home.SameChain(p.dir, doc.ChainID, hash)
	switch {
	case errors.Is(err, home.ErrNewerFormat):
		p.bad(NewerFormat, "use a newer program", "%v", err)
	case errors.Is(err, home.ErrOtherChain):
		p.bad(OtherChain, "restore the genesis document of the data, or choose another --home", "%v", err)
	case err != nil:
		p.bad(Damaged, "restore "+p.dir.Chain()+" from a backup of this home", "%v", err)
	}
}

// settings reports whether the settings could be read.
func (p *patient) settings() bool {
	_, err := home.Settings(p.dir)
	if err == nil {
		err = home.CheckAddresses(p.dir)
	}
	if err != nil {
		p.bad(BadSettings, "correct it there, or with `peerz config set`", "%v", err)
		return false
	}
	p.cfg, _ = home.LoadConfig(p.dir) // Settings has read it
	return true
}

func (p *patient) keys() {
	const do = "restore it from a backup of the keys; never use an older record of signatures while its votes may be abroad"
	elsewhere, err := home.SignsElsewhere(p.dir)
	if err == nil && !elsewhere {
		_, err = home.LoadSigner(p.dir)
	}
	if err != nil {
		p.bad(BadKey, do, "%v", err)
	}
	if _, err := home.LoadPeerKey(p.dir); err != nil {
		p.bad(BadKey, do, "%v", err)
	}
}

// modes looks for secrets that others can read, and for folders that this user cannot write.
func (p *patient) modes() {
	secrets := []string{p.dir.NodeKey(), p.dir.ValidatorKey(), p.dir.ValidatorState()}
	more, _ := filepath.Glob(filepath.Join(string(p.dir), "keys", "*")) // of accounts
	for _, path := range append(secrets, more...) {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			p.bad(FileMode, "chmod 600 "+path, "others can read %s, which has mode %04o", path, info.Mode().Perm())
		}
	}
	p.writable(syscall.Access)
}

// writable asks the system for each folder and file that a node writes.
func (p *patient) writable(access func(path string, mode uint32) error) {
	const write = 2
	for _, path := range []string{string(p.dir), p.dir.Config(), p.dir.Data(), p.dir.App(), p.dir.Comet(), p.dir.ValidatorState()} {
		if err := access(path, write); err != nil && !errors.Is(err, fs.ErrNotExist) {
			p.bad(NotWritable, "run the node as the user that owns it, or give it to this one", "%s cannot be written: %v", path, err)
		}
	}
}

// plenty is how much free space is no reason to worry, in bytes.
const plenty = 2 << 30

func (p *patient) space(left uint64, known bool) {
	const do = "free some space; keep_blocks and snapshot_interval bound what a node stores"
	switch {
	case known && left < home.MinFree:
		p.bad(DiskFull, do, "the disk of %s has %d MiB left, and a node needs %d", p.dir.Data(), left>>20, home.MinFree>>20)
	case known && left < plenty:
		p.poor(DiskLow, do, "the disk of %s has %d MiB left", p.dir.Data(), left>>20)
	}
}

func (p *patient) snapshots() {
	if _, err := p.dir.Snapshots().List(); err != nil {
		p.poor(SnapshotDamaged, "remove it; the node takes another one", "%v", err)
	}
}

// staleSnapshot compares the newest snapshot with the height of the state.
func (p *patient) staleSnapshot(height uint64) {
	interval := p.cfg.SnapshotInterval
	if interval == 0 || height < 2*interval {
		return
	}
	list, _ := p.dir.Snapshots().List()
	if len(list) > 0 && height-min(list[0].Head.Height, height) < 2*interval {
		return
	}
	p.poor(SnapshotStale, "see the node's log for why; `peerz snapshot create` takes one now",
		"no snapshot of the last %d heights is there, though one is due every %d", 2*interval, interval)
}

// trimmed is an address without its scheme.
func trimmed(address string) string { return strings.TrimPrefix(address, "tcp://") }
