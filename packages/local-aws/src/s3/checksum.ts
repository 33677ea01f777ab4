import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** The checksums that S3 verifies and keeps (User Guide, "Checking object integrity"); XML names are `Checksum…`. */
export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const

/** One of the checksums answered. */
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number]

/** A checksum in base64, over all bytes or, COMPOSITE, over the checksums of the parts. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
  readonly value: string
}

/** A digest under way. */
export interface Digest {
  update(bytes: Uint8Array): void
  digest(): Buffer
}

/** The header that carries a checksum. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

/** Digests in the byte order that S3 writes: big-endian. */
export function createDigest(algorithm: ChecksumAlgorithm | 'MD5'): Digest {
  if (algorithm === 'CRC32') return new Crc32(crc32)
  if (algorithm === 'CRC32C') return new Crc32(crc32c)
  if (algorithm === 'CRC64NVME') return new Crc64()
  return createHash(algorithm.toLowerCase())
}

class Crc32 implements Digest {
  readonly #next: (bytes: Uint8Array, value: number) => number
  #value = 0

  constructor(next: (bytes: Uint8Array, value: number) => number) {
    this.#next = next
  }

  update(bytes: Uint8Array): void {
    this.#value = this.#next(bytes, this.#value)
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(this.#value)
    return bytes
  }
}

/** Castagnoli's polynomial, reflected (RFC 3720, appendix B.4). */
const castagnoli = table(0x82f63b78n)

function crc32c(bytes: Uint8Array, value: number): number {
  let crc = ~value
  for (const byte of bytes) crc = (crc >>> 8) ^ (castagnoli.low[(crc ^ byte) & 0xff] ?? 0)
  return ~crc >>> 0
}

/** The 64-bit polynomial of the NVM Express NVM Command Set, 5.2.1.3.4, reflected. */
const nvme = table(0x9a6c9329ac4bc9b5n)

class Crc64 implements Digest {
  #high = -1
  #low = -1

  update(bytes: Uint8Array): void {
    let high = this.#high
    let low = this.#low
    for (const byte of bytes) {
      const at = (low ^ byte) & 0xff
      low = ((low >>> 8) | (high << 24)) ^ (nvme.low[at] ?? 0)
      high = (high >>> 8) ^ (nvme.high[at] ?? 0)
    }
    this.#high = high
    this.#low = low
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(8)
    bytes.writeUInt32BE(~this.#high >>> 0)
    bytes.writeUInt32BE(~this.#low >>> 0, 4)
    return bytes
  }
}

/** The remainders of all bytes in two halves, since 64-bit integers are slow in JavaScript. */
function table(polynomial: bigint): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const high = new Uint32Array(256)
  const low = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte += 1) {
    let value = BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n
    high[byte] = Number(value >> 32n)
    low[byte] = Number(value & 0xffffffffn)
  }
  return { high, low }
}
