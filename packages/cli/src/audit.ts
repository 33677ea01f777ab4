import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { composeArchive, composeSigner, kmsSigners } from '@wardgraph/api'
import {
  type AuditExport,
  archivedFiles,
  chainKey,
  createExport,
  digestKey,
  digestSignersOf,
  publicKeyPath,
  verifyExport,
} from '@wardgraph/audit'
import { openTenant, registeredChains, rowsOf } from '@wardgraph/records'
import type { Row, Signer } from '@wardgraph/vault'
import { CliError } from './command.ts'
import type { Deployment } from './deployment.ts'

/** What an export came to. */
export interface Exported {
  readonly chains: number
  readonly records: number
  readonly anomalies: number
}

/**
 * Writes the whole trail to a new folder and closes it with a signed digest; `before` is the key that is being replaced.
 * @throws CliError FOLDER_NOT_EMPTY, FOLDER_UNUSABLE; AuditError ERR_AUDIT_DIGEST_KEY
 */
export async function exportAudit(
  { services }: Pick<Deployment, 'services'>,
  { out, signer, before }: { readonly out: string; readonly signer: Signer; readonly before?: Signer | undefined },
): Promise<Exported> {
  await emptyFolder(out)
  const { table } = services
  const digests = await collect(rowsOf(table, { table: 'audit', pk: digestKey }))
  const made = await createExport({ digests, signer, before })
  for (const { tenant, chain } of await chainsOf(services, made)) {
    const keys = await openTenant(services, tenant)
    const rows = rowsOf(table, { table: 'audit', pk: chainKey({ tenant, chain }) })
    for await (const file of made.chain({ tenant, chain, keys: keys.auditKeys(chain), rows })) await put(out, file)
  }
  const closed = await made.close({ time: new Date().toISOString() })
  await table.transact(
    closed.rows.map((row) => ({ do: 'put', table: 'audit', row, if: { is: 'absent' } })),
    { token: crypto.randomUUID() },
  )
  for (const file of closed.files) await put(out, file)
  return { chains: closed.chains, records: closed.records, anomalies: closed.anomalies.length }
}

/**
 * Signs what is new and writes all that is archived to a new folder, as an export: what others could not change.
 * @throws CliError FOLDER_NOT_EMPTY, FOLDER_UNUSABLE
 */
export async function archiveAudit(
  { config, signer }: Deployment,
  { out }: { readonly out: string },
): Promise<Exported> {
  await emptyFolder(out)
  const { anomalies } = await composeSigner(config, signer)()
  const { find } = composeArchive(signer)
  const signers = await digestSignersOf(kmsSigners(signer))
  const files: string[] = []
  for await (const file of archivedFiles({ find, signers })) {
    await put(out, file)
    files.push(file.path)
  }
  const at = { list: async () => files, read: (path: string) => readFile(join(out, path)) }
  const publicKey = await readFile(join(out, publicKeyPath), 'utf8')
  const { verification, damage } = await verifyExport({ files: at, publicKey })
  const { chains, records } = verification
  return { chains, records, anomalies: Math.max(anomalies, damage.length) }
}

/** Every chain: those of the registry of each tenant, and those that earlier digests name. */
async function chainsOf(services: Deployment['services'], made: AuditExport) {
  const chains = new Map(made.known.map((one) => [one.chain, one]))
  for await (const { keys, chain, genuine } of registeredChains(services)) {
    if (!genuine) made.doubt(chain)
    if (genuine || CHAIN.test(chain)) chains.set(chain, { tenant: keys.tenant, chain })
  }
  return [...chains.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1))
}
const CHAIN = /^[a-z2-7]{26}$/

async function collect(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = []
  for await (const row of rows) all.push(row)
  return all
}

/** Makes the folder of --out. @throws CliError FOLDER_NOT_EMPTY, FOLDER_UNUSABLE */
export async function emptyFolder(out: string): Promise<void> {
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
