import { randomBytes } from 'node:crypto'
import type { Random } from '../../../src/main/base/random.ts'

/** Bytes from the seeded source. */
function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(256)))
}

/** A client's frame by RFC 6455, section 5.2, of whatever first two bytes and payload are asked for. */
export function frame(first: number, payload: Buffer, { masked = true } = {}): Buffer {
  const length = payload.length
  const short = length < 126 ? length : length < 65_536 ? 126 : 127
  const extended = Buffer.alloc(short === 126 ? 2 : short === 127 ? 8 : 0)
  if (short === 126) extended.writeUInt16BE(length)
  if (short === 127) extended.writeBigUInt64BE(BigInt(length))
  const head = Buffer.from([first, short | (masked ? 0x80 : 0)])
  if (!masked) return Buffer.concat([head, extended, payload])
  const mask = randomBytes(4)
  return Buffer.concat([head, extended, mask, payload.map((byte, index) => byte ^ mask[index % 4])])
}

const CLOSE_CODES_NOBODY_MAY_SEND = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535]

/** Kinds of frames that the protocol forbids; each draws the rest at random. */
const KINDS: Record<string, (random: Random) => Buffer> = {
  'reserved bits': (random) =>
    frame(0x81 | ((1 + random.integer(7)) << 4), noise(random, random.integer(200))),
  'reserved data opcode': (random) => frame(0x83 + random.integer(5), noise(random, random.integer(200))),
  'reserved control opcode': (random) => frame(0x8b + random.integer(5), noise(random, random.integer(120))),
  'no mask': (random) =>
    frame(0x81 + random.integer(2), noise(random, random.integer(200)), { masked: false }),
  'fragmented control': (random) => frame(0x08 + random.integer(3), noise(random, random.integer(120))),
  'long control': (random) => frame(0x89 + random.integer(2), noise(random, 126 + random.integer(200))),
  'continuation of nothing': (random) => frame(random.integer(2) * 0x80, noise(random, random.integer(200))),
  'start within a message': (random) =>
    Buffer.concat([frame(0x01, noise(random, 0)), frame(0x82, noise(random, 9))]),
  'text that is no UTF-8': (random) =>
    frame(0x81, Buffer.concat([noise(random, random.integer(50)), Buffer.of(0xff)])),
  'impossible length': (random) =>
    Buffer.concat([Buffer.of(0x82, 0xff, 0x80 | random.integer(128)), noise(random, 7 + random.integer(50))]),
  'oversized length': (random) =>
    Buffer.concat([
      Buffer.of(0x82, 0xff, 0, 0, 0, 1 + random.integer(255)),
      noise(random, 4 + random.integer(50)),
    ]),
  'close of one byte': (random) => frame(0x88, noise(random, 1)),
  'close with a wrong code': (random) => {
    const code = Buffer.alloc(2)
    code.writeUInt16BE(CLOSE_CODES_NOBODY_MAY_SEND[random.integer(CLOSE_CODES_NOBODY_MAY_SEND.length)])
    return frame(0x88, code)
  },
  'close reason that is no UTF-8': () => frame(0x88, Buffer.of(0x03, 0xe8, 0xff)),
}

export const KIND_NAMES = Object.keys(KINDS)

/** A frame that the protocol forbids, of a random kind. */
export function malformedFrame(random: Random): Buffer {
  return KINDS[KIND_NAMES[random.integer(KIND_NAMES.length)]](random)
}

/** Bytes without any plan. */
export function garbage(random: Random): Buffer {
  return noise(random, 1 + random.integer(300))
}
