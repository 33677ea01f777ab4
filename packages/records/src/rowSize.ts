import type { Row } from '@wardgraph/vault'

/** Bytes of a row, names included, as DynamoDB counts them. */
export function rowSize(row: Row): number {
  let size = 0
  for (const [name, value] of Object.entries(row))
    size += name.length + (typeof value === 'string' || value instanceof Uint8Array ? Buffer.byteLength(value) : 21)
  return size
}
