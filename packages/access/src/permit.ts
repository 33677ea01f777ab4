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
  /** The data classes whose parts may be opened. */
  readonly classes: ReadonlySet<string>
  readonly #issuer: object

  constructor(of: {
    tenant: string
    type: string
    id: string
    patient: string | null
    bits: number
    classes: ReadonlySet<string>
    issuer: object
  }) {
    this.tenant = of.tenant
    this.type = of.type
    this.id = of.id
    this.patient = of.patient
    this.bits = of.bits
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
  readonly #made = true
  readonly tenant: string
  readonly type: string
  readonly id: string
  readonly patient: string | null
  /** Relation bits, as in `policy.relations`. */
  readonly bits: number
  readonly coordinates: readonly string[]
  /** The data classes of the coordinates. */
  readonly classes: ReadonlySet<string>

  constructor(of: {
    tenant: string
    type: string
    id: string
    patient: string | null
    bits: number
    coordinates: readonly string[]
    classes: ReadonlySet<string>
  }) {
    this.tenant = of.tenant
    this.type = of.type
    this.id = of.id
    this.patient = of.patient
    this.bits = of.bits
    this.coordinates = of.coordinates
    this.classes = of.classes
  }

  /** Whether this package made `permit`. */
  static is(permit: WritePermit): boolean {
    return #made in permit && permit.#made
  }
}
