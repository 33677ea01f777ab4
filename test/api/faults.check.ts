import { isDeepStrictEqual } from 'node:util'
import type { Asked, Recorded } from './faults.fixture.ts'

/** One case as it went: a request that met a fault, and the same request sent again when all was well. */
export interface Outcome {
  /** What the request is answered with where nothing is wrong, and the record of that. */
  readonly right: Pick<Asked, 'status' | 'body'>
  readonly record: Recorded
  /** Whether the product makes this fault good. */
  readonly heals: boolean
  /** The request before the fault, in a warm environment. */
  readonly before: Asked | null
  readonly faulty: Asked
  readonly again: Asked
  /** How often the mutation's effect is there after each; null: no mutation. */
  readonly effects: { readonly faulty: number; readonly again: number } | null
  readonly records: readonly Recorded[]
}

/** Everything that is wrong with a case, in sentences; nothing where all promises hold. */
export function problemsOf(outcome: Outcome): string[] {
  return [...wrongReplies(outcome), ...wrongRecords(outcome), ...wrongEffects(outcome), ...wrongChains(outcome)]
}

/** A reply without anything but errors of one of the two codes that say: try again. */
function refusalOf({ status, body }: Asked): string | undefined {
  const codes = new Set((body.errors ?? []).map((error: { extensions: { code: string } }) => error.extensions.code))
  const [code] = codes
  const alone = status === 503 && codes.size === 1 && isDeepStrictEqual(Object.keys(body), ['errors'])
  return alone && (code === 'UNAVAILABLE' || code === 'AUDIT_UNAVAILABLE') ? code : undefined
}

const isRight = ({ status, body }: Asked, { right }: Outcome) =>
  status === right.status && isDeepStrictEqual(body, right.body)

function wrongReplies(outcome: Outcome): string[] {
  const { faulty, again, heals } = outcome
  const accepted = isRight(faulty, outcome) || (!heals && refusalOf(faulty) !== undefined)
  return [
    ...(accepted ? [] : ['the reply is neither right nor a refusal']),
    ...(isRight(again, outcome) ? [] : ['the request sent again is not answered']),
  ]
}

const recordsOf = ({ records }: Outcome, { request }: Asked) => records.filter((record) => record.request === request)

/** Patient, type and fields: ids and versions of what a mutation makes are new each time. */
const seen = (rows: Recorded['disclosed']) => rows.map(([patient, type, , fields]) => [patient, type, fields])

function wrongRecords(outcome: Outcome): string[] {
  return [outcome.before, outcome.faulty, outcome.again].flatMap((asked) => {
    if (asked === null) return []
    const found = recordsOf(outcome, asked)
    const [record] = found
    const refusal = refusalOf(asked)
    if (found.length > 1) return ['a request has two records']
    if (record === undefined) return refusal === 'AUDIT_UNAVAILABLE' ? [] : ['a reply left without its record']
    if (refusal === 'UNAVAILABLE' && record.outcome !== refusal) return ['a refusal is recorded as something else']
    if (!isRight(asked, outcome)) return []
    const same = record.outcome === outcome.record.outcome
    const all = isDeepStrictEqual(seen(record.disclosed), seen(outcome.record.disclosed))
    return same && all ? [] : ['a record does not say what its reply showed']
  })
}

function wrongEffects(outcome: Outcome): string[] {
  const { effects, faulty, again } = outcome
  if (effects === null) return []
  const changes = (asked: Asked) => recordsOf(outcome, asked).filter(({ changed }) => changed.length > 0).length
  return [
    ...(isRight(faulty, outcome) && effects.faulty !== 1 ? ['a mutation was acknowledged without its effect'] : []),
    ...(effects.faulty !== changes(faulty) ? ['a record and the effect it tells of are not both there'] : []),
    ...(effects.again !== 1 ? ['a mutation sent again has not exactly one effect'] : []),
    ...(changes(faulty) + changes(again) !== 1 ? ['one effect has not exactly one record'] : []),
  ]
}

function wrongChains(outcome: Outcome): string[] {
  const { before, faulty, again, records } = outcome
  const [last] = before === null ? [] : recordsOf(outcome, before)
  const [hit] = recordsOf(outcome, faulty)
  const [next] = recordsOf(outcome, again)
  const genesis = records.find(({ chain, seq }) => chain === next?.chain && seq === 0)
  if (next === undefined || genesis === undefined) return ['a chain has no beginning']
  if (refusalOf(faulty) !== 'AUDIT_UNAVAILABLE')
    return hit?.tenant === next.tenant && hit.chain !== next.chain ? ['a chain was given up without need'] : []
  const closes = last === undefined ? null : { chain: last.chain, seq: last.seq }
  return [
    ...(next.chain === hit?.chain || next.chain === last?.chain ? ['a chain goes on after an unknown outcome'] : []),
    ...(isDeepStrictEqual(genesis.closes, closes) ? [] : ['a new chain does not name the one it follows']),
  ]
}
