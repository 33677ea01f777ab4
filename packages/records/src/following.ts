import type { Policy } from '@wardgraph/access'
import { VaultError } from '@wardgraph/vault'
import type { Draft } from './draft.ts'

/**
 * Which blind indexes follow what is written: for a whole record all, else those that are made of nothing but fields of
 * the classes that the draft opens. The postings of the others stay as they are: what they are made of did not change.
 * @throws VaultError ERR_VAULT_INPUT where it did, and the rest of a compound is not opened
 */
export function following(policy: Policy, draft: Draft): (index: string) => boolean {
  const { type, permit, content, opaque } = draft
  if (opaque !== undefined) return () => true
  const indexed = Object.entries(policy.records[type]?.fields ?? {}).flatMap(([name, { index, class: of }]) =>
    (index ?? []).map((one) => ({ name, index: one, open: permit.classes.has(of) })),
  )
  const closed = new Set(indexed.flatMap(({ index, open }) => (open ? [] : [index])))
  if (indexed.some(({ name, index }) => Object.hasOwn(content, name) && closed.has(index)))
    throw new VaultError('ERR_VAULT_INPUT')
  return (index) => indexed.some((one) => one.index === index) && !closed.has(index)
}
