import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** The beginning of every canary that is text: whatever of it is anywhere is found by this. */
const BEGINNING = 'kanarie'

/** Gives out values that are nowhere else, and remembers those that are to be shown by somebody's permitted reply. */
export class Canaries {
  readonly shown: (string | number)[] = []
  readonly #needles = new Set([BEGINNING, BEGINNING.toUpperCase()])
  #count = 0

  /** A text that a field of the schema holds. */
  text(): string {
    return this.#kept(this.hidden())
  }

  /** A text that nobody is to see again. */
  hidden(): string {
    this.#count += 1
    return `${BEGINNING}${String(this.#count).padStart(4, '0')}q`
  }

  number(): number {
    this.#count += 1
    const number = 730_190_000 + this.#count
    this.#needles.add(String(number))
    return this.#kept(number)
  }

  /** A day of the years 1983 to 1987. */
  date(): string {
    this.#count += 1
    const date = new Date(Date.UTC(1983, 0, 1) + this.#count * 86_400_000).toISOString().slice(0, 10)
    this.#needles.add(date)
    return this.#kept(date)
  }

  /** A moment, also searched for as milliseconds, in decimal and hex. */
  time(): string {
    this.#count += 1
    const time = Date.UTC(1983, 0, 1) + this.#count * 86_461_007
    for (const text of [new Date(time).toISOString(), String(time), time.toString(16)]) this.#needles.add(text)
    return this.#kept(new Date(time).toISOString())
  }

  /** Which canaries are in the bytes, in which encoding. */
  find(bytes: Uint8Array): string[] {
    const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return [...this.#needles].flatMap((needle) =>
      encodings(needle).flatMap(([name, sought]) => (hay.includes(sought) ? [`${needle} in ${name}`] : [])),
    )
  }

  #kept<T extends string | number>(canary: T): T {
    this.shown.push(canary)
    return canary
  }
}

function encodings(text: string): [name: string, bytes: Buffer][] {
  const utf8 = Buffer.from(text)
  const hex = utf8.toString('hex')
  return [
    ['utf8', utf8],
    ['utf16le', Buffer.from(text, 'utf16le')],
    ['utf16be', Buffer.from(text, 'utf16le').swap16()],
    ['hex', Buffer.from(hex)],
    ['HEX', Buffer.from(hex.toUpperCase())],
    ...[0, 1, 2].map((before): [string, Buffer] => [`base64+${before}`, base64Inside(utf8, before)]),
  ]
}

/** The characters of base64 that the bytes alone decide, with so many bytes before them. */
function base64Inside(bytes: Buffer, before: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  return Buffer.from(text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)))
}

/** Every file below a folder, as it is and, where it is compressed, as it was. */
export function filesUnder(folder: string): [name: string, bytes: Buffer][] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.flatMap((entry): [string, Buffer][] => {
    const bytes = readFileSync(join(entry.parentPath, entry.name))
    return entry.name.endsWith('.gz')
      ? [
          [entry.name, bytes],
          [`${entry.name}, unzipped`, gunzipSync(bytes)],
        ]
      : [[entry.name, bytes]]
  })
}

/** A bundle with a canary in every element that the schema has a field for, and in many that it has none for. */
export function canaryBundle(c: Canaries) {
  const period = () => ({ start: c.time(), end: c.time() })
  const coding = () => ({ system: c.text(), version: c.text(), code: c.text(), display: c.text() })
  const concept = () => ({ coding: [coding()], text: c.text() })
  const quantity = () => ({
    value: c.number(),
    comparator: c.text(),
    unit: c.text(),
    system: c.text(),
    code: c.text(),
  })
  const identifier = () => ({ use: c.text(), type: concept(), system: c.text(), value: c.text() })
  const telecom = () => ({ system: c.text(), value: c.text(), use: c.text(), rank: c.number(), period: period() })
  const name = () => ({
    use: c.text(),
    text: c.text(),
    family: c.text(),
    given: [c.text(), c.text()],
    prefix: [c.text()],
    suffix: [c.text()],
    period: period(),
  })
  const address = () => ({
    use: c.text(),
    type: c.text(),
    text: c.text(),
    line: [c.text(), c.text()],
    city: c.text(),
    district: c.text(),
    state: c.text(),
    postalCode: c.text(),
    country: c.text(),
    period: period(),
  })
  const range = () => ({ low: quantity(), high: quantity(), type: concept(), text: c.text() })
  const opaque = () => ({
    text: { status: 'generated', div: `<div>${c.hidden()}</div>` },
    extension: [{ url: `urn:${c.hidden()}`, valueString: c.hidden() }],
    contained: [{ resourceType: 'Basic', id: c.hidden(), code: { text: c.hidden() } }],
  })
  const ids = { organization: c.hidden(), practitioner: c.hidden(), patient: c.hidden() }
  const subject = { reference: `Patient/${ids.patient}`, display: c.hidden() }
  const carer = { reference: `Practitioner/${ids.practitioner}`, display: c.hidden() }
  const visit = { reference: `Encounter/${c.hidden()}` }
  const observation = (value: object) => ({
    resourceType: 'Observation',
    id: c.hidden(),
    ...opaque(),
    identifier: [{ system: c.hidden(), value: c.hidden() }],
    status: c.text(),
    category: [concept()],
    code: concept(),
    subject,
    encounter: visit,
    issued: c.time(),
    performer: [carer],
    interpretation: [concept()],
    referenceRange: [range()],
    note: [{ text: c.hidden() }],
    ...value,
  })
  const encounter = (id: string, time: object) => ({
    resourceType: 'Encounter',
    id,
    ...opaque(),
    class: coding(),
    type: [concept()],
    subject,
    participant: [{ type: [concept()], period: period(), individual: carer }],
    reasonCode: [concept()],
    serviceProvider: { reference: `Organization/${ids.organization}` },
    location: [{ location: { display: c.hidden() } }],
    ...time,
  })
  const resources = [
    {
      resourceType: 'Organization',
      id: ids.organization,
      ...opaque(),
      identifier: [identifier()],
      active: true,
      type: [concept()],
      name: c.text(),
      telecom: [telecom()],
      address: [address()],
      alias: [c.hidden()],
    },
    {
      resourceType: 'Practitioner',
      id: ids.practitioner,
      ...opaque(),
      identifier: [identifier()],
      active: true,
      name: [name()],
      telecom: [telecom()],
      gender: c.text(),
      qualification: [{ code: { text: c.hidden() } }],
    },
    {
      resourceType: 'Patient',
      id: ids.patient,
      ...opaque(),
      identifier: [identifier(), { system: 'urn:mrn', value: c.text() }],
      active: true,
      name: [name(), name()],
      telecom: [telecom(), telecom()],
      gender: c.text(),
      birthDate: c.date(),
      _birthDate: { extension: [{ url: 'urn:birth', valueString: c.hidden() }] },
      deceasedDateTime: c.time(),
      address: [address()],
      maritalStatus: concept(),
      generalPractitioner: [carer],
      managingOrganization: { reference: `Organization/${ids.organization}` },
      contact: [{ name: { family: c.hidden() } }],
      photo: [{ title: c.hidden(), data: Buffer.from(c.hidden()).toString('base64') }],
    },
    encounter(visit.reference.replace('Encounter/', ''), { status: c.text(), period: period() }),
    // It still runs, so that its practitioner treats the patient. Its start is no canary: the relation of the two holds
    // the time of treatment in clear (packages/records/README.md).
    encounter(c.hidden(), { status: 'in-progress', period: { start: '2020-01-31T09:00:00Z' } }),
    observation({ effectiveDateTime: c.time(), valueQuantity: quantity() }),
    observation({ effectivePeriod: period(), valueCodeableConcept: concept() }),
    observation({ effectiveDateTime: c.time(), valueString: c.text() }),
    observation({
      effectiveDateTime: c.date(),
      component: [
        { code: concept(), valueQuantity: quantity(), interpretation: [concept()], referenceRange: [range()] },
        { code: concept(), valueCodeableConcept: concept() },
        { code: concept(), valueString: c.text() },
      ],
    }),
    { resourceType: 'Condition', id: c.hidden(), ...opaque(), subject, code: { text: c.hidden() } },
    { resourceType: 'AllergyIntolerance', id: c.hidden(), patient: subject, note: [{ text: c.hidden() }] },
    {
      resourceType: 'MedicationStatement',
      id: c.hidden(),
      subject,
      status: 'active',
      requester: { reference: `Practitioner/${c.hidden()}` },
      recorder: { reference: `Practitioner?identifier=${c.hidden()}|${c.hidden()}` },
    },
    { resourceType: 'Location', id: c.hidden(), name: c.hidden(), ...opaque() },
  ]
  const entry = resources.map((resource) => ({ fullUrl: `https://${c.hidden()}.example/${resource.id}`, resource }))
  return { ids, resources: entry.length, bundle: { resourceType: 'Bundle', type: 'collection', entry } }
}

const FRAGMENTS = `
fragment P on Period { start end }
fragment C on CodeableConcept { coding { system version code display } text }
fragment Q on Quantity { value comparator unit system code }
fragment I on Identifier { use type { ...C } system value }
fragment N on HumanName { use text family given prefix suffix period { ...P } }
fragment T on ContactPoint { system value use rank period { ...P } }
fragment A on Address { use type text line city district state postalCode country period { ...P } }
fragment G on Observation { id version status category { ...C } code { ...C } subject { id } encounter { id }
  effectiveDateTime effectivePeriod { ...P } issued performer { id } valueQuantity { ...Q } valueCodeableConcept { ...C }
  valueString interpretation { ...C } referenceRange { ...R }
  component { code { ...C } valueQuantity { ...Q } valueCodeableConcept { ...C } valueString interpretation { ...C }
    referenceRange { ...R } } }
fragment R on ObservationReferenceRange { low { ...Q } high { ...Q } type { ...C } text }`

/** Everything that the schema has of a patient. */
export const EVERYTHING = `query Everything($id: RecordId!) { patient(id: $id) {
  id version name { ...N } identifier { ...I } active gender birthDate deceasedBoolean deceasedDateTime
  maritalStatus { ...C } telecom { ...T } address { ...A }
  generalPractitioner { id version identifier { ...I } active name { ...N } telecom { ...T } gender }
  managingOrganization { id version identifier { ...I } active type { ...C } name telecom { ...T } address { ...A } }
  encounters(first: 5) { nodes { id version status class { system version code display } type { ...C } subject { id }
    participant { type { ...C } period { ...P } individual { id } } period { ...P } reasonCode { ...C }
    serviceProvider { id } } }
  observations(first: 10) { nodes { ...G } }
} }${FRAGMENTS}`

/** The finding that a mutation recorded. */
export const RECORD = `mutation Record($input: RecordObservationInput!) {
  recordObservation(input: $input) { observation { ...G } } }
${FRAGMENTS.replace(/fragment [INTA] .*\n/g, '')}`
