/** What can be wrong with an audit trail, each in the words of README.md. */
export const damageMeanings = {
  digest: 'a digest is missing, is not one, or does not name the one before it',
  signature: 'a digest is not signed by the key that was to, nor named by one that is',
  clock: 'a digest says an earlier time than the one before it',
  missing: 'a record, a chain or a file is not there',
  truncated: 'a chain ends before a record that was signed or named',
  rewritten: 'a record is not the one that was signed',
  record: 'a line is not a record, or not the one its successor names',
  order: "a record stands in another's place",
  foreign: 'a record belongs to another chain or tenant',
  link: 'a record does not name the one before it (seen with the MAC key)',
  mac: "a record was not made with the chain's key",
  file: 'a chain file is not the one that was signed, or does not unzip',
  extra: 'a file does not belong there',
  manifest: 'the manifest is not that of the files',
} as const

/** One word for what is wrong. */
export type DamageKind = keyof typeof damageMeanings

/** Every such word. */
export const damageKinds = Object.keys(damageMeanings) as readonly DamageKind[]

/** Where something is wrong; chain is null outside chains (seq is then a digest's), seq is null where no number applies. */
export interface Damage {
  readonly chain: string | null
  readonly seq: number | null
  readonly kind: DamageKind
}

/** So much damage is named of one chain; there may be more. */
export const mostDamage = 100

/** Numbers that nothing bears: records of a chain, or digests where chain is null. */
export interface Gap {
  readonly chain: string | null
  readonly from: number
  readonly to: number
}

/** What is said of a chain whose registry row is not what was written; of another row, that it does not belong there. */
export function doubt(chain: string): Damage {
  return /^[a-z2-7]{26}$/.test(chain) ? { chain, seq: 0, kind: 'mac' } : { chain: null, seq: null, kind: 'foreign' }
}

/** Where damage goes on behind the first; the same words about the same place are said once. */
export const distinct = (damage: readonly Damage[]): readonly Damage[] => [
  ...new Map(damage.map((one) => [JSON.stringify([one.chain, one.seq, one.kind]), one])).values(),
]
