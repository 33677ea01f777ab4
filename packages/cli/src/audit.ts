import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { digestSigner } from '@wardgraph/api'
import { type AuditExport, createExport, digestKey } from '@wardgraph/audit'
import { listTenants, NO_TENANT, openTenant, type Range, type Table } from '@wardgraph/records'
import { type Row, type Signer, VaultError } from '@wardgraph/vault'
import { CliError } from './command.ts'
import { DIGEST_KEY, type Instance } from './instance.ts'

/** What an export came to. */
export interface Exported {
  readonly chains: number
  readonly records: number
  readonly anomalies: number
}

/** Writes the whole trail to a new folder and closes it with a signed digest. @throws CliError FOLDER_NOT_EMPTY, FOLDER_UNUSABLE */
export async function exportAudit(
  { services }: Pick<Instance, 'services'>,
  { out, signer = digestSigner(DIGEST_KEY) }: { readonly out: string; readonly signer?: Signer },
): Promise<Exported> {
  await emptyFolder(out)
  const { table } = services
  const digests = await collect(rowsOf(table, { table: 'audit', pk: digestKey }))
  const made = await createExport({ digests, signer })
  for (const { tenant, chain } of await chainsOf(services, made)) {
    const keys = await openTenant(services, tenant)
    const rows = rowsOf(table, { table: 'audit', pk: `${tenant}#A#${chain}` })
    for await (const file of made.chain({ tenant, chain, key: keys.auditKey(chain), rows })) await put(out, file)
  }
  const closed = await made.close({ time: new Date().toISOString() })
  await table.transact(
    closed.rows.map((row) => ({ do: 'put', table: 'audit', row, if: { is: 'absent' } })),
    { token: crypto.randomUUID() },
  )
  for (const file of closed.files) await put(out, file)
  return { chains: closed.chains, records: closed.records, anomalies: closed.anomalies.length }
}

/** Every chain: those of the registry of each tenant, and those that earlier digests name. */
async function chainsOf(services: Instance['services'], made: AuditExport) {
  const tenants = [NO_TENANT, ...(await listTenants(services)).map(({ tenant }) => tenant)]
  const chains = new Map(made.known.map((one) => [one.chain, one]))
  for (const tenant of tenants) {
    const keys = await openTenant(services, tenant)
    for (const nibble of '0123456789abcdef')
      for await (const row of rowsOf(services.table, { table: 'directory', pk: `${tenant}#H#${nibble}` })) {
        const chain = String(row.sk)
        const genuine = holds(() => keys.verify({ table: 'directory', row }))
        if (!genuine) made.doubt(chain)
        if (genuine || CHAIN.test(chain)) chains.set(chain, { tenant, chain })
      }
  }
  return [...chains.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1))
}

/** Whoever changes a registry row must not be able to stop the export: the row is doubted, its chain looked at. */
function holds(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_INTEGRITY') return false
    throw error
  }
}
const CHAIN = /^[a-z2-7]{26}$/

async function* rowsOf(table: Table, range: Pick<Range, 'table' | 'pk'>): AsyncGenerator<Row, void, void> {
  for (let after: string[] | undefined, more = true; more; ) {
    const rows = await table.query({ ...range, limit: PAGE, ...(after === undefined ? {} : { after }) })
    yield* rows
    more = rows.length === PAGE
    after = [String(rows.at(-1)?.sk)]
  }
}
const PAGE = 500

async function collect(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = []
  for await (const row of rows) all.push(row)
  return all
}

async function emptyFolder(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true, mode: 0o700 })
    if ((await readdir(out)).length === 0) return
  } catch (cause) {
    throw new CliError('FOLDER_UNUSABLE', 'the folder of --out cannot be made or read.', { cause })
  }
  throw new CliError('FOLDER_NOT_EMPTY', 'the folder of --out is not empty.')
}

async function put(out: string, { path, bytes }: { readonly path: string; readonly bytes: Uint8Array }): Promise<void> {
  await mkdir(dirname(join(out, path)), { recursive: true, mode: 0o700 })
  await writeFile(join(out, path), bytes, { mode: 0o600 })
}
