import { isDeepStrictEqual } from 'node:util'
import { type Told, toldBy } from '../api/operations.fixture.ts'
import { alike, type Recorded } from './crash.look.ts'
import type { Asked } from './crash.world.ts'

/** A reply, and the trail in the moment it left. */
export interface Answered {
  readonly asked: Asked
  readonly records: readonly Recorded[]
}

/** What a request comes to where nothing goes wrong. */
export interface Right extends Answered {
  readonly effect: readonly string[]
}

/** How one case went: a request that met a fault, and the same request again when all was well. */
export interface Course {
  readonly right: Right
  /** What the records name beside what the reply's own keys tell. */
  readonly also: readonly Told[]
  /** The request before the fault, if any. */
  readonly before: Answered | undefined
  /** Undefined: the process died before it replied. */
  readonly faulty: Answered | undefined
  readonly again: Answered | undefined
  /** What was written beside the trail when the first reply left or the process died, and in the end. */
  readonly effects: { readonly faulty: readonly string[]; readonly end: readonly string[] }
  /** The trail when the first reply left or the process died, and in the end. */
  readonly trail: { readonly faulty: readonly Recorded[]; readonly end: readonly Recorded[] }
  readonly damage: string | null
}

/** Everything that is wrong with a case, in sentences; nothing where all promises hold. */
export function problemsOf(course: Course): string[] {
  const { before, faulty, again, damage } = course
  return [
    ...wrongReplies(course),
    ...wrongRecords(before, { ...course, also: [] }),
    ...wrongRecords(faulty, course),
    ...wrongRecords(again, course),
    ...wrongEffects(course),
    ...(damage === null ? [] : [`the trail does not verify: ${damage}`]),
  ]
}

const codesOf = ({ body }: Asked): string[] =>
  (body.errors ?? []).map((error: { extensions: { code: string } }) => error.extensions.code)

/** A reply without anything but errors of one of the two codes that say: try again. */
function refusalOf(asked: Asked): string | undefined {
  const [code, ...others] = new Set(codesOf(asked))
  const alone = asked.status === 503 && others.length === 0 && isDeepStrictEqual(Object.keys(asked.body), ['errors'])
  return alone && (code === 'UNAVAILABLE' || code === 'AUDIT_UNAVAILABLE') ? code : undefined
}

const isRight = ({ status, body }: Asked, { right: { asked } }: Course) =>
  status === asked.status && alike(JSON.stringify(body)) === alike(JSON.stringify(asked.body))

function wrongReplies(course: Course): string[] {
  const { faulty, again } = course
  const accepted = faulty === undefined || isRight(faulty.asked, course) || refusalOf(faulty.asked) !== undefined
  return [
    ...(accepted ? [] : ['the reply is neither right nor a refusal']),
    ...(again !== undefined && isRight(again.asked, course) ? [] : ['the request sent again is not answered']),
  ]
}

const of = (records: readonly Recorded[], { request }: Asked) => records.filter((record) => record.request === request)
const sorted = (rows: readonly Told[]) => rows.map((row) => JSON.stringify(row)).sort()

function wrongRecords(answered: Answered | undefined, course: Course): string[] {
  if (answered === undefined) return []
  const { asked, records } = answered
  if (refusalOf(asked) === 'AUDIT_UNAVAILABLE') return []
  const found = of(records, asked)
  const [first] = found
  if (first === undefined) return ['a reply left without its record']
  const [refusal] = asked.body.data === undefined ? codesOf(asked) : []
  return [
    ...(found.filter(({ continues }) => continues === null).length === 1 ? [] : ['a request has two records']),
    ...(first.outcome === (refusal ?? 'OK') ? [] : ['a record is of another outcome than its reply']),
    ...(namesWhatIsShown(asked, { found, also: course.also })
      ? []
      : ['a record does not name exactly what its reply shows']),
    ...(isDeepStrictEqual(of(course.trail.end, asked), found) ? [] : ['a record did not stay']),
  ]
}

/** A refusal shows nothing, whatever the request had come to. */
function namesWhatIsShown({ body }: Asked, of: { found: readonly Recorded[]; also: readonly Told[] }): boolean {
  if (body.data === undefined) return true
  const { shown, denied } = toldBy(body)
  const rows = (name: 'disclosed' | 'denied') => of.found.flatMap((one) => one[name].map(([, ...row]): Told => row))
  return (
    isDeepStrictEqual(sorted(rows('disclosed')), sorted([...shown, ...of.also])) &&
    isDeepStrictEqual(sorted(rows('denied')), sorted(denied))
  )
}

/** Patient, type and fields of what was changed, once for each record that says so. */
const changesIn = (records: readonly Recorded[], but: Answered | undefined) =>
  records
    .filter(({ request, changed }) => request !== but?.asked.request && changed.length > 0)
    .map(({ changed }) => alike(JSON.stringify(changed)))

function wrongEffects(course: Course): string[] {
  const { right, before, faulty, effects, trail } = course
  const whole = (effect: readonly string[]) => isDeepStrictEqual(effect, right.effect)
  const wanted = changesIn(right.records, undefined)
  const said = changesIn(trail.faulty, before)
  const acknowledged = faulty !== undefined && isRight(faulty.asked, course)
  return [
    ...(acknowledged && !whole(effects.faulty) ? ['a request was acknowledged without its effect'] : []),
    ...(effects.faulty.length === 0 || whole(effects.faulty) ? [] : ['a part of an effect is there']),
    ...(isDeepStrictEqual(said, effects.faulty.length === 0 ? [] : wanted)
      ? []
      : ['an effect and the record that tells of it are not both there']),
    ...(whole(effects.end) ? [] : ['a request sent again has not exactly one effect']),
    ...(isDeepStrictEqual(changesIn(trail.end, before), wanted) ? [] : ['one effect has not exactly one record']),
  ]
}
