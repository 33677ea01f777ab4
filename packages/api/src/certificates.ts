import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Erasure } from '@wardgraph/records'
import { type TenantKeys, VaultError } from '@wardgraph/vault'
import type { Archive } from './archive.ts'

const FOLDER = 'erased/'
/** Where an audit chain's id stands, which has 26 characters, for the key that binds certificates. */
const CHAIN = 'erased'

/** Who is erased in which tenant, as the path of a certificate says. */
export interface Certified {
  readonly tenant: string
  readonly patient: string
  readonly path: string
}

/**
 * Keeps under the lock that a patient is erased: who wanted it, who agreed, when it was due; a second line binds the first by
 * a key of the tenant that outlives its root, as those of chains do. Written once.
 * @throws VaultError ERR_VAULT_INTEGRITY where something else stands in its place: nobody is erased without one
 */
export async function certify(archive: Archive, { keys, known }: { keys: TenantKeys; known: Erasure }): Promise<void> {
  const { patient, wanted, approved } = known
  const due = new Date(approved?.due ?? 0).toISOString()
  const said = JSON.stringify({
    v: 1,
    tenant: keys.tenant,
    patient,
    wanted,
    approved: approved && { ...approved, due },
  })
  const { version, key } = keys.auditKeys(CHAIN).newest
  const mac = createHmac('sha256', key).update(said).digest('base64url')
  const certified = { tenant: keys.tenant, patient, path: `${FOLDER}${keys.tenant}/${patient}` }
  const isNew = await archive.put(certified.path, Buffer.from(`${said}\n${JSON.stringify({ version, mac })}\n`))
  if (!isNew && !(await isOurs(archive, { keys, certified }))) throw new VaultError('ERR_VAULT_INTEGRITY')
}

/** Every certificate that there is, by its path. */
export async function* certificates(archive: Archive): AsyncGenerator<Certified, void, void> {
  for await (const path of archive.list(FOLDER)) {
    const [, tenant = '', patient = ''] = path.split('/')
    yield { tenant, patient, path }
  }
}

/** Whether the tenant has bound the certificate, and of this patient: whoever writes the bucket erases nobody. */
export async function isOurs(archive: Archive, of: { keys: TenantKeys; certified: Certified }): Promise<boolean> {
  const { keys, certified } = of
  const [said = '', bound = ''] = Buffer.from((await archive.find(certified.path)) ?? [])
    .toString()
    .split('\n')
  const { version, mac } = parsed(bound)
  const { tenant, patient } = parsed(said)
  const key = keys.auditKeys(CHAIN).at(Number(version))
  if (key === undefined || tenant !== keys.tenant || patient !== certified.patient) return false
  const expected = createHmac('sha256', key).update(said).digest()
  const given = Buffer.from(String(mac), 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(line))
  } catch {
    return {}
  }
}
