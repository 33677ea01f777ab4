import type { AuditRecord } from '@wardgraph/audit'
import type { GenesisRecord, RequestRecord } from '../../packages/audit/src/record.ts'
import { encodeRecord, findRecord } from '../../packages/audit/src/recordLine.ts'
import { entry, idOf, north } from './fixture.ts'

export const john = idOf('john')
export const mary = idOf('mary')

/** A record as it comes back from its line, so that nothing is mapped that no trail can hold. */
export function written<R extends AuditRecord>(record: R): R {
  const line = encodeRecord(record)
  if (JSON.stringify(findRecord(line)) !== line) throw new Error('not a record')
  return JSON.parse(line)
}

/** A doctor reads John's name, as the second record of a chain. */
export const request = (change: Partial<RequestRecord> = {}): RequestRecord =>
  written({
    v: 1,
    tenant: north,
    chain: idOf('chain'),
    seq: 1,
    prev: 'ab'.repeat(32),
    continues: null,
    ...entry(),
    ...change,
  })

/** The first record of a chain that goes on where another was given up. */
export const opening = (change: Partial<GenesisRecord> = {}): GenesisRecord =>
  written({
    v: 1,
    tenant: north,
    chain: idOf('chain'),
    seq: 0,
    prev: null,
    outcome: 'GENESIS',
    time: '2026-11-22T07:59:00.000Z',
    code: '0.1.0',
    environment: idOf('environment'),
    lane: 3,
    closes: { chain: idOf('given up'), seq: 7 },
    ...change,
  })

/** A request that leaves no member of a record empty. */
export const full = (): RequestRecord =>
  request({
    continues: 1,
    seq: 2,
    disclosed: [[john, 'Observation', idOf('pulse'), ['status', 'code']]],
    changed: [[john, 'Encounter', idOf('visit'), ['period'], 4]],
    denied: [[john, 'Organization', idOf('house'), ['name']]],
    ties: [[john, 'BREAK_GLASS', idOf('glass')]],
    written: [['records', `${north}#P#${john}`, `R#en#${idOf('visit')}`, 7, 'AbCdEfGhIjKlMnOpQrSt_-']],
    outcome: 'CONFLICT',
    opened: 5,
  })
