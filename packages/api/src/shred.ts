import type { DigestSigners } from '@wardgraph/audit'
import {
  boundAs,
  type Erasure,
  erasureAction,
  erasureOf,
  keyRow,
  openKey,
  openTenant,
  TableError,
  type TableName,
  usernameKey,
} from '@wardgraph/records'
import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import type { Archive } from './archive.ts'
import { certificates, certify, isOurs } from './certificates.ts'
import type { Documents } from './documents.ts'
import { type Group, together, writeGroups } from './groups.ts'
import { restoreTrail } from './restoreTrail.ts'
import type { Services } from './services.ts'

/** What erasing works with. */
export interface Shredding {
  readonly services: Services
  /** The locked log, where certificates outlive every restored table. */
  readonly archive: Archive
  readonly documents: Documents
  /** Every row of a table, of whichever tenant, in no order. */
  readonly scan: (table: TableName) => AsyncIterable<Row>
}

/** Patients by tenant. */
type Erased = Map<string, Set<string>>

/** What erasing came to: patients whose key is destroyed, and rows that are gone. */
export interface Shredded {
  readonly patients: number
  readonly rows: number
  /** Certificates that no tenant has bound, and that are not believed. */
  readonly unbound: number
}

/**
 * Erases every patient of whom two have asked for it, whose cooling-off period is over and whom nobody holds: first a
 * certificate under the lock, then the key, then documents and rows. Stopped anywhere, it is run again.
 * @throws TableError, VaultError, DocumentsError
 */
export async function shredDue(of: Shredding): Promise<Shredded> {
  const { services } = of
  const erased: Erased = new Map()
  let damage: unknown
  for await (const row of of.scan('directory')) {
    const [tenant = '', , patient = ''] = String(row.pk).split('#')
    if (row.sk !== 'E') continue
    try {
      const keys = await openTenant(services, tenant)
      const known = erasureOf(keys, { patient, row })
      const isDue = known.approved !== null && known.approved.due <= services.now()
      if (!known.begun && !(isDue && (await begin(of, { keys, known })))) continue
      await certify(of.archive, { keys, known })
      await destroyKey(of, { keys, patient })
      add(erased, { tenant, patient })
    } catch (error) {
      // What is not what was written keeps nobody else's chart here; it is told at the end.
      if (!(error instanceof VaultError) || error.code === 'ERR_VAULT_UNAVAILABLE') throw error
      damage ??= error
    }
  }
  const patients = countOf(erased)
  // A row that an import had read and wrote after the last of these runs is found by the next.
  if (patients > 0) await addDestroyed(of, erased)
  const done = { patients, rows: await removeAll(of, erased), unbound: 0 }
  if (damage !== undefined) throw damage
  return done
}

/** All whose keys were destroyed, ever. */
async function addDestroyed({ services, scan }: Shredding, erased: Erased): Promise<void> {
  for await (const row of scan('keys')) {
    const [tenant = '', , , patient = ''] = String(row.pk).split('#')
    if (row.shredded === undefined || !erased.has(tenant)) continue
    const keys = await openTenant(services, tenant)
    if (isDestroyed(keys, { patient, row })) add(erased, { tenant, patient })
  }
}

/** A row that is not what was written destroys nothing, and keeps nobody else's chart here. */
function isDestroyed(keys: TenantKeys, { patient, row }: { readonly patient: string; readonly row: Row }): boolean {
  try {
    return openKey(keys, { subject: patient, row }) === undefined
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_INTEGRITY') return false
    throw error
  }
}

/** From here on nobody cancels it, so that no certificate says what did not happen. False: it was cancelled or held just now. */
async function begin({ services }: Shredding, { keys, known }: { keys: TenantKeys; known: Erasure }): Promise<boolean> {
  const action = erasureAction(keys, { ...known, begun: true, w: known.w + 1 })
  return (await writeGroups(services, { keys, groups: [[action]], root: 'keys.shred' })).length === 0
}

/** Overwrites a patient's key, also one that is not there: no source brings the patient again. The record of it is the certificate in the chain. */
async function destroyKey({ services }: Shredding, of: { keys: TenantKeys; patient: string }): Promise<void> {
  const { keys, patient } = of
  for (;;) {
    const place = keyRow(keys.tenant, patient)
    const [row] = await services.table.get([place])
    if (row !== undefined) keys.verify({ table: 'keys', row })
    if (row?.shredded !== undefined) return
    const w = row === undefined ? 1 : Number(row.w ?? 1) + 1
    const shredded = new Date(services.now()).toISOString()
    const gone = keys.protect({ table: 'keys', row: { pk: place.pk, sk: place.sk, shredded, w } })
    const condition = row === undefined ? ({ is: 'absent' } as const) : boundAs(row)
    const groups = [[{ do: 'put', table: 'keys', row: gone, if: condition } as const]]
    const changed = [[patient, 'Patient', patient, ['key'], w] as const]
    if ((await writeGroups(services, { keys, groups, root: 'keys.shred', changed })).length === 0) return
  }
}

/** Removes all that names these patients in its place: documents, charts, old versions, postings, relations, links, accounts; last what asked for it. */
async function removeAll(of: Shredding, erased: Erased): Promise<number> {
  if (erased.size === 0) return 0
  for (const [tenant, patients] of erased)
    for (const patient of patients)
      for await (const { name } of of.documents.list(`${tenant}/${patient}/`)) await of.documents.remove(name)
  let rows = 0
  for (const last of [false, true])
    for (let found = -1; found !== 0; ) {
      found = 0
      for (const table of ['records', 'directory'] as const)
        for await (const some of groupsOf(of, { table, erased, last })) {
          found += some.groups.length
          rows += await removed(of, some)
        }
    }
  return rows
}

async function removed({ services }: Shredding, { tenant, groups }: { tenant: string; groups: readonly Group[] }) {
  const keys = await openTenant(services, tenant)
  let rows = 0
  for (const some of together(groups)) {
    const refused = await writeGroups(services, { keys, groups: some, root: 'keys.shred' })
    rows += some.flat().length - refused.flat().length
  }
  return rows
}

const AT_ONCE = 500

async function* groupsOf(
  of: Shredding,
  { table, erased, last }: { readonly table: TableName; readonly erased: Erased; readonly last: boolean },
): AsyncGenerator<{ readonly tenant: string; readonly groups: readonly Group[] }, void, void> {
  let found: { readonly tenant: string; readonly group: Group }[] = []
  const flushed = function* () {
    for (const [tenant, some] of Map.groupBy(found, (one) => one.tenant))
      yield { tenant, groups: some.map(({ group }) => group) }
    found = []
  }
  for await (const row of of.scan(table)) {
    const [tenant = ''] = String(row.pk).split('#')
    if (!concerns(row, erased.get(tenant)) || (row.sk === 'E') !== last) continue
    found.push({ tenant, group: await removal(of, { table, tenant, row }) })
    if (found.length >= AT_ONCE) yield* flushed()
  }
  yield* flushed()
}

/**
 * Whether a row is found by one of these ids, or says that it is of one: an account of the patient, a number that is unique.
 * One without a MAC was never written here and cannot be taken away as the one that was read: `audit verify --table` names it.
 */
function concerns({ pk, sk, patient, id, m }: Row, erased: ReadonlySet<string> | undefined): boolean {
  if (erased === undefined || !(m instanceof Uint8Array)) return false
  const named = [...String(pk).split('#'), ...String(sk).split('#'), String(patient), String(id)]
  return named.some((one) => erased.has(one))
}

/** An account goes with its entry in the list of usernames. */
async function removal(
  { services }: Shredding,
  { table, tenant, row }: { readonly table: TableName; readonly tenant: string; readonly row: Row },
): Promise<Group> {
  const [pk, sk] = [String(row.pk), String(row.sk)]
  const own = { do: 'remove', key: { table, pk, sk }, was: row } as const
  const [, person] = /^[a-z0-9]{12}#U#([a-z2-7]{26})$/.exec(pk) ?? []
  const [, membership] = /^A#m#([a-z2-7]{26})$/.exec(sk) ?? []
  if (person === undefined || membership === undefined) return [own]
  const key = usernameKey({ person, tenant, membership })
  const [listed] = await services.table.get([key])
  return listed === undefined ? [own] : [own, { do: 'remove', key, was: listed }]
}

function add(erased: Erased, { tenant, patient }: { readonly tenant: string; readonly patient: string }): void {
  erased.set(tenant, (erased.get(tenant) ?? new Set()).add(patient))
}

const countOf = (erased: Erased): number => [...erased.values()].reduce((sum, some) => sum + some.size, 0)

/** What replaying works with; `signers` are those of the digests under the lock. */
export interface Replaying extends Shredding {
  readonly signers: DigestSigners
}

/** What replaying came to: as erasing, and records of the trail that the copy lacked. */
export interface Replayed extends Shredded {
  readonly records: number
}

/**
 * Makes tables that are a copy the ones in use, by what is under the lock: puts back what they lack of the trail, erases
 * again what certificates say was erased, and only then lets keys open. Stopped anywhere, it is run again.
 * @throws TableError, VaultError; AuditError ERR_AUDIT_DIGEST_KEY
 */
export async function replayShreds(of: Replaying): Promise<Replayed> {
  const { services, archive, signers } = of
  const erased: Erased = new Map()
  const copies = new Map<string, Awaited<ReturnType<Services['vault']['moveTenant']>>>()
  for await (const row of of.scan('keys')) {
    const [, tenant] = /^([a-z2-7]{12}|0{12})#K$/.exec(String(row.pk)) ?? []
    if (row.b !== undefined && tenant !== undefined && !copies.has(tenant))
      copies.set(tenant, await services.vault.moveTenant(tenant, await rowsOf(of, tenant)))
  }
  let unbound = 0
  for await (const certified of certificates(archive)) {
    const keys = copies.get(certified.tenant)?.keys
    if (keys === undefined) continue
    if (await isOurs(archive, { keys, certified })) add(erased, certified)
    else unbound += 1
  }
  const records = await restoreTrail({ services, archive, signers, keysOf: (tenant) => copies.get(tenant)?.keys })
  // What belongs to no tenant comes last: without its keys no server starts.
  for (const [tenant, { keys, moved }] of [...copies].sort(([a], [b]) => (a < b ? 1 : -1))) {
    for (const patient of erased.get(tenant) ?? []) await destroyKey(of, { keys, patient })
    const before = new Map((await rowsOf(of, tenant)).map((row) => [row.sk, row]))
    const groups = moved.map((row): Group => {
      const was = before.get(String(row.sk))
      return [{ do: 'put', table: 'keys', row, if: boundAs(was ?? row) }]
    })
    const refused = await writeGroups(services, { keys, groups, root: 'keys.shred' })
    if (refused.length > 0) throw new TableError('UNAVAILABLE')
  }
  return { patients: countOf(erased), rows: await removeAll(of, erased), unbound, records }
}

function rowsOf({ services }: Shredding, tenant: string): Promise<readonly Row[]> {
  return services.table.query({ table: 'keys', pk: `${tenant}#K` })
}
