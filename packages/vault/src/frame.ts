/** A value inside a frame: text is UTF-8. */
export type Field = string | Uint8Array

/**
 * `label | head ... | LP(field) | LP(field) ...`, LP being a u32 big-endian length and the bytes.
 * Lengths make it injective: no two lists of fields give the same bytes.
 */
export function frame(label: string, fields: readonly Field[], ...heads: readonly Uint8Array[]): Buffer {
  let size = label.length
  for (const head of heads) size += head.length
  for (const field of fields) size += 4 + mostBytes(field)
  const bytes = Buffer.allocUnsafe(size)
  let at = bytes.write(label, 0, 'latin1')
  for (const head of heads) {
    bytes.set(head, at)
    at += head.length
  }
  for (const field of fields) at = writeLp(bytes, at, field)
  return bytes.subarray(0, at)
}

/** No UTF-16 unit takes more than three bytes in UTF-8. */
export function mostBytes(field: Field): number {
  return typeof field === 'string' ? 3 * field.length : field.length
}

/** Writes LP(field) at `at` and returns where it ends. */
export function writeLp(bytes: Buffer, at: number, field: Field): number {
  const start = at + 4
  let length = field.length
  if (typeof field === 'string') length = bytes.write(field, start)
  else bytes.set(field, start)
  bytes.writeUInt32BE(length, at)
  return start + length
}

/** A version as the two bytes that formats carry. */
export function u16(version: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeUInt16BE(version)
  return bytes
}
