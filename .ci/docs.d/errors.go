package main

import (
	"context"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "voicemedia.dev/go/voicemedia/v1"
)

func main() {
	channel, err := grpc.NewClient("127.0.0.1:50051", grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	_, err = pb.NewMediaActionsServiceClient(channel).Speak(context.Background(), &pb.SpeakRequest{})
	if err == nil {
		panic("a request without a call was accepted")
	}
	// BLOCK
}
