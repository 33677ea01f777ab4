import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { run, store } from './clinic.fixture.ts'
import { as, IN_TEAM, policy } from './policy.fixture.ts'
import { type Case, DORA, glass, PART2, proxy, ROB, standing } from './standing.fixture.ts'

/** Fields of Patient that hold content here, and how they are selected. */
const FIELDS: Readonly<Record<string, string>> = {
  id: '',
  version: '',
  name: '{ family }',
  birthDate: '',
  gender: '',
  maritalStatus: '{ text }',
  telecom: '{ value }',
  identifier: '{ value }',
}
const long = process.env.WARDGRAPH_LONG === '1'
const runs = { numRuns: long ? 2_000 : 200 }
const many = { numRuns: long ? 50_000 : 5_000, seed: 20_261_122 }

/** Reading, written a second time from the words of the policy alone: who, under which relation, in full or masked. */
function outcome(name: string, role: string, inTeam: boolean): 'full' | 'masked' | 'none' {
  const rule = policy.records.Patient?.fields[name]
  const full = new Set(['id', 'version', 'name', 'telecom'])
  if (role === 'DOCTOR' || role === 'PATIENT' || full.has(name)) return 'full'
  if (role === 'SUPPORT') return name === 'identifier' ? 'masked' : 'full'
  return inTeam ? 'full' : rule?.mask ? 'masked' : 'none'
}

const selections = fc.array(
  fc.record({
    name: fc.constantFrom(...Object.keys(FIELDS)),
    alias: fc.constantFrom('', 'a', 'b', 'c', '__proto__', 'constructor'),
    gate: fc.constantFrom('', '@include(if: $t)', '@include(if: $f)', '@skip(if: $t)', '@skip(if: $f)'),
    inFragment: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
)
type Selections = typeof selections extends fc.Arbitrary<infer T> ? T : never

/** Response keys conflict unless they name one field: an alias is joined with its field's name. */
const keyOf = ({ alias, name }: Selections[number]) => (alias === '' ? name : `${alias}_${name}`)
const counts = ({ gate }: Selections[number]) => gate === '' || gate === '@include(if: $t)' || gate === '@skip(if: $f)'

function document(chosen: Selections): string {
  const one = (s: Selections[number]) => `${keyOf(s)}: ${s.name} ${s.gate} ${FIELDS[s.name]}`
  const plain = chosen.filter((s) => !s.inFragment).map(one)
  const spread = chosen.filter((s) => s.inFragment).map(one)
  return `query ($t: Boolean!, $f: Boolean! = false) {
    patient(id: "ann") { __typename ${plain.join(' ')} ...F @skip(if: $t) ...F _: version @include(if: $f) }
    unused: patient(id: "ann") @include(if: $f) { _: version @skip(if: $t) }
  } fragment F on Patient { __typename ${spread.join(' ')} }`
}

const readers = fc.record({
  role: fc.constantFrom('DOCTOR' as const, 'NURSE' as const, 'SUPPORT' as const, 'PATIENT' as const),
  inTeam: fc.boolean(),
})
const ann = store.find(({ id }) => id === 'ann')?.content ?? {}

describe('for any selection and any reader', () => {
  it('the opened classes are those of the selected fields that may be read, and each denied one is an error', async () => {
    await fc.assert(
      fc.asyncProperty(selections, readers, async (chosen, { role, inTeam }) => {
        const options = { facts: inTeam ? { ann: IN_TEAM } : {}, variables: { t: true } }
        const { permits, release } = await run(document(chosen), as(role), options)
        const selected = chosen.filter(counts)
        const readable = selected.filter(({ name }) => outcome(name, role, inTeam) !== 'none')
        const classes = readable.map(({ name }) => policy.records.Patient?.fields[name]?.class)
        expect([...(permits[0]?.classes ?? [])].toSorted()).toEqual([...new Set(classes)].toSorted())
        const denied = selected.filter((one) => !readable.includes(one)).map(keyOf)
        expect(release.errors.map(({ path }) => path.at(-1)).toSorted()).toEqual([...new Set(denied)].toSorted())
      }),
      runs,
    )
  })

  it('the reply holds the value, the mask or null, and the release says which', async () => {
    await fc.assert(
      fc.asyncProperty(selections, readers, async (chosen, { role, inTeam }) => {
        const options = { facts: inTeam ? { ann: IN_TEAM } : {}, variables: { t: true } }
        const { data, release } = await run(document(chosen), as(role), options)
        const reply = new Map(Object.entries((data as { patient: object }).patient))
        const disclosed = new Set<string>()
        for (const { name, ...rest } of chosen.filter(counts)) {
          const value = reply.get(keyOf({ name, ...rest }))
          const is = outcome(name, role, inTeam)
          if (is === 'none') expect(value).toBeNull()
          if (is === 'full' && typeof ann[name] !== 'object') expect(value).toBe(ann[name])
          if (is === 'masked') expect(value).toEqual(name === 'birthDate' ? '1970' : [{ value: '3456' }])
          if (is !== 'none' && ann[name] !== null) disclosed.add(is === 'masked' ? `${name}~` : name)
        }
        expect(release.disclosed[0]?.fields).toEqual([...disclosed].toSorted())
        const expected = chosen.filter(counts).map(keyOf)
        expect([...reply.keys()].filter((key) => key !== '__typename').toSorted()).toEqual(
          [...new Set(expected)].toSorted(),
        )
      }),
      runs,
    )
  })
})

const some = (...values: string[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined })
const ruleOf = (type: 'PERMIT' | 'DENY') =>
  fc.record({
    type: fc.constant(type),
    classes: some('NAME', 'CLINICAL', 'VISIT', 'CONSENT'),
    segments: some('NORMAL', 'PART2', 'HIV', 'VIP'),
    roles: some('DOCTOR', 'PATIENT'),
    persons: some('dora', 'u1', 'u2'),
    purposes: some('TREAT', 'ETREAT', 'PATRQT'),
    end: fc.constantFrom(undefined, '2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z'),
  })
const rulesOfAnn = fc.array(fc.oneof(ruleOf('PERMIT'), ruleOf('DENY')), { maxLength: 6 })
const callers = fc.constantFrom<Case>(
  { caller: DORA, facts: IN_TEAM },
  { caller: DORA, facts: [] },
  { caller: DORA, facts: [glass()] },
  { caller: ROB, facts: [proxy({ classes: ['CLINICAL', 'NAME'] })] },
  { caller: as('PATIENT'), facts: [] },
)
const records = fc.record({ segments: fc.integer({ min: 1, max: 127 }), author: fc.boolean(), head: fc.boolean() })
const tenants = fc.constantFrom('PERMIT' as const, 'DENY' as const)
const reach = (of: Case, { head, ...label }: { segments: number; author: boolean; head: boolean }) =>
  standing(of).reach(label, { head })

describe('for any consent, any record and whoever asks', () => {
  it('one more DENY never adds a class, wherever it stands', () => {
    fc.assert(
      fc.property(rulesOfAnn, ruleOf('DENY'), callers, records, tenants, (rules, deny, of, record, consent) => {
        const before = reach({ ...of, rules: { consent }, consent: rules }, record)
        const after = reach({ ...of, rules: { consent }, consent: [...rules, deny] }, record)
        expect([after.classes & ~before.classes, after.bits]).toEqual([0, before.bits])
        expect(reach({ ...of, rules: { consent }, consent: [deny, ...rules] }, record)).toEqual(after)
      }),
      many,
    )
  })

  it('no PERMIT adds a class to what no consent at all leaves, but for PART2: and there no more than without that label', () => {
    fc.assert(
      fc.property(rulesOfAnn, ruleOf('PERMIT'), callers, records, tenants, (rules, permit, of, record, consent) => {
        const after = reach({ ...of, rules: { consent }, consent: [...rules, permit] }, record)
        const others = record.segments & ~PART2 || 4 // a record of PART2 alone: as one of HIV, that the same read
        const ceiling = reach(of, { ...record, segments: others })
        expect([after.classes & ~ceiling.classes, after.bits]).toEqual([0, ceiling.bits])
      }),
      many,
    )
  })
})
