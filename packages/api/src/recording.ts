import { randomBytes } from 'node:crypto'
import { brokenRule, segmentsOf } from '@wardgraph/fhir'
import { type Content, RECORD_ID, type Stored } from '@wardgraph/records'
import type { Segment } from '@wardgraph/schema/types'
import { base32 } from '@wardgraph/vault'
import { nameOf } from './chartRecord.ts'
import { checkElement, isGiven } from './elementInput.ts'
import { saysInError } from './enteredInError.ts'
import { labelBits } from './label.ts'
import { fulfil, type Looked, type Precaution, type Ready } from './mutation.ts'
import { badInput } from './people.ts'
import { type Args, type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists } from './show.ts'

/** What a new record is filled with: the moment as FHIR dateTime, and a reference to whoever takes it down. */
export interface Filling {
  readonly now: string
  readonly by: { readonly reference: string } | null
}

/** How people take down records of one type, and change them. */
export interface Recording {
  readonly type: string
  /** What a record must have; of a choice, one. */
  readonly required: readonly (readonly string[])[]
  /** The codes of elements that FHIR binds to them. */
  readonly codes: Readonly<Record<string, readonly string[]>>
  /** What a new record says where its input does not. */
  readonly fill: (of: Filling, given: Content) => Content
  /** Elements of which a record has one: another takes the place of the one there is. */
  readonly choices: readonly (readonly string[])[]
  /** The status of what was amended, where FHIR has one. */
  readonly amended?: Content
  /** What is refused beside all that. @throws ReplyError BAD_USER_INPUT */
  readonly check?: (given: Content) => void
  /** What is looked at before anything is written. */
  readonly precaution?: (
    ready: Ready,
    of: Looked & { readonly given: Content; readonly input: Args },
  ) => Promise<Precaution>
}

const REFUSED = {
  MARKUP: 'Text holds an HTML tag.',
  REQUIRED_CODE: 'A status needs a coding of the system that HL7 has for it.',
  UNKNOWN_ELEMENT: 'An element is none of R4.',
} as const

/** `recordX` and `amendX`: the entries by which a type is written in person. */
export function recording(kind: Recording): readonly Registered[] {
  return [
    entry(`Mutation.record${kind.type}`, (call) => recordOne(call, kind)),
    entry(`Mutation.amend${kind.type}`, (call) => amendOne(call, kind)),
  ]
}

async function recordOne(call: Call, kind: Recording) {
  const { scope, input, given, patient } = read(call, kind)
  const { type } = kind
  const { practitioner } = scope.caller
  const by = practitioner === null ? null : { reference: practitioner }
  const filled = kind.fill({ now: new Date(scope.now).toISOString(), by }, given)
  const content: Content = { ...given, ...missing(given, filled), [patientField(scope, type)]: { reference: patient } }
  for (const names of kind.required)
    if (!names.some((name) => name in content)) throw badInput(`${names.join(' or ')}: expected.`)
  const referred: (Stored | undefined)[] = []
  const id = base32(randomBytes(16))
  const said = segmentsOf({ resourceType: type, ...content })
  const own = labelBits(scope, [...said, ...((input.segments ?? []) as readonly Segment[])])
  const { actor } = scope.caller
  return fulfil(call, {
    field: nameOf(type),
    patient,
    idempotencyKey: String(input.idempotencyKey),
    type,
    record: { id, label: { segments: own } },
    adds: async () => {
      referred.push(...(await referredBy(scope, { type, patient, given })))
      return labelsOf(scope, visits(referred))
    },
    fields: Object.keys(content),
    precaution: (ready, of) => lookedAt(ready, { ...of, kind, given, input, referred }),
    stage: ({ permit, key, label }) =>
      scope.writer.create({ type, id, patient, permit, key, content, label: { ...label, author: actor } }),
  })
}

async function amendOne(call: Call, kind: Recording) {
  const { scope, input, given, patient } = read(call, kind)
  const { type } = kind
  const removed = removals(scope, kind, input)
  const changes: Content = { ...removed, ...kind.amended, ...replaced(kind, given), ...given }
  if (Object.keys({ ...removed, ...given }).length === 0) throw badInput('There is nothing to change.')
  const referred: (Stored | undefined)[] = []
  const said = labelBits(scope, segmentsOf({ resourceType: type, ...given }))
  return fulfil(call, {
    field: nameOf(type),
    patient,
    idempotencyKey: String(input.idempotencyKey),
    type,
    record: { of: String(input[nameOf(type)]), expectedVersion: Number(input.expectedVersion) },
    adds: async () => {
      referred.push(...(await referredBy(scope, { type, patient, given })))
      return said | labelsOf(scope, visits(referred))
    },
    fields: Object.keys(changes),
    precaution: (ready, of) => lookedAt(ready, { ...of, kind, given, input, referred }),
    stage: ({ permit, key, before, label }) =>
      scope.writer.update(before, { type, id: before.id, patient, permit, key, content: changes, label }),
  })
}

/** What the input says of the record, checked. @throws ReplyError BAD_USER_INPUT */
function read({ args, scope }: Call, kind: Recording) {
  const input = args.input as Args // coerced by the schema
  const fields = scope.services.policy.records[kind.type]?.fields ?? {}
  const isAmending = 'expectedVersion' in input
  // The label is none of the record's content.
  const others = new Set(['segments', patientField(scope, kind.type)])
  // A new record has nothing yet that a null could take away.
  const said = Object.entries(input).filter(
    ([name, value]) => name in fields && !others.has(name) && (isAmending || value !== null),
  )
  const given = Object.fromEntries(
    said.map(([name, value]) => {
      const codes = kind.codes[name]
      if (value === null) throw badInput(`${name}: null is not taken: leave the field out.`)
      if (codes !== undefined) checkCodes(name, value, codes)
      return [name, fields[name]?.type.kind === 'record' ? asReference(name, value) : checkElement(name, value)]
    }),
  )
  for (const names of kind.choices)
    if (names.filter((name) => name in given).length > 1) throw badInput(`Send one of ${names.join(', ')}.`)
  kind.check?.(given)
  // What an import of the record would refuse, elsewhere or here, is not taken down.
  const broken = brokenRule({ resource: { resourceType: kind.type, ...given }, content: given })
  if (broken !== undefined) throw badInput(REFUSED[broken])
  return { scope, input, given, patient: String(input.patient) }
}

function checkCodes(name: string, value: unknown, codes: readonly string[]): void {
  const all = Array.isArray(value) ? value : [value]
  if (!all.every((code) => codes.includes(String(code)))) throw badInput(`${name}: expected of ${codes.join(', ')}.`)
}

/** Record ids as the references that a record holds. @throws ReplyError BAD_USER_INPUT */
function asReference(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => asReference(name, one))
  if (!RECORD_ID.test(String(value))) throw badInput(`${name}: expected the id of a record of this patient.`)
  return { reference: value }
}

/** What the given elements take the place of, as null. */
function replaced({ choices }: Recording, given: Content): Content {
  const gone = choices.flatMap((names) => (names.some((name) => name in given) ? names : []))
  return Object.fromEntries(gone.map((name) => [name, null]))
}

/** Elements that are to be taken away, as null. @throws ReplyError BAD_USER_INPUT */
function removals(scope: Scope, kind: Recording, { remove }: Args): Content {
  const { inputs } = scope.services.policy
  const named = Array.isArray(remove) ? remove.map(String) : []
  const kept = new Set([...kind.required.flat(), 'clinicalStatus', 'verificationStatus'])
  // What people do not set they do not take away.
  for (const name of named)
    if (!Object.hasOwn(inputs, `Amend${kind.type}Input.${name}`) || kept.has(name))
      throw badInput('remove: expected elements that the record can be without.')
  return Object.fromEntries(named.map((name) => [name, null]))
}

/** The records of this patient that are referred to, whether they exist for the caller or not. */
async function referredBy(
  scope: Scope,
  { type, patient, given }: { readonly type: string; readonly patient: string; readonly given: Content },
): Promise<readonly (Stored | undefined)[]> {
  if (!RECORD_ID.test(patient)) return []
  const fields = scope.services.policy.records[type]?.fields ?? {}
  const wanted = Object.entries(given).flatMap(([name, value]) => {
    const field = fields[name]?.type
    if (field?.kind !== 'record') return []
    return [value]
      .flat()
      .map((one) => ({ type: field.name, id: String(Reflect.get(Object(one), 'reference')), patient }))
  })
  return Promise.all(wanted.map((place) => scope.reader.find(place)))
}

/**
 * What is looked at once the caller may write at all: a record that is referred to must exist for the caller, one that is
 * changed must not have been entered in error. What was done before is not judged again. @throws ReplyError BAD_USER_INPUT
 */
async function lookedAt(
  ready: Ready,
  of: Looked & {
    readonly kind: Recording
    readonly given: Content
    readonly input: Args
    readonly referred: readonly (Stored | undefined)[]
  },
): Promise<Precaution> {
  const { kind, before, done } = of
  const referred = done ? [] : of.referred
  for (const one of referred)
    if (one === undefined || !exists(ready.scope, one, []))
      throw badInput('A record that is referred to is not one of this patient.')
  if (!done && before !== undefined && saysInError(ready.scope, before))
    throw badInput('The record was entered in error: take down another.')
  const looked = (await kind.precaution?.(ready, of)) ?? { stops: false, answer: {} }
  return { ...looked, relied: [...(looked.relied ?? []), ...visits(referred)] }
}

/** A record is as sensitive as the visit that it belongs to. */
function visits(referred: readonly (Stored | undefined)[]): readonly Stored[] {
  return referred.filter((one) => one?.type === 'Encounter') as readonly Stored[] // what is left is there
}

function labelsOf(scope: Scope, records: readonly Stored[]): number {
  return records.reduce((bits, one) => bits | (scope.reader.label(one, [])?.segments ?? 0), 0)
}

function patientField(scope: Scope, type: string): string {
  return scope.services.policy.records[type]?.patient ?? ''
}

function missing(given: Content, filled: Content): Content {
  return Object.fromEntries(Object.entries(filled).filter(([name, value]) => !(name in given) && isGiven(value)))
}
