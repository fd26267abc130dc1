#include "kernel/config/kernel_settings.h"

namespace wagate {

std::string_view kernel_schema_json() {
  return R"schema({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "kernel": {
      "type": "object",
      "additionalProperties": false,
      "description": "The gateway itself.",
      "properties": {
        "state_dir": { "type": "string", "minLength": 1, "maxLength": 4096, "env": "WAGATE_STATE_DIR",
          "description": "The directory for everything that must survive a restart; without it $XDG_STATE_HOME/wagate or ~/.local/state/wagate, and /var/lib/wagate for root." },
        "plugin_dirs": { "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": 4096 }, "minItems": 1, "maxItems": 16, "env": "WAGATE_PLUGIN_DIRS",
          "description": "Directories that are searched for plugin files, the first that has one wins; without it ../lib/wagate/plugins beside the program's directory." },
        "trust": { "type": "string", "enum": ["open", "strict"], "default": "open", "env": "WAGATE_TRUST",
          "description": "Which plugin files are loaded: open refuses files that everybody may write, strict also files and directories that their group may write or that belong to somebody else than root and the gateway's user." },
        "server_url": { "type": "string", "maxLength": 2048, "default": "", "env": "SERVER_URL",
          "description": "Public base URL of the gateway, copied into server_url of every event; empty leaves the field out." },
        "global_events": { "type": "boolean", "default": false, "env": "WEBSOCKET_GLOBAL_EVENTS",
          "description": "Sends every event of every instance to the namespace / as well." },
        "expose_tokens": { "type": "boolean", "default": false, "env": "AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES",
          "description": "Shows an instance's token in the events and lists that its owner receives." },
        "allow_send_node": { "type": "boolean", "default": true, "env": "WEBSOCKET_ALLOW_SENDNODE",
          "description": "Lets clients send raw WhatsApp nodes with the sendNode command." },
        "local_date_time": { "type": "boolean", "default": false, "env": "WAGATE_LOCAL_DATE_TIME",
          "description": "Writes date_time in the machine's time zone with a Z behind it, as Evolution API 2.3 does, instead of true UTC." },
        "executor_threads": { "type": "integer", "minimum": 1, "maximum": 256, "default": 4, "env": "WAGATE_EXECUTOR_THREADS",
          "description": "Threads for work that waits for disks and networks." },
        "shutdown_deadline_ms": { "type": "integer", "minimum": 100, "maximum": 600000, "default": 10000, "env": "WAGATE_SHUTDOWN_DEADLINE_MS",
          "description": "How long stopping may take before the process ends anyway." },
        "command_deadline_ms": { "type": "integer", "minimum": 100, "maximum": 600000, "default": 20000,
          "description": "How long a session may take for one command before the asker is told so." }
      }
    },
    "bus": {
      "type": "object",
      "additionalProperties": false,
      "description": "The way of an event through the filters.",
      "properties": {
        "intake": { "type": "array", "items": { "type": "string", "minLength": 1 }, "maxItems": 64, "default": [],
          "description": "Units that see each event once, in this order; filters that are not listed follow in the order of their [[plugin]] blocks." },
        "delivery": { "type": "array", "items": { "type": "string", "minLength": 1 }, "maxItems": 64, "default": [],
          "description": "Units that see each event once per audience, in this order; filters that are not listed follow." },
        "budget_ms": { "type": "integer", "minimum": 1, "maximum": 10000, "default": 5,
          "description": "A filter that takes longer is used, counted and reported." },
        "hold_deadline_ms": { "type": "integer", "minimum": 1, "maximum": 600000, "default": 5000,
          "description": "How long a filter may hold an event before its on_error decides." },
        "max_line_bytes": { "type": "integer", "minimum": 65536, "maximum": 1073741824, "default": 16777216,
          "description": "Bytes that may wait in the line of one instance; a publisher that is faster is told to slow down." }
      }
    },
    "access": {
      "type": "object",
      "additionalProperties": false,
      "description": "Who may connect.",
      "properties": {
        "chain": { "type": "array", "items": { "type": "string", "minLength": 1 }, "maxItems": 32, "default": [],
          "description": "Units that decide who a client is, in this order; authenticators that are not listed follow in the order of their [[plugin]] blocks." },
        "deadline_ms": { "type": "integer", "minimum": 10, "maximum": 120000, "default": 3000,
          "description": "How long an authenticator may take before the client is refused." },
        "on_revoked": { "type": "string", "enum": ["close", "keep"], "default": "close",
          "description": "What becomes of connected clients whose key was changed or taken back; new connections with it are refused in any case." }
      }
    },
    "instances": {
      "type": "object",
      "additionalProperties": false,
      "description": "WhatsApp account slots.",
      "properties": {
        "integrations": { "type": "object", "additionalProperties": { "type": "string", "minLength": 1 }, "default": {},
          "description": "Which unit serves an integration: WHATSAPP-BAILEYS = \"my-provider\". A name that is not listed goes to the only provider there is." }
      }
    },
    "log": {
      "type": "object",
      "additionalProperties": false,
      "description": "What is logged, and how.",
      "properties": {
        "level": { "type": "string", "enum": ["trace", "debug", "info", "warn", "error"], "default": "info", "env": "LOG_LEVEL",
          "description": "Lines of this level and above are written. LOG_LEVEL also takes a list such as ERROR,WARN,INFO: the most verbose word counts." },
        "levels": { "type": "object", "additionalProperties": { "type": "string", "enum": ["trace", "debug", "info", "warn", "error"] }, "default": {},
          "description": "Levels of single units, over level." },
        "format": { "type": "string", "enum": ["text", "json"], "default": "text", "env": "LOG_FORMAT",
          "description": "One line of text for people, or one JSON object per line for collectors." },
        "personal": { "type": "boolean", "default": false, "env": "WAGATE_LOG_PERSONAL",
          "description": "Writes phone numbers, names and texts into the log instead of ***." },
        "file": { "type": "string", "maxLength": 4096, "default": "",
          "description": "Writes the log into this file as well, besides the standard error output." },
        "max_file_bytes": { "type": "integer", "minimum": 65536, "maximum": 10737418240, "default": 67108864,
          "description": "The file is begun anew at this size." },
        "max_files": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 5,
          "description": "Old files that are kept." }
      }
    },
    "bind": { "type": "object", "additionalProperties": { "type": "string", "minLength": 1 }, "default": {},
      "description": "Which unit serves a service that several offer: \"wagate.store/1\" = \"main-store\"." },
    "plugin": {
      "type": "array",
      "maxItems": 256,
      "description": "One block per unit: a plugin with a configuration.",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id"],
        "properties": {
          "id": { "type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
            "description": "Which plugin: the id in its file, \"wagate plugins list\" shows them." },
          "name": { "type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
            "description": "The unit's name in logs and elsewhere in this file; the id unless given." },
          "file": { "type": "string", "minLength": 1, "maxLength": 4096,
            "description": "The plugin's file, instead of a search in plugin_dirs." },
          "enabled": { "type": "boolean", "default": true, "description": "false leaves the unit out." },
          "required": { "type": "boolean", "default": true,
            "description": "Whether the gateway refuses to run when the unit cannot; otherwise it runs without it and says that it is degraded." },
          "on_error": { "type": "string", "enum": ["pass", "drop", "deny"], "default": "pass",
            "description": "What becomes of an event when this filter fails." },
          "advisory": { "type": "boolean", "default": false,
            "description": "Treats a failure of this authenticator as an abstention instead of a refusal." },
          "bind": { "type": "object", "additionalProperties": { "type": "string", "minLength": 1 }, "default": {},
            "description": "Which unit serves a service for this unit." },
          "config": { "type": "object", "default": {}, "description": "The plugin's own configuration." }
        }
      }
    }
  }
})schema";
}

}  // namespace wagate
