seen = []


def print(event_type):
    seen.append(event_type)
    if event_type == "call.answered":
        raise SystemExit


# BLOCK
raise AssertionError(seen)
