// Package pages is the tree's pages between memory and disk: Pending, those of
// the last heights that are not on disk yet; Merger, which lays stored patches
// of a page over each other; and the two ways to read a page that is on disk.
package pages
