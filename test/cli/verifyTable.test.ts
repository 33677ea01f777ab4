import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Attribute, memorySigner, rowHash } from '@wardgraph/vault'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { RowDamageKind } from '../../packages/audit/src/writtenRows.ts'
import { exportAudit } from '../../packages/cli/src/audit.ts'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { addUser } from '../../packages/cli/src/users.ts'
import { verifyAudit } from '../../packages/cli/src/verifyAudit.ts'
import { verifyTable } from '../../packages/cli/src/verifyTable.ts'
import { chartOf } from '../api/disclosures.fixture.ts'
import { hasPython } from '../audit/verifiers.ts'
import { act } from '../fixtures/acts.ts'
import { dumpedLine, type Found, linkedRows, putOnRecord } from '../fixtures/recorded.ts'
import { ward } from '../fixtures/ward.ts'

/** A ward on record, in which every kind of row was written again, and what was there before. */
async function written() {
  const made = await ward()
  await putOnRecord(made)
  const before = made.memory.rows()
  const { admin, patient, support, ada } = made
  const done = async (as: typeof admin, name: string, input: Readonly<Record<string, unknown>>) => {
    const { body } = await act(made, as, name, input)
    if (body.errors) throw new Error(JSON.stringify(body.errors))
  }
  await done(patient, 'updatePatientContact', {
    patient: ada,
    expectedVersion: 1,
    telecom: [{ system: 'phone', value: '(555) 0100' }], // no other number: its posting stays
  })
  await done(patient, 'recordConsent', {
    patient: ada,
    expectedVersion: 2,
    rules: [{ type: 'DENY', roles: ['NURSE'], classes: ['VISIT'] }],
  })
  await done(support, 'endCareTeam', { patient: ada, practitioner: made.nils })
  await done(admin, 'updateTenantRules', { expectedVersion: 1, adult: 21 })
  await addUser(made.services, { username: 'grace', tenant: 'west', role: 'NURSE' })
  const numbered = JSON.stringify({ resourceType: 'Patient', id: 'numbered', identifier: [{ value: 'N-1' }] })
  const files = [{ name: 'numbered.json', text: numbered, kind: 'json' as const }]
  await importResources({ services: made.services, documents: made.documents, tenantName: 'north', files })
  await made.query(made.doctor, chartOf(ada))
  return { made, before }
}

const folder = mkdtempSync(join(tmpdir(), 'rows-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const long = process.env.WARDGRAPH_LONG === '1'

/** A value with one bit changed; of text, one character. */
function flipped(value: Attribute | undefined, { bit, share }: { readonly bit: number; readonly share: number }) {
  if (typeof value === 'number') return value ^ (1 << bit)
  if (typeof value === 'boolean') return !value
  const bytes = Buffer.from(value ?? '')
  const at = Math.floor(share * bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (typeof value === 'string' ? 1 : 1 << bit)
  return typeof value === 'string' ? bytes.toString() : new Uint8Array(bytes)
}

const signer = memorySigner()

/** What an export and a dump of this moment say. */
async function judged(made: Awaited<ReturnType<typeof ward>>, change: (dir: string) => void = () => {}) {
  const at = mkdtempSync(join(folder, 'judged-'))
  const [dir, key, table] = [join(at, 'export'), join(at, 'key.pem'), join(at, 'dump')]
  await exportAudit(made, { out: dir, signer })
  change(dir)
  writeFileSync(key, await signer.publicKey())
  writeFileSync(
    table,
    made.memory
      .rows()
      .map((row) => `${dumpedLine(row)}\n`)
      .join(''),
  )
  return verifyTable({ dir, found: await verifyAudit({ dir, key }), table })
}

test('a consent that was put back and written over through the product is still found', async () => {
  const made = await ward()
  await putOnRecord(made)
  const { memory, patient, ada, north } = made
  const head = () => memory.rows().filter(({ row }) => row.pk === `${north.tenant}#P#${ada}` && row.sk === 'A')
  const [open] = head()
  const rules = [{ type: 'DENY', roles: ['NURSE'] }]
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  const history = memory.rows().find(({ row }) => String(row.sk).startsWith('H#'))
  if (open === undefined || history === undefined) throw new Error('no consent')
  const { pk, sk } = history.row
  await memory.transact(
    [
      { do: 'put', ...open },
      { do: 'remove', key: { table: 'records', pk: String(pk), sk: String(sk) } },
    ],
    { token: crypto.randomUUID() },
  )
  for (const [n, expectedVersion] of [1, 2].entries()) {
    const telecom = [{ system: 'phone', value: `555-010${n}` }]
    expect((await act(made, patient, 'updatePatientContact', { patient: ada, expectedVersion, telecom })).code).toBe(
      'OK',
    )
  }
  const { damage } = await judged(made)
  expect(damage.map(({ sk, kind }) => [String(sk).slice(0, 2), kind])).toEqual([
    ['A', 'forked'],
    ['H#', 'forked'],
  ])
})

test('a change of contact data leaves no posting behind, and the older ones put back with the chart or alone are found', async () => {
  const made = await ward()
  await putOnRecord(made)
  const { memory, patient, ada, north } = made
  const before = memory.rows()
  const telecom = [{ system: 'email', value: 'ada@mail.example' }]
  await act(made, patient, 'updatePatientContact', { patient: ada, expectedVersion: 1, telecom })
  expect((await judged(made)).damage).toEqual([])
  const back = async (is: (row: Found['row']) => boolean) => {
    const rows = before.filter(({ row }) => is(row))
    await memory.transact(
      rows.map((one) => ({ do: 'put', ...one })),
      { token: crypto.randomUUID() },
    )
    return (await judged(made)).damage.map(({ pk, kind }) => `${pk.split(/[#.]/).slice(1, 3).join(' ')} ${kind}`).sort()
  }
  expect(await back(({ pk }) => String(pk).includes('#TELECOM.1#'))).toEqual(['X TELECOM foreign'])
  const chart = `${north.tenant}#P#${ada}`
  expect(await back(({ pk, sk }) => pk === chart && sk === 'A')).toEqual([`P ${ada} older`, 'X TELECOM foreign'])
})

test('a record that somebody planted without a key vouches for no row that was put back', async () => {
  const made = await ward()
  await putOnRecord(made)
  const { memory, patient, ada, north } = made
  const at = (table: string, pk: string, sk: string) =>
    memory.rows().filter((one) => one.table === table && one.row.pk === pk && one.row.sk === sk)
  const [pk, sk] = [`${north.tenant}#P#${ada}`, 'A']
  const [before] = at('records', pk, sk)
  const telecom = [{ system: 'phone', value: '(555) 0100' }]
  expect((await act(made, patient, 'updatePatientContact', { patient: ada, expectedVersion: 1, telecom })).code).toBe(
    'OK',
  )
  const records = memory
    .rows()
    .filter(({ table, row }) => table === 'audit' && /updatePatientContact/.test(String(row.r)))
  const [last] = records
  if (before === undefined || last === undefined) throw new Error('no row')
  const record = JSON.parse(String(last.row.r))
  const next = {
    ...record,
    seq: record.seq + 1,
    prev: createHash('sha256').update(String(last.row.r)).digest('hex'),
    written: [['records', pk, sk, 9, rowHash(before)]],
  }
  const planted = { ...last.row, sk: String(next.seq).padStart(10, '0'), r: JSON.stringify(next) }
  await memory.transact([{ do: 'put', ...before }], { token: crypto.randomUUID() })
  const found = [{ table: 'records', pk, sk, kind: 'older', chain: record.chain, seq: record.seq }]
  // In the folder, as a file that no digest names.
  const strange = await judged(made, (dir) => {
    const chain = 'a'.repeat(26)
    const first = JSON.stringify({ ...next, chain, seq: 1, written: [] })
    const second = JSON.stringify({ ...next, chain, seq: 2, prev: createHash('sha256').update(first).digest('hex') })
    mkdirSync(join(dir, 'chains', chain))
    writeFileSync(join(dir, 'chains', chain, '000000.ndjson.gz'), gzipSync(`${first}\n${second}\n`))
  })
  expect(strange.damage).toEqual(found)
  // In the table, behind the last record.
  await memory.transact([{ do: 'put', table: 'audit', row: planted }], { token: crypto.randomUUID() })
  expect((await judged(made)).damage).toEqual(found)
})

describe('rows are held against the records that wrote them', async () => {
  const { made, before } = await written()
  const { ada, north, south } = made
  const [dir, key] = [join(folder, 'export'), join(folder, 'key.pem')]
  await exportAudit(made, { out: dir, signer })
  writeFileSync(key, await signer.publicKey())
  const found = await verifyAudit({ dir, key })
  const rows = made.memory.rows()

  const placed = ({ table, row }: Found) => `${table} ${row.pk} ${row.sk}`
  const at = (all: readonly Found[], table: Found['table'], pk: string, sk: string): Found => {
    const one = all.find((other) => placed(other) === `${table} ${pk} ${sk}`)
    if (one === undefined) throw new Error(`no row ${pk} ${sk}`)
    return one
  }
  const replaced = (one: Found) => rows.map((other) => (placed(other) === placed(one) ? one : other))
  const without = (one: Found) => rows.filter((other) => placed(other) !== placed(one))
  const pk = `${north.tenant}#P#${ada}`
  const chart = (all: readonly Found[]) => at(all, 'records', pk, 'A')
  const relation = (all: readonly Found[]) => at(all, 'directory', pk, `S#${made.nils}`)
  const rules = (all: readonly Found[]) => at(all, 'directory', `${north.tenant}#T`, 'rules')
  const keyOf = (all: readonly Found[]) => at(all, 'keys', `${north.tenant}#K#P#${ada}`, '-')
  const other = at(rows, 'directory', `${south.tenant}#T`, 'rules')
  const versioned = rows.find(({ row }) => String(row.sk).startsWith('H#'))
  if (versioned === undefined) throw new Error('no old version')
  const moved = { ...other, row: { ...other.row, pk: `${north.tenant}#T`, sk: 'rules2' } }
  const postings = rows.filter(({ row }) => row.sk === ada && String(row.pk).includes('#X#'))
  const [posting, ...more] = postings
  const listed = rows.find(({ row }) => row.pk === '000000000000#N')
  if (posting === undefined || more.length === 0 || listed === undefined) throw new Error('no posting, or no user')
  const strange = { ...posting, row: { ...posting.row, sk: made.ben } }
  const first = rows.find(({ row }) => String(row.pk).includes('#Q#'))
  if (first === undefined) throw new Error('nobody has a number first')
  const name = (one: Found) => [one.table, one.row.pk, one.row.sk] as const
  // Read past the public type: a change that no caller of the product can make.
  const edited = (one: Found, change: object) => ({ ...one, row: { ...one.row, ...change } }) as Found

  const cases: readonly (readonly [string, readonly Found[], readonly (readonly [Found, RowDamageKind])[]])[] = [
    ['nothing', rows, []],
    ['a chart and its consent put back to an older version', replaced(chart(before)), [[chart(rows), 'older']]],
    ['a relation put back to before it ended', replaced(relation(before)), [[relation(rows), 'older']]],
    ['rules put back', replaced(rules(before)), [[rules(rows), 'older']]],
    [
      'a chart taken away',
      without(chart(rows)),
      [[chart(rows), 'missing'], ...postings.map((one) => [one, 'foreign'] as const)],
    ],
    ['a posting taken away', without(posting), [[posting, 'missing']]],
    ['a posting of somebody else', [...rows, strange], [[strange, 'foreign']]],
    ['who has a number first changed', replaced(edited(first, { id: ada })), [[first, 'foreign']]],
    ['a user taken from the list', without(listed), [[listed, 'missing']]],
    [
      'a line separator in a key',
      [...rows, edited(moved, { sk: 'a\u2028b' })],
      [[edited(moved, { sk: 'a\u2028b' }), 'foreign']],
    ],
    ['a key that is none', [...rows, edited(moved, { pk: 'x' })], [[edited(moved, { pk: 'x' }), 'foreign']]],
    ['a relation taken away', without(relation(rows)), [[relation(rows), 'missing']]],
    ['a key taken away', without(keyOf(rows)), [[keyOf(rows), 'missing']]],
    ['an old version taken away', without(versioned), [[versioned, 'missing']]],
    [
      'a row of another tenant in the place of ours',
      replaced(edited(other, { pk: `${north.tenant}#T` })),
      [[rules(rows), 'changed']],
    ],
    ['a row of another tenant beside ours', [...rows, moved], [[moved, 'foreign']]],
    ['an attribute in clear changed', replaced(edited(relation(rows), { end: 1 })), [[relation(rows), 'changed']]],
    [
      'an attribute retyped',
      replaced(edited(relation(rows), { w: String(relation(rows).row.w) })),
      [[relation(rows), 'changed']],
    ],
    ['an attribute added', replaced(edited(keyOf(rows), { k2: 'x' })), [[keyOf(rows), 'changed']]],
    ['a row twice', [...rows, chart(rows)], [[chart(rows), 'foreign']]],
    ['all of the tables taken away but the trail', rows.filter(({ table }) => table === 'audit'), []],
  ]
  const dumps = cases.map(([, all], i) => {
    const path = join(folder, `${i}.ndjson`)
    writeFileSync(path, all.map((row) => `${dumpedLine(row)}\n`).join(''))
    return path
  })
  const said = await Promise.all(dumps.map((table) => verifyTable({ dir, found, table })))
  const damage = said.map((verdict) => verdict.damage)

  test.each(cases.slice(0, -1).map(([change, , expected], i) => ({ change, expected, i })))(
    '$change is found as what it is, and nothing else',
    ({ expected, i }) => {
      expect(damage[i]?.map(({ table, pk, sk, kind }) => [table, pk, sk, kind])).toEqual(
        expected.map(([one, kind]) => [...name(one), kind]),
      )
    },
  )

  test('one bit of any attribute of any row, its keys included, is found', async () => {
    const linked = linkedRows(made)
    const flip = fc.record({
      at: fc.nat(linked.length - 1),
      name: fc.nat(30),
      bit: fc.nat(7),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
    })
    const isFound = async (drawn: { at: number; name: number; bit: number; share: number }) => {
      const { at: place, name: nth, bit, share } = drawn
      const one = linked[place]
      const names = Object.keys(one?.row ?? {})
      const attribute = names[nth % names.length]
      if (one === undefined || attribute === undefined) throw new Error('no attribute')
      const changed = edited(one, { [attribute]: flipped(one.row[attribute], { bit, share }) })
      const path = join(folder, 'flip')
      writeFileSync(path, rows.map((row) => `${dumpedLine(placed(row) === placed(one) ? changed : row)}\n`).join(''))
      const kinds = (await verifyTable({ dir, found, table: path })).damage.map(({ kind }) => kind)
      const moved = attribute === 'pk' || attribute === 'sk'
      // Of a row that says by which postings it is found, these are damaged with it.
      expect(kinds, `${one.table} ${attribute}`).toEqual(expect.arrayContaining(moved ? ['missing'] : ['changed']))
    }
    await fc.assert(fc.asyncProperty(flip, isFound), { numRuns: long ? 2_000 : 200 })
  })

  test('whatever is taken away is missed, all of it', () => {
    expect(damage.at(-1)).toHaveLength(linkedRows(made).length)
    expect(said[0]?.rows).toBe(linkedRows(made).length + rows.filter(({ row }) => /#[XQ]#/.test(String(row.pk))).length)
    expect(new Set(damage.at(-1)?.map(({ kind }) => kind))).toEqual(new Set(['missing']))
  })

  test('the record that wrote a row last is named', () => {
    const [one] = damage[1] ?? []
    const record = rows
      .flatMap(({ table, row }) => (table === 'audit' && row.r ? [JSON.parse(String(row.r))] : []))
      .find(({ chain, seq }) => chain === one?.chain && seq === one?.seq)
    expect(record.operation.roots).toEqual(['Mutation.recordConsent'])
  })

  test('of an export that is not whole what can be read still counts, so that one damage hides no other', async () => {
    const damaged = { ...found, verification: { ...found.verification, whole: false } }
    for (const [i, table] of dumps.entries())
      expect((await verifyTable({ dir, found: damaged, table })).damage).toEqual(damage[i])
  })

  test('what is no dump is said to be none', async () => {
    for (const text of ['x', '{}', '[]\n', '{"table":"records","item":{}}']) {
      const path = join(folder, 'none.ndjson')
      writeFileSync(path, text)
      await expect(verifyTable({ dir, found, table: path })).rejects.toMatchObject({ code: 'UNREADABLE' })
    }
    await expect(verifyTable({ dir, found, table: join(folder, 'nowhere') })).rejects.toMatchObject({
      code: 'UNREADABLE',
    })
  })

  test.skipIf(!hasPython)(
    `Python agrees on all of it${hasPython ? '' : ' (SKIPPED: this machine has no python3)'}`,
    () => {
      const input = dumps.map((table) => `${JSON.stringify({ dir, table })}\n`).join('')
      const { stdout, stderr } = spawnSync('python3', ['-B', 'test/audit/verify_rows.py'], { input, encoding: 'utf8' })
      const answers = stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
      expect(stderr).toBe('')
      const places = damage.map((all) =>
        all
          .map(({ table, pk, sk, kind, chain, seq }) => [table, pk, sk, kind, chain, seq])
          .sort((a, b) => (a.slice(0, 4).join(' ') < b.slice(0, 4).join(' ') ? -1 : 1)),
      )
      expect(answers).toEqual(places)
    },
  )
})
