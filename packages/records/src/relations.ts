import type { Fact } from '@wardgraph/access'
import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Action, Key } from './table.ts'

/** A person or unit that treats a patient in [start, end) ms; end null: until further notice. */
export interface Relation {
  readonly patient: string
  readonly actor: string
  readonly start: number
  readonly end: number | null
  readonly basis: 'encounter' | 'careteam' | 'appointment' | 'manual'
}

/** Somebody who stands for a patient; `classes` and `segments` null: all. */
export interface Proxy {
  readonly patient: string
  readonly person: string
  readonly start: number
  readonly end: number | null
  readonly basis: string
  readonly classes: readonly string[] | null
  readonly segments: readonly string[] | null
}

/** An emergency: one membership opens one patient. */
export interface BreakGlass {
  readonly patient: string
  readonly actor: string
  readonly membership: string
  readonly grant: string
  readonly start: number
  readonly end: number
}

/** What ties an actor to a patient, by the letter of its rows. */
export type RelationKind = 'team' | 'proxy' | 'glass'

/** Whom a relation ties. */
export interface Ends {
  readonly patient: string
  readonly actor: string
  /** Of a broken glass, the membership that broke it. */
  readonly membership?: string
}

const SIDES: Readonly<Record<RelationKind, Record<'own' | 'inverse', (ends: Ends) => string>>> = {
  team: { own: ({ actor }) => `S#${actor}`, inverse: ({ patient }) => `P#${patient}` },
  proxy: { own: ({ actor }) => `S#${actor}#F`, inverse: ({ patient }) => `A#f#${patient}` },
  glass: {
    own: ({ actor, membership = '' }) => `S#${actor}#B#${membership}`,
    inverse: ({ patient, membership = '' }) => `P#${patient}#B#${membership}`,
  },
}

/** A relation on the patient's side: read with the patient, and what a write relies on. */
export function relationKey(tenant: string, ends: Ends, kind: RelationKind = 'team'): Key {
  return { table: 'directory', pk: `${tenant}#P#${ends.patient}`, sk: SIDES[kind].own(ends) }
}

/** The same on the actor's side: its list. */
export function inverseKey(tenant: string, ends: Ends, kind: RelationKind = 'team'): Key {
  return { table: 'directory', pk: `${tenant}#U#${ends.actor}`, sk: SIDES[kind].inverse(ends) }
}

/** Which relation a row states, by its sort key. */
export function kindOf(row: Row): RelationKind {
  const sk = String(row.sk)
  if (sk.startsWith('A#f#') || sk.endsWith('#F')) return 'proxy'
  return sk.includes('#B#') ? 'glass' : 'team'
}

/** The fact that a relation row states, its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function factOf(keys: TenantKeys, row: Row): Fact {
  keys.verify({ table: 'directory', row })
  const period = { start: Number(row.start), end: row.end === undefined ? null : Number(row.end) }
  const basis = String(row.basis)
  switch (kindOf(row)) {
    case 'team':
      return { relation: 'CARE_TEAM', ...period, basis }
    case 'proxy':
      return { relation: 'PROXY', ...period, basis, classes: names(row.classes), segments: names(row.segments) }
    case 'glass':
      return { relation: 'BREAK_GLASS', ...period, membership: String(row.membership), grant: String(row.grant) }
  }
}

/** The care-team relation that a row of the patient's side states, and how often it was written; its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function relationOf(keys: TenantKeys, row: Row): Relation & { readonly w: number } {
  const { start, end } = factOf(keys, row)
  return {
    patient: String(row.pk).split('#')[2] ?? '',
    actor: String(row.sk).split('#')[1] ?? '',
    start: Number(start),
    end,
    basis: String(row.basis) as Relation['basis'], // the MAC says that `relationActions` wrote it
    w: Number(row.w),
  }
}

/** Both sides of a care-team relation, to be written in one transaction: the `w`th writing, on condition that it is. */
export function relationActions(keys: TenantKeys, relation: Relation & { readonly w: number }): Action[] {
  const { start, end, basis, w } = relation
  return bothSides(keys, { ends: relation, kind: 'team', facts: { start, ...open(end), basis, w } })
}

/** As `relationActions`, of a proxy. */
export function proxyActions(keys: TenantKeys, proxy: Proxy & { readonly w: number }): Action[] {
  const { patient, person, start, end, basis, classes, segments, w } = proxy
  const scope = { ...listed('classes', classes), ...listed('segments', segments) }
  return bothSides(keys, {
    ends: { patient, actor: person },
    kind: 'proxy',
    facts: { start, ...open(end), basis, ...scope, w },
  })
}

/** As `relationActions`, of an emergency. */
export function breakGlassActions(keys: TenantKeys, of: BreakGlass & { readonly w: number }): Action[] {
  const { start, end, membership, grant, w } = of
  return bothSides(keys, { ends: of, kind: 'glass', facts: { start, end, membership, grant, w } })
}

/** A relation as it is, but for its end (ms): both sides of a row that was read. */
export function endActions(keys: TenantKeys, row: Row, end: number): Action[] {
  const { pk, sk, m: _, ...facts } = row
  const [, actor = '', , membership] = String(sk).split('#')
  const patient = String(pk).split('#')[2] ?? ''
  const ends = { patient, actor, ...(membership === undefined ? {} : { membership }) }
  const kind = kindOf(row)
  const w = Number(row.w) + 1
  // What somebody ended is that person's word: no import brings it back.
  return bothSides(keys, { ends, kind, facts: { ...facts, end, ...(kind === 'team' ? { basis: 'manual' } : {}), w } })
}

function bothSides(
  keys: TenantKeys,
  of: { readonly ends: Ends; readonly kind: RelationKind; readonly facts: Row & { readonly w: number } },
): Action[] {
  const { ends, kind, facts } = of
  return [relationKey, inverseKey].map((place) => {
    const { pk, sk } = place(keys.tenant, ends, kind)
    return {
      do: 'put',
      table: 'directory',
      row: keys.protect({ table: 'directory', row: { ...facts, pk, sk } }),
      if: facts.w === 1 ? { is: 'absent' } : { is: 'written', w: facts.w - 1 },
    }
  })
}

function open(end: number | null): Row {
  return end === null ? {} : { end }
}

function listed(name: string, values: readonly string[] | null): Row {
  return values === null ? {} : { [name]: [...values].sort().join(' ') }
}

function names(value: Row[string] | undefined): readonly string[] | null {
  return value === undefined ? null : String(value).split(' ').filter(Boolean)
}
