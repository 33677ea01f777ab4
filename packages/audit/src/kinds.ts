/** What can be wrong with an audit trail; README.md says each in a sentence. */
export const damageKinds = [
  'digest',
  'extra',
  'file',
  'foreign',
  'link',
  'mac',
  'manifest',
  'missing',
  'order',
  'record',
  'rewritten',
  'signature',
  'truncated',
] as const

/** One word for what is wrong. */
export type DamageKind = (typeof damageKinds)[number]

/** Where something is wrong; chain is null outside chains (seq is then a digest's), seq is null where no number applies. */
export interface Damage {
  readonly chain: string | null
  readonly seq: number | null
  readonly kind: DamageKind
}
