package main

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	natsStream = "events"
	// Publications that wait for their acknowledgement at the same time.
	natsPending = 1_000
	// How long one may wait before it is published, as each is synced to the disk.
	natsPatience = time.Minute
	// For how long a message id is remembered.
	natsWindow = 72 * time.Hour
)

type natsServer struct {
	connection *nats.Conn
	client     jetstream.JetStream
	decode     bool
}

func connectNats(address string, decode bool) (storage, error) {
	connection, err := nats.Connect(address)
	if err != nil {
		return nil, err
	}
	client, err := jetstream.New(connection, jetstream.WithPublishAsyncMaxPending(natsPending))
	if err != nil {
		connection.Close()
		return nil, err
	}
	return &natsServer{connection, client, decode}, nil
}

// By an ordered consumer, JetStream's way to replay: it has no acknowledgements, and its client notices what it missed.
func (n *natsServer) replay(ctx context.Context, events, atATime int, read func(id string, size int)) error {
	consumer, err := n.client.OrderedConsumer(ctx, natsStream, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return err
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(atATime))
	if err != nil {
		return err
	}
	defer messages.Stop()
	for range events {
		message, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		if n.decode {
			if err := decodeJSON(message.Data()); err != nil {
				return err
			}
		}
		read(message.Headers().Get(jetstream.MsgIDHeader), len(message.Data()))
	}
	return nil
}

func (n *natsServer) count(ctx context.Context) (int, error) {
	stream, err := n.client.Stream(ctx, natsStream)
	if err != nil {
		return 0, err
	}
	return int(stream.CachedInfo().State.Msgs), nil
}

func (n *natsServer) fill(ctx context.Context, stored []event) error {
	_, err := n.client.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:       natsStream,
		Subjects:   []string{natsStream + ".>"},
		Storage:    jetstream.FileStorage,
		Duplicates: natsWindow,
	})
	if err != nil {
		return err
	}
	var pending []jetstream.PubAckFuture
	for _, each := range stored {
		future, err := n.client.PublishAsync(natsStream+"."+each.kind, each.body,
			jetstream.WithMsgID(each.id), jetstream.WithStallWait(natsPatience))
		if err != nil {
			return err
		}
		pending = append(pending, future)
	}
	for _, each := range pending {
		select {
		case <-each.Ok():
		case err := <-each.Err():
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (n *natsServer) close() {
	n.connection.Close()
}
