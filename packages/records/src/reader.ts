import type { Fact, Permit, Policy } from '@wardgraph/access'
import { openItem, type Row, type SubjectKey, type TenantKeys, verifyItem } from '@wardgraph/vault'
import { inverseKey, keyRow, letters, type Place, postingPartition, recordKey, relationKey } from './keys.ts'
import type { Content, Posting } from './kind.ts'
import { KINDS } from './kinds.ts'
import { factOf } from './relations.ts'
import { type Key, type Range, type Table, TableError } from './table.ts'

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

interface ReaderOptions {
  readonly table: Table
  readonly keys: TenantKeys
  readonly policy: Policy
  /** Loads rows, batching what is asked for in one turn: each key once a request. */
  readonly load: (key: Key) => Promise<Row | undefined>
}

/** Reads of one tenant within one request. Finding never opens; `open` needs a permit. */
export class Reader {
  readonly #o: ReaderOptions

  constructor(options: ReaderOptions) {
    this.#o = options
  }

  /** The record at this place, undefined if there is none. @throws TableError, VaultError */
  async find(place: Place): Promise<Stored | undefined> {
    const { load, keys, policy } = this.#o
    const [row, key] = await Promise.all([load(recordKey(policy, keys.tenant, place)), this.#keyRow(place)])
    return row === undefined ? undefined : { ...place, row, key: this.#openKey(place, key) }
  }

  /** What ties these actors to the patient. @throws TableError, VaultError ERR_VAULT_INTEGRITY */
  async facts({ patient, actors }: { readonly patient: string; readonly actors: readonly string[] }): Promise<Fact[]> {
    const rows = await this.relationRows({ patient, actors })
    return rows.map((row) => factOf(this.#o.keys, row))
  }

  /** The relation rows themselves, for a write that relies on them. */
  async relationRows({
    patient,
    actors,
  }: {
    readonly patient: string
    readonly actors: readonly string[]
  }): Promise<Row[]> {
    const { load, keys } = this.#o
    const rows = await Promise.all(actors.map((actor) => load(relationKey(keys.tenant, { patient, actor }))))
    return rows.filter((row) => row !== undefined)
  }

  /** A patient's records of one type, the latest first; with `code` those found under it. */
  async list(of: {
    readonly type: string
    readonly patient: string
    readonly code?: string | undefined
    readonly first: number
    readonly after: Position | undefined
  }): Promise<Page<Stored>> {
    const { keys, policy } = this.#o
    const place = { type: of.type, patient: of.patient }
    const token = of.code === undefined ? undefined : keys.codeToken({ patient: of.patient, code: of.code })
    const range: Range = {
      table: 'records',
      pk: `${keys.tenant}#P#${of.patient}`,
      index: token === undefined ? 'byTime' : 'byCode',
      prefix: `${letters(policy, of.type)}#${token === undefined ? '' : `${token}#`}`,
      descending: true,
      limit: of.first + 1,
      ...(of.after === undefined ? {} : { after: of.after }),
    }
    const [rows, keyRowFound] = await Promise.all([this.#o.table.query(range), this.#keyRow({ ...place, id: '' })])
    if (rows.length === 0) return { items: [], more: false }
    const key = this.#openKey({ ...place, id: '' }, keyRowFound)
    return pageOf(rows, of.first, (row) => ({
      item: { ...place, id: String(row.sk).split('#')[2] ?? '', row, key },
      position: [String(row.sk), String(token === undefined ? row.t : row.c)],
    }))
  }

  /** The patients on an actor's list, in the order of their ids. Ended relations are on it too: the facts say so. */
  async listed(of: {
    readonly actor: string
    readonly first: number
    readonly after: Position | undefined
  }): Promise<Page<Listed>> {
    const { table, keys } = this.#o
    const { pk } = inverseKey(keys.tenant, { patient: '', actor: of.actor })
    const range: Range = {
      table: 'directory',
      pk,
      prefix: 'P#',
      limit: of.first + 1,
      ...(of.after ? { after: of.after } : {}),
    }
    return pageOf(await table.query(range), of.first, (row) => ({
      item: { patient: String(row.sk).slice(2), fact: factOf(keys, row) },
      position: [String(row.sk)],
    }))
  }

  /** The patients under one blind posting. */
  async search(of: {
    readonly posting: Posting
    readonly first: number
    readonly after: Position | undefined
  }): Promise<Page<string>> {
    const { table, keys } = this.#o
    const pk = postingPartition(keys.tenant, { index: of.posting.index, token: keys.indexToken(of.posting) })
    const rows = await table.query({
      table: 'directory',
      pk,
      limit: of.first + 1,
      ...(of.after ? { after: of.after } : {}),
    })
    return pageOf(rows, of.first, (row) => {
      keys.verify({ table: 'directory', row })
      return { item: String(row.sk), position: [String(row.sk)] }
    })
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
    return Object.assign({ id: stored.id, version: stored.row.v }, ...Object.values(parts))
  }

  /** Refuses a record whose row is not what was written, though nothing of it is opened. @throws VaultError */
  verify(stored: Stored): void {
    verifyItem({ key: stored.key, table: 'records', row: stored.row })
  }

  #keyRow(place: Place): Promise<Row | undefined> {
    return this.#o.load(keyRow(this.#o.keys.tenant, subjectOf(place)))
  }

  /** @throws TableError UNAVAILABLE when a record's key is not there: nothing can be said about the record */
  #openKey(place: Place, row: Row | undefined): SubjectKey {
    if (row === undefined) throw new TableError('UNAVAILABLE')
    return this.#o.keys.openSubject({ subject: subjectOf(place), row })
  }
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
