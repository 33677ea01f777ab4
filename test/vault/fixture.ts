import {
  type Attribute,
  createVault,
  type KeyProvider,
  memoryKeyProvider,
  type openDocument,
  openItem,
  type Row,
  sealItem,
} from '@wardgraph/vault'

type Permit = Parameters<typeof openDocument>[0]['permit']

export const deployment = 'test'
export const table = 'records'

/** A permit as `access` issues it, which alone can construct one. */
export function permitFor(of: {
  tenant: string
  type: string
  id: string
  patient: string | null
  classes: readonly string[]
}) {
  return { ...of, bits: 1, classes: new Set(of.classes) } as unknown as Permit
}

/** A provider that hands out one key for every blob and context, so that only the vault's own bindings are left. */
export function openHanded(key: Uint8Array): KeyProvider & { calls: number } {
  return {
    calls: 0,
    async generate() {
      this.calls += 1
      return { key: Uint8Array.from(key), blob: Uint8Array.of(1, 2, 3) }
    },
    async decrypt() {
      this.calls += 1
      return Uint8Array.from(key)
    },
  }
}

/** One tenant, one patient with a key, and one observation sealed in two classes. */
export async function clinic({ tenant = 'clinicclinic', source = 'MRN-1' } = {}) {
  const vault = createVault({ keysTable: async () => 'keys', provider: memoryKeyProvider(), deployment })
  const { rows, keys } = await vault.createTenant(tenant)
  const patient = keys.recordId({ system: 'urn:test', type: 'Patient', id: source })
  const id = keys.recordId({ system: 'urn:test', type: 'Observation', id: 'O-1' })
  const { row: subjectRow, key } = keys.createSubject(patient)
  const of = { key, table, type: 'Observation', id }
  const row = { pk: `${tenant}#P#${patient}`, sk: `R#ob#${id}`, v: 1, w: 2, t: 'ob#-', open: true }
  const content = { VISIT: { period: '2024-02-29' }, CLINICAL: { status: 'final', note: 'Größe 𝒳' } }
  const parts = { VISIT: { id: 6, value: content.VISIT }, CLINICAL: { id: 7, value: content.CLINICAL } }
  const item = sealItem({ ...of, row, parts })
  const permit = permitFor({ tenant, type: 'Observation', id, patient, classes: ['VISIT', 'CLINICAL'] })
  const open = (stored: Row, change: Partial<Parameters<typeof openItem>[0]> = {}) =>
    openItem({ ...of, permit, row: stored, ...change })
  return { vault, tenant, rows, keys, patient, id, subjectRow, key, of, row, content, parts, item, permit, open }
}

/** The binary attribute `name`. */
export function binary(row: Row, name: string): Uint8Array {
  const value = row[name]
  if (!(value instanceof Uint8Array)) throw new Error(`${name} is not binary`)
  return value
}

/** `row` without the attribute `name`. */
export function without(row: Row, name: string): Row {
  return Object.fromEntries(Object.entries(row).filter(([other]) => other !== name))
}

/** Every row that differs from `row` in one bit of one attribute's value, named. */
export function* flips(row: Row): Generator<{ name: string; row: Row }> {
  for (const [name, value] of Object.entries(row)) {
    for (const changed of flipped(value)) yield { name, row: { ...row, [name]: changed } }
  }
}

function* flipped(value: Attribute): Generator<Attribute> {
  if (typeof value === 'boolean') yield !value
  else if (typeof value === 'number') for (let bit = 1; bit < 2 ** 20; bit *= 2) yield value ^ bit
  else {
    const bytes = Buffer.from(value)
    for (let at = 0; at < bytes.length; at += 1) {
      const copy = Buffer.from(bytes)
      copy[at] = (bytes[at] ?? 0) ^ (1 << (at % (typeof value === 'string' ? 7 : 8)))
      yield typeof value === 'string' ? copy.toString() : new Uint8Array(copy)
    }
  }
}
