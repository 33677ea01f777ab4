import { memoryDocuments, replayShreds, type Services, type Shredding, shredDue } from '@wardgraph/api'
import { digestSignersOf } from '@wardgraph/audit'
import { createVault, memorySigner } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { copyOf } from '../fixtures/clinic.ts'
import { DAY, ready } from './shred.fixture.ts'

describe('what comes beside an erasure', () => {
  const ZOE = { resourceType: 'Patient', id: 'zoe', name: [{ family: 'Zorn' }] }
  const CHART_OF_ZOE = [
    ZOE,
    { resourceType: 'Practitioner', id: 'doc', name: [{ family: 'Dorn' }] },
    {
      resourceType: 'Encounter',
      id: 'enc',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: 'Patient/zoe' },
      period: { start: '2026-11-01T00:00:00Z', end: '2026-11-29T00:00:00Z' },
      participant: [{ individual: { reference: 'Practitioner/doc' } }],
    },
  ]
  const imported = (services: Services, resources: readonly unknown[]) =>
    importResources({
      services,
      documents: memoryDocuments(),
      tenantName: 'north',
      files: resources.map((one, i) => ({ name: `${i}.json`, text: JSON.stringify(one), kind: 'json' as const })),
    })

  test('a row that somebody planted without a MAC is left, and stops nothing', async () => {
    const { north, ada, both, clock, shredding, memory, naming } = await ready()
    await both()
    const row = { pk: `${north.tenant}#P#${ada}`, sk: 'planted' }
    await memory.transact([{ do: 'put', table: 'directory', row }], { token: crypto.randomUUID() })
    clock.now = Date.now() + 7 * DAY
    let looks = 0
    const scan: Shredding['scan'] = async function* (name) {
      looks += 1
      if (looks > 50) throw new Error('it does not come to an end')
      yield* shredding.scan(name)
    }
    expect(await shredDue({ ...shredding, scan })).toMatchObject({ patients: 1 })
    expect(naming(ada)).toEqual([`directory ${row.pk} planted`, `keys ${north.tenant}#K#P#${ada} -`])
  })

  test('a wish that is not what was written is told of, and keeps no other chart', async () => {
    for (const planted of ['north', 'nowhere']) {
      const { north, ada, ben, both, clock, shredding, memory, naming } = await ready()
      await both()
      const pk = planted === 'north' ? `${north.tenant}#P#${ben}` : `000000000zzz#P#${ben}`
      const row = {
        pk,
        sk: 'E',
        wantedBy: ben,
        wantedAs: 'ADMIN',
        approvedBy: ada,
        approvedAs: 'PRIVACY',
        due: 1,
        w: 2,
      }
      await memory.transact([{ do: 'put', table: 'directory', row }], { token: crypto.randomUUID() })
      clock.now = Date.now() + 7 * DAY
      const code = planted === 'north' ? 'ERR_VAULT_INTEGRITY' : 'ERR_VAULT_KEYS_MISSING'
      await expect(shredDue(shredding)).rejects.toMatchObject({ code })
      expect(naming(ada).filter((name) => !name.endsWith(`${ben} E`))).toEqual([`keys ${north.tenant}#K#P#${ada} -`])
      expect(naming(ben)).toContain(`records ${north.tenant}#P#${ben} A`)
    }
  })

  test('an import that has read the chart before ties nobody to the patient any more', async () => {
    for (const before of ['reading', 'writing']) {
      let erase: (() => Promise<unknown>) | undefined
      const ties = (key: { table: string; sk: string }) => key.table === 'directory' && key.sk.startsWith('S#')
      const erased = async (is: boolean) => {
        const now = is ? erase : undefined
        if (now !== undefined) erase = undefined
        await now?.()
      }
      const made = await ready((table) => ({
        ...table,
        get: async (keys) => {
          await erased(before === 'reading' && keys.some(ties))
          return table.get(keys)
        },
        transact: async (actions, options) => {
          const rows = actions.flatMap((one) =>
            one.do === 'put' ? [{ table: one.table, sk: String(one.row.sk) }] : [],
          )
          await erased(before === 'writing' && rows.some(ties))
          return table.transact(actions, options)
        },
      }))
      const { services, north, both, clock, shredding, naming } = made
      await imported(services, CHART_OF_ZOE.slice(0, 2))
      const zoe = north.recordId({ system: 'fhir', type: 'Patient', id: 'zoe' })
      await both(zoe)
      clock.now = Date.now() + 7 * DAY
      erase = () => shredDue(shredding)
      await imported(services, CHART_OF_ZOE)
      expect(erase).toBeUndefined()
      expect(naming(zoe)).toEqual([`keys ${north.tenant}#K#P#${zoe} -`])
    }
  })

  test('no source brings a patient again whom the copy of the tables did not know yet', async () => {
    const made = await ready()
    const before = await copyOf(made)
    const zoe = made.north.recordId({ system: 'fhir', type: 'Patient', id: 'zoe' })
    await imported(made.services, [ZOE])
    await made.both(zoe)
    made.clock.now = Date.now() + 7 * DAY
    expect(await shredDue(made.shredding)).toMatchObject({ patients: 1 })
    const { memory, provider, services } = before
    const vault = createVault({ provider, deployment: 'test', keysTable: async () => 'copy', now: services.now })
    const own = { ...services, vault }
    const scan: Shredding['scan'] = async function* (name) {
      for (const { table, row } of memory.rows()) if (table === name) yield row
    }
    const signers = await digestSignersOf({ signer: memorySigner(), before: undefined })
    await replayShreds({ ...made.shredding, services: own, scan, signers })
    const { rejected } = await imported(own, [ZOE])
    expect(rejected.map(({ code }) => code)).toEqual(['ERASED'])
  })
})
