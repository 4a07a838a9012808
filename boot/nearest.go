package boot

import "strings"

// nearest returns the name most like word, or "" if none is much like it. Plus
// signs and case do not count: ++Prefix is near to +prefix.
func nearest(word string, names []string) string {
	plain := func(s string) string { return strings.ToLower(strings.TrimLeft(s, "+")) }
	word = plain(word)
	best, name := len(word)/3+1, ""
	for _, n := range names {
		if d := distance(word, plain(n)); d <= best && (name == "" || d < best) {
			best, name = d, n
		}
	}
	return name
}

// distance is the number of characters to insert, remove or replace to make b
// of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1) // distances from a[:i] to every b[:j]
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
