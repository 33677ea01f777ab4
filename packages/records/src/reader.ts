import type { Fact, Label, Permit, Policy } from '@wardgraph/access'
import { openItem, type Row, type SubjectKey, type TenantKeys, VaultError, verifyItem } from '@wardgraph/vault'
import {
  chartOwner,
  chartPartition,
  keyRow,
  letters,
  type Place,
  postingPartitions,
  postingsOf,
  recordKey,
} from './keys.ts'
import type { Content, Posting } from './kind.ts'
import { KINDS } from './kinds.ts'
import { openKey } from './openKey.ts'
import { factOf, inverseKey } from './relations.ts'
import type { Key, Range, Table } from './table.ts'
import { both, NEVER, type Relied, type Seeker, ties } from './ties.ts'
import { type Shift, shiftKey, shiftOf } from './units.ts'
import { readVersions, type VersionsOf } from './versions.ts'

/** A record as stored, with the key that opens it: still closed. */
export interface Stored extends Place {
  readonly row: Row
  readonly key: SubjectKey
}

/** A place in a range: the sort keys of the last row seen. */
export type Position = readonly string[]

/** One page of a range, and where the next begins if there is one. */
export interface Page<Item> {
  readonly items: readonly { readonly item: Item; readonly position: Position }[]
  readonly more: boolean
}

/** A patient on somebody's list, with the fact that put it there. */
export interface Listed {
  readonly patient: string
  readonly fact: Fact
}

/** A range of time in UTC ms: `from` included, `to` not; without bound where one is left out. */
export interface Between {
  readonly from?: number | undefined
  readonly to?: number | undefined
}

interface ReaderOptions {
  readonly table: Table
  readonly keys: TenantKeys
  readonly policy: Policy
  /** Loads rows, batching what is asked for in one turn: each key once a request. */
  readonly load: (key: Key) => Promise<Row | undefined>
  /** The moment (ms) of the request. */
  readonly now: number
}

/** Reads of one tenant within one request. Finding never opens; `open` needs a permit. */
export class Reader {
  readonly #o: ReaderOptions
  /** Segment bits of rows whose MAC was found good. */
  readonly #segments = new WeakMap<Row, number>()

  constructor(options: ReaderOptions) {
    this.#o = options
  }

  /** The record at this place, undefined if there is none. @throws TableError, VaultError */
  async find(place: Place): Promise<Stored | undefined> {
    const { load, keys, policy } = this.#o
    const [row, key] = await Promise.all([load(recordKey(policy, keys.tenant, place)), this.#keyRow(place)])
    const opened = row && this.#openKey(place, key)
    return row === undefined || opened === undefined ? undefined : { ...place, row, key: opened }
  }

  /** What ties the seeker to the patient, whether it holds now or not. @throws TableError, VaultError ERR_VAULT_INTEGRITY */
  relied(of: { readonly patient: string; readonly seeker: Seeker }): Promise<Relied[]> {
    return ties(this.#o, of)
  }

  /** How sensitive a record is and whether one of these wrote it, under its MAC; null where it is no patient's. @throws VaultError ERR_VAULT_INTEGRITY */
  label(stored: Stored, authors: readonly string[]): Label | null {
    const patient = ownerOf(stored)
    if (patient === null) return null
    const { keys } = this.#o
    const { type, id, row } = stored
    const segments = this.#segmentsOf(stored, patient)
    const author =
      row.a !== undefined && authors.some((actor) => row.a === keys.authorToken({ patient, type, id, actor }))
    return { segments, author }
  }

  /** A patient's records of one type, the latest first; with `code` those found under it, with `between` the dated ones of that time. */
  async list(of: {
    readonly type: string
    /** Null: of the tenant's queue. */
    readonly patient: string | null
    readonly code?: string | undefined
    /** UTC ms, `from` included and `to` not. */
    readonly between?: Between | undefined
    readonly first: number
    readonly after: Position | undefined
    readonly ascending?: boolean
  }): Promise<Page<Stored>> {
    const { keys, policy } = this.#o
    const place = { type: of.type, patient: of.patient }
    const [pk, owner] = [chartPartition(keys.tenant, place), chartOwner(place)]
    if (pk === undefined || owner === undefined) return { items: [], more: false }
    const token = of.code === undefined ? undefined : keys.codeToken({ patient: owner, code: of.code })
    const prefix = `${letters(policy, of.type)}#${token === undefined ? '' : `${token}#`}`
    const times = of.between && timesOf(of.between)
    if (times !== undefined && times.from > times.last) return { items: [], more: false }
    const at = (time: number) => prefix + keys.order({ patient: owner, time })
    const range: Range = {
      table: 'records',
      pk,
      index: token === undefined ? 'byTime' : 'byCode',
      // What is of one moment is told apart by ids: `~` comes after every one.
      ...(times === undefined ? { prefix } : { between: { low: at(times.from), high: `${at(times.last)}~` } }),
      descending: !of.ascending,
      limit: of.first + 1,
      ...(of.after === undefined ? {} : { after: of.after }),
    }
    const [rows, keyRowFound] = await Promise.all([this.#o.table.query(range), this.#keyRow({ ...place, id: '' })])
    if (rows.length === 0) return { items: [], more: false }
    const key = this.#openKey({ ...place, id: '' }, keyRowFound)
    if (key === undefined) return { items: [], more: false }
    return pageOf(rows, of.first, (row) => ({
      item: { ...place, id: String(row.sk).split('#')[2] ?? '', row, key },
      position: [String(row.sk), String(token === undefined ? row.t : row.c)],
    }))
  }

  /** Versions of a record, the newest first. @throws TableError */
  versions(of: VersionsOf): Promise<Page<Stored>> {
    return readVersions(this.#o, of)
  }

  /** The patients on an actor's list, in the order of their ids. Ended relations are on it too: the facts say so. */
  async listed(of: {
    readonly actor: string
    readonly kind: 'staff' | 'proxy'
    readonly first: number
    readonly after: Position | undefined
  }): Promise<Page<Listed>> {
    const { table, keys } = this.#o
    const { pk, sk: prefix } = inverseKey(
      keys.tenant,
      { patient: '', actor: of.actor },
      of.kind === 'proxy' ? 'proxy' : 'team',
    )
    const range: Range = {
      table: 'directory',
      pk,
      prefix,
      limit: of.first + 1,
      ...(of.after ? { after: of.after } : {}),
    }
    return pageOf(await table.query(range), of.first, (row) => ({
      item: { patient: String(row.sk).slice(prefix.length).split('#')[0] ?? '', fact: factOf(keys, row) },
      position: [String(row.sk)],
    }))
  }

  /**
   * The list of a unit that a shift there or within it reaches, as far as it does: it is read again. Over before it
   * began where there is none.
   */
  async onShift(
    of: { readonly shift: Shift; readonly unit: string; readonly person: string },
    listing: Promise<Page<Listed>>,
  ): Promise<Page<Listed>> {
    const { load, keys } = this.#o
    const [row, page] = await Promise.all([
      load(shiftKey(keys.tenant, { unit: of.shift.unit, person: of.person })),
      listing,
    ])
    const shift = row && shiftOf(keys, row)
    const period = shift?.path.includes(of.unit) ? shift : NEVER
    const items = page.items.map(({ item, position }) => {
      const fact = { ...item.fact, ...both(item.fact, period) }
      return { item: { ...item, fact }, position }
    })
    return { ...page, items }
  }

  /** The patients under one blind posting. */
  async search(of: {
    readonly posting: Posting
    readonly first: number
    readonly after: Position | undefined
  }): Promise<Page<string>> {
    const { table, keys } = this.#o
    const range = { limit: of.first + 1, ...(of.after ? { after: of.after } : {}) }
    const found = await Promise.all(
      postingPartitions(keys, of.posting).map((pk) => table.query({ table: 'directory', pk, ...range })),
    )
    // While an index is written anew some are under two versions of it.
    const rows = [...new Map(found.flat().map((row) => [String(row.sk), row])).values()]
    const sorted = found.length === 1 ? rows : rows.toSorted((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
    return pageOf(sorted.slice(0, range.limit), of.first, (row) => {
      keys.verify({ table: 'directory', row })
      return { item: String(row.sk), position: [String(row.sk)] }
    })
  }

  /**
   * Whether the record, as it was written, is one to be found by this posting: a posting is a row of its own, and one that
   * was put back, or put elsewhere, has a good MAC. @throws VaultError ERR_VAULT_INTEGRITY
   */
  holds(stored: Stored, posting: Posting): boolean {
    const { keys } = this.#o
    this.verify(stored)
    const held = postingsOf(stored.row)
    return postingPartitions(keys, posting).some((pk) => held.includes(pk))
  }

  /** The permitted classes of a record, opened and flat, with its id and version. @throws VaultError */
  open(permit: Permit, stored: Stored): Content {
    const parts = openItem({
      permit,
      key: stored.key,
      table: 'records',
      row: stored.row,
      type: stored.type,
      id: stored.id,
    })
    const content = Object.assign({ id: stored.id, version: stored.row.v }, ...Object.values(parts))
    const patient = ownerOf(stored)
    if (patient !== null) content.segments = this.#named(this.#segmentsOf(stored, patient))
    return { ...content, ...KINDS.get(stored.type)?.derive?.(content, this.#o.now) }
  }

  /** What a decision permit opens of a patient's own row; the row's MAC is checked even where there is nothing to open. @throws VaultError */
  decisive(permit: Permit, head: Stored): Content {
    this.#segmentsOf(head, head.id)
    return [...permit.classes].some((name) => Object.hasOwn(head.row, name)) ? this.open(permit, head) : {}
  }

  /** Refuses a record whose row is not what was written, though nothing of it is opened. @throws VaultError */
  verify(stored: Stored): void {
    verifyItem({ key: stored.key, table: 'records', row: stored.row })
  }

  #segmentsOf(stored: Stored, patient: string): number {
    const { type, id, row } = stored
    const known = this.#segments.get(row)
    if (known !== undefined) return known
    // A label that somebody changed would hide a record, or show it: it counts under the MAC only.
    this.verify(stored)
    const segments = this.#o.keys.openLabel({ patient, type, id, label: row.s })
    this.#segments.set(row, segments)
    return segments
  }

  #named(segments: number): string[] {
    const all = Object.entries(this.#o.policy.segments)
    return all.filter(([, { bit }]) => (segments & (1 << bit)) !== 0).map(([name]) => name)
  }

  /** The key of a subject that is no patient: `staff` or `tenant`. @throws TableError, VaultError */
  async subjectKey(subject: 'staff' | 'tenant'): Promise<SubjectKey> {
    const row = await this.#o.load(keyRow(this.#o.keys.tenant, subject))
    if (row === undefined) throw new VaultError('ERR_VAULT_KEYS_MISSING')
    return this.#o.keys.openSubject({ subject, row })
  }

  #keyRow(place: Place): Promise<Row | undefined> {
    return this.#o.load(keyRow(this.#o.keys.tenant, subjectOf(place)))
  }

  /**
   * Undefined where it was destroyed.
   * @throws VaultError ERR_VAULT_KEYS_MISSING when it is not there: nothing can be said about the record
   */
  #openKey(place: Place, row: Row | undefined): SubjectKey | undefined {
    if (row === undefined) throw new VaultError('ERR_VAULT_KEYS_MISSING')
    return openKey(this.#o.keys, { subject: subjectOf(place), row })
  }
}

/** Whose record it is: a patient is its own. */
export function ownerOf({ type, id, patient }: Place): string | null {
  return type === 'Patient' ? id : patient
}

/** ECMA-262, 21.4.1.1: the furthest instant of a Date, in ms. */
const FURTHEST = 8.64e15

function timesOf({ from = -FURTHEST, to = FURTHEST }: Between): { readonly from: number; readonly last: number } {
  return { from: Math.max(from, -FURTHEST), last: Math.min(to, FURTHEST) - 1 }
}

/** One row more than a page was asked for: whether it came says whether there is more. */
function pageOf<Item>(
  rows: readonly Row[],
  first: number,
  entryOf: (row: Row) => Page<Item>['items'][number],
): Page<Item> {
  return { items: rows.slice(0, first).map(entryOf), more: rows.length > first }
}

/** Whose key seals a record: its patient's, or the one its kind names. */
export function subjectOf({ type, id, patient }: Place): string {
  return type === 'Patient' ? id : (patient ?? KINDS.get(type)?.subject ?? 'tenant')
}
