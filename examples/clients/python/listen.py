#!/usr/bin/env python3
"""Prints what happens on an instance: QR codes, connection, messages, and the names of other events.

The key comes from the environment, WAGATE_KEY: arguments are visible to everybody on the machine.
Without --instance it joins "/", which carries every instance when global events are on.
"""
import argparse
import os
import sys
import urllib.parse

import socketio


def text_of(record):
    """The words of a message, or its type when it has none."""
    message = record.get("message") or {}
    if "conversation" in message:
        return message["conversation"]
    for part in message.values():
        if isinstance(part, dict) and ("caption" in part or "text" in part):
            return part.get("caption") or part.get("text")
    return f"[{record.get('messageType')}]"


def describe(event, envelope):
    data = envelope.get("data") or {}
    if event == "qrcode.updated":
        return f"scan this with WhatsApp: {data['qrcode']['code']}" if "qrcode" in data else data.get("message")
    if event == "connection.update":
        return data.get("state")
    if event == "messages.upsert":
        who = "me" if data["key"]["fromMe"] else data.get("pushName") or data["key"]["remoteJid"]
        return f"{who}: {text_of(data)}"
    return event


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--url", default="http://127.0.0.1:8080")
    arguments.add_argument("--instance", default="", help="name of the instance")
    options = arguments.parse_args()
    key = os.environ.get("WAGATE_KEY")
    if not key:
        sys.exit("WAGATE_KEY is not set: put the global key or the token of the instance into it")

    namespace = f"/{options.instance}"
    client = socketio.Client()

    @client.on("*", namespace=namespace)
    def on_event(event, *arguments):
        envelope = arguments[0] if arguments and isinstance(arguments[0], dict) else {}
        print(f"{envelope.get('instance', '-')}: {describe(event, envelope)}", flush=True)

    @client.on("connect", namespace=namespace)
    def on_connect():
        print(f"connected to {namespace}", flush=True)

    @client.on("disconnect", namespace=namespace)
    def on_disconnect(*_):
        print("disconnected", flush=True)

    try:
        client.connect(f"{options.url}/?apikey={urllib.parse.quote(key)}", namespaces=[namespace], transports=["websocket"])
        client.wait()
    except socketio.exceptions.ConnectionError as error:
        sys.exit(f"refused: {error}")
    except KeyboardInterrupt:
        client.disconnect()


if __name__ == "__main__":
    main()
