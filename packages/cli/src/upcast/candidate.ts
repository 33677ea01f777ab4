import { type Caller, decideUpcast, type Policy, type WritePermit } from '@wardgraph/access'
import { type FhirContent, type FhirResource, fromFhir } from '@wardgraph/fhir'
import {
  type Action,
  type FindDocument,
  ownerOf,
  rowSize,
  type Stored,
  sealOpaque,
  type Writer,
} from '@wardgraph/records'
import { type LargePart, type TenantKeys, VaultError } from '@wardgraph/vault'
import { type Leads, resolveContent } from '../import/resolver.ts'
import { MAX_ROW } from '../import/stage.ts'
import { authorOf, identified } from '../import/unit.ts'
import { openResource } from './opaque.ts'
import type { KeptCode } from './report.ts'

/** A record whose type the schema knows, opened and mapped: its references are as the source wrote them. */
export interface Candidate {
  readonly stored: Stored
  readonly permit: WritePermit
  readonly resource: FhirResource
  readonly content: FhirContent
  /** What has no field. */
  readonly opaque: Readonly<Record<string, unknown>>
  /** It stands in no chart, though its type does. */
  readonly inNoChart: boolean
}

/** Opens and maps what is stored, or says why it stays as it is. @throws VaultError ERR_VAULT_INTEGRITY */
export async function candidateOf(
  stored: Stored,
  { policy, caller, find }: { readonly policy: Policy; readonly caller: Caller; readonly find: FindDocument },
): Promise<Candidate | KeptCode> {
  const { type, id, patient } = stored
  const decision = decideUpcast({ policy, caller, type, id, patient })
  if (!decision.allow) return 'FORBIDDEN'
  const { permit } = decision
  const resource = await openResource(stored, { policy, permit, find })
  const mapped = fromFhir({ policy, resource })
  if (!mapped.ok) return mapped.code
  const inNoChart = patient === null && policy.records[type]?.patient !== null
  const opaque = inNoChart ? resource : { resourceType: type, ...mapped.rest }
  return { stored, permit, resource, content: inNoChart ? {} : mapped.content, opaque, inNoChart }
}

/** What writes a record under its type. */
export interface Typed {
  readonly actions: readonly Action[]
  /** What of it is too large for a row: to be put before. */
  readonly document: LargePart | undefined
  /** The fields that it has. */
  readonly fields: readonly string[]
}

/** The record under its type, with its references led by `resolver`. @throws VaultError */
export async function typed(
  { stored, permit, resource, content: mapped, opaque }: Candidate,
  {
    policy,
    keys,
    writer,
    resolver,
  }: { readonly policy: Policy; readonly keys: TenantKeys; readonly writer: Writer; readonly resolver: Leads },
): Promise<Typed | 'TOO_LARGE'> {
  const { type, id, patient, row, key } = stored
  const content = resolveContent({ policy, type, content: mapped, resolver })
  const owner = ownerOf(stored) ?? 'tenant'
  const segments = row.s === undefined ? undefined : keys.openLabel({ patient: owner, type, id, label: row.s })
  const draft = {
    ...{ type, id, patient, permit, key, content, opaque },
    postings: patient === null ? identified(resource) : [],
    ...(segments === undefined ? {} : { label: { segments, author: authorOf(content) } }),
  }
  try {
    const document = await sealOpaque(policy, { type, id, key, opaque })
    const named = document === undefined ? {} : { document: document.name }
    const { stored: made, actions } = writer.upcast(stored, { ...draft, ...named })
    return rowSize(made.row) > MAX_ROW ? 'TOO_LARGE' : { actions, document, fields: Object.keys(content) }
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_INPUT') return 'TOO_LARGE'
    throw error
  }
}
