// Greeter is a service that greets callers: it records a call that was answered, speaks a
// greeting, plays a file, and stops the recording. Without arguments it runs; `greeter report`
// prints what it has done.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	voicemedia "voicemedia.dev/go"
	pb "voicemedia.dev/go/voicemedia/v1"
)

func main() {
	database, err := openDatabase(setting("GREETER_DATABASE", "greeter.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer database.close()
	if len(os.Args) == 2 && os.Args[1] == "report" {
		err = database.report(os.Stdout)
	} else {
		err = run(database)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func run(database *database) error {
	keys, err := parsePublicKeys(strings.Split(os.Getenv("TELNYX_PUBLIC_KEY"), ","))
	if err != nil {
		return err
	}
	database.keys = keys
	channel, err := grpc.NewClient(setting("VOICEMEDIA_ADDRESS", "127.0.0.1:50051"),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(voicemedia.ServiceConfig),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second}))
	if err != nil {
		return err
	}
	defer channel.Close()

	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	sender := &sender{database, pb.NewMediaActionsServiceClient(channel),
		setting("GREETER_AUDIO_URL", "https://example.com/welcome.mp3")}
	sent := make(chan error, 1)
	go func() {
		defer cancel()
		sent <- sender.run(ctx)
	}()
	err = voicemedia.Follow(ctx, pb.NewWebhookEventsServiceClient(channel), database, voicemedia.Options{
		Request: &pb.SubscribeRequest{
			ContinueAfterGap: true,
			// Not what was recovered: it has no signature, and comes too late for a greeting.
			Filter: &pb.EventFilter{Sources: []pb.EventSource{pb.EventSource_EVENT_SOURCE_RECEIVED}},
		},
		OnReconnect: func(err error, pause time.Duration) {
			if err == nil {
				err = errors.New("Goodbye")
			}
			log.Printf("another stream in %v, after %v", pause.Round(time.Millisecond), err)
		},
	})
	cancel()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, <-sent)
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
