// Frames: three bytes of length, then the frame. WebSocket messages and frames are not aligned.
export function frame(payload) {
  const length = Buffer.alloc(3);
  length.writeUIntBE(payload.length, 0, 3);
  return Buffer.concat([length, payload]);
}

export class FrameReader {
  #rest = Buffer.alloc(0);
  #introduced = false;

  // Adds what arrived and returns the frames that are complete now. The first bytes of a connection
  // must be the header, with or without routing information in front of it; `onIntro` is told.
  push(bytes, onIntro) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (!this.#introduced && !this.#takeIntro(onIntro)) return [];
    const frames = [];
    while (this.#rest.length >= 3) {
      const length = this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < 3 + length) break;
      frames.push(this.#rest.subarray(3, 3 + length));
      this.#rest = this.#rest.subarray(3 + length);
    }
    return frames;
  }

  #takeIntro(onIntro) {
    let at = 0;
    let routing;
    if (this.#rest.length < 4) return false;
    if (this.#rest.subarray(0, 4).equals(Buffer.from('ED\0\x01'))) {
      if (this.#rest.length < 7) return false;
      at = 7 + this.#rest.readUIntBE(4, 3);
      routing = this.#rest.subarray(7, at);
    }
    if (this.#rest.length < at + 4) return false;
    const header = this.#rest.subarray(at, at + 4);
    this.#rest = this.#rest.subarray(at + 4);
    this.#introduced = true;
    onIntro(header, routing);
    return true;
  }
}
