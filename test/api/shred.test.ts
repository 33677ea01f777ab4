import { replayShreds, shredDue } from '@wardgraph/api'
import { digestSignersOf } from '@wardgraph/audit'
import { erasureKey, keyRow, memberKey, memoryTable, openTenant, TableError, type TableName } from '@wardgraph/records'
import { createVault, memorySigner, type Row } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { copyOf } from '../fixtures/clinic.ts'
import { damageOf, putOnRecord } from '../fixtures/recorded.ts'
import { stopping } from '../fixtures/stopping.ts'
import { without } from '../vault/fixture.ts'
import { DAY, ready } from './shred.fixture.ts'

const CHART = (id: string) => `{ patient(id: "${id}") { name { family } observations { nodes { id } } } }`

describe('an erasure', () => {
  test('takes two persons under two roles, and happens at the end of the cooling-off period', async () => {
    const made = await ready()
    const { ada, ben, north, admin, privacy, doctor, query, join, say, clock, shredding } = made
    const second = await join(north, { username: 'privacy2', role: 'PRIVACY' })
    await putOnRecord(made)
    expect(await say(privacy, 'erasePatient')).toBe('WANTED')
    for (const same of [privacy, second]) expect(await say(same, 'erasePatient')).toBe('WANTED')
    expect(await say(admin, 'erasePatient')).toBe('APPROVED')
    expect(await say(admin, 'erasePatient')).toBe('BAD_USER_INPUT')
    clock.now = Date.now() + 7 * DAY - 60_000
    expect(await shredDue(shredding)).toEqual({ patients: 0, rows: 0, unbound: 0 })
    expect((await query(doctor, CHART(ada))).body.data.patient.name).toEqual([{ family: 'Adler' }])
    clock.now = Date.now() + 7 * DAY
    expect(await shredDue(shredding)).toMatchObject({ patients: 1 })
    expect((await query(doctor, CHART(ada))).body).toEqual({ data: { patient: null } })
    expect(
      (await query(doctor, `{ patients(mrn: "MRN-00012345") { nodes { id } } }`)).body.data.patients.nodes,
    ).toEqual([])
    const others = `{ patient(id: "${ben}") { name { family } } }`
    expect((await query(made.support, others)).body.data.patient.name).toEqual([{ family: 'Bauer' }])
    expect(damageOf(made)).toEqual([])
  })

  test('leaves of the patient one row, the destroyed key, a certificate under the lock and its record in the chain', async () => {
    const made = await ready()
    const { ada, north, account, archive, naming, both, clock, shredding, memory, privacy, admin } = made
    expect(naming(ada).length).toBeGreaterThan(10)
    await both()
    clock.now = Date.now() + 7 * DAY
    await shredDue(shredding)
    expect(naming(ada)).toEqual([`keys ${north.tenant}#K#P#${ada} -`])
    const [tombstone] = await memory.get([{ table: 'keys', pk: `${north.tenant}#K#P#${ada}`, sk: '-' }])
    expect(Object.keys(tombstone ?? {}).sort()).toEqual(['m', 'pk', 'shredded', 'sk', 'w'])
    expect(memory.rows().some(({ row }) => `${row.pk} ${row.sk}`.includes(account.person))).toBe(false)
    const [[path, bytes] = []] = archive.files
    expect(path).toBe(`erased/${north.tenant}/${ada}`)
    const [said = ''] = Buffer.from(bytes ?? [])
      .toString()
      .split('\n')
    expect(JSON.parse(said)).toMatchObject({
      v: 1,
      tenant: north.tenant,
      patient: ada,
      wanted: { person: privacy.person, role: 'PRIVACY' },
      approved: { person: admin.person, role: 'ADMIN' },
    })
    const records = memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
    const destroyed = records.filter(({ changed }) => JSON.stringify(changed ?? '').includes('"key"'))
    expect(destroyed).toMatchObject([
      { origin: 'keys', operation: { roots: ['keys.shred'] }, changed: [[ada, 'Patient', ada, ['key'], 2]] },
    ])
  })

  test('is cancelled by either until it has begun, and by a legal hold, which forbids it', async () => {
    const { admin, privacy, say, both, clock, shredding, query } = await ready()
    for (const cancels of [admin, privacy]) {
      await both()
      expect(await say(cancels, 'cancelErasure')).toBe('NONE')
      clock.now = Date.now() + 8 * DAY
      expect(await shredDue(shredding)).toEqual({ patients: 0, rows: 0, unbound: 0 })
    }
    await both()
    expect(await say(privacy, 'holdPatient')).toBe('HELD')
    clock.now = Date.now() + 8 * DAY
    expect(await shredDue(shredding)).toEqual({ patients: 0, rows: 0, unbound: 0 })
    expect(await say(admin, 'erasePatient')).toBe('BAD_USER_INPUT')
    expect(await say(admin, 'releasePatient')).toBe('NONE')
    expect(await shredDue(shredding)).toEqual({ patients: 0, rows: 0, unbound: 0 })
    const kinds = (await reviewsOf({ query }, privacy)).map(({ kind }: { kind: string }) => kind)
    expect(new Set(kinds)).toEqual(new Set(['ERASURE', 'LEGAL_HOLD']))
  })

  test('is not agreed to by one who has gone, nor a month after it was asked for', async () => {
    const made = await ready()
    const { north, ada, admin, privacy, memory, say } = made
    const member = (await memory.get([memberKey(north.tenant, privacy)]))[0] ?? expect.unreachable()
    const put = (row: Row) => memory.transact([{ do: 'put', table: 'directory', row }], { token: crypto.randomUUID() })
    expect(await say(privacy, 'erasePatient')).toBe('WANTED')
    await put(north.protect({ table: 'directory', row: { ...without(member, 'm'), end: Date.now() - 1 } }))
    expect(await say(admin, 'erasePatient')).toBe('WANTED')
    await put(member)
    const row = (await memory.get([erasureKey(north.tenant, ada)]))[0] ?? expect.unreachable()
    const long = { ...without(row, 'm'), wantedAt: Number(row.wantedAt) - 30 * DAY }
    await put(north.protect({ table: 'directory', row: long }))
    expect(await say(privacy, 'erasePatient')).toBe('WANTED')
    expect(await say(admin, 'erasePatient')).toBe('APPROVED')
  })

  test('takes with it what an import had read before and wrote after an erasure before', async () => {
    const { ada, ben, north, write, both, clock, shredding, naming, memory } = await ready()
    const key = (await memory.get([keyRow(north.tenant, ada)]))[0] ?? expect.unreachable()
    await both()
    clock.now = Date.now() + 7 * DAY
    await shredDue(shredding)
    const gone = (await memory.get([keyRow(north.tenant, ada)]))[0] ?? expect.unreachable()
    const put = (row: Row) => memory.transact([{ do: 'put', table: 'keys', row }], { token: crypto.randomUUID() })
    await put(key)
    await write(north, { type: 'Observation', name: 'late', patient: ada, content: { status: 'final' } })
    await put(gone)
    expect(naming(ada)).toHaveLength(2)
    await both(ben)
    clock.now = Date.now() + 7 * DAY
    expect(await shredDue(shredding)).toMatchObject({ patients: 1 })
    expect(naming(ada)).toHaveLength(1)
  })

  test('does not happen where something else stands in the place of its certificate, which a restore would not believe', async () => {
    const { north, ada, both, clock, shredding, archive, memory } = await ready()
    await archive.put(`erased/${north.tenant}/${ada}`, Buffer.from('{}\n{}\n'))
    await both()
    clock.now = Date.now() + 7 * DAY
    await expect(shredDue(shredding)).rejects.toMatchObject({ code: 'ERR_VAULT_INTEGRITY' })
    const row = (await memory.get([keyRow(north.tenant, ada)]))[0] ?? expect.unreachable()
    north.openSubject({ subject: ada, row })
  })

  test('is not stopped by a key row that another hand says is destroyed', async () => {
    const { north, ada, ben, both, clock, shredding, naming, memory } = await ready()
    const row = (await memory.get([keyRow(north.tenant, ben)]))[0] ?? expect.unreachable()
    const planted = { ...row, shredded: 'now' }
    await memory.transact([{ do: 'put', table: 'keys', row: planted }], { token: crypto.randomUUID() })
    await both()
    clock.now = Date.now() + 7 * DAY
    expect(await shredDue(shredding)).toMatchObject({ patients: 1 })
    expect(naming(ada)).toHaveLength(1)
    expect(naming(ben).length).toBeGreaterThan(1)
  })

  test('is asked for by nobody else, and not without words', async () => {
    const made = await ready()
    for (const user of [made.doctor, made.nurse, made.patient, made.support, made.service])
      for (const name of ['erasePatient', 'cancelErasure', 'holdPatient', 'releasePatient'])
        expect([name, await made.say(user, name)]).toEqual([name, 'FORBIDDEN'])
    const { code } = await act(made, made.admin, 'erasePatient', { patient: made.ada, reason: ' ' })
    expect(code).toBe('BAD_USER_INPUT')
    expect(await made.say(made.admin, 'erasePatient', made.cleo)).toBe('FORBIDDEN')
    expect(made.memory.rows().filter(({ row }) => row.sk === 'E')).toEqual([])
  })

  test('that is stopped anywhere goes on to its end, and nobody cancels it once it has begun', async () => {
    const { stop, through } = stopping()
    const made = await ready(through)
    const { ada, both, clock, shredding, naming, say, admin } = made
    await both()
    clock.now = Date.now() + 7 * DAY
    let stopped = 0
    for (stop.after = 2; ; stopped += 1) {
      const came = await shredDue(shredding).catch((error: unknown) => error)
      if (!(came instanceof TableError)) break
      stop.after = 0
      expect(['BAD_USER_INPUT', 'FORBIDDEN']).toContain(await say(admin, 'cancelErasure'))
      stop.after = 2
    }
    stop.after = 0
    expect(stopped).toBeGreaterThan(2)
    expect(naming(ada)).toHaveLength(1)
    expect(damageOf(made)).toEqual([])
  })
})

describe('tables that are restored from before an erasure', () => {
  /** The ward as a copy of its tables was, with the archive as it is now; the copy of the keys table is another table. */
  async function restored() {
    const made = await ready()
    const before = await copyOf(made)
    await made.both()
    made.clock.now = Date.now() + 7 * DAY
    await shredDue(made.shredding)
    const { memory, provider, services } = before
    const vault = createVault({ provider, deployment: 'test', keysTable: async () => 'copy', now: services.now })
    const own = { ...services, table: memory, vault }
    const shredding = {
      ...made.shredding,
      signers: await digestSignersOf({ signer: memorySigner(), before: undefined }),
      services: own,
      scan: async function* (name: TableName) {
        for (const { table, row } of memory.rows()) if (table === name) yield row
      },
    }
    return { ...made, before, memory, own, shredding, destroyed: made.memory }
  }

  test('do not open, until what was erased since is erased again: then they serve, without the patient', async () => {
    const { north, ada, ben, own, memory, shredding } = await restored()
    await expect(openTenant(own, north.tenant)).rejects.toMatchObject({ code: 'ERR_VAULT_RESTORED' })
    expect(await replayShreds(shredding)).toMatchObject({ patients: 1 })
    const keys = await openTenant(own, north.tenant)
    const [row] = await memory.get([{ table: 'keys', pk: `${north.tenant}#K#P#${ada}`, sk: '-' }])
    expect(() => keys.openSubject({ subject: ada, row: row ?? {} })).toThrow(
      expect.objectContaining({ code: 'ERR_VAULT_SHREDDED' }),
    )
    const left = memory.rows().filter(({ row: { pk, sk } }) => `${pk} ${sk}`.includes(ada))
    expect(left.map(({ table }) => table)).toEqual(['keys'])
    const [other] = await memory.get([{ table: 'keys', pk: `${north.tenant}#K#P#${ben}`, sk: '-' }])
    keys.openSubject({ subject: ben, row: other ?? {} })
    // Once is enough.
    expect(await replayShreds(shredding)).toEqual({ patients: 1, rows: 0, unbound: 0, records: 0 })
  })

  test('are not rid of somebody by a certificate that was not made here, or of another', async () => {
    const { north, ada, ben, archive, own, shredding, memory } = await restored()
    const folder = `erased/${north.tenant}/`
    const bound = Buffer.from((await archive.find(folder + ada)) ?? []).toString()
    await archive.put(folder + ben, Buffer.from(bound.replace(ada, ben)))
    await archive.put(folder + 'c'.repeat(26), Buffer.from(bound))
    await archive.put(folder + 'd'.repeat(26), Buffer.from(bound.replace(ada, 'd'.repeat(26)).replace(/\n.*/s, '')))
    expect(await replayShreds(shredding)).toMatchObject({ patients: 1, unbound: 3 })
    const keys = await openTenant(own, north.tenant)
    const row = (await memory.get([keyRow(north.tenant, ben)]))[0] ?? expect.unreachable()
    keys.openSubject({ subject: ben, row })
  })

  test('of records alone open nothing: the key is not there', async () => {
    const { north, ada, before, destroyed, provider } = await restored()
    const mixed = memoryTable()
    const rows = [
      ...before.memory.rows().filter(({ table }) => table !== 'keys'),
      ...destroyed.rows().filter(({ table }) => table === 'keys'),
    ]
    for (let i = 0; i < rows.length; i += 100)
      await mixed.transact(
        rows.slice(i, i + 100).map(({ table, row }) => ({ do: 'put', table, row })),
        { token: crypto.randomUUID() },
      )
    const vault = createVault({ provider, deployment: 'test', keysTable: async () => 'keys', now: before.services.now })
    const keys = await openTenant({ table: mixed, vault }, north.tenant)
    const [row] = await mixed.get([{ table: 'keys', pk: `${north.tenant}#K#P#${ada}`, sk: '-' }])
    expect(() => keys.openSubject({ subject: ada, row: row ?? {} })).toThrow(
      expect.objectContaining({ code: 'ERR_VAULT_SHREDDED' }),
    )
    expect(mixed.rows().some(({ table, row: { pk } }) => table === 'records' && String(pk).includes(ada))).toBe(true)
  })
})
