import type { Policy } from '@wardgraph/access'
import type { Change } from '@wardgraph/schema/types'
import {
  copyItem,
  openItem,
  type Part,
  type Row,
  resealItem,
  sealItem,
  type TenantKeys,
  VaultError,
} from '@wardgraph/vault'
import type { Draft } from './draft.ts'
import { following } from './following.ts'
import {
  chartOwner,
  historyKey,
  indexOf,
  letters,
  namedPostings,
  type Place,
  postingPartitions,
  postingsOf,
  recordKey,
  VALUES,
  VALUES_CLASS,
} from './keys.ts'
import type { Content, Posting, RecordKind } from './kind.ts'
import { KINDS } from './kinds.ts'
import { OPAQUE } from './largePart.ts'
import { ownerOf, type Stored } from './reader.ts'
import { replaced } from './replaced.ts'
import type { Action } from './table.ts'

/** A record as it will be once the transaction of these actions has happened. */
export interface Staged {
  readonly stored: Stored
  readonly actions: readonly Action[]
}

/** What is not deflated: what people write to each other in here, as how far it deflates would tell of what; and stamps, which get no smaller. */
const AS_IT_IS = new Set(['REVIEW', 'PROVENANCE'])
/** The field of a record type whose versions say who wrote them, and when; its class holds nothing else. */
const STAMP = 'changed'

/** Makes the rows of new and changed records, each within its permit and with its writer's stamp; writes nothing. */
export class Writer {
  readonly #keys: TenantKeys
  readonly #policy: Policy
  readonly #change: Change
  readonly #compress: ReadonlySet<string>

  constructor(of: { readonly keys: TenantKeys; readonly policy: Policy; readonly change: Change }) {
    const { keys, policy, change } = of
    this.#keys = keys
    this.#policy = policy
    this.#change = change
    this.#compress = new Set(Object.keys(policy.classes).filter((name) => !AS_IT_IS.has(name)))
  }

  /** A record that must not be there yet. @throws VaultError ERR_VAULT_PERMIT, ERR_VAULT_INPUT */
  create(draft: Draft): Staged {
    this.#assertPermitted(draft)
    const { pk, sk } = recordKey(this.#policy, this.#keys.tenant, draft)
    const postings = this.#postings(draft, draft.content, { keep: [], follows: () => true })
    const row = sealItem({
      key: draft.key,
      table: 'records',
      row: {
        pk,
        sk,
        v: 1,
        w: 1,
        ...this.#order(draft, draft.content),
        ...this.#label(draft),
        ...postings.attribute,
        ...hashesOf(draft),
      },
      type: draft.type,
      id: draft.id,
      parts: { ...this.#parts(draft, draft.content), ...postings.parts },
      compress: this.#compress,
    })
    const stored = { type: draft.type, id: draft.id, patient: draft.patient, row, key: draft.key }
    const actions: Action[] = [{ do: 'put', table: 'records', row, if: { is: 'absent' } }, ...postings.put(new Set())]
    return { stored, actions }
  }

  /**
   * A record's next version; the one before becomes history, its parts copied unopened. What was FHIR without a type of its
   * own moves to where its type stands. @throws VaultError
   */
  update(before: Stored, draft: Draft): Staged {
    const { stored, actions } = this.#rewrite(before, draft, { v: Number(before.row.v) + 1 })
    return { stored, actions: [...actions, this.#history(before)] }
  }

  /** What was FHIR without a type of its own, the same version of it where its type stands. @throws VaultError */
  upcast(before: Stored, draft: Draft): Staged {
    return this.#rewrite(before, draft, { v: Number(before.row.v) })
  }

  #rewrite(before: Stored, draft: Draft, { v }: { readonly v: number }): Staged {
    this.#assertPermitted(draft)
    const { row: old } = before
    const key = recordKey(this.#policy, this.#keys.tenant, draft)
    const opened = this.#openFor(before, draft)
    const content = { ...opened, ...draft.content }
    // An import brings the whole record: its order follows what it now is.
    const whole = draft.opaque !== undefined
    const held = new Set(postingsOf(old))
    const follows = following(this.#policy, draft)
    const keep = [...held].filter((pk) => !follows(indexOf(pk)))
    const postings = this.#postings(draft, content, { keep, follows })
    const order = whole || this.#opensAll(draft) ? this.#order(draft, content) : undefined
    const row = resealItem({
      key: draft.key,
      table: 'records',
      row: old,
      changes: {
        pk: key.pk,
        sk: key.sk,
        v,
        w: Number(old.w) + 1,
        ...(order === undefined ? {} : { t: undefined, c: undefined, ...order }),
        q: undefined,
        // Elements that were changed since the last import, by name: what it kept of them holds no more.
        e: whole || Object.keys(draft.content).length === 0 ? (whole ? undefined : old.e) : amended(old, draft),
        ...withoutValues(old, follows),
        ...postings.attribute,
        ...(draft.label === undefined ? {} : this.#label(draft)),
        ...hashesOf(draft),
      },
      type: draft.type,
      id: draft.id,
      parts: { ...this.#parts(draft, content), ...postings.parts },
      compress: this.#compress,
    })
    return {
      stored: { ...before, row },
      actions: [...replaced(old, row), ...postings.put(held), ...postings.remove(held)],
    }
  }

  /** The row of a version that is no longer the current one. */
  #history(before: Stored): Action {
    const { row, key, type, id } = before
    const { pk } = recordKey(this.#policy, this.#keys.tenant, before)
    const sk = historyKey(this.#policy, { type, id, version: Number(row.v) })
    const copy = copyItem({
      key,
      table: 'records',
      row,
      changes: { ...withoutValues(row, () => true), pk, sk, t: undefined, c: undefined },
    })
    return { do: 'put', table: 'records', row: copy, if: { is: 'absent' } }
  }

  #assertPermitted({ permit, type, id, patient, content }: Draft): void {
    const place = { tenant: this.#keys.tenant, type, id, patient: type === 'Patient' ? id : patient }
    if (!permit.covers({ ...place, fields: Object.keys(content) })) throw new VaultError('ERR_VAULT_PERMIT')
  }

  /** Whether what its place follows is at hand: a draft that opens less leaves the record where it stands. */
  #opensAll({ type, permit }: Draft): boolean {
    const fields = Object.values(this.#policy.records[type]?.fields ?? {})
    const written = fields.filter(({ write }) => write !== undefined)
    return type !== 'Patient' && written.every((field) => permit.classes.has(field.class))
  }

  /** What the classes of this draft hold so far: a part is written whole. Nothing for a whole record. */
  #openFor(before: Stored, draft: Draft): Content {
    if (draft.opaque !== undefined) return {}
    const parts = openItem({
      permit: draft.permit,
      key: before.key,
      table: 'records',
      row: before.row,
      type: before.type,
      id: before.id,
    })
    return Object.assign({}, ...Object.values(parts))
  }

  /** The parts of the classes that this draft writes, and the stamp. */
  #parts(draft: Draft, content: Content): Record<string, Part> {
    const fields = this.#policy.records[draft.type]?.fields ?? {}
    const values: Record<string, Record<string, unknown>> = {}
    for (const name of draft.permit.classes) values[name] = {}
    for (const [name, value] of Object.entries(content)) {
      const part = values[fields[name]?.class ?? '']
      if (part !== undefined && value !== null && value !== undefined) part[name] = value
    }
    if (draft.opaque !== undefined) values[OPAQUE] = { ...draft.opaque }
    // No right to write is asked for: it is nobody's choice, and whom a consent or a proxy's scope keeps from reading it stamps too.
    const stamped = ownerOf(draft) === null ? undefined : fields[STAMP]
    if (stamped !== undefined) values[stamped.class] = { [STAMP]: this.#change }
    const parts = Object.entries(values).map(([name, value]): [string, Part] => [
      name,
      { id: this.#policy.classes[name]?.id ?? 0, value },
    ])
    if (draft.document !== undefined) parts.push([OPAQUE, { document: draft.document }])
    return Object.fromEntries(parts)
  }

  /** Where it stands in the chart; only a patient's records have a place there. */
  #order({ type, id, patient }: Place, content: Content): Record<string, string> {
    const kind: RecordKind | undefined = KINDS.get(type)
    const owner = chartOwner({ type, patient })
    if (kind === undefined || owner === undefined || type === 'Patient') return {}
    const key = letters(this.#policy, type)
    const order = this.#keys.order({ patient: owner, time: kind.time?.(content) })
    const code = kind.code?.(content)
    return {
      t: `${key}#${order}#${id}`,
      ...(code === undefined ? {} : { c: `${key}#${this.#keys.codeToken({ patient: owner, code })}#${order}` }),
    }
  }

  /** How sensitive it is and who wrote it. @throws VaultError ERR_VAULT_INPUT for a patient's record that says neither */
  #label({ type, id, patient, label }: Draft): Record<string, string> {
    const owner = type === 'Patient' ? id : patient
    // What belongs to nobody binds no reader: its label is for what comes from it.
    if (label === undefined && owner === null) return {}
    if (label === undefined) throw new VaultError('ERR_VAULT_INPUT')
    const of = { patient: owner ?? 'tenant', type, id }
    return {
      s: this.#keys.sealLabel({ ...of, segments: label.segments }),
      ...(label.author === null ? {} : { a: this.#keys.authorToken({ ...of, actor: label.author }) }),
    }
  }

  /** Blind postings, with those that are kept; the row remembers them in `q`, so that a later version can take back what no longer holds. */
  #postings(
    { type, id, postings = [] }: Draft,
    content: Content,
    { keep, follows }: { readonly keep: readonly string[]; readonly follows: (index: string) => boolean },
  ) {
    const all = [...(KINDS.get(type)?.postings?.(content) ?? []), ...postings].filter(
      ({ index, values }) => follows(index) && !values.includes(''),
    )
    const made = all.map((posting) => postingPartitions(this.#keys, posting)[0])
    const pks = [...new Set([...keep, ...made])]
    const row = (pk: string): Row => this.#keys.protect({ table: 'directory', row: { pk, sk: id } })
    return {
      attribute: namedPostings(pks),
      parts: valueParts(all),
      put: (held: ReadonlySet<string>): Action[] =>
        pks.filter((pk) => !held.has(pk)).map((pk) => ({ do: 'put', table: 'directory', row: row(pk) })),
      remove: (held: ReadonlySet<string>): Action[] =>
        [...held]
          .filter((pk) => !pks.includes(pk))
          .map((pk) => ({ do: 'remove', key: { table: 'directory', pk, sk: id } })),
    }
  }
}

/** What postings are made of, sealed by index. */
function valueParts(postings: readonly Posting[]): Record<string, Part> {
  const byIndex = Map.groupBy(postings, ({ index }) => index)
  return Object.fromEntries(
    [...byIndex].map(([index, all]) => [VALUES + index, { id: VALUES_CLASS, value: all.map(({ values }) => values) }]),
  )
}

/** Takes the parts of these indexes away; those that are still to be there are sealed again. */
function withoutValues(row: Row, goes: (index: string) => boolean): Record<string, undefined> {
  const gone = Object.keys(row).filter((name) => name.startsWith(VALUES) && goes(name.slice(VALUES.length)))
  return Object.fromEntries(gone.map((name) => [name, undefined]))
}

function hashesOf({ hashes }: Draft): Record<string, Uint8Array> {
  return hashes === undefined ? {} : { x: hashes }
}

function amended({ e }: Row, { content }: Draft): string {
  const before = typeof e === 'string' ? e.split(' ') : []
  return [...new Set([...before, ...Object.keys(content)])].sort().join(' ')
}
