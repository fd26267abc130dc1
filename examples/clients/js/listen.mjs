// Prints what happens on an instance: QR codes, connection, messages, and the names of other events.
//
//   node listen.mjs [--url http://127.0.0.1:8080] [--instance shop-01]
//
// The key comes from the environment, WAGATE_KEY: arguments are visible to everybody on the machine.
// Without --instance it joins "/", which carries every instance when global events are on.
import { parseArgs } from "node:util";
import { io } from "socket.io-client";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8080" },
    instance: { type: "string", default: "" },
  },
});
const apikey = process.env.WAGATE_KEY;
if (!apikey) {
  console.error("WAGATE_KEY is not set: put the global key or the token of the instance into it");
  process.exit(2);
}

const socket = io(`${values.url}/${values.instance}`, { transports: ["websocket"], query: { apikey } });

socket.on("connect", () => console.log(`connected to /${values.instance}`));
socket.on("disconnect", (reason) => console.log(`disconnected: ${reason}`));
socket.on("connect_error", (error) => {
  console.error(`refused: ${error.message}`);
  // A gateway that said no will say no again; one that is not there may come back.
  if (socket.active) return;
  process.exit(1);
});

socket.on("qrcode.updated", ({ instance, data }) => {
  if (data.qrcode) console.log(`${instance}: scan this with WhatsApp: ${data.qrcode.code}`);
  else console.log(`${instance}: ${data.message}`);
});
socket.on("connection.update", ({ instance, data }) => console.log(`${instance}: ${data.state}`));
socket.on("messages.upsert", ({ instance, data }) => {
  const who = data.key.fromMe ? "me" : data.pushName ?? data.key.remoteJid;
  console.log(`${instance}: ${who}: ${textOf(data)}`);
});

const printed = new Set(["qrcode.updated", "connection.update", "messages.upsert"]);
socket.onAny((event, envelope) => {
  if (!printed.has(event)) console.log(`${envelope?.instance ?? "-"}: ${event}`);
});

// The words of a message, or its type when it has none.
function textOf({ message = {}, messageType }) {
  const caption = Object.values(message).find((part) => typeof part?.caption === "string")?.caption;
  return message.conversation ?? message.extendedTextMessage?.text ?? caption ?? `[${messageType}]`;
}
