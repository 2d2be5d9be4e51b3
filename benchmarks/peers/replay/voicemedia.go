package main

import (
	"context"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	voicemedia "voicemedia.dev/go"
	pb "voicemedia.dev/go/voicemedia/v1"
)

// What the gateway may send ahead, as clients/README.md advises for replays.
const window = 8 << 20

type gateway struct {
	channel *grpc.ClientConn
	events  pb.WebhookEventsServiceClient
}

// Its client has decoded each event anyway.
func connectVoicemedia(address string, _ bool) (storage, error) {
	channel, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(voicemedia.ServiceConfig),
		grpc.WithInitialWindowSize(window),
		grpc.WithInitialConnWindowSize(window))
	if err != nil {
		return nil, err
	}
	return &gateway{channel, pb.NewWebhookEventsServiceClient(channel)}, nil
}

func (g *gateway) replay(ctx context.Context, events, atATime int, read func(id string, size int)) error {
	received := 0
	return g.subscribe(ctx, atATime, func(message *pb.SubscribeResponse) bool {
		if event := message.GetEvent(); event != nil {
			read(event.GetId(), len(event.GetWebhook().GetBody()))
			received++
		}
		for _, each := range message.GetEventBatch().GetEvents() {
			read(each.GetEvent().GetId(), len(each.GetEvent().GetWebhook().GetBody()))
			received++
		}
		return received < events
	})
}

func (g *gateway) count(ctx context.Context) (int, error) {
	count := 0
	err := g.subscribe(ctx, checkedAtATime, func(message *pb.SubscribeResponse) bool {
		if message.GetEvent() != nil {
			count++
		}
		count += len(message.GetEventBatch().GetEvents())
		return message.GetCaughtUp() == nil
	})
	return count, err
}

// Passes messages on from the oldest event, until more has had enough.
func (g *gateway) subscribe(parent context.Context, atATime int, more func(*pb.SubscribeResponse) bool) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	stream, err := g.events.Subscribe(ctx, &pb.SubscribeRequest{
		Start:    &pb.SubscribeRequest_Earliest{Earliest: &pb.StartEarliest{}},
		MaxBatch: int32(atATime),
	})
	if err != nil {
		return err
	}
	for {
		message, err := stream.Recv()
		if err != nil {
			return err
		}
		if !more(message) {
			return nil
		}
	}
}

func (g *gateway) fill(context.Context, []event) error {
	return errors.New("a gateway is filled by webhooks alone")
}

func (g *gateway) close() {
	g.channel.Close()
}
