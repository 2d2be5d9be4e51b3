package voicemedia

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "voicemedia.dev/go/voicemedia/v1"
)

const (
	shortestDelay    = 100 * time.Millisecond
	longestDelay     = 10 * time.Second
	defaultHeartbeat = 15 * time.Second
	// Heartbeats that may fail to arrive before a stream counts as dead.
	missedHeartbeats = 3
	// Events at a time, as a replay has them: a message for each would cost more.
	maxBatch = 256
)

// CursorStore keeps the place in the feed that a consumer has reached.
type CursorStore interface {
	// Cursor returns the cursor that was saved last, or "" if there is none yet.
	Cursor(ctx context.Context) (string, error)

	// Save stores the message's cursor and, if the message has an event, the work that the
	// event leads to, in one transaction. Each event is then handled once, whatever crashes.
	// Events that come in a batch are saved one by one.
	// An error ends Follow.
	Save(ctx context.Context, message *pb.SubscribeResponse) error
}

// Options of Follow; the zero value is usable.
type Options struct {
	// Request is sent when a stream is opened. Its start applies only while the store has no
	// cursor; without one, that is the oldest stored event. Nil: all events.
	Request *pb.SubscribeRequest

	// OnReconnect is called before each pause. The error is nil if the gateway ended the
	// stream with OK, as it does after Goodbye. Nil: not called.
	OnReconnect func(err error, pause time.Duration)

	sleep   func(ctx context.Context, pause time.Duration) error
	silence time.Duration
}

// Follow passes every message of the feed to the store, and opens another stream after the
// store's cursor whenever one ends: after Goodbye, after a lost connection, and after three
// heartbeats that did not arrive. Pauses grow from 100 ms to 10 s and shrink again once
// messages arrive; a RetryInfo lengthens them.
//
// It returns ctx's error when ctx is done, the store's when the store fails, nil at the head
// of the log if the request has stop_at_head, and the gateway's error where a person must
// decide, as with CURSOR_EXPIRED or CURSOR_FOREIGN.
func Follow(
	ctx context.Context, client pb.WebhookEventsServiceClient, store CursorStore, options Options,
) error {
	if options.sleep == nil {
		options.sleep = sleep
	}
	if options.silence == 0 {
		options.silence = missedHeartbeats * heartbeat(options.Request)
	}
	delay := shortestDelay
	for {
		stream := &stream{client: client, store: store, options: options}
		err := stream.run(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case stream.failure != nil:
			return stream.failure
		case stream.atHead:
			return nil
		case !retryable(err):
			return err
		}
		if stream.progressed {
			delay = shortestDelay
		}
		pause := max(delay/2+rand.N(delay/2), retryDelay(err))
		if options.OnReconnect != nil {
			options.OnReconnect(err, pause)
		}
		if err := options.sleep(ctx, pause); err != nil {
			return err
		}
		delay = min(2*delay, longestDelay)
	}
}

// One stream, from its opening to its end.
type stream struct {
	client     pb.WebhookEventsServiceClient
	store      CursorStore
	options    Options
	progressed bool
	atHead     bool
	failure    error
}

func (s *stream) run(parent context.Context) error {
	request := &pb.SubscribeRequest{}
	if s.options.Request != nil {
		request = proto.Clone(s.options.Request).(*pb.SubscribeRequest)
	}
	cursor, err := s.store.Cursor(parent)
	if err != nil {
		s.failure = fmt.Errorf("reading the cursor: %w", err)
		return nil
	}
	if cursor != "" {
		request.Start = &pb.SubscribeRequest_After{After: cursor}
	} else if request.Start == nil {
		request.Start = &pb.SubscribeRequest_Earliest{Earliest: &pb.StartEarliest{}}
	}

	if request.MaxBatch == 0 {
		request.MaxBatch = maxBatch
	}

	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	// Runs only while a message is awaited: a slow store is not a silent gateway.
	silence := time.AfterFunc(s.options.silence, cancel)
	defer silence.Stop()
	messages, err := s.client.Subscribe(ctx, request)
	for err == nil {
		var message *pb.SubscribeResponse
		silence.Reset(s.options.silence)
		message, err = messages.Recv()
		silence.Stop()
		if err != nil {
			break
		}
		for _, each := range unpack(message) {
			if err := s.store.Save(parent, each); err != nil {
				s.failure = fmt.Errorf("saving a message: %w", err)
				return nil
			}
		}
		s.progressed = s.progressed || message.GetOpened() == nil
		if request.StopAtHead && message.GetCaughtUp() != nil {
			s.atHead = true
			return nil
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// The events of a batch as messages of their own.
func unpack(message *pb.SubscribeResponse) []*pb.SubscribeResponse {
	batch := message.GetEventBatch()
	if batch == nil {
		return []*pb.SubscribeResponse{message}
	}
	messages := make([]*pb.SubscribeResponse, len(batch.Events))
	for i, stored := range batch.Events {
		messages[i] = &pb.SubscribeResponse{
			Cursor:  stored.Cursor,
			Message: &pb.SubscribeResponse_Event{Event: stored.Event},
		}
	}
	return messages
}

// False where nothing changes by itself: a person has to decide.
func retryable(err error) bool {
	switch status.Code(err) {
	case codes.InvalidArgument, codes.OutOfRange, codes.DataLoss, codes.PermissionDenied,
		codes.Unauthenticated, codes.NotFound, codes.FailedPrecondition, codes.Unimplemented:
		return false
	default:
		return true
	}
}

func retryDelay(err error) time.Duration {
	for _, detail := range status.Convert(err).Details() {
		if retry, ok := detail.(*errdetails.RetryInfo); ok {
			return retry.GetRetryDelay().AsDuration()
		}
	}
	return 0
}

func heartbeat(request *pb.SubscribeRequest) time.Duration {
	if interval := request.GetHeartbeatInterval(); interval != nil {
		return interval.AsDuration()
	}
	return defaultHeartbeat
}

func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
