import type { Policy } from '@wardgraph/access'
import {
  brokenRule,
  consentRules,
  type FhirResource,
  fromFhir,
  identifiers,
  patientReferences,
  references,
} from '@wardgraph/fhir'
import { type Content, identifierPosting, type Posting } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { type Candidate, candidates } from './careTeams.ts'
import { type ConsentRule, resolveRules } from './consents.ts'
import { type Labelled, labelOf } from './labels.ts'
import type { RejectCode } from './report.ts'
import { Resolver, resolveContent, storedId, type Target } from './resolver.ts'
import type { SourceContent, SourceIndex } from './sourceIndex.ts'

/** A resource of the files that is to be written: `id` is the source's. */
export interface Incoming {
  readonly resource: FhirResource
  readonly id: string
  readonly source: SourceContent
}

/** A resource ready to be written, as far as the files alone tell. */
export interface Unit {
  readonly type: string
  /** The stored id. */
  readonly id: string
  readonly source: SourceContent
  /** The hashes of all contents that this import brings under the id. */
  readonly siblings: readonly Uint8Array[]
  readonly content: Content
  /** What has no field, and the source id. */
  readonly opaque: Readonly<Record<string, unknown>>
  /** By what a conditional reference finds it, where it belongs to no chart; how patients are found, their kind says. */
  readonly identified: readonly Posting[]
  /** Whom it may belong to, likeliest first: the first who is there. None: it belongs to the tenant. */
  readonly owners: readonly string[]
  /** References to records that only the store may have. */
  readonly elsewhere: readonly Target[]
  /** References that lead to nothing, wherever one looks. */
  readonly unresolved: number
  readonly candidates: readonly Candidate[]
  readonly label: Labelled
  /** The source's author, where one of our types says it: the first practitioner who performed it. */
  readonly author: string | null
  /** What the patient permits and denies by it; null: it is no consent. */
  readonly rules: readonly ConsentRule[] | null
  /** A typed resource without a patient: kept as FHIR without a type of its own. */
  readonly untyped: boolean
}

/** What mapping needs beside the resource. */
export interface Mapping {
  readonly policy: Policy
  readonly index: SourceIndex
  readonly keys: TenantKeys
  /** What care team periods are moved by, in ms. */
  readonly shift: number
}

/** Maps a resource to what will be written of it, or says why it cannot be. */
export function unitOf({ resource, id, source }: Incoming, mapping: Mapping): Unit | RejectCode {
  const { policy, index, keys, shift } = mapping
  const mapped = fromFhir({ policy, resource })
  if (!mapped.ok) return mapped.code
  const broken = brokenRule({ resource, content: mapped.content })
  if (broken !== undefined) return broken
  const type = resource.resourceType
  const resolver = new Resolver({ index, keys, file: fileOf(source) })
  const owners = ownersOf(resource, resolver)
  if (owners === 'NO_PATIENT') return owners
  const rule = Object.hasOwn(policy.records, type) ? policy.records[type] : undefined
  const untyped = rule !== undefined && rule.patient !== null && type !== 'Patient' && owners.length === 0
  const content = untyped ? {} : resolveContent({ policy, type, content: mapped.content, resolver })
  return {
    type,
    id: storedId(keys, { type, id }),
    source,
    siblings: [source.hash],
    content,
    opaque: untyped ? resource : { resourceType: type, ...mapped.rest },
    identified: owners.length === 0 && type !== 'Patient' ? identified(resource) : [],
    owners,
    ...followed(resource, resolver),
    candidates: candidates({ resource, resolver, shift }),
    label: labelOf(resource, { index, resolver }),
    author: authorOf(content),
    rules: type === 'Consent' ? resolveRules(consentRules(resource), resolver) : null,
    untyped,
  }
}

/** The one file of a content, null if it stands in several. */
function fileOf({ at }: SourceContent): number | null {
  const files = new Set(at.map(({ file }) => file))
  return files.size === 1 ? (at[0]?.file ?? null) : null
}

/** The patients that a resource names; NO_PATIENT if it names one, or what may be one, that cannot be found. */
function ownersOf(resource: FhirResource, resolver: Resolver): readonly string[] | 'NO_PATIENT' {
  const named = patientReferences(resource).map((reference) => ({ reference, target: resolver.resolve(reference) }))
  const owners = named.flatMap(({ target }) => (target?.type === 'Patient' ? [target.id] : []))
  const lost = named.some(
    ({ reference, target }) =>
      target === undefined &&
      (reference.kind === 'urn' || (reference.kind === 'conditional' && reference.type === 'Patient')),
  )
  return owners.length === 0 && lost ? 'NO_PATIENT' : [...new Set(owners)]
}

/** Who a record says wrote it: the first practitioner who performed it. */
export function authorOf({ performer }: Content): string | null {
  const [first] = Array.isArray(performer) ? performer : []
  return typeof first?.reference === 'string' ? first.reference : null
}

/** A resource with more identifiers than this is found by the first of them. */
const IDENTIFIERS = 8

/** What a conditional reference finds a record in no chart by. */
export function identified(resource: FhirResource): readonly Posting[] {
  const { resourceType: type } = resource
  return identifiers(resource)
    .flatMap(({ system, value }) => (system === null ? [] : [identifierPosting({ type, system, value })]))
    .slice(0, IDENTIFIERS)
}

function followed(resource: FhirResource, resolver: Resolver): Pick<Unit, 'elsewhere' | 'unresolved'> {
  const elsewhere: Target[] = []
  let unresolved = 0
  for (const { reference } of references(resource)) {
    if (reference.kind === 'contained') continue
    const target = resolver.resolve(reference)
    if (target === undefined) unresolved += 1
    else if (!target.here) elsewhere.push(target)
  }
  return { elsewhere, unresolved }
}
