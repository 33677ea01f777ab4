import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memorySigner } from '@wardgraph/vault'
import { afterAll, describe, expect, test } from 'vitest'
import type { RowDamageKind } from '../../packages/audit/src/writtenRows.ts'
import { exportAudit } from '../../packages/cli/src/audit.ts'
import { addUser } from '../../packages/cli/src/users.ts'
import { verifyAudit } from '../../packages/cli/src/verifyAudit.ts'
import { verifyTable } from '../../packages/cli/src/verifyTable.ts'
import { chartOf } from '../api/disclosures.fixture.ts'
import { hasPython } from '../audit/verifiers.ts'
import { act } from '../fixtures/acts.ts'
import { dumpedLine, type Found, putOnRecord } from '../fixtures/recorded.ts'
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
    telecom: [{ system: 'phone', value: '555-0199' }],
  })
  await done(patient, 'recordConsent', {
    patient: ada,
    expectedVersion: 2,
    rules: [{ type: 'DENY', roles: ['NURSE'], classes: ['VISIT'] }],
  })
  await done(support, 'endCareTeam', { patient: ada, practitioner: made.nils })
  await done(admin, 'updateTenantRules', { expectedVersion: 1, adult: 21 })
  await addUser(made.services, { username: 'grace', tenant: 'west', role: 'NURSE' })
  await made.query(made.doctor, chartOf(ada))
  return { made, before }
}

const folder = mkdtempSync(join(tmpdir(), 'rows-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('rows are held against the records that wrote them', async () => {
  const { made, before } = await written()
  const { ada, north, south } = made
  const [dir, key] = [join(folder, 'export'), join(folder, 'key.pem')]
  const signer = memorySigner()
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
  const name = (one: Found) => [one.table, one.row.pk, one.row.sk] as const
  // Read past the public type: a change that no caller of the product can make.
  const edited = (one: Found, change: object) => ({ ...one, row: { ...one.row, ...change } }) as Found

  const cases: readonly (readonly [string, readonly Found[], readonly (readonly [Found, RowDamageKind])[]])[] = [
    ['nothing', rows, []],
    ['a chart and its consent put back to an older version', replaced(chart(before)), [[chart(rows), 'older']]],
    ['a relation put back to before it ended', replaced(relation(before)), [[relation(rows), 'older']]],
    ['rules put back', replaced(rules(before)), [[rules(rows), 'older']]],
    ['a chart taken away', without(chart(rows)), [[chart(rows), 'missing']]],
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
  const damage = said.map((verdict) => verdict?.damage ?? [])

  test.each(cases.slice(0, -1).map(([change, , expected], i) => ({ change, expected, i })))(
    '$change is found as what it is, and nothing else',
    ({ expected, i }) => {
      expect(damage[i]?.map(({ table, pk, sk, kind }) => [table, pk, sk, kind])).toEqual(
        expected.map(([one, kind]) => [...name(one), kind]),
      )
    },
  )

  test('whatever is taken away is missed, all of it', () => {
    expect(damage.at(-1)).toHaveLength(said[0]?.rows ?? 0)
    expect(new Set(damage.at(-1)?.map(({ kind }) => kind))).toEqual(new Set(['missing']))
  })

  test('the record that wrote a row last is named', () => {
    const [one] = damage[1] ?? []
    const record = rows
      .flatMap(({ table, row }) => (table === 'audit' && row.r ? [JSON.parse(String(row.r))] : []))
      .find(({ chain, seq }) => chain === one?.chain && seq === one?.seq)
    expect(record.operation.roots).toEqual(['Mutation.recordConsent'])
  })

  test('records that are not whole and covered say nothing of rows', async () => {
    const uncovered = { ...found, verification: { ...found.verification, uncovered: 1 } }
    expect(await verifyTable({ dir, found: uncovered, table: dumps[0] ?? '' })).toBeNull()
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
          .sort((a, b) => (a.slice(0, 3).join(' ') < b.slice(0, 3).join(' ') ? -1 : 1)),
      )
      expect(answers).toEqual(places)
    },
  )
})
