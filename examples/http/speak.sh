#!/usr/bin/env bash
# Speaks on the call that was answered last, by curl: speak.sh TEXT
# VOICEMEDIA_EDGE is the gateway's, VOICEMEDIA_TOKEN the token, if the gateway asks for one. Needs curl 7.82 and jq.
set -euo pipefail

edge=${VOICEMEDIA_EDGE:-http://127.0.0.1:8082}

call() {
  curl --silent --show-error --fail-with-body --max-time 20 \
    ${VOICEMEDIA_TOKEN:+--header "Authorization: Bearer $VOICEMEDIA_TOKEN"} --json "$2" "$edge/voicemedia.v1.$1"
}

id=$(call WebhookEventsService/ListEvents '{"filter": {"eventTypes": ["call.answered"]}, "pageSize": 1}' |
  jq --raw-output '.events[0].event.callControlId // error("no call has been answered")')
call MediaActionsService/Speak \
  "$(jq --null-input --arg id "$id" --arg text "$1" '{callControlId: $id, payload: $text, voice: "female"}')"
