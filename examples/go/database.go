package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"log"
	"time"

	bolt "go.etcd.io/bbolt"

	pb "voicemedia.dev/go/voicemedia/v1"
)

var (
	placeBucket    = []byte("place")    // "cursor" → the place in the feed
	journalBucket  = []byte("journal")  // number → entry
	commandsBucket = []byte("commands") // number → command
	pendingBucket  = []byte("pending")  // number → nothing, while a command has no outcome
	cursorKey      = []byte("cursor")
)

// What was done and what is to be done.
type database struct {
	bolt *bolt.DB
	keys publicKeys
}

type entry struct {
	Event    string `json:"event"`
	Type     string `json:"type"`
	Call     string `json:"call"`
	Verified bool   `json:"verified"`
}

type command struct {
	ID      string `json:"command"`
	Call    string `json:"call"`
	Action  string `json:"action"`
	Outcome string `json:"outcome"`

	number    uint64
	NotBefore time.Time `json:"not_before"`
}

func openDatabase(file string) (*database, error) {
	db, err := bolt.Open(file, 0o600, &bolt.Options{Timeout: 10 * time.Second})
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, bucket := range [][]byte{placeBucket, journalBucket, commandsBucket, pendingBucket} {
			if _, err := tx.CreateBucketIfNotExists(bucket); err != nil {
				return err
			}
		}
		return nil
	})
	return &database{bolt: db}, err
}

func (d *database) close() { d.bolt.Close() }

// Cursor makes it a voicemedia.CursorStore.
func (d *database) Cursor(context.Context) (cursor string, err error) {
	err = d.bolt.View(func(tx *bolt.Tx) error {
		cursor = string(tx.Bucket(placeBucket).Get(cursorKey))
		return nil
	})
	return cursor, err
}

// Save makes it a voicemedia.CursorStore.
func (d *database) Save(_ context.Context, message *pb.SubscribeResponse) error {
	return d.bolt.Update(func(tx *bolt.Tx) error {
		if event := message.GetEvent(); event != nil {
			if err := d.handle(tx, event); err != nil {
				return err
			}
		} else if gap := message.GetGap(); gap != nil {
			log.Printf("events have expired before they were read, up to %s", gap.GetUpTo())
		}
		return tx.Bucket(placeBucket).Put(cursorKey, []byte(message.GetCursor()))
	})
}

func (d *database) handle(tx *bolt.Tx, event *pb.Event) error {
	verified := d.keys.isAuthentic(event.GetWebhook())
	journal := tx.Bucket(journalBucket)
	number, err := journal.NextSequence()
	if err != nil {
		return err
	}
	err = put(journal, number,
		entry{event.GetId(), event.GetEventType(), event.GetCallControlId(), verified})
	if err != nil {
		return err
	}
	if !verified {
		log.Printf("%s: the signature does not verify", event.GetId())
		return nil
	}
	state := string(event.GetClientState())
	switch {
	case event.GetEventType() == "call.answered":
		if err := enqueue(tx, event, "record"); err != nil {
			return err
		}
		return enqueue(tx, event, "greet")
	case event.GetEventType() == "call.speak.ended" && state == "greeting":
		return enqueue(tx, event, "play")
	case event.GetEventType() == "call.playback.ended" && state == "playing":
		return enqueue(tx, event, "stop-recording")
	}
	return nil
}

func enqueue(tx *bolt.Tx, event *pb.Event, action string) error {
	commands := tx.Bucket(commandsBucket)
	number, err := commands.NextSequence()
	if err != nil {
		return err
	}
	// The same id for each repeat, also after a crash: Telnyx ignores what it has executed.
	id := action + "-" + event.GetId()
	err = put(commands, number,
		command{ID: id, Call: event.GetCallControlId(), Action: action, Outcome: "pending"})
	if err != nil {
		return err
	}
	return tx.Bucket(pendingBucket).Put(key(number), nil)
}

// The oldest command that is to be sent now, or nil.
func (d *database) nextCommand() (next *command, err error) {
	err = d.bolt.View(func(tx *bolt.Tx) error {
		pending := tx.Bucket(pendingBucket).Cursor()
		for number, _ := pending.First(); number != nil; number, _ = pending.Next() {
			candidate := &command{number: binary.BigEndian.Uint64(number)}
			if err := json.Unmarshal(tx.Bucket(commandsBucket).Get(number), candidate); err != nil {
				return err
			}
			if !time.Now().Before(candidate.NotBefore) {
				next = candidate
				return nil
			}
		}
		return nil
	})
	return next, err
}

func (d *database) done(command *command, outcome string) error {
	command.Outcome = outcome
	return d.bolt.Update(func(tx *bolt.Tx) error {
		if err := tx.Bucket(pendingBucket).Delete(key(command.number)); err != nil {
			return err
		}
		return put(tx.Bucket(commandsBucket), command.number, command)
	})
}

func (d *database) later(command *command, pause time.Duration) error {
	command.NotBefore = time.Now().Add(pause)
	return d.bolt.Update(func(tx *bolt.Tx) error {
		return put(tx.Bucket(commandsBucket), command.number, command)
	})
}

func (d *database) report(out io.Writer) error {
	return d.bolt.View(func(tx *bolt.Tx) error {
		for _, bucket := range [][]byte{journalBucket, commandsBucket} {
			err := tx.Bucket(bucket).ForEach(func(_, value []byte) error {
				_, err := out.Write(append(value[:len(value):len(value)], '\n'))
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func put(bucket *bolt.Bucket, number uint64, value any) error {
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return bucket.Put(key(number), encoded)
}

func key(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }
