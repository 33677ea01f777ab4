import type { Role, Segment } from '@wardgraph/schema/types'
import type { Outcome, Rule, Ties } from './interpreter.ts'
import { isWhat, type What } from './truthTable.ask.ts'
import { NOW } from './truthTable.rows.ts'

/** What a tie may say beyond its first word, beside the basis and scope of a proxy and the patient's birth date. */
const DETAILS: Readonly<Record<string, readonly string[]>> = {
  TENANT: ['own', 'kin', 'hat-over', 'AUTHOR'],
  ELSEWHERE: [],
  SELF: ['registered', 'hat-over'],
  PROXY: ['from-now', 'soon', 'until-next', 'until-now'],
  CARE_TEAM: [
    // ... the period of the relation: [start, end) from this very moment, from the next on; up to the next, up to this
    ...['from-now', 'soon', 'until-next', 'until-now'],
    // ... the membership's own end: at the next moment, at this one
    ...['hat-until', 'hat-over'],
    // ... the caller is the patient, or is registered to stand for it, or was until this moment
    ...['own', 'kin', 'once-kin'],
    // ... through the person where there is no practitioner; a unit on shift; a unit around the one on shift, within it,
    // another; a shift that ends now; a unit that was in the team until now
    ...['by-person', 'unit', 'unit-around', 'unit-within', 'unit-other', 'unit-off', 'unit-ended'],
    'AUTHOR',
  ],
  // ... of another membership of the same person; of another patient; by one of the care team
  BREAK_GLASS: ['until-next', 'until-now', 'soon', 'other-hat', 'elsewhere', 'team', 'own', 'AUTHOR'],
}
/** Of a tie with one of these, the relation does not hold. */
const VOID = 'soon until-now unit-within unit-other unit-off unit-ended other-hat elsewhere own kin'.split(' ')
export const HOUR = 3_600_000
const at = (ms: number) => new Date(NOW + ms).toISOString()
/** The periods of a rule, from this moment. */
const PERIODS: Readonly<Record<string, Pick<Rule, 'start' | 'end'>>> = {
  now: { start: at(-HOUR), end: at(HOUR) },
  past: { start: at(-2 * HOUR), end: at(-HOUR) },
  future: { start: at(HOUR) },
  'from-now': { start: at(0) },
  'until-now': { end: at(0) },
  'until-next': { end: at(1) },
}
/** What makes a rule unreadable. */
export const UNREADABLE: Readonly<Record<string, object>> = {
  '?type': { type: 'ALLOW' },
  '?class': { classes: ['CLINICAL', 'GENETIC'] },
  '?segment': { segments: ['NORMAL', 'GENETIC'] },
  '?role': { roles: ['NURSE', 'DENTIST'] },
  '?purpose': { purposes: ['TREAT', 'CURIOSITY'] },
  '?empty': { classes: [] },
  '?period': { end: 'yesterday' },
}
const words = (text: string) => text.split(' ').filter(Boolean)
const CLASSES = words('STAFF NAME DEMOGRAPHIC IDENTIFIER CONTACT VISIT CLINICAL OPAQUE CONSENT REVIEW')
const SEGMENTS = words('NORMAL PART2 HIV MENTAL_HEALTH REPRODUCTIVE PSYCHOTHERAPY VIP')
const ROLES = words('ADMIN DOCTOR NURSE PATIENT SUPPORT PRIVACY SERVICE')
const PURPOSES = words('TREAT HPAYMT HOPERAT PATRQT ETREAT')
const BASES = words('PARENT GUARDIAN POWER_OF_ATTORNEY EXECUTOR')
const OUTCOMES = words('FULL MASKED DENIED ABSENT REFUSED')
const BORN = '1970-03-05'

/** One line of the table, understood. */
export interface Row {
  /** As it stands in the table, for a message. */
  readonly line: string
  readonly what: What
  readonly role: Role
  readonly tie: string
  readonly details: readonly string[]
  readonly scope: { readonly basis: string; readonly classes: string[] | null; readonly segments: string[] | null }
  /** Null: there is none. */
  readonly birthDate: string | null
  readonly segments: readonly Segment[]
  readonly rules: readonly string[]
  readonly stated: string | null
  readonly outcome: Outcome
}

/** The rows of a table. @throws Error for a line that is not exactly a row, a heading or empty */
export function rowsOf(table: string): Row[] {
  const lines = table.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('# '))
  return lines.map((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    const [what = '', role = '', tied = '', label = '', consent = '', purpose = '', outcome = ''] = cells
    const must = (good: boolean, name: string) => {
      if (!good) throw new Error(`${name} is not understood in: ${line}`)
    }
    must(cells.length === 7, 'the number of columns')
    const [tie = '', ...details] = words(tied)
    const among = (list: readonly string[]) => details.filter((word) => list.includes(word))
    const dates = details.filter((word) => /^\d{4}(-\d\d){0,2}$/.test(word) || word === 'unknown')
    const bases = among(BASES)
    const [classes, scoped] = [among(CLASSES), among(SEGMENTS)]
    const rest = details.filter((word) => ![...dates, ...bases, ...classes, ...scoped].includes(word))
    must(
      rest.every((word) => DETAILS[tie]?.includes(word)),
      'tie',
    )
    must(tie === 'PROXY' ? bases.length === 1 && dates.length <= 1 : rest.length === details.length, 'tie')
    const segments = label === '-' ? ['NORMAL'] : words(label)
    must(
      segments.every((one) => SEGMENTS.includes(one)),
      'label',
    )
    const rules = consent === '-' ? [] : consent.split(';').map((rule) => rule.trim())
    for (const rule of rules) must(ruleOf(rule, (name) => name) !== undefined, 'consent')
    must(isWhat(what) && ROLES.includes(role) && OUTCOMES.includes(outcome), 'what, role or outcome')
    must(purpose === '-' || PURPOSES.includes(purpose), 'purpose')
    return {
      line: line.replaceAll(/ +/g, ' '),
      what: what as What,
      role: role as Role,
      tie,
      details: rest,
      scope: {
        basis: bases[0] ?? 'GUARDIAN',
        classes: classes.length === 0 ? null : classes,
        segments: scoped.length === 0 ? null : scoped,
      },
      birthDate: dates[0] === 'unknown' ? null : (dates[0] ?? BORN),
      segments: segments as Segment[],
      rules,
      stated: purpose === '-' ? null : purpose,
      outcome: outcome as Outcome,
    }
  })
}

/** A rule as stored, from its words; undefined if one is not understood. */
export function ruleOf(text: string, idOf: (name: string) => string): Rule | undefined {
  const rule: Record<string, unknown> = {}
  const add = (list: string, value: string) => {
    rule[list] = [...((rule[list] as string[] | undefined) ?? []), value]
  }
  for (const word of words(text)) {
    if (word === 'PERMIT' || word === 'DENY') rule.type = word
    else if (CLASSES.includes(word)) add('classes', word)
    else if (SEGMENTS.includes(word)) add('segments', word)
    else if (ROLES.includes(word)) add('roles', word)
    else if (PURPOSES.includes(word)) add('purposes', word)
    else if (['@caller', '@person', '@other'].includes(word)) add('persons', idOf(word))
    else if (PERIODS[word] ?? UNREADABLE[word]) Object.assign(rule, PERIODS[word] ?? UNREADABLE[word])
    else return undefined
  }
  return rule.type === undefined ? undefined : (rule as unknown as Rule)
}

/** What a row's tie amounts to, by hand. */
export function tiesOf({ tie, details, scope }: Row, { inside = false } = {}): Ties {
  const holds = !details.some((word) => VOID.includes(word) && !(inside && (word === 'own' || word === 'kin')))
  const team = { team: details.includes('team') }
  switch (tie) {
    case 'SELF':
      return { self: true }
    case 'PROXY':
      return holds ? { proxy: scope } : {}
    case 'CARE_TEAM':
      return { team: holds }
    case 'BREAK_GLASS':
      return { glass: holds || details.includes('own'), ...team }
    default:
      return {}
  }
}
