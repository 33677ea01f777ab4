import { fileURLToPath } from 'node:url'
import { readPolicy, segmentBits } from '@wardgraph/access'
import { type Documents, memoryDocuments, type Services } from '@wardgraph/api'
import { createLanes } from '@wardgraph/audit'
import {
  draftKeys,
  draftTenant,
  keyRow,
  type MemoryTable,
  memoryTable,
  NO_TENANT,
  type Table,
} from '@wardgraph/records'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import { createVault, type KeyProvider, memoryKeyProvider, openItem, type Row, type TenantKeys } from '@wardgraph/vault'
import { importFhir, importResources } from '../../packages/cli/src/import/importFhir.ts'
import type { ImportReport } from '../../packages/cli/src/import/report.ts'
import { make } from '../fixtures/clinic.ts'

const policy = readPolicy(plan)
/** The moment of every import here. */
export const NOW = Date.UTC(2026, 10, 15, 12)
const FIXTURES = fileURLToPath(new URL('fixtures/import/', import.meta.url))

type Permit = Parameters<typeof openItem>[0]['permit']

/** Rows and the keys of the tenant in them. */
interface Kept {
  readonly memory: MemoryTable
  readonly keys: TenantKeys
}

export interface StoreOptions {
  /** Puts something between the import and the table. */
  readonly through?: (table: Table) => Table
  readonly policy?: Services['policy']
  /** Puts something between the import and its documents. */
  readonly beside?: (documents: Documents) => Documents
}

/** A tenant in memory, and imports into it; `resources` may be bundles or single resources, a file each. */
export async function store(options: StoreOptions = {}) {
  const provider = memoryKeyProvider()
  const vault = createVault({ keysTable: async () => 'keys', provider, deployment: 'test' })
  const memory = memoryTable()
  const stores = { table: memory, vault }
  await make(stores, await draftKeys(stores, NO_TENANT))
  const keys = await make(stores, await draftTenant(stores, 'north'))
  return storeOf({ memory, documents: memoryDocuments({ now: () => NOW }), provider, vault, keys }, options)
}
export type Store = Awaited<ReturnType<typeof store>>

/** Another store whose tenant has the same keys: what both import has the same ids. */
export async function twin({ memory, documents, provider, vault, keys }: Store, options: StoreOptions = {}) {
  const copy = memoryTable()
  for (const { table, row } of memory.rows()) {
    await copy.transact([{ do: 'put', table, row }], { token: crypto.randomUUID() })
  }
  return storeOf({ memory: copy, documents, provider, vault, keys }, options)
}

/** Somebody else at the same tables. */
export const beside = (one: Store, options: StoreOptions = {}) => storeOf(one, options)

function storeOf(
  of: {
    readonly memory: MemoryTable
    readonly documents: ReturnType<typeof memoryDocuments>
    readonly provider: KeyProvider
    readonly vault: Services['vault']
    readonly keys: TenantKeys
  },
  options: StoreOptions,
) {
  const { memory, documents, provider, vault, keys } = of
  const services: Services = {
    policy: options.policy ?? policy,
    table: options.through?.(memory) ?? memory,
    vault,
    lanes: createLanes(),
    verify: () => Promise.reject(new Error('nobody signs in')),
    now: () => NOW,
    introspection: false,
    origins: null,
    code: '0.1.0',
    within: (_tenant, work) => work(),
  }
  const into = {
    services,
    documents: options.beside?.(documents) ?? documents,
    tenantName: 'north',
    now: () => NOW,
  }
  return {
    memory,
    documents,
    provider,
    vault,
    keys,
    services,
    id: (type: string, id: string) => keys.recordId({ system: 'fhir', type, id }),
    rows: () => memory.rows().map(({ row }) => row),
    resources: (resources: readonly unknown[], more: { readonly asOf?: number } = {}) =>
      importResources({ ...into, ...more, files: resources.map(fileOf) }),
    texts: (...texts: readonly string[]) =>
      importResources({ ...into, files: texts.map((text, place) => ({ name: `${place}.json`, text, kind: 'json' })) }),
    fixtures: (...names: readonly string[]) => importFhir({ ...into, paths: names.map((name) => FIXTURES + name) }),
    paths: (...paths: readonly string[]) => importFhir({ ...into, paths }),
    current: (type: string, id: string) => {
      const stored = keys.recordId({ system: 'fhir', type, id })
      return snapshot({ memory, keys }).filter(
        (one) => one.id === stored && !one.place.includes('#H#') && !one.place.includes(' H#'),
      )
    },
  }
}

function fileOf(resource: unknown, place: number) {
  return { name: `${place}.json`, text: JSON.stringify(resource), kind: 'json' as const }
}

/** The counts of one type. */
export function counts({ types }: ImportReport, type: string) {
  return types[type]
}

/** Every change that the audit trail states. */
export function audited({ memory }: Pick<Kept, 'memory'>) {
  return memory.rows().flatMap(({ table, row }) => {
    if (table !== 'audit') return []
    const record = JSON.parse(String(row.r))
    return (record.changed ?? []) as readonly [string | null, string, string, readonly string[], number][]
  })
}

/** One row without what is random in it: nonces, keys, MACs. */
export interface Seen {
  readonly place: string
  readonly id: string
  readonly marks: Readonly<Record<string, unknown>>
  /** All sealed content, by class. */
  readonly opened: Readonly<Record<string, unknown>>
}

/** What is stored, opened, so that two stores with the same tenant keys can be compared; audit and keys are left out. */
export function snapshot({ memory, keys }: Kept): readonly Seen[] {
  const records = audited({ memory }).filter(([, type]) => type !== 'CareTeamMembership')
  const types = new Map(records.map(([, type, id]) => [id, type]))
  const all = memory.rows()
  const keyRows = new Map(all.filter(({ table }) => table === 'keys').map(({ row }) => [row.pk, row]))
  return all
    .filter(({ table, row }) => (table === 'records' || table === 'directory') && !/^[^#]+#H#/.test(String(row.pk)))
    .map(({ table, row }) => {
      const { pk, sk, v, w, t, c, q, x, s, a, start, end, basis } = row
      const [, kind = '', owner = ''] = String(pk).split('#')
      const id = String(sk) === 'A' ? owner : (String(sk).split('#')[2] ?? '')
      const marks = {
        v,
        w,
        t,
        c,
        q,
        a,
        start,
        end,
        basis,
        x: x instanceof Uint8Array ? Buffer.from(x).toString('hex') : x,
      }
      const patient = kind === 'P' ? owner : null
      const type = types.get(id) ?? ''
      const segments =
        s === undefined ? [] : namesOf(keys.openLabel({ patient: patient ?? 'tenant', type, id, label: s }))
      const opened =
        table === 'records'
          ? open({ keys, keyRows, row, type, id: String(sk).startsWith('H#A') ? owner : id, patient })
          : {}
      return { place: `${pk} ${sk}`, id, marks: { ...marks, segments }, opened }
    })
}

function namesOf(label: number): readonly string[] {
  return [...segmentBits(policy)].flatMap(([name, bit]) => ((label & bit) === 0 ? [] : [name])).sort()
}

function open(of: {
  keys: TenantKeys
  keyRows: ReadonlyMap<unknown, Row>
  row: Row
  type: string
  id: string
  patient: string | null
}): Readonly<Record<string, unknown>> {
  const { keys, keyRows, row, type, id, patient } = of
  const subject = patient ?? (type === 'Practitioner' ? 'staff' : 'tenant')
  const key = keys.openSubject({ subject, row: keyRows.get(keyRow(keys.tenant, subject).pk) ?? {} })
  // A permit as only `access` can construct one, for every class.
  const permit = { tenant: keys.tenant, type, id, patient, classes: new Set(Object.keys(policy.classes)) }
  return openItem({ key, table: 'records', row, type, id, permit: permit as unknown as Permit })
}
