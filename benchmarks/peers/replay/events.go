package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

const longestLine = 2 << 20

// One event to store.
type event struct {
	id, kind string
	body     []byte
}

func readEvents(in io.Reader) ([]event, error) {
	var events []event
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		parts := strings.Fields(lines.Text())
		if len(parts) != 3 {
			return nil, fmt.Errorf("line %d: %d parts, expected an id, a type and a body", len(events)+1, len(parts))
		}
		body, err := base64.StdEncoding.DecodeString(parts[2])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(events)+1, err)
		}
		events = append(events, event{parts[0], parts[1], body})
	}
	return events, lines.Err()
}
