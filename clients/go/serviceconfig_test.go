package voicemedia

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
	"google.golang.org/grpc/status"

	pb "voicemedia.dev/go/voicemedia/v1"
)

// Fails a number of RPCs of each kind with UNAVAILABLE.
type flaky struct {
	pb.UnimplementedWebhookEventsServiceServer
	pb.UnimplementedMediaActionsServiceServer
	failures                      int32
	lists, gets, subscribes, acts atomic.Int32
	health                        *health.Server
	address                       string
}

func (f *flaky) ListEvents(context.Context, *pb.ListEventsRequest) (*pb.ListEventsResponse, error) {
	return &pb.ListEventsResponse{}, f.count(&f.lists)
}

func (f *flaky) GetEvent(context.Context, *pb.GetEventRequest) (*pb.GetEventResponse, error) {
	return &pb.GetEventResponse{}, f.count(&f.gets)
}

func (f *flaky) Subscribe(
	*pb.SubscribeRequest, grpc.ServerStreamingServer[pb.SubscribeResponse],
) error {
	return f.count(&f.subscribes)
}

func (f *flaky) Speak(context.Context, *pb.SpeakRequest) (*pb.SpeakResponse, error) {
	return &pb.SpeakResponse{}, f.count(&f.acts)
}

func (f *flaky) StartPlayback(
	context.Context, *pb.StartPlaybackRequest,
) (*pb.StartPlaybackResponse, error) {
	return &pb.StartPlaybackResponse{}, f.count(&f.acts)
}

func (f *flaky) count(calls *atomic.Int32) error {
	if calls.Add(1) <= f.failures {
		return status.Error(codes.Unavailable, "scripted")
	}
	return nil
}

func TestReadsAreRetriedAndNothingElse(t *testing.T) {
	server := start(t, 2)
	channel := dial(t, server)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	events := pb.NewWebhookEventsServiceClient(channel)
	actions := pb.NewMediaActionsServiceClient(channel)

	if _, err := events.ListEvents(ctx, &pb.ListEventsRequest{}); err != nil || server.lists.Load() != 3 {
		t.Errorf("ListEvents: %v after %d attempts, expected OK after 3", err, server.lists.Load())
	}
	if _, err := events.GetEvent(ctx, &pb.GetEventRequest{}); err != nil || server.gets.Load() != 3 {
		t.Errorf("GetEvent: %v after %d attempts, expected OK after 3", err, server.gets.Load())
	}
	stream, err := events.Subscribe(ctx, &pb.SubscribeRequest{})
	if err == nil {
		_, err = stream.Recv()
	}
	if status.Code(err) != codes.Unavailable || server.subscribes.Load() != 1 {
		t.Errorf("Subscribe: %v after %d attempts, expected UNAVAILABLE after 1", err, server.subscribes.Load())
	}
	_, spoken := actions.Speak(ctx, &pb.SpeakRequest{})
	_, played := actions.StartPlayback(ctx, &pb.StartPlaybackRequest{})
	if status.Code(spoken) != codes.Unavailable || status.Code(played) != codes.Unavailable ||
		server.acts.Load() != 2 {
		t.Errorf("actions: %v, %v after %d attempts, expected UNAVAILABLE after 1 each",
			spoken, played, server.acts.Load())
	}
}

func TestAServerThatIsNotServingGetsNothing(t *testing.T) {
	draining, serving := start(t, 0), start(t, 0)
	draining.health.SetServingStatus("", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	channel := dial(t, draining, serving)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	actions := pb.NewMediaActionsServiceClient(channel)
	for range 20 {
		if _, err := actions.Speak(ctx, &pb.SpeakRequest{}, grpc.WaitForReady(true)); err != nil {
			t.Fatal(err)
		}
	}
	if draining.acts.Load() != 0 || serving.acts.Load() != 20 {
		t.Errorf("%d and %d RPCs, expected 0 and 20", draining.acts.Load(), serving.acts.Load())
	}
}

func start(t *testing.T, failures int32) *flaky {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &flaky{failures: failures, health: health.NewServer(), address: listener.Addr().String()}
	grpcServer := grpc.NewServer()
	pb.RegisterWebhookEventsServiceServer(grpcServer, server)
	pb.RegisterMediaActionsServiceServer(grpcServer, server)
	grpc_health_v1.RegisterHealthServer(grpcServer, server.health)
	go grpcServer.Serve(listener)
	t.Cleanup(grpcServer.Stop)
	return server
}

func dial(t *testing.T, servers ...*flaky) *grpc.ClientConn {
	t.Helper()
	addresses := manual.NewBuilderWithScheme("test")
	var state resolver.State
	for _, server := range servers {
		state.Addresses = append(state.Addresses, resolver.Address{Addr: server.address})
	}
	addresses.InitialState(state)
	channel, err := grpc.NewClient("test:///gateway",
		grpc.WithResolvers(addresses),
		grpc.WithDefaultServiceConfig(ServiceConfig),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { channel.Close() })
	return channel
}
