import { readdirSync, readFileSync } from 'node:fs'
import { type ConstDirectiveNode, Kind, parse, valueFromASTUntyped } from 'graphql'

/** What somebody finds: a value, a part of it, `null` with FORBIDDEN, nothing at all, or no way in. */
export type Outcome = 'FULL' | 'MASKED' | 'DENIED' | 'ABSENT' | 'REFUSED'

/** A rule of `Patient.consents` as stored; it may be one that cannot be read. */
export interface Rule {
  readonly type: string
  readonly classes?: readonly string[]
  readonly segments?: readonly string[]
  readonly roles?: readonly string[]
  readonly persons?: readonly string[]
  readonly purposes?: readonly string[]
  readonly start?: string
  readonly end?: string
}

/** What a tenant decides for itself. */
export interface Tenant {
  readonly consent: 'PERMIT' | 'DENY'
  readonly ages: readonly { readonly from: number; readonly hides: readonly string[] }[]
  readonly adult: number
}

/** What holds between the caller and a patient at this moment, before it is weighed. */
export interface Ties {
  readonly self?: boolean
  readonly team?: boolean
  readonly glass?: boolean
  readonly proxy?: {
    readonly basis: string
    readonly classes: readonly string[] | null
    readonly segments: readonly string[] | null
  }
}

/** One record, and everything that may be looked at to decide about it; `patient` null: it belongs to none. */
export interface Question {
  readonly tenant: Tenant
  readonly now: number
  /** `names`: what a rule may call this person. */
  readonly caller: { readonly role: string; readonly purpose: string; readonly names: readonly string[] }
  readonly patient: {
    readonly ties: Ties
    readonly birthDate: string | null
    readonly consent: readonly Rule[]
  } | null
  readonly record: { readonly type: string; readonly segments: readonly string[]; readonly author?: boolean }
}

interface Grant {
  readonly role: string
  readonly when: string
  readonly for?: readonly string[]
  readonly masked?: boolean
}
type Args = Readonly<Record<string, unknown>>
const LISTS = ['classes', 'segments', 'roles', 'persons', 'purposes'] as const

/** Reads the annotated SDL with nothing but its grammar: enum values and fields by coordinate, with their directives. */
function annotations(folder: URL): ReadonlyMap<string, Readonly<Record<string, Args>>> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'))
  const { definitions } = parse(files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n'))
  const argsOf = ({ arguments: list = [] }: ConstDirectiveNode) =>
    Object.fromEntries(list.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]))
  const all = (directives: readonly ConstDirectiveNode[] = []) =>
    Object.fromEntries(directives.map((one) => [one.name.value, argsOf(one)]))
  return new Map(
    definitions.flatMap((node) => {
      if (node.kind === Kind.ENUM_TYPE_DEFINITION)
        return (node.values ?? []).map((one) => [`${node.name.value}.${one.name.value}`, all(one.directives)] as const)
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return []
      const fields = (node.fields ?? []).map(
        (one) => [`${node.name.value}.${one.name.value}`, all(one.directives)] as const,
      )
      return node.kind === Kind.OBJECT_TYPE_DEFINITION
        ? [[node.name.value, all(node.directives)] as const, ...fields]
        : fields
    }),
  )
}

const SDL = annotations(new URL('../../schema/', import.meta.url))

function directive(coordinate: string, name: string): Args {
  const found = SDL.get(coordinate)?.[name]
  if (found === undefined) throw new Error(`the schema says no @${name} of ${coordinate}`)
  return found
}
const known = (type: string, name: unknown) => SDL.has(`${type}.${String(name)}`)
const grants = (audience: unknown) => directive(`Audience.${String(audience)}`, 'grants').to as readonly Grant[]
const acts = (role: string) => directive(`Role.${role}`, 'acts').for as readonly string[]

/** Whether somebody of this role and purpose may call a root field at all. */
export function mayCall({ role, purpose }: Question['caller'], root: string): boolean {
  if (!acts(role).includes(purpose)) return false
  const mine = grants(directive(root, 'allow').to).filter((grant) => grant.role === role)
  // "ETREAT is stated by nobody: it comes with a broken glass", whatever the purpose that is stated.
  return mine.some((grant) => (grant.for ?? acts(role)).some((one) => one === purpose || one === 'ETREAT'))
}

/** What the caller finds in one field of one record that it has come to. */
export function outcome(question: Question, field: string): Outcome {
  const { type, segments } = question.record
  if (!has(question, directive(type, 'record').exists)) return 'ABSENT'
  // A label is a patient's record's; "in the audience of each of its segments".
  const labels = question.patient === null ? [] : segments
  if (!labels.every((one) => has(question, directive(`Segment.${one}`, 'segment').read))) return 'ABSENT'
  if (read(question, `${type}.id`) !== 'FULL') return 'ABSENT'
  return read(question, `${type}.${field}`)
}

/** Whether it is found by this field: "nobody searches by what he sees in part". */
export function found(question: Question, fields: readonly string[]): boolean {
  return fields.every((field) => outcome(question, field) === 'FULL')
}

function read(question: Question, coordinate: string): Outcome {
  const data = directive(coordinate, 'data')
  const { read: audience } = directive(`DataClass.${String(data.class)}`, 'class')
  const granted = has(question, audience)
  if (granted === undefined || !withinProxy(question, String(data.class))) return 'DENIED'
  if (!consented(question, String(data.class))) return 'DENIED'
  if (granted === 'FULL') return 'FULL'
  return data.mask === undefined ? 'DENIED' : 'MASKED'
}

/** "TENANT always, and at most one other relation on top"; under a broken glass nothing else. */
function relations({ caller, patient, record, tenant, now }: Question): readonly string[] {
  if (patient === null) return ['TENANT']
  const { self, team, glass, proxy } = patient.ties
  if (glass && ['DOCTOR', 'NURSE'].includes(caller.role)) return ['BREAK_GLASS']
  const ends = proxy !== undefined && directive(`ProxyBasis.${proxy.basis}`, 'basis').untilAdult === true
  const stands = proxy !== undefined && !(ends && !(age(patient.birthDate, now) < tenant.adult))
  const other = caller.role === 'PATIENT' ? (self ? 'SELF' : stands ? 'PROXY' : null) : team ? 'CARE_TEAM' : null
  return ['TENANT', ...(other === null ? [] : [other]), ...(record.author ? ['AUTHOR'] : [])]
}

/** The audience's grant to the caller: in full, in part, or none. */
function has(question: Question, audience: unknown): 'FULL' | 'MASKED' | undefined {
  const { role } = question.caller
  const [ties, purpose] = [relations(question), purposeOf(question)]
  const mine = grants(audience).filter(
    (grant) => grant.role === role && ties.includes(grant.when) && (grant.for ?? acts(role)).includes(purpose),
  )
  return mine.some(({ masked }) => !masked) ? 'FULL' : mine.length > 0 ? 'MASKED' : undefined
}

const purposeOf = (question: Question) =>
  relations(question).includes('BREAK_GLASS') ? 'ETREAT' : question.caller.purpose

/** Completed years in UTC, "a birth date without a day as its first day"; without a birth date nobody is known to be a child. */
function age(birthDate: string | null, now: number): number {
  if (birthDate === null) return Number.POSITIVE_INFINITY
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number)
  const years = new Date(now).getUTCFullYear() - year
  return now < Date.UTC(year + years, month - 1, day) ? years - 1 : years
}

function withinProxy(question: Question, dataClass: string): boolean {
  const { patient, record, tenant, now } = question
  if (patient?.ties.proxy === undefined || !relations(question).includes('PROXY')) return true
  const { basis, classes, segments } = patient.ties.proxy
  const years = age(patient.birthDate, now)
  const hidden = directive(`ProxyBasis.${basis}`, 'basis').untilAdult
    ? tenant.ages.filter(({ from }) => years >= from).flatMap(({ hides }) => hides)
    : []
  return (
    (classes === null || classes.includes(dataClass)) &&
    record.segments.every((one) => (segments === null || segments.includes(one)) && !hidden.includes(one))
  )
}

/** What the patient's rules and the tenant's default leave of a class. */
function consented(question: Question, dataClass: string): boolean {
  const { patient, record, tenant } = question
  const ties = relations(question)
  if (patient === null || ties.includes('SELF')) return true
  const glass = ties.includes('BREAK_GLASS')
  const head = record.type === 'Patient'
  const kept = head && (dataClass === 'NAME' || dataClass === 'CONSENT')
  if (!glass && !kept && !patient.consent.every(readable)) return false
  const mine = patient.consent
    .filter(readable)
    .filter((rule) => concernsCaller(question, rule, dataClass))
    .filter((rule) => !glass || rule.purposes?.includes('ETREAT'))
  const rules = mine.filter((rule) => concernsRecord(question, rule))
  const permits = rules.filter(({ type }) => type === 'PERMIT')
  const denials = rules.filter(({ type, classes }) => type === 'DENY' && (!kept || classes?.includes(dataClass)))
  for (const segment of record.segments) {
    const { withoutConsent } = directive(`Segment.${segment}`, 'segment')
    if (withoutConsent === undefined || has(question, withoutConsent)) continue
    if (!mine.some(({ type, segments }) => type === 'PERMIT' && segments?.includes(segment))) return false
  }
  if (denials.length > 0) return denials.every((denial) => permits.some((permit) => narrower(permit, denial)))
  return permits.length > 0 || head || glass || tenant.consent === 'PERMIT'
}

function readable(rule: Rule): boolean {
  const types = { classes: 'DataClass', segments: 'Segment', roles: 'Role', purposes: 'Purpose' } as const
  return (
    known('ConsentType', rule.type) &&
    LISTS.every((list) => rule[list] === undefined || rule[list].length > 0) &&
    Object.entries(types).every(([list, type]) =>
      (rule[list as keyof typeof types] ?? []).every((n) => known(type, n)),
    ) &&
    [rule.start, rule.end].every((at) => at === undefined || !Number.isNaN(Date.parse(at)))
  )
}

function concernsCaller(question: Question, rule: Rule, dataClass: string): boolean {
  const { caller, now } = question
  const among = (list: readonly string[] | undefined, names: readonly string[]) =>
    list === undefined || names.some((name) => list.includes(name))
  return (
    among(rule.classes, [dataClass]) &&
    among(rule.roles, [caller.role]) &&
    among(rule.persons, caller.names) &&
    among(rule.purposes, [purposeOf(question)]) &&
    !(now < Date.parse(rule.start ?? '')) &&
    !(now >= Date.parse(rule.end ?? ''))
  )
}

/** "A denial, if the record has one of the segments it names; a permission, if all segments of the record are among those it names." */
function concernsRecord({ record }: Question, { type, segments }: Rule): boolean {
  if (segments === undefined) return true
  const named = record.segments.filter((one) => segments.includes(one))
  return type === 'DENY' ? named.length > 0 : named.length === record.segments.length
}

/** "Everything it names lies within what the denial names, and not the other way round." */
function narrower(permit: Rule, denial: Rule): boolean {
  return within(permit, denial) && !within(denial, permit)
}

function within(inner: Rule, outer: Rule): boolean {
  return (
    LISTS.every((list) => {
      const [names, bound] = [inner[list], outer[list]]
      if (bound === undefined) return true
      // "Somebody who is named lies within the role that is named."
      if (names === undefined) return list === 'roles' && inner.persons !== undefined
      return names.every((name) => bound.includes(name))
    }) &&
    (outer.start === undefined || Date.parse(inner.start ?? '') >= Date.parse(outer.start)) &&
    (outer.end === undefined || Date.parse(inner.end ?? '') <= Date.parse(outer.end))
  )
}
