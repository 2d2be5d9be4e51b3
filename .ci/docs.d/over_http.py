# BLOCK
assert answer.json()["result"] == "ok", answer.text
