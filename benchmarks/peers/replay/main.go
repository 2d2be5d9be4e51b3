// Replay reads stored events from their start as fast as it can, from a voicemedia gateway or from what it is compared
// with, and prints what that took; decodes each, too, where its client leaves it as JSON; checks that each is stored once;
// or stores the events of standard input.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

var errUsage = errors.New(`usage:
  replay replay voicemedia|nats|redis ADDRESS EVENTS AT-A-TIME
  replay decode voicemedia|nats|redis ADDRESS EVENTS AT-A-TIME
  replay check voicemedia|nats|redis ADDRESS EVENTS
  replay fill nats|redis ADDRESS <LINES-OF-ID-TYPE-AND-BODY-IN-BASE64`)

// Large enough for a check, whose time does not count.
const checkedAtATime = 500

// What events are kept in.
type storage interface {
	// Passes events from the first on to read, some at a time, until it has had so many. Of each it gets its id and how
	// long its body is.
	replay(ctx context.Context, events, atATime int, read func(id string, size int)) error
	// Returns how many there are.
	count(ctx context.Context) (int, error)
	// Stores events. Returns once all are on the disk.
	fill(ctx context.Context, stored []event) error
	close()
}

var connects = map[string]func(address string, decode bool) (storage, error){
	"voicemedia": connectVoicemedia, "nats": connectNats, "redis": connectRedis,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	if len(arguments) < 3 || connects[arguments[1]] == nil {
		return errUsage
	}
	var numbers []int
	for _, argument := range arguments[3:] {
		number, err := strconv.Atoi(argument)
		if err != nil {
			return errUsage
		}
		numbers = append(numbers, number)
	}
	decode := arguments[0] == "decode"
	events, err := connects[arguments[1]](arguments[2], decode)
	if err != nil {
		return err
	}
	defer events.close()
	switch {
	case (decode || arguments[0] == "replay") && len(numbers) == 2:
		return measure(ctx, events, numbers[0], numbers[1])
	case arguments[0] == "check" && len(numbers) == 1:
		return check(ctx, events, numbers[0])
	case arguments[0] == "fill" && len(numbers) == 0:
		stored, err := readEvents(os.Stdin)
		if err != nil {
			return err
		}
		return events.fill(ctx, stored)
	default:
		return errUsage
	}
}

func measure(ctx context.Context, stored storage, events, atATime int) error {
	cpu := cpuTime()
	start := time.Now()
	read, bytes := 0, 0
	err := stored.replay(ctx, events, atATime, func(id string, size int) {
		read++
		bytes += len(id) + size
	})
	if err != nil {
		return err
	}
	seconds := time.Since(start).Seconds()
	_, err = fmt.Printf("read %d events, %d bytes, %.6f s, %.6f s of CPU\n",
		read, bytes, seconds, (cpuTime() - cpu).Seconds())
	return err
}

func check(ctx context.Context, stored storage, events int) error {
	count, err := stored.count(ctx)
	if err != nil {
		return err
	}
	if count != events {
		return fmt.Errorf("%d events are stored, expected %d", count, events)
	}
	ids := make(map[string]struct{}, events)
	err = stored.replay(ctx, events, checkedAtATime, func(id string, _ int) { ids[id] = struct{}{} })
	if err != nil {
		return err
	}
	if len(ids) != events {
		return fmt.Errorf("%d different events are stored, expected %d", len(ids), events)
	}
	_, err = fmt.Printf("stored %d events once each\n", events)
	return err
}

// CPU time of this process so far, in user and kernel mode.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // not possible on Linux
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
