package plugin

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// maxFile is how large a file a plug-in can write, in bytes.
const maxFile = 4 << 30

// confine bounds this process and all that it starts, and makes it the parent of what others of
// them leave behind, so that nothing gets away.
func confine(memory uint64, processes int) error {
	limits := map[int]uint64{
		unix.RLIMIT_DATA: memory, unix.RLIMIT_CORE: 0, unix.RLIMIT_FSIZE: maxFile, unix.RLIMIT_NOFILE: 256,
		unix.RLIMIT_NPROC: threads() + uint64(processes)*perProcess,
	}
	for what, most := range limits {
		var have unix.Rlimit
		if err := unix.Getrlimit(what, &have); err != nil {
			return fmt.Errorf("confine a plug-in: %w", err)
		}
		most = min(most, have.Max)
		if err := unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("confine a plug-in: %w", err)
		}
	}
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("confine a plug-in: %w", err)
	}
	return nil
}

// perProcess is how many threads a plug-in's process may have, on the average.
const perProcess = 16

// threads counts those of this user, which the kernel bounds for all of them together, and not at all for root.
func threads() (n uint64) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		tasks, err := os.ReadDir("/proc/" + e.Name() + "/task")
		info, lost := e.Info()
		if err != nil || lost != nil {
			continue
		}
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) == os.Getuid() {
			n += uint64(len(tasks))
		}
	}
	return n
}

// ownGroup makes a process that ends with this one, and that the terminal's Ctrl-C does not reach.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// apart is ownGroup in a space of processes of its own, whose first process the plug-in's is: when it ends, the kernel
// ends all others at once, however fast they start more.
func apart() *syscall.SysProcAttr {
	a := ownGroup()
	a.Cloneflags = syscall.CLONE_NEWPID
	if user := os.Geteuid(); user != 0 {
		a.Cloneflags |= syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: user, HostID: user, Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getegid(), HostID: os.Getegid(), Size: 1}}
	}
	return a
}

// isApart reports whether a process is the first of a space of its own.
func isApart(pid int) bool {
	own, err := os.Readlink("/proc/self/ns/pid")
	its, lost := os.Readlink(fmt.Sprintf("/proc/%d/ns/pid", pid))
	return err == nil && lost == nil && own != its
}

// yieldToOthers gives the executable that this thread starts next the least share of the processors, so that
// whoever counts its processes comes first, and so do a node's blocks.
func yieldToOthers() { _ = unix.Setpriority(unix.PRIO_PROCESS, 0, 19) }

// innerGroup is that of the executable, which endBelow ends before the process around it.
func innerGroup() *syscall.SysProcAttr { return ownGroup() }

// endTree ends a process and all that it started.
func endTree(pid int) {
	if !isApart(pid) {
		endBelow(pid)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

// endBelow ends all that a process has started, and waits until it has. A group of processes is ended at
// once, so that none of it starts another one meanwhile. Twice nobody is enough: whoever was overlooked
// because its parent ended during the look has been given to pid since.
func endBelow(pid int) {
	if pid == 1 {
		return // of a space of its own: the kernel ends them with it
	}
	own, _ := syscall.Getpgid(pid)
	for quiet := 0; quiet < 2; quiet++ {
		for _, p := range below(pid) {
			if p.ended {
				continue
			}
			quiet = -1
			if p.group != own && p.group > 1 {
				_ = syscall.Kill(-p.group, syscall.SIGKILL)
			}
			_ = syscall.Kill(p.pid, syscall.SIGKILL)
		}
		time.Sleep(time.Millisecond)
	}
}

// used is what the processes of a plug-in take.
type used struct {
	processes int
	memory    uint64 // bytes that are theirs alone, in memory
}

// usage counts a process and those below it.
func usage(pid int) (u used) {
	for _, p := range append(below(pid), process{pid: pid}) {
		u.processes++
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
		if err != nil {
			continue // it has ended
		}
		for line := range strings.Lines(string(status)) {
			name, value, _ := strings.Cut(line, ":")
			if name == "RssAnon" || name == "RssShmem" {
				kib, _ := strconv.ParseUint(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
				u.memory += kib << 10
			}
		}
	}
	return u
}

// process is a line of the kernel's table.
type process struct {
	pid, parent, group int
	ended              bool // and its parent has not asked yet how
}

// below lists the processes that one has started, and those that they have.
func below(pid int) (list []process) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	children := map[int][]process{}
	for _, e := range entries {
		if child, err := strconv.Atoi(e.Name()); err == nil {
			if p, ok := readProcess(child); ok {
				children[p.parent] = append(children[p.parent], p)
			}
		}
	}
	for next := children[pid]; len(next) > 0; {
		list = append(list, next...)
		var deeper []process
		for _, p := range next {
			deeper = append(deeper, children[p.pid]...)
		}
		next = deeper
	}
	return list
}

// readProcess reads state, parent and group of a process: the fields after its name, which stands in parentheses.
func readProcess(pid int) (p process, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return p, false
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 3 {
		return p, false
	}
	p.pid, p.ended = pid, fields[0] == "Z" || fields[0] == "X"
	p.parent, err = strconv.Atoi(fields[1])
	if err == nil {
		p.group, err = strconv.Atoi(fields[2])
	}
	return p, err == nil
}
