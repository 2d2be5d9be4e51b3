# BLOCK

# The service under test: it greets each call that was answered, and repeats what failed.
import threading
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer


class Greeter(BaseHTTPRequestHandler):
    def do_POST(self):
        data = json.loads(self.rfile.read(int(self.headers["content-length"])))["data"]
        self.send_response(200)
        self.end_headers()
        if data["event_type"] == "call.answered":
            threading.Thread(target=greet, args=(data["payload"]["call_control_id"],)).start()

    def log_message(self, *_):
        pass


def greet(call):
    body = json.dumps({"payload": "Hello", "voice": "female", "command_id": str(uuid.uuid4())}).encode()
    while True:
        try:
            return urllib.request.urlopen(urllib.request.Request(
                f"http://127.0.0.1:8081/v2/calls/{call}/actions/speak", data=body,
                headers={"Authorization": "Bearer KEY-simulator", "Content-Type": "application/json"}))
        except urllib.error.HTTPError:
            time.sleep(0.1)


threading.Thread(target=HTTPServer(("127.0.0.1", 8080), Greeter).serve_forever, daemon=True).start()
for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
