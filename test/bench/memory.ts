import { spawnSync } from 'node:child_process'
import { ward } from '../fixtures/ward.ts'

const THOUSANDS = 8

/** Heap after each thousand of distinct documents through the handler, in MB, and the last by the second: 1 is flat. */
export function memoryFigures() {
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', import.meta.filename], { encoding: 'utf8' })
  const megabytes: readonly number[] = JSON.parse(stdout)
  // After the first thousand the caches are full.
  const ratio = (megabytes.at(-1) ?? 0) / (megabytes[1] ?? 1)
  return { 'MB after each thousand': megabytes, ratio: Math.round(ratio * 100) / 100 }
}

/** Runs the documents in this process, which must be able to collect its garbage. Audit records are kept nowhere. */
async function heaps(): Promise<readonly number[]> {
  const { query, doctor, ada } = await ward({
    through: (table) => ({
      ...table,
      async transact(actions, options) {
        if (actions.some((action) => action.do !== 'put' || action.table !== 'audit'))
          await table.transact(actions, options)
      },
    }),
  })
  const megabytes: number[] = []
  for (let i = 0; i < THOUSANDS * 1_000; i += 1) {
    await query(doctor, `{ a${i}: patient(id: "${ada}") { id name { family } b${i}: observations { nodes { id } } } }`)
    if (i % 1_000 === 999) megabytes.push(heap())
  }
  return megabytes
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc')
  globalThis.gc()
  return Math.round(process.memoryUsage().heapUsed / 1e5) / 10
}

if (process.argv[1] === import.meta.filename) process.stdout.write(JSON.stringify(await heaps()))
