package ledger

import (
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a SHA-256 of the tree: of an entry, of a subtree, or its root.
// Its String is the base64 that checkpoints carry.
type Hash = tlog.Hash

// ParseHash reads the base64 of a hash in its one canonical form.
func ParseHash(text string) (Hash, error) {
	h, err := tlog.ParseHash(text)
	if err != nil || h.String() != text {
		return Hash{}, errors.New("hash: not the base64 of 32 bytes")
	}
	return h, nil
}

// A Reader gives the stored hashes with the given indexes (StoredIndex), all
// of them, in their order, or an error.
type Reader func(indexes []int64) ([]Hash, error)

// MaxSize is the most records that a tree may claim to have. It bounds the
// work that a hostile checkpoint can cause.
const MaxSize = maxExact

var errSize = errors.New("tree: the size is out of range")

var errNotInTree = errors.New("tree: a hash was asked for that the tree does not have")

// LeafHash is the hash of an encoded entry as a leaf: SHA-256(0x00, entry).
func LeafHash(entry []byte) Hash { return tlog.RecordHash(entry) }

// Append adds the leaf of record n to a tree of n records. The frontier holds
// the roots of that tree's complete subtrees from left to right, one for each
// bit of n that is set. Added are the hashes to be stored with the record, the
// leaf first and then each subtree that it completes, one level higher each;
// next is the frontier of n+1 records. It panics when the frontier is not one
// of n records (len(FrontierOf(n)) says how many hashes that is).
func Append(n int64, frontier []Hash, leaf Hash) (added, next []Hash) {
	mustBeFrontier(n, frontier)
	complete := bits.TrailingZeros64(^uint64(n))
	added = make([]Hash, 1, 1+complete)
	added[0] = leaf
	for i := range complete {
		leaf = tlog.NodeHash(frontier[len(frontier)-1-i], leaf)
		added = append(added, leaf)
	}
	next = make([]Hash, 0, len(frontier)-complete+1)
	next = append(next, frontier[:len(frontier)-complete]...)
	return added, append(next, leaf)
}

// RootOf is the root of the tree of n records with the given frontier; of no
// records it is the SHA-256 of nothing. It panics as Append does.
func RootOf(n int64, frontier []Hash) Hash {
	mustBeFrontier(n, frontier)
	if n == 0 {
		return emptyRoot()
	}
	root := frontier[len(frontier)-1]
	for i := len(frontier) - 2; i >= 0; i-- {
		root = tlog.NodeHash(frontier[i], root)
	}
	return root
}

func emptyRoot() Hash {
	root, err := tlog.TreeHash(0, nil)
	if err != nil {
		panic(err)
	}
	return root
}

func mustBeFrontier(n int64, frontier []Hash) {
	if n < 0 || len(frontier) != bits.OnesCount64(uint64(n)) {
		panic(fmt.Sprintf("ledger: %d hashes are not the frontier of %d records", len(frontier), n))
	}
}

// FrontierOf gives the stored indexes of the frontier of a tree of n records,
// left to right: a Reader asked for them gives the frontier.
func FrontierOf(n int64) []int64 {
	var indexes []int64
	var left int64
	for level := 62; level >= 0; level-- {
		if n>>level&1 == 1 {
			indexes = append(indexes, StoredIndex(level, left>>level))
			left += 1 << level
		}
	}
	return indexes
}

// StoredIndex is the place of the root of the n'th complete subtree of 2^level
// records in the order in which hashes are stored. It was stored with record
// ((n+1)<<level)-1, as that record's added hash number level.
func StoredIndex(level int, n int64) int64 { return tlog.StoredHashIndex(level, n) }

// SplitIndex is the inverse of StoredIndex for i ≥ 0.
func SplitIndex(i int64) (level int, n int64) { return tlog.SplitStoredHashIndex(i) }

// StoredCount is how many hashes are stored for n records.
func StoredCount(n int64) int64 { return tlog.StoredHashCount(n) }

// Root is the root of the tree of size records.
func Root(size int64, r Reader) (Hash, error) {
	if size < 0 || size > MaxSize {
		return Hash{}, errSize
	}
	return tlog.TreeHash(size, tlog.HashReaderFunc(r))
}

// Prove gives the inclusion proof of record n in the tree of size records,
// from the leaf's sibling up (RFC 6962, section 2.1.1).
func Prove(size, n int64, r Reader) ([]Hash, error) {
	if size > MaxSize {
		return nil, errSize
	}
	return tlog.ProveRecord(size, n, tlog.HashReaderFunc(r))
}

// CheckProof checks that record n of the tree with that size and root has
// that leaf hash.
func CheckProof(p []Hash, size int64, root Hash, n int64, leaf Hash) error {
	if size > MaxSize {
		return errSize
	}
	return tlog.CheckRecord(p, size, root, n, leaf)
}

// ProveConsistent gives the proof that the tree of size records begins with
// the tree of old records (RFC 6962, section 2.1.2). It is empty when old is 0
// or size.
func ProveConsistent(size, old int64, r Reader) ([]Hash, error) {
	switch {
	case size > MaxSize:
		return nil, errSize
	case old == 0 && size >= 0:
		return nil, nil
	}
	return tlog.ProveTree(size, old, tlog.HashReaderFunc(r))
}

// CheckConsistent checks that the tree with that size and root begins with the
// tree of old records and root oldRoot. Every tree begins with the empty one,
// whose root must be the empty one's and whose proof is empty.
func CheckConsistent(p []Hash, size int64, root Hash, old int64, oldRoot Hash) error {
	if size > MaxSize {
		return errSize
	}
	if old == 0 && size >= 0 {
		if len(p) != 0 || oldRoot != emptyRoot() || size == 0 && root != oldRoot {
			return errors.New("tree: not a proof from the empty tree")
		}
		return nil
	}
	return tlog.CheckTree(p, size, root, old, oldRoot)
}
