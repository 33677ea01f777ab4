import { createSecretKey } from 'node:crypto'
import { createLanes, type Lease, requestRows, type WritingEntry } from '@wardgraph/audit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clinic, entry, idOf, north, seededRandom, verifyFiles } from './fixture.ts'
import vectors from './vectors.json' with { type: 'json' }

const newest = { version: 1, key: createSecretKey(Buffer.from(vectors.key, 'hex')) }
const keys = { newest, at: () => newest.key }

const vectorLease = (head: Lease['head']): Lease => ({
  tenant: 'n'.repeat(12),
  environment: 'e'.repeat(26),
  lane: 3,
  chain: 'abcdefghijklmnopqrstuvwxyz',
  closes: { chain: 'z'.repeat(26), seq: 7 },
  head,
  commit() {},
  release() {},
  close() {},
})

test('records, their links and their MACs are the committed vectors, byte by byte', () => {
  const ann = 'a'.repeat(26)
  const john = 'j'.repeat(26)
  const read: WritingEntry = {
    opened: 4,
    time: '2026-11-22T08:00:00.000Z',
    code: '0.1.0',
    origin: 'graphql',
    request: 'JKJaXmPLvHcESHA=',
    caller: { purpose: 'TREAT', role: 'DOCTOR', membership: ann, person: ann },
    session: 's'.repeat(26),
    operation: { document: '0f'.repeat(32), kind: 'query', roots: ['Query.patient'] },
    outcome: 'OK',
    status: 200,
    disclosed: [[john, 'Patient', john, ['id', 'name']]],
    changed: [[null, 'Organization', 'o'.repeat(26), ['name'], 2]],
    denied: [[john, 'Patient', null, ['telecom']]],
    ties: [
      [john, 'BREAK_GLASS', 'g'.repeat(26)],
      [ann, 'TENANT', null],
    ],
    written: [
      ['records', `${north}#O#${'o'.repeat(26)}`, 'A', 2, 'AbCdEfGhIjKlMnOpQrSt_-'],
      ['keys', `${north}#K`, 'root#1', 1, '0123456789012345678901'],
    ],
  }
  const nothing = { disclosed: [], changed: [], denied: [], ties: [], written: [], opened: 0 }
  const nobody = { caller: null, session: null, operation: null, ...nothing }
  const refused = { ...read, ...nobody, time: '2026-11-22T08:00:00.001Z', request: 'r-2', status: 401 }
  const first = requestRows({ lease: vectorLease(null), entry: read, keys })
  const second = requestRows({
    lease: vectorLease(first.head),
    entry: { ...refused, outcome: 'UNAUTHENTICATED' },
    keys,
  })
  const rows = [...first.rows, ...second.rows].map(({ m, ...row }) => ({ ...row, m: Buffer.from(m).toString('hex') }))
  expect(rows).toEqual(vectors.rows.map(({ hash: _, ...row }) => row))
  expect(second.head).toMatchObject({ seq: 2, hash: vectors.rows[2]?.hash })
  expect(first.registry).toMatchObject({ pk: vectors.registry, sk: 'abcdefghijklmnopqrstuvwxyz', lane: 3 })
  expect(second.registry).toBeNull()
})

const refused = async (change: object) => {
  const lease = await createLanes({ random: seededRandom() }).lease(north)
  const attempt = () => requestRows({ lease, entry: { ...entry(), ...change }, keys })
  expect(attempt, JSON.stringify(change)).toThrow(expect.objectContaining({ code: 'ERR_AUDIT_INPUT' }))
  expect(attempt).not.toThrow(/John/)
}

const john = idOf('john')
const caller = { person: john, membership: john, role: 'NURSE', purpose: 'TREAT' }
const operation = { kind: 'query', roots: ['Query.patient'], document: null }

/** Every place of a record that holds a string, with that string put in. */
const places: readonly ((text: string) => object)[] = [
  (text) => ({ time: text }),
  (text) => ({ code: text }),
  (text) => ({ origin: text }),
  (text) => ({ request: text }),
  (text) => ({ caller: { ...caller, person: text } }),
  (text) => ({ caller: { ...caller, membership: text } }),
  (text) => ({ caller: { ...caller, role: text } }),
  (text) => ({ caller: { ...caller, purpose: text } }),
  (text) => ({ caller: { ...caller, [text]: 'John' } }),
  (text) => ({ session: text }),
  (text) => ({ operation: { ...operation, kind: text } }),
  (text) => ({ operation: { ...operation, roots: [text] } }),
  (text) => ({ operation: { ...operation, document: text } }),
  (text) => ({ outcome: text }),
  (text) => ({ status: text }),
  (text) => ({ opened: text }),
  (text) => ({ disclosed: [[text, 'Patient', john, ['name']]] }),
  (text) => ({ disclosed: [[john, text, john, ['name']]] }),
  (text) => ({ disclosed: [[john, 'Patient', text, ['name']]] }),
  (text) => ({ disclosed: [[john, 'Patient', john, [text]]] }),
  (text) => ({ disclosed: [[john, 'Patient', john, ['name'], text]] }),
  (text) => ({ changed: [[john, 'Patient', john, ['name'], text]] }),
  (text) => ({ denied: [[john, 'Patient', null, [text]]] }),
  (text) => ({ ties: [[text, 'CARE_TEAM', 'encounter']] }),
  (text) => ({ ties: [[john, text, 'encounter']] }),
  (text) => ({ ties: [[john, 'CARE_TEAM', text]] }),
  (text) => ({ ties: [[john, 'CARE_TEAM', 'encounter', text]] }),
  (text) => ({ note: text }),
]

test('no place of a record takes a line break, an escape sequence, a value or a very long text', async () => {
  const attacks = [
    'a\nb',
    'name\n',
    '\r\n{"v":1}',
    '\u001b[2J',
    'John Q. Public',
    '',
    'ä',
    '\u2028',
    '\ud800',
    'a'.repeat(1_000_000),
  ]
  for (const place of places) for (const attack of attacks) await refused(place(attack))
})

test('a record has all its places, and none holds a list longer than a request can make', async () => {
  const lists = ['disclosed', 'changed', 'denied', 'ties', 'written']
  for (const name of Object.keys(entry())) await refused({ [name]: lists.includes(name) ? 'none' : undefined })
  await refused({ caller: { person: john, membership: john, role: 'NURSE' } })
  await refused({ operation: { ...operation, roots: Array.from({ length: 501 }, () => 'Query.patient') } })
  for (const basis of ['a'.repeat(33), 'care-team', 'PARENT ', undefined, ['PARENT']])
    await refused({ ties: [[john, 'PROXY', basis]] })
  await refused({ ties: [[null, 'TENANT', null]] })
  const row = ['records', `${north}#P#${john}`, 'A', 1, 'AbCdEfGhIjKlMnOpQrSt_-']
  const bad = ['audit', `${north}#P#John Q`, 'A\n', -1, 'short']
  for (const [place, value] of bad.entries()) await refused({ written: [row.with(place, value)] })
  await refused({ ties: [[john, 'care_team', 'encounter']] })
  await refused({ ties: [[john, 'CARE_TEAM']] })
  await refused({ disclosed: [[john, 'Patient', john, Array.from({ length: 501 }, () => 'name')]] })
})

test('numbers of a record are integers in their range', async () => {
  for (const number of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -0]) {
    await refused({ opened: number })
    await refused({ status: number })
    await refused({ changed: [[john, 'Patient', john, [], number]] })
  }
  for (const status of [99, 600]) await refused({ status })
})

test('no text that a record refuses in its place ever reaches the table', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.string({ unit: 'binary' }), async (place, text) => {
      const lease = await createLanes({ random: seededRandom() }).lease(north)
      let rows: readonly { r: string }[] = []
      try {
        rows = requestRows({ lease, entry: { ...entry(), ...place(text) }, keys }).rows
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_AUDIT_INPUT' })
      }
      for (const { r } of rows) expect(r).toMatch(/^[\x20-\x7e]+$/)
    }),
    { numRuns: 500 },
  )
})

test('requests that have no tenant are recorded under the pseudo-tenant', async () => {
  const lease = await createLanes({ random: seededRandom() }).lease('000000000000')
  const { rows } = requestRows({ lease, entry: entry({ caller: null, outcome: 'UNAUTHENTICATED', status: 401 }), keys })
  expect(rows.map(({ pk }) => pk)).toEqual([`000000000000#A#${lease.chain}`, `000000000000#A#${lease.chain}`])
})

test('a record above 300 KB is carried on by others that name it, and nothing is lost or counted twice', async () => {
  const { lanes, store, exportNow, publicKey } = await clinic()
  const lease = await lanes.lease(north)
  const disclosed = Array.from({ length: 8_000 }, (_, n) => [john, 'Patient', idOf(`${n}`), ['name']] as const)
  const changed = [[john, 'Patient', john, ['name'], 2]] as const
  const { rows, head } = store(lease, { disclosed, changed, opened: 9 })
  const records = rows.map(({ r }) => JSON.parse(r))
  expect(records.map(({ seq, continues }) => [seq, continues])).toEqual([
    [0, undefined],
    [1, null],
    [2, 1],
    [3, 1],
  ])
  for (const { r } of rows) expect(Buffer.byteLength(r)).toBeLessThan(300_000)
  expect(records.slice(1).flatMap((record) => record.disclosed)).toEqual(disclosed)
  expect(records.slice(1).flatMap((record) => record.changed)).toEqual(changed)
  for (const { ties } of records.slice(1)) expect(ties).toEqual([[john, 'CARE_TEAM', 'encounter']])
  expect(records.slice(1).map(({ opened }) => opened)).toEqual([9, 0, 0])
  lease.commit(head)
  const { files } = await exportNow()
  expect(await verifyFiles(files, publicKey)).toMatchObject({ whole: true, records: 4 })
})
