import { spawnSync } from 'node:child_process'
import { compile, diffRights } from '@wardgraph/access'
import { sources } from '../access/policy.fixture.ts'

const FIELDS = 1_000
const PER_TYPE = 50
/** Compiling two schemas of 1,000 fields and comparing their rights may take so long, in ms. */
const LIMIT = 300
const ROUNDS = 9

/** The product's schema with as many records more as make it 1,000 fields; `class`: of the first field, to differ by. */
function thousand(of: string) {
  const types = Array.from({ length: FIELDS / PER_TYPE }, (_, i) => {
    const fields = Array.from({ length: PER_TYPE }, (_, j) => {
      const name = j === 0 && i === 0 ? of : (['NAME', 'VISIT', 'CLINICAL'][j % 3] ?? '')
      return `f${j}: String @data(class: ${name}, write: FEED)`
    })
    const key = `z${String.fromCharCode(97 + i)}`
    return `type Thing${i} @record(key: "${key}", patient: "subject", exists: CARE) {
      subject: Patient @data(class: CLINICAL)\n${fields.join('\n')}\n}`
  })
  return [...sources, { name: 'schema/zz.graphql', text: types.join('\n') }]
}

/** Compiles both and compares them, in ms. */
function once(): number {
  const [base, head] = [thousand('CLINICAL'), thousand('NAME')]
  const start = performance.now()
  const policies = [base, head].map((all) => compile({ sources: all }))
  const [was, is] = policies.map(({ policy, problems }) => {
    if (policy === null) throw new Error(problems.join('\n'))
    return policy
  })
  if (was === undefined || is === undefined || diffRights(was, is).length === 0) throw new Error('nothing differs')
  return performance.now() - start
}

/** Compile and diff of 1,000 fields, in ms: the first time in a new process, and the median when warm. */
export function schemaFigures() {
  const { stdout } = spawnSync(process.execPath, [import.meta.filename], { encoding: 'utf8' })
  const warm = Array.from({ length: ROUNDS }, once).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
  const [cold, again] = [Number(stdout), warm].map(Math.round)
  return { 'first time': cold, warm: again, limit: LIMIT, ratio: Math.round((warm / LIMIT) * 100) / 100 }
}

// As a command that has just started does it.
if (process.argv[1] === import.meta.filename) process.stdout.write(String(once()))
