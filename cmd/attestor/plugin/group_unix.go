//go:build unix && !linux

package plugin

import "syscall"

func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
func endTree(pid int)                { _ = syscall.Kill(-pid, syscall.SIGKILL) }
