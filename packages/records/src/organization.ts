import type { RecordKind } from './kind.ts'

/** Organisations belong to the tenant. */
export const organization: RecordKind = { type: 'Organization', subject: 'tenant' }
