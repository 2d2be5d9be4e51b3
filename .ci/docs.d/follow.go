package main

import (
	"context"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	voicemedia "voicemedia.dev/go"
	pb "voicemedia.dev/go/voicemedia/v1"
)

type memory struct{}

func (memory) Cursor(context.Context) (string, error) { return "", nil }

func (memory) Save(_ context.Context, message *pb.SubscribeResponse) error {
	if message.GetEvent() != nil {
		os.Exit(0)
	}
	return nil
}

func run(ctx context.Context, store voicemedia.CursorStore) error {
	// BLOCK
}

func main() {
	panic(run(context.Background(), memory{}))
}
