#pragma once

namespace wagate::transport_webhook {

// The routes of DeadLetterRoutes as the "paths" of an OpenAPI document.
inline constexpr char kDeadLetterPaths[] = R"json({
"/webhook/deadLetters":{"get":{"operationId":"getWebhookDeadLetters","tags":["webhook"],
"summary":"Lists events that no webhook accepted, of all instances and of the global webhook.",
"description":"The global key.",
"parameters":[
{"name":"limit","in":"query","description":"How many at most.","schema":{"type":"integer","minimum":1}},
{"name":"before","in":"query","description":"The id of an event: those before it follow.","schema":{"type":"string"}},
{"name":"body","in":"query","description":"true: with what was to be posted.","schema":{"type":"boolean"}}],
"responses":{"200":{"description":"The newest first."},"400":{"description":"The query does not fit."},
"401":{"description":"No valid key."}}}},
"/webhook/deadLetters/{instance}":{"get":{"operationId":"getWebhookDeadLettersOfInstance","tags":["webhook"],
"summary":"Lists events of the instance that its webhook did not accept.",
"description":"The global key, or the token of the instance.",
"parameters":[
{"name":"instance","in":"path","required":true,"description":"The name of the instance.","schema":{"type":"string"}},
{"name":"limit","in":"query","description":"How many at most.","schema":{"type":"integer","minimum":1}},
{"name":"before","in":"query","description":"The id of an event: those before it follow.","schema":{"type":"string"}},
{"name":"body","in":"query","description":"true: with what was to be posted.","schema":{"type":"boolean"}}],
"responses":{"200":{"description":"The newest first."},"400":{"description":"The query does not fit."},
"401":{"description":"No valid key, or the token of another instance."},"404":{"description":"There is no such instance."}}}},
"/webhook/resend":{"post":{"operationId":"postWebhookResend","tags":["webhook"],
"summary":"Sends events that no webhook accepted again: all, or those that are named.",
"description":"The global key.",
"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{
"ids":{"type":"array","items":{"type":"string"},"description":"Of events in the list."}}}}}},
"responses":{"200":{"description":"How many go out again."},"400":{"description":"The body does not fit."},
"401":{"description":"No valid key."}}}},
"/webhook/resend/{instance}":{"post":{"operationId":"postWebhookResendOfInstance","tags":["webhook"],
"summary":"Sends events of the instance that its webhook did not accept again: all, or those that are named.",
"description":"The global key, or the token of the instance.",
"parameters":[
{"name":"instance","in":"path","required":true,"description":"The name of the instance.","schema":{"type":"string"}}],
"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{
"ids":{"type":"array","items":{"type":"string"},"description":"Of events in the list."}}}}}},
"responses":{"200":{"description":"How many go out again."},"400":{"description":"The body does not fit."},
"401":{"description":"No valid key, or the token of another instance."},"404":{"description":"There is no such instance."}}}}
})json";

}  // namespace wagate::transport_webhook
