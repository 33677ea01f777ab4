import type { MappingCode } from '@wardgraph/fhir'

/**
 * Why a record stays sealed whole: it does not fit its type, it stands in no chart (as an import keeps it, under its type
 * all the same), the membership may not write it or the table not hold it, or its type has a record of this id already (a
 * version that does not know the type has written since).
 */
export type KeptCode = MappingCode | 'NO_PATIENT' | 'FORBIDDEN' | 'TOO_LARGE' | 'TWICE'

/** What an upcast came to. */
export interface UpcastReport {
  readonly tenant: string
  /** Rows of FHIR without a type of its own that were there. */
  readonly looked: number
  /** How many of them have a type now. */
  readonly upcast: number
  /** The same, type by type. */
  readonly types: Readonly<Record<string, number>>
  /** Those whose type is known and that are sealed whole all the same. */
  readonly kept: readonly { readonly type: string; readonly code: KeptCode; readonly count: number }[]
  /** References of fields that lead to no stored record; they are in what is kept sealed, as all are. */
  readonly unresolved: number
}

const STEP = 500

/** Counts what becomes of the rows, whatever the order in which it becomes known. */
export class UpcastTally {
  readonly #onProgress: (line: string) => void
  readonly #types = new Map<string, number>()
  readonly #kept = new Map<string, number>()
  #looked = 0
  #unresolved = 0

  constructor({ onProgress }: { readonly onProgress: (line: string) => void }) {
    this.#onProgress = onProgress
  }

  /** A row was found. */
  look(): void {
    this.#looked += 1
    if (this.#looked % STEP === 0) this.#onProgress(`${this.#looked} rows looked at`)
  }

  /** A record has its type now. */
  typed({ type, unresolved }: { readonly type: string; readonly unresolved: number }): void {
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1)
    this.#unresolved += unresolved
  }

  /** A record stays sealed whole. */
  keep({ type, code }: { readonly type: string; readonly code: KeptCode }): void {
    const name = `${type} ${code}`
    this.#kept.set(name, (this.#kept.get(name) ?? 0) + 1)
  }

  /** The report, in an order that does not depend on how it came about. */
  report(tenant: string): UpcastReport {
    return {
      tenant,
      looked: this.#looked,
      upcast: [...this.#types.values()].reduce((sum, count) => sum + count, 0),
      types: Object.fromEntries([...this.#types].sort()),
      kept: [...this.#kept].sort().map(([name, count]) => {
        const [type = '', code] = name.split(' ')
        return { type, code: code as KeptCode, count } // as `keep` wrote it
      }),
      unresolved: this.#unresolved,
    }
  }
}
