import { normalise } from '@wardgraph/vault'
import type { Posting } from './kind.ts'

/** An identifier as sources write it, of a record of one type. */
export interface Identified {
  readonly type: string
  readonly system: string
  readonly value: string
}

/** The posting of an exact identifier: patients, and records that belong to no chart, are found by it. */
export function identifierPosting({ type, system, value }: Identified): Posting {
  return { index: 'IDENTIFIER', values: [type, system, normalise('exact', value)] }
}
