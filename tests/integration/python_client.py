"""Joins one namespace and prints the envelopes that arrive, as JSON lines, until there were enough.

    python_client.py URL NAMESPACE KEY TRANSPORT COUNT
"""

import json
import sys
import threading

import socketio

url, namespace, key, transport, count = sys.argv[1:]
client = socketio.Client(reconnection=False)
received = []
enough = threading.Event()


def printable(value):
    return "bytes:" + value.hex()


def take(envelope):
    received.append(envelope)
    if len(received) >= int(count):
        enough.set()


for event in ("presence.update", "messages.upsert"):
    client.on(event, take, namespace=namespace)

client.connect(f"{url}?apikey={key}", transports=[transport], namespaces=[namespace], wait_timeout=60)
print("joined", flush=True)
if not enough.wait(60):
    sys.exit(f"{len(received)} of {count} events in 60 s")
client.disconnect()
for envelope in received:
    print(json.dumps(envelope, default=printable))
