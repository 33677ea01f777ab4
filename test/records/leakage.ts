import { createHmac } from 'node:crypto'
import { type Content, KINDS } from '@wardgraph/records'
import type { Patient } from '@wardgraph/schema/types'
import { normalise } from '@wardgraph/vault'
import { type Store, snapshot } from '../cli/importStore.ts'

/** A value and a patient who has it. */
export type Held = readonly [value: string, patient: string]

/** How large each group of patients is that one token, or value, leads to; the largest first. */
export function groups(held: readonly Held[]): readonly number[] {
  const patients = Map.groupBy(held, ([value]) => value)
  return [...patients.values()].map((those) => new Set(those.map(([, patient]) => patient)).size).sort((a, b) => b - a)
}

/** What groups alone say of values. */
export interface Measures {
  readonly values: number
  readonly largest: number
  /** Groups of one: nobody shares the value. */
  readonly alone: number
  /** Shannon entropy of the value of a posting drawn at random, in bits; log2 of their number where all differ. */
  readonly entropy: number
  /** How often whoever always guesses the commonest value is right. */
  readonly guess: number
}

/** @throws RangeError of no groups at all */
export function measure(sizes: readonly number[]): Measures {
  const [largest] = sizes
  if (largest === undefined) throw new RangeError('nobody has such a value')
  const all = sizes.reduce((sum, size) => sum + size, 0)
  return {
    values: sizes.length,
    largest,
    alone: sizes.filter((size) => size === 1).length,
    entropy: sizes.reduce((sum, size) => sum + (size / all) * Math.log2(all / size), 0),
    guess: largest / all,
  }
}

/** The patients of a store as they are now, by id. */
export function patientsOf(store: Store): ReadonlyMap<string, Content> {
  const heads = snapshot(store).filter(({ place }) => /^[^#]+#P#\S+ A$/.test(place) && !place.includes('#X#'))
  return new Map(
    heads.flatMap(({ id, opened }) => {
      const parts = Object.values(opened) as readonly Content[]
      return parts.length === 0 ? [] : [[id, Object.assign({}, ...parts)] as const]
    }),
  )
}

/** Who has which value of each index, as the product indexes them, and of what it does not index: each once. */
export function heldBy(patients: ReadonlyMap<string, Content>): ReadonlyMap<string, readonly Held[]> {
  const all = [...patients].flatMap(([id, content]) => {
    const values = namedValues(content).map((one) => [JSON.stringify(one), { ...one, id }] as const)
    return [...new Map(values).values()]
  })
  return new Map(
    [...Map.groupBy(all, ({ name }) => name)].map(([name, those]) => [
      name,
      those.map(({ value, id }) => [value, id] as const),
    ]),
  )
}

function namedValues(content: Content): readonly { readonly name: string; readonly value: string }[] {
  const { name, birthDate, address } = content as Pick<Patient, 'name' | 'birthDate' | 'address'> // checked when it was written
  const indexed = (KINDS.get('Patient')?.postings?.(content) ?? [])
    .filter(({ values }) => !values.includes(''))
    .map(({ index, values }) => {
      const [system, ...rest] = values
      return index === 'TELECOM'
        ? { name: `${index}, ${system}`, value: rest.join(' ') }
        : { name: index, value: JSON.stringify(values) }
    })
  const families = (name ?? []).flatMap(({ family }) => (family ? [normalise('name', family)] : []))
  const codes = (address ?? []).flatMap(({ postalCode }) => (postalCode ? [postalCode] : []))
  return [
    ...indexed,
    ...families.map((value) => ({ name: 'family name alone', value })),
    ...(birthDate ? [{ name: 'birth date alone', value: birthDate }] : []),
    ...codes.map((value) => ({ name: 'postal code alone', value })),
  ]
}

/** The groups of an index that a copy of the directory shows, as whoever has no key counts them. */
export function groupsOf({ memory }: Store, index: string): readonly number[] {
  const rows = memory
    .rows()
    .filter(({ table, row }) => table === 'directory' && String(row.pk).includes(`#X#${index}.`))
  return groups(rows.map(({ row }) => [String(row.pk), String(row.sk)]))
}

/** The rows of docs/leakage.md. */
const ROWS = [
  'MRN',
  'IDENTIFIER',
  'TELECOM, email',
  'TELECOM, phone',
  'FAMILY_BIRTHDATE',
  'family name alone',
  'birth date alone',
  'postal code alone',
]

/** The table of docs/leakage.md. */
export function table(held: ReadonlyMap<string, readonly Held[]>): string {
  const lines = ROWS.map((name) => {
    const sizes = groups(held.get(name) ?? [])
    const { values, largest, alone, entropy, guess } = measure(sizes)
    const postings = sizes.reduce((sum, size) => sum + size, 0)
    const most = Math.log2(postings).toFixed(2)
    return `| ${name} | ${postings} | ${values} | ${largest} | ${alone} | ${entropy.toFixed(2)} of ${most} | ${(100 * guess).toFixed(1)} % |`
  })
  return [
    '| | postings | values | largest group | alone | entropy, bits | commonest guessed |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
}

/** So many keys are tried: what one key gives is chance. */
const KEYS = 1_000
const BITS = [12, 8, 6, 4]

/**
 * What tokens of a few bits would do for these values: in how many of a thousand keys no group is larger than that of the
 * commonest value, and how many others a search opens on average.
 */
export function truncation(held: readonly Held[]): string {
  const counts = [...Map.groupBy(held, ([value]) => value)].map(([value, those]) => ({ value, count: those.length }))
  counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  const lines = BITS.map((bits) => {
    let kept = 0
    let others = 0
    for (let key = 0; key < KEYS; key += 1) {
      const token = ({ value }: { readonly value: string }) =>
        createHmac('sha256', String(key)).update(value).digest().readUInt16BE() >> (16 - bits)
      const placed = counts.map((one) => ({ ...one, token: token(one) }))
      const sizes = new Map<number, number>()
      for (const one of placed) sizes.set(one.token, (sizes.get(one.token) ?? 0) + one.count)
      const sizeOf = (one: (typeof placed)[number]) => sizes.get(one.token) ?? 0
      if (placed[0] !== undefined && sizeOf(placed[0]) === Math.max(...sizes.values())) kept += 1
      others += placed.reduce((sum, one) => sum + one.count * (sizeOf(one) - one.count), 0)
    }
    return `| ${bits} | ${((100 * kept) / KEYS).toFixed(0)} % | ${(others / KEYS / held.length).toFixed(1)} |`
  })
  const head = '| bits | no group is larger than the commonest name’s | others opened by a search |'
  return [head, '| --- | --- | --- |', ...lines].join('\n')
}
