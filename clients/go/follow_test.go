package voicemedia

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	pb "voicemedia.dev/go/voicemedia/v1"
)

// What a gateway does with one stream.
type act func(stream grpc.ServerStreamingServer[pb.SubscribeResponse]) error

type gateway struct {
	pb.UnimplementedWebhookEventsServiceServer
	acts     []act
	requests []*pb.SubscribeRequest
}

func (g *gateway) Subscribe(
	request *pb.SubscribeRequest, stream grpc.ServerStreamingServer[pb.SubscribeResponse],
) error {
	g.requests = append(g.requests, request)
	act := g.acts[0]
	g.acts = g.acts[1:]
	return act(stream)
}

func (g *gateway) startedAt() []string {
	var cursors []string
	for _, request := range g.requests {
		cursors = append(cursors, request.GetAfter())
	}
	return cursors
}

type memory struct {
	cursors []string
	err     error
}

func (m *memory) Cursor(context.Context) (string, error) {
	if len(m.cursors) == 0 {
		return "", nil
	}
	return m.cursors[len(m.cursors)-1], nil
}

func (m *memory) Save(_ context.Context, message *pb.SubscribeResponse) error {
	if m.err == nil {
		m.cursors = append(m.cursors, message.GetCursor())
	}
	return m.err
}

func TestResumesAfterWhatItHasSavedUntilAPersonMustDecide(t *testing.T) {
	server := &gateway{acts: []act{
		sends(status.Error(codes.Unavailable, "gone"), opened("c0"), event("c1"), event("c2")),
		sends(status.Error(codes.Unavailable, "still gone")),
		sends(status.Error(codes.ResourceExhausted, "busy")),
		sends(nil, event("c3"), goodbye("c4")),
		sends(status.Error(codes.OutOfRange, "expired")),
	}}
	store := &memory{}
	pauses, err := follow(t, server, store, Options{})

	if status.Code(err) != codes.OutOfRange {
		t.Errorf("ended with %v, expected OUT_OF_RANGE", err)
	}
	if want := []string{"", "c2", "c2", "c2", "c4"}; !slices.Equal(server.startedAt(), want) {
		t.Errorf("started at %q, expected %q", server.startedAt(), want)
	}
	if server.requests[0].GetEarliest() == nil {
		t.Errorf("started with %v, expected the oldest event", server.requests[0])
	}
	if want := []string{"c0", "c1", "c2", "c3", "c4"}; !slices.Equal(store.cursors, want) {
		t.Errorf("saved %q, expected %q", store.cursors, want)
	}
	for i, longest := range []time.Duration{100, 200, 400, 100} {
		longest *= time.Millisecond
		if pauses[i] < longest/2 || pauses[i] > longest {
			t.Errorf("pause %d: %v, expected %v to %v", i, pauses[i], longest/2, longest)
		}
	}
}

func TestSavesTheEventsOfABatchOneByOneAndAsksForBatches(t *testing.T) {
	batch := &pb.EventBatch{Events: []*pb.StoredEvent{
		{Cursor: "c1", Event: &pb.Event{Id: "1"}},
		{Cursor: "c2", Event: &pb.Event{Id: "2"}},
	}}
	server := &gateway{acts: []act{
		sends(status.Error(codes.DataLoss, "damaged"), opened("c0"),
			&pb.SubscribeResponse{Cursor: "c2", Message: &pb.SubscribeResponse_EventBatch{EventBatch: batch}},
			event("c3")),
	}}
	store := &memory{}
	follow(t, server, store, Options{})

	if want := []string{"c0", "c1", "c2", "c3"}; !slices.Equal(store.cursors, want) {
		t.Errorf("saved %q, expected %q", store.cursors, want)
	}
	if server.requests[0].MaxBatch < 2 {
		t.Errorf("asked for batches of %d, expected 2 or more", server.requests[0].MaxBatch)
	}
}

// Whoever reads little has mostly these, and loses what they say if it resumes from before them.
func TestSavesTheCursorOfEveryMessageWhateverItIs(t *testing.T) {
	server := &gateway{acts: []act{
		sends(status.Error(codes.Unavailable, "gone"), opened("c0"),
			&pb.SubscribeResponse{Cursor: "c1", Message: &pb.SubscribeResponse_Checkpoint{Checkpoint: &pb.Checkpoint{}}}),
		sends(status.Error(codes.Unavailable, "gone"),
			&pb.SubscribeResponse{Cursor: "c2", Message: &pb.SubscribeResponse_Gap{Gap: &pb.Gap{}}}),
		sends(status.Error(codes.Unavailable, "gone"),
			&pb.SubscribeResponse{Cursor: "c3", Message: &pb.SubscribeResponse_FellBehind{FellBehind: &pb.FellBehind{}}}),
		sends(status.Error(codes.Unavailable, "gone"),
			&pb.SubscribeResponse{Cursor: "c4", Message: &pb.SubscribeResponse_CaughtUp{CaughtUp: &pb.CaughtUp{}}}),
		sends(status.Error(codes.Unavailable, "gone"), &pb.SubscribeResponse{Cursor: "c5"}), // not known to this client
		sends(status.Error(codes.DataLoss, "damaged")),
	}}
	store := &memory{}
	_, err := follow(t, server, store, Options{})
	if status.Code(err) != codes.DataLoss {
		t.Errorf("ended with %v, expected DATA_LOSS", err)
	}
	if want := []string{"", "c1", "c2", "c3", "c4", "c5"}; !slices.Equal(server.startedAt(), want) {
		t.Errorf("started at %q, expected %q", server.startedAt(), want)
	}
	if want := []string{"c0", "c1", "c2", "c3", "c4", "c5"}; !slices.Equal(store.cursors, want) {
		t.Errorf("saved %q, expected %q", store.cursors, want)
	}
}

func TestKeepsItsShareWheneverItReconnects(t *testing.T) {
	server := &gateway{acts: []act{
		sends(nil, event("c1"), goodbye("c2")),
		sends(status.Error(codes.InvalidArgument, "the cursor of another share")),
	}}
	request := &pb.SubscribeRequest{Filter: &pb.EventFilter{Share: &pb.Share{Index: 1, Count: 3}}}
	_, err := follow(t, server, &memory{}, Options{Request: request})
	if status.Code(err) != codes.InvalidArgument {
		t.Errorf("ended with %v, expected INVALID_ARGUMENT", err)
	}
	if want := []string{"", "c2"}; !slices.Equal(server.startedAt(), want) {
		t.Errorf("started at %q, expected %q", server.startedAt(), want)
	}
	for _, sent := range server.requests {
		if share := sent.GetFilter().GetShare(); share.GetIndex() != 1 || share.GetCount() != 3 {
			t.Errorf("asked for share %v, expected 1/3", share)
		}
	}
}

func TestAStreamThatOnlyOpensDoesNotShortenThePause(t *testing.T) {
	gone := status.Error(codes.Unavailable, "gone")
	server := &gateway{acts: []act{
		sends(gone, opened("c0")), sends(gone, opened("c0")), sends(gone, opened("c0")),
		sends(status.Error(codes.DataLoss, "damaged")),
	}}
	pauses, _ := follow(t, server, &memory{}, Options{})
	if len(pauses) != 3 || pauses[2] < 200*time.Millisecond {
		t.Errorf("paused %v, expected the third to be 200 ms or more", pauses)
	}
}

func TestWaitsAsLongAsRetryInfoAsks(t *testing.T) {
	busy, _ := status.New(codes.ResourceExhausted, "busy").
		WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(7 * time.Second)})
	server := &gateway{acts: []act{sends(busy.Err()), sends(status.Error(codes.DataLoss, ""))}}
	pauses, _ := follow(t, server, &memory{}, Options{})
	if len(pauses) != 1 || pauses[0] != 7*time.Second {
		t.Errorf("paused %v, expected 7 s", pauses)
	}
}

func TestASilentGatewayIsLeft(t *testing.T) {
	server := &gateway{acts: []act{
		func(stream grpc.ServerStreamingServer[pb.SubscribeResponse]) error {
			if err := stream.Send(event("c1")); err != nil {
				return err
			}
			<-stream.Context().Done()
			return stream.Context().Err()
		},
		sends(status.Error(codes.DataLoss, "")),
	}}
	_, err := follow(t, server, &memory{}, Options{silence: 50 * time.Millisecond})
	if want := []string{"", "c1"}; !slices.Equal(server.startedAt(), want) {
		t.Errorf("started at %q, expected %q", server.startedAt(), want)
	}
	if status.Code(err) != codes.DataLoss {
		t.Errorf("ended with %v, expected DATA_LOSS", err)
	}
}

func TestTheStoresErrorEndsIt(t *testing.T) {
	full := errors.New("disk full")
	_, err := follow(t, &gateway{acts: []act{sends(nil, event("c1"))}}, &memory{err: full}, Options{})
	if !errors.Is(err, full) {
		t.Errorf("ended with %v, expected the store's error", err)
	}
}

func TestEndsAtTheHeadIfAskedTo(t *testing.T) {
	caughtUp := &pb.SubscribeResponse{
		Cursor: "c2", Message: &pb.SubscribeResponse_CaughtUp{CaughtUp: &pb.CaughtUp{}}}
	store := &memory{}
	_, err := follow(t, &gateway{acts: []act{sends(nil, event("c1"), caughtUp)}}, store,
		Options{Request: &pb.SubscribeRequest{StopAtHead: true}})
	if err != nil || len(store.cursors) != 2 {
		t.Errorf("ended with %v after %q, expected nil after two messages", err, store.cursors)
	}
}

// Follows until an error ends it, and returns the pauses in between, which take no time.
func follow(t *testing.T, server *gateway, store *memory, options Options) ([]time.Duration, error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	grpcServer := grpc.NewServer()
	pb.RegisterWebhookEventsServiceServer(grpcServer, server)
	go grpcServer.Serve(listener)
	defer grpcServer.Stop()
	connection, err := grpc.NewClient(listener.Addr().String(),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()

	var pauses []time.Duration
	options.sleep = func(_ context.Context, pause time.Duration) error {
		pauses = append(pauses, pause)
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	err = Follow(ctx, pb.NewWebhookEventsServiceClient(connection), store, options)
	return pauses, err
}

func sends(end error, messages ...*pb.SubscribeResponse) act {
	return func(stream grpc.ServerStreamingServer[pb.SubscribeResponse]) error {
		for _, message := range messages {
			if err := stream.Send(message); err != nil {
				return err
			}
		}
		return end
	}
}

func event(cursor string) *pb.SubscribeResponse {
	return &pb.SubscribeResponse{
		Cursor: cursor, Message: &pb.SubscribeResponse_Event{Event: &pb.Event{Id: "id of " + cursor}}}
}

func opened(cursor string) *pb.SubscribeResponse {
	return &pb.SubscribeResponse{
		Cursor: cursor, Message: &pb.SubscribeResponse_Opened{Opened: &pb.Opened{}}}
}

func goodbye(cursor string) *pb.SubscribeResponse {
	return &pb.SubscribeResponse{
		Cursor: cursor, Message: &pb.SubscribeResponse_Goodbye{Goodbye: &pb.Goodbye{}}}
}
