import { openTenant } from '@wardgraph/records'
import { clinic, entry, idOf, north } from '../audit/fixture.ts'
import { rebuildFigures } from './rebuild.ts'

const RECORDS = 100_000
/** So many records a second is what verifying is to come to. */
const LEAST = 80_000
const ROUNDS = 3

type Made = Awaited<ReturnType<typeof clinic>>

/**
 * 100,000 records on eight chains: exported from the rows as they are stored, verified by the files and the key alone,
 * and the disclosures made again of them.
 */
export async function auditFigures() {
  const made = await clinic()
  const { exportNow, verify, publicKey } = made
  const named = await fill(made)
  const begun = performance.now()
  const { files, records } = await exportNow()
  const exported = performance.now() - begun
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now()
    const { whole } = await verify(files)
    if (!whole) throw new Error('the export is not whole')
    times.push(performance.now() - start)
  }
  const median = times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.POSITIVE_INFINITY
  const a = (ms: number) => Math.round((records / ms) * 1000)
  return {
    records,
    'exported a second': a(exported),
    'verified a second': a(median),
    limit: LEAST,
    ratio: Math.round((a(median) / LEAST) * 100) / 100,
    'disclosures rebuilt': await rebuildFigures(made.stores, { files, publicKey, named }),
  }
}

/** Writes the records, and counts how many patients they name: each one, and every tenth another who was refused. */
async function fill({ stores, lanes, store }: Made): Promise<number> {
  const keys = await openTenant(stores, north)
  const patients = Array.from({ length: 1_000 }, (_, i) => idOf(`patient ${i}`))
  const one = (n: number) => patients[n % patients.length] ?? ''
  const { disclosed, ties } = entry()
  let named = 0
  for (let n = 0; n < RECORDS; ) {
    const leases = await Promise.all(Array.from({ length: 8 }, () => lanes.lease(north)))
    for (const lease of leases) {
      const [patient, refused] = [one(n), n % 10 === 0 ? [one(n + 1)] : []]
      const { head, registry } = store(lease, {
        disclosed: disclosed.map(([, type, , fields]) => [patient, type, patient, fields]),
        denied: refused.map((id) => [id, 'Patient', id, ['birthDate']]),
        ties: ties.map(([, relation, basis]) => [patient, relation, basis]),
      })
      // A chain that is not registered here is another deployment's.
      if (registry !== null) {
        const row = keys.protect({ table: 'directory', row: registry })
        await stores.table.transact([{ do: 'put', table: 'directory', row }], { token: crypto.randomUUID() })
      }
      lease.commit(head)
      named += 1 + refused.length
      n += 1
    }
  }
  return named
}
