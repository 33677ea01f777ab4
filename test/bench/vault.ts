import { deepStrictEqual } from 'node:assert'
import { createHmac, randomBytes } from 'node:crypto'
import { createVault, memoryKeyProvider, openItem, sealItem, type TenantKeys } from '@wardgraph/vault'
import { deployment, permitFor, table } from '../vault/fixture.ts'
import { rawKey, rawOpen, rawSeal } from './rawCipher.ts'
import { inTurn, ratio } from './timing.ts'
import { fieldByField } from './vaultPeers.ts'

const TENANT = 'clinicclinic'
const PATIENTS = 100
/** Timed at once: one record is near the grain of what is printed, and many are seldom left alone by other processes. */
const TOGETHER = 10
const MORE_THAN_KEPT = 10 * 60_000

/** An observation of eight fields in one class, 302 bytes of JSON. */
const FIELDS = {
  status: 'final',
  category: 'laboratory',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }], text: 'Hemoglobin A1c' },
  effectiveDateTime: '2024-02-29T08:30:00Z',
  issued: '2024-02-29T11:02:00Z',
  valueQuantity: { value: 6.4, unit: '%' },
  interpretation: 'H',
  note: 'Repeat in three months.',
}

/** The classes of a patient's head that a list reads. */
const HEAD = {
  NAME: { id: 2, value: { name: [{ use: 'official', family: 'Lovelace', given: ['Augusta', 'Ada'] }] } },
  DEMOGRAPHIC: { id: 3, value: { active: true, gender: 'female', birthDate: '1970-03-05' } },
}
const PAGE = Array.from({ length: TOGETHER }, () => ({ NAME: HEAD.NAME.value, DEMOGRAPHIC: HEAD.DEMOGRAPHIC.value }))

/** The vault against Node's cipher alone and against two libraries. */
export async function vaultFigures() {
  // The list first: a library leaves so much garbage that what follows it is slower.
  return {
    'list of 100 patients (ms for 10)': await listFigures(),
    'record of 8 fields (ms for 10)': await recordFigures(),
  }
}

/** A record sealed, checked and opened, with its key at hand. */
async function recordFigures() {
  const { keys } = await createVault({
    keysTable: async () => 'keys',
    provider: memoryKeyProvider(),
    deployment,
  }).createTenant(TENANT)
  const record = recordOf(keys)
  const key = rawKey()
  const bytes = Buffer.from(JSON.stringify(FIELDS))
  const { 'AWS Encryption SDK': aws, cloak } = fieldByField()
  for (const opened of [record(), await aws(FIELDS), await cloak(FIELDS)]) deepStrictEqual(opened, FIELDS)

  // About what a part and such a row have to bind.
  const [aad, row] = [randomBytes(100), randomBytes(650)]
  const mac = () => createHmac('sha256', key).update(row).digest()
  const wardgraph = times(record)
  const alone = await inTurn(
    {
      wardgraph,
      json: times(() => JSON.parse(JSON.stringify(FIELDS))),
      cipher: times(() => rawOpen(key, rawSeal(key, bytes))),
      primitives: times(() => [rawOpen(key, rawSeal(key, bytes, aad), aad), mac(), mac()]),
    },
    { rounds: 2_001, calls: 1 },
  )
  // Each by itself: what the one leaves behind is not the other's.
  const byCloak = await inTurn({ wardgraph, cloak: times(() => cloak(FIELDS)) }, { rounds: 301, calls: 1 })
  const byAws = await inTurn({ wardgraph, aws: times(() => aws(FIELDS)) }, { rounds: 31, calls: 1 })
  const { json, cipher, primitives } = alone
  const withoutJson = { ...alone.wardgraph, median: alone.wardgraph.median - json.median }
  return {
    wardgraph: { ...alone.wardgraph, 'without JSON, to the cipher alone': ratio(withoutJson, cipher), limit: 2 },
    'JSON alone': json,
    'cipher alone': cipher,
    'cipher with AAD and two HMACs, no format': { ...primitives, 'to the cipher alone': ratio(primitives, cipher) },
    'AWS Encryption SDK, field by field': {
      ...byAws.aws,
      'times wardgraph': ratio(byAws.aws, byAws.wardgraph),
      aim: 40,
    },
    'cloak, field by field': { ...byCloak.cloak, 'times wardgraph': ratio(byCloak.cloak, byCloak.wardgraph), aim: 20 },
  }
}

/** One observation with the attributes of such a row. */
function recordOf(keys: TenantKeys): () => unknown {
  const patient = keys.recordId({ system: 'urn:bench', type: 'Patient', id: '1' })
  const id = keys.recordId({ system: 'urn:bench', type: 'Observation', id: '1' })
  const order = keys.order({ patient, time: Date.parse(FIELDS.effectiveDateTime) })
  const row = {
    pk: `${TENANT}#P#${patient}`,
    sk: `R#ob#${id}`,
    v: 1,
    w: 1,
    t: `ob#${order}#${id}`,
    c: `ob#${keys.codeToken({ patient, code: '4548-4' })}#${order}`,
    s: keys.sealLabel({ patient, type: 'Observation', id, segments: 1 }),
    x: keys.payloadHash({ purpose: 'bench', payload: id }),
  }
  const of = { key: keys.createSubject(patient).key, table, type: 'Observation', id }
  const permit = permitFor({ tenant: TENANT, type: 'Observation', id, patient, classes: ['CLINICAL'] })
  const parts = { CLINICAL: { id: 7, value: FIELDS } }
  return () => openItem({ ...of, permit, row: sealItem({ ...of, row, parts }) }).CLINICAL
}

/** A list opened with keys that are known, with keys seen for the first time, and by one key that binds nothing. */
async function listFigures() {
  const provider = memoryKeyProvider()
  const { rows, keys } = await createVault({ keysTable: async () => 'keys', provider, deployment }).createTenant(TENANT)
  const patients = Array.from({ length: PATIENTS }, (_, i) => patientOf(keys, String(i)))
  let time = 0
  const forgetful = await createVault({
    keysTable: async () => 'keys',
    provider,
    deployment,
    now: () => time,
  }).openTenant(TENANT, rows)
  const read = (by: TenantKeys, from: number) =>
    patients
      .slice(from, from + TOGETHER)
      .map(({ id, keyRow, row, permit }) =>
        openItem({ key: by.openSubject({ subject: id, row: keyRow }), table, type: 'Patient', id, permit, row }),
      )
  const shared = rawKey()
  const sealed = patients.map(() =>
    Object.entries(HEAD).map(
      ([name, { value }]) => [name, rawSeal(shared, Buffer.from(JSON.stringify(value)))] as const,
    ),
  )
  const work = {
    known: paged((from) => read(keys, from)),
    first: paged((from) => {
      time += MORE_THAN_KEPT
      return read(forgetful, from)
    }),
    shared: paged((from) =>
      sealed
        .slice(from, from + TOGETHER)
        .map((parts) =>
          Object.fromEntries(parts.map(([name, part]) => [name, JSON.parse(rawOpen(shared, part).toString())])),
        ),
    ),
  }
  for (const page of Object.values(work)) deepStrictEqual(await page(), PAGE)
  const timed = await inTurn(work, { rounds: 2_001, calls: 1 })
  return {
    'keys known': { ...timed.known, ratio: ratio(timed.known, timed.shared), limit: 2 },
    'keys first seen': { ...timed.first, ratio: ratio(timed.first, timed.shared), limit: 4.5 },
    'one key, nothing bound': timed.shared,
  }
}

/** A patient's key row, its record's row, and a permit for what a list shows. */
function patientOf(keys: TenantKeys, source: string) {
  const id = keys.recordId({ system: 'urn:bench', type: 'Patient', id: source })
  const { row: keyRow, key } = keys.createSubject(id)
  const row = sealItem({
    key,
    table,
    type: 'Patient',
    id,
    row: {
      pk: `${TENANT}#P#${id}`,
      sk: 'A',
      v: 1,
      w: 1,
      s: keys.sealLabel({ patient: id, type: 'Patient', id, segments: 1 }),
      q: keys.indexTokens({ index: 'MRN', values: [source] })[0].token,
      x: keys.payloadHash({ purpose: 'bench', payload: source }),
    },
    parts: HEAD,
  })
  return {
    id,
    keyRow,
    row,
    permit: permitFor({ tenant: TENANT, type: 'Patient', id, patient: id, classes: Object.keys(HEAD) }),
  }
}

function times(work: () => unknown): () => Promise<void> {
  return async () => {
    for (let i = 0; i < TOGETHER; i += 1) await work()
  }
}

/** Ten of the patients at a call, one page after the other. */
function paged<Page>(read: (from: number) => Page): () => Promise<Page> {
  let next = 0
  return async () => {
    const from = next
    next = (next + TOGETHER) % PATIENTS
    return read(from)
  }
}
