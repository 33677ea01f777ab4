import type { Resource } from './graph.ts'
import { TYPE } from './types.ts'

/** Types of what is stored, and of what is needed to read it. */
export const HELD: readonly string[] = [
  TYPE.table,
  TYPE.bucket,
  TYPE.key,
  TYPE.keyAlias,
  TYPE.keyPolicy,
  TYPE.pool,
  TYPE.poolClient,
  TYPE.logGroup,
]

/** Whether what is stored depends on it; of log groups only those of functions say who did what. */
export function isHeld({ type, inputs }: Resource): boolean {
  return type !== TYPE.logGroup || `${inputs.name}`.startsWith('/aws/lambda/')
}
