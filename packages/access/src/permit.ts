/** Which record a permit is for; `patient` is the patient it belongs to, null for none. */
interface Place {
  readonly tenant: string
  readonly type: string
  readonly id: string
  readonly patient: string | null
}

/**
 * What one caller may open of one record in one request. Only this package constructs it: the private field makes the
 * type nominal, and a permit knows the request that issued it.
 */
export class Permit {
  readonly tenant: string
  readonly type: string
  readonly id: string
  readonly patient: string | null
  /** Relation bits, as in `policy.relations`. */
  readonly bits: number
  /** Segment bits of the record. */
  readonly segments: number
  /** The data classes left to the caller by consent, scope and label, as bits; of them, those that are opened: */
  readonly reached: number
  /** The data classes whose parts may be opened. */
  readonly classes: ReadonlySet<string>
  readonly #issuer: object

  constructor(
    of: Place & {
      readonly bits: number
      readonly segments: number
      readonly reached: number
      readonly classes: ReadonlySet<string>
      readonly issuer: object
    },
  ) {
    this.tenant = of.tenant
    this.type = of.type
    this.id = of.id
    this.patient = of.patient
    this.bits = of.bits
    this.segments = of.segments
    this.reached = of.reached
    this.classes = of.classes
    this.#issuer = of.issuer
  }

  /** Whether `issuer` made this permit. */
  static isFrom(permit: Permit, issuer: object): boolean {
    return #issuer in permit && permit.#issuer === issuer
  }
}

/**
 * What one caller may write of one record: these coordinates, and so the parts of these classes, which are written
 * whole and opened for it. Only this package constructs it.
 */
export class WritePermit {
  readonly tenant: string
  readonly type: string
  readonly id: string
  readonly patient: string | null
  /** The data classes of the coordinates. */
  readonly classes: ReadonlySet<string>
  readonly #coordinates: ReadonlySet<string>

  constructor(of: Place & { readonly coordinates: readonly string[]; readonly classes: ReadonlySet<string> }) {
    this.tenant = of.tenant
    this.type = of.type
    this.id = of.id
    this.patient = of.patient
    this.classes = of.classes
    this.#coordinates = new Set(of.coordinates)
  }

  /** Whether it is for this very record and for these fields of it. */
  covers(of: Place & { readonly fields: readonly string[] }): boolean {
    const same = of.tenant === this.tenant && of.type === this.type && of.id === this.id && of.patient === this.patient
    return same && of.fields.every((name) => this.#coordinates.has(`${of.type}.${name}`))
  }
}
