import { answerOf, type Interaction, interactionOf } from './answer.ts'
import { findMoment } from './moment.ts'
import { type Json, unmappedOpening, unmappedRequest } from './ocsfUnmapped.ts'
import type { AuditRecord, GenesisRecord, RequestRecord } from './record.ts'

/** The version of the schema that events are mapped to: https://schema.ocsf.io/1.3.0. */
const version = '1.3.0'

/** An OCSF event: what each of its classes demands, and the attributes of its own class. */
export interface OcsfEvent {
  readonly activity_id: number
  readonly activity_name: string
  readonly category_uid: number
  readonly class_uid: number
  /** class_uid * 100 + activity_id */
  readonly type_uid: number
  readonly severity_id: number
  readonly status_id: number
  readonly status_code: string
  /** Milliseconds since the epoch; 0 where the record's is no moment, which `metadata.original_time` shows. */
  readonly time: number
  readonly metadata: Json
  readonly unmapped: Json
  readonly [attribute: string]: Json
}

const activities: Readonly<Record<Interaction, { readonly id: number; readonly name: string }>> = {
  create: { id: 1, name: 'Create' },
  read: { id: 2, name: 'Read' },
  update: { id: 3, name: 'Update' },
  other: { id: 99, name: 'Other' },
  unknown: { id: 0, name: 'Unknown' },
}

/** Informational, Low, Medium. */
const severities = { none: 1, refused: 2, fault: 3 } as const

// Demanded by API Activity; no record holds an address.
const unknownEndpoint = { name: 'Unknown' }

/**
 * The OCSF event of one audit record: API Activity (6003), Authentication (3002) where the access token was refused,
 * Application Lifecycle (6002) where a chain was opened. Names and ids, never a value.
 */
export function ocsfEvent(record: AuditRecord): OcsfEvent {
  if (record.outcome === 'GENESIS') return opening(record)
  const refusedToken = record.outcome === 'UNAUTHENTICATED'
  return {
    ...(refusedToken ? classified({ record, of: [3, 2], is: { id: 1, name: 'Logon' } }) : apiClass(record)),
    ...happened(record),
    ...(refusedToken ? authentication(record) : apiActivity(record)),
    unmapped: unmappedRequest(record),
  }
}

function classified({
  record,
  of: [category, place],
  is,
}: {
  readonly record: AuditRecord
  readonly of: readonly [category: number, place: number]
  readonly is: { readonly id: number; readonly name: string }
}) {
  const { v, tenant, chain, seq, code, time } = record
  const uid = category * 1000 + place
  return {
    activity_id: is.id,
    activity_name: is.name,
    category_uid: category,
    class_uid: uid,
    type_uid: uid * 100 + is.id,
    time: findMoment(time) ?? 0,
    metadata: {
      version,
      product: productOf(code),
      uid: `${chain}-${seq}`,
      sequence: seq,
      log_name: chain,
      log_version: String(v),
      tenant_uid: tenant,
      original_time: time,
      ...('request' in record ? { correlation_uid: record.request } : {}),
    },
  }
}

const productOf = (code: string) => ({ name: 'Wardgraph', vendor_name: 'Wardgraph', version: code })

const apiClass = (record: RequestRecord) => classified({ record, of: [6, 3], is: activities[interactionOf(record)] })

/** A broken glass has to be reviewed, so it is of medium severity even where all went well. */
function happened(record: RequestRecord) {
  const { code, failure } = answerOf(record)
  const broken = record.ties.some(([, relation]) => relation === 'BREAK_GLASS')
  return {
    severity_id: Math.max(severities[failure], broken ? severities.fault : 0),
    status_id: failure === 'none' ? 1 : 2,
    status_code: code,
  }
}

/** The user and, where there was one, the session; `Unknown` (type 0) where the record knows nobody. */
function actorOf({ caller, session }: RequestRecord) {
  const { person, membership, role } = caller ?? {}
  const user =
    person === undefined || membership === undefined || role === undefined
      ? { name: 'Unknown', type_id: 0 }
      : { uid: person, uid_alt: membership, groups: [{ name: role }] }
  return { user, ...(session === null ? {} : { session: { uid: session } }) }
}

const serviceOf = ({ origin }: RequestRecord) => ({ name: `wardgraph.${origin}` })

function apiActivity(record: RequestRecord) {
  const { operation, request, status, disclosed, changed, denied } = record
  const rows = [...disclosed, ...changed, ...denied]
  const named = rows.flatMap(([, type, id]) => (id === null ? [] : [[`${type} ${id}`, { type, uid: id }] as const]))
  const resources = [...new Map(named).values()]
  const roots = operation?.roots.join(', ') ?? ''
  return {
    actor: actorOf(record),
    api: {
      operation: roots === '' ? (operation?.kind ?? 'Unknown') : roots,
      request: { uid: request },
      service: serviceOf(record),
    },
    src_endpoint: unknownEndpoint,
    ...(status === null ? {} : { http_response: { code: status } }),
    ...(resources.length === 0 ? {} : { resources }),
  }
}

function authentication(record: RequestRecord) {
  return {
    ...actorOf(record),
    service: serviceOf(record),
    auth_protocol_id: 6,
    auth_protocol: 'OAUTH 2.0',
    ...(record.status === null ? {} : { status_detail: `HTTP ${record.status}` }),
  }
}

function opening(record: GenesisRecord): OcsfEvent {
  return {
    ...classified({ record, of: [6, 2], is: { id: 99, name: 'Audit chain opened' } }),
    severity_id: severities.none,
    status_id: 1,
    status_code: 'OK',
    app: productOf(record.code),
    unmapped: unmappedOpening(record),
  }
}
