import { NUMBERS } from './fhirJson.ts'
import { asList, element, findHazard, hasBadKey, isObject } from './json.ts'
import { type NumberTexts, numberTexts, textsByEntry } from './numberTexts.ts'
import { type ConditionalReference, parseConditional, parseReference } from './reference.ts'
import type { ReadCode } from './refusal.ts'
import type { FhirResource } from './resource.ts'
import { resourceTypes } from './resourceTypes.ts'

/**
 * One resource of a file, with the texts of its numbers as far as they need one; `position` is its 0-based bundle entry
 * or line, `id` its own or, if it has none, the one its `fullUrl` states, or none.
 */
export interface FhirEntry {
  readonly ok: true
  readonly position: number
  readonly type: string
  readonly id?: string
  readonly fullUrl?: string
  readonly ifNoneExist?: ConditionalReference
  readonly resource: FhirResource
}

/** One place of a file that brings no resource; `type` is an R4 type name or null, never what the file says. */
export interface FhirRefusal {
  readonly ok: false
  readonly position: number
  readonly type: string | null
  readonly code: ReadCode
}

// What a caller hands over to be stored. The others are answers, messages or histories.
const bundleTypes = new Set<unknown>(['transaction', 'batch', 'collection', 'document'])
// What servers reply with and operations take: one that nobody gave an id was not kept as a resource anywhere.
const replies: ReadonlySet<string> = new Set(['OperationOutcome', 'Parameters'])
const maxDepth = 64

/** The resources of one file's text, in order, each taken or refused with a code; never throws for what the text says. */
export function* readResources(
  text: string,
  { kind }: { readonly kind: 'json' | 'ndjson' },
): Generator<FhirEntry | FhirRefusal> {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (kind === 'json') {
    const value = parse(body)
    if (element(value, 'resourceType') === 'Bundle') yield* readBundle(value, body)
    else yield readWhole(value, { position: 0, text: body })
    return
  }
  for (const [position, line] of body.split('\n').entries()) {
    if (line.trim() !== '') yield readWhole(parse(line), { position, text: line })
  }
}

const notJson = Symbol('not JSON')

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return notJson
  }
}

function readWhole(value: unknown, at: { readonly position: number; readonly text: string }): FhirEntry | FhirRefusal {
  const read = readOne(value, { position: at.position })
  return read.ok ? withTexts(read, numberTexts(at.text)) : read
}

function withTexts(entry: FhirEntry, texts: NumberTexts | undefined): FhirEntry {
  if (texts === undefined || texts.size === 0) return entry
  return { ...entry, resource: { ...entry.resource, [NUMBERS]: Object.fromEntries(texts) } }
}

function* readBundle(bundle: unknown, text: string): Generator<FhirEntry | FhirRefusal> {
  const refuse = (code: ReadCode): FhirRefusal => ({ ok: false, position: 0, type: 'Bundle', code })
  if (!isObject(bundle)) return
  if (hasBadKey(bundle)) return yield refuse('BAD_KEY')
  if (!bundleTypes.has(bundle.type)) return yield refuse('BUNDLE_TYPE')
  const entries = bundle.entry ?? []
  if (!Array.isArray(entries)) return yield refuse('NOT_FHIR')
  const texts = textsByEntry(numberTexts(text))
  for (const [position, entry] of entries.entries()) {
    const read = readEntry(entry, position)
    yield read.ok ? withTexts(read, texts.get(position)) : read
  }
}

function readEntry(entry: unknown, position: number): FhirEntry | FhirRefusal {
  const resource = element(entry, 'resource')
  const method = element(element(entry, 'request'), 'method') ?? 'POST'
  if (!isObject(entry) || resource === undefined || (method !== 'POST' && method !== 'PUT')) {
    return { ok: false, position, type: null, code: 'NO_RESOURCE' }
  }
  if (hasBadKey(entry)) return { ok: false, position, type: null, code: 'BAD_KEY' }
  const ifNoneExist = element(entry.request, 'ifNoneExist')
  return readOne(resource, {
    position,
    ...(typeof entry.fullUrl === 'string' && { fullUrl: entry.fullUrl }),
    ...(typeof ifNoneExist === 'string' && { ifNoneExist }),
  })
}

interface Surroundings {
  readonly position: number
  readonly fullUrl?: string
  readonly ifNoneExist?: string
}

function readOne(resource: unknown, { position, fullUrl, ifNoneExist }: Surroundings): FhirEntry | FhirRefusal {
  const refuse = (code: ReadCode, type: string | null = null): FhirRefusal => ({ ok: false, position, type, code })
  if (resource === notJson) return refuse('NOT_JSON')
  if (!isResource(resource)) return refuse('NOT_FHIR')
  const type = resource.resourceType
  if (!resourceTypes.has(type)) return refuse('UNKNOWN_TYPE')
  // A bundle inside a bundle or a line would hide charts from the importer.
  if (type === 'Bundle') return refuse('BUNDLE_TYPE', type)
  const hazard = findHazard(resource, maxDepth)
  if (hazard !== undefined) return refuse(hazard, type)
  // A source that brought this would say how our numbers are written.
  if (NUMBERS in resource) return refuse('BAD_KEY', type)
  const id = resource.id ?? idOfUrl(fullUrl, type)
  if (id === undefined && replies.has(type)) return refuse('NOT_A_RECORD', type)
  const contained = asList(resource.contained).map((inner) => element(inner, 'id'))
  if (!isIdOrNone(id) || !contained.every(isIdOrNone)) return refuse('BAD_ID', type)
  const condition = ifNoneExist === undefined ? undefined : parseConditional(`${type}?${ifNoneExist}`)
  return {
    ok: true,
    position,
    type,
    ...(id !== undefined && { id }),
    ...(fullUrl !== undefined && { fullUrl }),
    ...(condition !== undefined && { ifNoneExist: condition }),
    resource,
  }
}

// http://hl7.org/fhir/R4/datatypes.html#id
function isIdOrNone(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && /^[A-Za-z0-9\-.]{1,64}$/.test(value))
}

function isResource(value: unknown): value is FhirResource {
  return typeof element(value, 'resourceType') === 'string'
}

function idOfUrl(fullUrl: string | undefined, type: string): string | undefined {
  if (fullUrl === undefined) return undefined
  const url = parseReference(fullUrl)
  if (url.kind === 'urn') return url.raw.replace(/^urn:(uuid|oid):/, '')
  return url.kind === 'absolute' && url.type === type ? url.id : undefined
}
