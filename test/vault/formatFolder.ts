import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  createVault,
  type KeyProvider,
  keptTokens,
  openDocument,
  openItem,
  type Row,
  rowHash,
  type TenantKeys,
  VaultError,
} from '@wardgraph/vault'
import { permitFor } from './fixture.ts'

/** Where the stored things of released format versions are, a folder each. */
export const formats = new URL('./formats/', import.meta.url)

type StoredRow = Readonly<Record<string, string | number | boolean | { readonly base64: string }>>

interface OfRecord {
  readonly subject: string
  readonly type: string
  readonly id: string
}

/** What `stored.json` of a folder holds. */
export interface Stored {
  readonly deployment: string
  readonly tenant: string
  readonly keysTable: string
  readonly now: number
  readonly provider: readonly {
    readonly blob: { readonly base64: string }
    readonly key: { readonly base64: string }
    readonly context: Readonly<Record<string, string>>
    readonly under?: string
  }[]
  readonly tenantRows: readonly StoredRow[]
  readonly subjects: readonly { readonly subject: string; readonly row: StoredRow }[]
  readonly records: readonly (OfRecord & { readonly row: StoredRow })[]
  readonly rows: readonly { readonly table: string; readonly row: StoredRow }[]
  readonly documents: readonly (OfRecord & {
    readonly file: string
    readonly class: { readonly name: string; readonly id: number }
  })[]
  readonly cursors: readonly { readonly aad: string; readonly text: string }[]
  readonly audit: readonly StoredRow[]
}

/** Inputs and what comes of them, by the method of the tenant's keys that makes it. */
interface Answers {
  readonly recordId: Known<Parameters<TenantKeys['recordId']>[0], string>
  readonly sessionHash: Known<string, string>
  readonly payloadHash: Known<Parameters<TenantKeys['payloadHash']>[0], string>
  readonly order: Known<Parameters<TenantKeys['order']>[0], string>
  readonly codeToken: Known<Parameters<TenantKeys['codeToken']>[0], string>
  readonly openLabel: Known<Parameters<TenantKeys['openLabel']>[0], number>
  readonly authorToken: Known<Parameters<TenantKeys['authorToken']>[0], string>
  readonly indexTokens: Known<Parameters<TenantKeys['indexTokens']>[0], ReturnType<TenantKeys['indexTokens']>>
}
type Known<Of, Is> = readonly (readonly [of: Of, is: Is])[]

/** What `expected.json` of a folder holds: what each opens to, in the order of `stored.json`. */
export interface Expected {
  readonly subjects: readonly string[]
  readonly records: readonly { readonly parts: unknown; readonly kept: unknown; readonly hash: string }[]
  readonly documents: readonly unknown[]
  readonly cursors: readonly string[]
  readonly audit: readonly unknown[]
  readonly answers: Answers
}

/** SHA-256 (hex) of the names and bytes of a folder's files. */
export function folderHash(version: string): string {
  const folder = new URL(`${version}/`, formats)
  const files = readdirSync(folder).sort()
  return hash(
    'sha256',
    files.map((name) => `${name} ${hash('sha256', readFileSync(new URL(name, folder)))}\n`).join(''),
  )
}

/** The bytes of a file of a folder. */
export function fileOf(version: string, name: string): Buffer {
  return readFileSync(new URL(`${version}/${name}`, formats))
}

/** A row as it was read from the table. */
export function rowOf(stored: StoredRow): Row {
  const entries = Object.entries(stored).map(([name, value]) => [
    name,
    typeof value === 'object' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value,
  ])
  return Object.fromEntries(entries)
}

/** Parts are named in capitals, as the classes are. */
export const isPart = (name: string): boolean => /^[A-Z]/.test(name)

/** A folder's tenant, its keys opened by what its README says of the provider. */
export async function openFolder(version: string) {
  const stored: Stored = JSON.parse(fileOf(version, 'stored.json').toString())
  const expected: Expected = JSON.parse(fileOf(version, 'expected.json').toString())
  const { deployment, tenant, now } = stored
  const vault = createVault({
    deployment,
    provider: handedOut(stored),
    keysTable: async () => stored.keysTable,
    now: () => now,
  })
  const tenantRows = stored.tenantRows.map(rowOf)
  const keys = await vault.openTenant(tenant, tenantRows)
  const subjects = stored.subjects.map(({ subject, row }) => ({ subject, row: rowOf(row) }))
  const keyOf = (subject: string) =>
    keys.openSubject({ subject, row: subjects.find((one) => one.subject === subject)?.row ?? {} })
  const records = stored.records.map(({ subject, type, id, row }) => {
    const of = { key: keyOf(subject), type, id, table: 'records' }
    const classes = Object.keys(row).filter(isPart)
    const patient = subject === 'staff' || subject === 'tenant' ? null : subject
    const open = (found: Row) =>
      openItem({ ...of, row: found, permit: permitFor({ tenant, type, id, patient, classes }) })
    return { of, row: rowOf(row), open }
  })
  const documents = stored.documents.map(({ file, subject, type, id, class: named }) => {
    const of = { key: keyOf(subject), type, id, class: named }
    const permit = permitFor({ tenant, type, id, patient: subject, classes: [named.name] })
    const open = (sealed: Uint8Array) => collect(openDocument({ ...of, permit }, only(sealed)))
    return { sealed: gunzipSync(fileOf(version, file)), open }
  })
  const rows = stored.rows.map(({ table, row }) => ({ table, row: rowOf(row) }))
  return { stored, expected, vault, tenant, tenantRows, keys, subjects, records, documents, rows }
}

/** Everything that a folder keeps of a record, opened. */
export function openRecord(keys: TenantKeys, { of, row, open }: Awaited<ReturnType<typeof openFolder>>['records'][0]) {
  const indexes = Object.keys(row).flatMap((name) => (name.startsWith('Q.') ? [name.slice(2)] : []))
  const tokens = indexes.map((index) => [index, keptTokens(keys, { ...of, row, name: `Q.${index}`, index })] as const)
  return { parts: open(row), kept: Object.fromEntries(tokens), hash: rowHash({ table: of.table, row }) }
}

function handedOut({ provider }: Stored): KeyProvider {
  return {
    async generate() {
      throw new VaultError('ERR_VAULT_UNAVAILABLE')
    },
    async decrypt(blob, context, under) {
      const asked = JSON.stringify([Object.entries(context).sort(), under])
      const found = provider.find(
        (one) =>
          Buffer.from(one.blob.base64, 'base64').equals(blob) &&
          JSON.stringify([Object.entries(one.context).sort(), one.under]) === asked,
      )
      if (found === undefined) throw new VaultError('ERR_VAULT_INTEGRITY')
      return new Uint8Array(Buffer.from(found.key.base64, 'base64'))
    },
  }
}

async function* only(bytes: Uint8Array) {
  yield bytes
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}
