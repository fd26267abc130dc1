# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_noise_sources
  noise/certificate.cc noise/client_handshake.cc noise/frames.cc noise/symmetric_state.cc noise/transport_cipher.cc)
