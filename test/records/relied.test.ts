import { relationActions, type Seeker, shiftAction } from '@wardgraph/records'
import { describe, expect, test } from 'vitest'
import { type Directory, directory, KINDS, sides } from './relations.fixture.ts'

const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })

/** Dora's shift on the ward of a hospital. */
const shift = { unit: 'ward', path: ['ward', 'hospital'], start: 200, end: 500, w: 1 }
const staff: Seeker = { person: 'pd', actor: 'dora', membership: 'm1', asPatient: false, shifts: [shift] }
const patient: Seeker = { person: 'rob', actor: 'rob', membership: 'm2', asPatient: true, shifts: [] }

/** Ada is treated by a unit. */
async function treatedBy(all: Directory, unit: string, period: { start: number; end: number | null }): Promise<void> {
  await all.write(relationActions(all.keys, { patient: 'ada', actor: unit, ...period, basis: 'manual', w: 1 }))
}

async function onDuty(all: Directory, of: Partial<typeof shift> & { person?: string } = {}): Promise<void> {
  await all.write([shiftAction(all.keys, { ...shift, person: 'pd', ...of })])
}

const found = async ({ reader }: Directory, seeker: Seeker) =>
  (await reader.relied({ patient: 'ada', seeker })).map(({ fact }) => fact)

describe('what ties staff to a patient', () => {
  test('is a row of its own and its broken glass, with the very rows that state it', async () => {
    const all = await directory()
    await all.write(KINDS.team.made(all, 1))
    await all.write(KINDS.glass.made(all, 1))
    const [[team], [glass]] = [await sides(all, 'team'), await sides(all, 'glass')]
    expect(await all.reader.relied({ patient: 'ada', seeker: staff })).toEqual([
      { fact: { relation: 'CARE_TEAM', start: 100, end: 900, basis: 'encounter' }, rows: [team] },
      { fact: { relation: 'BREAK_GLASS', start: 100, end: 900, membership: 'm1', grant: 'g1' }, rows: [glass] },
    ])
    expect(await found(all, { ...staff, actor: 'nils' })).toEqual([])
    expect(await all.reader.relied({ patient: 'ben', seeker: staff })).toEqual([])
  })

  test('is a unit while the shift there is, with both rows', async () => {
    const all = await directory()
    await treatedBy(all, 'ward', { start: 100, end: 900 })
    expect(await found(all, staff)).toEqual([])
    await onDuty(all, { person: 'somebody else' })
    expect(await found(all, staff)).toEqual([])
    await onDuty(all)
    const relied = await all.reader.relied({ patient: 'ada', seeker: staff })
    const rows = [
      await all.at({ table: 'directory', pk: 'northnorthno#P#ada', sk: 'S#ward' }),
      await all.at({ table: 'directory', pk: 'northnorthno#U#pd', sk: 'A#s#ward' }),
    ]
    expect(relied).toEqual([{ fact: { relation: 'CARE_TEAM', start: 200, end: 500, basis: 'manual' }, rows }])
    expect(await found(all, { ...staff, shifts: [] })).toEqual([])
  })

  test('is also a unit around that of the shift, and no other', async () => {
    const all = await directory()
    await onDuty(all)
    await treatedBy(all, 'hospital', { start: 100, end: 900 })
    await treatedBy(all, 'laboratory', { start: 100, end: 900 })
    expect(await found(all, staff)).toEqual([{ relation: 'CARE_TEAM', start: 200, end: 500, basis: 'manual' }])
  })

  test.each([
    ['the shift lies within it', { start: 100, end: 900 }, { start: 200, end: 500 }],
    ['it lies within the shift', { start: 300, end: 400 }, { start: 300, end: 400 }],
    ['it ends during the shift', { start: 100, end: 300 }, { start: 200, end: 300 }],
    ['it starts during the shift', { start: 300, end: 900 }, { start: 300, end: 500 }],
    ['it has no end', { start: 100, end: null }, { start: 200, end: 500 }],
    ['it is over before the shift', { start: 100, end: 150 }, { start: 200, end: 150 }],
    ['it comes after the shift', { start: 600, end: null }, { start: 600, end: 500 }],
  ])('through a unit holds for the time that lies in both periods: %s', async (_name, period, both) => {
    const all = await directory()
    await onDuty(all)
    await treatedBy(all, 'ward', period)
    expect(await found(all, staff)).toEqual([{ relation: 'CARE_TEAM', ...both, basis: 'manual' }])
  })

  test('lasts as long as the stored shift, whatever the session remembers of it', async () => {
    const all = await directory()
    await onDuty(all)
    await treatedBy(all, 'ward', { start: 0, end: null })
    await onDuty(all, { end: 300, w: 2 })
    const remembered = { ...shift, start: 0, end: 9_000 }
    expect(await found(all, { ...staff, shifts: [remembered] })).toEqual([
      { relation: 'CARE_TEAM', start: 200, end: 300, basis: 'manual' },
    ])
  })

  test('reaches the units that the stored shift names, whatever the session remembers of it', async () => {
    const all = await directory()
    await onDuty(all)
    await treatedBy(all, 'laboratory', { start: 0, end: null })
    const remembered = { ...shift, path: ['ward', 'laboratory'] }
    expect(await found(all, { ...staff, shifts: [remembered] })).toEqual([])
  })

  test('is never that it stands for somebody: its proxy row is not asked for', async () => {
    const all = await directory()
    await all.write(KINDS.proxy.made(all, 1))
    expect(await found(all, { ...staff, person: 'rob', actor: 'rob' })).toEqual([])
    expect(all.asked.filter((key) => key.endsWith('#F'))).toEqual([])
  })
})

describe('what ties a patient to another', () => {
  test('is a proxy row, and nothing else is asked for', async () => {
    const all = await directory()
    await all.write(KINDS.proxy.made(all, 1))
    expect(await found(all, patient)).toEqual([
      {
        relation: 'PROXY',
        start: 100,
        end: 900,
        basis: 'PARENT',
        classes: ['CLINICAL', 'VISIT'],
        segments: ['NORMAL'],
      },
    ])
    expect(all.asked).toEqual(['northnorthno#P#ada S#rob#F'])
  })

  test('is neither a care team nor broken glass nor a shift that the same person has as staff', async () => {
    const all = await directory()
    for (const kind of ['team', 'glass'] as const) await all.write(KINDS[kind].made(all, 1))
    await onDuty(all)
    await treatedBy(all, 'ward', { start: 0, end: null })
    const asPatient = { ...staff, person: 'dora', asPatient: true }
    expect(await found(all, asPatient)).toEqual([])
    expect(all.asked).toEqual(['northnorthno#P#ada S#dora#F'])
  })
})

describe('what is relied on is refused', () => {
  test.each([
    ['a care-team row', staff, 'team', 'S#dora'],
    ['broken glass', staff, 'glass', 'S#dora#B#m1'],
    ['a proxy row', patient, 'proxy', 'S#rob#F'],
  ] as const)('if %s was prolonged by another hand', async (_name, seeker, kind, sk) => {
    const all = await directory()
    await all.write(KINDS[kind].made(all, 1))
    const row = await all.at({ table: 'directory', pk: 'northnorthno#P#ada', sk })
    await all.forge({ ...row, end: 9_000 })
    await expect(found(all, seeker)).rejects.toThrow(integrity)
  })

  test('if a shift was prolonged, or is that of somebody else or of another unit', async () => {
    const shiftKey = { table: 'directory', pk: 'northnorthno#U#pd', sk: 'A#s#ward' } as const
    for (const change of [{ end: 9_000 }, { path: 'ward hospital laboratory' }, { w: 2 }]) {
      const all = await directory()
      await treatedBy(all, 'ward', { start: 0, end: null })
      await onDuty(all)
      await all.forge({ ...(await all.at(shiftKey)), ...change })
      await expect(found(all, staff)).rejects.toThrow(integrity)
    }
    const all = await directory()
    await treatedBy(all, 'ward', { start: 0, end: null })
    await onDuty(all, { person: 'nils' })
    await all.forge({ ...(await all.at({ ...shiftKey, pk: 'northnorthno#U#nils' })), pk: shiftKey.pk })
    await expect(found(all, staff)).rejects.toThrow(integrity)
  })
})

describe('the list of', () => {
  const listed = async ({ reader }: Directory, actor: string, kind: 'staff' | 'proxy') => {
    const { items } = await reader.listed({ actor, kind, first: 10, after: undefined })
    return items.map(({ item }) => [item.patient, item.fact.relation])
  }

  test('staff holds care teams and broken glass, and that of a patient whom it stands for', async () => {
    const all = await directory()
    for (const kind of ['team', 'glass', 'proxy'] as const) await all.write(KINDS[kind].made(all, 1))
    await onDuty(all, { person: 'dora' })
    await onDuty(all, { person: 'rob' })
    expect(await listed(all, 'dora', 'staff')).toEqual([
      ['ada', 'CARE_TEAM'],
      ['ada', 'BREAK_GLASS'],
    ])
    expect(await listed(all, 'dora', 'proxy')).toEqual([])
    expect(await listed(all, 'rob', 'proxy')).toEqual([['ada', 'PROXY']])
    expect(await listed(all, 'rob', 'staff')).toEqual([])
  })

  test.each([
    ['team', 'dora', 'staff'],
    ['glass', 'dora', 'staff'],
    ['proxy', 'rob', 'proxy'],
  ] as const)('an actor is refused if a row of the kind %s was changed', async (kind, actor, list) => {
    const all = await directory()
    await all.write(KINDS[kind].made(all, 1))
    const [, row] = await sides(all, kind)
    await all.forge({ ...row, end: 9_000 })
    await expect(listed(all, actor, list)).rejects.toThrow(integrity)
  })

  test('a unit reaches as far as the stored shift, and nowhere without one', async () => {
    const all = await directory()
    await treatedBy(all, 'ward', { start: 100, end: null })
    const list = () => all.reader.listed({ actor: 'ward', kind: 'staff', first: 10, after: undefined })
    const periods = async () => {
      const { items } = await all.reader.onShift({ shift, unit: 'ward', person: 'pd' }, list())
      return items.map(({ item }) => [item.patient, item.fact.start, item.fact.end])
    }
    // Over before anything began.
    expect(await periods()).toEqual([['ada', 100, 0]])
    await onDuty(all)
    expect(await periods()).toEqual([['ada', 200, 500]])
  })

  test('a unit that the stored shift does not reach is over before it began, though the session remembers it', async () => {
    const all = await directory()
    await treatedBy(all, 'laboratory', { start: 100, end: null })
    await onDuty(all)
    const remembered = { ...shift, path: ['ward', 'laboratory'] }
    const list = all.reader.listed({ actor: 'laboratory', kind: 'staff', first: 10, after: undefined })
    const { items } = await all.reader.onShift({ shift: remembered, unit: 'laboratory', person: 'pd' }, list)
    expect(items.map(({ item }) => item.fact.end)).toEqual([0])
  })
})
