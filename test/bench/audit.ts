import { clinic, north } from '../audit/fixture.ts'

const RECORDS = 100_000
/** So many records a second is what verifying is to come to. */
const LEAST = 80_000
const ROUNDS = 3

/** 100,000 records on eight chains: exported from the rows as they are stored, and verified by the files and the key alone. */
export async function auditFigures() {
  const { lanes, store, exportNow, verify } = await clinic()
  for (let made = 0; made < RECORDS; made += 8) {
    const leases = await Promise.all(Array.from({ length: 8 }, () => lanes.lease(north)))
    for (const lease of leases) lease.commit(store(lease).head)
  }
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
  }
}
