#!/usr/bin/env python3
"""Measures what things cost, side by side in one run.

    run.py --build build/release [--out build/bench] [--quick | --smoke] [--servers wagate,floor,node]
    run.py whatsapp --build build/release [--out build/bench] [--quick | --smoke]

The first is fan-out: delivering one event to many clients. The second is linked WhatsApp sessions: memory of one more,
and processor time of a message that comes, beside Baileys.

Servers of the fan-out: wagate (the real program, with its simulator as the source), floor (a bare epoll loop that sends one
pre-framed buffer to every client), node (the official Socket.IO server). The server is pinned to core 0, the clients
to core 1. Absolute figures move from machine to machine; the ratios of one run hold. Prints a table and writes
results.txt and results.json.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEY = "benchmark-global-key-41d8"

# name, options of the load client. Rates are chosen so that every server keeps up.
SCENARIOS = {
    "paced, 100 clients, 200 events/s": ["--clients", "100", "--rate", "200", "--count", "1000"],
    "paced, 1000 clients, 40 events/s": ["--clients", "1000", "--rate", "40", "--count", "200"],
    "paced, 5000 clients, 8 events/s": ["--clients", "5000", "--rate", "8", "--count", "30"],
    "bursts of 32, 100 clients": ["--clients", "100", "--bursts", "100", "--count", "32"],
    "bursts of 32, 1000 clients": ["--clients", "1000", "--bursts", "20", "--count", "32"],
    "idle, 5000 clients": ["--clients", "5000", "--idle"],
}
QUICK = ["paced, 100 clients, 200 events/s", "paced, 1000 clients, 40 events/s", "bursts of 32, 1000 clients", "idle, 5000 clients"]
WHATSAPP = {
    "full": ["--sessions", "50,200", "--receivers", "40", "--messages", "25"],
    "quick": ["--sessions", "10,40", "--receivers", "10", "--messages", "20"],
    "smoke": ["--sessions", "2,4", "--receivers", "2", "--messages", "2", "--idle", "0"],
}
SMOKE = {
    "paced": ["--clients", "20", "--rate", "200", "--count", "50"],
    "bursts": ["--clients", "20", "--bursts", "3", "--count", "32"],
    "idle": ["--clients", "50", "--idle"],
}


def pinned(core, command):
    """The command on one core, where there is more than one."""
    if shutil.which("taskset") and (os.cpu_count() or 1) > 1:
        return ["taskset", "-c", str(core), *command]
    return command


class Server:
    """One server process; started by entering, ended by leaving."""

    def __init__(self, name, build):
        self.name = name
        self.build = build
        self.directory = tempfile.TemporaryDirectory(prefix="wagate-bench-")

    def command(self):
        if self.name == "floor":
            return [str(self.build / "tests/wagate_bench_floor")]
        if self.name == "node":
            return ["node", str(HERE / "node_server.mjs")]
        config = Path(self.directory.name) / "wagate.toml"
        config.write_text((HERE / "bench.toml").read_text())
        return [str(self.build / "bin/wagate"), "serve", "--config", str(config)]

    def __enter__(self):
        environment = dict(os.environ, WAGATE_STATE_DIR=self.directory.name + "/state", AUTHENTICATION_API_KEY=KEY, SERVER_PORT="0")
        self.log = open(self.directory.name + "/log", "w+")
        # No session of their own: Ctrl-C has to reach them, too.
        self.process = subprocess.Popen(pinned(0, self.command()), stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)
        self.port = 0
        killer = threading.Timer(60, self.process.kill)
        killer.start()
        for line in self.process.stdout:
            found = re.search(r"listening on http://[^:]+:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        killer.cancel()
        if not self.port:
            self.log.seek(0)
            raise RuntimeError(f"{self.name} does not listen:\n{self.log.read()[-3000:]}")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        if self.name == "wagate":
            self.make_instance()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.directory.cleanup()

    def rest(self, method, target, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{target}", data, method=method,
                                         headers={"apikey": KEY, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def make_instance(self):
        self.rest("POST", "/instance/create", {"instanceName": "bench", "integration": "SIMULATOR", "websocket": {"enabled": True, "events": []}})
        self.rest("GET", "/instance/connect/bench")
        deadline = time.monotonic() + 30
        while self.rest("GET", "/instance/connectionState/bench")["instance"]["state"] != "open":
            if time.monotonic() > deadline:
                raise RuntimeError("the simulated session does not open")
            time.sleep(0.05)

    def measure(self, options):
        client = [str(self.build / "tests/wagate_bench_client"), "--port", str(self.port), "--pid", str(self.process.pid), "--key", KEY]
        done = subprocess.run(pinned(1, client + options), capture_output=True, text=True, timeout=180)
        if done.returncode != 0:
            self.log.seek(0)
            raise RuntimeError(f"{self.name}: {done.stderr}\n{self.log.read()[-3000:]}")
        return json.loads(done.stdout)


def median(results, figure):
    values = [result[figure] for result in results if figure in result]
    return statistics.median(values) if values else None


def cell(value, digits):
    return "-" if value is None else f"{value:,.{digits}f}"


def table(scenario, results):
    """Lines for one scenario: a row per server, with its ratios."""
    idle = "idle" in scenario
    cost = "bytes_per_client" if idle else "cpu_us_per_message"
    costs = {name: median(rounds, cost) for name, rounds in results.items()}
    lines = ["", scenario]
    if idle:
        lines.append(f"  {'server':8} {'bytes/client':>13} {'÷ floor':>9} {'÷ node':>8} {'connect µs':>11}")
    else:
        lines.append(f"  {'server':8} {'CPU µs/msg':>11} {'÷ floor':>9} {'÷ node':>8} {'messages/s':>12} {'p50 µs':>9} {'p99 µs':>9}  complete")
    for name, rounds in results.items():
        ratio = {other: costs[name] / costs[other] if costs.get(other) else None for other in ("floor", "node")}
        if idle:
            lines.append(f"  {name:8} {cell(costs[name], 0):>13} {cell(ratio['floor'], 2):>9} {cell(ratio['node'], 3):>8} {cell(median(rounds, 'connect_cpu_us'), 1):>11}")
        else:
            complete = "yes" if all(r["complete"] for r in rounds) else "NO"
            lines.append(f"  {name:8} {cell(costs[name], 3):>11} {cell(ratio['floor'], 2):>9} {cell(ratio['node'], 3):>8} "
                         f"{cell(median(rounds, 'messages_per_second'), 0):>12} {cell(median(rounds, 'p50_us'), 0):>9} {cell(median(rounds, 'p99_us'), 0):>9}  {complete}")
    return lines


def whatsapp(arguments):
    """Sessions of the gateway's own WhatsApp client beside Baileys; all of them against one relay."""
    mode = "smoke" if arguments.smoke else "quick" if arguments.quick else "full"
    command = ["node", str(HERE / "whatsapp/bench.mjs"), "--build", str(arguments.build.resolve()), *WHATSAPP[mode]]
    done = subprocess.run(pinned(1, command), capture_output=True, text=True, timeout=1800)
    if done.returncode != 0:
        raise RuntimeError(f"{done.stderr[-4000:]}\n{done.stdout[-1000:]}")
    results = json.loads(done.stdout.strip().splitlines()[-1])
    figures = {"wagate": results["wagate"], "baileys": results["baileys"]}
    steps = figures["wagate"]["sessions"]
    text = [f"WhatsApp sessions, one process each; {os.cpu_count()} cores, {os.uname().release}", "",
            f"  {'':8} {'KB/session':>11} {'÷ baileys':>10} {'RSS MB at ' + str(steps[0]):>14} {'at ' + str(steps[-1]):>8} "
            f"{'CPU µs/msg':>11} {'÷ baileys':>10} {'idle CPU %':>11} {'link ms':>8} {'threads':>8}"]
    other = figures["baileys"]
    for name, own in figures.items():
        text.append(f"  {name:8} {cell(own['bytes_per_session'] / 1024, 0):>11} {cell(own['bytes_per_session'] / other['bytes_per_session'], 3):>10} "
                    f"{cell(own['resident_bytes'][0] / 1e6, 1):>14} {cell(own['resident_bytes'][-1] / 1e6, 1):>8} "
                    f"{cell(own['cpu_us_per_message'], 0):>11} {cell(own['cpu_us_per_message'] / (other['cpu_us_per_message'] or 1), 3):>10} "
                    f"{cell(own['idle_cpu_share'] * 100, 2):>11} {cell(own['pairing_ms_per_session'], 0):>8} {own['threads']:>8}")
    print("\n".join(text))
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "whatsapp.txt").write_text("\n".join(text) + "\n")
    (arguments.out / "whatsapp.json").write_text(json.dumps(results, indent=2) + "\n")
    print(f"\nwritten to {arguments.out}/whatsapp.txt and whatsapp.json")
    if results["violations"]:
        print("clients violated the protocol: " + "; ".join(results["violations"]), file=sys.stderr)
        return 1
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["fan-out", "whatsapp"], default="fan-out")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    parser.add_argument("--quick", action="store_true", help="fewer scenarios, one round")
    parser.add_argument("--smoke", action="store_true", help="tiny loads: whether everything runs, not how fast")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--servers", default="floor,wagate,node")
    arguments = parser.parse_args()
    if arguments.what == "whatsapp":
        return whatsapp(arguments)

    scenarios = SMOKE if arguments.smoke else {name: SCENARIOS[name] for name in (QUICK if arguments.quick else SCENARIOS)}
    rounds = arguments.rounds or (1 if arguments.quick or arguments.smoke else 3)
    names = arguments.servers.split(",")
    results = {scenario: {name: [] for name in names} for scenario in scenarios}
    # Interleaved, so that a busy moment of the machine does not fall on one server.
    for number in range(rounds):
        for scenario, options in scenarios.items():
            for name in names:
                print(f"  round {number + 1}/{rounds}  {scenario}  {name}", file=sys.stderr, flush=True)
                with Server(name, arguments.build.resolve()) as server:
                    results[scenario][name].append(server.measure(options))

    text = [f"fan-out, {rounds} round(s), medians; {os.cpu_count()} cores, {os.uname().release}"]
    for scenario in scenarios:
        text += table(scenario, results[scenario])
    print("\n".join(text))
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "results.txt").write_text("\n".join(text) + "\n")
    (arguments.out / "results.json").write_text(json.dumps({"rounds": rounds, "results": results}, indent=2) + "\n")
    print(f"\nwritten to {arguments.out}/results.txt and results.json")
    incomplete = [f"{scenario}: {name}" for scenario, by in results.items() for name, all_ in by.items() for r in all_ if not r.get("complete", True)]
    if incomplete:
        print("events were lost or doubled in " + "; ".join(incomplete), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
