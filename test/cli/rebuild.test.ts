import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLanes } from '@wardgraph/audit'
import { type Table, TableError } from '@wardgraph/records'
import { memorySigner, type Signer } from '@wardgraph/vault'
import { expect, onTestFinished, test } from 'vitest'
import { exportAudit } from '../../packages/cli/src/audit.ts'
import { rebuildDisclosures } from '../../packages/cli/src/rebuild.ts'
import { chartOf, loggedWard } from '../api/disclosures.fixture.ts'
import { rowsIn } from '../fixtures/auditStream.ts'
import { type Clinic, copyOf } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { refused } from './access.fixture.ts'

/** An export of a clinic's trail in a folder of its own, and the key that it is checked with. */
async function exportOf({ services }: Pick<Clinic, 'services'>, signer: Signer = memorySigner()) {
  const folder = mkdtempSync(join(tmpdir(), 'rebuild-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [dir, key] = [join(folder, 'export'), join(folder, 'key.pem')]
  await exportAudit({ services }, { out: dir, signer })
  writeFileSync(key, await signer.publicKey())
  return { dir, key }
}

/** A ward that was looked at by several, on several chains, and in both tenants. */
async function lookedAt() {
  const made = await loggedWard()
  const { ada, ben, cleo } = made
  for (const user of [made.doctor, made.nurse, made.patient]) await made.query(user, chartOf(ada))
  await Promise.all([made.doctor, made.support].map((user) => made.query(user, chartOf(ben))))
  await made.query(made.stranger, chartOf(cleo))
  return made
}

test('nothing is written of an export that is damaged, of another key, or not covered to its end', async () => {
  const made = await lookedAt()
  const { dir, key } = await exportOf(made)
  const other = await exportOf(await ward())
  await expect(rebuildDisclosures(made.services, { dir, key: other.key })).rejects.toEqual(refused('NOT_WHOLE', 1))
  await expect(rebuildDisclosures(made.services, { dir, key: dir })).rejects.toEqual(refused('UNREADABLE', 2))
  await expect(rebuildDisclosures(made.services, { dir: `${dir}-none`, key })).rejects.toEqual(refused('UNREADABLE', 2))
  const [chain = ''] = readdirSync(join(dir, 'chains'))
  appendFileSync(join(dir, 'chains', chain, '000000.ndjson.gz'), 'x')
  await expect(rebuildDisclosures(made.services, { dir, key })).rejects.toEqual(refused('NOT_WHOLE', 1))
  expect(rowsIn(made, 'disclosures')).toEqual([])
})

test('an export of another deployment is refused, whose tenants are called alike', async () => {
  const { dir, key } = await exportOf(await lookedAt())
  const other = await ward()
  await other.query(other.doctor, chartOf(other.ada))
  await expect(rebuildDisclosures(other.services, { dir, key })).rejects.toEqual(refused('FOREIGN_EXPORT', 1))
  expect(rowsIn(other, 'disclosures')).toEqual([])
})

test('the rows of a rebuild are those of the stream, byte for byte, however often it is run', async () => {
  const made = await lookedAt()
  const again = await copyOf(made)
  expect(await made.deliver()).toEqual([])
  const rows = rowsIn(made, 'disclosures')
  expect(rows.length).toBeGreaterThan(4)
  const exported = await exportOf(again)
  const done = await rebuildDisclosures(again.services, exported)
  expect(done.rows).toBe(rows.length)
  expect(rowsIn(again, 'disclosures')).toEqual(rows)
  expect(await rebuildDisclosures(again.services, exported)).toEqual(done)
  expect(rowsIn(again, 'disclosures')).toEqual(rows)
})

test('a rebuild that was stopped is finished by another', async () => {
  const made = await lookedAt()
  // More than are written together.
  for (let n = 0; n < 250; n += 1) await made.query(made.doctor, chartOf(made.ada))
  const exported = await exportOf(made)
  let writes = 0
  const stopping: Table = {
    ...made.memory,
    transact(actions, options) {
      writes += 1
      return writes > 1 ? Promise.reject(new TableError('UNAVAILABLE')) : made.memory.transact(actions, options)
    },
  }
  const services = { ...made.services, table: stopping, lanes: createLanes() }
  await expect(rebuildDisclosures(services, exported)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  const part = rowsIn(made, 'disclosures').length
  expect(part).toBeGreaterThan(0)
  const { rows } = await rebuildDisclosures(made.services, exported)
  expect(rows).toBeGreaterThan(part)
  expect(rowsIn(made, 'disclosures')).toHaveLength(rows)
})
