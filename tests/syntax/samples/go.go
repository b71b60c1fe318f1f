// Package store keeps things.
package store

import "fmt"

/* Limit is
   the most. */
const Limit = 1 << 20 + 0x1F

//go:generate stringer
type Store struct {
	items map[string]int64 `json:"items"`
}

func (s *Store) Get(name string) (int64, error) {
	raw := `a "raw" \n string
over // lines`
	if c := name[0]; c == '\'' || c == '"' {
		return 0, fmt.Errorf("no %q\n", raw)
	}
	s.items["x"]++ // counts
	return s.items[name], nil
}
var open = `not closed
