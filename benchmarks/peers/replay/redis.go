package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"
)

const (
	redisStream = "events"
	// Commands of a pipeline.
	redisPipeline = 1_000
)

type redisServer struct {
	client *redis.Client
	decode bool
}

func connectRedis(address string, decode bool) (storage, error) {
	return &redisServer{redis.NewClient(&redis.Options{Addr: address}), decode}, nil
}

func (r *redisServer) replay(ctx context.Context, events, atATime int, read func(id string, size int)) error {
	after := "0"
	for received := 0; received < events; {
		streams, err := r.client.XRead(ctx, &redis.XReadArgs{
			Streams: []string{redisStream, after},
			Count:   int64(atATime),
			Block:   0,
		}).Result()
		if err != nil {
			return err
		}
		for _, message := range streams[0].Messages {
			id, hasID := message.Values["id"].(string)
			body, hasBody := message.Values["body"].(string)
			if !hasID || !hasBody {
				return fmt.Errorf("%s: has no id or no body", message.ID)
			}
			if r.decode {
				if err := decodeJSON([]byte(body)); err != nil {
					return err
				}
			}
			read(id, len(body))
			received++
			after = message.ID
		}
	}
	return nil
}

func (r *redisServer) count(ctx context.Context) (int, error) {
	count, err := r.client.XLen(ctx, redisStream).Result()
	return int(count), err
}

func (r *redisServer) fill(ctx context.Context, stored []event) error {
	for chunk := range slices.Chunk(stored, redisPipeline) {
		_, err := r.client.Pipelined(ctx, func(pipeline redis.Pipeliner) error {
			for _, each := range chunk {
				pipeline.XAdd(ctx, &redis.XAddArgs{
					Stream: redisStream,
					Values: []any{"id", each.id, "type", each.kind, "body", each.body},
				})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *redisServer) close() {
	r.client.Close()
}
