#!/usr/bin/env python3
"""Prints the events of a gateway that runs transport_websocket: one JSON envelope per frame.

usage: WAGATE_KEY=... ./ws.py URL        e.g. ws://127.0.0.1:8080/ws/shop-01

The key comes from the environment: arguments are visible to everybody on the machine.
"""
import json
import os
import sys

import websocket


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    key = os.environ.get("WAGATE_KEY")
    if not key:
        sys.exit("WAGATE_KEY is not set: put the global key or the token of the instance into it")
    try:
        connection = websocket.create_connection(sys.argv[1], header=[f"apikey: {key}"], timeout=30)
    except (OSError, websocket.WebSocketException) as error:
        sys.exit(f"refused: {error}")
    connection.settimeout(None)
    print(f"connected to {sys.argv[1]}", flush=True)
    try:
        while frame := connection.recv():
            envelope = json.loads(frame)
            print(f"{envelope.get('instance', '-')}: {envelope.get('event')}: {json.dumps(envelope.get('data'))[:200]}", flush=True)
        print("disconnected")
    except websocket.WebSocketConnectionClosedException:
        print("disconnected")
    except KeyboardInterrupt:
        connection.close()


if __name__ == "__main__":
    main()
